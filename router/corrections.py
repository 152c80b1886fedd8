"""What a person says of a reading: that it is right, or what it should have been. Their word places the case anew.

Kept with what stood before, the version of the model that read it, who, when and why: labelled data with its
provenance (`frontdoor corrections`). The newest word on a message counts, until it is undone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from router import cases, clocks, standing
from router.acknowledgement import Acknowledgement
from router.deadlines import ANSWER, PROMISE
from router.model import Case, Correction, Deadline, Message, Repair, Staff, record
from router.placement import higher
from router.safety import is_restricted
from router.standing import Sum, faults
from router.storage.database import write_later
from router.urgency import decide
from router.values import URGENCIES, Labels, Landlord, Urgency, kept_labels, labels_from

NOTHING = "none"
"""Stands for 'not for a landlord at all', as among the labelled messages."""
PRESSING = ("life_safety", "emergency")
WORDS = ("because", "entities", "place", "since")
"""What of kept labels are words of the message."""


class MayNotLower(Exception):
    """It would make the case less pressing, take a danger away or stop a legal clock, and this person may not."""


class Contradiction(ValueError):
    """What was said cannot all be so. The text says why, for the person who said it."""


@dataclass(frozen=True)
class Said:
    """What a person says a message is about, in the landlord's ids.

    `first`: a repair, contact about a job (`job.*`), a topic, or NOTHING. `also`: other faults, most pressing first.
    `urgency`: None leaves it to the landlord's rules. `shown`: what the form said before anybody touched it; the same
    again is nothing said now. `not_there`: dangers that were read and are not there.
    """

    first: str
    also: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    urgency: Urgency | None = None
    not_there: tuple[str, ...] = ()
    note: str = ""
    shown: Urgency | None = None

    @property
    def chosen(self) -> Urgency | None:
        """How urgent they say it is, if they say so now."""
        return self.urgency if self.urgency != self.shown else None

    @property
    def untouched(self) -> bool:
        """The form showed an urgency, and they left it there."""
        return self.shown is not None and self.urgency == self.shown


def labels_of(said: Said, before: Labels, landlord: Landlord) -> Labels:
    """The labels that this makes. Raises Contradiction when a danger stands that the urgency denies."""
    repair: str | None = said.first
    also, topic = [each for each in dict.fromkeys(said.also) if each != said.first], "repair"
    if said.first not in landlord.repairs:
        topic = "general.unclear" if said.first == NOTHING else said.first
        repair = also.pop(0) if also else None
    flags = {*said.flags} - {"safeguarding"}
    found = landlord.topics.get(topic)
    if found is not None and found.restricted:
        flags.add("safeguarding")
    named = [each for each in (repair, *also) if each]
    level = said.chosen or decide(named, flags, landlord)[0]
    if said.shown is not None and said.untouched:  # what was shown stays, unless the rules now ask for more
        level = higher(said.shown, level) if _asks_more(before, level, landlord) else said.shown
    danger = _dangers(said, before, {*named, topic}, landlord)
    _check(said, danger, landlord)
    return Labels(model=before.model, topic=topic, repair=repair, also=tuple(also), urgency=level, danger=tuple(danger),
                  repair_group=landlord.repairs[repair].group if repair else None, flags=tuple(sorted(flags)),
                  confidence=1.0, needs_person=False)  # fmt: skip


def _asks_more(before: Labels, level: Urgency, landlord: Landlord) -> bool:
    """Do the rules make more of it now than of what stood before?"""
    named = [each for each in (before.repair, *before.also) if each]
    return higher(level, was := decide(named, before.flags, landlord)[0]) != was


def _same_matter(one: Labels, other: Labels) -> bool:
    """The same faults, topic and facts: what somebody said of how urgent they are still holds."""
    return (set(faults(one)), one.topic, set(one.flags)) == (set(faults(other)), other.topic, set(other.flags))


def _dangers(said: Said, before: Labels, named: set[str], landlord: Landlord) -> list[str]:
    """Those that were read, but for what is not there; and what the faults named now call for."""
    kept = {danger for danger in before.danger if danger not in said.not_there}
    if said.untouched:
        named = named - {before.repair or "", *before.also, before.topic}
    if said.chosen is None or said.chosen in PRESSING:
        called = (s for s in landlord.scripts.values() if s.say and not named.isdisjoint(s.triggers))
        kept |= {script.id for script in called if script.id not in said.not_there}
    return standing.order(list(kept), landlord)


def _check(said: Said, danger: list[str], landlord: Landlord) -> None:
    if said.chosen is None:
        return
    worse = [d for d in danger if URGENCIES.index(landlord.scripts[d].severity) < URGENCIES.index(said.chosen)]
    if worse and said.chosen not in PRESSING:
        raise Contradiction("A danger is still ticked, so it cannot be less than an emergency. "
                            "Take the tick away if it is not there, or choose an emergency.")  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A case before somebody's word and after it. `said`: they chose how urgent it is."""

    before: Sum
    total: Sum
    staff: Staff
    at: datetime
    why: str
    said: bool
    may_lower: bool

    @property
    def who(self) -> str:
        """As it is written in the events."""
        return f"staff:{self.staff.id}"


