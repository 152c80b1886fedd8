"""What a case comes to, all its messages taken together: each as it was read, or as a person said it is.

A person's word stands for the message they judged. What is read by machine in a later message of a case that somebody
corrected moves it only upward: for a danger, or a fault that nobody said is there; the rest is noted, and a person
looks.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from router import cases, clocks
from router.clock import london
from router.deadlines import Earlier, called_for_now, of_a_hazard, started_by
from router.model import Case, Correction, Event, Message
from router.placement import DEFAULT_QUEUE, higher, taken_together, weigh
from router.safety import is_restricted
from router.urgency import learned, season
from router.values import URGENCIES, DeadlineStart, Labels, Landlord, Placement, Urgency, labels_from

NOWHERE = Placement(2, DEFAULT_QUEUE, "none", "")
MOST = 200
"""How many messages are summed up, the newest, beside those that people judged. What older ones brought stays."""


@dataclass(frozen=True)
class Word:
    """What people said of the messages of one case, undone words left out.

    `by_message`: the newest word on each. `since`: when the first correction was made. `there`: every fault and topic
    that by their word is there.
    """

    by_message: Mapping[int, Correction]
    since: datetime | None
    there: frozenset[str]


@dataclass(frozen=True, slots=True)
class Inbound:
    """What is needed of a message that came in: not its words."""

    id: int
    labels: dict[str, Any]
    received_at: datetime
    placed_at: datetime | None
    automatic: str
    state: str


@dataclass
class Sum:
    """All of a case: the most pressing placement, and everything named. `aside`: messages that bear on it only a little
    (they came after a correction), or not at all (nothing was read in them)."""

    placement: Placement = NOWHERE
    topic: str = "general.unclear"
    repair_group: str | None = None
    danger: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    repairs: dict[str, Urgency] = field(default_factory=dict)
    clocks: dict[str, DeadlineStart] = field(default_factory=dict)
    needs_person: bool = False
    restricted: bool = False
    aside: set[int] = field(default_factory=set)

    @property
    def rank(self) -> tuple[int, int]:
        """How pressing: the less, the more."""
        return rank(self.placement.lane, self.placement.urgency)


def rank(lane: int, urgency: str) -> tuple[int, int]:
    """By lane, then by urgency."""
    return lane, next((place for place, level in enumerate(URGENCIES) if level == urgency), len(URGENCIES))


@dataclass(frozen=True)
class ByHand:
    """What people did to a case themselves: the urgency they last raised it to, the queue they last gave it to."""

    raised_to: Urgency | None
    queue: str


def by_hand(session: Session, case: Case) -> ByHand:
    """Whoever lowers it by hand, or chooses an urgency in a correction, takes back what was raised before."""
    acts = ("case.raised", "case.lowered", "case.handed_over")
    query = select(Event.what, Event.data).where(Event.case_id == case.id, Event.what.in_(acts)).order_by(Event.id)
    raised, queue = "", ""
    for what, data in session.execute(query):
        if what == "case.handed_over":
            queue = str(data.get("queue", ""))
        elif data.get("by") == "record":
            continue  # it counts whenever the case is worked out anew
        elif data.get("by") != "correction":
            raised = str(data.get("urgency", "")) if what == "case.raised" else ""
        elif data.get("said"):
            raised = ""
    return ByHand(next((level for level in URGENCIES if level == raised), None), queue)


def faults(labels: Labels) -> list[str]:
    """What is broken, most pressing first; contact about a job is no fault."""
    named = [labels.repair, *labels.also]
    return list(dict.fromkeys(each for each in named if each and not each.startswith("job.")))


def words_on(session: Session, case: Case) -> Word:
    """What people have said of this case."""
    query = select(Correction).where(Correction.case_id == case.id, Correction.undone_at.is_(None))
    rows = list(session.scalars(query.order_by(Correction.id)))
    newest = {row.message_id: row for row in rows}
    said = [labels_from(row.after) for row in newest.values()]
    return Word(newest, next((row.at for row in rows if row.kind == "corrected"), None),
                frozenset(name for labels in said for name in (*faults(labels), labels.topic)))  # fmt: skip


def beside(word: Word, case: Case, message: Message, labels: Labels, read: Placement,
           landlord: Landlord) -> tuple[Labels, Placement]:  # fmt: skip
    """How a message read by machine bears on a case that a person has corrected: (labels, placement) to go on with.

    Both as they are when it tells of a danger. Otherwise the case stays where it is; what is new is added, with a word
    on the case for the person who looks. Its clocks start by the labels as they were read.
    """
    if word.since is None:
        return labels, read
    new = new_in(word, labels)
    facts = cases.facts_of(case) if new else ()
    if _raises(labels, new, facts, message.received_at, message.automatic, landlord):
        return labels, read
    for words in _notes(word, case, labels, new, landlord):
        cases.explain(case, f"{words} A person has said what this case is about, so it stays here.")
    level: Urgency = next((u for u in URGENCIES if u == case.urgency), "none")
    kept, level = _aside(word, labels, new, facts, message.received_at, level, landlord)
    return replace(kept, topic=case.topic, repair_group=case.repair_group), Placement(case.lane, case.queue, level, "")


def together(case: Case, labels: Labels, placed: Placement, earlier: Earlier, message: Message,
             landlord: Landlord, aside: bool) -> Placement:  # fmt: skip
    """`placed`, or more pressing where this message and those before it say so only together ("and I have a baby"), or
    the cold season has begun since the last of them."""
    return _together(labels, placed, earlier, case.last_activity_at, message.received_at, cases.facts_of(case),
                     case.queue, landlord, aside)  # fmt: skip


def _together(labels: Labels, placed: Placement, earlier: Earlier, since: datetime, received_at: datetime,
              record: Collection[str], queue: str, landlord: Landlord, aside: bool) -> Placement:  # fmt: skip
    """`aside`: what it names as broken waits for a person to look, and does not count yet."""
    before = sorted(fault for fault in earlier.faults if not fault.startswith("job."))
    new = [] if aside else faults(labels)
    now = list(dict.fromkeys([*before, *new]))
    if not now:
        return placed
    known = {*record, *earlier.flags}
    then, today = (season(london(each).date()) for each in (since, received_at))
    level, because = learned(before, known | then, now, known | today | {*labels.flags}, landlord)
    return taken_together(placed, level, because, queue, landlord)


def facts_learned(session: Session, case: Case, known: Collection[str], who: str, at: datetime,
                  landlord: Landlord) -> None:  # fmt: skip
    """Now we know whose case it is: what the record says of the household counts, only upward. `known`: the facts of
    the record that counted before."""
    facts = cases.facts_of(case)
    if case.state == "closed" or facts <= {*known}:
        return
    there = sorted(fault for fault in cases.repairs_of(session, case) if not fault.startswith("job."))
    told = max((message.received_at for message in inbound(session, case)), default=at)
    before, now = ({*each, *case.flags} | season(london(told).date()) for each in (known, facts))
    level, because = learned(there, before, there, now, landlord)
    if rank(0, level) < rank(0, case.urgency):
        why = f"the household's record counts now, {'; '.join(because)}."
        cases.raise_urgency(session, case, level, who, at, why, by="record")
        clocks.raised(session, case, who, at, landlord)
    starts = called_for_now(there, before, now, told, landlord)
    cases.start(session, case, starts)
    if case.lane > 1 and of_a_hazard(starts, landlord):
        cases.into_hazards(case)


def new_in(word: Word, labels: Labels) -> list[str]:
    """Faults that by nobody's word are there. One that was denied counts: the denial was of another message."""
    return [fault for fault in faults(labels) if fault not in word.there]


