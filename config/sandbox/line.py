"""One telephone line: who is on it, what has been said, and what it is waiting for.

A line has two sides: a thread that follows TwiML (`performer.py`) and waits here, and the page, which says,
presses and hangs up here.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from config.sandbox.twiml import Document

FINAL = ("completed", "busy", "no-answer", "failed", "canceled")


class HungUp(Exception):
    """Raised in the line's thread once the call is over."""


class SentElsewhere(Exception):
    """Raised in the line's thread when the product gave the live call other TwiML to follow."""

    def __init__(self, document: Document | Callable[[], Document]) -> None:
        super().__init__()
        self.document = document


@dataclass(frozen=True, slots=True)
class Heard:
    """What came from the person: words said, or one key."""

    kind: str  # 'said' or 'key'
    text: str


@dataclass(slots=True)
class Bridge:
    """A conversation of two or more lines. What one says, the others hear."""

    lines: list["Line"] = field(default_factory=list)
    ended: bool = False

    def end(self) -> None:
        """Part them all."""
        self.ended = True
        for line in list(self.lines):
            line.nudge()


class Line:
    """A call's state. Every method may be called from any thread."""

    def __init__(
        self, sid: str, sender: str, to: str, direction: str, pace: float, changed: Callable[[], None]
    ) -> None:
        self.sid = sid
        self.sender = sender
        self.to = to
        self.direction = direction
        self.status = "queued"
        self.parent = ""
        self.started_at: datetime | None = None
        self.ended_at: datetime | None = None
        self.listening = ""  # '', 'speech', 'keys', 'speech or keys', 'recording', 'person'
        self.prompt = ""  # what the phone shows: 'Ringing', 'On hold'
        self.transcript: list[dict[str, str]] = []
        self.bridge: Bridge | None = None
        self.callback: dict[str, Any] = {}  # where the product wants to be told, and of which events
        self.sequence = 0  # of those callbacks
        self.answered = threading.Event()
        self.final = threading.Event()
        self._pace = pace
        self._changed = changed
        self._condition = threading.Condition()
        self._heard: deque[Heard] = deque()
        self._over = ""
        self._elsewhere: Document | Callable[[], Document] | None = None
        self._typing_until = 0.0

    # --- from the page ---------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """The person says something."""
        self.note("you", text)
        self._hear([Heard("said", text)])
        self._pass_on(text)

    def press(self, keys: str) -> None:
        """The person presses keys, one after another."""
        wanted = [key for key in keys if key in "0123456789*#"]
        self.note("keys", "".join(wanted))
        self._hear([Heard("key", key) for key in wanted])

    def typing(self) -> None:
        """The person has begun to speak: wait for the end of it."""
        with self._condition:
            self._typing_until = time.monotonic() + 20
            self._condition.notify_all()

    def answer(self) -> None:
        """The person picks up."""
        self.answered.set()
        self.nudge()

    def hang_up(self, status: str = "completed") -> None:
        """The call is over, whoever ended it."""
        with self._condition:
            self._over = self._over or status
            self._condition.notify_all()

    def send_elsewhere(self, document: Document | Callable[[], Document]) -> None:
        """Follow other TwiML from now on."""
        with self._condition:
            self._elsewhere = document
            self._condition.notify_all()

    def nudge(self) -> None:
        """Look again whether what is waited for has come."""
        with self._condition:
            self._condition.notify_all()

    @property
    def over(self) -> str:
        """How the call ended, or '' while it lasts."""
        return self._over

    # --- from the line's thread ------------------------------------------------------------------

    def note(self, who: str, text: str) -> None:
        """Write into the transcript: who is 'you', 'them', 'keys' or 'line'."""
        if text:
            self.transcript.append({"who": who, "text": text})
        self._changed()

    def show(self, prompt: str = "", listening: str = "") -> None:
        """What the phone shows, and what it listens for."""
        if (prompt, listening) != (self.prompt, self.listening):
            self.prompt, self.listening = prompt, listening
            self._changed()

    def check(self) -> None:
        """Raises HungUp or SentElsewhere if that has happened."""
        with self._condition:
            self._check()

    def _check(self) -> None:
        if self._over:
            raise HungUp
        if self._elsewhere is not None:
            document, self._elsewhere = self._elsewhere, None
            raise SentElsewhere(document)

    def wait(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Wait (stretched by `pace`) until something is true; False when the time is up.

        Raises HungUp or SentElsewhere the moment either happens.
        """
        end = time.monotonic() + seconds * self._pace
        with self._condition:
            while True:
                self._check()
                if until():
                    return True
                left = max(end, self._typing_until) - time.monotonic()
                if left <= 0:
                    return False
                self._condition.wait(left)

    def next_heard(self, seconds: float) -> Heard | None:
        """What the person said or pressed next, or None when nothing came in time."""
        if not self.wait(seconds, lambda: bool(self._heard)):
            return None
        with self._condition:
            self._typing_until = 0.0
            return self._heard.popleft()

    def has_heard(self) -> bool:
        """Is there something not yet listened to?"""
        return bool(self._heard)

    def forget_heard(self) -> None:
        """What was said while nobody listened is lost."""
        with self._condition:
            if self._heard:
                self._heard.clear()
                self.note("line", "Nobody was listening just then.")

    def drain_heard(self) -> list[Heard]:
        """Everything said and not yet listened to."""
        with self._condition:
            heard = list(self._heard)
            self._heard.clear()
            return heard

    def _hear(self, heard: list[Heard]) -> None:
        with self._condition:
            if self.bridge is None:
                self._heard.extend(heard)
            self._typing_until = 0.0
            self._condition.notify_all()

    def _pass_on(self, text: str) -> None:
        bridge = self.bridge
        for line in list(bridge.lines) if bridge else ():
            if line is not self:
                line.note("them", text)

    # --- shown -----------------------------------------------------------------------------------

    def seconds(self) -> int:
        """How long they talked."""
        if not self.started_at or not self.ended_at:
            return 0
        return max(1, round((self.ended_at - self.started_at).total_seconds()))

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return {
            "sid": self.sid, "from": self.sender, "to": self.to, "direction": self.direction, "status": self.status,
            "over": self.status in FINAL, "listening": self.listening, "prompt": self.prompt,
            "transcript": list(self.transcript), "parent": self.parent,
        }  # fmt: skip
