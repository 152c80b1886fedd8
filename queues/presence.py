"""Who is on, until when: a lease that the desk renews while it is open (F37); and whether they want to be offered work.

The server's clock counts, not the browser's. A closed lid or a cut line simply lets the lease run out, and what was
offered and not answered goes to others. Whoever has a desk open is on; ready unless they say they are away.
"""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from router import offer_answers
from router.model import Staff, record

LEASE = timedelta(seconds=90)
GRACE = timedelta(seconds=20)
"""So long the lease still runs when a tab was closed: longer than another open screen waits to ask again."""
RENEW_BELOW = timedelta(seconds=60)  # so that a screen that asks every two seconds writes twice a minute

Readiness = Literal["ready", "away"]


def is_on(staff: Staff, at: datetime) -> bool:
    """Does this person's lease still run?"""
    return staff.present_until is not None and staff.present_until > at


def is_ready(staff: Staff, at: datetime) -> bool:
    """May something be offered to them?"""
    return is_on(staff, at) and staff.readiness == "ready"


def needs_renewing(staff: Staff, at: datetime) -> bool:
    """Is it worth a write?"""
    return staff.present_until is None or staff.present_until - at < RENEW_BELOW


def renew(session: Session, staff_id: int, at: datetime) -> None:
    """The desk of this person is open."""
    theirs = update(Staff).where(Staff.id == staff_id).execution_options(synchronize_session=False)
    gone = or_(Staff.present_until.is_(None), Staff.present_until <= at)
    back = session.execute(theirs.where(gone).values(present_until=at + LEASE, free_since=at))
    if back.rowcount:  # type: ignore[attr-defined]  # an UPDATE has it
        record(session, at, f"staff:{staff_id}", "staff.on", staff_id=staff_id)
    else:
        session.execute(theirs.values(present_until=at + LEASE))


def go_off(session: Session, staff_id: int, at: datetime) -> None:
    """Signed out. What was offered goes to others; what they hold stays theirs, as held by somebody who is off."""
    offer_answers.withdraw_for_agent(session, staff_id, at, "You went off duty.")  # cases before people, as everywhere
    theirs = update(Staff).where(Staff.id == staff_id).execution_options(synchronize_session=False)
    session.execute(theirs.values(present_until=None))
    record(session, at, f"staff:{staff_id}", "staff.off", staff_id=staff_id)


def leave(session: Session, staff_id: int, at: datetime) -> None:
    """A tab of their desk was closed: the lease ends soon, unless another screen of theirs renews it. Never longer."""
    longer = update(Staff).where(Staff.id == staff_id, Staff.present_until > at + GRACE)
    session.execute(longer.values(present_until=at + GRACE).execution_options(synchronize_session=False))


def set_readiness(session: Session, staff_id: int, readiness: Readiness, at: datetime) -> None:
    """Ready for offers, or away: then what was not answered goes to others. Ready also ends 'not responding'."""
    if readiness == "away":
        offer_answers.withdraw_for_agent(session, staff_id, at, "You went away.")
    theirs = update(Staff).where(Staff.id == staff_id, Staff.readiness != readiness)
    values = {"readiness": readiness, "missed_offers": 0} | ({"free_since": at} if readiness == "ready" else {})
    changed = session.execute(theirs.values(**values).execution_options(synchronize_session=False))
    if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE has it
        return
    record(session, at, f"staff:{staff_id}", f"staff.{readiness}", staff_id=staff_id)


def act(session: Session, staff: Staff, at: datetime) -> None:
    """They did something at the desk: whoever was taken for not responding is back."""
    if staff.readiness == "not_responding":
        set_readiness(session, staff.id, "ready", at)


def who_is_on(session: Session, at: datetime) -> list[Staff]:
    """Everybody whose lease runs, by name."""
    return list(session.scalars(select(Staff).where(Staff.active, Staff.present_until > at).order_by(Staff.name)))
