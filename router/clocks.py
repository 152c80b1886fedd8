"""Clocks as rows: start, meet, pause, resume, extend, stop. What starts them is in `deadlines.py`; what
people promise is in `promises.py`.

A clock stops in four ways only, each an event with its evidence: it is met (by the message, act or note named), it is
missed, a person says that it does not apply, or the case is closed. A case that opens again takes its clocks up where
they were: the time in between is a pause like any other, and the ledger of pauses (`DeadlinePause`) says why.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from router.clock import LONDON, london
from router.deadlines import (
    ANSWER,
    PROMISE,
    WARN_SHARE,
    extended,
    following,
    may_pause,
    pressing_time,
    warn_time,
)
from router.model import Case, Deadline, Event, Message, Repair, fresh, record
from router.pauses import end_pause, no_pause, paused_time, rest
from router.storage.database import add_later, waiting_rows, write_later
from router.values import EMERGENCY_HAZARD, SIGNIFICANT_HAZARD, DeadlineRule, DeadlineStart, Landlord
from router.working_time import counted, reach

OPEN = ("running", "paused")
CLOSED = "The case was closed."
"""Why a clock rests while its case is closed."""
RAN_OUT = "It was not marked as done, and ran out while the case was closed."

# Made once: to put a query together costs more than to run it.
_OPEN = select(Deadline).where(Deadline.case_id == bindparam("case"), Deadline.state.in_(OPEN)).order_by(
    Deadline.due_at, Deadline.id)  # fmt: skip


class Refused(ValueError):
    """It cannot be done to this clock. The text says why, in one line, for the person who asked."""


def started(session: Session, case: Case) -> list[Deadline]:
    """The clocks of this case that run or are paused, the soonest first."""
    write_later(session)
    session.flush()
    return list(session.scalars(_OPEN, {"case": case.id}))


def running(session: Session, case: Case) -> list[Deadline]:
    """The clocks of this case that run, the soonest first."""
    return [row for row in started(session, case) if row.state == "running"]


def settle(session: Session, case: Case) -> None:
    """A case is due when the soonest of its running clocks is."""
    case.due_at = min((row.due_at for row in running(session, case)), default=None)


def breached(at: datetime) -> Select[Deadline]:
    """Clocks of open cases that are late: a query over Deadline and Case."""
    return _running_in_open_cases().where(Deadline.due_at <= at)


def soon_due(at: datetime) -> Select[Deadline]:
    """Clocks of open cases that will soon be late: a query over Deadline and Case."""
    return _running_in_open_cases().where(Deadline.warn_at <= at, Deadline.due_at > at)


def _running_in_open_cases() -> Select[Deadline]:
    return select(Deadline).join(Case, Case.id == Deadline.case_id).where(
        Deadline.state == "running", Case.state != "closed")  # fmt: skip


def start(session: Session, case: Case, clocks: Sequence[DeadlineStart]) -> None:
    """Start these clocks, unless the case has the rule running already; then the sooner due date stands.

    A paused answer clock runs again: the tenant has spoken.
    """
    in_table = session.scalars(_OPEN, {"case": case.id}) if case.id else ()
    there_already = [*(row for row in in_table if row.state in OPEN), *waiting_rows(session, Deadline, case)]
    known = {row.rule: row for row in there_already if row.rule != PROMISE}
    for clock in clocks:
        there = known.get(clock.rule)
        if there is None:
            known[clock.rule] = row = row_of(clock)
            add_later(session, row, case)
            record(session, clock.started_at, "worker", "deadline.started", case, rule=clock.rule)
        elif there.state == "paused" and clock.rule != ANSWER:
            continue  # whoever paused it knows of the matter
        else:
            if there.state == "paused":
                end_pause(session, case, there, max(clock.started_at, there.paused_at or clock.started_at), "tenant")
            if clock.due_at < there.due_at:
                there.due_at, there.counting, there.warn_at = clock.due_at, clock.counting, clock.warn_at
        due = known[clock.rule].due_at
        case.due_at = min(case.due_at, due) if case.due_at else due


def row_of(clock: DeadlineStart, made_by: int | None = None) -> Deadline:
    """A clock that begins, as a row without its case. `made_by`: the id of the member of staff who promised it."""
    return fresh(Deadline, rule=clock.rule, words=clock.words, started_at=clock.started_at, due_at=clock.due_at,
                 state="running", paused_seconds=0, met_at=None, paused_at=None, counting=clock.counting,
                 made_by=made_by, warn_at=clock.warn_at, warned_at=None, escalated_at=None, note="")  # fmt: skip


# --- how one ends ----------------------------------------------------------------------------


def met(
    session: Session, deadline: Deadline, at: datetime, who: str, note: str, message: Message | None = None
) -> None:
    """It was done, on time or late. `note` says by what; `message` is the one that did it."""
    case = _case(session, deadline)
    if deadline.state == "paused":
        end_pause(session, case, deadline, at, who)
    deadline.state, deadline.met_at = ("met" if at <= deadline.due_at else "missed"), at
    deadline.note = note[:500]
    record(session, at, who, f"deadline.{deadline.state}", case, message, rule=deadline.rule, deadline=deadline.id)
    settle(session, case)


def finish(session: Session, deadline: Deadline, outcome: str, at: datetime, who: str, note: str,
           landlord: Landlord) -> None:  # fmt: skip
    """The same by an agent, who says how it ended: other clocks end with it, and what follows starts."""
    case, rule = _case(session, deadline), landlord.deadlines.get(deadline.rule)
    outcomes = rule.outcomes if rule else ()
    if outcomes and outcome not in outcomes:
        raise Refused("Say how it ended.")
    event = landlord.clock_events.get(outcome) if outcomes else None
    words = ". ".join(part for part in (event.words if event else "", note.strip()) if part)
    met(session, deadline, at, who, words)
    also = rule.meets if rule and event else ()
    for row in started(session, case):
        if row.rule in also:
            met(session, row, at, who, f"Done with: {deadline.words}"[:500])
    if event:
        happen(session, case, event.id, at, who, landlord)


def happen(session: Session, case: Case, event: str, at: datetime, who: str, landlord: Landlord) -> int:
    """Something happened that starts clocks: start them, and say how many there are."""
    clocks = following(event, at, landlord)
    record(session, at, who, "deadline.event", case, event=event)
    start(session, case, clocks)
    settle(session, case)
    return len(clocks)


def stop(session: Session, deadline: Deadline, at: datetime, who: str, note: str) -> None:
    """It does not apply, and why."""
    case = _case(session, deadline)
    if deadline.state == "paused":
        end_pause(session, case, deadline, at, who)
    deadline.state, deadline.note = "stopped", note[:500]
    record(session, at, who, "deadline.stopped", case, rule=deadline.rule, deadline=deadline.id)
    settle(session, case)


def answered(session: Session, case: Case, who: str, at: datetime, message: Message | None = None) -> None:
    """A person answered, on whatever channel: the answer clock is met, on time or late."""
    case.answered_at = case.answered_at or at
    for row in started(session, case):
        if row.rule == ANSWER:
            met(session, row, at, who, f"Answered by {_channel(message)}." if message else "Answered.", message)
    settle(session, case)


def not_answered(session: Session, case: Case, message: Message, who: str, at: datetime) -> None:
    """The answer was taken back before it left: the clock that it met runs on as if it had never been written."""
    ended = select(Event.data).where(Event.case_id == case.id, Event.message_id == message.id,
                                     Event.what.in_(("deadline.met", "deadline.missed")))  # fmt: skip
    for data in session.scalars(ended):
        row = session.get(Deadline, data.get("deadline", 0))
        if row is None or row.rule != ANSWER or row.state not in ("met", "missed") or case.state == "closed":
            continue
        if any(each.rule == ANSWER for each in started(session, case)):
            continue
        row.state, row.met_at, row.note = "running", None, ""
        record(session, at, who, "deadline.resumed", case, message, rule=row.rule, deadline=row.id)
        if case.answered_at is not None and case.answered_at >= message.received_at:
            case.answered_at = None
    settle(session, case)


def answer_again(session: Session, case: Case, at: datetime) -> None:
    """A person must look again: an answer clock with as much time as the last one had, unless one runs."""
    if any(row.rule == ANSWER for row in started(session, case)):
        return
    last = select(Deadline).where(Deadline.case_id == case.id, Deadline.rule == ANSWER).order_by(Deadline.id.desc())
    row = session.scalars(last.limit(1)).first()
    if row is None:
        return
    whole = counted(row.counting, row.started_at, row.started_at, row.due_at)
    whole = max(whole - paused_time(session, row), timedelta(minutes=1))
    due = reach(row.counting, at, at, whole)
    if case.lane == 0:  # however much the clock had before it was an emergency's
        due = min(due, at + pressing_time(case.urgency))
    start(session, case, [DeadlineStart(ANSWER, at, due, row.words, row.counting, warn_time(row.counting, at, due))])
    settle(session, case)


# --- pauses ----------------------------------------------------------------------------------


def why_no_pause(deadline: Deadline, case: Case, landlord: Landlord) -> str:
    """Why this clock may not rest, in one line; '' when it may."""
    if deadline.rule == PROMISE:
        return "A promise cannot be paused. If it cannot be kept, tell them and promise something new."
    if deadline.rule == ANSWER and case.lane == 0:
        return "It cannot be paused: an emergency waits for an answer."
    if not may_pause(deadline.rule, landlord):
        return "It cannot be paused: the law knows no pause. Write down what stands in the way: that is your evidence."
    return ""


def pause(session: Session, deadline: Deadline, at: datetime, by: int, reason: str, landlord: Landlord) -> None:
    """It rests from now on, and why. Raises Refused where its rule knows no pause, or when it is late already."""
    case, reason = _case(session, deadline), " ".join(reason.split())[:300]
    if why_not := why_no_pause(deadline, case, landlord):
        raise Refused(why_not)
    if deadline.state != "running":
        raise Refused("Only a clock that runs can be paused.")
    if at >= deadline.due_at:
        raise Refused("It is late already, so a pause does not help.")
    if not reason:
        raise Refused("Say why it is paused.")
    rest(session, deadline, at, reason, by)
    record(session, at, f"staff:{by}", "deadline.paused", case, rule=deadline.rule, deadline=deadline.id)
    settle(session, case)


def resume(session: Session, deadline: Deadline, at: datetime, by: int) -> None:
    """It runs again. The time of the pause does not count."""
    if deadline.state != "paused":
        raise Refused("Only a paused clock can run again.")
    case = _case(session, deadline)
    end_pause(session, case, deadline, at, f"staff:{by}")
    settle(session, case)


# --- more time, and a case that closes and opens ---------------------------------------------


def extend(session: Session, deadline: Deadline, rule: DeadlineRule | None, by: int, reason: str, staff_id: int,
           at: datetime) -> None:  # fmt: skip
    """Give it `by` more of its units, within what the rule allows in all, with a reason. Raises Refused."""
    reason, case = " ".join(reason.split()), _case(session, deadline)
    if rule is None or not rule.extend:
        raise Refused("There is no more time for this clock.")
    if deadline.state != "running" or at >= deadline.due_at:
        raise Refused("Only a clock that runs and is not late can have more time.")
    so_far = sum(int(data.get("by", 0)) for data in session.scalars(
        select(Event.data).where(Event.case_id == case.id, Event.what == "deadline.extended"))
        if data.get("deadline") == deadline.id)  # fmt: skip
    left = rule.extend - so_far
    if not 1 <= by <= left:
        unit = rule.unit.replace("_", " ")
        raise Refused(f"It can have from 1 to {left} more {unit}." if left else f"It has had all {rule.extend} {unit}.")
    if not reason:
        raise Refused("Say why it needs more time.")
    deadline.due_at = extended(rule, deadline.due_at, deadline.started_at, by)
    deadline.warn_at = warn_time(deadline.counting, deadline.started_at, deadline.due_at, rule.warn)
    deadline.warned_at = None
    deadline.note = f"{by} more {rule.unit.replace('_', ' ')}: {reason}"[:500]
    record(session, at, f"staff:{staff_id}", "deadline.extended", case, rule=deadline.rule, deadline=deadline.id, by=by)
    settle(session, case)


def rest_all(session: Session, case: Case, who: str, at: datetime) -> None:
    """The case is closed: its clocks stop. All but the answer are taken up again if it opens."""
    by = int(who.removeprefix("staff:")) if who.startswith("staff:") else None
    for row in started(session, case):
        if row.state == "paused":
            end_pause(session, case, row, at, who)
        if row.due_at < at:
            row.state, row.note = "missed", "It was not done when the case was closed."
        else:
            if row.rule != ANSWER:
                rest(session, row, at, CLOSED, by)
            row.state, row.note = "stopped", CLOSED
        record(session, at, who, f"deadline.{row.state}", case, rule=row.rule, deadline=row.id)
    case.due_at = None


def take_up_all(session: Session, case: Case, who: str, at: datetime, landlord: Landlord | None = None) -> None:
    """The case is open again: clocks that its closing stopped run on, by their first due time.

    Those that may rest (as `landlord` says; None: none may) have the time in between added. One that ran out meanwhile
    was missed, which its evidence says; that wakes nobody: nobody is late just now by having been away.
    """
    write_later(session)
    session.flush()
    stopped = select(Deadline).where(Deadline.case_id == case.id, Deadline.state == "stopped",
                                     Deadline.paused_at.is_not(None))  # fmt: skip
    for row in session.scalars(stopped).all():
        row.note = ""
        if landlord is not None and may_pause(row.rule, landlord):
            end_pause(session, case, row, at, who)
            continue
        no_pause(session, row)
        if row.due_at <= at:
            row.state, row.note = "missed", RAN_OUT
            record(session, at, who, "deadline.missed", case, rule=row.rule, deadline=row.id)
        else:
            record(session, at, who, "deadline.resumed", case, rule=row.rule, deadline=row.id)
    settle(session, case)
    if who != "tenant":  # their message starts its own
        answer_again(session, case, at)


def sooner(session: Session, case: Case, due_at: datetime, at: datetime) -> None:
    """It is more pressing now, so a person answers by then; never later than before, unless that was past already.

    Whoever has the case and has answered has nothing more to answer. The clock is warned of and escalated anew: that
    it was late as something lesser woke nobody.
    """
    there = next((row for row in started(session, case) if row.rule == ANSWER), None)
    if case.state == "held" and there is None:
        return
    if there is not None:
        if there.state == "running" and there.due_at <= at:
            if there.escalated_at is None:  # that it was late stays on record
                record(session, at, "house", "deadline.breached", case, rule=ANSWER, deadline=there.id)
            there.due_at, there.counting, there.warn_at = due_at, "elapsed", at + (due_at - at) * WARN_SHARE
            record(session, at, "house", "deadline.started", case, rule=ANSWER, deadline=there.id)
        there.escalated_at = there.warned_at = None
    clock = DeadlineStart(ANSWER, at, due_at, "First answer from a person, now that it is more pressing", "elapsed",
                          at + (due_at - at) * WARN_SHARE)  # fmt: skip
    start(session, case, [clock])
    settle(session, case)


def raised(session: Session, case: Case, who: str, at: datetime, landlord: Landlord) -> None:
    """A person says that it is an emergency: if something is broken, the clock of an emergency hazard runs.

    It runs from the receipt of the tenant's newest words, not from when somebody read them as an emergency: aware
    means by any route (SI 2025/1042).
    """
    write_later(session)
    broken = select(Repair.id).where(Repair.case_id == case.id, Repair.state != "denied", ~Repair.repair.like("job.%"))
    if case.lane == 0 and case.state != "closed" and session.scalar(broken.limit(1)) is not None:
        words = (Message.case_id == case.id, Message.direction == "in", Message.automatic == "")
        told = session.scalar(select(func.max(Message.received_at)).where(*words)) or at
        record(session, at, who, "deadline.event", case, event=EMERGENCY_HAZARD)
        start(session, case, following(EMERGENCY_HAZARD, told, landlord))
        settle(session, case)


def hazard_runs(session: Session, case: Case, landlord: Landlord) -> bool:
    """Does a clock run that a significant hazard starts? Then the case belongs to lane 1, however urgent it is."""
    rules = {rule.id for rule in landlord.deadlines.values() if SIGNIFICANT_HAZARD in rule.starts}
    return any(row.rule in rules for row in started(session, case))


def _case(session: Session, deadline: Deadline) -> Case:
    return session.get_one(Case, deadline.case_id)


def _channel(message: Message) -> str:
    names = {"sms": "text message", "whatsapp": "WhatsApp", "email": "email", "voice": "telephone"}
    return names.get(message.channel, message.channel)


def day_of(at: datetime) -> str:
    """'Fri 4 Dec 17:00' in London, for a line of words."""
    there = london(at).astimezone(LONDON)
    return f"{there:%a} {there.day} {there:%b} {there:%H:%M}"
