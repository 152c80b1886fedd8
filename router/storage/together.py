"""What came at once is kept by one commit.

A commit waits for the disk, and whoever else writes to SQLite waits with it. A worker of the web answers one visitor
after another; where several have come, each answer runs (in a greenlet) up to where it would write, and stops there.
Then all of them are written and committed together, and each answer goes on. Nobody is answered before the commit, and
nothing is written while an answer is worked out. Where one of them cannot be written, each is kept alone, as ever;
where the database is what fails, all of them are told so at once, and nobody is made to wait for it again.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from greenlet import getcurrent, greenlet

from router.errors import CannotKeep
from router.storage.insertion import Bare

Work = Callable[[Bare], Any]
_Outcome = tuple[Any] | CannotKeep | None


@dataclass(slots=True)
class _Guest:
    """One answer that waits for its commit."""

    answer: greenlet
    work: Work


class Together:
    """The answers of one process that wait for one commit. `inserting` opens a transaction for them all; `is_down` says
    of an error whether it is the database that can do no more (not one row that it refuses)."""

    def __init__(
        self, inserting: Callable[[], AbstractContextManager[Bare]], is_down: Callable[[Exception], bool]
    ) -> None:
        self._inserting, self._is_down = inserting, is_down
        self._answers: set[greenlet] = set()
        self._waiting: list[_Guest] = []

    def start(self, answer: Callable[[], object]) -> bool:
        """Run this until it is done (False) or waits for its commit (True). `finish` must follow."""
        running = greenlet(answer)
        self._answers.add(running)
        self._go_on(running)
        return not running.dead

    def keep(self, work: Work) -> Any:
        """What `work` returns, once it is committed. Raises CannotKeep, and whatever `work` does.

        It may be run a second time, when one of those it was to be kept with could not be: then the first is undone.
        """
        running = getcurrent()
        if running not in self._answers or running.parent is None:
            return self._alone(work)
        self._waiting.append(_Guest(running, work))
        outcome: _Outcome = running.parent.switch()
        if isinstance(outcome, CannotKeep):
            raise CannotKeep(str(outcome)) from outcome
        return self._alone(work) if outcome is None else outcome[0]

    def finish(self) -> None:
        """Keep what waits, by one commit, and let each answer go on to its end.

        What an answer lets out is raised after all have gone on.
        """
        trouble: BaseException | None = None
        while self._waiting:
            guests, self._waiting = self._waiting, []
            outcomes = self._all([guest.work for guest in guests]) if len(guests) > 1 else [None]
            for guest, outcome in zip(guests, outcomes, strict=True):
                try:
                    self._go_on(guest.answer, outcome)
                except BaseException as error:  # noqa: BLE001 -- whatever it is, the others' texts are kept: they are told
                    trouble = trouble or error
        if trouble is not None:
            raise trouble

    def _go_on(self, answer: greenlet, *outcome: _Outcome) -> None:
        try:
            answer.switch(*outcome)
        finally:
            if answer.dead:
                self._answers.discard(answer)

    def _all(self, works: list[Work]) -> Sequence[_Outcome]:
        """What each was given, in a tuple; None for one that must be kept alone; CannotKeep for one that cannot be."""
        a_guests_own = False
        try:
            with self._inserting() as bare:
                try:
                    kept = [work(bare) for work in works]
                except Exception as error:  # raised again: only whose fault it is is noted
                    a_guests_own = not self._is_down(error)
                    raise
        except Exception as error:  # noqa: BLE001 -- alone each hears of its own, in its own answer
            trouble = error if isinstance(error, CannotKeep) else CannotKeep(type(error).__name__)
            return [None if a_guests_own else trouble for _ in works]
        return [(one,) for one in kept]

    def _alone(self, work: Work) -> Any:
        with self._inserting() as bare:
            return work(bare)
