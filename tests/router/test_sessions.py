"""Surgeries and walkabouts; and room that is taken away below what is booked (H5): refused or listed, never silent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from diary_house import (
    NOW,
    TAP,
    TOMORROW,
    a_minute,
    a_person,
    a_place,
    a_time,
    booked_by,
    case_held,
    new_case,
)
from sqlalchemy import select

from router.appointments import booking, capacity, sessions
from router.appointments.bands import instant
from router.model import Appointment, Case, DiarySession, Event, Leave, Resource, WorkingPattern
from router.storage.database import Database
from router.values import Need, OfficeType

SEEN = Need(kind="surgery", minutes=20)
MILLGATE = OfficeType("millgate", "Millgate", "2 Millgate", ((0, 570, 750), (3, 810, 990)))


@pytest.fixture
def place(database: Database) -> Resource:
    with database.transaction() as session:
        return a_place(session)


@pytest.fixture
def surgery(database: Database, place: Resource) -> DiarySession:
    """Tomorrow, half past nine to half past twelve, two desks."""
    with database.transaction() as session:
        there = session.get_one(Resource, place.id)
        return sessions.plan(session, there, instant(TOMORROW, 570), instant(TOMORROW, 750), "staff:1", NOW)


def arranged_case(database: Database) -> int:
    return new_case(database, state="arranged", arranged_until=NOW + timedelta(days=2), waiting_since=None)


def seen(database: Database, surgery: DiarySession, number: int = 0) -> Appointment | None:
    return booked_by(database, a_minute(surgery, number), arranged_case(database), SEEN)


def plan(
    database: Database, place: Resource, first: int, last: int, day: date = TOMORROW, **more: object
) -> DiarySession:
    with database.transaction() as session:
        there = session.get_one(Resource, place.id)
        return sessions.plan(session, there, instant(day, first), instant(day, last), "staff:1", NOW, **more)  # type: ignore[arg-type]  # whatever the test gives


# --- surgeries -------------------------------------------------------------------------------


def test_a_minute_has_as_many_visits_as_seats_from_the_lowest_on(database: Database, surgery: DiarySession) -> None:
    rows = [seen(database, surgery) for _ in range(3)]
    assert [row and row.seat for row in rows] == [0, 1, None]
    assert rows[0] is not None
    assert rows[0].slot_id == f"s{surgery.id}:0930"
    assert seen(database, surgery, 1) is not None, "the next minute is free"
    with case_held(database, rows[0].case_id) as (session, _):
        assert booking.cancel(session, session.get_one(Appointment, rows[0].id), "tenant", NOW, "")
    again = seen(database, surgery)
    assert again is not None
    assert again.seat == 0


def test_a_whole_session_called_off_tells_of_everybody_and_leaves_nothing(
    database: Database, surgery: DiarySession
) -> None:
    rows = [seen(database, surgery, n) for n in range(5)]
    only_held = arranged_case(database)
    with case_held(database, only_held) as (session, case):
        assert booking.hold(session, case, a_minute(surgery, 6), SEEN, NOW, NOW + timedelta(hours=2))
    with database.transaction() as session:
        told = sessions.cancel(session, session.get_one(DiarySession, surgery.id), "staff:1", NOW, "The officer is ill")
        assert [row.id for row in told] == [row.id for row in rows if row]
    with database.transaction() as session:
        assert sessions.cancel(session, session.get_one(DiarySession, surgery.id), "staff:1", NOW, "Again") == []
    with database.reading() as session:
        states = [row.state for row in session.scalars(select(Appointment).order_by(Appointment.id))]
        assert states == ["cancelled"] * 5 + ["released"]
        found = session.scalars(select(Case)).all()
        assert {case.state for case in found} == {"waiting"}
        assert all("cancelled" in case.reason for case in found)
    assert seen(database, surgery, 4) is None, "nobody books in it any more"


def test_visits_before_the_session_was_called_off_are_left_alone(database: Database, surgery: DiarySession) -> None:
    row = seen(database, surgery)
    assert row is not None
    with case_held(database, row.case_id) as (session, _):
        assert booking.arrived(session, session.get_one(Appointment, row.id), "house", NOW)
    with database.transaction() as session:
        told = sessions.cancel(session, session.get_one(DiarySession, surgery.id), "staff:1", NOW, "Burst pipe")
        assert told == [], "they know"
        assert session.get_one(Appointment, row.id).state == "done"
        assert session.get_one(Case, row.case_id).state == "waiting"


def test_walk_ins_are_counted_and_never_below_none(database: Database, surgery: DiarySession) -> None:
    counts = []
    for by in (-1, 1, 1, 1, -1):
        with database.transaction() as session:
            counts.append(sessions.walk_in(session, session.get_one(DiarySession, surgery.id), "staff:1", NOW, by))
    assert counts == [0, 1, 2, 3, 2]


def test_a_series_has_the_offices_days_but_no_bank_holiday_and_can_be_run_again(
    database: Database, place: Resource
) -> None:
    """The office opens on Mondays and Thursdays; the last Monday of August is a bank holiday. Both sides of October's
    change it opens at half past nine in London."""

    def series(first: date, last: date) -> list[DiarySession]:
        with database.transaction() as session:
            there = session.get_one(Resource, place.id)
            return sessions.plan_series(session, there, MILLGATE, first, last, "staff:1", NOW, seats=3)

    august = series(date(2026, 8, 24), date(2026, 9, 6))
    assert [one.starts_at.date() for one in august] == [date(2026, 8, day) for day in (24, 27)] + [date(2026, 9, 3)]
    assert {one.seats for one in august} == {3}
    assert series(date(2026, 8, 24), date(2026, 9, 6)) == []
    october = series(date(2026, 10, 22), date(2026, 10, 26))
    assert [f"{one.starts_at:%H:%M}" for one in october] == ["12:30", "09:30"]


@pytest.mark.parametrize(
    ("first", "last", "day", "more", "why"),
    [(540, 660, TOMORROW, {}, "session at that time"), (540, 545, TOMORROW, {}, "long enough"),
     (540, 500, TOMORROW, {}, "long enough"), (540, 660, NOW.date(), {}, "past"),
     (800, 900, TOMORROW, {"minutes": 7}, "steps of five"), (1000, 1100, TOMORROW, {"seats": -1}, "a seat")],
)  # fmt: skip
def test_what_cannot_be_planned_says_why(
    database: Database,
    place: Resource,
    surgery: DiarySession,
    first: int,
    last: int,
    day: date,
    more: dict[str, int],
    why: str,
) -> None:
    with pytest.raises(sessions.NotPlanned, match=why):
        plan(database, place, first, last, day, **more)


def test_a_session_called_off_may_be_held_at_another_time(
    database: Database, place: Resource, surgery: DiarySession
) -> None:
    with database.transaction() as session:
        sessions.cancel(session, session.get_one(DiarySession, surgery.id), "staff:1", NOW, "")
    with pytest.raises(sessions.NotPlanned, match="five minutes later"):
        plan(database, place, 570, 750)
    assert plan(database, place, 575, 750).state == "planned"


def test_no_session_of_a_place_that_is_shut(database: Database, place: Resource) -> None:
    with database.transaction() as session:
        there = session.get_one(Resource, place.id)
        shut = instant(TOMORROW, 0), instant(TOMORROW, 1440)
        assert capacity.add_leave(session, there, *shut, "staff:1", NOW)[1] == []
    with pytest.raises(sessions.NotPlanned, match="shut"):
        plan(database, place, 570, 750)


# --- walkabouts ------------------------------------------------------------------------------


def test_a_walkabout_is_public_and_takes_its_officers_time(database: Database) -> None:
    with database.transaction() as session:
        officer = a_person(session, kind="officer", trades=[])
    booked_by(database, a_time(officer, 9), new_case(database))
    with pytest.raises(sessions.NotPlanned, match="has a visit at that time"):
        plan(database, officer, 9 * 60, 10 * 60, kind=sessions.WALKABOUT)
    made = plan(
        database,
        officer,
        14 * 60,
        15 * 60,
        kind=sessions.WALKABOUT,
        minutes=60,
        patch="P1",
        meeting_point="By the shop",
    )
    assert booked_by(database, a_time(officer, 14), new_case(database)) is None
    with database.reading() as session:
        (shown,) = sessions.walkabouts(session, NOW)
        assert (shown.id, shown.place, shown.patch) == (made.id, "By the shop", "P1")
        assert sessions.walkabouts(session, NOW, patch="P2") == []
        assert sessions.walkabouts(session, made.ends_at) == []


# --- less room than there was (H5) -----------------------------------------------------------


def test_leave_over_visits_is_refused_until_each_of_them_is_known(database: Database) -> None:
    with database.transaction() as session:
        person = a_person(session)
    visits = [booked_by(database, a_time(person, hour), new_case(database)) for hour in (9, 11)]
    after = booked_by(database, a_time(person, 16), new_case(database))
    ids = [row.id for row in visits if row]
    away = instant(TOMORROW, 10 * 60 - 5), instant(TOMORROW, 15 * 60)

    def add(known: list[int]) -> tuple[bool, list[int]]:
        with database.transaction() as session:
            leave, there = capacity.add_leave(
                session, session.get_one(Resource, person.id), *away, "staff:1", NOW, known=known
            )
            return leave is not None, [row.id for row in there]

    assert add([]) == (False, ids)
    assert add(ids[:1]) == (False, ids)
    with database.reading() as session:
        assert session.scalars(select(Leave)).all() == []
    assert add(ids) == (True, ids)
    with database.reading() as session:
        event = session.scalars(select(Event).where(Event.what == "diary.leave")).one()
        assert event.data["visits"] == ids
    assert booked_by(database, a_time(person, 13), new_case(database)) is None, "away"
    assert after is not None


def test_a_time_held_before_leave_was_added_over_it_is_not_booked_in_silence(database: Database) -> None:
    with database.transaction() as session:
        person = a_person(session)
    visit = booked_by(database, a_time(person, 14), case_id := new_case(database))
    with case_held(database, case_id) as (session, case):
        held = booking.hold(session, case, a_time(person, 9), TAP, NOW, NOW + timedelta(hours=2))
        assert held is not None
    morning = instant(TOMORROW, 480), instant(TOMORROW, 720)
    with database.transaction() as session:
        leave, there = capacity.add_leave(
            session, session.get_one(Resource, person.id), *morning, "staff:1", NOW, known=[held.id]
        )
        assert leave is not None
        assert [row.id for row in there] == [held.id]
    with case_held(database, case_id) as (session, _):
        row = session.get_one(Appointment, held.id)
        assert visit is not None
        assert not booking.move(session, session.get_one(Appointment, visit.id), row, "tenant", NOW)
        assert booking.cancel(session, session.get_one(Appointment, visit.id), "tenant", NOW, "")
        assert not booking.book(session, row, "tenant", NOW)
        assert row.state == "held"


def test_the_end_of_a_pattern_lists_the_visits_after_it_and_those_it_never_held(database: Database) -> None:
    with database.transaction() as session:
        person = a_person(session)
        session.flush()
        pattern = session.scalars(select(WorkingPattern).where(WorkingPattern.weekday == 1)).one()
    soon = booked_by(database, a_time(person, 9), new_case(database))
    later = booked_by(database, a_time(person, 9, day=TOMORROW + timedelta(days=7)), new_case(database))
    assert soon is not None
    assert later is not None

    def end(known: list[int]) -> list[int]:
        with database.transaction() as session:
            row = session.get_one(WorkingPattern, pattern.id)
            return [one.id for one in capacity.end_pattern(session, row, TOMORROW, "staff:1", NOW, known=known)]

    assert end([]) == [later.id]
    with database.reading() as session:
        assert session.get_one(WorkingPattern, pattern.id).until_day is None
    assert end([later.id]) == [later.id]
    with database.reading() as session:
        assert session.get_one(WorkingPattern, pattern.id).until_day == TOMORROW
    after = a_time(person, 14, day=TOMORROW + timedelta(days=7))
    assert booked_by(database, after, new_case(database)) is None, "found free before the pattern ended"
    assert booked_by(database, replace(after, slot="today"), new_case(database)) is not None, (
        "an emergency asks no pattern"
    )


def test_patterns_of_every_other_week_and_of_two_stretches() -> None:
    def pattern(starts: int, ends: int, weeks: int = 1) -> WorkingPattern:
        return WorkingPattern(weekday=1, starts=starts, ends=ends, from_day=date(2026, 6, 11), every_weeks=weeks)

    first, week_on = date(2026, 6, 16), date(2026, 6, 23)
    assert [capacity.in_force(pattern(480, 720, 2), day) for day in (first, week_on)] == [False, True]
    nine, two = instant(first, 540), instant(first, 840)
    assert capacity.works([pattern(720, 960), pattern(480, 720)], nine, two), "one after the other"
    assert not capacity.works([pattern(480, 720), pattern(725, 960)], nine, two)
    assert not capacity.works([], nine, two)


def test_fewer_seats_than_are_taken_are_refused(database: Database, surgery: DiarySession) -> None:
    rows = [seen(database, surgery) for _ in range(2)]

    def seats(number: int) -> list[int]:
        with database.transaction() as session:
            planned = session.get_one(DiarySession, surgery.id)
            return [row.id for row in capacity.fewer_seats(session, planned, number, "staff:1", NOW)]

    assert seats(1) == [rows[1].id] if rows[1] else []
    with database.reading() as session:
        assert session.get_one(DiarySession, surgery.id).seats == 2
    assert seats(3) == []
    third = seen(database, surgery)
    assert third is not None
    assert third.seat == 2
    with pytest.raises(ValueError, match="a seat at least"):
        seats(0)


def test_somebody_who_leaves_takes_no_visits_along_in_silence(database: Database) -> None:
    with database.transaction() as session:
        person, mate = a_person(session), a_person(session)
    alone = booked_by(database, a_time(person, 9), new_case(database))
    pair = booked_by(database, replace(a_time(mate, 13), second_id=person.id), new_case(database))
    ids = [row.id for row in (alone, pair) if row]

    def retire(known: list[int]) -> list[int]:
        with database.transaction() as session:
            return [
                row.id
                for row in capacity.retire(session, session.get_one(Resource, person.id), "staff:1", NOW, known=known)
            ]

    assert retire([]) == ids
    assert booked_by(database, a_time(person, 16), new_case(database)) is not None
    with database.reading() as session:
        known = [row.id for row in session.scalars(select(Appointment))]
    assert retire(known) == sorted(known, key=lambda number: {ids[0]: 0, ids[1]: 1}.get(number, 2))
    assert booked_by(database, a_time(person, 18), new_case(database)) is None


def test_leave_that_ends_before_it_begins_is_an_error(database: Database) -> None:
    with database.transaction() as session, pytest.raises(ValueError, match="after it begins"):
        capacity.add_leave(session, a_person(session), NOW, NOW, "staff:1", NOW)
