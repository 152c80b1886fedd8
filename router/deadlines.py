"""Clocks: what starts when a message reaches us, or when something is done. Pure.

Every clock starts at receipt, on any channel, not when somebody opens it: "aware" means by any route (Hazards in
Social Housing (Prescribed Requirements) (England) Regulations 2025). Which clocks there are, what starts and ends them
and from which day is the landlord's `deadlines.yaml`; how their time runs is in `working_time.py`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from router.clock import LONDON, london
from router.safety import is_restricted, scripts_for
from router.urgency import in_winter, significant
from router.values import (
    EMERGENCY_HAZARD,
    RIGHT_TO_REPAIR,
    SIGNIFICANT_HAZARD,
    DeadlineRule,
    DeadlineStart,
    Labels,
    Landlord,
    Placement,
)
from router.working_time import (
    Rows,
    counted,
    end_of_day,
    end_of_working_day,
    months_later,
    open_during,
    reach,
    rows_of,
    working_day_before,
)

ANSWER, PROMISE = "answer", "promise"
"""Clocks that no law has: a person's first answer, and what an agent promised."""
LIFE_SAFETY_MINUTES = 2
EMERGENCY_MINUTES = 30  # a person decides within 30 minutes, at any hour (`repairs.yaml`, emergency_review)
WARN_SHARE = 0.75  # of its time, for clocks of hours and minutes
WARN_AT = time(9, 0)  # London, on a working day before the day it is due, for clocks of days


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the earlier messages of a case told of: what is broken, and facts of the household."""

    faults: Collection[str] = ()
    flags: Collection[str] = ()


def started_by(labels: Labels, placement: Placement, received_at: datetime, landlord: Landlord,
               facts: Collection[str] = (), earlier: Earlier = Earlier(), *,
               together: bool = False) -> list[DeadlineStart]:  # fmt: skip
    """The clocks that this message starts. The first is always the answer. `facts`: what is known of the household.

    With `earlier`, also what this message and those before it make only together ("it is our only toilet"): that
    starts now. What was so before this message is not started again by whatever else they write. `together`: only with
    what was told before is it an emergency.
    """
    day = london(received_at).date()
    faults, before = _faults(labels), {*facts, *earlier.flags}
    flags = {*labels.flags, *before}
    calls = _called_for(faults, flags, day, landlord)
    if earlier.faults:
        calls |= _called_for({*earlier.faults, *faults}, flags, day, landlord) - _called_for(
            earlier.faults, before, day, landlord)  # fmt: skip
    happened = {labels.topic, *calls}
    if placement.lane == 0 and _is_hazard(labels, [*faults, *earlier.faults] if together else faults, landlord):
        happened.add(EMERGENCY_HAZARD)
    clocks = [_answer(placement, received_at, landlord)]
    for rule in landlord.deadlines.values():
        if (not happened.isdisjoint(rule.starts) or rule.id in calls) and rule.in_force(day):
            clocks.append(start_of(rule, received_at))
    return clocks


def called_for_now(faults: Collection[str], before: Collection[str], now: Collection[str], told_at: datetime,
                   landlord: Landlord) -> list[DeadlineStart]:  # fmt: skip
    """The clocks that these faults call for with the facts known `now`, and did not with those known `before`.

    They run from when the faults were told of.
    """
    day = london(told_at).date()
    calls = _called_for(faults, now, day, landlord) - _called_for(faults, before, day, landlord)
    return [start_of(rule, told_at) for rule in landlord.deadlines.values()
            if rule.in_force(day) and (not calls.isdisjoint(rule.starts) or rule.id in calls)]  # fmt: skip


def _called_for(faults: Collection[str], flags: Collection[str], day: date, landlord: Landlord) -> set[str]:
    """What these faults and facts call for on this day: the Right to Repair's rules, SIGNIFICANT_HAZARD."""
    faults = frozenset(faults)
    if not faults:
        return set()
    about = [rule for rule in landlord.deadlines.values() if not faults.isdisjoint(rule.repairs)]  # one or two of sixty
    found = {rule.id for rule in about if _is_defect(rule, faults, flags, day)}
    return found | {SIGNIFICANT_HAZARD} if significant(faults, flags, day, landlord) else found


def of_a_hazard(starts: Iterable[DeadlineStart], landlord: Landlord) -> bool:
    """Does one of these run because of a significant hazard? Such a case waits in the hazards' lane."""
    rules = (landlord.deadlines.get(clock.rule) for clock in starts)
    return any(rule is not None and SIGNIFICANT_HAZARD in rule.starts for rule in rules)


def first_look(received_at: datetime) -> DeadlineStart:
    """The clock of a message that could not be read at all, or hardly: it may be an emergency, at any hour."""
    return _elapsed(ANSWER, received_at, EMERGENCY_MINUTES, "A person looks at what could not be read by machine")


def following(event: str, at: datetime, landlord: Landlord) -> list[DeadlineStart]:
    """The clocks that this event starts: an investigation that is finished, a complaint that is acknowledged."""
    day = london(at).date()
    return [start_of(rule, at) for rule in landlord.deadlines.values() if event in rule.starts and rule.in_force(day)]


