"""One process's part in offering work: when it looks, what it remembers, how much of its time it gives.

Whoever hears the bell looks at once; the clock looks twice a second when something is due, and every few seconds
whatever is. A look over thousands of waiting cases takes its time, so no process spends more than a part of its own
on it: new messages come first.
"""

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from router import offers
from router.snapshots import Memory

if TYPE_CHECKING:
    from config.wiring import House

WHATEVER_EVERY = timedelta(seconds=5)
REST = 3.0
"""After a look a process rests that many times as long as it took: at most a quarter of its time goes into looking."""


class Offering:
    """`rung` for a worker, `tick` for the clock. Both may run in any number of processes at once."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self.memory = Memory()
        self._rest_until = 0.0

    def rung(self) -> int:
        """Look, unless this process has only just looked long: then the clock is soon there."""
        return self._look() if time.monotonic() >= self._rest_until else 0

    def tick(self) -> int:
        """Look if something is due."""
        if time.monotonic() < self._rest_until:
            return 0
        house = self._house
        with house.database.reading() as session:
            if not offers.something_due(session, self.memory, house.now(), WHATEVER_EVERY):
                return 0
        return self._look()

    def _look(self) -> int:
        house, began = self._house, time.monotonic()
        try:
            return offers.dispatch(
                house.database, house.landlord, house.read_plan, house.pages, house.now(), self.memory
            )
        finally:
            now = time.monotonic()
            self._rest_until = now + REST * (now - began)
