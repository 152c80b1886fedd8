"""Who is on, until when: a lease that the desk renews while it is open (F37).

The server's clock counts, not the browser's. A closed lid or a cut line simply lets the lease run out.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from router.model import Staff

LEASE = timedelta(seconds=90)
RENEW_BELOW = timedelta(seconds=60)  # so that a screen that asks every two seconds writes twice a minute


def is_on(staff: Staff, at: datetime) -> bool:
    """Does this person's lease still run?"""
    return staff.present_until is not None and staff.present_until > at


def needs_renewing(staff: Staff, at: datetime) -> bool:
    """Is it worth a write?"""
    return staff.present_until is None or staff.present_until - at < RENEW_BELOW


def renew(session: Session, staff_id: int, at: datetime) -> None:
    """The desk of this person is open."""
    session.execute(update(Staff).where(Staff.id == staff_id).values(present_until=at + LEASE))


def go_off(session: Session, staff_id: int) -> None:
    """Signed out. What they hold stays theirs; it is shown as held by somebody who is off."""
    session.execute(update(Staff).where(Staff.id == staff_id).values(present_until=None))


def who_is_on(session: Session, at: datetime) -> list[Staff]:
    """Everybody whose lease runs, by name."""
    return list(session.scalars(select(Staff).where(Staff.active, Staff.present_until > at).order_by(Staff.name)))
