"""How urgent is it, and because of what? Pure: repairs and facts in, urgency and reasons out.

Rules only ever raise an urgency; only a named person may lower one.
"""

from collections.abc import Collection, Sequence
from datetime import date

from router.values import URGENCIES, Landlord, RepairType, UpliftRule, Urgency


def decide(repairs: Sequence[str], flags: Collection[str], landlord: Landlord) -> tuple[Urgency, tuple[str, ...]]:
    """The urgency of the most pressing of these repairs, given these facts, and the reasons in plain words.

    `repairs` are ids of `repairs.yaml` (the fault and what else the message names); ids the landlord does not have are
    passed over. `flags` are what the words and the home's record say, with 'winter' where `in_winter` is true.
    Nothing broken gives ('none', ()).
    """
    worst: Urgency = "none"
    reasons: tuple[str, ...] = ()
    for identity in repairs:
        repair = landlord.repairs.get(identity)
        if repair is None:
            continue
        urgency, because = _one(repair, flags, landlord)
        if _rank(urgency) < _rank(worst):
            worst, reasons = urgency, because
    return worst, reasons


def learned(before: Sequence[str], known: Collection[str], faults: Sequence[str], facts: Collection[str],
            landlord: Landlord) -> tuple[Urgency, tuple[str, ...]]:  # fmt: skip
    """What became more pressing by a fact that was learned later: how urgent it is now, and what raised it.

    `before` and `known` are the faults and facts there were, `faults` and `facts` those there are now, 'winter' among
    them where it is. ('none', ()) when it is as pressing as it was: nothing is raised twice by the same fact.
    """
    was, _ = decide(before, known, landlord)
    level, because = decide(faults, facts, landlord)
    return (level, because[1:]) if _rank(level) < _rank(was) else ("none", ())


def season(day: date) -> set[str]:
    """The facts that the day itself brings."""
    return {"winter"} if in_winter(day) else set()


def in_winter(day: date) -> bool:
    """Is this London date in the Right to Repair winter, 1 November to 30 April (SI 1994/133)?"""
    return day.month >= 11 or day.month <= 4


STATUTORY = ("significant", "significant_assess", "phase2_assess")
"""Values of a repair's `awaab` that make it a significant hazard, once a hazard of it is in force."""
FRAIL = frozenset(("vulnerable", "respiratory", "baby"))


def significant(repairs: Collection[str], flags: Collection[str], day: date, landlord: Landlord) -> bool:
    """Is one of these faults a significant hazard of Awaab's Law, as the law stands on this London date?

    One that an agent is to assess counts when somebody frail lives there.
    """
    for identity in repairs:
        repair = landlord.repairs.get(identity)
        if repair is None or not any(landlord.hazards.get(hazard, date.max) <= day for hazard in repair.hazards):
            continue
        if repair.awaab in STATUTORY or (repair.awaab == "assess" and not FRAIL.isdisjoint(flags)):
            return True
    return False


def _one(repair: RepairType, flags: Collection[str], landlord: Landlord) -> tuple[Urgency, tuple[str, ...]]:
    urgency = repair.urgency
    reasons = [f"{repair.label}: {_said(urgency)}"]
    for flag, to in repair.uplifts.items():
        if flag in flags and _rank(to) < _rank(urgency):
            urgency = to
            reasons.append(f"raised to {_said(to)}: {_meaning(flag, landlord)}")
    for rule in landlord.uplifts:
        if (rule.groups and repair.group not in rule.groups) or not all(flag in flags for flag in rule.flags):
            continue
        to = _raised(urgency, repair.urgency, rule)
        if _rank(to) < _rank(urgency):
            urgency = to
            named = " and ".join(_meaning(flag, landlord) for flag in rule.flags)
            reasons.append(f"raised to {_said(to)}: {named}")
    return urgency, tuple(reasons)


def _raised(now: Urgency, default: Urgency, rule: UpliftRule) -> Urgency:
    """What the rule makes of it. Steps count from the repair's own default, so that two rules never add up."""
    if rule.to is not None:
        return rule.to if _rank(rule.to) < _rank(now) else now
    rank = max(_rank(default) - rule.raise_by, _rank(rule.cap) if rule.cap else 0)
    return URGENCIES[rank] if rank < _rank(now) else now


def _rank(urgency: Urgency) -> int:
    return URGENCIES.index(urgency)


def _said(urgency: Urgency) -> str:
    return urgency.replace("_", " ")


def _meaning(flag: str, landlord: Landlord) -> str:
    meaning = landlord.flags.get(flag, flag.replace("_", " "))
    return meaning[:1].lower() + meaning[1:]
