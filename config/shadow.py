"""A candidate in the shadow: SHADOW_MODEL reads each message after it has been placed, and decides nothing.

It reads in a process of its own, a child of the workers' parent that hears no bell, and it finds what to read in the
database, placed and committed. So whatever the candidate does, be slow, hang, fail or take the process with it, no
worker waits for it. Each message is read once at most: the place is noted before the reading, so that one that ends
the process is passed over when it is started again.
"""

import hashlib
import logging
import os
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from classifiers.pipeline import Pipeline
from config import heartbeat
from config.readings import NAME, Line, Readings, Summary
from config.wiring import House
from router.clock import Clock
from router.hearing import words_of
from router.model import Message
from router.storage.database import Database
from router.values import Labels, labels_from

log = logging.getLogger(__name__)

BATCH = 50
LOOK_EVERY = 1.0  # seconds
BEAT_EVERY = 10.0
NICENESS = 10
"""Whoever places messages goes first when both want the processor."""


class Candidate:
    """The model in this folder beside the rules of the pipeline in force. At its first failure it is done with."""

    def __init__(self, in_force: Pipeline, folder: Path) -> None:
        self.name, self.trouble = "", ""
        self._pipeline: Pipeline | None = None
        try:
            self._pipeline = in_force.beside(folder)
            self.name = f"{self._pipeline.version}#{fingerprint(folder)}"
        except Exception as error:  # noqa: BLE001 - whatever is wrong with its files: it must harm nobody
            self._give_up(f"the candidate cannot be read ({type(error).__name__})")

    def read(self, text: str) -> Labels | None:
        """What it makes of a text; None, and `trouble` says why, when it failed now or before."""
        if self._pipeline is None:
            return None
        try:
            labels = self._pipeline.classify([text])[0]
        except Exception as error:  # noqa: BLE001 - as above
            self._give_up(f"the candidate failed at a message ({type(error).__name__})")
            return None
        failed = next((note for note in labels.notes if "trained model failed" in note), "")
        if failed:
            self._give_up(f"the candidate failed at a message ({failed.rpartition(' ')[2]})")
            return None
        return labels

    def _give_up(self, trouble: str) -> None:
        self._pipeline, self.trouble = None, trouble
        log.error("%s: nothing more is read in the shadow; messages are placed as ever", trouble)


def fingerprint(folder: Path) -> str:
    """Six characters that tell apart two models made on the same day. Raises OSError."""
    digest = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:6]


class Shadow:
    """Reads again what has been placed, oldest first, from where it left off; a new candidate begins with now."""

    def __init__(self, database: Database, candidate: Candidate, folder: Path, now: Clock) -> None:
        self._database, self._candidate, self._now = database, candidate, now
        self._readings, self._place = Readings(folder), folder / "place"
        self._after = self._begin()  # everything up to here has been placed and read
        self._ahead: set[int] = set()  # read, though one before them is not yet placed

    def catch_up(self, beat: Callable[[], None] = lambda: None) -> int:
        """Read the next batch of what was placed since. Returns how many were due. Raises what the database or the
        disk raises."""
        rows = self._placed()
        for row in rows:
            beat()
            self._read(row)
            if self._candidate.trouble:
                break
        return len(rows)

    def _placed(self) -> list[Any]:
        """What to read next; moves on past what has been."""
        query = (
            select(Message.id, Message.state, Message.subject, Message.text, Message.labels)
            .where(Message.id > self._after, Message.direction == "in")
            .order_by(Message.id)
            .limit(BATCH)
        )
        with self._database.reading() as session:
            rows = deque(session.execute(query).all())
        while rows and rows[0].id in self._ahead:
            self._after = rows.popleft().id
            self._ahead.discard(self._after)
        return [row for row in rows if row.id not in self._ahead and row.state in ("routed", "shunted")]

    def _read(self, row: Any) -> None:
        self._ahead.add(row.id)
        self._keep_place(max(self._ahead))
        labels = self._candidate.read(words_of(row.subject, row.text))
        if labels is None or not row.labels.get("model"):  # not read, or shunted before the model in force read it
            return
        in_force = Summary.of(labels_from(row.labels))
        self._readings.append(Line(row.id, in_force, Summary.of(labels, self._candidate.name)), self._now())

    def _begin(self) -> int:
        name, _, number = self._place.read_text().rpartition(" ") if self._place.exists() else ("", "", "")
        if name == self._candidate.name and number.isdecimal():
            return int(number)
        with self._database.reading() as session:
            newest = session.scalar(select(func.max(Message.id))) or 0
        self._keep_place(newest)
        return newest

    def _keep_place(self, number: int) -> None:
        self._place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = self._place.with_name(f"place.{os.getpid()}")
        new.write_text(f"{self._candidate.name} {number}")
        new.replace(self._place)


def keep_reading(house: House, beat: Callable[[], None], rest: Callable[[], None]) -> None:
    """Read in the shadow until the process is ended. `beat` before each message, `rest` when there is none."""
    os.nice(NICENESS)
    if not isinstance(house.classifier, Pipeline):
        raise TypeError("the shadow needs the pipeline in force")
    candidate = Candidate(house.classifier, Path(house.settings.shadow_model))
    shadow: Shadow | None = None
    beat_at, said, well = float("-inf"), "", True
    while True:
        busy = False
        try:
            if time.monotonic() - beat_at >= BEAT_EVERY or candidate.trouble != said:
                beat_at, said = time.monotonic(), candidate.trouble
                say_how_it_is(house, candidate)
            if not candidate.trouble:
                shadow = shadow or Shadow(house.database, candidate, house.settings.data_dir / NAME, house.now)
                busy = shadow.catch_up(beat) > 0
            well = True
        except Exception as error:  # noqa: BLE001 - a database or a disk that is away comes back
            if well:
                log.error("the shadow cannot read for now (%s)", type(error).__name__)
            well = False
        if not busy:
            rest()
            time.sleep(LOOK_EVERY)  # no bell rings for it: it reads when nothing else is to be done


def say_how_it_is(house: House, candidate: Candidate) -> None:
    """The shadow's heartbeat, for `/health`."""
    heartbeat.say(house, NAME, {"model": candidate.name, "trouble": candidate.trouble})
