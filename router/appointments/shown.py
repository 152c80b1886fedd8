"""What a door may show of a case's visits: the times on offer, the visit that is agreed. It changes nothing."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.model import Appointment, Case, Event, Message, TimesOffered
from router.values import AGREED, OfferedTime

GIVEN_UP = ("person", "declined", "withdrawn", "lapsed")
"""Ends of an offer without a visit. The tenant then waits for a person; after 'declined', which says that none is
needed, only to see whether anything is left."""

NOTHING_FREE = "nothing_free"
"""Detail of a message: it asks for a time, and none was free."""


def none_was_free(session: Session, case: Case, since: datetime) -> bool:
    """Was no time free for what they have asked since then? Not said of a case that only some people may see."""
    m = Message
    said = select(m.details).where(m.case_id == case.id, m.direction == "in", m.received_at >= since)
    return not case.is_hidden and any(NOTHING_FREE in details for details in session.scalars(said))


def open_times(session: Session, case: Case, at: datetime) -> TimesOffered | None:
    """The newest offer of this case that may still be answered; none of a case that only some people may see."""
    if case.is_hidden:
        return None
    return session.scalars(
        select(TimesOffered)
        .where(TimesOffered.case_id == case.id, TimesOffered.state == "open", TimesOffered.expires_at > at)
        .order_by(TimesOffered.id.desc()).limit(1)
    ).first()  # fmt: skip


def choices(session: Session, times: TimesOffered) -> tuple[OfferedTime, ...]:
    """The times held for this offer, by number; only the one that was read back, while it waits for a yes."""
    held = session.scalars(
        select(Appointment).where(Appointment.times_id == times.id, Appointment.state == "held")
        .order_by(Appointment.number)
    )  # fmt: skip
    return tuple(as_time(one) for one in held if times.read_back in (0, one.number))


def first_held(session: Session, times: TimesOffered) -> Appointment | None:
    """The first time of this offer that is still held."""
    held = select(Appointment).where(Appointment.times_id == times.id, Appointment.state == "held")
    return session.scalars(held.order_by(Appointment.number).limit(1)).first()


def agreed(session: Session, case: Case) -> Appointment | None:
    """The visit this case's tenant counts on, the next first."""
    return next(iter(all_agreed(session, case)), None)


def all_agreed(session: Session, case: Case) -> list[Appointment]:
    """Every visit that this case's tenant counts on, the next first; none of a case that only some people may see."""
    if case.is_hidden:
        return []
    there = select(Appointment).where(Appointment.case_id == case.id, Appointment.state.in_(AGREED))
    return list(session.scalars(there.order_by(Appointment.window_from, Appointment.id)))


def counted_on(session: Session, case: Case, at: datetime) -> list[Appointment]:
    """Every visit that this case's tenant counts on, the next first; one whose time is over only where there is no
    other."""
    if case.is_hidden:
        return []
    rows = session.scalars(
        select(Appointment).where(Appointment.case_id == case.id, Appointment.state.in_(AGREED))
        .order_by(Appointment.window_from, Appointment.id)
    ).all()  # fmt: skip
    return [row for row in rows if row.window_until > at] or list(rows[-1:])


def last(session: Session, case: Case) -> Appointment | None:
    """The newest visit that was ever agreed, whatever became of it."""
    if case.is_hidden:
        return None
    return session.scalars(
        select(Appointment).where(Appointment.case_id == case.id, Appointment.booked_at.is_not(None))
        .order_by(Appointment.booked_at.desc(), Appointment.id.desc()).limit(1)
    ).first()  # fmt: skip


def last_moved(session: Session, visit: Appointment) -> datetime | None:
    """When it was last moved to another time; None where it never was."""
    moved = select(Event).where(Event.case_id == visit.case_id, Event.what == "appointment.moved")
    found = session.scalars(moved.order_by(Event.id.desc()))
    return next((event.at for event in found if event.data.get("appointment_id") == visit.id), None)


def agreed_since(session: Session, visit: Appointment, since: datetime) -> bool:
    """Was its time agreed since then? In a call that began then, the caller chose it, and may hear it."""
    return (agreed_at(session, visit) or since) >= since


def agreed_at(session: Session, visit: Appointment) -> datetime | None:
    """When its time was agreed: booked, or moved to it since."""
    return max(filter(None, (visit.booked_at, last_moved(session, visit))), default=None)


def gave_up(session: Session, case: Case, since: datetime) -> str:
    """How the newest offer of this case ended without a visit, since then (one of `GIVEN_UP`); '' where it did not."""
    newest = session.scalars(
        select(TimesOffered).where(TimesOffered.case_id == case.id).order_by(TimesOffered.id.desc()).limit(1)
    ).first()
    ended = newest is not None and newest.ended_at is not None and newest.ended_at >= since
    return newest.state if newest is not None and ended and newest.state in GIVEN_UP else ""


def as_time(one: Appointment) -> OfferedTime:
    """The window as it is told; of a session's visit its own minutes."""
    begin, end = (one.starts_at, one.ends_at) if one.session_id else (one.window_from, one.window_until)
    return OfferedTime(one.number, begin, end, cast(Any, one.slot))
