"""The sandbox put together: one HTTP server, one SMTP server, one journal.

In tests: `with Sandbox(settings) as sandbox:` on port 0; `sandbox.url` is what TWILIO_API_URL must be.
"""

import logging
import threading
from types import TracebackType
from typing import Any, Self

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from config.sandbox.chaos import Chaos
from config.sandbox.handset import Handset
from config.sandbox.journal import Journal, Webhook
from config.sandbox.mailbox import Mailbox
from config.sandbox.messaging import Messaging
from config.sandbox.options import SandboxSettings
from config.sandbox.postman import Postman
from config.sandbox.rest import Rest
from config.sandbox.telephone import Telephone
from router import clock
from router.clock import Clock

log = logging.getLogger(__name__)

LARGEST_REQUEST = 64 * 1024 * 1024


class Sandbox:
    """A pretend Twilio, telephone and mailbox that can be started and stopped."""

    def __init__(self, settings: SandboxSettings, now: Clock = clock.now) -> None:
        self.settings = settings
        self.chaos = Chaos()
        self.journal = Journal(settings.folder, now)
        self.postman = Postman(settings, self.journal, self.chaos)
        self.messaging = Messaging(settings, self.journal, self.postman, self.chaos)
        self.telephone = Telephone(settings, self.journal, self.postman)
        self.mailbox = Mailbox(settings, self.journal, self.postman, self.chaos)
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    def app(self) -> Flask:
        """The Flask app of the REST API and the handset."""
        app = Flask("config.sandbox", static_folder=None, template_folder=None)
        app.config.update(MAX_CONTENT_LENGTH=LARGEST_REQUEST, MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST)
        rest = Rest(self.settings, self.journal, self.messaging, self.telephone, self.chaos)
        app.register_blueprint(rest.blueprint())
        app.register_blueprint(rest.store())
        app.register_blueprint(
            Handset(self.settings, self.journal, self.messaging, self.telephone, self.mailbox, self.chaos).blueprint()
        )
        return app

    @property
    def port(self) -> int:
        """The HTTP port, known once started."""
        return int(self._server.server_port) if self._server else self.settings.port

    @property
    def mailbox_port(self) -> int:
        """The SMTP port on which mail from the product is taken, known once started."""
        return self.mailbox.port

    @property
    def url(self) -> str:
        """Our own address: the product's TWILIO_API_URL."""
        host = "127.0.0.1" if self.settings.host in ("0.0.0.0", "::") else self.settings.host  # noqa: S104
        return f"http://{host}:{self.port}"

    def start(self) -> Self:
        """Listen, and take up what an earlier sandbox left undone. Raises OSError when a port is taken."""
        # A thread a request: a call asks the product, which asks us, while the page waits for news.
        self._server = make_server(
            self.settings.host, self.settings.port, self.app(), threaded=True, request_handler=_Quiet
        )
        self.messaging.base = self.telephone.base = self.url
        self.mailbox.start()
        self.postman.start()
        for webhook in self.journal.owed():
            self.postman.hand_over([webhook], self._how(webhook))
        self.telephone.end_interrupted()
        self.mailbox.send_again()
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="sandbox-http", daemon=True
        )
        self._thread.start()
        return self

    def _how(self, webhook: Webhook) -> Any:
        return {"status": self.messaging.move_on, "inbound": self.messaging.hand_in}.get(
            webhook.kind, self.postman.deliver
        )

    def stop(self) -> None:
        """Hang up, stop listening, close the journal."""
        self.telephone.stop()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
        if self._thread:
            self._thread.join(5)
        self.mailbox.stop()
        self.postman.stop()
        self.journal.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Quiet(WSGIRequestHandler):
    """No line a request: addresses hold numbers."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""
