"""Holds and bookings: each change once, nothing double, the cells always those of the live appointments."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from diary_house import (
    NOW,
    TAP,
    a_person,
    a_time,
    booked_by,
    case_held,
    history,
    new_case,
    wrong_cells,
)
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from router.appointments import booking, cells
from router.model import Appointment, Case, DiaryCell, Repair, Resource
from router.storage.database import Database, hold_case
from router.values import FreeTime, Landlord, Need

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Whatever a test does, cells and live appointments agree when it is over."""
    opened = Database(database_url)
    yield opened
    with opened.reading() as session:
        assert wrong_cells(session) == []
    opened.close()


@pytest.fixture
def plumber(database: Database) -> Resource:
    with database.transaction() as session:
        return a_person(session)


@pytest.fixture
def case_id(database: Database) -> int:
    return new_case(database, state="arranged", arranged_until=LATER, waiting_since=None)


def held(database: Database, case_id: int, free: FreeTime, need: Need = TAP, until: datetime = LATER) -> Appointment:
    with case_held(database, case_id) as (session, case):
        row = booking.hold(session, case, free, need, NOW, until)
        assert row is not None
        return row


def do(database: Database, row: Appointment | None, what: Callable[..., bool], *more: object) -> bool:
    """One change in a transaction of its own."""
    assert row is not None
    with case_held(database, row.case_id) as (session, _):
        return what(session, session.get_one(Appointment, row.id), *more)


def now_of(database: Database, row: Appointment | None) -> Appointment:
    assert row is not None
    with database.reading() as session:
        return session.get_one(Appointment, row.id)


def state_of(database: Database, case_id: int) -> str:
    with database.reading() as session:
        return session.get_one(Case, case_id).state


def counted(database: Database, row: Appointment | None) -> int:
    assert row is not None
    with database.reading() as session:
        return cells.owned(session, row)


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


# --- moving ----------------------------------------------------------------------------------


def test_moving_takes_the_held_time_and_frees_the_old_one(database: Database, plumber: Resource, case_id: int) -> None:
    visit = booked_by(database, a_time(plumber, 9), case_id)
    to = held(database, case_id, a_time(plumber, 14))

    def move(session: Session, row: Appointment) -> bool:
        return booking.move(session, row, session.get_one(Appointment, to.id), "tenant", NOW)

    assert do(database, visit, move)
    after, before = now_of(database, visit), visit
    assert before is not None
    assert (after.uid, after.sequence, after.state, after.starts_at) == (before.uid, 1, "booked", to.starts_at)
    assert (after.slot_id, after.window_from) == (to.slot_id, to.window_from)
    assert now_of(database, to).state == "released"
    assert counted(database, to) == 0
    assert not do(database, visit, move), "twice changes nothing"
    assert now_of(database, visit).version == after.version
    assert booked_by(database, a_time(plumber, 9), new_case(database)) is not None
    assert booked_by(database, a_time(plumber, 14), new_case(database)) is None
    assert history(database, case_id) == ["held", "booked", "held", "released", "moved"]


def test_when_the_new_time_is_gone_the_old_one_stays(database: Database, plumber: Resource, case_id: int) -> None:
    visit = booked_by(database, a_time(plumber, 9), case_id)
    to = held(database, case_id, a_time(plumber, 14))
    assert do(database, to, booking.release, NOW, "lapsed")
    gone = lambda session, row: booking.move(session, row, session.get_one(Appointment, to.id), "tenant", NOW)  # noqa: E731 - one of a row of such
    assert not do(database, visit, gone)
    assert booked_by(database, a_time(plumber, 14), new_case(database)) is not None
    assert not do(database, visit, booking.move_now, a_time(plumber, 14), "staff:1", NOW)
    after = now_of(database, visit)
    assert (after.state, after.sequence, after.starts_at) == ("booked", 0, a_time(plumber, 9).starts_at)
    assert counted(database, visit) == 16
    assert history(database, case_id) == ["held", "booked", "held", "lapsed"]


def test_a_visit_moves_half_an_hour_into_its_own_time(database: Database, plumber: Resource, case_id: int) -> None:
    visit = booked_by(database, a_time(plumber, 9), case_id)
    assert do(database, visit, booking.move_now, a_time(plumber, 9.5), "staff:1", NOW)
    assert now_of(database, visit).starts_at == a_time(plumber, 9.5).starts_at
    assert booked_by(database, a_time(plumber, 8, travel=0), new_case(database)) is not None


def test_a_cancelled_visit_cannot_be_moved_and_another_cases_hold_is_not_taken(
    database: Database, plumber: Resource, case_id: int
) -> None:
    visit = booked_by(database, a_time(plumber, 9), case_id)
    foreign = held(database, new_case(database), a_time(plumber, 14))
    take = lambda session, row: booking.move(session, row, session.get_one(Appointment, foreign.id), "tenant", NOW)  # noqa: E731 - one of a row of such
    assert not do(database, visit, take)
    to = held(database, case_id, a_time(plumber, 16))
    assert do(database, visit, booking.cancel, "tenant", NOW, "")
    mine = lambda session, row: booking.move(session, row, session.get_one(Appointment, to.id), "tenant", NOW)  # noqa: E731 - one of a row of such
    assert not do(database, visit, mine)
    assert now_of(database, to).state == "held"


# --- ends ------------------------------------------------------------------------------------


