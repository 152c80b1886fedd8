"""A little product that stands where the house would, and a person at the handset."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask, Response, request
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.serving import make_server

from config.sandbox.options import SandboxSettings
from config.sandbox.sandbox import Sandbox
from tests.config.small_house import free_port

ACCOUNT = "AC" + "1" * 32
TOKEN = "t" * 32
OURS = "+441632960100"
OURS_WHATSAPP = "+441632960200"
TENANT = "+447700900001"

Answerer = Callable[[dict[str, str]], tuple[str, int]]


def wait_until(true: Callable[[], Any], seconds: float = 10.0) -> Any:
    """What `true` gives once it is true; fails when it never is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.01)
    raise AssertionError("it never came true")


@dataclass
class Product:
    """What stands where the house would: checks signatures, remembers what it was told, answers as told to."""

    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    answers: dict[str, Answerer] = field(default_factory=dict)
    mails: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    mail_answer: str = "250 2.0.0 Kept"
    url: str = ""
    smtp_port: int = 0

    def told(self, path: str, **wanted: str) -> list[dict[str, str]]:
        """The forms posted to a path in which these fields have these values."""
        return [
            form
            for where, form in list(self.heard)
            if where == path and all(form.get(name) == value for name, value in wanted.items())
        ]

    def app(self) -> Flask:
        """The webhooks."""
        app = Flask("product")
        app.config["MAX_FORM_MEMORY_SIZE"] = 10_000_000
        validator = RequestValidator(TOKEN)

        @app.route("/<path:path>", methods=["GET", "POST"])
        def hear(path: str) -> Response:
            uri = self.url + request.environ["REQUEST_URI"]
            if not validator.validate(uri, request.form, request.headers.get("X-Twilio-Signature", "")):
                self.forged.append(path)
                return Response(status=403)
            form = dict(request.values.items())
            self.heard.append((f"/{path}", form))
            self.tokens.append(request.headers.get("I-Twilio-Idempotency-Token", ""))
            answer = self.answers.get(f"/{path}")
            text, status = answer(form) if answer else ("<Response/>", 200)
            return Response(text, status, content_type="text/xml")

        return app

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a mail, or not."""
        if self.mail_answer.startswith("250"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.mails.append((envelope.mail_from or "", list(envelope.rcpt_tos), content))
        return self.mail_answer


@contextmanager
def running_product() -> Iterator[Product]:
    """The little product, listening; afterwards, was everything it was told signed?"""
    product = Product()
    server = make_server("127.0.0.1", 0, product.app(), threaded=True)
    product.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    product.smtp_port = free_port()
    mail = Controller(product, hostname="127.0.0.1", port=product.smtp_port)
    mail.start()
    yield product
    mail.stop()
    server.shutdown()
    server.server_close()
    thread.join(5)
    assert product.forged == [], "every webhook must be signed for the address it was posted to"


def sandbox_settings(product: Product, folder: Path) -> SandboxSettings:
    """Free ports, a fast telephone."""
    return SandboxSettings(
        account_sid=ACCOUNT, auth_token=TOKEN, number=OURS, whatsapp_number=OURS_WHATSAPP, public_url=product.url,
        host="127.0.0.1", port=0, smtp_port=product.smtp_port, mailbox_port=0, mail_domain="frontdoor.example",
        mail_addresses=("repairs", "housing"), data_dir=folder, landlord_name="Larkshire Homes", pace=0.02,
        patience=25,
    )  # fmt: skip


class _Redirected(TwilioHttpClient):
    """Twilio's own client, sent to the sandbox instead."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=10)
        self._base = base

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]  # any arguments, as whoever calls it likes
        """As the library asks, at another address."""
        return super().request(method, url.replace("https://api.twilio.com", self._base), *args, **kwargs)


def twilio_client(sandbox: Sandbox, token: str = TOKEN) -> Client:
    """The real library against the sandbox."""
    return Client(ACCOUNT, token, http_client=_Redirected(sandbox.url))


class Hand:
    """A person at the handset: the JSON the page uses."""

    def __init__(self, base: str) -> None:
        self.base = base

    def post(self, path: str, **asked: Any) -> Any:
        """Do something; gives the answer. Fails unless it is 200."""
        answer = requests.post(f"{self.base}/sandbox/{path}", json=asked, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, path: str, **arguments: Any) -> Any:
        """Look."""
        answer = requests.get(f"{self.base}/sandbox/{path}", params=arguments, timeout=40)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def call_until(self, sid: str, **wanted: Any) -> Any:
        """The call once these fields have these values."""

        def look() -> Any:
            call = self.get(f"call/{sid}.json")
            return call if all(call[name] == value for name, value in wanted.items()) else None

        return wait_until(look)
