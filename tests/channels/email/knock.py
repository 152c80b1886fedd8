"""Knocks on the letterbox with real SMTP, and hands out mail to a relay that is in trouble."""

import asyncio
import smtplib
import threading

from aiosmtpd.controller import Controller

from channels.email import channel
from channels.email.listener import Listener
from channels.email.settings import EmailSettings
from router.values import OutboundMessage
from tests.channels.ear import NOW, Ear
from tests.channels.email.conftest import Relay
from tests.channels.knocking import Answer, Trouble

MAIL = b"From: ann@mail.example\r\nTo: repairs@frontdoor.example\r\nSubject: Boiler\r\n\r\nIt is off.\r\n"
TROUBLES = {"busy": ("RCPT", "451 busy"), "refused": ("RCPT", "550 nobody here"), "cut": ("DATA", "hang up")}


class Knock:
    def __init__(self, ear: Ear) -> None:
        self._relay = Relay()
        self._controller = Controller(self._relay, hostname="127.0.0.1", port=0)
        # The library looks for the port it was given; with 0 the real one is only known from the socket.
        self._controller._trigger_server = self._look_in  # type: ignore[method-assign]
        self._controller.start()
        settings = EmailSettings.model_validate(
            {"smtp_port": 0, "secret_key": "for tests only", "mail_relay_url": f"smtp://127.0.0.1:{self._relay_port()}"}
        )
        self.opened = channel.open(settings, ear.hooks())
        # `listen` blocks and does not tell its port, so the same listener is started here.
        self._listener = Listener(settings, ear.receive_many, lambda: NOW)
        self._thread = threading.Thread(target=self._listener.listen)
        self._thread.start()
        assert self._listener.ready.wait(10)

    def _relay_port(self) -> int:
        assert isinstance(self._controller.server, asyncio.base_events.Server)
        return int(self._controller.server.sockets[0].getsockname()[1])

    def _look_in(self) -> None:
        with smtplib.SMTP("127.0.0.1", self._relay_port(), timeout=10) as line:
            line.noop()

    def genuine(self) -> Answer:
        return self._deliver("repairs@frontdoor.example")

    def forged(self) -> Answer:
        """Nobody proves anything by mail; what is refused is mail for somebody else."""
        return self._deliver("repairs@elsewhere.example")

    def send(self, trouble: Trouble) -> None:
        assert self.opened.sender is not None
        step, words = TROUBLES[trouble]
        self._relay.answers[step] = words
        self.opened.sender.send(
            OutboundMessage(1, "email", "ann@mail.example", "", "Someone is coming.", client_ref="1", created_at=NOW)
        )

    def close(self) -> None:
        self._listener.stop()
        self._thread.join(30)
        self._controller.stop()

    def _deliver(self, to: str) -> Answer:
        with smtplib.SMTP("127.0.0.1", self._listener.ports[0], timeout=10) as line:
            line.ehlo("mail.example")
            line.mail("ann@mail.example")
            code = line.rcpt(to)[0]
            if code == 250:
                code = line.data(MAIL)[0]
        return {2: Answer.KEPT, 4: Answer.LATER, 5: Answer.REFUSED}[code // 100]
