"""What the people of a rehearsal have in hand, and what `decide` sees of them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from config.rehearsal_traffic import Arrival
from router.decisions import Worker


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