class Corrections:
    """Takes a person's word on a reading, in the transaction of a case that is held."""

    def __init__(self, acknowledgement: Acknowledgement, landlord: Landlord) -> None:
        self.acknowledgement, self.landlord = acknowledgement, landlord

    def correct(self, session: Session, case: Case, message: Message, said: Said, staff: Staff,
                at: datetime, may_lower: bool = True) -> Correction:  # fmt: skip
        """It is this instead. Raises Contradiction, and MayNotLower."""
        came, word = standing.inbound(session, case, message.id), standing.words_on(session, case)
        earlier = word.by_message.get(message.id)
        stood = standing.standing_labels(message, earlier)
        labels = labels_of(said, stood, self.landlord)
        level = said.chosen or (
            standing.said_urgency(earlier) if said.untouched and _same_matter(labels, stood) else None
        )
        before = standing.sum_up(case, came, word, self.landlord)
        after = {**_only_labels(labels), "first": said.first, "said_urgency": level or ""}
        row = self._add(session, case, message, "corrected", _only_labels(stood), after, staff, at, said.note)
        self._say_safety_words(session, case, message, stood, labels, at)
        total = standing.sum_up(case, came, standing.words_on(session, case), self.landlord)
        gone = [danger for danger in stood.danger if danger not in labels.danger]
        why = self._why(stood, labels, said, gone)
        kept = self._place(session, case, Change(before, total, staff, at, why, bool(said.chosen), may_lower))
        record(session, at, f"staff:{staff.id}", "message.corrected", case, message, correction=row.id,
               first=said.first, urgency=labels.urgency, danger=list(labels.danger), denied=gone,
               clocks=sorted(total.clocks) if case.state != "closed" else [],
               **({"kept_as_raised_by_hand": kept} if kept else {}))  # fmt: skip
        return row

    def confirm(self, session: Session, case: Case, message: Message, staff: Staff, at: datetime) -> Correction:
        """It was read rightly; nobody need check it any more.

        Nothing moves, unless the message had been set aside: now it bears on the case like any other, only upward.
        """
        came, word = standing.inbound(session, case, message.id), standing.words_on(session, case)
        earlier = word.by_message.get(message.id)
        if earlier is not None:
            return earlier
        before = standing.sum_up(case, came, word, self.landlord)
        labels = _only_labels(standing.standing_labels(message, None))
        row = self._add(session, case, message, "confirmed", labels, {**labels, "needs_person": False}, staff, at, "")
        total = standing.sum_up(case, came, standing.words_on(session, case), self.landlord)
        if message.id in before.aside:
            why = "A person says that this was read rightly."
            self._place(session, case, Change(before, total, staff, at, why, False, False))
        else:
            case.needs_person = total.needs_person
            case.version += 1
        record(session, at, f"staff:{staff.id}", "message.confirmed", case, message, correction=row.id)
        return row

    def undo(self, session: Session, case: Case, message: Message, staff: Staff, at: datetime,
             may_lower: bool = True) -> Correction | None:  # fmt: skip
        """Take the newest word on this message back: what stood before it stands again. None when there is none."""
        came, word = standing.inbound(session, case, message.id), standing.words_on(session, case)
        row = word.by_message.get(message.id)
        if row is None:
            return None
        before = standing.sum_up(case, came, word, self.landlord)
        row.undone_at, row.undone_by = at, staff.id
        session.flush()
        total = standing.sum_up(case, came, standing.words_on(session, case), self.landlord)
        why = "A correction was undone."
        kept = self._place(session, case, Change(before, total, staff, at, why, False, may_lower))
        record(session, at, f"staff:{staff.id}", "message.correction_undone", case, message, correction=row.id,
               **({"kept_as_raised_by_hand": kept} if kept else {}))  # fmt: skip
        return row

    def _say_safety_words(self, session: Session, case: Case, message: Message, stood: Labels, labels: Labels,
                          at: datetime) -> None:  # fmt: skip
        """Of a danger that nobody had heard. Not where a person may be harmed by whoever reads their phone: there the
        one who reads the case decides what is safe to send."""
        new = tuple(danger for danger in labels.danger if danger not in stood.danger)
        if new and not case.restricted and not is_restricted(labels, self.landlord):
            self.acknowledgement.say_safety_words(session, case, message, replace(labels, danger=new), at)

    def _add(self, session: Session, case: Case, message: Message, kind: str, before: dict[str, object],
             after: dict[str, object], staff: Staff, at: datetime, note: str) -> Correction:  # fmt: skip
        row = Correction(message_id=message.id, case_id=case.id, kind=kind, before=before, after=after,
                         model=str(message.labels.get("model", "")), staff_id=staff.id, role=staff.role, at=at,
                         note=note)  # fmt: skip
        session.add(row)
        session.flush()
        return row

    def _why(self, stood: Labels, labels: Labels, said: Said, gone: Sequence[str]) -> str:
        """What changed, in words. That a danger was taken away is said plainly."""
        now, was = self._named(labels, said.first), self._named(stood)
        why = f"Corrected at the desk: it is {now}, not {was}." if now != was else f"Corrected at the desk: {now}."
        if gone:
            why += f" A person says this danger is not there: {', '.join(each.replace('_', ' ') for each in gone)}."
        return why

    def _named(self, labels: Labels, first: str = "") -> str:
        """What a message is about, in the landlord's words."""
        if first == NOTHING:
            return "nothing for us"
        name = labels.repair if labels.topic == "repair" and labels.repair else labels.topic
        known = self.landlord.repairs.get(name) or self.landlord.topics.get(name)
        return f"“{known.label if known else name}”"

    # --- where the case stands now ---------------------------------------------------------------

    def _place(self, session: Session, case: Case, change: Change) -> str:
        """Bring the case from what it came to before to what it comes to now.

        What somebody did to it by hand meanwhile stays, unless this is more pressing or says how urgent it is. Gives
        the urgency that stays because a person raised it by hand, '' when nothing was kept back. Raises MayNotLower.
        """
        before, total, at, who = change.before, change.total, change.at, change.who
        if not change.may_lower and not {*before.danger} <= {*total.danger}:
            raise MayNotLower
        was, hand = standing.rank(case.lane, case.urgency), standing.by_hand(session, case)
        level, kept = total.placement.urgency, ""
        lane = total.placement.lane
        if hand.raised_to and not change.said and total.rank > (floor := _floor(hand.raised_to)):
            lane, level, kept = min(lane, floor[0]), hand.raised_to, hand.raised_to
        now = standing.rank(lane, level)
        if now < was or (now != was and (change.said or was == before.rank)):
            if now > was and not change.may_lower:
                raise MayNotLower
            self._move(session, case, lane, level, change)
            if now < was and lane == 0 and case.state != "closed":
                cases.more_pressing(session, case, at, at)
        pressing = total.placement.lane == 0 and was[0] > 0
        alarm = pressing or _adds_emergency(before, total)
        called = {*total.clocks} - {*before.clocks, "answer"}
        opened = case.state == "closed" and (alarm or bool(called) or (total.restricted and not before.restricted))
        if opened:
            why = "a person says it is an emergency." if alarm else "a person says what has a legal clock."
            why = why if alarm or called else "a person says who may see it."
            cases.reopen(session, case, who, at, why, self.landlord)
        self._name(session, case, before, total)
        self._queue(session, case, change, pressing, hand.queue)
        if case.state != "closed":
            self._clocks(session, case, change, alarm, opened)
            cases.join_queue(session, case, at, who)
        else:
            case.version += 1
        cases.explain(case, f"{change.why} {total.placement.reason}".strip())
        if kept:
            cases.explain(case, f"A person raised this case to {kept.replace('_', ' ')} by hand, so that stays.")
        return kept

    def _move(self, session: Session, case: Case, lane: int, level: Urgency, change: Change) -> None:
        less = standing.rank(lane, level) > standing.rank(case.lane, case.urgency)
        case.lane, case.urgency = lane, level
        record(session, change.at, change.who, "case.lowered" if less else "case.raised", case, urgency=level,
               by="correction", said=change.said)  # fmt: skip

    def _name(self, session: Session, case: Case, before: Sum, total: Sum) -> None:
        """Topic, dangers, facts and repairs. What did not come from the words of a message stays."""
        if total.topic != "general.unclear" or total.topic != before.topic:  # nothing is named: it stays as it is
            case.topic, case.repair_group = total.topic, total.repair_group
        left = [danger for danger in case.danger if danger not in before.danger and danger not in total.danger]
        case.danger = [*total.danger, *left]
        case.flags = sorted({*case.flags} - before.flags | total.flags)
        case.needs_person = total.needs_person
        write_later(session)
        rows = list(session.scalars(select(Repair).where(Repair.case_id == case.id)))
        told = {row.repair for row in rows if row.state != "denied"}  # it was denied, and they told of it again
        for row in rows:
            if row.repair in total.repairs and row.repair not in told:
                row.state = "reported"
                told.add(row.repair)
            elif row.repair in before.repairs and row.repair not in total.repairs:
                row.state = "denied"
        there = {row.repair for row in rows}
        session.add_all(
            Repair(case_id=case.id, repair=name, urgency=level, home_id=case.home_id)
            for name, level in total.repairs.items() if name not in there
        )  # fmt: skip

    def _queue(self, session: Session, case: Case, change: Change, pressing: bool, by_hand: str) -> None:
        """What is restricted goes, and stays, where only those with the right see it. What somebody handed over stays
        with whom they gave it to, but for an emergency."""
        before, total, at, who = change.before, change.total, change.at, change.who
        here = self.landlord.queues.get(case.queue)
        given = by_hand == case.queue != before.placement.queue and not pressing
        if total.restricted and not before.restricted:
            cases.restrict(session, case, at)
            case.queue = total.placement.queue
            cases.release(session, case, who, at, "only staff with the right may see it from now on.")
        elif total.placement.queue != before.placement.queue and not (here and here.restricted) and not given:
            case.queue = total.placement.queue
        if pressing and case.agent_id != change.staff.id:
            cases.release(session, case, who, at, "a danger was named.")

    def _clocks(self, session: Session, case: Case, change: Change, alarm: bool, opened: bool) -> None:
        """Clocks that nothing calls for any more stop; those that stay get their new time; new ones start.

        A clock that was met starts again only for an emergency. Only who may lower stops a legal clock or gives it
        more time.
        """
        before, total, who, at = change.before, change.total, change.who, change.at
        there = {row.rule: row for row in clocks.started(session, case) if row.rule != PROMISE}
        ever = set(session.scalars(select(Deadline.rule).where(Deadline.case_id == case.id)))
        for rule, row in there.items():
            had, wanted = before.clocks.get(rule), total.clocks.get(rule)
            later = had is not None and (wanted is None or wanted.due_at > had.due_at == row.due_at)
            if later and rule != ANSWER and not change.may_lower:
                raise MayNotLower
            if had is not None and wanted is None:
                clocks.stop(session, row, at, who, change.why)
            elif (had is not None and wanted is not None and had.due_at == row.due_at != wanted.due_at
                  and (wanted.due_at < row.due_at or change.may_lower)):  # fmt: skip
                row.due_at, row.words = wanted.due_at, wanted.words
                row.counting, row.warn_at = wanted.counting, wanted.warn_at
                record(session, at, who, "deadline.moved", case, rule=rule)
        session.flush()
        starts = [c for c in total.clocks.values() if alarm or c.rule in there or c.rule not in before.clocks
                  or c.rule not in ever or (opened and c.rule == ANSWER)]  # fmt: skip
        cases.start(session, case, starts)
        clocks.settle(session, case)


