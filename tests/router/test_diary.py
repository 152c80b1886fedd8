"""The diary's reading: days and hours as instants, who could come, when they work, what is taken."""

from datetime import UTC, date, datetime, timedelta

import pytest
from diary_house import NOW, TAP, TOMORROW, a_case, a_person, a_place, a_time
from hypothesis import given
from hypothesis import strategies as st
from minutes import CLOCK_CHANGES
from sqlalchemy.orm import Session

from router.appointments import booking, cells, diary
from router.appointments.bands import instant
from router.appointments.diary import Diary, street_of
from router.clock import LONDON
from router.model import DiarySession, Home, Leave, Patch, Resource, Staff, WorkingPattern
from router.values import AppointmentKind, Landlord, Need

CELL = timedelta(minutes=5)
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)
VISIT = AppointmentKind("repair_visit", "Repair", "home", "trade", 60, ("am", "pm"))
DAYS = st.sampled_from([*CLOCK_CHANGES, date(2026, 2, 28), date(2028, 2, 29), date(2026, 12, 31), date(2026, 6, 16)])


def position(at: datetime) -> float:
    """Where an instant lies on a London day's dial, in minutes: an hour that comes again stands still before its end."""
    there = at.astimezone(LONDON)
    wall = there.hour * 60 + there.minute
    return (there.hour + 1) * 60 - 0.5 if there.fold else wall


def cells_of(span: Diary, bits: int) -> set[datetime]:
    return {span.at(cell) for cell in range(span.cells) if bits >> cell & 1}


def every_cell(day: date, days: int = 1) -> list[datetime]:
    at, end, found = instant(day, 0), instant(day + timedelta(days=days), 0), []
    while at < end:
        found.append(at)
        at += CELL
    return found


# --- days and hours --------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "cells"), [(SPRING, 276), (AUTUMN, 300), (date(2026, 6, 16), 288)])
def test_a_day_has_the_cells_of_its_hours(day: date, cells: int) -> None:
    assert Diary(day, 1).cells == cells


@pytest.mark.parametrize("day", CLOCK_CHANGES)
def test_every_minute_of_a_night_when_clocks_change_belongs_to_one_stretch(day: date) -> None:
    marks = [instant(day, minute) for minute in range(24 * 60 + 1)]
    assert marks == sorted(marks)
    assert (marks[0], marks[-1]) == (datetime.combine(day, datetime.min.time(), LONDON), instant(day + timedelta(1), 0))
    at = marks[0]
    while at < marks[-1]:
        here = position(at)
        assert [n for n in range(24 * 60) if marks[n] <= at < marks[n + 1]] == [int(here)], at
        at += timedelta(minutes=1)


def test_half_past_one_is_the_first_of_two_and_the_change_itself_when_there_is_none() -> None:
    assert instant(AUTUMN, 90) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(SPRING, 90) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_cells_are_told_apart_at_their_edges() -> None:
    span = Diary(TOMORROW, 1)
    nine = instant(TOMORROW, 540)
    assert span.at(span.cell(nine)) == nine
    assert span.cell(nine + timedelta(minutes=4, seconds=59)) == span.cell(nine) == span.cell_after(nine)
    assert span.cell_after(nine + timedelta(seconds=1)) == span.cell(nine) + 1
    assert cells_of(span, span.inner(nine - timedelta(seconds=1), nine + timedelta(minutes=11))) == {nine, nine + CELL}
    assert len(cells_of(span, span.outer(nine - timedelta(seconds=1), nine + timedelta(minutes=11)))) == 4


# --- when they work --------------------------------------------------------------------------


def works(session: Session, person: Resource, first: date, days: int) -> set[datetime]:
    [one] = diary.read(session, VISIT, Need("repair_visit", ("plumbing",), resource_id=person.id), first, days).diarists
    return cells_of(diary.Diary(first, days), one.works & ~one.away)


