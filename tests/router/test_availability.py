"""What is offered can be booked, and nothing else is offered: properties on real databases, against a slow oracle.

The oracle knows nothing of bits: it takes rows and instants, and tries every five minutes of every band.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from diary_house import a_case, a_person
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from minutes import BANK_HOLIDAYS
from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import booking
from router.appointments.availability import any_time, every_time, find, why_not
from router.appointments.bands import instant
from router.clock import LONDON
from router.model import Appointment, Case, Home, Leave, Patch, Resource, WorkingPattern
from router.storage.database import Database
from router.values import AGREED, LIVE, AppointmentRules, FreeTime, Need

CELL = timedelta(minutes=5)
NOWS = [
    datetime(2026, 6, 15, 8, 2, tzinfo=UTC), datetime(2026, 10, 23, 15, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2027, 3, 26, 9, 31, tzinfo=UTC), datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
    datetime(2026, 12, 23, 11, 0, tzinfo=UTC), datetime(2027, 2, 26, 12, 0, tzinfo=UTC),
    datetime(2026, 4, 2, 16, 59, 30, tzinfo=UTC),
]  # fmt: skip
"""A working morning, both changes of the clocks and the nights themselves, Christmas, a month's end, before Easter."""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


class _Undone(Exception):
    pass


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """A transaction that leaves nothing behind."""
    try:
        with database.transaction() as session:
            yield session
            raise _Undone
    except _Undone:
        pass


# --- a house by chance -----------------------------------------------------------------------


@dataclass
class Town:
    """People with hours, leave and visits, and homes in two patches."""

    people: list[Resource]
    homes: list[Home]
    case: Case


def a_town(session: Session, chance: random.Random, now: datetime, visits: int) -> Town:
    patches = [Patch(code="P1", name="One"), Patch(code="P2", name="Two")]
    session.add_all(patches)
    session.flush()
    homes = [Home(uprn=str(n), address=f"{n} {chance.choice(['Alder Row', 'Fern Lane'])}, Larkbridge", postcode="LX1 1AA",
                  patch_id=patches[n % 2].id, facts={}) for n in range(8)]  # fmt: skip
    session.add_all(homes)
    people = [_somebody(session, chance, now) for _ in range(chance.randrange(1, 4))]
    town = Town(people, homes, a_case(session))
    for _ in range(visits):
        _a_visit(session, chance, now, town)
    session.flush()
    return town


def _somebody(session: Session, chance: random.Random, now: datetime) -> Resource:
    person = a_person(session, trades=chance.choice([["plumbing"], ["plumbing", "joinery"]]),
                      patches=chance.choice([[], [], ["P1"], ["P2"]]), languages=chance.choice([["en"], ["en", "pl"]]))  # fmt: skip
    session.flush()
    session.query(WorkingPattern).filter_by(resource_id=person.id).delete()
    today = now.astimezone(LONDON).date()
    for weekday in range(7):
        for starts, ends in chance.choice([[], [(480, 1020)], [(480, 725), (780, 1200)], [(0, 180), (540, 720)]]):
            session.add(WorkingPattern(resource_id=person.id, weekday=weekday, starts=starts, ends=ends,
                                       from_day=today - timedelta(days=chance.randrange(30)), every_weeks=chance.choice([1, 1, 2])))  # fmt: skip
    for _ in range(chance.randrange(3)):
        begin = now + timedelta(minutes=chance.randrange(0, 8000))
        session.add(
            Leave(resource_id=person.id, from_at=begin, until_at=begin + timedelta(minutes=chance.randrange(1, 2000)))
        )
    return person


def _a_visit(session: Session, chance: random.Random, now: datetime, town: Town) -> None:
    """Somebody else's, anywhere in the days to come where nothing is yet; also by night, and not on a cell's edge."""
    start = now.replace(second=0) + timedelta(minutes=chance.randrange(12 * 60, 7 * 24 * 60))
    travel, work = chance.choice([0, 5, 10, 15]), chance.choice([20, 45, 90])
    ends = start + timedelta(minutes=work)
    free = FreeTime(chance.choice(town.people).id, "am", start, ends, start, ends, start - timedelta(minutes=travel),
                    ends + timedelta(minutes=5))  # fmt: skip
    need = Need("repair_visit", ("plumbing",), home_id=chance.choice(town.homes).id)
    row = booking.hold(session, a_case(session), free, need, now, now)
    if row is not None and chance.randrange(4):
        assert booking.book(session, row, "tenant", now)


def a_need(chance: random.Random, town: Town, now: datetime) -> Need:
    home = chance.choice(town.homes)
    return Need(
        "repair_visit", ("plumbing",), chance.choice([20, 45, 52, 90, 175]), chance.choice(["P1", "P2", ""]), "Alder Row",
        home.id, before=chance.choice([None, None, now + timedelta(minutes=chance.randrange(300, 9000))]),
        after=chance.choice([None, None, now + timedelta(minutes=chance.randrange(0, 4000))]),
        languages=chance.choice([(), ("pl",)]), two_people=not chance.randrange(5), urgent=not chance.randrange(4),
        resource_id=chance.choice([None, None, None, town.people[0].id]),
    )  # fmt: skip


