"""Visits that are moved, and how they end: done, cancelled, nobody in, missed by us."""

from dataclasses import replace

import pytest
from booking_house import LATER, counted, do, held, now_of, state_of
from diary_house import (
    NOW,
    TAP,
    a_time,
    booked_by,
    case_held,
    history,
    new_case,
)
from sqlalchemy.orm import Session

from router.appointments import booking
from router.model import Appointment, Case, Repair, Resource
from router.storage.database import Database, hold_case
from router.values import Landlord, Need

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
