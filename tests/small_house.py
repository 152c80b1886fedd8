"""A small house with a clock of its own, for random histories: cases, agents, offers; what is decided is done.

The rules of its plan are written twice: in CEL for `decide`, and in plain Python as an oracle that shares nothing.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from lines import LANES, NOW

from router.assignment import Decision, OpenOffer, Snapshot, Task, Worker, decide
from router.eligibility import Eligibility
from router.plans import UNITS, Plan, Rule, Step

QUEUES = ("repairs", "damp", "secret")
PLAN = Plan(
    "history",
    (
        Rule("emergency", "task.lane == 'emergency'", (
            Step(need="worker.skills.triage >= 2 && task.language in worker.languages", wait=60, offer=20, ring=3),
            Step(need="worker.skills.triage >= 1", wait=60, offer=20, ring=5),
            Step(queue="repairs", also=("",), ring=2, page="oncall"),
        )),
        Rule("hazard", "task.lane == 'hazard'", (
            Step(prefer=("worker.id == task.last_agent",), need="worker.skills.triage >= 1", wait=30),
            Step(need="worker.skills.triage >= 2", skip_if="workers.on == 0", wait=60, boost=10),
            Step(boost=20, ring=2),
        )),
    ),
    Rule("default", "", (Step(need="task.language in worker.languages", wait=45), Step())),
)  # fmt: skip
Need = Callable[[Task, Worker], bool]


def _skill(agent: Worker) -> int:
    skills: Any = agent.attributes["skills"]
    return int(skills.get("triage", 0))


def _speaks(task: Task, agent: Worker) -> bool:
    languages: Any = agent.attributes["languages"]
    return task.attributes["language"] in languages


NEEDS: dict[tuple[str, int], Need] = {
    ("emergency", 0): lambda task, agent: _skill(agent) >= 2 and _speaks(task, agent),
    ("emergency", 1): lambda task, agent: _skill(agent) >= 1,
    ("hazard", 0): lambda task, agent: _skill(agent) >= 1,
    ("hazard", 1): lambda task, agent: _skill(agent) >= 2,
    ("default", 0): _speaks,
}


@dataclass
class Offered:
    case: int
    agent: int
    step: int
    expires_at: datetime
    units: int


@dataclass
class House:
    """Cases, agents and offers; what is decided is done."""

    now: datetime = NOW
    tasks: dict[int, Task] = field(default_factory=dict)
    held: dict[int, tuple[Task, int]] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    agents: dict[int, Worker] = field(default_factory=dict)
    offers: dict[int, Offered] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    overflow: dict[str, tuple[str, ...]] = field(default_factory=dict)
    paged: list[tuple[int, str]] = field(default_factory=list)
    made: int = 0
    arrived: int = 0
    kept: Eligibility = field(default_factory=lambda: Eligibility({1: PLAN}))
    plan: Plan = PLAN

    # --- what is ---

    def load(self, agent: int, but: int = 0) -> list[tuple[int, Task]]:
        """(units, case) of all this agent holds or is offered."""
        mine = [task for task, owner in self.held.values() if owner == agent]
        mine += [self.tasks[one.case] for one in self.offers.values() if one.agent == agent and one.case != but]
        return [(UNITS[task.channel], task) for task in mine]

    def snapshot(self, shuffle: random.Random | None = None) -> Snapshot:
        workers = []
        for agent in self.agents.values():
            load = self.load(agent.id)
            own = [task for task, owner in self.held.values() if owner == agent.id]
            channels: dict[str, int] = {}
            for _, task in load:
                channels[task.channel] = channels.get(task.channel, 0) + 1
            lowest = min((task.lane for task in own), default=None)
            workers.append(replace(agent, units=sum(cost for cost, _ in load), held=channels, lowest_lane=lowest))
        tasks = list(self.tasks.values())
        offers = [OpenOffer(n, one.case, one.agent, one.step, one.expires_at) for n, one in self.offers.items()]
        if shuffle:
            for some in (tasks, workers, offers):
                shuffle.shuffle(some)  # type: ignore[arg-type]  # wrong on purpose, or a stand-in
        return Snapshot({1: self.plan}, tasks, workers, offers, restricted_queues=frozenset({"secret"}),
                        paused=frozenset(self.paused), overflow=self.overflow, queues=frozenset({*QUEUES, "general"}))  # fmt: skip

    def step(self, task: Task) -> tuple[int, datetime]:
        """The step that runs, and since when: counted one by one."""
        begins, number = task.entered_at, 0
        for one in self.plan.rule(task.rule).steps[:-1]:
            ends = begins + timedelta(seconds=one.wait or 0)
            if ends > self.now:
                break
            begins, number = ends, number + 1
        return number, begins

    def is_asked(self, task: Task, agent: Worker, number: int) -> bool:
        """May this agent be asked at this step, busy or not?"""
        step = self.plan.rule(task.rule).steps[number]
        urgent = task.lane == 0
        if task.queue in self.paused and not urgent:
            return False
        asked = {name or task.queue for name in (step.queue, *step.also)}
        asked = {name if name in QUEUES else "general" for name in asked}
        asked = {name for name in asked if urgent or name not in self.paused}
        asked |= {more for name in asked for more in self.overflow.get(name, ()) if urgent or more not in self.paused}
        works = {name for name in asked if name in agent.queues | agent.lent or (not agent.queues and name != "secret")}
        if (task.restricted or task.queue == "secret" or works == {"secret"}) and not agent.restricted:
            return False
        need = NEEDS.get((task.rule, number), lambda task, agent: True)
        return bool(works) and need(task, agent)

    def has_room(self, task: Task, agent: Worker) -> bool:
        if not agent.ready or agent.on_line:
            return False
        load = self.load(agent.id)
        if sum(cost for cost, _ in load) + UNITS[task.channel] <= 100:
            return True
        return task.lane == 0 and all(other.lane > 0 for _, other in load)

    # --- what is done ---

    def dispatch(self) -> None:
        """Decide and do, until nothing is left to do."""
        for _ in range(50):
            given_ = self.snapshot()
            found = decide(given_, self.now, self.kept)
            assert found == decide(given_, self.now)
            self._check(found)
            self._apply(found)
            if not (found.offers or found.withdrawals or found.pages or found.rules):
                assert found.next_at is None or found.next_at > self.now
                return
        raise AssertionError("it never comes to rest")

    def _check(self, found: Decision) -> None:
        assert found.trouble == ()
        again = decide(self.snapshot(random.Random(7)), self.now)
        assert (again.offers, again.rules, again.pages) == (found.offers, found.rules, found.pages)
        assert sorted(again.withdrawals, key=str) == sorted(found.withdrawals, key=str)
        assert len({(one.task_id, one.worker_id) for one in found.offers}) == len(found.offers)

    def _apply(self, found: Decision) -> None:
        for gone in found.withdrawals:
            taken = self.offers.pop(gone.offer_id)
            agent = self.agents[taken.agent]
            emergency = [one for one in found.offers if one.worker_id == agent.id and self.tasks[one.task_id].lane == 0]
            assert not agent.ready or agent.on_line or (emergency and self.tasks[taken.case].lane > 0)
        for task_id, (name, since) in found.rules.items():
            before = self.tasks[task_id]
            self.tasks[task_id] = after = replace(before, rule=name, entered_at=since)
            assert since <= self.now
            if before.rule == name:  # a step was passed over: time only runs on
                assert self.step(after)[0] > self.step(before)[0]
        for page in found.pages:
            task = self.tasks[page.task_id]
            assert page.chain not in task.paged
            self.tasks[page.task_id] = replace(task, paged=(*task.paged, page.chain))
            self.paged.append((page.task_id, page.chain))
        for made in found.offers:
            task, agent = self.tasks[made.task_id], self.agents[made.worker_id]
            assert self.has_room(task, agent), (task, agent)
            assert self.is_asked(task, agent, made.step)
            assert made.step == self.step(task)[0]
            self._check_let_go(task, agent, made.step)
            assert made.rule == task.rule == LANES[task.lane].replace("ordinary", "default")
            assert not any(one.case == task.id and one.agent == agent.id for one in self.offers.values())
            self.made += 1
            self.offers[self.made] = Offered(task.id, agent.id, made.step, made.expires_at, made.units)
            ringing = sum(one.case == task.id for one in self.offers.values())
            assert ringing <= self.plan.rule(task.rule).steps[made.step].ring

    def _check_let_go(self, task: Task, agent: Worker, step: int) -> None:
        """Nobody is asked again in the step, nor soon; in the last step they are when nobody else is asked."""
        let_go = task.refused.get(agent.id)
        if let_go is None:
            return
        rested = self.now - let_go
        if let_go >= self.step(task)[1] or rested < timedelta(minutes=5):
            assert step == len(self.plan.rule(task.rule).steps) - 1
            assert rested >= timedelta(seconds=30)

    def end(self, number: int) -> None:
        """Rejected or expired."""
        one = self.offers.pop(number)
        task = self.tasks[one.case]
        self.tasks[one.case] = replace(task, refused={**task.refused, one.agent: self.now})

    def accept(self, number: int) -> bool:
        one = self.offers.get(number)
        if one is None or one.expires_at <= self.now:
            return False
        task = self.tasks.pop(one.case)
        self.offers = {n: other for n, other in self.offers.items() if other.case != one.case}
        attributes = {**task.attributes, "last_agent": one.agent}
        self.held[one.case] = (replace(task, attributes=attributes), one.agent)
        self.agents[one.agent] = replace(self.agents[one.agent], free_since=self.now)
        return True

    def tick(self, seconds: float) -> None:
        """Let time pass, looking whenever the last decision said so, and when an offer runs out."""
        until = self.now + timedelta(seconds=seconds)
        while True:
            found = decide(self.snapshot(), self.now, self.kept)
            if found.next_at is None or found.next_at > until:
                break
            self.now = found.next_at
            for number in [n for n, one in self.offers.items() if one.expires_at <= self.now]:
                assert not self.accept(number)  # too late
                self.end(number)
            self.dispatch()
        self.now = until
        self.dispatch()

    def add(self, lane: int, **more: Any) -> Task:
        self.arrived += 1
        attributes = {"lane": LANES[lane], "language": more.pop("language", "en"), "last_agent": 0}
        new = Task(self.arrived, lane, more.pop("queue", "repairs"), more.pop("channel", "web"), 1, self.now, self.now, attributes, **more)  # fmt: skip
        self.tasks[new.id] = new
        return new