def pattern(session: Session, person: Resource, weekday: int, starts: int, ends: int, **more: object) -> WorkingPattern:
    row = WorkingPattern(**{"resource_id": person.id, "weekday": weekday, "starts": starts, "ends": ends,
                            "from_day": date(2024, 1, 1), "every_weeks": 1, **more})  # fmt: skip
    session.add(row)
    session.flush()
    return row


def nobody_yet(session: Session, **more: object) -> Resource:
    """A plumber without any hours."""
    person = a_person(session, **more)
    session.flush()
    session.query(WorkingPattern).filter_by(resource_id=person.id).delete()
    return person


@given(
    day=DAYS,
    starts=st.integers(0, 287),
    length=st.integers(1, 287),
    away=st.tuples(st.integers(0, 3000), st.integers(1, 900)),
)
def test_a_pattern_less_leave_is_as_the_clock_on_the_wall_says(
    day: date, starts: int, length: int, away: tuple[int, int]
) -> None:
    """Cell by cell against the wall, on ordinary days, month ends and both changes of the clocks."""
    start, end = starts * 5, min((starts + length) * 5, 24 * 60)
    span = Diary(day - timedelta(days=1), 3)
    bits = diary._pattern_bits(span, [span.first_day + timedelta(n) for n in range(3)], day.weekday(), start, end,
                               date(2020, 1, 1), None, 1)  # fmt: skip
    gone = (span.begins + timedelta(minutes=away[0]), span.begins + timedelta(minutes=sum(away)))
    found = cells_of(span, bits & ~span.outer(*gone))
    for at in every_cell(day - timedelta(days=1), 3):
        there = at.astimezone(LONDON)
        wanted = there.date() == day and start <= position(at) < end and not (at < gone[1] and at + CELL > gone[0])
        assert (at in found) == wanted, at


def test_fortnightly_means_every_other_week_from_its_first(session: Session) -> None:
    person = nobody_yet(session)
    pattern(
        session, person, 2, 540, 600, from_day=date(2026, 6, 5), every_weeks=2
    )  # a Friday: its week counts as the first
    days = {at.astimezone(LONDON).date() for at in works(session, person, date(2026, 6, 1), 35)}
    assert days == {date(2026, 6, 17), date(2026, 7, 1)}


def test_a_pattern_counts_on_its_first_and_last_day_only_and_between(session: Session) -> None:
    person = nobody_yet(session)
    for weekday in range(7):
        pattern(session, person, weekday, 540, 545, from_day=date(2026, 6, 10), until_day=date(2026, 6, 12))
    assert {at.astimezone(LONDON).day for at in works(session, person, date(2026, 6, 1), 30)} == {10, 11, 12}


def test_leave_that_was_taken_back_is_none(session: Session) -> None:
    person = a_person(session)
    every = len(works(session, person, TOMORROW, 1))
    leave = Leave(resource_id=person.id, from_at=instant(TOMORROW, 600), until_at=instant(TOMORROW, 660))
    session.add(leave)
    session.flush()
    assert len(works(session, person, TOMORROW, 1)) == every - 12
    leave.from_at, leave.until_at = (instant(TOMORROW, 600) + timedelta(minutes=n) for n in (1, 3))
    assert len(works(session, person, TOMORROW, 1)) == every - 1, (
        "of five minutes that they are partly away nothing is left"
    )
    leave.ended_at = NOW
    assert len(works(session, person, TOMORROW, 1)) == every


def test_nobody_works_on_a_bank_holiday_but_those_who_come_at_any_hour(session: Session) -> None:
    usual, night = a_person(session), a_person(session, trades=["plumbing", "out_of_hours"])
    holiday = date(2026, 8, 31)
    assert works(session, usual, holiday, 1) == set()
    assert (
        works(session, night, holiday, 1)
        == works(session, night, holiday, 2) - works(session, usual, holiday, 2)
        != set()
    )


