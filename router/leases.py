"""Which messages are due to be placed, and for how long whoever claims one has it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, literal, not_, or_, select, update
from sqlalchemy.orm import Session

from router.clock import SET_BACK
from router.model import Message
from router.storage.database import Database

LEASE = timedelta(seconds=60)
RECEIVED = (Message.direction == "in", Message.state == "received")
"""Kept, and not placed yet."""


def messages_due(database: Database, at: datetime, beyond: int = 0) -> bool:
    """Is a message waiting to be placed? `beyond`: more than so many."""
    with database.reading() as session:
        return bool(session.scalar(select(literal(1)).where(*due(at)).offset(beyond).limit(1)))


def due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """What was never tried is due whatever the clock of the machine that kept it said."""
    now = or_(Message.attempts == 0, Message.next_at <= at, Message.next_at > at + SET_BACK)
    return *RECEIVED, now, or_(Message.claimed_until.is_(None), not_(is_held(at)))


def is_held(at: datetime) -> ColumnElement[bool]:
    """Does a worker's lease still run?"""
    return Message.claimed_until.between(at, at + LEASE + SET_BACK)


def release_claims_of(session: Session, workers: Sequence[str], at: datetime) -> int:
    """Give back what workers that are gone had claimed, so that it need not wait for the lease to run out.

    What they were sending is not given back: its lease ends now, so that it is looked up the sooner.
    """
    if not workers:
        return 0
    gone = or_(*(Message.claim.like(f"{worker}:%") for worker in workers), Message.claim.in_(workers))
    count = 0
    for states, left in ((("received", "due"), {"claimed_until": None, "claim": ""}),
                         (("sending",), {"claimed_until": at - timedelta(seconds=1)})):  # fmt: skip
        result = session.execute(
            update(Message)
            .where(Message.state.in_(states), Message.claimed_until >= at, gone)
            .values(**left)
            .execution_options(synchronize_session=False)
        )
        count += int(result.rowcount)  # type: ignore[attr-defined]  # an UPDATE has it
    return count
