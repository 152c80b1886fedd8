"""One SMTP conversation: aiosmtpd's protocol with a bounded, faster reading of DATA.

Three things differ from the library, each for a reason:
- DATA is read in pieces up to CRLF.CRLF instead of line by line. A line may be as long as the mail, a line
  without an end cannot gather in memory, and only the exact end mark ends a mail (no smuggling).
- A connection is copied from a prepared one, since the library looks through all its methods each time.
- Addresses are cut out with one linear pattern, since the library uses the full header grammar.
"""

import asyncio
import collections
import re
import time
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import MISSING, SMTP, syntax

PIECE = 64 * 2**10
_END = b"\r\n.\r\n"
_ANGLE = re.compile(r"\s*<([^<>]{0,900})>(?:\s+(.*))?\Z", re.DOTALL)
_BARE = re.compile(r"\s*([^\s<>]{1,900})(?:\s+(.*))?\Z", re.DOTALL)
_MOST_ERRORS = 20  # refusals before we hang up, as Postfix's smtpd_hard_error_limit

TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients"
"""No fault of the client's: it sends to those who were taken, and then to the others (RFC 5321, 4.5.3.1.10)."""


class Dialogue(SMTP):
    """An SMTP session. Built once as a pattern; `fresh` makes one for a connection."""

    line_length_limit = PIECE  # the reader's buffer; DATA lines may be longer
    command_size_limit = 2048
    command_size_limits: dict[str, int] = collections.defaultdict(lambda: 2048)  # noqa: RUF012 - the library has it so

    def prepare(self, data_seconds: float, session_seconds: float) -> None:
        """Called once on the pattern: what every session of it shares."""
        self._data_seconds, self._session_seconds = data_seconds, session_seconds
        self._named = {"smtp_" + name for name in self._smtp_methods}

    def fresh(self) -> "Dialogue":
        """A new session like this one, without searching the class for its methods again."""
        new = self.__class__.__new__(self.__class__)
        new.__dict__.update(self.__dict__)
        asyncio.StreamReaderProtocol.__init__(
            new,
            asyncio.StreamReader(loop=self.loop, limit=PIECE),
            client_connected_cb=new._cb_client_connected,
            loop=self.loop,
        )
        new._smtp_methods = {name[5:]: getattr(new, name) for name in self._named}
        new.errors = 0
        new.held = 0
        new.progress_at = new.started_at = time.monotonic()
        return new

    errors: int
    held: int  # bytes of this session's mail counted in the listener's total
    progress_at: float  # monotonic seconds of the last whole command or piece
    started_at: float

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.event_handler.connected(self, transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.gone(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        """Close now; whatever is not yet acknowledged, the client keeps."""
        if self.transport is not None:
            self.transport.close()

    def _reset_timeout(self, duration: float | None = None) -> None:
        self.progress_at = now = time.monotonic()
        left = self._session_seconds - (now - self.started_at)
        super()._reset_timeout(max(0.01, min(duration or self._timeout_duration, left)))

    async def push(self, status: Any) -> None:
        if isinstance(status, str):
            if status[:1] in "45" and status != TOO_MANY_RECIPIENTS:
                self.errors += 1
            status = status.encode("utf-8", "replace")
        await super().push(status)
        if self.errors >= _MOST_ERRORS and self.transport is not None:
            self._writer.write(b"421 4.7.0 Too many errors\r\n")
            self.hang_up()

    @staticmethod
    def _getaddr(arg: str) -> tuple[str | None, str | None]:
        """(address, parameters) of MAIL and RCPT; the empty sender is '<>'. What stands there is not judged here."""
        found = _ANGLE.match(arg) or _BARE.match(arg)
        if not found:
            return None, None
        return found[1] or "<>", found[2] or ""

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        if await self.check_helo_needed():
            return
        assert self.envelope is not None
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        try:
            content, trouble = await self._read_data()
            if content is None:
                status: Any = trouble
            else:
                self.envelope.content = self.envelope.original_content = content
                status = await self._call_handler_hook("DATA")
                if status is MISSING:
                    status = "451 4.3.0 Please try again later"
        finally:
            self.event_handler.release(self)
        recipients = len(self.envelope.rcpt_tos)
        self._set_post_data_state()  # type: ignore[no-untyped-call]  # aiosmtpd has no types here
        for _ in range(self.answers(recipients)):
            await self.push(status)

    def answers(self, recipients: int) -> int:
        """How many replies the end of DATA has: one in SMTP."""
        return 1

    async def _read_data(self) -> tuple[bytes | None, str]:
        """The mail with dots unstuffed, or None and the refusal. Memory is bounded by the limits on size."""
        # The end mark begins with the line end before it. One put in front lets it be found on the first line too.
        # asyncio names it for itself: there is no other way to put bytes back
        self._reader._buffer[0:0] = b"\r\n"  # type: ignore[attr-defined]
        pieces: list[bytes] = []
        size, trouble = 0, ""
        limit = self.data_size_limit or 0
        while True:
            self._reset_timeout(self._data_seconds)
            try:
                piece = await self._reader.readuntil(_END)
                ended = True
            except asyncio.LimitOverrunError as over:
                piece = await self._reader.read(min(over.consumed, PIECE))
                ended = False
            size += len(piece)
            if not trouble and limit and size - len(_END) > limit:
                trouble = "552 5.3.4 That message is too large for us"
            if not trouble and not self.event_handler.hold(self, len(piece)):
                trouble = "452 4.3.1 We are busy; please try again later"
            if trouble:
                pieces.clear()
                self.event_handler.release(self)
                if limit and size > 4 * limit + 2**20:  # refused long ago and still talking
                    await self.push("421 " + trouble[4:])
                    self.hang_up()
                    raise ConnectionResetError("still sending after a refusal")
            else:
                pieces.append(piece)
            if ended:
                break
        self._reset_timeout()
        if trouble:
            return None, trouble
        whole = b"".join(pieces)
        pieces.clear()
        # RFC 5321, 4.5.2: a dot at the start of a line was added on the way. The first CRLF is our own.
        return whole[:-3].replace(b"\r\n.", b"\r\n")[2:], ""


class LocalDialogue(Dialogue, LMTP):
    """The same by LMTP (RFC 2033): another greeting, and an answer for each recipient."""

    def answers(self, recipients: int) -> int:
        return recipients
