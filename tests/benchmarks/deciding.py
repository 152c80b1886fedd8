"""Figures about `decide`: 5,000 cases that wait and 200 agents; and the rehearsal, which is nothing but decisions.

All on one core, by processor time.
"""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config import landlord_files, plan_file
from config.demo_team import TEAM
from config.landlord_queues import hours_of
from config.rehearsal_days import Rehearsal
from config.rehearsal_fates import Days
from config.rehearsal_people import Member
from config.rehearsal_traffic import Arrival, made_up
from config.staff import skills_of
from router import conditions
from router.assignment import Snapshot, Task, Worker, decide, explain
from router.eligibility import Eligibility
from router.plans import Plan, Rule, Step
from router.values import Landlord
from tests.benchmarks.report import Figure, load, median

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
CASES, AGENTS = 5000, 200
LANES = ("emergency", "hazard", "ordinary")
QUEUES = [f"queue_{number}" for number in range(25)] + ["repairs_emergency", "repairs_damp_mould"]
LANGUAGES = ["en", "so", "ur", "pl", "bn", "ar"]
FIRST = ("worker.id == task.last_agent", "task.patch in worker.patches")
PLAN = Plan(
    "bench",
    (
        Rule("emergency", "task.lane == 'emergency'", (
            Step(need="worker.skills.triage >= 2 && task.language in worker.languages", wait=60, offer=20, ring=3),
            Step(need="worker.skills.triage >= 1", wait=120, offer=20, ring=5),
            Step(page="oncall"),
        )),
        Rule("damp and mould", "'damp_mould' in task.hazard", (
            Step(prefer=FIRST, need="worker.skills.damp >= 1", wait=300),
            Step(skip_if="workers.free == 0", wait=900, boost=10),
            Step(also=("queue_0",), boost=20),
        )),
        Rule("their language", "task.language != 'en'", (
            Step(prefer=FIRST, need="task.language in worker.languages", wait=600), Step(),
        )),
    ),
    Rule("default", "", (Step(prefer=FIRST, wait=600), Step(boost=5))),
)  # fmt: skip


def case(number: int, chance: random.Random) -> Task:
    lane = 0 if number % 500 == 0 else 1 if number % 7 == 0 else 2
    queue = ("repairs_emergency", "repairs_damp_mould", chance.choice(QUEUES))[lane]
    attributes = {
        "lane": LANES[lane], "queue": queue, "hazard": ("damp_mould",) if lane == 1 else (),
        "language": chance.choice(["en"] * 20 + LANGUAGES), "last_agent": chance.choice([0, chance.randrange(AGENTS) + 1]),
        "patch": f"P{chance.randrange(40)}", "channel": chance.choice(["sms", "email", "web", "voice"]),
    }  # fmt: skip
    waited = timedelta(seconds=chance.randrange(1, 9000))
    due = NOW + timedelta(minutes=chance.randrange(-60, 6000))
    return Task(number, lane, queue, str(attributes["channel"]), 1, NOW - waited, NOW - waited, attributes, due_at=due)


def agent(number: int, chance: random.Random, free: bool) -> Worker:
    attributes = {
        "id": number, "role": "agent", "skills": {"triage": chance.randrange(4), "damp": chance.randrange(3)},
        "languages": ("en", *chance.sample(LANGUAGES[1:], 1)), "patches": (f"P{number % 40}",), "queues": (),
    }  # fmt: skip
    since = NOW - timedelta(seconds=chance.randrange(900))
    return Worker(number, f"Agent {number}", attributes, frozenset(chance.sample(QUEUES, 5)), units=0 if free else 100,
                  free_since=since, lowest_lane=None if free else 0)  # fmt: skip


def line(free_every: int) -> Snapshot:
    """A line as it is in the middle of a day: each case knows its rule, every so many agents has room."""
    chance = random.Random(4)
    tasks = [case(number, chance) for number in range(1, CASES + 1)]
    workers = [agent(number, chance, number % free_every == 0) for number in range(1, AGENTS + 1)]
    found = Snapshot({1: PLAN}, tasks, workers)
    rules = decide(found, NOW).rules
    tasks = [
        replace(one, rule=rules[one.id][0], entered_at=rules[one.id][1]) if one.id in rules else one for one in tasks
    ]
    return replace(found, tasks=tasks)