def may_pause(rule: str, landlord: Landlord) -> bool:
    """May a clock of this rule rest? A promise may not, nor one whose rule is gone: nothing says that it may."""
    known = landlord.deadlines.get(rule)
    return rule == ANSWER or (known is not None and known.pausable)


def start_of(rule: DeadlineRule, at: datetime) -> DeadlineStart:
    """This clock, started at this instant."""
    due, counting = _due(rule.value, rule.unit, at), _counting(rule.unit)
    words = f"Right to Repair: {rule.words}" if RIGHT_TO_REPAIR in rule.starts else rule.words
    return DeadlineStart(rule.id, at, due, words, counting, warn_time(counting, at, due, rule.warn))


def extended(rule: DeadlineRule, due_at: datetime, started_at: datetime, by: int) -> datetime:
    """When it is due with `by` more of its units."""
    if rule.unit == "months":
        there = due_at.astimezone(LONDON)
        return datetime.combine(months_later(there.date(), by), there.time(), LONDON).astimezone(due_at.tzinfo)
    each = {"hours": timedelta(hours=1), "weeks": timedelta(weeks=1)}.get(rule.unit, timedelta(days=1))
    return reach(_counting(rule.unit), started_at, due_at, each * by)


def warn_time(counting: str, started_at: datetime, due_at: datetime, days: int = 1) -> datetime:
    """When somebody is told that it will soon be due: after three quarters of its time, or for clocks of days in the
    morning of a working day before the day it is due."""
    if counting in ("days", "calendar"):
        eve = datetime.combine(working_day_before(london(due_at).date(), days), WARN_AT, LONDON)
        if eve > started_at:
            return eve.astimezone(due_at.tzinfo)
        return started_at + (due_at - started_at) * WARN_SHARE
    whole = counted(counting, started_at, started_at, due_at)
    return reach(counting, started_at, started_at, whole * WARN_SHARE)


def _due(value: int, unit: str, at: datetime) -> datetime:
    if unit == "hours":
        return at + timedelta(hours=value)
    if unit == "working_days":
        return end_of_working_day(at, value)
    day = london(at).date()
    return end_of_day(day + timedelta(weeks=value) if unit == "weeks" else months_later(day, value))


def _counting(unit: str) -> str:
    return {"hours": "elapsed", "working_days": "days"}.get(unit, "calendar")


def _faults(labels: Labels) -> list[str]:
    """What is broken; contact about a job is no fault."""
    return [each for each in dict.fromkeys((labels.repair, *labels.also)) if each and not each.startswith("job.")]


def _is_hazard(labels: Labels, faults: Collection[str], landlord: Landlord) -> bool:
    """May it be an emergency hazard of the home? A fault is named, or a danger that a fault brings."""
    if faults:
        return True
    if is_restricted(labels, landlord):
        return False
    return any(trigger in landlord.repairs for script in scripts_for(labels, landlord) for trigger in script.triggers)


def _is_defect(rule: DeadlineRule, faults: Collection[str], flags: Collection[str], day: date) -> bool:
    """Is one of these faults this defect of the Right to Repair, on this day, in this home?"""
    if rule.season and (rule.season == "winter") != in_winter(day):
        return False
    return all(need in flags for need in rule.needs) and any(
        fault in rule.repairs and all(need in flags for need in rule.needs_for.get(fault, ())) for fault in faults
    )


def pressing_time(urgency: str) -> timedelta:
    """How soon a person answers an emergency, at any hour."""
    return timedelta(minutes=LIFE_SAFETY_MINUTES if urgency == "life_safety" else EMERGENCY_MINUTES)


def _answer(placement: Placement, received_at: datetime, landlord: Landlord) -> DeadlineStart:
    if placement.any_hour and placement.lane > 0:
        return first_look(received_at)
    queue = landlord.queues.get(placement.queue)
    words = f"First answer from a person ({queue.title if queue else placement.queue})"
    if placement.lane == 0 or placement.urgency == "life_safety":
        return _elapsed(ANSWER, received_at, pressing_time(placement.urgency) // timedelta(minutes=1), words)
    if queue is None or queue.all_hours:
        return _elapsed(ANSWER, received_at, queue.answer_within_minutes if queue else 480, words)
    rows: Rows = queue.hours or rows_of(landlord.opening)
    counting, whole = open_during(rows), timedelta(minutes=queue.answer_within_minutes)
    due = reach(counting, received_at, received_at, whole)
    return DeadlineStart(ANSWER, received_at, due, words, counting,
                         reach(counting, received_at, received_at, whole * WARN_SHARE))  # fmt: skip


def _elapsed(rule: str, at: datetime, minutes: int, words: str) -> DeadlineStart:
    due = at + timedelta(minutes=minutes)
    return DeadlineStart(rule, at, due, words, "elapsed", at + (due - at) * WARN_SHARE)
