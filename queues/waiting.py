"""The waiting list: its order, its depth, and how a case gets an owner.

The list is a query. Lane first (an emergency is never overtaken), then people who are on the line now,
then the earliest deadline, then the oldest. Claiming is one update that counts its rows: of fifty agents
who press at once one has the case and the others are told who was first.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Select, case, func, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload

from queues.access import visible
from router import cases
from router.model import Case, Staff
from router.storage.database import hold_case

FIRST_TRIES = 8  # how far down 'take next' looks when others are quicker
NEVER = datetime(9999, 1, 1, tzinfo=UTC)

_not_live = case((Case.live_call_id != "", 0), else_=1)
_due = func.coalesce(Case.due_at, NEVER, type_=Case.due_at.type)
ORDER = (Case.lane, _not_live, _due, Case.id)

Query = TypeVar("Query", bound="Select[*tuple[Any, ...]]")


@dataclass(slots=True)
class Line:
    """How long one line is: `waiting` cases, the oldest since when, and how many are emergencies."""

    waiting: int = 0
    oldest: datetime | None = None
    emergencies: int = 0

    def add(self, waiting: int, oldest: datetime | None, emergencies: int) -> None:
        """Join the figures of another part of the line."""
        self.waiting += waiting
        self.emergencies += emergencies
        if oldest is not None:
            self.oldest = min(self.oldest, oldest) if self.oldest else oldest


@dataclass(slots=True)
class Depth:
    """What waits now, by queue and by channel, as one member of staff may see it."""

    total: Line = field(default_factory=Line)
    by_queue: dict[str, Line] = field(default_factory=dict)
    by_channel: dict[str, Line] = field(default_factory=dict)


def theirs(query: Query, staff: Staff) -> Query:
    """Only the cases that wait for this person: their queues (none named: all), and every emergency."""
    query = visible(query, staff).where(Case.state == "waiting")
    if staff.role == "agent" and staff.queues:
        query = query.where(or_(Case.queue.in_(staff.queues), Case.lane == 0))
    return query


def waiting_list(session: Session, staff: Staff, queue: str = "", channel: str = "", limit: int = 50,
                 after: Case | None = None) -> list[Case]:  # fmt: skip
    """The next `limit` cases, most pressing first. `after` is the last one already shown."""
    query = theirs(select(Case), staff).options(joinedload(Case.tenant), joinedload(Case.home))
    if queue:
        query = query.where(Case.queue == queue)
    if channel:
        query = query.where(Case.channel == channel)
    if after is not None:
        place = (after.lane, 0 if after.live_call_id else 1, after.due_at or NEVER, after.id)
        query = query.where(tuple_(*ORDER) > place)
    return list(session.scalars(query.order_by(*ORDER).limit(limit)))


def claim(session: Session, case_id: int, staff: Staff, at: datetime) -> bool:
    """True if this person now has the case; False if somebody was first, or it is not theirs to take."""
    held = hold_case(session, case_id)
    if held is None or not _may_take(session, case_id, staff):
        return False
    return cases.claim(session, held, staff.id, at)


def _may_take(session: Session, case_id: int, staff: Staff) -> bool:
    return session.scalar(visible(select(Case.id).where(Case.id == case_id), staff)) is not None


def take_next(session: Session, staff: Staff, at: datetime) -> Case | None:
    """Give this person the most pressing case that waits for them; None when nothing does."""
    for candidate in session.scalars(theirs(select(Case.id), staff).order_by(*ORDER).limit(FIRST_TRIES)).all():
        if claim(session, candidate, staff, at):
            return session.get(Case, candidate)
    return None


def release(session: Session, case_id: int, staff: Staff, at: datetime, why: str = "") -> bool:
    """Give a case back to its queue. True if it was this person's, or theirs to give back as a supervisor."""
    held = hold_case(session, case_id)
    if held is None or held.state != "held" or (held.agent_id != staff.id and staff.role == "agent"):
        return False
    cases.release(session, held, f"staff:{staff.id}", at, why)
    return True


def mine(session: Session, staff: Staff, limit: int = 100) -> list[Case]:
    """The cases this person holds, most pressing first."""
    query = visible(select(Case), staff).where(Case.agent_id == staff.id, Case.state == "held")
    query = query.options(joinedload(Case.tenant), joinedload(Case.home)).order_by(*ORDER).limit(limit)
    return list(session.scalars(query))


def depth(session: Session, staff: Staff) -> Depth:
    """How many wait and since when, by queue and by channel: counts only."""
    emergencies = func.sum(case((Case.lane == 0, 1), else_=0))
    columns = (Case.queue, Case.channel, func.count(Case.id), func.min(Case.waiting_since), emergencies)
    found = Depth()
    for queue, channel, count, oldest, urgent in session.execute(
        theirs(select(*columns), staff).group_by(Case.queue, Case.channel)
    ):
        for line in (found.total, found.by_queue.setdefault(queue, Line()),
                     found.by_channel.setdefault(channel, Line())):  # fmt: skip
            line.add(count, oldest, int(urgent or 0))
    return found