def _new_topic(word: Word, labels: Labels) -> bool:
    return labels.topic not in {"repair", "general.unclear", *word.there}


def _notes(word: Word, case: Case, labels: Labels, new: Sequence[str], landlord: Landlord) -> list[str]:
    """What a person should look at, in words: the least of it first."""
    found = []
    names = ", ".join(landlord.repairs[fault].label for fault in new if fault in landlord.repairs)
    if names:
        found.append(f"They also tell of: {names}.")
    if _new_topic(word, labels):
        topic = landlord.topics.get(labels.topic)
        found.append(f"They also write about: {topic.label if topic else labels.topic}.")
    if labels.needs_person and not found:
        found.append("They wrote again, and we are not sure what about: please read it.")
    return found


def _aside(word: Word, labels: Labels, new: Sequence[str], facts: Collection[str], received_at: datetime,
           level: Urgency, landlord: Landlord) -> tuple[Labels, Urgency]:  # fmt: skip
    """What a message adds to a case that stays where it is, and how urgent the case is then.

    What the household's record makes of a fault that is new raises it.
    """
    by_record, by_words = (weigh(labels, known, received_at, landlord)[0].urgency for known in (facts, ()))
    if new and higher(by_record, by_words) != by_words:
        level = higher(level, by_record)
    unsure = labels.needs_person or bool(new) or _new_topic(word, labels)
    return replace(labels, topic="general.unclear", repair=None, repair_group=None, needs_person=unsure,
                   also=tuple(fault for fault in (labels.repair, *labels.also) if fault)), level  # fmt: skip


def _raises(labels: Labels, new: Sequence[str], facts: Collection[str], received_at: datetime, automatic: str,
            landlord: Landlord) -> bool:  # fmt: skip
    """Do these words tell of an emergency, or of a hazard with a legal clock that by nobody's word is there?

    What the household's record adds counts only for a fault that is new: whoever judged the others knew it.
    """
    lane = weigh(labels, facts, received_at, landlord, automatic)[0].lane
    return lane == 0 or bool(labels.danger) or (lane == 1 and bool(new))


