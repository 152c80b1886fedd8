"""The wallboard's figures, each one query. Counts and times only: it hangs where visitors can read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queues import presence, waiting
from queues.access import visible
from router.model import Case, Heartbeat, Message, Staff

ALARM_AFTER = timedelta(minutes=2)
SILENT_AFTER = timedelta(seconds=60)
HOUR = timedelta(hours=1)


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
class Figures:
    """Everything the wallboard shows. `emergency_since` is when the longest-waiting emergency began to wait."""

    depth: waiting.Depth
    emergency_since: datetime | None
    on_the_line: int
    held: int
    on: list[Staff]
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
        on=presence.who_is_on(session, now),
        last_hour=_last_hour(session, now - HOUR),
        unplaced=_count(session, Message.direction == "in", Message.state == "received"),
        undelivered=_count(session, Message.direction == "out", Message.state == "failed",
                           Message.next_at > now - timedelta(days=1)),
        uncertain=_count(session, Message.direction == "out", Message.state == "uncertain"),
        pulses=[Pulse(row.name, row.at, now - row.at > SILENT_AFTER)
                for row in session.scalars(select(Heartbeat).order_by(Heartbeat.name))],
    )  # fmt: skip


def _last_hour(session: Session, since: datetime) -> LastHour:
    return LastHour(
        kept=_count(session, Message.direction == "in", Message.received_at > since),
        placed=_count(session, Message.direction == "in", Message.placed_at > since),
        sent=_count(session, Message.direction == "out", Message.sent_at > since),
    )


def _count(session: Session, *where: object) -> int:
    return session.scalar(select(func.count(Message.id)).where(*where)) or 0  # type: ignore[arg-type]
