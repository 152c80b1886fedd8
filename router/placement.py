"""Labels in; lane, queue and reason out. Pure.

Nothing here lowers an urgency: the higher of the repair's urgency and the scripts' severity wins.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from router import languages, urgency
from router.clock import london
from router.safety import is_restricted, scripts_for
from router.values import URGENCIES, Labels, Landlord, Placement, RepairType, Urgency

EMERGENCY_QUEUE = "repairs_emergency"
DEFAULT_QUEUE = "general"
PRESSING: tuple[Urgency, ...] = ("life_safety", "emergency")


def higher(one: Urgency, other: Urgency) -> Urgency:
    """The more pressing of two."""
    return min(one, other, key=URGENCIES.index)


def is_cry(labels: Labels) -> bool:
    """Does it read as an emergency, and nobody can say of what: somebody only cries for help?"""
    return labels.topic == "general.unclear" and labels.repair is None and labels.urgency in PRESSING


def severity(labels: Labels, level: Urgency, landlord: Landlord) -> Urgency:
    """The higher of the urgency and the severity of every safety script called for."""
    for script in scripts_for(labels, landlord):
        level = higher(level, script.severity)
    return level


def the_repair(labels: Labels, landlord: Landlord) -> RepairType | None:
    """The repair that decides the queue: the fault itself, also when the contact is about an existing job."""
    if labels.repair and labels.repair.startswith("job.") and labels.also:
        return landlord.repairs.get(labels.also[0])
    return landlord.repairs.get(labels.repair) if labels.repair else None


def weigh(labels: Labels, facts: Collection[str], received_at: datetime, landlord: Landlord, automatic: str = "",
          said: Urgency | None = None) -> tuple[Placement, tuple[str, ...]]:  # fmt: skip
    """Where it waits, once what is known of the household and the season is weighed in; and what raised it, in words.

    `facts` are flags of the home's and the tenant's record. `said` is how urgent a person said it is: that stands, for
    they have read it; a danger among the labels still counts. Where the reading doubts that anything is broken (urgent,
    for a person, though the fault by itself is an emergency), that stands unless the record or the season adds to it.
    """
    flags = {*labels.flags, *facts} | urgency.season(london(received_at).date())
    repair = the_repair(labels, landlord)
    named = [repair.id] if repair else []
    level, because = urgency.decide(named, flags, landlord)
    doubted = labels.needs_person and labels.urgency == "urgent"
    if doubted and level == urgency.decide(named, labels.flags, landlord)[0]:
        level, because = labels.urgency, ()
    level = said or higher(level, labels.urgency)
    placed = place(labels, level, landlord, automatic, london(received_at).date(), flags)
    return placed, because[1:] if said is None else ()


def taken_together(placed: Placement, level: Urgency, because: Collection[str], queue: str,
                   landlord: Landlord) -> Placement:  # fmt: skip
    """Where a message puts its case that makes what was told before more pressing: never lower, nor elsewhere for less
    than an emergency. `queue` is where the case is."""
    if higher(level, placed.urgency) == placed.urgency:
        return placed
    why = ", ".join(["Taken together with what was told before", *because]) + "."
    if placed.lane == 0:
        return replace(placed, urgency=level, reason=f"{why} {placed.reason}")
    if level in PRESSING:
        return Placement(0, _queue(EMERGENCY_QUEUE, landlord), level, f"{why} Front of the line.")
    return Placement(placed.lane, queue, level, why)


def place(labels: Labels, level: Urgency, landlord: Landlord, automatic: str = "", day: date = date.max,
          flags: Collection[str] = ()) -> Placement:  # fmt: skip
    """Where a case waits, and why, in plain English. `day`: the London date of receipt, for laws that come into force.

    `flags` are all that are known, beside those of the labels.
    """
    level = severity(labels, level, landlord)
    repair, topic = the_repair(labels, landlord), landlord.topics.get(labels.topic)
    why = _why(labels)
    if is_restricted(labels, landlord):
        return Placement(0, _queue("safeguarding", landlord), higher(level, "emergency"),
                         f"Somebody may be in danger{why}. Only staff with the safeguarding right see it.")  # fmt: skip
    if level in PRESSING:
        # a danger among people (threats, hate) belongs to the team its topic names, still in the first lane
        queue = topic.queue if topic and not repair and labels.topic != "general.unclear" else EMERGENCY_QUEUE
        return Placement(0, _queue(queue, landlord), level, f"{_spoken(level)}{why}. Front of the line.")
    tongue = languages.spoken(labels.flags)
    if tongue:
        soon = "" if automatic else " It may be an emergency: please read it within 30 minutes."
        why = f"It is in {languages.name(tongue)}, it seems.{soon}"
        return Placement(2, _queue(DEFAULT_QUEUE, landlord), level, why, any_hour=not automatic)
    if labels.repair and labels.repair in landlord.repairs and labels.topic == "repair":
        chosen = landlord.repairs[labels.repair]
        named = [each for each in (repair.id if repair else None, labels.repair, *labels.also) if each]
        lane = 1 if urgency.significant(named, {*labels.flags, *flags}, day, landlord) else 2
        note = " A hazard with a legal clock." if lane == 1 else ""
        reason = f"{chosen.label} ({level}){why}.{note}"
        return Placement(lane, _queue(chosen.queue, landlord), level, _unsure(labels, reason))
    if topic and topic.id != "general.unclear":
        lane = 0 if topic.target == "immediate" else 2
        return Placement(lane, _queue(topic.queue, landlord), level, _unsure(labels, f"{topic.label}{why}."))
    written = " A machine wrote it." if automatic else ""
    return Placement(2, _queue(DEFAULT_QUEUE, landlord), level,
                     f"We could not tell what it is about, so a person looks.{written}")  # fmt: skip


def _queue(wanted: str, landlord: Landlord) -> str:
    """The queue if the landlord has it, else the default one: never nowhere."""
    return wanted if wanted in landlord.queues else DEFAULT_QUEUE


def _why(labels: Labels) -> str:
    words: list[str] = []
    for because in labels.because:
        said = _shortened(because.text)
        if said and not any(said in other for other in words):
            words.append(said)
    return f": “{'”, “'.join(words[:3])}”" if words else ""


def _shortened(text: str, most: int = 70) -> str:
    """On one line, cut after a whole word."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    start = line[: most - 3].rpartition(" ")[0]
    return f"{start} ..." if start else "..."


def _unsure(labels: Labels, reason: str) -> str:
    return f"{reason} We are not sure: please check." if labels.needs_person else reason


def _spoken(level: Urgency) -> str:
    return "Danger to life" if level == "life_safety" else "Emergency"
