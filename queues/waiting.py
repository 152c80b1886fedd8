"""The waiting list: its order, its depth, and how a case gets an owner.

The list is a query, in the order of `queues/order.py`: the one in which cases are offered. Claiming is one update that
counts its rows: of fifty agents who press at once one has the case and the others are told who was first. A claim by
hand goes before an offer to somebody else; 'take next' leaves alone what others are being offered.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Select, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload

from queues import order
from queues.access import visible
from router import cases, levers, open_offers
from router.clock import now as clock_now
from router.model import Case, Offer, Staff
from router.snapshots import ReadPlan
from router.storage.database import hold_case

FIRST_TRIES = 8  # how far down 'take next' looks when others are quicker
NEVER = datetime(9999, 1, 1, tzinfo=UTC)

_not_live = case((Case.live_call_id != "", 0), else_=1)
_due = func.coalesce(Case.due_at, NEVER, type_=Case.due_at.type)
HELD_ORDER = (Case.lane, _not_live, _due, Case.id)

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


def theirs(query: Query, staff: Staff, lent: frozenset[str] = frozenset()) -> Query:
    """Only the cases that wait for this person: their queues (none named: all), those they are `lent` to, and every
    emergency."""
    query = visible(query, staff).where(Case.state == "waiting")
    if staff.role == "agent" and staff.queues:
        query = query.where(or_(Case.queue.in_({*staff.queues, *lent}), Case.lane == 0))
    return query


def lent_to(session: Session, staff: Staff, at: datetime) -> frozenset[str]:
    """Queues that this person works for a while."""
    if not staff.queues:
        return frozenset()
    held = levers.in_effect(session, at)
    return frozenset(lever.queue for lever in held if lever.kind == "lend" and lever.staff_id == staff.id)


def waiting_list(session: Session, staff: Staff, queue: str = "", channel: str = "", limit: int = 50,
                 after: Case | None = None, *, at: datetime | None = None,
                 read_plan: ReadPlan | None = None) -> list[Case]:  # fmt: skip
    """The next `limit` cases, most pressing first, as the line stands at `at`. `after`: the last one already shown."""
    at = at or clock_now()
    line, now = order.of(session, read_plan), order.at(at)
    query = theirs(select(Case.id), staff, lent_to(session, staff, at))
    if queue:
        query = query.where(Case.queue == queue)
    if channel:
        query = query.where(Case.channel == channel)
    if after is not None:
        place = session.execute(select(*line).where(Case.id == after.id), now).one()
        query = query.where(tuple_(*line) > tuple(place))
    first = list(
        session.scalars(query.order_by(*line).limit(limit), now)
    )  # numbers alone: to sort whole rows costs double
    rows = select(Case).where(Case.id.in_(first)).options(joinedload(Case.tenant), joinedload(Case.home))
    found = {row.id: row for row in session.scalars(rows)}
    return [found[number] for number in first if number in found]


def claim(session: Session, case_id: int, staff: Staff, at: datetime) -> bool:
    """True if this person now has the case; False if somebody was first, or it is not theirs to take."""
    held = hold_case(session, case_id)
    if held is None or not _may_take(session, case_id, staff):
        return False
    own = next((offer for offer in open_offers.standing(session, held) if offer.agent_id == staff.id), None)
    if own is not None and held.state == "waiting":
        open_offers.end(session, own, held, "accepted", at, f"staff:{staff.id}")
    return cases.claim(session, held, staff.id, at)


def _may_take(session: Session, case_id: int, staff: Staff) -> bool:
    return session.scalar(visible(select(Case.id).where(Case.id == case_id), staff)) is not None


def take_next(session: Session, staff: Staff, at: datetime, read_plan: ReadPlan | None = None) -> Case | None:
    """Give this person the most pressing case that waits for them; None when nothing does.

    What is being offered to others now is left to them.
    """
    others = exists().where(
        Offer.case_id == Case.id, Offer.outcome == "offered", Offer.expires_at > at, Offer.agent_id != staff.id
    )
    query = theirs(select(Case.id), staff, lent_to(session, staff, at)).where(~others)
    query = query.order_by(*order.of(session, read_plan)).limit(FIRST_TRIES)
    for candidate in session.scalars(query, order.at(at)).all():
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
    query = query.options(joinedload(Case.tenant), joinedload(Case.home)).order_by(*HELD_ORDER).limit(limit)
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