def _adds_emergency(before: Sum, total: Sum) -> bool:
    """A danger that was not there before, or an emergency that was not."""
    new = any(level in PRESSING for fault, level in total.repairs.items() if fault not in before.repairs)
    more = total.placement.lane == 0 and (new or total.rank < before.rank)
    return more or not {*total.danger} <= {*before.danger}


def _floor(level: str) -> tuple[int, int]:
    """The rank of a case that was raised to this by hand."""
    return standing.rank(0 if level in PRESSING else 2, level)


def _only_labels(labels: Labels) -> dict[str, object]:
    """As they are kept, without the words of the message that caused them: those are with the message."""
    return {name: value for name, value in kept_labels(labels).items() if name not in WORDS}


def first_of(kept: Mapping[str, Any]) -> str:
    """What kept labels say a message is about before anything else: a repair, `job.*`, a topic, or NOTHING."""
    read = kept.get("repair") if kept.get("topic") == "repair" else kept.get("topic")
    return str(kept.get("first") or read or "general.unclear")


def line_of(row: Correction, landlord: Landlord) -> tuple[str, tuple[str, ...], tuple[str, ...], str]:
    """(first, other faults, flags, urgency or '') of a correction, as a labelled message has them.

    The urgency is '' where it is what the landlord's rules make of the faults and facts named.
    """
    labels, first = labels_from(row.after), first_of(row.after)
    also = tuple(each for each in dict.fromkeys((labels.repair, *labels.also)) if each and each != first)
    level = decide([each for each in (first, *also) if each in faults(labels)], labels.flags, landlord)[0]
    said = labels.urgency if row.kind == "confirmed" else standing.said_urgency(row)
    return first, also, labels.flags, said if said and said != level else ""
