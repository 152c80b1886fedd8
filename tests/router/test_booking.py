"""Holds and bookings: each change once, nothing double, the cells always those of the live appointments."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from booking_house import LATER, counted, do, held, now_of
from diary_house import (
    NOW,
    TAP,
    a_person,
    a_time,
    booked_by,
    case_held,
    history,
    new_case,
)
from sqlalchemy import func, select, text

from router.appointments import booking, cells
from router.model import Appointment, DiaryCell, Resource
from router.storage.database import Database
from router.values import FreeTime, Need

# --- cells -----------------------------------------------------------------------------------


def test_a_stretch_takes_every_cell_it_touches_and_none_at_its_end() -> None:
    nine = datetime(2026, 6, 16, 9, 0, tzinfo=UTC)
    assert cells.beginnings(nine, nine + timedelta(minutes=10)) == [nine, nine + timedelta(minutes=5)]
    assert cells.beginnings(nine + timedelta(minutes=3), nine + timedelta(minutes=6)) == [
        nine,
        nine + timedelta(minutes=5),
    ]
    assert cells.beginnings(nine, nine + timedelta(seconds=1)) == [nine]


def test_travel_and_buffer_are_cells_too(database: Database, plumber: Resource, case_id: int) -> None:
    """F54: 15 minutes there, an hour's work, 5 minutes after it."""
    assert counted(database, held(database, case_id, a_time(plumber))) == (15 + 60 + 5) // 5


def test_touching_edges_book_and_an_overlap_of_five_minutes_does_not(database: Database, plumber: Resource) -> None:
    first = a_time(plumber, 9)
    touching = a_time(plumber, 10 + 20 / 60)
    assert touching.blocked_from == first.blocked_until
    assert booked_by(database, first, new_case(database)) is not None
    assert booked_by(database, replace(touching, blocked_from=touching.blocked_from - timedelta(minutes=5)),
                     new_case(database)) is None  # fmt: skip
    assert booked_by(database, touching, new_case(database)) is not None


def test_two_people_are_both_needed_and_both_taken(database: Database, plumber: Resource) -> None:
    with database.transaction() as session:
        mate = a_person(session)
    pair = replace(a_time(plumber), second_id=mate.id)
    first = booked_by(database, pair, new_case(database))
    assert counted(database, first) == 2 * 16
    assert booked_by(database, a_time(mate, 9.5), new_case(database)) is None
    assert do(database, first, booking.cancel, "tenant", NOW, "away")
    assert booked_by(database, a_time(mate, 9.5), new_case(database)) is not None
    assert booked_by(database, pair, new_case(database)) is None, "the mate has gone elsewhere, so neither is taken"
    assert booked_by(database, a_time(plumber), new_case(database)) is not None


@pytest.mark.parametrize("night", [date(2026, 10, 25), date(2026, 3, 29)])
def test_the_hours_of_both_clock_changes_are_unambiguous(database: Database, plumber: Resource, night: date) -> None:
    """J2: half past one twice is two different times; each can be booked once."""
    base = datetime(night.year, night.month, night.day, 0, 30, tzinfo=UTC)
    at = base - timedelta(days=1)
    for hours in (0, 1, 2):
        starts = base + timedelta(hours=hours)
        free = FreeTime(plumber.id, "am", starts, starts + timedelta(hours=1), starts, starts + timedelta(hours=1),
                        starts, starts + timedelta(hours=1))  # fmt: skip
        for expected in (True, False):
            with case_held(database, new_case(database)) as (session, case):
                assert (booking.book_now(session, case, free, TAP, "tenant", at) is not None) is expected


# --- holding and booking ---------------------------------------------------------------------


def test_a_held_time_is_nobody_elses_until_it_is_released(database: Database, plumber: Resource, case_id: int) -> None:
    row = held(database, case_id, a_time(plumber))
    assert booked_by(database, a_time(plumber), new_case(database)) is None
    assert do(database, row, booking.release, NOW)
    assert not do(database, row, booking.release, NOW)
    assert booked_by(database, a_time(plumber), new_case(database)) is not None
    assert history(database, case_id) == ["held", "released"]


def test_a_hold_is_booked_once(database: Database, plumber: Resource, case_id: int) -> None:
    row = held(database, case_id, a_time(plumber))
    assert do(database, row, booking.book, "tenant", NOW)
    before = now_of(database, row)
    assert not do(database, row, booking.book, "staff:1", NOW + timedelta(minutes=1))
    after = now_of(database, row)
    assert (after.state, after.version, after.booked_by, after.booked_at, after.held_until) == (
        "booked", before.version, "tenant", NOW, None)  # fmt: skip
    assert history(database, case_id) == ["held", "booked"]


