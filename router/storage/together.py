"""What came at once is kept by one commit.

A commit waits for the disk, and whoever else writes to SQLite waits with it. A worker of the web answers one visitor
after another; where several have come, each answer runs (in a greenlet) up to where it would write, and stops there.
Then all of them are written and committed together, and each answer goes on. Nobody is answered before the commit, and
nothing is written while an answer is worked out. Where it cannot be done together, each is kept alone, as ever.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from greenlet import getcurrent, greenlet

from router.errors import CannotKeep
from router.storage.insertion import Bare

Work = Callable[[Bare], Any]


@dataclass(slots=True)
class _Guest:
    """One answer that waits for its commit."""

    answer: greenlet
    work: Work


class Together:
    """The answers of one process that wait for one commit. `inserting` opens a transaction for them all."""

    def __init__(self, inserting: Callable[[], AbstractContextManager[Bare]]) -> None:
        self._inserting = inserting
        self._answers: set[greenlet] = set()
        self._waiting: list[_Guest] = []

    def start(self, answer: Callable[[], object]) -> bool:
        """Run this until it is done (False) or waits for its commit (True). `finish` must follow."""
        running = greenlet(answer)
        self._answers.add(running)
        running.switch()
        if running.dead:
            self._answers.discard(running)
        return not running.dead

    def keep(self, work: Work) -> Any:
        """What `work` returns, once it is committed. Raises as `Database.inserting` does.

        It may be run a second time, when those it was to be kept with could not be: then the first is undone.
        """
        running = getcurrent()
        if running not in self._answers or running.parent is None:
            return self._alone(work)
        self._waiting.append(_Guest(running, work))
        kept = running.parent.switch()
        return self._alone(work) if kept is None else kept[0]

    def finish(self) -> None:
        """Keep what waits, by one commit, and let each answer go on to its end."""
        while self._waiting:
            guests, self._waiting = self._waiting, []
            for guest, kept in zip(guests, self._all(guests), strict=True):
                guest.answer.switch(kept)
                if guest.answer.dead:
                    self._answers.discard(guest.answer)

    def _all(self, guests: list[_Guest]) -> list[tuple[Any] | None]:
        """What each was given, in a tuple; None for each that must be kept alone."""
        if len(guests) > 1:
            try:
                with self._inserting() as bare:
                    kept = [guest.work(bare) for guest in guests]
                return [(one,) for one in kept]
            except CannotKeep:
                pass  # alone each hears of its own trouble
        return [None for _ in guests]

    def _alone(self, work: Work) -> Any:
        with self._inserting() as bare:
            return work(bare)