def test_cancelling_frees_the_time_once_and_hands_the_case_to_people(
    database: Database, plumber: Resource, case_id: int
) -> None:
    visit = booked_by(database, a_time(plumber, 9), case_id)
    assert state_of(database, case_id) == "arranged"
    assert do(database, visit, booking.cancel, "tenant", NOW, "It is fixed")
    assert not do(database, visit, booking.cancel, "staff:1", NOW, "again")
    after = now_of(database, visit)
    assert (after.state, after.sequence, after.outcome) == ("cancelled", 1, "It is fixed")
    assert state_of(database, case_id) == "waiting"
    assert history(database, case_id) == ["held", "booked", "cancelled"]


def test_a_case_with_another_time_held_stays_arranged(database: Database, plumber: Resource, case_id: int) -> None:
    visit = booked_by(database, a_time(plumber, 9), case_id)
    held(database, case_id, a_time(plumber, 14))
    assert do(database, visit, booking.cancel, "tenant", NOW, "")
    assert state_of(database, case_id) == "arranged"


def test_from_on_the_way_to_done(database: Database, plumber: Resource, case_id: int) -> None:
    visit = booked_by(database, a_time(plumber, 9), case_id)
    for what in (booking.on_the_way, booking.arrived):
        assert do(database, visit, what, "house", NOW)
        assert not do(database, visit, what, "house", NOW)
        assert counted(database, visit) == 16
    assert not do(database, visit, booking.on_the_way, "house", NOW)
    assert not do(database, visit, booking.cancel, "tenant", NOW, "")
    assert do(database, visit, booking.done, "house", NOW, "New washer")
    assert not do(database, visit, booking.done, "house", NOW, "Another washer")
    after = now_of(database, visit)
    assert (after.state, after.outcome, after.ended_at) == ("done", "New washer", NOW)
    assert counted(database, visit) == 0
    assert state_of(database, case_id) == "waiting"
    assert history(database, case_id) == ["held", "booked", "on_the_way", "arrived", "done"]


def test_what_needs_return_is_offered_again_or_goes_to_a_person(
    database: Database, plumber: Resource, case_id: int
) -> None:
    asked: list[Need] = []
    visit = booked_by(database, a_time(plumber, 9, minutes=45), case_id, replace(TAP, minutes=45))
    assert do(database, visit, booking.done, "house", NOW, "", True,
              lambda session, case, need, row, at: asked.append(need))  # fmt: skip
    assert asked == [replace(TAP, minutes=45)]
    second = booked_by(database, a_time(plumber, 14), case_id)
    assert second is not None
    assert visit is not None
    assert (second.visit, second.follows_id) == (2, visit.id)
    assert do(database, second, booking.done, "house", NOW, "", True)
    assert state_of(database, case_id) == "waiting"
    with database.reading() as session:
        assert "needs another one" in session.get_one(Case, case_id).reason


def no_one_in(database: Database, plumber: Resource, case_id: int, landlord: Landlord, need: Need = TAP) -> Appointment:
    visit = booked_by(database, a_time(plumber, 9), case_id, need)
    assert do(database, visit, booking.no_access, "house", NOW, landlord)
    assert not do(database, visit, booking.no_access, "house", NOW, landlord)
    return now_of(database, visit)


def arranged_again(database: Database, case_id: int) -> None:
    with database.transaction() as session:
        case = hold_case(session, case_id)
        assert case is not None
        case.state, case.arranged_until = "arranged", LATER


def test_nobody_in_twice_ends_the_job(database: Database, plumber: Resource, case_id: int, landlord: Landlord) -> None:
    first = no_one_in(database, plumber, case_id, landlord)
    assert (first.no_access, state_of(database, case_id)) == (1, "waiting")
    arranged_again(database, case_id)
    second = no_one_in(database, plumber, case_id, landlord)
    assert (second.no_access, second.visit, second.follows_id) == (2, 2, first.id)
    assert state_of(database, case_id) == "closed"


@pytest.mark.parametrize("why", ["group", "hazard", "flag", "person", "restricted", "also", "danger"])
def test_nobody_in_never_ends_what_people_must_see_to(
    database: Database, plumber: Resource, case_id: int, landlord: Landlord, why: str
) -> None:
    kept = next(one.id for one in landlord.repairs.values() if one.group == "damp")
    need = replace(TAP, repairs=(kept,)) if why == "group" else TAP
    values = {"hazard": {"lane": 1}, "flag": {"flags": ["vulnerable"]}, "person": {"needs_person": True},
              "restricted": {"restricted": True}, "danger": {"danger": ["leak_electrics"]}}  # fmt: skip
    with case_held(database, case_id) as (session, case):
        for name, value in values.get(why, {}).items():
            setattr(case, name, value)
        if why == "also":
            session.add(Repair(case_id=case_id, repair="plumbing.toilet", urgency="routine", location="unknown"))
    no_one_in(database, plumber, case_id, landlord, need)
    arranged_again(database, case_id)
    assert no_one_in(database, plumber, case_id, landlord, need).no_access == 2
    assert state_of(database, case_id) == "waiting"


def test_what_we_missed_is_owed_and_goes_to_a_person(
    database: Database, plumber: Resource, case_id: int, landlord: Landlord
) -> None:
    visit = booked_by(database, a_time(plumber, 9), case_id)
    assert do(database, visit, booking.missed, "staff:1", NOW, landlord.appointments)
    assert not do(database, visit, booking.missed, "staff:1", NOW, landlord.appointments)
    after = now_of(database, visit)
    assert (after.state, after.owed_pounds) == ("missed", landlord.appointments.missed_pounds)
    assert after.owed_pounds > 0
    assert state_of(database, case_id) == "waiting"
    assert history(database, case_id) == ["held", "booked", "missed"]


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
