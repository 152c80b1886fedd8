"""A rehearsal: the same days through two plans, the same for a seed, and not other than deciding on everything."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import Cast, a_text, hear, seat_the_cast
from doubles import FrozenClock

from config import landlord_files, plan_file, plans, rehearsal
from config.demo_team import TEAM
from config.landlord_queues import hours_of
from config.rehearsal import Wanted
from config.rehearsal_days import Rehearsal
from config.rehearsal_fates import Days
from config.rehearsal_people import Member, OpenTime
from config.rehearsal_traffic import Arrival, due_after, made_up
from config.staff import skills_of
from config.wiring import House
from router.deadlines import started_by
from router.decisions import Worker
from router.errors import RouterError
from router.model import Staff
from router.plans import Plan
from router.rota import shifts
from router.values import Labels, Landlord, Placement

START = datetime(2026, 6, 14, 23, 0, tzinfo=UTC)
"""Midnight in London, the Monday of the week."""
DEMO = Path(__file__).resolve().parents[2] / "config" / "landlord" / "plan.toml"


@pytest.fixture(scope="module")
def plan(landlord: Landlord) -> Plan:
    return plan_file.read(DEMO.read_text(encoding="utf-8"), "plan.toml", landlord)


@pytest.fixture(scope="module")
def members(landlord: Landlord) -> list[Member]:
    """The demo's colleagues, by their own hours."""
    found = []
    for number, one in enumerate(TEAM, 1):
        skills = [*skills_of(one.queues, landlord), *(["restricted"] if one.restricted else [])]
        levels = {skill: one.levels.get(skill, 1) for skill in [*skills, *one.levels]}
        attributes = {"id": number, "role": "agent", "skills": levels, "languages": one.languages, "patches": (),
                      "queues": one.queues, "restricted": one.restricted}  # fmt: skip
        worker = Worker(number, one.name, attributes, frozenset(one.queues), restricted=one.restricted, ready=False)
        found.append(Member(worker, hours_of(one.hours)))
    return found


def rehearsed(plan: Plan, landlord: Landlord, members: list[Member], a_day: int = 150, seed: int = 5, days: int = 2,
              whole: bool = False) -> Days:  # fmt: skip
    traffic = made_up(landlord, START, days, a_day, seed, [one.worker for one in members])
    return Rehearsal(plan, traffic, members, landlord, START, days, seed, whole).run()


def outcome(days: Days) -> dict[int, tuple[float | None, int | None]]:
    return {number: (fate.begun, fate.by) for number, fate in days.fates.items()}


def test_every_case_is_begun_by_one_person_and_the_same_for_a_seed(
    plan: Plan, landlord: Landlord, members: list[Member]
) -> None:
    first = rehearsed(plan, landlord, members)
    assert len(first.fates) == 300 and all(fate.begun is not None for fate in first.fates.values())
    assert not first.trouble
    assert outcome(first) == outcome(rehearsed(plan, landlord, members))
    assert outcome(first) != outcome(rehearsed(plan, landlord, members, seed=6))


def test_deciding_on_what_is_awake_is_deciding_on_everything(
    plan: Plan, landlord: Landlord, members: list[Member]
) -> None:
    """With too few people, so that cases wait and steps widen."""
    some, every = (rehearsed(plan, landlord, members[:9], 250, whole=whole) for whole in (False, True))
    assert outcome(some) == outcome(every)
    assert (some.offers, some.missed, some.pages) == (every.offers, every.missed, every.pages)
    assert some.offers > 400 and some.pages > 0


def test_people_work_only_in_their_hours_and_one_case_at_a_time(
    plan: Plan, landlord: Landlord, members: list[Member]
) -> None:
    days = rehearsed(plan, landlord, members)
    on_duty = {one.worker.id: shifts(one.pattern, START, 20) for one in members}
    lasting: dict[int, float] = {}
    for fate in sorted(days.fates.values(), key=lambda fate: fate.begun or 0.0):
        if fate.by and fate.arrival.lane and not fate.arrival.live:
            assert fate.begun is not None
            begins = [begin for begin, end in on_duty[fate.by] if begin <= fate.begun]
            assert begins, "nobody begins before their first shift"
        lasting[fate.by or 0] = lasting.get(fate.by or 0, 0.0) + fate.arrival.work
    for number, seconds in days.worked.items():
        assert seconds <= lasting[number] + len(days.fates), "nobody works longer than their cases take"


def an_emergency(at: int) -> Arrival:
    attributes = {"lane": "emergency", "queue": "repairs_emergency", "language": "en"}
    return Arrival(1, at, 0, "repairs_emergency", "sms", attributes, False, False, at + 900.0, 300.0)


