"""A real letterbox on a real socket, a real reading child, a real relay to send to."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from channels.email.child import ChildReader
from channels.email.listener import Listener
from channels.email.reading import Reading
from channels.email.settings import EmailSettings
from router.values import Kept, RawMail, ReadMail

SECRET = "a key that only these tests know"
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def settings(**changes: object) -> EmailSettings:
    return EmailSettings(**{"smtp_port": 0, "secret_key": SECRET, **changes})  # type: ignore[arg-type]  # whatever the test gives


@dataclass
class Keeper:
    """The house at the other side of the hook: keeps every mail, or fails as told."""

    mails: list[RawMail] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    trouble: Exception | None = None
    gate: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    def receive_many(self, mails: Sequence[RawMail]) -> list[Kept | Exception]:
        self.reached.set()
        assert self.gate.wait(30)
        if self.trouble:
            raise self.trouble
        self.groups.append(len(mails))
        self.mails.extend(mails)
        return [Kept(len(self.mails), "FD-234-BCDF", True) for _ in mails]


@dataclass
class Running:
    """A letterbox that runs in a thread."""

    listener: Listener
    keeper: Keeper
    thread: threading.Thread

    @property
    def port(self) -> int:
        return self.listener.ports[0]

    def stop(self) -> None:
        self.listener.stop()
        self.thread.join(30)
        assert not self.thread.is_alive()


Start = Callable[..., Running]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start letterboxes with settings of your own; they end with the test."""
    running: list[Running] = []

    def begin(**changes: object) -> Running:
        keeper = Keeper()
        listener = Listener(settings(**changes), keeper.receive_many, lambda: AT)
        thread = threading.Thread(target=listener.listen)
        thread.start()
        assert listener.ready.wait(10)
        running.append(Running(listener, keeper, thread))
        return running[-1]

    yield begin
    for one in running:
        one.keeper.gate.set()
        if one.thread.is_alive():
            one.stop()


@pytest.fixture
def letterbox(start: Start) -> Running:
    return start()


@pytest.fixture(scope="module")
def child() -> Iterator[ChildReader]:
    reader = ChildReader(settings().reading())
    yield reader
    reader.close()


@pytest.fixture(scope="session")
def reading() -> Reading:
    return settings().reading()


def raw(content: bytes | str, sender: str = "ann@mail.example", to: str = "repairs@frontdoor.example") -> RawMail:
    body = content.encode() if isinstance(content, str) else content
    return RawMail((to,), sender, body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), AT)


Read = Callable[..., ReadMail]


@pytest.fixture
def read(reading: Reading) -> Read:
    """Read a mail here, without the child: quick."""
    from channels.email.parse import read_mail

    return lambda content, **more: read_mail(raw(content, **more), reading)


@dataclass
class Relay:
    """The provider's edge: an SMTP server that answers as told and remembers what it took."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[Envelope] = field(default_factory=list)
    port: int = 0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "MAIL" not in self.answers:
            envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "RCPT" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers.get("DATA") == "hang up":
            assert server.transport is not None
            server.transport.close()
            return "250 never seen"
        if "DATA" not in self.answers:
            self.taken.append(envelope)
        return self.answers.get("DATA", "250 OK")


@pytest.fixture
def relay() -> Iterator[Relay]:
    one = Relay()
    controller = Controller(one, hostname="127.0.0.1", port=0, enable_SMTPUTF8=True)

    # The library looks for the port it was given; with 0 the real one is only known from the socket.
    def knock() -> None:
        assert controller.server is not None
        socket.create_connection(controller.server.sockets[0].getsockname()).close()  # type: ignore[attr-defined]  # a server that listens has sockets

    controller._trigger_server = knock  # type: ignore[method-assign]  # a quieter one
    controller.start()
    assert controller.server is not None
    one.port = controller.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]  # a server that listens has sockets
    yield one
    controller.stop()