def test_a_walkabout_takes_its_officer(session: Session) -> None:
    staff = Staff(name="Olu", role="agent", email="olu@homes.example", phone="+441632960202", password_hash="x",
                  queues=[], skills=[], languages=["en"])  # fmt: skip
    session.add(staff)
    session.flush()
    person, place = a_person(session, staff_id=staff.id), a_place(session)
    for who, hour in ((person, 10), (place, 14)):
        session.add(DiarySession(kind="estate_walkabout", resource_id=who.id, officer_id=staff.id, starts_at=instant(TOMORROW, hour * 60),
                                 ends_at=instant(TOMORROW, hour * 60 + 60), minutes=60, seats=1))  # fmt: skip
    session.add(DiarySession(kind="surgery", resource_id=place.id, officer_id=staff.id, starts_at=instant(TOMORROW, 960),
                             ends_at=instant(TOMORROW, 1020), state="cancelled"))  # fmt: skip
    span = diary.read(session, VISIT, TAP, TOMORROW, 1)
    assert {at.astimezone(LONDON).hour for at in cells_of(span, span.of[person.id][0].taken)} == {10, 14}


# --- who -------------------------------------------------------------------------------------


def who(session: Session, need: Need = TAP, kind: AppointmentKind = VISIT) -> set[int]:
    span = diary.read(session, kind, need, TOMORROW, 1)
    return set(span.of) - span.helpers


def test_all_the_trades_and_no_hand_for_everything(session: Session) -> None:
    plumber, both = a_person(session), a_person(session, trades=["joinery", "plumbing"])
    a_person(session, trades=["multi_trade", "joinery"])  # gas and electrics are for whoever is registered
    a_person(session, active=False)
    a_person(session, serves=["inspection"])
    assert who(session) == {plumber.id, both.id}
    assert who(session, Need("repair_visit", ("plumbing", "joinery"))) == {both.id}
    assert who(session, Need("repair_visit", ("plumbing",), resource_id=plumber.id)) == {plumber.id}
    assert who(session, Need("repair_visit", ("joinery",), resource_id=plumber.id)) == set()


def test_only_in_their_patches(session: Session) -> None:
    north, anywhere = a_person(session, patches=["P4"]), a_person(session)
    assert who(session, Need("repair_visit", ("plumbing",), patch="P4")) == {north.id, anywhere.id}
    assert who(session, Need("repair_visit", ("plumbing",), patch="P5")) == {anywhere.id}
    assert who(session) == {anywhere.id}, "of an unknown patch nobody who keeps to theirs"


def test_a_patch_has_its_officer_or_none(session: Session) -> None:
    kind = AppointmentKind("housing_officer_visit", "Visit", "home", "patch_officer", 45, ("am",))
    staff = [Staff(name=name, role="agent", email=f"{name}@homes.example", phone="+441632960202", password_hash="x",
                   queues=[], skills=[], languages=["en"]) for name in ("olu", "pat")]  # fmt: skip
    session.add_all(staff)
    session.flush()
    session.add_all([Patch(code="P1", name="One", officer_id=staff[0].id), Patch(code="P2", name="Two")])
    olu, _pat = (a_person(session, kind="officer", serves=[kind.id], staff_id=one.id) for one in staff)
    assert who(session, Need(kind.id, patch="P1"), kind) == {olu.id}
    assert who(session, Need(kind.id, patch="P2"), kind) == set()
    assert who(session, Need(kind.id), kind) == set()
    assert who(session, Need(kind.id, patch="P9"), kind) == set()


def test_a_second_person_need_not_know_the_trade(session: Session) -> None:
    plumber, roofer = a_person(session), a_person(session, trades=["roofing"])
    officer = a_person(session, kind="officer", trades=[])
    span = diary.read(session, VISIT, Need("repair_visit", ("plumbing",), two_people=True), TOMORROW, 1)
    assert (set(span.of), span.helpers) == ({plumber.id, roofer.id}, {roofer.id})
    assert officer.id not in span.of


# --- what is taken ---------------------------------------------------------------------------


