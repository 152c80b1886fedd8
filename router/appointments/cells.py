"""The five-minute cells that let nothing be double: whoever inserts all of theirs has the time.

One insert of many rows decides, on both databases. The rows stand in one order, so that two who want overlapping times
wait for one another and never both. Deleting an appointment's rows gives its time back.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Delete, Update, delete, func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from router.model import Appointment, DiaryCell, table
from router.storage.database import Database

STEP = timedelta(minutes=5)

_DEADLOCK = "40P01"  # PostgreSQL's word for two who wait for one another; the one it ends has lost the race

Stretch = tuple[int, datetime, datetime, int]
"""Resource, from, until (UTC), seat."""


def beginnings(start: datetime, until: datetime) -> list[datetime]:
    """When each cell of this stretch begins (UTC). A stretch that begins or ends within a cell takes all of it."""
    first = _floor(start)
    return [first + n * STEP for n in range(-((first - until) // STEP))]


def _floor(at: datetime) -> datetime:
    at = at.astimezone(UTC)
    return at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)


def stretches(appointment: Appointment) -> list[Stretch]:
    """What it owns while it is live: its resource's time with travel and buffer, and the second person's."""
    blocked = appointment.blocked_from, appointment.blocked_until
    own: list[Stretch] = [(appointment.resource_id, *blocked, appointment.seat)]
    if appointment.second_id is not None:
        own.append((appointment.second_id, *blocked, 0))
    return own


def lowest_free_seat(session: Session, resource_id: int, start: datetime, until: datetime, seats: int) -> int | None:
    """The first of a place's seats that nobody has in all of this stretch; None when it is full."""
    c = DiaryCell
    taken = select(c.seat).where(c.resource_id == resource_id, c.starts_at >= _floor(start), c.starts_at < until)
    there = set(session.scalars(taken.distinct()))
    return next((seat for seat in range(seats) if seat not in there), None)


def take(session: Session, appointment: Appointment) -> bool:
    """Insert all cells of an appointment that is in the database. False when anybody owns one of them.

    Then some may be there all the same: call it within a savepoint and roll that back.
    """
    rows = sorted(
        (resource_id, at, seat) for resource_id, start, until, seat in stretches(appointment)
        for at in beginnings(start, until)
    )  # fmt: skip
    database: Database = session.info["database"]
    insert = database.insert_or_ignore(table(DiaryCell)).values(
        [
            {"resource_id": resource_id, "starts_at": at, "seat": seat, "appointment_id": appointment.id}
            for resource_id, at, seat in rows
        ]
    )
    try:
        taken = session.connection().execute(insert, execution_options={"preserve_rowcount": True})
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == _DEADLOCK:
            return False
        raise
    return taken.rowcount == len(rows)


def give_back(session: Session, appointment_ids: Sequence[int]) -> int:
    """Their time is free from this transaction's commit on. Returns how many cells there were."""
    return _count(session, delete(DiaryCell).where(DiaryCell.appointment_id.in_(appointment_ids)))


def hand_on(session: Session, held: Appointment, appointment: Appointment) -> int:
    """The cells of a hold become those of another appointment. Returns how many."""
    theirs = update(DiaryCell).where(DiaryCell.appointment_id == held.id)
    return _count(session, theirs.values(appointment_id=appointment.id))


def owned(session: Session, appointment: Appointment) -> int:
    """How many cells it has."""
    mine = select(func.count()).select_from(DiaryCell).where(DiaryCell.appointment_id == appointment.id)
    return session.scalar(mine) or 0


def _count(session: Session, statement: Delete | Update) -> int:
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return done.rowcount if isinstance(done, CursorResult) else 0
