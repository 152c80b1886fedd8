"""Where web visitors wait until they have said all: `gunicorn ... -k sync -w 2 -c python:config.porch`.

A synchronous worker reads a request to its end before it does anything else, so two slow clients (a phone that
sends a photo over a weak signal will do) kept both workers, and Twilio waiting: 39 seconds, measured, after which
gunicorn killed the workers too. Here each worker gathers what visitors say while it has nothing to do, any number
at a time, and answers one at a time whoever has finished. Threads or an event loop for the answers themselves were
measured to make commits on SQLite wait for one another; only the reading is shared.

Nothing is decided here about what a request means: gunicorn reads the same bytes afterwards. To misjudge where a
request ends costs that one connection some waiting, and nothing else, since a connection has one request.
"""

import errno
import os
import re
import select
import selectors
import signal
import socket
import tempfile
import time
from collections import deque
from functools import partial
from typing import IO, Any

from config.leash import die_with
from router.storage.together import Together

MOST = 300  # visitors that one worker listens to; beyond it the one that was still for longest has to go
HEAD_SECONDS = 15.0  # to say what is wanted
STILL_SECONDS = 30.0  # without a byte
ALL_SECONDS = 900.0  # for all of it: five photos over a weak signal
ANSWER_SECONDS = 5.0  # for a browser to take a piece of its answer
LINGER_SECONDS = 2.0  # for it to close when it has all, so that the end of the answer is not cut off
LONGEST_HEAD = 32 * 1024  # bytes
LARGEST = 130 * 1024 * 1024  # bytes of a body; the app has a kind page for what is too large but less than this
IN_MEMORY = 64 * 1024  # bytes; more goes to a file that has no name
MOST_ON_DISK = 1024 * 1024 * 1024  # bytes that one worker's visitors may lay down together
_MOMENT_MS = 3  # a client that sends head and body in two packets is not sent to wait behind somebody else
_PIECE = 256 * 1024
_SEND_BUFFER = 256 * 1024  # our pages fit, so that a browser that does not read keeps no worker
MOST_TOGETHER = 16  # texts that one commit keeps: the first of them waits for the others to be read
_TEXTS = (b"POST /channels/sms/inbound", b"POST /channels/whatsapp/inbound")  # nothing hangs on it but who shares
_LENGTH = re.compile(rb"^content-length:[ \t]*([0-9]{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_CHUNKED = re.compile(rb"^transfer-encoding:", re.IGNORECASE | re.MULTILINE)
_EXPECTS = re.compile(rb"^expect:[ \t]*100-continue", re.IGNORECASE | re.MULTILINE)


def post_worker_init(worker: Any) -> None:
    """Gunicorn calls this in each new worker before it listens."""
    die_with(worker.ppid, signal.SIGTERM)  # or it would hold the port after its master was killed outright
    porch = Porch(worker, getattr(worker.wsgi, "extensions", {}).get("together"))
    worker.accept, worker.wait = porch.accept, porch.wait


class TooMuch(Exception):
    """More than anybody may say. The text is the status line's."""


class Visitor:
    """One connection and what it has said so far. Afterwards gunicorn takes it for the socket."""

    def __init__(self, connection: socket.socket, address: Any, porch: "Porch") -> None:
        self.connection, self.address, self._porch = connection, address, porch
        self.came = self.heard = time.monotonic()
        self.said = 0  # bytes
        self.wanted = -1  # bytes in all; -1 while the head is not complete
        self.brings_text = False
        self._chunked = False
        self._end = b""  # the last few bytes, to see where a chunked body ends
        self._kept: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the visitor
        self._answered = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    # --- while it waits ----------------------------------------------------------------------

    def listen(self) -> bool:
        """Take what has come. True when there is nothing more to wait for. Raises OSError when it has gone, TooMuch."""
        try:
            piece = self.connection.recv(_PIECE)
        except BlockingIOError:
            return False
        if not piece:
            raise ConnectionResetError(errno.ECONNRESET, "gone before the end")
        self.heard = time.monotonic()
        self.said += len(piece)
        self._end = (self._end + piece)[-5:]
        self._kept.write(piece)
        if self.wanted < 0:
            self._look_at_head()
        if self.wanted < 0:
            if self.said > LONGEST_HEAD:
                raise TooMuch("431 Request Header Fields Too Large")
            return False
        if self.wanted > LARGEST or self.said > LARGEST:
            raise TooMuch("413 Content Too Large")
        return self._end == b"0\r\n\r\n" if self._chunked else self.said >= self.wanted

    def _look_at_head(self) -> None:
        self._kept.seek(0)
        start = self._kept.read(LONGEST_HEAD)
        self._kept.seek(0, os.SEEK_END)
        end = start.find(b"\r\n\r\n")
        if end < 0:
            return
        head = start[:end]
        self.brings_text = head.startswith(_TEXTS)
        self._chunked = bool(_CHUNKED.search(head))
        found = _LENGTH.search(head)
        body = int(found[1]) if found else 0
        self.wanted = end + 4 + body
        if _EXPECTS.search(head) and self.said < self.wanted <= LARGEST:
            self.connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def is_late(self, now: float) -> bool:
        """Has it taken longer than anybody needs?"""
        if self.wanted < 0:
            return now > self.came + HEAD_SECONDS
        return now > self.heard + STILL_SECONDS or now > self.came + ALL_SECONDS

    def refuse(self, status: str) -> None:
        """Say why not, and let it go."""
        words = b"That is too much at once.\n"
        head = f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {len(words)}"
        try:
            self.connection.send(head.encode() + b"\r\n\r\n" + words)
            self.shutdown(socket.SHUT_WR)
        except OSError:
            self._answered = False
        self.close()

    # --- while it is answered: what gunicorn asks of a socket ------------------------------------

    def enter(self) -> "Visitor":
        """Nothing more to wait for: what was said is read from its beginning."""
        self._kept.seek(0)
        self.connection.settimeout(ANSWER_SECONDS)
        return self

    def recv(self, size: int, flags: int = 0) -> bytes:
        """What was said, and then the end: gunicorn never waits for the line, nor for the browser to close."""
        return self._kept.read(size)

    def shutdown(self, how: int) -> None:
        """The answer is complete."""
        self._answered = True
        self.connection.shutdown(how)

    def settimeout(self, seconds: float | None) -> None:
        """Ours is set already."""

    def close(self) -> None:
        """Let go; the porch waits for the browser to have read all."""
        self._kept.close()
        if self._answered:
            self._porch.see_off(self.connection)
        else:
            self.connection.close()


class Porch:
    """One worker's visitors. `accept` and `wait` stand in for those of gunicorn's synchronous worker."""

    def __init__(self, worker: Any, together: Together | None = None) -> None:
        self._worker, self._together = worker, together
        self._eyes = selectors.DefaultSelector()
        self._visitors: set[Visitor] = set()
        self._ready: deque[Visitor] = deque()
        self._leaving: dict[socket.socket, float] = {}
        self._looked_round = 0.0
        for thing in worker.wait_fds:
            self._eyes.register(thing, selectors.EVENT_READ)

    def accept(self, listener: socket.socket) -> None:
        """Answer one visitor who has finished, or several who bring texts. Raises BlockingIOError for none."""
        if self._visitors or self._leaving:
            self._look(0)
            self._show_out(time.monotonic())
        visitor = self._ready.popleft() if self._ready else self._meet(listener)
        if self._together is None or not visitor.brings_text:
            self._worker.handle(listener, visitor.enter(), visitor.address)
            return
        try:
            self._answer_together(self._together, visitor, listener)
        finally:
            self._together.finish()

    def _answer_together(self, together: Together, visitor: Visitor, listener: socket.socket) -> None:
        """Each up to its commit, as long as more have finished. One who brings no text ends it, and comes next."""
        for _ in range(MOST_TOGETHER):
            waits = together.start(partial(self._worker.handle, listener, visitor.enter(), visitor.address))
            if not waits:
                return
            if not self._ready:
                self._look(0)
            try:
                visitor = self._ready.popleft() if self._ready else self._meet(listener, 0)
            except BlockingIOError:
                return
            if not visitor.brings_text:
                self._ready.appendleft(visitor)
                return
        self._ready.appendleft(visitor)

    def wait(self, timeout: float) -> None:
        """Until somebody comes or says something more, or for a second while anybody waits."""
        self._worker.notify()
        if not self._ready:
            self._look(min(timeout, 1.0) if self._visitors or self._leaving else timeout)
        self._show_out(time.monotonic())

    def see_off(self, connection: socket.socket) -> None:
        """Keep an answered connection until the browser closes it, for a moment at most."""
        try:
            connection.setblocking(False)
            if connection.recv(_PIECE):
                raise BlockingIOError
        except BlockingIOError:
            if len(self._leaving) < MOST:
                self._leaving[connection] = time.monotonic()
                self._eyes.register(connection, selectors.EVENT_READ, connection)
                return
        except OSError:
            pass
        connection.close()

    def _meet(self, listener: socket.socket, moment: int = _MOMENT_MS) -> Visitor:
        """The next who comes and has finished. The others stay on the porch."""
        for _ in range(MOST):
            connection, address = listener.accept()
            connection.setblocking(False)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            visitor = Visitor(connection, address, self)
            if self._hear(visitor, moment):
                return visitor
        raise BlockingIOError(errno.EAGAIN, "nobody has finished")

    def _hear(self, visitor: Visitor, moment: int = 0) -> bool:
        """True when this one has finished; otherwise it waits, or it is gone."""
        try:
            finished = visitor.listen()
            if not finished and moment:
                ear = select.poll()
                ear.register(visitor.connection, select.POLLIN)
                finished = bool(ear.poll(moment)) and visitor.listen()
        except TooMuch as refusal:
            self._forget(visitor)
            visitor.refuse(str(refusal))
            return False
        except OSError:
            self._drop(visitor)
            return False
        if finished:
            self._forget(visitor)
        elif visitor not in self._visitors:
            self._make_room()
            self._visitors.add(visitor)
            self._eyes.register(visitor.connection, selectors.EVENT_READ, visitor)
        return finished

    def _look(self, timeout: float) -> None:
        for key, _ in self._eyes.select(timeout):
            if isinstance(key.data, Visitor):
                if self._hear(key.data):
                    self._ready.append(key.data)
            elif key.data is not None:
                self._watch_leave(key.data)
            elif key.fileobj == self._worker.PIPE[0]:
                os.read(self._worker.PIPE[0], 1)

    def _watch_leave(self, connection: socket.socket) -> None:
        """Closed when the browser has closed; what it still says is let go."""
        try:
            if connection.recv(_PIECE):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._close_left(connection)

    def _close_left(self, connection: socket.socket) -> None:
        self._eyes.unregister(connection)
        del self._leaving[connection]
        connection.close()

    def _make_room(self) -> None:
        if len(self._visitors) >= MOST:
            self._drop(min(self._visitors, key=lambda visitor: visitor.heard))

    def _show_out(self, now: float) -> None:
        """Once a second, ask those to go who take too long."""
        if now < self._looked_round + 1.0:
            return
        self._looked_round = now
        for visitor in [visitor for visitor in self._visitors if visitor.is_late(now)]:
            self._drop(visitor)
        while sum(visitor.said for visitor in self._visitors) > MOST_ON_DISK:
            self._drop(max(self._visitors, key=lambda visitor: visitor.said))
        for connection in [one for one, since in self._leaving.items() if now > since + LINGER_SECONDS]:
            self._close_left(connection)

    def _drop(self, visitor: Visitor) -> None:
        self._forget(visitor)
        visitor.close()

    def _forget(self, visitor: Visitor) -> None:
        if visitor in self._visitors:
            self._visitors.discard(visitor)
            self._eyes.unregister(visitor.connection)