def test_what_is_live_is_taken_and_what_is_over_is_free(session: Session) -> None:
    person, mate, case = a_person(session), a_person(session), a_case(session)
    until = NOW + timedelta(hours=1)
    held = booking.hold(session, case, a_time(person, minutes=57, second_id=mate.id), TAP, NOW, until)
    assert held is not None

    def taken() -> list[int]:
        span = diary.read(session, VISIT, TAP, TOMORROW, 1)
        return [span.of[one.id][0].taken.bit_count() for one in (person, mate)]

    whole = 16  # a quarter of an hour to travel, an hour's work nearly, five minutes after: the last cell is not full
    assert 2 * whole == cells.owned(session, held)
    assert taken() == [whole, whole], "a hold owns its time until it is ended, also past its hour"
    assert booking.book(session, held, "tenant", NOW) and taken() == [whole, whole]
    assert booking.cancel(session, held, "tenant", NOW, "fixed") and taken() == [0, 0]


def test_each_seat_of_a_team_has_a_day_of_its_own(session: Session, landlord: Landlord) -> None:
    kind = landlord.appointments.kinds["phone_callback"]
    team = a_person(session, kind="agent", serves=[kind.id], seats=2)
    need = Need(kind.id, minutes=15)
    held = [booking.hold(session, a_case(session), a_time(team, minutes=minutes, travel=0), need, NOW, NOW)
            for minutes in (15, 20)]  # fmt: skip
    assert [row and row.seat for row in held] == [0, 1]
    one, other = diary.read(session, kind, need, TOMORROW, 1).diarists
    assert (one.taken.bit_count(), other.taken.bit_count()) == (3, 4)


def test_a_visit_over_the_edge_of_the_days_takes_what_is_within(session: Session) -> None:
    person = a_person(session)
    for day, hour in ((TOMORROW, 23.75), (TOMORROW - timedelta(days=1), 23.75)):
        assert booking.hold(session, a_case(session), a_time(person, hour, day), TAP, NOW, NOW)
    span = diary.read(session, VISIT, TAP, TOMORROW, 1)
    assert {at.astimezone(LONDON).hour for at in cells_of(span, span.of[person.id][0].taken)} == {0, 23}


def test_near_is_the_street_then_the_patch_and_never_a_mere_hold(session: Session) -> None:
    here, there = Patch(code="P1", name="One"), Patch(code="P2", name="Two")
    session.add_all([here, there])
    session.flush()
    homes = [Home(uprn=f"{n}", address=address, postcode="LX1 1AA", patch_id=patch.id, facts={}) for n, (address, patch) in
             enumerate([("1 Alder Row, Millgate", here), ("Flat 2, Fern House, Fern Lane, Millgate", here), ("9 Alder Row, Oakmere", there)])]  # fmt: skip
    session.add_all(homes)
    session.flush()
    need = Need("repair_visit", ("plumbing",), patch="P1", street="Alder Row")
    found = []
    for n, (home, agreed) in enumerate([(homes[0], True), (homes[1], True), (homes[2], True), (homes[0], False)]):
        person, case = a_person(session), a_case(session, home_id=home.id)
        row = booking.hold(
            session, case, a_time(person), Need("repair_visit", ("plumbing",), home_id=home.id), NOW, NOW
        )
        assert row is not None and (not agreed or booking.book(session, row, "tenant", NOW)), n
        found.append(person.id)
    span = diary.read(session, VISIT, need, TOMORROW, 1)
    assert [[visit[3] for visit in span.of[number][0].visits.around(1, 3)[0]] for number in found] == [[2], [1], [], []]


@pytest.mark.parametrize(("address", "street"), [
    ("14 Alder Row, Millgate", "alder row"), ("14a Alder Row, Millgate", "alder row"), ("Alder Row", "alder row"),
    ("Flat 2, Alder House, 3-5 Alder Row, Millgate", "alder row"), ("", ""), (" , ", ""),
])  # fmt: skip
def test_the_street_of_an_address(address: str, street: str) -> None:
    assert street_of(address) == street
