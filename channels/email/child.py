"""The reading child: hostile mail is parsed where it can only hurt itself.

A small Python process (no Flask, no spaCy) takes a batch by a pipe and answers mail by mail. It may use a
bounded amount of memory and time; when a mail kills or stalls it, that mail comes back unreadable and
the rest of the batch goes to a new child. The child ends with its parent: its pipe closes, and an alarm ends
it even in the middle of a mail.
"""

import gc
import logging
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from channels.email.parse import read_mail
from channels.email.reading import Reading, with_raw
from channels.email.salvage import salvage
from router.values import RawMail, ReadMail

log = logging.getLogger(__name__)
_SIZE = struct.Struct("!Q")
_ROOT = str(Path(__file__).resolve().parents[2])
GARBAGE_AFTER = 20_000
"""New objects between two looks for garbage: about fifty mails."""
_START = 20.0  # seconds a new child may take to come up on a busy machine, beside the time for the mail


class ChildReader:
    """The MailReader of `router/ports.py`. The child starts when told to, or with the first batch. Safe to share among
    threads."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0  # the process that started the child; after a fork it is not ours
        self._done = 0

    def read(self, mails: Sequence[RawMail]) -> list[ReadMail]:
        """One answer a mail, in order. Never raises."""
        with self._lock:
            answers: list[ReadMail] = []
            killed_by = -1
            while len(answers) < len(mails):
                at = len(answers)
                # A mail that took a child with it is tried once more, alone: the kill may have come from outside.
                batch = mails[at : at + 1] if killed_by == at else mails[at:]
                why = self._attempt(batch, answers)
                at = len(answers)
                if not why or at >= len(mails):
                    continue
                log.warning("the reader of mail was replaced: %s", why)
                if why == "took too long" or killed_by == at:
                    reason = "reading it took too long" if why == "took too long" else "reading it stopped the reader"
                    answers.append(_salvaged(mails[at], self.reading, reason))
                else:
                    killed_by = at
            return answers

    def begin(self) -> None:
        """Start the child before there is mail: to come up takes it as long as to read five hundred. Never raises."""
        with self._lock:
            try:
                self._start()
            except Exception as error:  # noqa: BLE001 - no process to be had, a broken pipe: the first mail tries again
                log.warning("no reader of mail could be started: %s", type(error).__name__)
                self._stop()

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int:
        """The child's process id, 0 when there is none."""
        return self._child.pid if self._child is not None and self._child.poll() is None else 0

    def _attempt(self, mails: Sequence[RawMail], answers: list[ReadMail]) -> str:
        """Add answers while the child gives them. '' when all came, else what went wrong with the next one."""
        try:
            self._start()
            seconds = self.reading.seconds + (0 if self._done else _START)  # it may still be coming up
            _send(self._child, pickle.dumps(list(mails), pickle.HIGHEST_PROTOCOL), seconds)
            for mail in mails:
                answer = pickle.loads(_receive(self._child, seconds))  # noqa: S301 - our own child
                answers.append(with_raw(answer, mail))
                seconds = self.reading.seconds
            self._done += len(mails)
            if self._done >= self.reading.mails:
                self._stop()
            return ""
        except TimeoutError:
            self._stop()
            return "took too long"
        except Exception as error:  # noqa: BLE001 - broken pipe, end of file, a torn answer, no process to be had
            self._stop()
            return f"ended ({type(error).__name__})"

    def _start(self) -> None:
        if self._child is not None and self._owner != os.getpid():
            self._child = None  # forked since: that child belongs to the parent
        if self._child is not None and self._child.poll() is None:
            return
        self._stop()
        self._child = subprocess.Popen(
            [sys.executable, "-c", "from channels.email.child import serve; serve()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT, bufsize=0,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": _ROOT, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        self._owner, self._done = os.getpid(), 0
        for pipe in (self._child.stdin, self._child.stdout):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
        _send(self._child, pickle.dumps(self.reading, pickle.HIGHEST_PROTOCOL), _START)

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()


def _salvaged(mail: RawMail, reading: Reading, why: str) -> ReadMail:
    return with_raw(salvage(mail, reading, why), mail)


def _send(child: "subprocess.Popen[bytes] | None", body: bytes, seconds: float) -> None:
    assert child is not None and child.stdin is not None
    handle, until = child.stdin.fileno(), time.monotonic() + seconds
    rest = memoryview(_SIZE.pack(len(body)) + body)
    while rest:
        left = until - time.monotonic()
        if left <= 0 or not _wait(handle, select.POLLOUT, left):
            raise TimeoutError
        try:
            rest = rest[os.write(handle, rest) :]
        except BlockingIOError:
            continue


def _receive(child: "subprocess.Popen[bytes] | None", seconds: float) -> bytes:
    assert child is not None and child.stdout is not None
    handle, until = child.stdout.fileno(), time.monotonic() + seconds
    size = _SIZE.unpack(_read_exactly(handle, _SIZE.size, until))[0]
    return _read_exactly(handle, size, until)


def _read_exactly(handle: int, size: int, until: float) -> bytes:
    got = bytearray()
    while len(got) < size:
        left = until - time.monotonic()
        if left <= 0 or not _wait(handle, select.POLLIN, left):
            raise TimeoutError
        try:
            piece = os.read(handle, min(size - len(got), 2**20))
        except BlockingIOError:
            continue
        if not piece:
            raise EOFError
        got += piece
    return bytes(got)


def _wait(handle: int, event: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(handle, event)
    return bool(poll.poll(seconds * 1000))


def serve() -> None:
    """The child: read batches from standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at the terminal is the parent's to hear
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    reading: Reading = pickle.loads(_next(source))  # noqa: S301 - our own parent
    _bound_memory(reading.memory)
    gc.freeze()  # what was loaded is never garbage, and to look through it with that of every mail took a tenth
    gc.set_threshold(GARBAGE_AFTER)
    while True:
        mails = pickle.loads(_next(source))  # noqa: S301 - our own parent
        for mail in mails:
            signal.setitimer(signal.ITIMER_REAL, reading.seconds + 5)  # ends us even when nobody else can
            body = _answer(mail, reading)
            answers.write(_SIZE.pack(len(body)) + body)
            answers.flush()
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(mail: RawMail, reading: Reading) -> bytes:
    try:
        return pickle.dumps(read_mail(mail, reading), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps(salvage(mail, reading, "it needs too much memory to read"), pickle.HIGHEST_PROTOCOL)


def _next(source: "object") -> bytes:
    head = source.read(_SIZE.size)  # type: ignore[attr-defined]  # a pipe, opened for reading
    if len(head) < _SIZE.size:
        raise SystemExit(0)
    body: bytes = source.read(_SIZE.unpack(head)[0])  # type: ignore[attr-defined]  # a pipe, opened for reading
    return body


def _bound_memory(grow: int) -> None:
    """Room to grow by `grow` bytes over what Python itself has mapped."""
    mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + grow, mapped + grow))
