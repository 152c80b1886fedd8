"""People and places with diaries, cases, and times by hand: what the tests of bookings begin with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import booking, cells
from router.appointments.bands import instant
from router.model import Appointment, Case, DiaryCell, DiarySession, Event, Resource, WorkingPattern
from router.storage.database import Database, hold_case
from router.values import LIVE, FreeTime, Need

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
"""A working Monday in summer, eleven o'clock in London."""
TOMORROW = date(2026, 6, 16)
TAP = Need(kind="repair_visit", trades=("plumbing",), minutes=60, repairs=("plumbing.tap_dripping",))

_numbers = count(1)


def a_person(session: Session, **more: Any) -> Resource:
    """A plumber who works from 08:00 to 20:00 every day."""
    number = next(_numbers)
    given: dict[str, Any] = {"code": f"plumber-{number}", "name": f"Plumber {number}", "kind": "operative",
                             "serves": ["repair_visit", "emergency_attend"], "trades": ["plumbing"], "seats": 1}  # fmt: skip
    person = Resource(**{**given, **more})
    session.add(person)
    session.flush()
    session.add_all(WorkingPattern(resource_id=person.id, weekday=day, starts=8 * 60, ends=20 * 60,
                                   from_day=date(2026, 1, 1), every_weeks=1) for day in range(7))  # fmt: skip
    return person


def a_place(session: Session, seats: int = 2) -> Resource:
    """A part-time office."""
    place = Resource(code=f"office-{next(_numbers)}", name="Millgate Housing Office", kind="place", serves=["surgery"],
                     seats=seats, address="2 Millgate, Larkbridge")  # fmt: skip
    session.add(place)
    session.flush()
    return place


def a_case(session: Session, **more: Any) -> Case:
    """A case about a tap that waits."""
    given: dict[str, Any] = {"reference": f"FD-{next(_numbers):06}", "channel": "sms", "queue": "repairs_routine", "opened_at": NOW,
                             "last_activity_at": NOW, "waiting_since": NOW, "repair_group": "plumbing"}  # fmt: skip
    case = Case(**{**given, **more})
    session.add(case)
    session.flush()
    return case


def a_time(resource: Resource | int, hour: float = 9, day: date = TOMORROW, minutes: int = 60, travel: int = 15,
           **more: Any) -> FreeTime:  # fmt: skip
    """Work from this London hour on, with travel before and five minutes after, in the morning's band."""
    starts = instant(day, int(hour * 60))
    ends = starts + timedelta(minutes=minutes)
    given: dict[str, Any] = {
        "resource_id": resource if isinstance(resource, int) else resource.id, "slot": "am" if hour < 12 else "pm",
        "window_from": instant(day, 480 if hour < 12 else 720), "window_until": instant(day, 720 if hour < 12 else 1020),
        "starts_at": starts, "ends_at": ends, "blocked_from": starts - timedelta(minutes=travel),
        "blocked_until": ends + timedelta(minutes=5 if travel else 0),
    }  # fmt: skip
    return FreeTime(**{**given, **more})


def a_minute(planned: DiarySession, number: int = 0) -> FreeTime:
    """One visit of a surgery."""
    starts = planned.starts_at + number * timedelta(minutes=planned.minutes)
    ends = starts + timedelta(minutes=planned.minutes)
    return FreeTime(planned.resource_id, "am", starts, ends, starts, ends, starts, ends, session_id=planned.id)


@contextmanager
def case_held(database: Database, case_id: int) -> Iterator[tuple[Session, Case]]:
    """A transaction with this case locked, as every caller has it."""
    with database.transaction() as session:
        case = hold_case(session, case_id)
        assert case is not None
        yield session, case


def booked_by(database: Database, free: FreeTime, case_id: int, need: Need = TAP, **more: Any) -> Appointment | None:
    """Book a time in a transaction of its own."""
    with case_held(database, case_id) as (session, case):
        return booking.book_now(session, case, free, need, "tenant", NOW, **more)


def new_case(database: Database, **more: Any) -> int:
    """A case of its own transaction."""
    with database.transaction() as session:
        return a_case(session, **more).id


def wrong_cells(session: Session) -> list[str]:
    """I4: what the cells and the live appointments' stretches disagree on; [] when they are the same."""
    wanted: dict[tuple[int, datetime, int], list[int]] = {}
    for row in session.scalars(select(Appointment).where(Appointment.state.in_(LIVE))):
        for resource_id, start, until, seat in cells.stretches(row):
            for at in cells.beginnings(start, until):
                wanted.setdefault((resource_id, at, seat), []).append(row.id)
    there = {(c.resource_id, c.starts_at, c.seat): c.appointment_id for c in session.scalars(select(DiaryCell))}
    return [
        *(f"{key} double: {owners}" for key, owners in wanted.items() if len(owners) > 1),
        *(f"{key} of {owners[0]} is {there.get(key)}'s" for key, owners in wanted.items() if there.get(key) not in owners),
        *(f"{key} of {owner}, who is not live there" for key, owner in there.items() if key not in wanted),
    ]  # fmt: skip


def history(database: Database, case_id: int) -> list[str]:
    """What happened to a case's appointments, in order."""
    with database.reading() as session:
        query = select(Event.what).where(Event.case_id == case_id, Event.what.like("appointment.%")).order_by(Event.id)
        return [what.removeprefix("appointment.") for what in session.scalars(query)]
