"""What a case comes to, all its messages taken together: each as it was read, or as a person said it is.

A person's word stands. What is read by machine in a later message of a case that somebody corrected bears on it
only where it tells of a danger; the rest is noted, and a person looks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from router import cases
from router.deadlines import started_by
from router.model import Case, Correction, Message
from router.placement import DEFAULT_QUEUE, weigh
from router.safety import is_restricted
from router.values import URGENCIES, DeadlineStart, Labels, Landlord, Placement, Urgency, labels_from

NOWHERE = Placement(2, DEFAULT_QUEUE, "none", "")


@dataclass(frozen=True)
class Word:
    """What people said of the messages of one case, undone words left out.

    `by_message`: the newest word on each. `since`: when the first correction was made. `judged`: every fault that
    somebody said is there or is not. `denied`: faults and flags that were read and somebody said are not there.
    """

    by_message: Mapping[int, Correction]
    since: datetime | None
    judged: frozenset[str]
    denied: frozenset[str]


@dataclass
class Sum:
    """All of a case: the most pressing placement, and everything named."""

    placement: Placement = NOWHERE
    topic: str = "general.unclear"
    repair_group: str | None = None
    danger: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    repairs: dict[str, Urgency] = field(default_factory=dict)
    clocks: dict[str, DeadlineStart] = field(default_factory=dict)
    needs_person: bool = False
    restricted: bool = False

    @property
    def rank(self) -> tuple[int, int]:
        """How pressing: the less, the more."""
        return rank(self.placement.lane, self.placement.urgency)


def rank(lane: int, urgency: str) -> tuple[int, int]:
    """By lane, then by urgency."""
    return lane, next((place for place, level in enumerate(URGENCIES) if level == urgency), len(URGENCIES))


def faults(labels: Labels) -> list[str]:
    """What is broken, most pressing first; contact about a job is no fault."""
    named = [labels.repair, *labels.also]
    return list(dict.fromkeys(each for each in named if each and not each.startswith("job.")))


def words_on(session: Session, case: Case) -> Word:
    """What people have said of this case."""
    query = select(Correction).where(Correction.case_id == case.id, Correction.undone_at.is_(None))
    rows = list(session.scalars(query.order_by(Correction.id)))
    newest = {row.message_id: row for row in rows}
    corrected = [row for row in rows if row.kind == "corrected"]
    read = [labels_from(row.before) for row in corrected]
    said = [labels_from(row.after) for row in newest.values() if row.kind == "corrected"]
    before = {name for labels in read for name in (*faults(labels), *labels.flags)}
    after = {name for labels in said for name in (*faults(labels), *labels.flags)}
    return Word(newest, corrected[0].at if corrected else None,
                frozenset(name for labels in (*read, *said) for name in faults(labels)),
                frozenset(before - after))  # fmt: skip


def beside(word: Word, case: Case, message: Message, labels: Labels, read: Placement,
           landlord: Landlord) -> tuple[Labels, Placement]:  # fmt: skip
    """How a message read by machine bears on a case that a person has corrected: (labels, placement) to go on with.

    Both as they are when it tells of a danger. Otherwise the case stays where it is, what was denied does not come
    back, and a fault nobody has judged is added, with a word on the case for the person who looks.
    """
    if word.since is None or _raises(word, case, message, labels, landlord):
        return labels, read
    new = [fault for fault in faults(labels) if fault not in word.judged]
    also = [fault for fault in (labels.repair, *labels.also) if fault and fault not in word.denied]
    names = ", ".join(landlord.repairs[fault].label for fault in new if fault in landlord.repairs)
    if names:
        cases.explain(case, f"They also tell of: {names}. A person has said what this case is about, so it stays here.")
    stays = Placement(case.lane, case.queue, next((u for u in URGENCIES if u == case.urgency), "none"), "")
    kept = replace(labels, topic=case.topic, repair=None, repair_group=case.repair_group, also=tuple(also),
                   flags=tuple(flag for flag in labels.flags if flag not in word.denied),
                   needs_person=bool(new))  # fmt: skip
    return kept, stays


def _raises(word: Word, case: Case, message: Message, labels: Labels, landlord: Landlord) -> bool:
    """Do these words tell of an emergency, or of a hazard with a legal clock that nobody has judged?

    What the household's record adds counts only for a fault that is new: whoever judged the others knew it.
    """
    new = any(fault not in word.judged for fault in faults(labels))
    facts = cases.facts_of(case) if new else ()
    lane = weigh(labels, facts, message.received_at, landlord, message.automatic)[0].lane
    return lane == 0 or bool(labels.danger) or (lane == 1 and new)


def said_urgency(row: Correction | None) -> Urgency | None:
    """How urgent a person said a message is; None where they left it to the landlord's rules."""
    said = (row.after if row is not None and row.kind == "corrected" else {}).get("said_urgency", "")
    return next((level for level in URGENCIES if level == said), None)


