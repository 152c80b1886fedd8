"""One process's part in offering work: when it looks, what it remembers, how much of its time it gives.

Whoever hears the bell looks at once; the clock looks twice a second when something is due, and every few seconds
whatever is. A look over thousands of waiting cases takes its time, so no process spends more than a part of its own
on it: new messages come first.
"""

import time
from datetime import timedelta

from router import offers
from router.clock import Clock
from router.snapshots import Memory, ReadPlan
from router.storage.database import Database
from router.values import Landlord

WHATEVER_EVERY = timedelta(seconds=5)
REST, CLOCKS_REST = 3.0, 1.0
"""After a look a worker rests that many times as long as it took: at most a quarter of its time goes into looking. The
clock, which has nothing better to do, rests as long as it looked."""


class Offering:
    """`rung` for a worker, `tick` for the clock. Both may run in any number of processes at once."""

    def __init__(
        self, database: Database, landlord: Landlord, read_plan: ReadPlan, pager: offers.Pager, now: Clock
    ) -> None:
        self.database, self.landlord, self.read_plan = database, landlord, read_plan
        self.pager, self.now = pager, now
        self.memory = Memory()
        self._ended, self._took = float("-inf"), 0.0

    def rung(self) -> int:
        """Look, unless this process has only just looked long: then the clock is soon there."""
        return 0 if self._rests(REST) else self._look()

    def tick(self) -> int:
        """Look if something is due."""
        if self._rests(CLOCKS_REST):
            return 0
        with self.database.reading() as session:
            if not offers.something_due(session, self.memory, self.now(), WHATEVER_EVERY):
                return 0
        return self._look()

    def _look(self) -> int:
        began = time.monotonic()
        try:
            return offers.dispatch(self.database, self.landlord, self.read_plan, self.pager, self.now(), self.memory)
        finally:
            self._ended = time.monotonic()
            self._took = self._ended - began

    def _rests(self, times: float) -> bool:
        return time.monotonic() < self._ended + times * self._took
