"""The letterbox: an SMTP server that says 250 only when the mail is safely kept.

Nothing is parsed before that: raw bytes and envelope go to the group commit (`commit.py`), reading comes
later in a child process. Our own trouble is always a 4xx, so that the sender keeps the mail and tries
again. 5xx only says what will never be otherwise: not our address, too large, going round in a loop.
"""

import asyncio
import logging
import re
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiosmtpd.smtp import Envelope, Session

from channels.email.addresses import split_ours
from channels.email.commit import GroupCommit, ReceiveMany
from channels.email.dialogue import TOO_MANY_RECIPIENTS, Dialogue, LocalDialogue
from channels.email.settings import EmailSettings
from router.errors import NotForUs
from router.values import Kept, RawMail

log = logging.getLogger(__name__)
logging.getLogger("mail.log").setLevel(logging.WARNING)  # the library logs addresses at INFO and content at DEBUG

MOST_RECIPIENTS = 100
"""Of one mail: the least that must be taken (RFC 5321, 4.5.3.1.8)."""
MOST_RECEIVED = 50
_HEADERS = 200_000  # bytes looked at for Received lines
_RECEIVED = re.compile(rb"^received:", re.IGNORECASE | re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
TRY_LATER = "451 4.3.0 Please try again later"


class Letterbox:
    """aiosmtpd's handler: whom we accept mail for, how many may talk at once, and where mail goes."""

    def __init__(self, settings: EmailSettings, commit: GroupCommit, now: Callable[[], datetime]) -> None:
        self.settings, self.commit, self.now = settings, commit, now
        self.local_parts = (*settings.mail_addresses, "postmaster", "abuse")
        self.sessions: set[Dialogue] = set()
        self.from_address: Counter[str] = Counter()
        self.held = 0
        self.busy = 0  # mails between the end mark and their answer

    # --- connections and memory --------------------------------------------------------------

    def connected(self, session: Dialogue, transport: asyncio.BaseTransport) -> None:
        """Count it. Too many: the one that has been still the longest makes room, so that floods of idlers do not."""
        peer = _host(session)
        if self.from_address[peer] >= self.settings.smtp_connections_per_address:
            self._make_room([other for other in self.sessions if _host(other) == peer])
        elif len(self.sessions) >= self.settings.smtp_connections:
            self._make_room(list(self.sessions))
        self.sessions.add(session)
        self.from_address[peer] += 1

    def _make_room(self, among: list[Dialogue]) -> None:
        stillest = min(among, key=lambda session: session.progress_at)
        log.warning("connection limit reached: closed one that was still for %.0f s", _still(stillest))
        self.gone(stillest)
        stillest.hang_up()

    def gone(self, session: Dialogue) -> None:
        """A connection ended. Harmless when told twice."""
        if session not in self.sessions:
            return
        self.sessions.discard(session)
        peer = _host(session)
        self.from_address[peer] -= 1
        if self.from_address[peer] <= 0:
            del self.from_address[peer]

    def hold(self, session: Dialogue, size: int) -> bool:
        """Count bytes of mail in memory; False when there is no room for them now."""
        if self.held + size > self.settings.mail_memory_limit:
            return False
        self.held += size
        session.held += size
        return True

    def release(self, session: Dialogue) -> None:
        self.held -= session.held
        session.held = 0

    # --- the dialogue ------------------------------------------------------------------------

    async def handle_EHLO(
        self, server: Any, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Any name will do. One answer in one packet instead of one a line."""
        session.host_name = hostname
        return ["\r\n".join(responses)]

    async def handle_VRFY(self, server: Any, session: Session, envelope: Envelope, address: str) -> str:
        return "252 2.1.5 Send a message and see"

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY_RECIPIENTS
        try:
            self.check_recipient(address)
        except NotForUs:
            return "550 5.1.1 No such address here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    def check_recipient(self, address: str) -> None:
        """Raises NotForUs unless it is an address of the landlord, or postmaster's or abuse's (RFC 5321, 4.5.1)."""
        domain = self.settings.mail_domain
        if address.lower() != "postmaster" and split_ours(address, domain, self.local_parts) is None:
            raise NotForUs("no such address")

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        if _hops(content) > MOST_RECEIVED:
            return "554 5.4.6 Too many hops: this message is going round in a loop"
        sender = envelope.mail_from or ""
        mail = RawMail(
            recipients=tuple(_clean(recipient) for recipient in envelope.rcpt_tos),
            envelope_from="" if sender == "<>" else _clean(sender),
            content=content,
            received_at=self.now(),
            peer=_host(server),
        )
        self.busy += 1
        try:
            kept = await self.commit.keep(mail)
        finally:
            self.busy -= 1
        return f"250 2.0.0 Kept as {kept.reference}" if isinstance(kept, Kept) else TRY_LATER

    async def handle_exception(self, error: Exception) -> str:
        """Any fault of ours: the client tries again, and is told nothing about the inside."""
        log.error("fault in the mail dialogue: %s", type(error).__name__)
        return TRY_LATER


class Listener:
    """The mail-listening process. `listen` blocks until SIGTERM, SIGINT or `stop`."""

    def __init__(self, settings: EmailSettings, receive_many: ReceiveMany, now: Callable[[], datetime]) -> None:
        self.settings, self.receive_many, self.now = settings, receive_many, now
        self.ports: tuple[int, ...] = ()  # the ports bound: SMTP, then LMTP when it is on
        self.ready = threading.Event()
        self.letterbox: Letterbox | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    def listen(self) -> None:
        """Serve. Returns after the mails being written have been answered."""
        try:
            import uvloop  # type: ignore[import-not-found,unused-ignore]  # faster where it is; nothing depends on it
        except ImportError:
            asyncio.run(self._serve())
        else:
            uvloop.run(self._serve())

    def stop(self) -> None:
        """End `listen` from another thread."""
        if self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        commit = GroupCommit(self.receive_many)
        self.letterbox = Letterbox(self.settings, commit, self.now)
        servers = [await self._open(Dialogue, self.settings.smtp_port)]
        if self.settings.lmtp_port:
            servers.append(await self._open(LocalDialogue, self.settings.lmtp_port))
        self.ports = tuple(server.sockets[0].getsockname()[1] for server in servers)
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                self._loop.add_signal_handler(number, self._stopping.set)
        self.ready.set()
        log.info("mail is heard on port %s", ", ".join(map(str, self.ports)))
        await self._stopping.wait()
        for server in servers:
            server.close()
        await self._finish(self.letterbox)
        await asyncio.to_thread(commit.close)

    async def _finish(self, letterbox: Letterbox, seconds: float = 10) -> None:
        """Let mails at the dot get their answer, then close; anyone else's mail stays with its sender."""
        until = time.monotonic() + seconds
        while letterbox.busy and time.monotonic() < until:  # noqa: ASYNC110 - once, at the end of the process
            await asyncio.sleep(0.01)
        await asyncio.sleep(0)  # the last answers are written in this turn of the loop
        for session in list(letterbox.sessions):
            session.hang_up()

    async def _open(self, kind: type[Dialogue], port: int) -> asyncio.Server:
        assert self._loop is not None
        pattern = kind(
            self.letterbox,
            hostname=self.settings.mail_domain,
            ident="ready",
            data_size_limit=self.settings.mail_size_limit,
            enable_SMTPUTF8=True,
            timeout=self.settings.smtp_command_seconds,
            loop=self._loop,
        )
        pattern.prepare(self.settings.smtp_data_seconds, self.settings.smtp_session_seconds)
        family = socket.AF_INET6 if ":" in self.settings.smtp_host else socket.AF_INET
        return await self._loop.create_server(
            pattern.fresh,
            self.settings.smtp_host,
            port,
            family=family,
            backlog=1024,
            reuse_address=True,
        )


def _host(session: Dialogue) -> str:
    peer: object = session.session.peer if session.session else None
    return str(peer[0]) if isinstance(peer, tuple) else ""


def _still(session: Dialogue) -> float:
    return time.monotonic() - session.progress_at


def _hops(content: bytes) -> int:
    """How many servers have stamped it, at most one more than we allow to be counted."""
    end = content.find(b"\r\n\r\n", 0, _HEADERS)
    return len(_RECEIVED.findall(content, 0, end if end >= 0 else _HEADERS))


def _clean(address: str) -> str:
    """An address that any database takes: what is not UTF-8 becomes a question mark, controls go."""
    return _CONTROLS.sub("", address.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