def test_a_hold_that_lapsed_cannot_be_booked_and_leaves_no_ghost(
    database: Database, plumber: Resource, case_id: int
) -> None:
    row = held(database, case_id, a_time(plumber))
    with database.transaction() as session:
        assert booking.lapse_due(session, LATER - timedelta(seconds=1)) == []
    with database.transaction() as session:
        assert booking.lapse_due(session, LATER) == [case_id]
    with database.transaction() as session:
        assert booking.lapse_due(session, LATER) == []
    assert now_of(database, row).state == "lapsed"
    assert counted(database, row) == 0
    assert not do(database, row, booking.book, "tenant", NOW)
    assert booked_by(database, a_time(plumber), new_case(database)) is not None


def test_one_live_visit_for_a_job_by_whatever_way_it_is_asked_for_again(
    database: Database, plumber: Resource, case_id: int
) -> None:
    """F55: three "1" replies, a form sent again, another time of the same offer: one visit."""
    first = held(database, case_id, a_time(plumber, 9))
    second = held(database, case_id, a_time(plumber, 14))
    assert do(database, first, booking.book, "tenant", NOW)
    assert not do(database, second, booking.book, "tenant", NOW)
    again = booked_by(database, a_time(plumber, 16), case_id)
    assert again is not None
    assert again.id == first.id
    assert now_of(database, second).state == "held"


def test_the_same_form_is_one_booking_also_after_it_was_cancelled(
    database: Database, plumber: Resource, case_id: int
) -> None:
    form = {"form_id": "f" * 32}
    first = booked_by(database, a_time(plumber, 9), case_id, **form)
    assert do(database, first, booking.cancel, "tenant", NOW, "away")
    again = booked_by(database, a_time(plumber, 14), case_id, **form)
    assert first is not None
    assert again is not None
    assert (again.id, again.state) == (first.id, "cancelled")
    another = booked_by(database, a_time(plumber, 14), case_id, form_id="g" * 32)
    assert another is not None
    assert another.id != first.id


def test_other_repairs_other_trades_and_other_kinds_are_other_jobs(
    database: Database, plumber: Resource, case_id: int
) -> None:
    needs = [TAP, replace(TAP, repairs=("plumbing.toilet",)), replace(TAP, trades=("plastering",)),
             Need(kind="phone_callback"), Need(kind="housing_officer_visit")]  # fmt: skip
    rows = [booked_by(database, a_time(plumber, 9 + 2 * n), case_id, need) for n, need in enumerate(needs)]
    assert len({row.id for row in rows if row}) == len(needs)
    both = replace(TAP, repairs=("plumbing.toilet", "plumbing.bath"))
    again = booked_by(database, a_time(plumber, 18.5), case_id, both)
    assert again is not None
    assert again.id == rows[1].id, "one of its repairs has a visit"  # type: ignore[union-attr]  # there is one, or the test fails


def test_what_is_past_is_neither_held_nor_booked(database: Database, plumber: Resource, case_id: int) -> None:
    assert booked_by(database, a_time(plumber, 9, day=NOW.date()), case_id) is None
    assert booked_by(database, a_time(plumber, 11 - 5 / 60, day=NOW.date()), case_id) is None, "begun five minutes ago"
    row = held(database, case_id, a_time(plumber, 14, day=NOW.date()))
    assert not do(database, row, booking.book, "tenant", NOW.replace(hour=14))
    assert now_of(database, row).state == "held"


def test_slot_ids_name_the_london_day(database: Database, plumber: Resource) -> None:
    assert booking.slot_id(a_time(plumber)) == f"{plumber.id}:2026-06-16:am"
    midnight = datetime(2026, 6, 16, 23, 30, tzinfo=UTC)  # half past midnight of the 17th in London
    assert booking.slot_id(replace(a_time(plumber), window_from=midnight)) == f"{plumber.id}:2026-06-17:am"


def test_a_lost_race_leaves_no_row_and_no_event(database: Database, plumber: Resource, case_id: int) -> None:
    assert booked_by(database, a_time(plumber), new_case(database)) is not None
    assert booked_by(database, a_time(plumber), case_id) is None
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Appointment)) == 1
    assert history(database, case_id) == []


def test_the_database_itself_refuses_a_second_owner(database: Database, plumber: Resource, case_id: int) -> None:
    row = held(database, case_id, a_time(plumber))
    with pytest.raises(Exception, match=r"(?i)unique"), database.transaction() as session:
        cell = session.scalars(select(DiaryCell)).first()
        assert cell is not None
        session.execute(
            text("insert into diary_cell (resource_id, starts_at, seat, appointment_id) "
                 "select resource_id, starts_at, seat, appointment_id from diary_cell"))  # fmt: skip
    assert counted(database, row) == 16