def test_an_emergency_at_night_is_taken_by_whoever_is_paged(
    plan: Plan, landlord: Landlord, members: list[Member]
) -> None:
    three_on_saturday = 5 * 86_400 + 3 * 3600
    result = Rehearsal(plan, [an_emergency(three_on_saturday)], members, landlord, START, 7, 1).run()
    [fate] = result.fates.values()
    assert (result.pages, result.offers, fate.by) == (1, 0, 0)
    assert 120 <= fate.waited < 420


def tap(queue: str, at: int, landlord: Landlord) -> Arrival:
    due = due_after(2, queue, START + timedelta(seconds=at), START, landlord)
    attributes = {"lane": "ordinary", "queue": queue, "language": "en"}
    return Arrival(1, at, 2, queue, "sms", attributes, False, False, due, 300.0)


@pytest.mark.parametrize(
    ("queue", "open_before"),
    [("repairs_plumbing", 3600), ("repairs_gas_heating", 3 * 3600 + 5 * 3600)],
    ids=["the landlord's hours, where it names none", "its own hours"],
)
def test_a_wait_over_a_weekend_counts_only_hours_in_which_its_queue_is_open(
    plan: Plan, landlord: Landlord, members: list[Member], queue: str, open_before: int
) -> None:
    """The clock of its answer counts the same."""
    friday_at_five, monday_at_nine = 4 * 86_400 + 17 * 3600, 7 * 86_400 + 9 * 3600
    everybody = [Member(one.worker, hours_of("mon 09:00-17:00")) for one in members]
    case = tap(queue, friday_at_five, landlord)
    result = Rehearsal(plan, [case], everybody, landlord, START, 7, 1).run()
    [fate] = result.fates.values()
    assert fate.begun is not None and 0 < fate.begun - monday_at_nine < 60
    assert fate.waited == open_before + 3600 + fate.begun - monday_at_nine
    placed = Placement(2, queue, "routine", "")
    clock = started_by(Labels(topic="rent"), placed, START + timedelta(seconds=friday_at_five), landlord)[0]
    assert START + timedelta(seconds=case.due) == clock.due_at
    assert fate.late is (fate.begun > case.due)


def test_a_draft_that_asks_fewer_people_lets_them_wait_longer(
    plan: Plan, landlord: Landlord, members: list[Member]
) -> None:
    """Without the second ring of the default only a queue's own people are asked."""
    narrow = replace(plan, default=replace(plan.default, steps=(replace(plan.default.steps[0], wait=None),)))
    crew = [one for one in members if one.worker.name not in ("Imran Qadir", "Milena Novotna")]  # all of allocations
    wide = rehearsed(plan, landlord, crew, days=3)
    less = rehearsed(narrow, landlord, crew, days=3)
    ours = [
        number for number, fate in wide.fates.items() if fate.arrival.queue == "allocations" and not fate.arrival.live
    ]
    assert ours and all(wide.fates[number].begun is not None for number in ours)
    never = [number for number in ours if less.fates[number].begun is None]
    assert never and all(less.fates[number].late for number in never)


def test_shifts_are_london_hours_and_touching_ones_are_one() -> None:
    before_the_clocks_change = datetime(2026, 10, 23, 23, 0, tzinfo=UTC)  # midnight of Saturday 24 October
    spans = shifts(hours_of("sat 20:00-24:00, sun 00:00-08:00"), before_the_clocks_change, 2)
    assert spans == [(20 * 3600, (24 + 8 + 1) * 3600)], "the night of the change has an hour more"


@pytest.fixture
def cast(house: House) -> Cast:
    """The cast, of whom Amina and Sue have learned triage."""
    seated = seat_the_cast(house)
    with house.database.transaction() as session:
        for number in (seated.amina, seated.sue):
            person = session.get_one(Staff, number)
            person.skills, person.levels = [*person.skills, "triage"], {"triage": 3}
    return seated


def report(house: House, clock: FrozenClock, plot: Path, file: Path = DEMO, **wanted: object) -> list[str]:
    given = Wanted(days=2, a_day=60, plot=plot)
    return list(rehearsal.run(house.settings, file, replace(given, **wanted), io.StringIO(), clock))  # type: ignore[arg-type]  # given as the command line gives it


