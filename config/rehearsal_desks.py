"""What the people of a rehearsal have in hand, and what `decide` sees of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from config.rehearsal_traffic import Arrival
from router.decisions import Snapshot, Worker
from router.eligibility import Eligibility, Way


@dataclass
class Job:
    """A case in somebody's hands. `left`: seconds of work; `live`: its tenant is on the line."""

    arrival: Arrival
    left: float
    units: int
    live: bool


@dataclass
class Desk:
    """What one agent has in hand; the first job is the one they work on, since `since`. Seconds since the start."""

    jobs: list[Job] = field(default_factory=list)
    since: float = 0.0
    mark: int = 0
    offered: Counter[str] = field(default_factory=Counter)
    offered_units: int = 0
    free_since: float = 0.0
    on_duty: bool = False

    def pause(self, now: float) -> None:
        """Something else comes first: what is left of the job in hand is for later."""
        if self.jobs:
            self.jobs[0].left = max(self.jobs[0].left - (now - self.since), 0.0)

    def as_seen(self, before: Worker, free_since: datetime) -> Worker:
        """What `decide` sees of this agent now; `before`: who they are."""
        held = dict(self.offered)
        units, lane = self.offered_units, None
        for job in self.jobs:
            held[job.arrival.channel] = held.get(job.arrival.channel, 0) + 1
            units += job.units
            lane = job.arrival.lane if lane is None else min(lane, job.arrival.lane)
        return Worker(
            id=before.id, name=before.name, attributes=before.attributes, queues=before.queues,
            restricted=before.restricted, ready=self.on_duty, on_line=bool(self.jobs) and self.jobs[0].live,
            units=units, held=held, lowest_lane=lane, free_since=free_since,
        )  # fmt: skip


class Known(Eligibility):
    """Who may be asked, of people and a plan that do not change while the days run."""

    def bring_up_to_date(self, snapshot: Snapshot) -> None:
        """Nothing has changed but the cases, and those are looked at when they are asked for."""


class Circles:
    """Whom the steps of a case ask, on duty or not: worked out once for each way and queue, until overflow changes."""

    def __init__(self, workers: Iterable[Worker], queues: Collection[str]) -> None:
        self._serving: dict[str, set[int]] = {}
        for worker in workers:
            for queue in worker.queues or queues:
                self._serving.setdefault(queue, set()).add(worker.id)
        self._found: dict[tuple[int, str], tuple[Way, frozenset[int]]] = {}
        self._overflow: Mapping[str, tuple[str, ...]] = {}

    def overflow(self, overflow: Mapping[str, tuple[str, ...]]) -> None:
        """These queues ask the people of others too, from now on."""
        self._overflow = overflow
        self._found.clear()

    def of(self, way: Way, own: str) -> frozenset[int]:
        """The ids of everybody whom any step asks of a case that waits in its `own` queue."""
        key = (id(way), own)  # the way is kept with what was found, so that its id stays its own
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = way, frozenset(self._anybody(way, own))
        return found[1]

    def _anybody(self, way: Way, own: str) -> Iterator[int]:
        for queue in {name or own for step in way.course.steps for name in (step.queue, *step.also)}:
            for name in (queue, *self._overflow.get(queue, ())):
                yield from self._serving.get(name, ())
