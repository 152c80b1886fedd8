"""Who could take a case now: who is asked, who has room, who let it go, who comes first. Pure.

One `Round` is one look at a snapshot. Agents are bits, in the order in which `Eligibility` has placed them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import nsmallest
from operator import attrgetter

from router.decisions import OpenOffer, Snapshot, Task, Worker
from router.eligibility import Eligibility, Ring, Way
from router.plans import EMERGENCY, UNITS, Weights

REST = timedelta(minutes=5)
"""For so long a case is not offered again to somebody who let an offer of it go."""
SHORT_REST = timedelta(seconds=30)
"""In the last step, when nobody else is on duty for it."""
GENERAL = "general"


@dataclass(slots=True, eq=False)
class Demand:
    """What a case costs: `units` of `capacity`, a place among `most` of its channel, and among the `ringing` offers
    that may stand with one agent (0: no limit). `room`: everybody who could take something of this cost now."""

    channel: str
    units: int
    capacity: int
    most: int
    ringing: int
    room: int = 0


def demand(channel: str, weights: Weights) -> Demand:
    """What a case of this channel costs. One that costs more than a whole agent costs a whole agent."""
    capacity = max(weights.capacity, 1)
    units = weights.units.get(channel, UNITS.get(channel, max(UNITS.values())))
    return Demand(channel, min(max(units, 0), capacity), capacity, weights.most.get(channel, 0), weights.ringing)


@dataclass(slots=True)
class Standing:
    """An offer that stands, or (`offer` None) one made in this round."""

    offer: OpenOffer | None
    task: Task
    units: int


@dataclass(slots=True)
class Agent:
    """One agent during a round; `units` and `held` move as offers are made and withdrawn."""

    worker: Worker
    units: int
    held: dict[str, int]
    offers: list[Standing] = field(default_factory=list)
    _free: tuple[bool, float] = (True, 0.0)

    def __post_init__(self) -> None:
        since = self.worker.free_since
        if since is not None:
            self._free = (False, since.timestamp())

    @property
    def available(self) -> bool:
        return self.worker.ready and not self.worker.on_line

    @property
    def interruptible(self) -> bool:
        """May an emergency come on top of what they have? Not while they have one already."""
        lowest = self.worker.lowest_lane
        if not self.available or (lowest is not None and lowest <= EMERGENCY):
            return False
        return not self.offers or all(one.task.lane > EMERGENCY for one in self.offers)

    def has_room(self, wanted: Demand) -> bool:
        return self.can_carry(wanted) and (wanted.ringing <= 0 or len(self.offers) < wanted.ringing)

    def can_carry(self, wanted: Demand, without: Collection[Standing] = ()) -> bool:
        """Is there room for one thing more, however much rings with them, and were these offers withdrawn?"""
        if not without:
            here = self.units + wanted.units <= wanted.capacity
            return here and (wanted.most <= 0 or self.held.get(wanted.channel, 0) < wanted.most)
        units = self.units - sum(one.units for one in without)
        held = self.held.get(wanted.channel, 0) - sum(one.task.channel == wanted.channel for one in without)
        return units + wanted.units <= wanted.capacity and (wanted.most <= 0 or held < wanted.most)

    def lesser(self) -> list[Standing]:
        """The offers of a lower lane that stand with them: the least pressing first, then the newest."""
        lower = [one for one in self.offers if one.task.lane > EMERGENCY and one.offer]
        return sorted(lower, key=lambda one: (-one.task.lane, -one.offer.id if one.offer else 0))

    def in_the_way(self, wanted: Demand) -> list[Standing]:
        """So few lesser offers as must go for an emergency to have room; all, where that is still not enough."""
        going: list[Standing] = []
        lesser = self.lesser()
        same = [one for one in lesser if one.task.channel == wanted.channel]
        for one in (*same, *(one for one in lesser if one not in same)):
            if self.can_carry(wanted, going):
                break
            if one in same or self.units + wanted.units - sum(it.units for it in going) > wanted.capacity:
                going.append(one)
        return going

    @property
    def turn(self) -> tuple[int, tuple[bool, float], int]:
        """Whose turn it is: nothing ringing, then free for longest, then the lower number."""
        return len(self.offers), self._free, self.worker.id


_turn = attrgetter("turn")


class Round:
    """One look at a snapshot."""

    def __init__(self, snapshot: Snapshot, now: datetime, eligibility: Eligibility) -> None:
        self.snapshot = snapshot
        self.now = now
        self.eligibility = eligibility
        self.agents = {
            eligibility.positions[worker.id]: Agent(worker, worker.units, dict(worker.held))
            for worker in snapshot.workers
        }
        self.ready = self.trusted = self.interruptible = self._everywhere = 0
        self._serving: dict[str, int] = {}
        self._look_round()
        self.offered: dict[int, list[tuple[OpenOffer, Agent]]] = {}
        self._people: dict[tuple[str, bool], int] = {}
        self._calls: dict[tuple[str, bool, int], int] = {}
        self.demands: dict[tuple[int, str], Demand] = {}
        self._shut = snapshot.paused | snapshot.closed

    def bits(self, agents: Iterable[Agent]) -> int:
        """The bits of these agents."""
        return sum({1 << self.eligibility.positions[agent.worker.id] for agent in agents})

    def ringing(self, task: Task) -> int:
        """Those with whom an offer of this case stands."""
        standing = self.offered.get(task.id)
        return self.bits(agent for _, agent in standing) if standing else 0

    def _bits(self, wanted: Callable[[Agent], bool]) -> int:
        found = 0
        for position, agent in self.agents.items():
            if wanted(agent):
                found |= 1 << position
        return found

    def _look_round(self) -> None:
        """Who is ready, who may see what is hidden, who may be interrupted, who works for which queue: one bit each."""
        serving = self._serving
        for position, agent in self.agents.items():
            bit, worker = 1 << position, agent.worker
            if worker.ready:
                self.ready |= bit
            if worker.restricted:
                self.trusted |= bit
            if agent.interruptible:
                self.interruptible |= bit
            if not worker.queues:
                self._everywhere |= bit
            for queue in worker.queues | worker.lent if worker.lent else worker.queues:
                serving[queue] = serving.get(queue, 0) | bit

    # --- who is asked ------------------------------------------------------------------------

    def queue(self, name: str) -> str:
        """The queue of this name, or 'general' when there is none of it any more."""
        return name if not self.snapshot.queues or name in self.snapshot.queues else GENERAL

    def is_shut(self, task: Task, queue: str) -> bool:
        """Is nothing of this case offered by this queue, because it is paused or closed?"""
        return task.lane > EMERGENCY and queue in self._shut

    def people(self, queue: str, urgent: bool) -> int:
        """Who is asked for this queue: its own people, those lent to it, and those of the queues it overflows to."""
        found = self._people.get((queue, urgent))
        if found is None:
            found = 0
            for name in (queue, *self.snapshot.overflow.get(queue, ())):
                if name == queue or urgent or name not in self._shut:
                    found |= self._people_of(self.queue(name))
            if queue in self.snapshot.restricted_queues:
                found &= self.trusted
            self._people[queue, urgent] = found
        return found

    def _people_of(self, queue: str) -> int:
        own = self._serving.get(queue, 0)
        return own & self.trusted if queue in self.snapshot.restricted_queues else own | self._everywhere

    def asked(self, task: Task, way: Way, step: int) -> tuple[str, ...]:
        """The queues whose people are asked at this step, paused or not."""
        wanted = way.course.steps[step]
        return tuple(dict.fromkeys(self.queue(name or task.queue) for name in (wanted.queue, *wanted.also)))

    def eligible(self, task: Task, way: Way, step: int) -> int:
        """Everybody who may be asked at this step now, busy or away or not."""
        found = self._called(task, way, step)
        if task.restricted:
            found &= self.trusted
        return found & way.rings[step].bits() if found else 0

    def _called(self, task: Task, way: Way, step: int) -> int:
        """The people of the queues asked, unless this case is held up by a pause."""
        urgent = task.lane <= EMERGENCY
        key = (task.queue, urgent, id(way.course.steps[step]))  # the plan holds the step: its id stays its own
        found = self._calls.get(key)
        if found is None:
            own, found = self.queue(task.queue), 0
            if urgent or own not in self._shut:
                for name in self.asked(task, way, step):
                    if urgent or name not in self._shut:
                        found |= self.people(name, urgent)
            if own in self.snapshot.restricted_queues:
                found &= self.trusted
            self._calls[key] = found
        return found

    # --- who has room ------------------------------------------------------------------------

    def demand(self, task: Task, way: Way) -> Demand:
        """What this case costs, and who has room for it."""
        found = self.demands.get((task.plan, task.channel))
        if found is None:
            found = self.demands[task.plan, task.channel] = wanted = demand(task.channel, way.plan.weights)
            wanted.room = self._bits(lambda agent: agent.available and agent.has_room(wanted))
        return found

    def available(self, task: Task, wanted: Demand) -> int:
        """Everybody who could take this case now, by interruption if it is an emergency."""
        return wanted.room | self.interruptible if task.lane <= EMERGENCY else wanted.room

    def _moved(self, agent: Agent) -> None:
        """What this agent carries has changed."""
        bit = 1 << self.eligibility.positions[agent.worker.id]
        for wanted in self.demands.values():
            fits = agent.available and agent.has_room(wanted)
            wanted.room = wanted.room | bit if fits else wanted.room & ~bit
        self.interruptible = self.interruptible | bit if agent.interruptible else self.interruptible & ~bit

    def stands(self, offer: OpenOffer, task: Task, units: int, agent: Agent) -> None:
        """This offer stands; what it costs is among the agent's units already."""
        agent.offers.append(Standing(offer, task, units))
        self.offered.setdefault(task.id, []).append((offer, agent))
        self._moved(agent)

    def give(self, agent: Agent, task: Task, wanted: Demand) -> None:
        """The case is offered to this agent in this round."""
        agent.offers.append(Standing(None, task, wanted.units))
        agent.units += wanted.units
        agent.held[task.channel] = agent.held.get(task.channel, 0) + 1
        self._moved(agent)

    def take_back(self, agent: Agent, wanted: Demand) -> Iterator[OpenOffer]:
        """What stands with this agent in the way of an emergency is withdrawn; anything else goes on ringing."""
        for one in agent.in_the_way(wanted):
            agent.offers.remove(one)
            agent.units -= one.units
            agent.held[one.task.channel] = agent.held.get(one.task.channel, 0) - 1
            rest = self.offered[one.task.id]
            self.offered[one.task.id] = [pair for pair in rest if pair[0] is not one.offer]
            if one.offer:
                yield one.offer
        self._moved(agent)

    # --- who let it go -----------------------------------------------------------------------

    def resting(self, task: Task, begins: datetime, rest: timedelta = REST) -> int:
        """Those who let an offer of it go in this step, or less than `rest` ago."""
        found = 0
        for worker_id, at in task.refused.items():
            position = self.eligibility.positions.get(worker_id)
            if position is not None and (at >= begins or self.now - at < rest):
                found |= 1 << position
        return found

    def may_be_asked_again(self, task: Task, begins: datetime, eligible: int) -> int:
        """In the last step, with nobody else to offer it to: those who have rested, shortly if none else is on duty."""
        others = eligible & self.ready & ~self.resting(task, begins)
        rest = REST if others else SHORT_REST
        return eligible & ~self.resting(task, self.now + timedelta(days=1), rest)

    # --- who comes first ---------------------------------------------------------------------

    def first(self, bits: int, ring: Ring, number: int) -> list[Agent]:
        """The first so many of these agents: by what the step prefers, then whose turn it is."""
        if bits == 0 or number <= 0:
            return []
        groups = [bits]
        for cell in ring.prefers:
            groups = [part for group in groups for part in (group & cell.bits, group & ~cell.bits) if part]
        found: list[Agent] = []
        for group in groups:
            found += nsmallest(number - len(found), self.of(group), key=_turn)
            if len(found) >= number:
                break
        return found

    def of(self, bits: int) -> list[Agent]:
        """The agents of these bits."""
        found = []
        while bits:
            lowest = bits & -bits
            found.append(self.agents[lowest.bit_length() - 1])
            bits ^= lowest
        return found
