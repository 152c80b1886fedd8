"""The wallboard's figures, each one query. Counts and times only: it hangs where visitors can read it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queues import presence, waiting
from queues.access import may_see_restricted, visible
from queues.context import desk
from queues.wallboard import levers
from router.appointments.bands import TODAY
from router.clock import LONDON, london
from router.model import Appointment, Case, Deadline, Heartbeat, Message, Offer, Staff
from router.page_rounds import Unanswered, unanswered
from router.values import AGREED

ALARM_AFTER = timedelta(minutes=2)
SILENT_AFTER = timedelta(seconds=60)
HOUR = timedelta(hours=1)
OVER = ("done", "no_access", "missed")
"""Ends of a visit that was agreed; what was cancelled is no visit of the day any more."""


@dataclass(frozen=True, slots=True)
class LastHour:
    """Messages of the last hour: `kept` came in, `placed` reached a queue, `sent` left for a tenant."""

    kept: int
    placed: int
    sent: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """A process of ours and when it last said that it lives."""

    name: str
    at: datetime
    silent: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is on. `state`: 'ready', 'away' or 'not_responding' (`since` when). `carries`: cases by channel.

    `offered`: how many cases are put to them at this moment.
    """

    name: str
    state: str
    since: datetime | None
    carries: dict[str, int]
    offered: int


@dataclass(frozen=True, slots=True)
class Clocks:
    """Clocks of open cases: `due` by the end of today, `overdue` already."""

    due: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits of this London day: `by_band` (label, how many agreed, done among them), `no_access` and `missed`."""

    by_band: list[tuple[str, int, int]]
    no_access: int
    missed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the wallboard shows. `emergency_since` is when the longest-waiting emergency began to wait.

    `unanswered`: what people on call were told of and nobody has taken yet.
    """

    depth: waiting.Depth
    emergency_since: datetime | None
    on_the_line: int
    held: int
    people: list[Person]
    levers: list[levers.Act]
    clocks: Clocks
    visits: Visits
    unanswered: list[Unanswered]
    last_hour: LastHour
    unplaced: int
    undelivered: int
    uncertain: int
    pulses: list[Pulse]

    def alarming(self, now: datetime) -> bool:
        """Has an emergency waited longer than two minutes?"""
        return self.emergency_since is not None and now - self.emergency_since > ALARM_AFTER


def read(session: Session, staff: Staff, now: datetime) -> Figures:
    """The figures at this moment, as this member of staff may know them."""
    oldest = select(func.min(func.coalesce(Case.waiting_since, Case.opened_at, type_=Case.opened_at.type)))
    live = select(func.count(Case.id)).where(Case.live_call_id != "", Case.state == "waiting")
    held = select(func.count(Case.id)).where(Case.state == "held")
    return Figures(
        depth=waiting.depth(session, staff),
        emergency_since=session.scalar(visible(oldest.where(Case.state == "waiting", Case.lane == 0), staff)),
        on_the_line=session.scalar(visible(live, staff)) or 0,
        held=session.scalar(visible(held, staff)) or 0,
        people=_people(session, staff, now),
        levers=levers.in_effect(session, staff, now),
        clocks=_clocks(session, staff, now),
        visits=_visits(session, staff, now),
        unanswered=[page for page in unanswered(session) if may_see_restricted(staff) or not page.restricted],
        last_hour=_last_hour(session, now - HOUR),
        unplaced=_count(session, Message.direction == "in", Message.state == "received"),
        undelivered=_count(session, Message.direction == "out", Message.state == "failed",
                           Message.next_at > now - timedelta(days=1)),
        uncertain=_count(session, Message.direction == "out", Message.state == "uncertain"),
        pulses=[Pulse(row.name, row.at, now - row.at > SILENT_AFTER)
                for row in session.scalars(select(Heartbeat).order_by(Heartbeat.name))],
    )  # fmt: skip


def _people(session: Session, staff: Staff, now: datetime) -> list[Person]:
    """Who is on, and what each carries, counted without what the reader may not know of."""
    on = presence.who_is_on(session, now)
    ids = [person.id for person in on]
    held = select(Case.agent_id, Case.channel, func.count(Case.id)).where(Case.state == "held", Case.agent_id.in_(ids))
    carries: dict[int, dict[str, int]] = defaultdict(dict)
    for agent, channel, count in session.execute(visible(held, staff).group_by(Case.agent_id, Case.channel)):
        carries[agent or 0][channel] = count
    asked = select(Offer.agent_id).join(Case, Case.id == Offer.case_id)
    asked = asked.where(Offer.outcome == "offered", Offer.expires_at > now, Offer.agent_id.in_(ids))
    offered = Counter(session.scalars(visible(asked, staff)))
    silent = [person.id for person in on if person.readiness == "not_responding"]
    missed = select(Offer.agent_id, func.max(Offer.ended_at, type_=Offer.ended_at.type))
    missed = missed.where(Offer.agent_id.in_(silent), Offer.outcome == "expired").group_by(Offer.agent_id)
    since = dict(session.execute(missed).all()) if silent else {}
    return [Person(person.name, person.readiness, since.get(person.id), carries.get(person.id, {}), offered[person.id])
            for person in on]  # fmt: skip


def _clocks(session: Session, staff: Staff, now: datetime) -> Clocks:
    tomorrow = datetime.combine(london(now).date() + timedelta(days=1), time(), LONDON)
    running = select(func.count(Deadline.id)).join(Case, Case.id == Deadline.case_id)
    running = visible(running.where(Deadline.state == "running", Case.state != "closed"), staff)
    overdue = session.scalar(running.where(Deadline.due_at < now)) or 0
    due = session.scalar(running.where(Deadline.due_at >= now, Deadline.due_at < tomorrow)) or 0
    return Clocks(due, overdue)


def _visits(session: Session, staff: Staff, now: datetime) -> Visits:
    today = london(now).date()
    begins, ends = (datetime.combine(day, time(), LONDON) for day in (today, today + timedelta(days=1)))
    theirs = select(Appointment.slot, Appointment.state, func.count()).join(Case, Case.id == Appointment.case_id)
    theirs = theirs.where(Appointment.window_from >= begins, Appointment.window_from < ends,
                          Appointment.state.in_((*AGREED, *OVER)))  # fmt: skip
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for slot, state, count in session.execute(visible(theirs, staff).group_by(Appointment.slot, Appointment.state)):
        counts[slot][state] += count
    slots = desk().landlord.appointments.slots
    named = {slot: known.label for slot, known in slots.items()} | {TODAY: "emergency visits"}  # 'today' reads as all
    rows = [(named.get(slot, slot), sum(counts[slot].values()), counts[slot]["done"])
            for slot in [*slots, *(set(counts) - set(slots))] if slot in counts]  # fmt: skip
    return Visits(rows, *(sum(each[state] for each in counts.values()) for state in ("no_access", "missed")))


def _last_hour(session: Session, since: datetime) -> LastHour:
    return LastHour(
        kept=_count(session, Message.direction == "in", Message.received_at > since),
        placed=_count(session, Message.direction == "in", Message.placed_at > since),
        sent=_count(session, Message.direction == "out", Message.kind != "page", Message.sent_at > since),
    )


def _count(session: Session, *where: object) -> int:
    # conditions of every kind
    return session.scalar(select(func.count(Message.id)).where(*where)) or 0  # type: ignore[arg-type]
