"""What we owe tenants: for a visit that we missed, a repair left undone too long, a promise that we did not keep.

Nothing of it is a table of its own: it is read from visits and clocks, and what a supervisor said of it ("paid", "not
due") is the newest event about it in its case, with the reason as a note there. Amounts are the landlord's, in whole
pounds (`[kept]` and `[owed]` of `appointments.toml`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from router import cases
from router.clock import london
from router.clocks import RAN_OUT
from router.model import Appointment, Case, Deadline, Event, Message, record
from router.values import AppointmentRules, DeadlineRule, Landlord
from router.working_time import end_of_working_day

PROMISE = "promise"
PAID, NOT_DUE, UNDONE = "owed.paid", "owed.not_due", "owed.undone"
Kind = Literal["missed_visit", "right_to_repair", "promise"]


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said of it. `what`: PAID or NOT_DUE. `why` is the note in the case, '' where it is gone."""

    what: str
    pounds: int
    by: int
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing owed. `key`: 'visit:12' or 'clock:7'. `since`: UTC, from when it was owed. `pounds` 0: the landlord
    names no amount, a person decides. `event`: the id of the newest word on it, 0 for none; `word`: what that says,
    None while it is open. `rule` is the clock's, '' for a visit.
    """

    key: str
    kind: Kind
    case: Case
    pounds: int
    since: datetime
    rule: str
    words: str
    visit: Appointment | None
    event: int
    word: Word | None


def owed(session: Session, landlord: Landlord, at: datetime, cases_of: Select[int],
         most: int = 2_000) -> list[Owed]:  # fmt: skip
    """Everything owed in these cases (a query of their ids), settled or not, what is owed longest first."""
    a, d = Appointment, Deadline
    visits = select(a).where(a.state == "missed", a.owed_pounds > 0, a.case_id.in_(cases_of)).order_by(a.ended_at)
    found = [_of_visit(row) for row in session.scalars(visits.limit(most).options(joinedload(a.case)))]
    rules = {one.id: one for one in landlord.deadlines.values() if one.repairs}
    theirs = or_(
        d.rule.in_(list(rules)), and_(d.rule == PROMISE, d.made_by.is_not(None))
    )  # not what one of ours was told
    late = (
        select(d)
        .where(d.state.in_(("running", "missed")), d.due_at < at, theirs, d.case_id.in_(cases_of))
        .order_by(d.due_at)
    )
    clocks = session.scalars(late.limit(most).options(joinedload(d.case))).all()
    missed = _missed(session, [row for row in clocks if row.state == "missed" and row.note != RAN_OUT])
    for row in clocks:
        one = _of_clock(row, rules.get(row.rule), landlord.appointments, missed.get(row.id, at), at)
        if one is not None:
            found.append(one)
    newest = _words(session, {one.case.id for one in found})
    found = [_with(one, newest.get((one.case.id, one.key))) for one in found]
    return sorted(found, key=lambda one: (one.since, one.key))


def one_of(session: Session, landlord: Landlord, at: datetime, case: Case, key: str) -> Owed | None:
    """This one, as it stands; None when nothing of that key is owed in the case."""
    there = owed(session, landlord, at, select(Case.id).where(Case.id == case.id))
    return next((one for one in there if one.key == key), None)


def settled(session: Session, case: Case) -> dict[str, str]:
    """PAID or NOT_DUE by the keys of what was settled in this case."""
    newest = _words(session, {case.id})
    return {key: event.what for (_, key), (event, _) in newest.items() if event.what != UNDONE}


def say(session: Session, one: Owed, what: str, pounds: int, by: int, at: datetime, why: str) -> None:
    """A supervisor says that it is paid, or not due, and why; or takes that back. The case is locked by the caller.

    `why` is kept as a note on the case, never in the event. What was already said is not checked: see `Owed.event`.
    """
    note = cases.note(session, one.case, by, at, why)
    session.flush()
    record(session, at, f"staff:{by}", what, one.case, note, owed=one.key, pounds=pounds)


def _of_visit(row: Appointment) -> Owed:
    since = row.ended_at or row.window_until
    return Owed(f"visit:{row.id}", "missed_visit", row.case, row.owed_pounds, since, "", "", row, 0, None)


def _missed(session: Session, rows: Sequence[Deadline]) -> dict[int, datetime]:
    """When these clocks ended as missed, because their case was closed: what is owed for them grows no more."""
    case_ids = {row.case_id for row in rows}
    if not case_ids:
        return {}
    query = select(Event).where(Event.case_id.in_(case_ids), Event.what == "deadline.missed").order_by(Event.id.desc())
    return {int(event.data["deadline"]): event.at for event in session.scalars(query) if event.data.get("deadline")}


def _of_clock(row: Deadline, rule: DeadlineRule | None, rules: AppointmentRules, ended: datetime,
              at: datetime) -> Owed | None:  # fmt: skip
    """None for a defect that was mended before anything was owed for it. `ended`: when it stopped, `at` if it runs."""
    key = f"clock:{row.id}"
    if rule is None:
        return Owed(key, "promise", row.case, rules.promise_pounds, row.due_at, row.rule, row.words, None, 0, None)
    since = end_of_working_day(row.due_at, rule.value * (rules.repair_periods - 1))
    until = row.met_at or min(row.case.closed_at or at, ended)
    if rules.repair_periods == 1:
        since = row.due_at
    if not rules.repair_pounds or min(until, at) <= since:
        return None
    days = (london(min(until, at)).date() - london(since).date()).days
    pounds = min(rules.repair_pounds + rules.repair_pounds_a_day * days, rules.repair_pounds_most)
    return Owed(key, "right_to_repair", row.case, pounds, since, row.rule, row.words, None, 0, None)


def _words(session: Session, case_ids: set[int]) -> dict[tuple[int, str], tuple[Event, str]]:
    """The newest word on each thing owed in these cases, with its note."""
    if not case_ids:
        return {}
    query = select(Event, Message.text).outerjoin(Message, Message.id == Event.message_id)
    query = query.where(Event.case_id.in_(case_ids), Event.what.in_((PAID, NOT_DUE, UNDONE))).order_by(Event.id)
    return {
        (event.case_id, str(event.data.get("owed", ""))): (event, text or "")
        for event, text in session.execute(query) if event.case_id is not None
    }  # fmt: skip


def _with(one: Owed, said: tuple[Event, str] | None) -> Owed:
    if said is None:
        return one
    event, why = said
    word = None
    if event.what != UNDONE:
        by = int(event.who.removeprefix("staff:") or 0)
        word = Word(event.what, int(event.data.get("pounds", 0)), by, event.at, why)
    return Owed(one.key, one.kind, one.case, one.pounds, one.since, one.rule, one.words, one.visit, event.id, word)


def total(found: Sequence[Owed]) -> int:
    """What is open of these, in pounds."""
    return sum(one.pounds for one in found if one.word is None)
