"""Less room than there was: leave, the end of a pattern, fewer seats, somebody gone. Never silent about what is booked.

Each change lists the visits that it would leave without their place. It is refused until every one of them is named by
whoever makes it: they move or cancel them, or know that a person will.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from router.appointments.bands import TODAY, instant
from router.clock import london
from router.model import Appointment, DiarySession, Leave, Resource, WorkingPattern, record
from router.storage.database import lock
from router.values import LIVE

DIARY = "diary", ["all"]
"""The lock of whoever offers times, after that of their case (`offering.py`)."""


def conflicts(session: Session, resource: Resource, at: datetime, *, leave: tuple[datetime, datetime] | None = None,
              patterns: Sequence[WorkingPattern] | None = None, seats: int | None = None,
              inactive: bool = False) -> list[Appointment]:  # fmt: skip
    """The live visits of this person or place from `at` on that would not fit any more, in the order of time.

    One of: away for `leave` (from, until); working by these `patterns` and no others; with so many `seats`; `inactive`.
    """
    rows = _to_come(session, resource, at)
    if leave is not None:
        return [row for row in rows if row.starts_at < leave[1] and row.ends_at > leave[0]]
    if patterns is not None:
        return [row for row in rows if row.session_id is None and row.slot != TODAY and not _works(patterns, row)]
    if seats is not None:
        return [row for row in rows if row.resource_id == resource.id and row.seat >= seats]
    return rows if inactive else []


def _to_come(session: Session, resource: Resource, at: datetime) -> list[Appointment]:
    session.flush()
    a = Appointment
    theirs = or_(a.resource_id == resource.id, a.second_id == resource.id)
    query = select(a).where(theirs, a.state.in_(LIVE), a.ends_at > at).order_by(a.starts_at, a.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _works(patterns: Sequence[WorkingPattern], row: Appointment) -> bool:
    """Do these stretches, one after the other, hold all of the work?"""
    return works(patterns, row.starts_at, row.ends_at)


def works(patterns: Sequence[WorkingPattern], start: datetime, until: datetime) -> bool:
    """Is all of this time of one London day within these patterns?"""
    day = london(start).date()
    stretches = sorted((one.starts, one.ends) for one in patterns if in_force(one, day))
    for starts, ends in stretches:
        if instant(day, starts) <= start < instant(day, ends):
            start = instant(day, ends)
    return start >= until


def in_force(pattern: WorkingPattern, day: date) -> bool:
    """Does this pattern say anything about this London day?"""
    if pattern.weekday != day.weekday() or not pattern.from_day <= day <= (pattern.until_day or date.max):
        return False
    weeks = (_monday(day) - _monday(pattern.from_day)).days // 7
    return weeks % max(pattern.every_weeks, 1) == 0


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def closed(session: Session, appointment: Appointment) -> bool:
    """Has somebody of it gone, or its place, session or pattern ended, since its time was found free?

    Asked once its row is in the database: whoever takes room away waits for that row, or it for them.
    """
    ids = [appointment.resource_id, *([appointment.second_id] if appointment.second_id is not None else [])]
    s, p = DiarySession, WorkingPattern
    gone = select(Resource.id).where(Resource.id.in_(ids), ~Resource.active)
    begins, ends, own = appointment.starts_at, appointment.ends_at, appointment.session_id or 0
    away = select(Leave.id).where(
        Leave.resource_id.in_(ids), Leave.ended_at.is_(None), Leave.from_at < ends, Leave.until_at > begins
    )
    shut = select(s.id).where(s.id == own, or_(s.state != "planned", s.seats <= appointment.seat))
    people = select(Resource.staff_id).where(Resource.id.in_(ids), Resource.staff_id.is_not(None))
    theirs = or_(s.resource_id.in_(ids), s.officer_id.in_(people))
    elsewhere = select(s.id).where(theirs, s.state == "planned", s.id != own, s.starts_at < ends, s.ends_at > begins)
    if session.scalar(select(or_(gone.exists(), away.exists(), shut.exists(), elsewhere.exists()))):
        return True
    if own or appointment.slot == TODAY:
        return False
    day = london(begins).date()
    ended = set(session.scalars(select(p.resource_id).where(p.resource_id.in_(ids), p.until_day < day)))
    rows = session.scalars(select(p).where(p.resource_id.in_(ended))).all() if ended else []
    return any(not works([row for row in rows if row.resource_id == one], begins, ends) for one in ended)


def may_change(session: Session, visit: Appointment, at: datetime) -> bool:
    """Is it booked and still to come, and has whoever was to come, or its place, gone since? Every door says so then:
    nobody is told that it stands."""
    return visit.state == "booked" and visit.window_from > at and closed(session, visit)


def close(session: Session, resource: Resource) -> None:
    """From here until the commit nobody books with them: a booking refers to this row, and waits.

    Those who offer times are kept waiting first, for they have their lock when they come to the row.
    """
    session.flush()
    lock(session, *DIARY)
    session.refresh(resource, with_for_update=True)


def add_leave(session: Session, resource: Resource, from_at: datetime, until_at: datetime, who: str, at: datetime, *,
              reason: str = "", by: int | None = None,
              known: Collection[int] = ()) -> tuple[Leave | None, list[Appointment]]:  # fmt: skip
    """(leave, the visits in it). The leave is None, and nothing has changed, while one of them is not in `known`.

    Raises ValueError when it ends before it begins.
    """
    if until_at <= from_at:
        raise ValueError("leave ends after it begins")
    close(session, resource)
    there = conflicts(session, resource, at, leave=(from_at, until_at))
    if not {row.id for row in there} <= {*known}:
        return None, there
    leave = Leave(resource_id=resource.id, from_at=from_at, until_at=until_at, reason=reason[:200], by=by)
    session.add(leave)
    session.flush()
    visits = [row.id for row in there]
    record(session, at, who, "diary.leave", resource_id=resource.id, leave_id=leave.id, visits=visits)
    return leave, there


def end_pattern(session: Session, pattern: WorkingPattern, last_day: date, who: str, at: datetime, *,
                known: Collection[int] = ()) -> list[Appointment]:  # fmt: skip
    """It ends with `last_day`. Returns the visits after it; while one of them is not in `known` nothing has changed."""
    resource = session.get_one(Resource, pattern.resource_id)
    close(session, resource)
    others = session.scalars(select(WorkingPattern).where(WorkingPattern.resource_id == resource.id)).all()
    before, pattern.until_day = pattern.until_day, last_day
    there = conflicts(session, resource, at, patterns=others)
    if {row.id for row in there} <= {*known}:
        record(session, at, who, "diary.pattern_ended", resource_id=resource.id, pattern_id=pattern.id)
    else:
        pattern.until_day = before
        session.flush()
    return there


def fewer_seats(session: Session, planned: DiarySession, seats: int, who: str, at: datetime) -> list[Appointment]:
    """A session has so many seats from now on. Returns the visits whose seat would go: then nothing has changed."""
    if seats < 1:
        raise ValueError("a session has a seat at least: cancel it instead")
    session.flush()
    lock(session, *DIARY)
    session.refresh(planned, with_for_update=True)
    a = Appointment
    beyond = select(a).where(a.session_id == planned.id, a.state.in_(LIVE), a.seat >= seats).order_by(a.starts_at, a.id)
    there = list(session.scalars(beyond.execution_options(populate_existing=True)))
    if not there:
        planned.seats, planned.version = seats, planned.version + 1
        record(session, at, who, "session.seats", session_id=planned.id, seats=seats)
    return there


def retire(session: Session, resource: Resource, who: str, at: datetime, *,
           known: Collection[int] = ()) -> list[Appointment]:  # fmt: skip
    """Nobody is booked with them any more. Returns their visits; while one is not in `known` nothing has changed."""
    close(session, resource)
    there = conflicts(session, resource, at, inactive=True)
    if {row.id for row in there} <= {*known} and resource.active:
        resource.active = False
        record(session, at, who, "diary.retired", resource_id=resource.id, visits=[row.id for row in there])
    return there


# --- who leaves on a day to come ------------------------------------------------------------------

_NEVER = timedelta(days=36_500)
"""Leave without an end, as a table that wants one keeps it."""


def for_good(start: datetime) -> datetime:
    """Until when somebody is away who leaves us at `start`."""
    return start + _NEVER


def is_for_good(leave: Leave) -> bool:
    """Is this somebody who leaves us, rather than one who comes back?"""
    return leave.until_at - leave.from_at >= _NEVER / 2


def still_here(session: Session, resource: Resource, at: datetime) -> bool:
    """Do they work for us now? Also whoever has visits left that nobody has moved yet is gone from their day on."""
    days = session.scalars(select(Leave).where(
        Leave.resource_id == resource.id, Leave.ended_at.is_(None), Leave.from_at <= at, Leave.until_at > at
    ))  # fmt: skip
    return resource.active and not any(is_for_good(leave) for leave in days)


def gone(session: Session, at: datetime) -> set[int]:
    """The ids of those who have left us by then, though they may have visits that nobody has moved yet."""
    open_ones = Leave.ended_at.is_(None), Leave.from_at <= at, Leave.until_at > at + _NEVER / 2
    return {leave.resource_id for leave in session.scalars(select(Leave).where(*open_ones)) if is_for_good(leave)}


def retire_due(session: Session, at: datetime) -> int:
    """Whoever left, and has no visit any more, is taken off the diary: their links end. Returns how many."""
    query = select(Leave, Resource).join(Resource, Resource.id == Leave.resource_id)
    left = query.where(Resource.active, Leave.ended_at.is_(None), Leave.from_at <= at, Leave.until_at > at + _NEVER / 2)
    gone = 0
    for leave, resource in session.execute(left.order_by(Resource.id)).all():
        gone += is_for_good(leave) and not retire(session, resource, "worker", at)
    return gone
