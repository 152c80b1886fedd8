"""Counts by day, channel and queue. A day is a day on a London clock."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queues.access import visible
from router.clock import LONDON, london
from router.model import Case, Message, Staff


@dataclass(slots=True)
class Day:
    """One London day: messages in by channel, cases opened and closed by queue, answers sent."""

    date: date
    came_in: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    closed: int = 0
    answered: int = 0


def days(session: Session, staff: Staff, now: datetime, count: int) -> list[Day]:
    """The last `count` days, newest first; each counted between its own midnights, so clock changes come out right."""
    today = london(now).date()
    return [_day(session, staff, today - timedelta(days=back)) for back in range(count)]


def _day(session: Session, staff: Staff, day: date) -> Day:
    start = datetime.combine(day, time(), LONDON)
    end = datetime.combine(day + timedelta(days=1), time(), LONDON)
    found = Day(day)
    incoming = select(Message.channel, func.count(Message.id)).join(Case, Case.id == Message.case_id)
    incoming = incoming.where(Message.direction == "in", Message.received_at >= start, Message.received_at < end)
    for channel, number in session.execute(visible(incoming, staff).group_by(Message.channel)):
        found.came_in[channel] = number
    opened = select(Case.queue, func.count(Case.id)).where(Case.opened_at >= start, Case.opened_at < end)
    for queue, number in session.execute(visible(opened, staff).group_by(Case.queue)):
        found.opened[queue] = number
    closed = select(func.count(Case.id)).where(Case.closed_at >= start, Case.closed_at < end)
    found.closed = session.scalar(visible(closed, staff)) or 0
    answers = select(func.count(Message.id)).join(Case, Case.id == Message.case_id).where(
        Message.direction == "out", Message.kind == "reply", Message.sent_at >= start, Message.sent_at < end
    )  # fmt: skip
    found.answered = session.scalar(visible(answers, staff)) or 0
    return found
