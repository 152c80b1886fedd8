"""What `verify` and `export` say of the diary: zeros and true figures for one that works, a count for each spoilt thing."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from diary_house import (
    NOW,
    TAP,
    TOMORROW,
    a_case,
    a_minute,
    a_person,
    a_place,
    a_time,
    booked_by,
    case_held,
    new_case,
)
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from config import export, settings, verify_diary
from router import cases
from router.appointments import booking, sessions
from router.appointments.bands import instant
from router.clock import iso_z
from router.model import Appointment, Case, DiaryCell, DiarySession, Resource
from router.storage.database import Database
from router.values import Landlord, Need

LATER = NOW + timedelta(hours=2)
SEEN = Need(kind="surgery", minutes=20)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def lived_in(database: Database) -> Database:
    """One visit of a pair, one hold, one surgery with two visits at a time, one case that waits for its visit."""
    with database.transaction() as session:
        person, mate, place = a_person(session), a_person(session), a_place(session)
        surgery = sessions.plan(session, place, instant(TOMORROW, 570), instant(TOMORROW, 750), "staff:1", NOW)
        minutes = [a_minute(surgery), a_minute(surgery)]
    visit = booked_by(database, a_time(person, 9, second_id=mate.id), new_case(database))
    assert visit is not None
    with case_held(database, visit.case_id) as (session, case):
        cases.arrange(session, case, LATER, NOW)
    with case_held(database, new_case(database)) as (session, case):
        assert booking.hold(session, case, a_time(person, 14), TAP, NOW, LATER)
    assert all(booked_by(database, one, new_case(database), SEEN) for one in minutes)
    return database


def wrong(database: Database, at: Any = NOW) -> dict[str, int]:
    with database.reading() as session:
        return {name: count for name, count in verify_diary.counts(session, at) if count}


def test_a_diary_that_works_has_zeros(lived_in: Database) -> None:
    assert wrong(lived_in) == {}


def first(session: Session, *conditions: Any) -> Appointment:
    return session.scalars(select(Appointment).where(*conditions).order_by(Appointment.id).limit(1)).one()


def twin(session: Session, row: Appointment, **more: Any) -> Appointment:
    columns = {c.name: getattr(row, c.name) for c in Appointment.__table__.columns if c.name != "id"}
    made = Appointment(**{**columns, "uid": "twin", "form_id": None, **more})
    session.add(made)
    session.flush()
    return made


def book_over(session: Session) -> None:
    """The same hour of the same person, with cells of its own an hour earlier."""
    row = first(session, Appointment.state == "booked", Appointment.session_id.is_(None))
    early = twin(session, row, case_id=a_case(session).id)
    for cell in session.scalars(select(DiaryCell).where(DiaryCell.appointment_id == row.id)):
        at = cell.starts_at - timedelta(hours=3)
        session.add(DiaryCell(resource_id=cell.resource_id, starts_at=at, seat=cell.seat, appointment_id=early.id))


def a_third_seat(session: Session) -> None:
    session.execute(update(DiarySession).values(seats=1))


def lose_all_cells(session: Session) -> None:
    row = first(session, Appointment.state == "held")
    session.execute(delete(DiaryCell).where(DiaryCell.appointment_id == row.id))


def another_band(session: Session) -> None:
    first(session, Appointment.state == "held").slot_id = "99:2026-06-16:am"


def lose_a_cell(session: Session) -> None:
    row = first(session, Appointment.state == "held")
    cell = session.scalars(
        select(DiaryCell).where(DiaryCell.appointment_id == row.id).order_by(DiaryCell.starts_at)
    ).first()
    session.delete(cell)


def cells_of_the_dead(session: Session) -> None:
    first(session, Appointment.state == "held").state = "cancelled"


def held_for_ever(session: Session) -> None:
    first(session, Appointment.state == "held").held_until = NOW - timedelta(seconds=1)


def wait_in_vain(session: Session) -> None:
    session.add(case := a_case(session))
    case.state, case.arranged_until = "arranged", LATER


def wait_too_long(session: Session) -> None:
    session.execute(update(Case).where(Case.state == "arranged").values(arranged_until=NOW - timedelta(seconds=1)))


def visit_twice(session: Session) -> None:
    held, booked = (
        first(session, Appointment.state == state, Appointment.kind == TAP.kind) for state in ("held", "booked")
    )
    held.state, held.case_id = "booked", booked.case_id


@pytest.mark.parametrize(("spoil", "name", "count"), [
    (book_over, "slot over capacity", 2), (a_third_seat, "slot over capacity", 1),
    (lose_all_cells, "appointment without its slot", 1), (another_band, "appointment without its slot", 1),
    (lose_a_cell, "visit whose cells are not its time", 1), (cells_of_the_dead, "diary cell of no live visit", 16),
    (held_for_ever, "hold past its time", 1), (wait_in_vain, "arranged case with nothing arranged", 1),
    (wait_too_long, "arranged case with nothing arranged", 1), (visit_twice, "two visits for the same job", 1),
])  # fmt: skip
def test_what_must_never_be_is_counted(
    lived_in: Database, spoil: Callable[[Session], None], name: str, count: int
) -> None:
    with lived_in.transaction() as session:
        spoil(session)
    assert wrong(lived_in).get(name) == count
    assert wrong(lived_in).keys() <= {name, "visit whose cells are not its time"}


def test_a_case_arranged_a_moment_ago_has_its_minute(lived_in: Database) -> None:
    with lived_in.reading() as session:
        row = first(session, Appointment.state == "booked")
    with case_held(lived_in, row.case_id) as (session, _):
        visit = session.get_one(Appointment, row.id)
        assert booking.cancel(session, visit, "tenant", NOW, "")
        session.get_one(Case, row.case_id).state = "arranged"
    assert wrong(lived_in, NOW - timedelta(seconds=60)) == {}
    assert wrong(lived_in, NOW) == {"arranged case with nothing arranged": 1}


# --- export ----------------------------------------------------------------------------------


@pytest.fixture
def exported(database_url: str, tmp_path: Any) -> Callable[..., list[dict[str, Any]]]:
    chosen = settings.load({"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path / "data"), "PATH": ""})

    def rows(what: str, since: str | None = None) -> list[dict[str, Any]]:
        out = io.StringIO()
        export.run(chosen, what, "jsonl", since, out)
        return [json.loads(line) for line in out.getvalue().split("\n") if line]

    return rows


def test_appointments_name_their_slot_and_their_work(lived_in: Database, exported: Callable[..., Any]) -> None:
    rows = exported("appointments")
    assert [(row["state"], row["kind"]) for row in rows] == [
        ("booked", "repair_visit"), ("held", "repair_visit"), ("booked", "surgery"), ("booked", "surgery")]  # fmt: skip
    assert rows[0]["starts_at"] == "2026-06-16T08:00:00Z"
    assert rows[0]["slot_id"].endswith(":2026-06-16:am")
    assert rows[0]["resource"].startswith("plumber-")
    assert exported("appointments", "2026-06-17") == []


def slots(database: Database, landlord: Landlord, now: Any = NOW) -> dict[str, dict[str, Any]]:
    found = list(export.rows(database, export.KINDS["slots"], None, now, landlord.appointments))
    assert len({row["id"] for row in found}) == len(found)
    return {row["id"]: row for row in found}


def test_slots_count_what_is_taken_and_what_else_would_fit(lived_in: Database, landlord: Landlord) -> None:
    """A morning of 48 cells holds 3 visits of 16; one at nine leaves 9 cells before it and 23 after it."""
    found = slots(lived_in, landlord)
    with lived_in.reading() as session:
        visits = session.scalars(select(Appointment).order_by(Appointment.id)).all()
        resource = session.get_one(Resource, visits[0].resource_id)
    taken = found[visits[0].slot_id]
    assert (taken["resource"], taken["kind"], taken["taken"], taken["capacity"]) == (resource.code, "am", 1, 2)
    assert (taken["starts_at"], taken["ends_at"]) == ("2026-06-16T07:00:00Z", "2026-06-16T11:00:00Z")
    free = found[f"{resource.id}:2026-06-17:am"]
    assert (free["taken"], free["capacity"]) == (0, 3)
    minute = found[visits[2].slot_id]
    assert (minute["taken"], minute["capacity"], minute["kind"]) == (2, 2, "surgery")
    assert sum(row["kind"] == "surgery" for row in found.values()) == 9
    assert sum(row["taken"] for row in found.values()) == 4
    assert all(row["taken"] <= row["capacity"] for row in found.values())


def test_two_in_one_hour_are_more_than_the_slot_can_take(lived_in: Database, landlord: Landlord) -> None:
    with lived_in.transaction() as session:
        row = first(session, Appointment.state == "booked")
        twin(session, row)
    over = [row for row in slots(lived_in, landlord).values() if row["taken"] > row["capacity"]]
    assert len(over) == 1


def test_slots_reach_from_thirty_days_back_to_the_horizon_on_both_sides_of_the_change(
    database: Database, landlord: Landlord
) -> None:
    with database.transaction() as session:
        person = a_person(session)
    found = slots(database, landlord, instant(date(2026, 10, 24), 720))
    days = sorted({name.split(":")[1] for name in found})
    assert (days[0], days[-1]) == ("2026-09-24", "2026-11-07")
    mornings = [found[f"{person.id}:2026-10-{day}:am"]["starts_at"] for day in (23, 26)]
    assert mornings == ["2026-10-23T07:00:00Z", "2026-10-26T08:00:00Z"]
    assert iso_z(instant(date(2026, 10, 26), 480)) == mornings[1]
