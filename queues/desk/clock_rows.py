"""The clocks of a case as its page shows them: when each is due, how it stands in words, and what may be done to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from queues import times
from queues.access import has_role, me
from queues.context import desk
from router import clocks
from router.clock import london, span
from router.model import Case, Deadline, DeadlinePause, Event
from router.values import DeadlineRule

When = Callable[[datetime, datetime], str]
"""Says an instant, given the reader's now."""
UNITS = {"hours": "hours", "working_days": "working days", "weeks": "weeks", "months": "months"}


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock. `stands` says in words what `state` does: 'late', 'soon', 'running', 'paused', 'met', 'missed',
    'stopped'."""

    id: int
    words: str
    state: str
    stands: str
    due_at: datetime
    note: str = ""
    outcomes: list[tuple[str, str]] = field(default_factory=list)
    pauses: list[str] = field(default_factory=list)
    why_no_pause: str = ""
    more: int = 0
    unit: str = ""

    @property
    def open(self) -> bool:
        """Does it still want something done?"""
        return self.state in ("late", "soon", "running", "paused")


@dataclass(frozen=True, slots=True)
class Panel:
    """All of them, the soonest first, and what an agent may do."""

    clocks: list[Clock]
    ended: list[Clock]
    may_act: bool
    begin: list[tuple[str, str]]
    today: str


def panel(session: Session, case: Case, *, dated: bool = False) -> Panel:
    """The clocks of this case, as this person may see and touch them. `dated`: no 'today', for paper."""
    at, landlord, when = desk().now(), desk().landlord, (_dated if dated else times.when)
    rows = list(session.scalars(select(Deadline).where(Deadline.case_id == case.id)))
    pauses, extended = _ledger(session, [row.id for row in rows]), _extended(session, case)
    shown = [_clock(row, case, landlord.deadlines.get(row.rule), pauses.get(row.id, []), extended, at, when)
             for row in rows]  # fmt: skip
    shown.sort(key=lambda clock: (clock.state == "paused", clock.due_at, clock.id))
    begin = [(event.id, event.words) for event in landlord.clock_events.values() if event.by_hand]
    return Panel([c for c in shown if c.open], [c for c in shown if not c.open], may_act(case), begin,
                 london(at).date().isoformat())  # fmt: skip


def may_act(case: Case) -> bool:
    """Whoever has the case, and supervisors."""
    return (case.state == "held" and case.agent_id == me().id) or has_role(me(), "supervisor")


def _clock(row: Deadline, case: Case, rule: DeadlineRule | None, pauses: list[DeadlinePause],
           extended: Mapping[int, int], at: datetime, when: When) -> Clock:  # fmt: skip
    events = desk().landlord.clock_events
    state = row.state
    if state == "running":
        warned = row.warn_at is not None and row.warn_at <= at
        state = "late" if row.due_at <= at else "soon" if warned else "running"
    return Clock(
        row.id, row.words or row.rule, state, _stands(row, state, pauses, at, when), row.due_at, row.note,
        [(name, events[name].words) for name in (rule.outcomes if rule else ()) if name in events],
        [_pause_words(pause, at, when) for pause in pauses], clocks.why_no_pause(row, case, desk().landlord),
        max(rule.extend - extended.get(row.id, 0), 0) if rule else 0, UNITS.get(rule.unit, "") if rule else "",
    )  # fmt: skip


def _stands(row: Deadline, state: str, pauses: list[DeadlinePause], at: datetime, when: When) -> str:
    if state == "paused":
        since = when(row.paused_at or at, at)
        return f"Paused since {since}. {pauses[-1].reason if pauses else ''}".strip()
    if state == "late":
        return f"Late by {span(at - row.due_at)}: was due {when(row.due_at, at)}"
    if state in ("running", "soon"):
        left = span(row.due_at - at)
        return f"{'Soon due' if state == 'soon' else 'Due'} {when(row.due_at, at)}, in {left}"
    done = f" {when(row.met_at, at)}" if row.met_at else ""
    return {"met": f"Done in time{done}", "missed": f"Done late{done}" if done else "Not done in time",
            "stopped": "Stopped"}[state]  # fmt: skip


def _pause_words(pause: DeadlinePause, at: datetime, when: When) -> str:
    until = f"to {when(pause.until_at, at)}" if pause.until_at else "until now"
    return f"{when(pause.from_at, at)} {until}: {pause.reason}"


def _dated(at: datetime, _now: datetime) -> str:
    there = london(at)
    return f"{there:%a} {there.day} {there:%b %Y %H:%M}"


def _ledger(session: Session, ids: list[int]) -> dict[int, list[DeadlinePause]]:
    """The pauses of these clocks, but for those that were none: a case was closed, and the law let nothing rest."""
    found: dict[int, list[DeadlinePause]] = {}
    query = select(DeadlinePause).where(DeadlinePause.deadline_id.in_(ids)).order_by(DeadlinePause.id)
    for row in session.scalars(query) if ids else ():
        if row.until_at != row.from_at:
            found.setdefault(row.deadline_id, []).append(row)
    return found


def _extended(session: Session, case: Case) -> dict[int, int]:
    found: dict[int, int] = {}
    for data in session.scalars(select(Event.data).where(Event.case_id == case.id, Event.what == "deadline.extended")):
        number = int(data.get("deadline", 0))
        found[number] = found.get(number, 0) + int(data.get("by", 0))
    return found