def standing_labels(message: Message, row: Correction | None) -> Labels:
    """What a message is about as far as we know: a person's word, else the reading."""
    return labels_from(row.after if row is not None else message.labels)


def sum_up(session: Session, case: Case, landlord: Landlord) -> Sum:
    """The case, worked out anew from its messages, oldest first."""
    word, facts, total = words_on(session, case), cases.facts_of(case), Sum()
    query = select(Message).where(Message.case_id == case.id, Message.direction == "in")
    for message in session.scalars(query.order_by(Message.received_at, Message.id)):
        row = word.by_message.get(message.id)
        shunted = message.state == "shunted" and not message.labels.get("danger")
        if row is None and (not message.labels or shunted):
            continue  # it is here as it came: nothing was read in it
        labels = standing_labels(message, row)
        placement, _ = weigh(labels, facts, message.received_at, landlord, message.automatic, said_urgency(row))
        later = word.since is not None and (message.placed_at or message.received_at) > word.since
        if row is None and later and not _raises(word, case, message, labels, landlord):
            labels, placement = _bystander(word, labels), total.placement
        _add(total, labels, placement, message, landlord)
    return total


def _bystander(word: Word, labels: Labels) -> Labels:
    also = [fault for fault in faults(labels) if fault not in word.denied]
    flags = tuple(flag for flag in labels.flags if flag not in word.denied)
    return replace(labels, topic="general.unclear", repair=None, repair_group=None, also=tuple(also), flags=flags)


def _add(total: Sum, labels: Labels, placement: Placement, message: Message, landlord: Landlord) -> None:
    here = rank(placement.lane, placement.urgency)
    leaves_general = total.placement.queue == DEFAULT_QUEUE and placement.queue != DEFAULT_QUEUE
    if here < total.rank or total.placement is NOWHERE or (here == total.rank and leaves_general):
        total.placement = placement
    if total.topic == "general.unclear":
        total.topic = labels.repair or labels.topic if labels.topic == "repair" else labels.topic
    total.repair_group = total.repair_group or labels.repair_group
    total.danger = list(dict.fromkeys([*total.danger, *labels.danger]))
    total.flags |= set(labels.flags)
    total.needs_person = total.needs_person or labels.needs_person
    total.restricted = total.restricted or is_restricted(labels, landlord)
    for fault in faults(labels):
        total.repairs.setdefault(fault, labels.urgency)
    for clock in started_by(labels, placement, message.received_at, landlord):
        there = total.clocks.get(clock.rule)
        if there is None or clock.due_at < there.due_at:
            total.clocks[clock.rule] = clock


def order(dangers: Sequence[str], landlord: Landlord) -> list[str]:
    """Safety scripts, most severe first, then as the landlord's file has them."""
    known = [script for script in landlord.scripts if script in dangers]
    return sorted(known, key=lambda script: URGENCIES.index(landlord.scripts[script].severity))
