"""Random histories of a small house with a clock of its own: what must hold whatever happens, and in which order."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from lines import LANES, NOW, snapshot, worker
from small_house import QUEUES, House

from router.assignment import Task, decide, explain, in_order, possible, score
from router.eligibility import Eligibility
from router.plans import Plan, Rule, Step

RARELY = st.sampled_from([False, False, False, True])
MOSTLY = st.sampled_from([True, True, True, False])
MOSTLY_REPAIRS = st.sampled_from(["repairs", "repairs", "damp", "secret", "deleted"])
PEOPLE = st.tuples(
    st.integers(0, 2),
    st.sampled_from([("en",), ("en", "so")]),
    st.sampled_from([frozenset(), frozenset(), frozenset({"repairs"}), frozenset({"damp", "secret"})]),
    st.booleans(),
)


class Histories(RuleBasedStateMachine):
    agents: Bundle[int] = Bundle("agents")
    cases: Bundle[int] = Bundle("cases")

    @initialize(target=agents, crew=st.lists(PEOPLE, min_size=3, max_size=3))
    def open(self, crew: list[tuple[int, tuple[str, ...], frozenset[str], bool]]) -> Any:
        self.house = House()
        self.waited: dict[int, tuple[str, float, timedelta]] = {}
        return multiple(*(self.hire(one) for one in crew))

    # --- what happens ---

    @rule(target=agents, one=PEOPLE)
    def hire(self, one: tuple[int, tuple[str, ...], frozenset[str], bool]) -> int:
        level, languages, queues, restricted = one
        number = len(self.house.agents) + 1
        attributes = {"skills": {"triage": level} if level else {}, "languages": languages}
        since = self.house.now
        self.house.agents[number] = worker(number, attributes, queues=queues, restricted=restricted, free_since=since)
        self.house.dispatch()
        return number

    @rule(target=cases, lane=st.sampled_from([0, 0, 1, 2]), queue=MOSTLY_REPAIRS, language=st.sampled_from(["en", "en", "so"]),
          channel=st.sampled_from(["voice", "sms", "email"]), live=st.booleans(), restricted=RARELY,
          number=st.integers(1, 4))  # fmt: skip
    def arrive(
        self, lane: int, queue: str, language: str, channel: str, live: bool, restricted: bool, number: int
    ) -> Any:
        more = {"queue": queue, "language": language, "channel": channel, "live": live, "restricted": restricted}
        new = [self.house.add(lane, **more).id for _ in range(number)]
        self.house.dispatch()
        return multiple(*new)

    @rule(seconds=st.sampled_from([0.4, 5, 20, 60, 61, 400]))
    def tick(self, seconds: float) -> None:
        self.house.tick(seconds)

    @precondition(lambda self: self.house.offers)
    @rule(data=st.data(), take=st.booleans())
    def answer(self, data: st.DataObject, take: bool) -> None:
        number = data.draw(st.sampled_from(sorted(self.house.offers)))
        if take:
            assert self.house.accept(number)
        else:
            self.house.end(number)
        self.house.dispatch()

    @rule(agent=agents, ready=MOSTLY, on_line=RARELY)
    def turn_to(self, agent: int, ready: bool, on_line: bool) -> None:
        """Goes off, comes on, takes a call, ends it. Who goes off gives back what they were offered."""
        if not ready:
            self.house.offers = {n: one for n, one in self.house.offers.items() if one.agent != agent}
        self.house.agents[agent] = replace(self.house.agents[agent], ready=ready, on_line=on_line)
        self.house.dispatch()

    @rule(case=consumes(cases), give_back=st.booleans())
    def finish(self, case: int, give_back: bool) -> None:
        if case in self.house.held:
            task, _ = self.house.held.pop(case)
            if give_back:
                self.house.tasks[case] = replace(task, entered_at=self.house.now, rule="")
            else:
                self.house.closed.add(case)
            self.house.dispatch()

    @rule(case=cases, lane=st.integers(0, 2))
    def raise_or_lower(self, case: int, lane: int) -> None:
        """Rules raise it; a named person lowers it."""
        task = self.house.tasks.get(case)
        if task:
            self.house.tasks[case] = replace(task, lane=lane, attributes={**task.attributes, "lane": LANES[lane]})
            self.house.dispatch()

    @rule(queue=st.sampled_from(QUEUES))
    def pause_or_open(self, queue: str) -> None:
        self.house.paused ^= {queue}
        self.house.dispatch()

    @rule(agent=agents, queue=st.sampled_from(QUEUES))
    def lend_or_take_back(self, agent: int, queue: str) -> None:
        one = self.house.agents[agent]
        self.house.agents[agent] = replace(one, lent=one.lent ^ {queue})
        self.house.dispatch()

    @rule(queue=st.sampled_from(QUEUES), to=st.sampled_from(QUEUES))
    def let_overflow(self, queue: str, to: str) -> None:
        self.house.overflow = {} if self.house.overflow else {queue: (to,)}
        self.house.dispatch()

    # --- what must hold ---

    @invariant()
    def no_case_is_lost(self) -> None:
        house = self.house
        everywhere = [*house.tasks, *house.held, *house.closed]
        assert sorted(everywhere) == list(range(1, house.arrived + 1))
        assert {one.id for one in in_order(house.snapshot(), house.now)} == set(house.tasks)
        assert all(one.case in house.tasks for one in house.offers.values())

    @invariant()
    def nobody_is_above_what_they_can_carry(self) -> None:
        """But for one emergency that interrupted them, or came to be one in their hands."""
        for agent in self.house.agents:
            load = sorted(self.house.load(agent), key=lambda one: one[1].lane)
            assert sum(cost for cost, _ in load) <= 100 or sum(cost for cost, _ in load[1:]) <= 100

    @invariant()
    def after_quiet_no_eligible_free_pair_is_left(self) -> None:
        """And so no emergency waits behind anything while somebody could take it."""
        house = self.house
        for task in house.tasks.values():
            number, begins = house.step(task)
            steps = house.plan.rule(task.rule).steps
            ringing = {one.agent for one in house.offers.values() if one.case == task.id}
            if len(ringing) >= steps[number].ring:
                continue
            for agent in house.agents.values():
                let_go = task.refused.get(agent.id)
                rested = let_go is None or (let_go < begins and house.now - let_go >= timedelta(minutes=5))
                alone = (
                    number == len(steps) - 1 and not ringing and let_go and house.now - let_go >= timedelta(minutes=5)
                )
                if agent.id not in ringing and (rested or alone):
                    free = house.is_asked(task, agent, number) and house.has_room(task, agent)
                    assert not free, f"case {task.id} could go to {agent.id} at step {number}"

    @invariant()
    def waited_time_never_falls(self) -> None:
        house = self.house
        for task in house.tasks.values():
            waited, points = house.now - task.waiting_since, score(task, house.plan, house.now)
            name, before, age = self.waited.get(task.id, (task.rule, points, waited))
            assert waited >= age
            assert name != task.rule or points >= before
            self.waited[task.id] = (task.rule, points, waited)
        self.waited = {number: seen for number, seen in self.waited.items() if number in house.tasks}

    @invariant()
    def the_line_keeps_its_lanes_and_any_case_can_be_explained(self) -> None:
        given_ = self.house.snapshot()
        lanes = [one.lane for one in in_order(given_, self.house.now)]
        assert lanes == sorted(lanes)
        for task in list(self.house.tasks.values())[:1]:
            assert len(explain(given_, task.id, self.house.now).steps) == len(self.house.plan.rule(task.rule).steps)


Histories.TestCase.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestHistories = Histories.TestCase


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_busy_day(seed: int) -> None:
    """The same house in a crowd, for longer than a machine that looks for small examples keeps it up."""
    chance = random.Random(seed)
    day = Histories()
    day.house, day.waited = House(), {}
    for _ in range(6):
        skills = (chance.randrange(3), chance.choice([("en",), ("en", "so")]))
        day.hire((*skills, frozenset(chance.sample(QUEUES, chance.randrange(3))), chance.random() < 0.5))
    house = day.house
    steps = set()
    for _ in range(150):
        what = chance.choices(["arrive", "tick", "answer", "turn", "finish", "move", "pause"], [6, 6, 8, 2, 5, 2, 1])[0]
        if what == "arrive":
            lane, channel = chance.choice([0, 1, 2, 2]), chance.choice(["voice", "sms", "email"])
            day.arrive(
                lane,
                chance.choice([*QUEUES, "x"]),
                chance.choice(["en", "so"]),
                channel,
                False,
                chance.random() < 0.1,
                1,
            )
        elif what == "tick":
            day.tick(chance.choice([0.4, 5, 20, 61]))
        elif what == "answer" and house.offers:
            number = chance.choice(sorted(house.offers))
            house.accept(number) if chance.random() < 0.7 else house.end(number)
            house.dispatch()
        elif what == "turn":
            day.turn_to(chance.choice(sorted(house.agents)), chance.random() < 0.8, chance.random() < 0.2)
        elif what == "finish" and house.held:
            day.finish(chance.choice(sorted(house.held)), chance.random() < 0.2)
        elif what == "move" and house.tasks:
            day.raise_or_lower(chance.choice(sorted(house.tasks)), chance.randrange(3))
        elif what == "pause":
            day.pause_or_open(chance.choice(QUEUES))
        steps |= {(house.tasks[one.case].rule, one.step) for one in house.offers.values()}
        for holds in (
            day.no_case_is_lost,
            day.nobody_is_above_what_they_can_carry,
            day.after_quiet_no_eligible_free_pair_is_left,
            day.waited_time_never_falls,
        ):
            holds()
    assert house.made > 30
    assert len(steps) >= 5


# --- nothing starves -------------------------------------------------------------------------


def test_a_day_of_urgent_cases_does_not_starve_a_routine_one() -> None:
    """One agent, busy for five minutes with each case; every five minutes another one with somebody on the line, due
    soon, in the same lane. A newcomer has at most 30 for being live and 13 for its deadline: the routine case has
    passed every newcomer after (30 + 13) * 5 minutes, and those before it are then served first."""
    house = House(plan=Plan("day", (), Rule("default", "", (Step(),))))
    house.kept = Eligibility({1: house.plan})
    house.agents[1] = worker(1, {"languages": ("en",), "skills": {}})
    for _ in range(6):
        house.add(2, channel="voice", live=True, due_at=house.now + timedelta(minutes=80))
    routine = house.add(2, channel="voice").id
    served_at = None
    for minute in range(0, 24 * 60, 5):
        house.now = NOW + timedelta(minutes=minute)
        house.add(2, channel="voice", live=True, due_at=house.now + timedelta(minutes=80))
        for case in list(house.held):
            del house.held[case]
        house.dispatch()
        (number,) = house.offers
        case = house.offers[number].case
        assert house.accept(number)
        if case == routine:
            served_at = minute
            break
    assert served_at is not None
    assert served_at <= (30 + 40) * 5 + 60


# --- every plan ends somewhere ---------------------------------------------------------------

NEED = st.sampled_from(["", "worker.skills.triage >= 1", "worker.skills.triage >= 2", "worker.skills.gas >= 1"])
STEPS = st.builds(
    Step, queue=st.sampled_from(["", "repairs", "damp", "nobody"]), need=NEED, wait=st.sampled_from([10, 60, None]),
    offer=st.just(30), ring=st.integers(1, 3), page=st.sampled_from(["", "", "", "oncall"]),
    skip_if=st.sampled_from(["", "workers.free == 0"]), also=st.sampled_from([(), ("damp",)]),
)  # fmt: skip
WHENS = st.sampled_from(["task.live", "task.lane == 'emergency'", "task.queue == 'damp'", "task.lane > 3"])
RULES = st.builds(Rule, st.uuids().map(str), WHENS, st.lists(STEPS, min_size=1, max_size=3).map(tuple))
PLANS = st.builds(
    lambda rules, steps: Plan("some", tuple(rules), Rule("default", "", tuple(steps))),
    st.lists(RULES, max_size=2),
    st.lists(STEPS, min_size=1, max_size=3),
)
CREW = st.lists(
    st.builds(
        lambda triage, gas, queues: ({"skills": {"triage": triage, "gas": gas}}, queues),
        st.integers(0, 2), st.integers(0, 1), st.frozensets(st.sampled_from(["repairs", "damp"]), max_size=2),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(PLANS, CREW, st.integers(0, 2), st.booleans(), st.sampled_from(["damp", "repairs"]))
def test_every_plan_that_passes_ends_with_an_offer_or_a_page(
    plan: Plan, crew: list[tuple[Any, frozenset[str]]], lane: int, live: bool, queue: str
) -> None:
    workers = [worker(number, own, queues=queues) for number, (own, queues) in enumerate(crew, 1)]
    if possible(plan, workers, ("damp", "repairs")):
        return
    house = House(plan=plan, agents={one.id: one for one in workers})
    attributes = {"lane": LANES[lane], "live": live, "queue": queue}
    case = Task(1, lane, queue, "web", 1, NOW, NOW, attributes)
    seen = False
    for _ in range(8):
        found = decide(snapshot([case], workers, plan), house.now)
        seen = seen or bool(found.offers or found.pages)
        for number, (name, since) in found.rules.items():
            case = replace(case, id=number, rule=name, entered_at=since)
        if seen or found.next_at is None:
            break
        house.now = found.next_at
    assert seen
