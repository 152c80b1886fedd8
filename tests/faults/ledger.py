"""The sender's own book: a line for every try, synced to the disk before the sender goes on.

What was accepted is known from here and from nowhere else; the product's word is not asked.
"""

import json
import os
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Outcome = Literal["accepted", "refused", "unknown", "wrong"]
"""'refused': told that it was not kept, or never connected. 'unknown': cut off: there once or not at all.
'wrong': an answer that must never come, such as a 500."""


@dataclass
class Entry:
    """One message (or one request of a call), however often it was tried."""

    channel: str
    key: str  # the provider's id, as the product must keep it
    sha256: str = ""
    thread: str = ""  # messages of one thread belong in one case
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        """At least one try was answered 'kept'."""
        return "accepted" in self.outcomes

    @property
    def told_again(self) -> bool:
        """It was tried again although an earlier try may have been kept."""
        return len([o for o in self.outcomes if o in ("accepted", "unknown")]) > 1


class Ledger:
    """Safe to write from many threads."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self.entries: dict[tuple[str, str], Entry] = {}
        self.slowest = 0.0  # seconds: the longest wait for 'accepted'
        self.waits: list[float] = []
        self.wrong: list[str] = []

    def note(self, entry: Entry, outcome: Outcome, words: str = "", seconds: float = 0.0) -> None:
        """Write down how one try ended, for good, before the next begins."""
        line = {"at": time.monotonic(), "channel": entry.channel, "key": entry.key, "sha256": entry.sha256,
                "thread": entry.thread, "outcome": outcome, "words": words, "seconds": round(seconds, 4)}  # fmt: skip
        with self._lock:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()
            kept = self.entries.setdefault((entry.channel, entry.key), entry)
            kept.outcomes.append(outcome)
            if outcome == "accepted":
                self.waits.append(seconds)
            elif outcome == "wrong":
                self.wrong.append(f"{entry.channel}: {words}")
        if outcome != "refused":  # outside the lock, so that senders share a write to the disk
            os.fdatasync(self._file.fileno())

    def accepted(self, channel: str = "") -> list[Entry]:
        """Every message that was answered 'kept'."""
        return [e for e in self.entries.values() if e.accepted and channel in ("", e.channel)]

    def unknown(self) -> list[Entry]:
        """Never answered 'kept', but perhaps kept."""
        return [e for e in self.entries.values() if not e.accepted and "unknown" in e.outcomes]

    def tries(self) -> Counter[str]:
        """How many tries ended how."""
        return Counter(outcome for entry in self.entries.values() for outcome in entry.outcomes)

    def close(self) -> None:
        """No more lines."""
        self._file.close()
