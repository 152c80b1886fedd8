"""The lines that the shadow writes: what the model in force and a candidate made of the same message.

Message ids, labels and how sure; never a word of a message. One line a write to a file opened for appending, so that
several processes may write at once (POSIX puts each write at the end as it is then, and moves nobody else's). A file
that is full is set aside and the one set aside before it goes: at most twice `LARGEST` bytes are kept.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from router.values import Labels

NAME = "shadow"
"""Of the folder in DATA_DIR, and of the heartbeat."""
LARGEST = 8 * 2**20
"""Bytes; about 25,000 messages."""
NOTHING = "none"
"""Stands for 'nothing is broken'."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a model made of a message. `fault` is 'none' where nothing is broken."""

    model: str
    fault: str
    topic: str
    urgency: str
    danger: tuple[str, ...]
    confidence: float
    needs_person: bool

    @classmethod
    def of(cls, labels: Labels, model: str = "") -> "Summary":
        """Of these labels; `model` where it is called otherwise than they say."""
        named = [each for each in (labels.repair, *labels.also) if each and not each.startswith("job.")]
        return cls(model or labels.model, named[0] if named else NOTHING, labels.topic, labels.urgency, labels.danger,
                   labels.confidence, labels.needs_person)  # fmt: skip

    @property
    def matter(self) -> str:
        """The fault, or the topic where nothing is broken."""
        return self.topic if self.fault == NOTHING else self.fault


@dataclass(frozen=True, slots=True)
class Line:
    """One message, read twice."""

    message_id: int
    in_force: Summary
    candidate: Summary

    @property
    def models(self) -> tuple[str, str]:
        """Which two read it."""
        return self.in_force.model, self.candidate.model


class Readings:
    """The lines in this folder, which is made when the first is written."""

    def __init__(self, folder: Path, largest: int = LARGEST) -> None:
        self.folder, self.largest = folder, largest
        self.path, self.before = folder / "readings.jsonl", folder / "readings.before.jsonl"

    def append(self, line: Line, at: datetime) -> None:
        """Write one line, for its owner's eyes. Raises OSError when the disk refuses."""
        row = {"at": at.isoformat(timespec="seconds"), "id": line.message_id,
               "in_force": asdict(line.in_force), "candidate": asdict(line.candidate)}  # fmt: skip
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, json.dumps(row, separators=(",", ":")).encode() + b"\n")
            full = os.fstat(handle).st_size >= self.largest
        finally:
            os.close(handle)
        if full:
            self._set_aside()

    def lines(self) -> Iterator[Line]:
        """Every line, oldest first; one that a power cut tore is passed over."""
        for path in (self.before, self.path):
            if not path.exists():
                continue
            with path.open(encoding="utf-8", errors="replace") as written:
                for text in written:
                    try:
                        row = json.loads(text)
                        line = Line(int(row["id"]), _summary(row["in_force"]), _summary(row["candidate"]))
                    except (ValueError, KeyError, TypeError):
                        continue
                    yield line

    def _set_aside(self) -> None:
        """Only one process does it, and only while the file is full: another may have been here first."""
        with (self.folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.path.exists() and self.path.stat().st_size >= self.largest:
                self.path.replace(self.before)


def _summary(row: Mapping[str, Any]) -> Summary:
    return Summary(**{**row, "danger": tuple(row["danger"])})
