"""One process's part in offering work: when it looks, what it remembers, how much of its time it gives.

Whoever hears the bell looks at once; the clock looks twice a second when something is due, and every few seconds
whatever is. A look over thousands of waiting cases takes its time, so a process rests a moment after one: new messages
come first. An emergency that it has not looked at yet ends the rest, and a bell heard during it rings again at its end.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from router import offers
from router.clock import Clock
from router.snapshots import Memory, ReadPlan
from router.storage.database import Database
from router.values import Landlord

WHATEVER_EVERY = timedelta(seconds=5)
REST, CLOCKS_REST, LONGEST_REST = 3.0, 1.0, 1.0
"""After a look a worker rests that many times as long as it cost in processor time, and never over LONGEST_REST
seconds: on a busy machine the time on the wall says how long it was kept waiting, not what it took from others. The
clock, which has nothing better to do, rests as long as it looked."""


class Offering:
    """`rung` for a worker, `tick` for the clock. Both may run in any number of processes at once."""

    def __init__(
        self, database: Database, landlord: Landlord, read_plan: ReadPlan, pager: offers.Pager, now: Clock,
        ring: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """`ring` rings the bell for whoever offers; it is called from a thread of its own."""
        self.database, self.landlord, self.read_plan = database, landlord, read_plan
        self.pager, self.now, self.ring = pager, now, ring
        self.memory = Memory()
        self._ended, self._took = float("-inf"), 0.0
        self._looked_at: frozenset[int] = frozenset()
        self._kept: threading.Timer | None = None

    def rung(self, beat: Callable[[], None] = lambda: None) -> int:
        """Look; or, in a rest, have the bell ring again when it is over, whether or not the clock still runs.

        `beat` is called as the look gets on: over many thousands of cases it may last for longer than a worker may be
        silent.
        """
        if self._rests(REST):
            self.keep_bell()
            return 0
        return self._look(beat)

    def tick(self, beat: Callable[[], None] = lambda: None) -> int:
        """Look if something is due. `beat` as for `rung`."""
        if self._rests(CLOCKS_REST):
            return 0
        with self.database.reading() as session:
            if not offers.something_due(session, self.memory, self.now(), WHATEVER_EVERY):
                return 0
        return self._look(beat)

    def keep_bell(self) -> None:
        """The bell was heard at a bad moment: it rings again soon, once however often it was heard."""
        if self._kept is not None and self._kept.is_alive():
            return
        self._kept = threading.Timer(min(max(0.1, self._left(REST)), LONGEST_REST), self.ring)
        self._kept.daemon = True
        self._kept.start()

    def _look(self, beat: Callable[[], None]) -> int:
        with self.database.reading() as session:
            self._looked_at = offers.unoffered_emergencies(session)
        began = time.thread_time()
        try:
            return offers.dispatch(
                self.database, self.landlord, self.read_plan, self.pager, self.now(), self.memory, beat
            )
        finally:
            self._ended, self._took = time.monotonic(), time.thread_time() - began

    def _left(self, times: float) -> float:
        """Seconds of rest that remain; below nought when it is over."""
        return self._ended + min(times * self._took, LONGEST_REST) - time.monotonic()

    def _rests(self, times: float) -> bool:
        """One that nobody could take is looked at after the rest, as everything is: it would never end otherwise."""
        if self._left(times) <= 0:
            return False
        with self.database.reading() as session:
            return offers.unoffered_emergencies(session) <= self._looked_at
