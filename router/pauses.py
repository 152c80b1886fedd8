"""The ledger of pauses: a clock rests, runs again, and how much of its time that took. Who may do so: `clocks.py`."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.model import Case, Deadline, DeadlinePause, record
from router.working_time import counted, reach


def rest(session: Session, deadline: Deadline, at: datetime, reason: str, by: int | None) -> None:
    """It rests from now on; `by` is a staff id, None for the house."""
    deadline.state, deadline.paused_at = "paused", at
    session.add(DeadlinePause(deadline_id=deadline.id, from_at=at, until_at=None, reason=reason, by=by))


def end_pause(session: Session, case: Case, deadline: Deadline, at: datetime, who: str) -> None:
    """Close the ledger's line, and move what is due by the time that did not count."""
    since = deadline.paused_at or at
    _close_line(session, deadline, at)
    moved = _moved(deadline, deadline.due_at, since, at)
    if deadline.warn_at is not None and deadline.warn_at > since:
        deadline.warn_at = _moved(deadline, deadline.warn_at, since, at)
    deadline.due_at, deadline.state, deadline.paused_at = moved, "running", None
    deadline.paused_seconds += int((at - since).total_seconds())
    record(session, at, who, "deadline.resumed", case, rule=deadline.rule, deadline=deadline.id)


def no_pause(session: Session, deadline: Deadline) -> None:
    """It runs as if it had never rested: its time counted all the while. The ledger's line stays, and is empty."""
    _close_line(session, deadline, deadline.paused_at)
    deadline.state, deadline.paused_at = "running", None


def paused_time(session: Session, deadline: Deadline) -> timedelta:
    """How much of its own time its pauses took."""
    rows = session.scalars(select(DeadlinePause).where(DeadlinePause.deadline_id == deadline.id))
    return sum((counted(deadline.counting, deadline.started_at, row.from_at, row.until_at)
                for row in rows if row.until_at), timedelta(0))  # fmt: skip


def _close_line(session: Session, deadline: Deadline, at: datetime | None) -> None:
    session.flush()
    query = select(DeadlinePause).where(DeadlinePause.deadline_id == deadline.id, DeadlinePause.until_at.is_(None))
    for row in session.scalars(query):
        row.until_at = at


def _moved(deadline: Deadline, instant: datetime, since: datetime, until: datetime) -> datetime:
    """The instant by which the clock will have run as long as it would have by `instant`, without this pause."""
    left = counted(deadline.counting, deadline.started_at, since, instant)
    return reach(deadline.counting, deadline.started_at, until, left)