def said_urgency(row: Correction | None) -> Urgency | None:
    """How urgent a person said a message is; None where they left it to the landlord's rules."""
    said = (row.after if row is not None and row.kind == "corrected" else {}).get("said_urgency", "")
    return next((level for level in URGENCIES if level == said), None)


def standing_labels(message: Message | Inbound, row: Correction | None) -> Labels:
    """What a message is about as far as we know: a person's word, else the reading."""
    if row is not None and row.kind == "confirmed":  # the words that caused the labels are kept with the message only
        return labels_from({**message.labels, **row.after})
    return labels_from(row.after if row is not None else message.labels)


def inbound(session: Session, case: Case, also: int = 0) -> list[Inbound]:
    """What came in, oldest first: the newest of it, whatever people judged, and the message `also`."""
    query = select(Message.id, Message.labels, Message.received_at, Message.placed_at, Message.automatic, Message.state)
    ours = query.where(Message.case_id == case.id, Message.direction == "in")
    judged = select(Correction.message_id).where(Correction.case_id == case.id)
    newest = ours.order_by(Message.received_at.desc(), Message.id.desc()).limit(MOST)
    rows = [*session.execute(newest), *session.execute(ours.where(or_(Message.id == also, Message.id.in_(judged))))]
    return sorted({row.id: Inbound(*row) for row in rows}.values(), key=lambda each: (each.received_at, each.id))


def sum_up(case: Case, came: Sequence[Inbound], word: Word, landlord: Landlord) -> Sum:
    """The case, worked out anew from its messages, oldest first, and what people said of them."""
    facts, total, earlier = cases.facts_of(case), Sum(), Earlier()
    since = case.opened_at
    for message in came:
        row = word.by_message.get(message.id)
        if row is None and message.state == "shunted":
            total.needs_person = True  # it is here as it came, and nobody has looked yet
        if row is None and (not message.labels or (message.state == "shunted" and not message.labels.get("danger"))):
            total.aside.add(message.id)
            continue
        labels = standing_labels(message, row)
        placement, _ = weigh(labels, facts, message.received_at, landlord, message.automatic, said_urgency(row))
        topic = labels.topic
        if row is None and word.since is not None and (message.placed_at or message.received_at) > word.since:
            new = new_in(word, labels)
            if not _raises(labels, new, facts if new else (), message.received_at, message.automatic, landlord):
                level = total.placement.urgency
                labels, level = _aside(word, labels, new, facts, message.received_at, level, landlord)
                placement = replace(total.placement, urgency=level)
                total.aside.add(message.id)
        read, alone = replace(labels, topic=topic), placement
        if said_urgency(row) is None:
            placement = _together(labels, placement, earlier, since, message.received_at, facts, total.placement.queue,
                                  landlord, message.id in total.aside)  # fmt: skip
        since = message.received_at
        starts = started_by(read, placement, message.received_at, landlord, facts, earlier,
                            together=placement is not alone)  # fmt: skip
        if placement.lane > 1 and of_a_hazard(starts, landlord):
            placement = replace(placement, lane=1)
        earlier = Earlier({*earlier.faults, *faults(labels)}, {*earlier.flags, *labels.flags})
        _add(total, labels, placement, starts, landlord)
    return total


def _add(total: Sum, labels: Labels, placement: Placement, clocks: Sequence[DeadlineStart], landlord: Landlord) -> None:
    here = rank(placement.lane, placement.urgency)
    leaves_general = total.placement.queue == DEFAULT_QUEUE and placement.queue != DEFAULT_QUEUE
    decides = here < total.rank or total.placement is NOWHERE or (here == total.rank and leaves_general)
    if decides:
        total.placement = placement
    topic = labels.repair or labels.topic if labels.topic == "repair" else labels.topic
    if total.topic == "general.unclear" or (decides and topic != "general.unclear"):
        total.topic = topic  # what it is about is what it is placed for
        total.repair_group = labels.repair_group or total.repair_group
    total.repair_group = total.repair_group or labels.repair_group
    total.danger = list(dict.fromkeys([*total.danger, *labels.danger]))
    total.flags |= set(labels.flags)
    total.needs_person = total.needs_person or labels.needs_person
    total.restricted = total.restricted or is_restricted(labels, landlord)
    for fault in faults(labels):
        total.repairs.setdefault(fault, labels.urgency)
    for clock in clocks:
        there = total.clocks.get(clock.rule)
        if there is None or clock.due_at < there.due_at:
            total.clocks[clock.rule] = clock


def order(dangers: Sequence[str], landlord: Landlord) -> list[str]:
    """Safety scripts, most severe first, then as the landlord's file has them."""
    known = [script for script in landlord.scripts if script in dangers]
    return sorted(known, key=lambda script: URGENCIES.index(landlord.scripts[script].severity))