# --- the oracle ------------------------------------------------------------------------------


@dataclass
class Oracle:
    """What may be offered, told from the rows."""

    session: Session
    rules: AppointmentRules
    need: Need
    now: datetime

    def __post_init__(self) -> None:
        self.visits = list(self.session.scalars(select(Appointment).where(Appointment.state.in_(LIVE))))
        self.patterns = list(self.session.scalars(select(WorkingPattern)))
        self.leave = list(self.session.scalars(select(Leave).where(Leave.ended_at.is_(None))))
        self.homes = {home.id: home for home in self.session.scalars(select(Home))}
        self.people = {one.id: one for one in self.session.scalars(select(Resource))}
        self.today = now_day(self.now)
        self.known: dict[tuple[int, datetime], bool] = {}

    def near(self, visit: Appointment) -> bool:
        patch = self.need.patch or self.homes[self.need.home_id or 0].patch.code
        home = self.homes.get(visit.home_id or 0)
        return visit.state in AGREED and home is not None and home.patch.code == patch

    def works(self, person: int, at: datetime) -> bool:
        if (person, at) not in self.known:
            self.known[person, at] = self.is_at_work(person, at)
        return self.known[person, at]

    def is_at_work(self, person: int, at: datetime) -> bool:
        there = at.astimezone(LONDON)
        if there.date() in BANK_HOLIDAYS or any(row.resource_id == person and row.from_at < at + CELL and row.until_at > at
                                                for row in self.leave):  # fmt: skip
            return False
        weeks = lambda day: (day - timedelta(days=day.weekday())).toordinal() // 7  # noqa: E731 - read beside its use
        return any(
            row.resource_id == person and row.weekday == there.weekday() and row.from_day <= there.date()
            and (weeks(there.date()) - weeks(row.from_day)) % row.every_weeks == 0
            and (instant(there.date(), row.starts) <= at and at + CELL <= instant(there.date(), row.ends))
            for row in self.patterns
        )  # fmt: skip

    def theirs(self, person: int) -> list[Appointment]:
        return [visit for visit in self.visits if person in (visit.resource_id, visit.second_id)]

    def wrong(self, people: list[int], start: datetime, from_at: datetime, until: datetime) -> str:
        """What is wrong with this stretch of these people's time; '' when nothing is."""
        at = from_at
        while at < until:
            if not all(self.works(person, at) for person in people):
                return "outside pattern or on leave"
            at += CELL
        if until < start + timedelta(minutes=self.need.minutes + self.rules.buffer):
            return "no buffer"
        for person in people:
            for visit in self.theirs(person):
                if visit.blocked_from < until and visit.blocked_until > from_at:
                    return "overlaps"
        for person in people:
            before = [visit for visit in self.theirs(person) if visit.blocked_until <= from_at]
            after = [visit for visit in self.theirs(person) if visit.blocked_from >= until]
            last = max(before, key=lambda visit: visit.blocked_until, default=None)
            shortest = self.rules.travel_near if last is not None and self.near(last) else self.rules.travel
            if start - from_at < timedelta(minutes=shortest):
                return "too little travel to it"
            for visit in after:
                travel = timedelta(minutes=self.rules.travel_near if self.near(visit) else self.rules.travel)
                if visit.starts_at < until + travel and floor(visit.starts_at) < until + travel:
                    return "too little travel from it"
        return ""

    def room(self, person: int, day: date) -> bool:
        """Would the day keep its room for emergencies?"""
        if self.need.urgent or day == self.today:
            return True
        at, free = instant(day, 0), timedelta(0)
        while at < instant(day + timedelta(days=1), 0):
            busy = any(visit.blocked_from < at + CELL and visit.blocked_until > at for visit in self.theirs(person))
            free += CELL * (self.works(person, at) and not busy)
            at += CELL
        work = timedelta(minutes=-(-self.need.minutes // 5) * 5 + self.rules.travel + self.rules.buffer)
        return free - work >= timedelta(minutes=self.rules.reserve)

    def covers(self, person: int) -> bool:
        row = self.people[person]
        return not row.patches or self.need.patch in row.patches

    def could(self, slot: str, day: date) -> bool:
        """Is there any place at all in this band of this day, by full travel?"""
        band = self.rules.slots[slot]
        opens, closes = instant(day, band.starts), instant(day, band.ends)
        people = [one for one in self.people if self.covers(one) and self.need.resource_id in (None, one)]
        crews = [[one] for one in people]
        if self.need.two_people:
            crews = [[one, other] for one in people for other in self.people if other != one and self.covers(other)]
        at = opens
        while at + timedelta(minutes=-(-self.need.minutes // 5) * 5) <= closes:
            from_at = at - timedelta(minutes=self.rules.travel)
            until = at + timedelta(minutes=-(-self.need.minutes // 5) * 5 + self.rules.buffer)
            for crew in crews:
                if not self.wrong(crew, at, from_at, until) and all(self.room(one, day) for one in crew):
                    return True
            at += CELL
        return False


def floor(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)


def now_day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def allowed(rules: AppointmentRules, need: Need, now: datetime, day: date, opens: datetime, closes: datetime) -> bool:
    """Do notice, horizon, holidays, deadline and 'not before' let this window be?"""
    return (
        now + rules.notice <= opens and 0 <= (day - now_day(now)).days <= rules.horizon_days
        and day not in BANK_HOLIDAYS and (need.before is None or closes <= need.before)
        and (need.after is None or opens >= need.after)
    )  # fmt: skip


# --- properties ------------------------------------------------------------------------------


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(seed=st.integers(0, 2**32), now=st.sampled_from(NOWS), visits=st.integers(0, 25))
def test_every_time_found_is_right_and_books(
    database: Database, rules: AppointmentRules, seed: int, now: datetime, visits: int
) -> None:
    """By hours, leave, travel, buffer, notice, horizon, deadline, holidays and room; and all of them can be held at once."""
    chance = random.Random(seed)
    with undone(database) as session:
        town = a_town(session, chance, now, visits)
        need = a_need(chance, town, now)
        found = find(session, rules, need, now, limit=3)
        assert found == sorted(found, key=lambda one: (one.window_from, one.starts_at))
        assert len({(now_day(one.window_from), one.slot) for one in found}) == len(found) <= 3
        for number, one in enumerate(found, 1):
            oracle = Oracle(session, rules, need, now)  # with what was held just before
            day, band = now_day(one.window_from), rules.slots[one.slot]
            assert day.weekday() in band.days
            assert (one.window_from, one.window_until) == (instant(day, band.starts), instant(day, band.ends))
            assert allowed(rules, need, now, day, one.window_from, one.window_until)
            assert one.window_from <= one.starts_at and one.ends_at <= one.window_until
            assert one.ends_at - one.starts_at == timedelta(minutes=need.minutes) and one.blocked_from >= now
            crew = [one.resource_id, *([one.second_id] if one.second_id else [])]
            assert len(crew) == 1 + need.two_people and one.resource_id in {person.id for person in town.people}
            assert all(oracle.covers(person) for person in crew) and need.resource_id in (None, one.resource_id)
            assert oracle.wrong(crew, one.starts_at, one.blocked_from, one.blocked_until) == ""
            assert all(oracle.room(person, day) for person in crew)
            assert booking.hold(session, town.case, one, need, now, now + rules.held_for, number=number) is not None


@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(seed=st.integers(0, 2**32), now=st.sampled_from(NOWS), visits=st.integers(0, 25))
def test_nothing_is_kept_back_without_a_reason(
    database: Database, rules: AppointmentRules, seed: int, now: datetime, visits: int
) -> None:
    """Each band of six days is free, or says why not, and then trying every five minutes finds nothing either."""
    chance = random.Random(seed)
    with undone(database) as session:
        town = a_town(session, chance, now, visits)
        need, first = a_need(chance, town, now), now_day(now) - timedelta(days=1)
        said = why_not(session, rules, need, now, first, 6)
        why = {(no.day, no.slot): no.why for no in said}
        everything = every_time(session, rules, need, now, first, 6)
        oracle = Oracle(session, rules, need, now)
        assert len(why) == len(said) and all(line and len(line) < 60 for line in why.values())
        for day in (first + timedelta(days=n) for n in range(6)):
            for slot in rules.kinds["repair_visit"].slots:
                band = rules.slots[slot]
                one = any_time(session, rules, need, now, day, slot)
                assert (one is None) == ((day, slot) in why)
                assert (one is None) == (
                    not any(each.slot == slot and now_day(each.window_from) == day for each in everything)
                )
                if (
                    one is None
                    and day.weekday() in band.days
                    and allowed(rules, need, now, day, instant(day, band.starts), instant(day, band.ends))
                ):
                    assert not oracle.could(slot, day), (day, slot, why[day, slot])


@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(seed=st.integers(0, 2**32), now=st.sampled_from(NOWS))
def test_a_diary_filled_to_the_brim_never_holds_anything_double(
    database: Database, rules: AppointmentRules, seed: int, now: datetime
) -> None:
    """Book what is found until nothing is: no hold is ever refused, and nothing is free afterwards."""
    chance = random.Random(seed)
    few = replace(rules, horizon_days=2)
    with undone(database) as session:
        town = a_town(session, chance, now, 5)
        for _ in range(60):
            need = replace(a_need(chance, town, now), minutes=90)
            found = find(session, few, need, now, limit=1)
            for one in found:
                held = booking.hold(session, a_case(session, home_id=need.home_id), one, need, now, now)
                assert held is not None and booking.book(session, held, "tenant", now)
        anything = Need(
            "repair_visit", ("plumbing",), 90, "P1", home_id=town.homes[0].id, resource_id=town.people[0].id
        )
        oracle = Oracle(session, few, anything, now)
        left = find(session, few, anything, now)
        assert all(
            oracle.wrong([one.resource_id], one.starts_at, one.blocked_from, one.blocked_until) == "" for one in left
        )
