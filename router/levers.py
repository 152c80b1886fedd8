"""What a supervisor does to a queue for a while: pause it, let others help, lend people. Taken back in one act.

A lever never holds up an emergency: `router/assignment.py` sees to that.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from router.model import Lever, record
from router.storage.database import lock


def pause(session: Session, queue: str, until: datetime | None, why: str, by: int, at: datetime) -> str:
    """Offer nothing of this queue until then (None: until it is taken back). Returns the act's name.

    People may still take cases from it by hand. Raises ValueError, in words, for a time that is past.
    """
    _later(until, at)
    return _act(session, [Lever(kind="pause", queue=queue)], until, why, by, at)


def overflow(
    session: Session, queue: str, to_queue: str, until: datetime | None, why: str, by: int, at: datetime
) -> str:
    """Ask the people of `to_queue` for cases of `queue` too. Raises ValueError for a past time or the same queue."""
    _later(until, at)
    if queue == to_queue:
        raise ValueError("Choose another queue: its own people are asked already.")
    return _act(session, [Lever(kind="overflow", queue=queue, to_queue=to_queue)], until, why, by, at)


def lend(session: Session, staff_ids: Iterable[int], queue: str, minutes: int, why: str, by: int, at: datetime) -> str:
    """Let these people work this queue too for some minutes. Raises ValueError when there is nobody or no time."""
    people = sorted(set(staff_ids))
    if not people:
        raise ValueError("Choose who is lent.")
    if minutes <= 0:
        raise ValueError("Say for how many minutes.")
    rows = [Lever(kind="lend", queue=queue, staff_id=number) for number in people]
    return _act(session, rows, at + timedelta(minutes=minutes), why, by, at)


def take_back(session: Session, act: str, by: int, at: datetime) -> bool:
    """End an act before its time. False when it is over already."""
    lock(session, "lever", [act])
    query = select(Lever).where(Lever.act == act, *_standing(at)).execution_options(populate_existing=True)
    rows = list(session.scalars(query))
    for row in rows:
        row.ended_at = at
    session.flush()
    if rows:
        record(session, at, f"staff:{by}", "lever.taken_back", act=act, kind=rows[0].kind, queue=rows[0].queue)
    return bool(rows)


def in_effect(session: Session, at: datetime) -> list[Lever]:
    """Every lever that holds at this instant, the oldest first; one act may have several rows."""
    return list(session.scalars(select(Lever).where(*_standing(at)).order_by(Lever.id)))


def _standing(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Lever.from_at <= at, Lever.ended_at.is_(None), or_(Lever.until_at.is_(None), Lever.until_at > at))


def _later(until: datetime | None, at: datetime) -> None:
    if until is not None and until <= at:
        raise ValueError("Choose a time that is still to come.")


def _act(session: Session, rows: list[Lever], until: datetime | None, why: str, by: int, at: datetime) -> str:
    act = uuid4().hex
    for row in rows:
        row.act, row.from_at, row.until_at, row.ended_at, row.by, row.why = act, at, until, None, by, why[:200]
    session.add_all(rows)
    staff = [row.staff_id for row in rows if row.staff_id is not None]
    record(session, at, f"staff:{by}", f"lever.{rows[0].kind}", act=act, queue=rows[0].queue, to_queue=rows[0].to_queue,
           staff=staff)  # fmt: skip
    return act