def test_the_report_and_the_plot_are_the_same_twice(
    house: House, cast: Cast, clock: FrozenClock, tmp_path: Path
) -> None:
    plans.bring_up(house.settings, clock)
    draft, plot = tmp_path / "draft.toml", tmp_path / "plot.svg"
    draft.write_text(
        DEMO.read_text(encoding="utf-8").replace('wait = "15 minutes"', 'wait = "90 minutes"'), encoding="utf-8"
    )
    first, drawn = report(house, clock, plot, draft), plot.read_bytes()
    assert (report(house, clock, plot, draft), plot.read_bytes()) == (first, drawn)
    assert first[0] == "2 days from Monday 15 June 2026: 120 cases made up, 3 people, seed 1."
    header = next(line for line in first if "version 1" in line)
    assert "draft draft.toml" in header
    assert any(line.startswith("ordinary ") for line in first) and any(line.startswith("Amina ") for line in first)
    svg = drawn.decode()
    assert "Minutes within which" in svg and "Per cent of the hours" in svg
    late = sum(int(line.split()[-1]) + int(line.split()[-2]) for line in first if line.startswith("begun late "))
    assert ("Cases begun late" in svg) is (late > 0), "a block of zeros says nothing"
    assert "<svg " in svg and svg.count("version 1") == 1 and "<script" not in svg
    assert report(house, clock, plot, draft, seed=2) != first


def test_recorded_days_are_what_came_in(house: House, cast: Cast, clock: FrozenClock, tmp_path: Path) -> None:
    for days, said in ((2, "the last 2 days before today "), (1, "the last day before today ")):
        with pytest.raises(RouterError, match=rf"{said}\(only whole days count, so not today\): leave --recorded out"):
            report(house, clock, tmp_path / "plot.svg", recorded=True, days=days)
    clock.at = datetime(2026, 6, 16, 9, 0, tzinfo=UTC)
    hear(house, *(a_text(text, f"+4477009009{n:02}", received_at=clock.at - timedelta(minutes=n))
                  for n, text in enumerate(("the kitchen tap drips", "i can smell gas", "want to pay my rent"))))  # fmt: skip
    clock.at += timedelta(days=1)
    lines = report(house, clock, tmp_path / "plot.svg", recorded=True)
    assert lines[0] == "2 days from Monday 15 June 2026: 3 cases as they were recorded, 3 people, seed 1."
    assert next(line for line in lines if line.startswith("emergency ")).split()[1] == "1"
    assert not any("tap" in line or "+44" in line for line in lines)


def test_a_rota_says_who_works(house: House, cast: Cast, clock: FrozenClock, tmp_path: Path) -> None:
    rota = tmp_path / "rota.csv"
    rota.write_text("email,pattern\nsue@homes.example,mon-fri 08:00-12:00\nBob@homes.example,\n", encoding="utf-8")
    lines = report(house, clock, tmp_path / "plot.svg", rota=rota)
    load = lines[next(n for n, line in enumerate(lines) if line.startswith("load, by person")) + 1 :]
    assert [line.split()[:2] for line in load[:2]] == [["Bob", "20"], ["Sue", "8"]]
    assert not any(line.startswith("Amina") for line in load)
    rota.write_text("email,pattern\nsue@homes.example,mon-fri 08:00-12:00\nnobody@homes.example,\n", encoding="utf-8")
    with pytest.raises(RouterError, match=r"rota\.csv:3: email: nobody who works here has it"):
        report(house, clock, tmp_path / "plot.svg", rota=rota)
    rota.write_text("email,pattern\nsue@homes.example,always\n", encoding="utf-8")
    with pytest.raises(RouterError, match=r"rota\.csv:2: pattern: 'always' is not days and times"):
        report(house, clock, tmp_path / "plot.svg", rota=rota)


def test_the_landlord_of_the_demo_has_two_people_for_every_queue() -> None:
    landlord = landlord_files.load(DEMO.parent)
    officers = {"tenancy", "asb", "estates", "sheltered"}
    for queue in landlord.queues:
        people = sum(queue in one.queues for one in TEAM) + 6 * (queue in officers)
        assert people >= 2, queue
    skills = {skill for one in TEAM for skill in [*skills_of(one.queues, landlord), *one.levels]}
    assert skills <= set(landlord.skills)
    assert {"pl", "ur", "bn"} <= {language for one in TEAM for language in one.languages}


def test_open_hours_are_counted_without_nights_and_bank_holidays() -> None:
    hours = OpenTime(hours_of("mon-fri 08:00-18:00"), datetime(2026, 12, 24, tzinfo=UTC), 10)  # Christmas is a Friday
    noon = 12 * 3600
    assert (hours.until(noon), hours.is_open(noon), hours.is_open(7 * 3600)) == (4 * 3600, True, False)
    monday = 4 * 86_400  # the 28th is a bank holiday in place of Boxing Day
    assert hours.until(monday + 86_400 + noon) == (10 + 4) * 3600
    assert not hours.is_open(86_400 + noon) and not hours.is_open(monday + noon)
