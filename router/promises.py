"""What a person promised the tenant, or the house one of its own people: a clock like any other (`clocks.py`)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from router.clocks import Refused, row_of, settle, started
from router.deadlines import PROMISE, WARN_SHARE
from router.model import Case, Deadline, record
from router.storage.database import write_later
from router.values import DeadlineStart

FURTHEST = timedelta(days=366)
"""Nobody means a promise for later than that."""


def promise(session: Session, case: Case, words: str, due_at: datetime, staff_id: int, at: datetime) -> Deadline:
    """An agent promised something until then ("someone will call by four"). Raises Refused when that cannot be."""
    words = " ".join(words.split())[:280]
    if not words:
        raise Refused("Say what was promised.")
    if due_at <= at:
        raise Refused("That time is past: choose one that is to come.")
    if due_at > at + FURTHEST:
        raise Refused("That is more than a year ahead: choose a nearer day.")
    if case.state == "closed":
        raise Refused("The case is closed: open it again first.")
    return _promised(session, case, words, due_at, staff_id, f"staff:{staff_id}", at)


def promised_by_us(session: Session, case: Case, words: str, due_at: datetime, at: datetime) -> None:
    """What the house itself said that somebody will do, to one of its own people ("the office will ring you back").
    Once, however often it is said before it is done. Nothing is owed for it to a tenant (`appointments/owed.py`)."""
    if not any(row.rule == PROMISE and row.made_by is None and row.words == words for row in started(session, case)):
        _promised(session, case, words, due_at, None, "worker", at)


def _promised(session: Session, case: Case, words: str, due_at: datetime, staff_id: int | None, who: str,
              at: datetime) -> Deadline:  # fmt: skip
    write_later(session)
    row = row_of(DeadlineStart(PROMISE, at, due_at, words, "elapsed", at + (due_at - at) * WARN_SHARE), staff_id)
    row.case_id = case.id
    session.add(row)
    session.flush()
    record(session, at, who, "deadline.started", case, rule=PROMISE, deadline=row.id)
    settle(session, case)
    return row