def _took(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1e3 * (time.process_time() - began)


def deciding(repeats: int) -> list[Figure]:
    """The decision itself, what a change costs, and all of it from nothing."""
    whole = Figure(f"decide for {CASES:,} waiting cases and {AGENTS} agents, eligible sets given", "ms", 50, 25, False)
    change = Figure("one agent or case changes: the eligible sets up to date (the costliest kind)", "ms", 5, 2, False)
    cold = Figure("the same decision from nothing: every condition compiled and evaluated", "ms", 2000, 1000, False)
    times = max(repeats, 1) * 5

    conditions.compiled.cache_clear()
    usual = line(free_every=10)
    conditions.compiled.cache_clear()
    first = _took(lambda: decide(usual, NOW))
    kept = Eligibility.of(usual)
    found = decide(usual, NOW, kept)
    taken = [_took(lambda: decide(usual, NOW, kept)) for _ in range(times)]
    everybody = line(free_every=1)
    most = decide(everybody, NOW, kept)
    flood = median([_took(lambda: decide(everybody, NOW, kept)) for _ in range(times)])
    whole.judge(
        median(taken),
        f"{len(found.offers)} offers made, best {min(taken):.1f} ms ({load()})",
        f"with all {AGENTS} agents free at once: {len(most.offers):,} offers in {flood:.1f} ms",
        f"'why?' for one case: {median([_took(lambda: explain(usual, 77, NOW, kept)) for _ in range(times)]):.1f} ms",
    )

    chance = random.Random(5)
    kept.bring_up_to_date(usual)
    agents = [_took(lambda one=one: kept.change_worker(agent(one, chance, True))) for one in range(1, 101)]  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
    new = [_took(lambda one=one: kept.change_worker(agent(AGENTS + one, chance, True))) for one in range(1, 101)]  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
    cases = [_took(lambda one=one: kept.change_task(case(one, chance))) for one in range(1, 101)]  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
    change.judge(
        max(median(agents), median(new), median(cases)),
        f"medians: an agent {median(agents):.2f}, one never seen {median(new):.2f}, a case {median(cases):.2f} ms; "
        f"the slowest of 300 {max(*agents, *new, *cases):.1f} ms",
    )
    cold.judge(first, load())
    return [whole, change, cold, *rehearsing(repeats)]


# --- the rehearsal -----------------------------------------------------------------------------

LANDLORD = Path(__file__).resolve().parents[2] / "config" / "landlord"
MONDAY = datetime(2026, 6, 14, 23, 0, tzinfo=UTC)
"""Midnight in London, of a week without a bank holiday."""
CALM, BUSY = 200, 500
"""Messages a day: what the demo's people answer as they come, and more than they can (each waits for a while)."""


def crew(landlord: Landlord) -> list[Member]:
    """The demo's team, by their own hours."""
    members = []
    for number, one in enumerate(TEAM, 1):
        skills = [*skills_of(one.queues, landlord), *(["restricted"] if one.restricted else [])]
        attributes = {
            "id": number, "role": "agent", "skills": dict.fromkeys(skills, 1) | dict(one.levels),
            "languages": one.languages, "patches": (), "queues": one.queues, "restricted": one.restricted,
        }  # fmt: skip
        worker = Worker(number, one.name, attributes, frozenset(one.queues), restricted=one.restricted, ready=False)
        members.append(Member(worker, hours_of(one.hours)))
    return members


def rehearsing(repeats: int) -> list[Figure]:
    """Five days of each kind through the landlord's own plan, as `frontdoor plan rehearse` does for each plan."""
    landlord = landlord_files.load(LANDLORD)
    plan = plan_file.read((LANDLORD / "plan.toml").read_text("utf-8"), "plan.toml", landlord)
    members, figures = crew(landlord), []
    for kind, a_day in (("calm", CALM), ("busy", BUSY)):
        figure = Figure(
            f"rehearsal of five {kind} days ({a_day} messages each), one plan", "messages/s", 2000, 5000, True
        )
        traffic = made_up(landlord, MONDAY, 5, a_day, 5, [one.worker for one in members])
        days: list[Days] = []

        def once(traffic: list[Arrival] = traffic, days: list[Days] = days) -> None:
            days.append(Rehearsal(plan, traffic, members, landlord, MONDAY, 5, 5).run())

        taken = [_took(once) / 1e3 for _ in range(max(repeats, 1))]
        last = days[-1]
        begun = sum(fate.begun is not None for fate in last.fates.values())
        figures.append(figure.judge(
            len(traffic) / median(taken),
            f"{len(traffic):,} messages in {median(taken):.2f} s of processor ({load()}), {len(members)} people",
            f"{last.offers:,} offers, {last.decisions:,} decisions, {begun:,} begun; two plans side by side take twice that",
        ))  # fmt: skip
    return figures
