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

from router import cases, standing
from router.acknowledgement import Acknowledgement
from router.model import Case, Correction, Deadline, Message, Repair, Staff, record
from router.safety import is_restricted
from router.standing import Sum, faults
from router.storage.database import write_later
from router.urgency import decide
from router.values import URGENCIES, Labels, Landlord, Urgency, kept_labels, labels_from

NOTHING = "none"
"""Stands for 'not for a landlord at all', as among the labelled messages."""
PRESSING = ("life_safety", "emergency")


class MayNotLower(Exception):
    """It would make the case less pressing, and this person may not."""


class Contradiction(ValueError):
    """What was said cannot all be so. The text says why, for the person who said it."""


@dataclass(frozen=True)
class Said:
    """What a person says a message is about, in the landlord's ids.

    `first`: a repair, contact about a job (`job.*`), a topic, or NOTHING. `also`: other faults, most pressing first.
    `urgency`: None leaves it to the landlord's rules. `not_there`: dangers that were read and are not there.
    """

    first: str
    also: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    urgency: Urgency | None = None
    not_there: tuple[str, ...] = ()
    note: str = ""


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
    level = said.urgency or decide(named, flags, landlord)[0]
    danger = _dangers(said, before, {*named, topic}, landlord)
    _check(said, danger, landlord)
    return Labels(model=before.model, topic=topic, repair=repair, also=tuple(also), urgency=level, danger=tuple(danger),
                  repair_group=landlord.repairs[repair].group if repair else None, flags=tuple(sorted(flags)),
                  confidence=1.0, needs_person=False)  # fmt: skip


def _dangers(said: Said, before: Labels, named: set[str], landlord: Landlord) -> list[str]:
    """Those that were read, but for what is not there; and what the faults named now call for."""
    kept = {danger for danger in before.danger if danger not in said.not_there}
    if said.urgency is None or said.urgency in PRESSING:
        called = (s for s in landlord.scripts.values() if s.say and not named.isdisjoint(s.triggers))
        kept |= {script.id for script in called if script.id not in said.not_there}
    return standing.order(list(kept), landlord)


def _check(said: Said, danger: list[str], landlord: Landlord) -> None:
    if said.urgency is None:
        return
    worse = [d for d in danger if URGENCIES.index(landlord.scripts[d].severity) < URGENCIES.index(said.urgency)]
    if worse and said.urgency not in PRESSING:
        raise Contradiction("A danger is still ticked, so it cannot be less than an emergency. "
                            "Take the tick away if it is not there, or choose an emergency.")  # fmt: skip


class Corrections:
    """Takes a person's word on a reading, in the transaction of a case that is held."""

    def __init__(self, acknowledgement: Acknowledgement, landlord: Landlord) -> None:
        self.acknowledgement, self.landlord = acknowledgement, landlord

    def correct(self, session: Session, case: Case, message: Message, said: Said, staff: Staff,
                at: datetime, may_lower: bool = True) -> Correction:  # fmt: skip
        """It is this instead. Raises Contradiction, and MayNotLower."""
        earlier = standing.words_on(session, case).by_message.get(message.id)
        stood = standing.standing_labels(message, earlier)
        labels = labels_of(said, stood, self.landlord)
        before = standing.sum_up(session, case, self.landlord)
        after = {**kept_labels(labels), "first": said.first, "said_urgency": said.urgency or ""}
        row = self._add(session, case, message, "corrected", kept_labels(stood), after, staff, at, said.note)
        self._say_safety_words(session, case, message, stood, labels, at)
        total = standing.sum_up(session, case, self.landlord)
        gone = [danger for danger in stood.danger if danger not in labels.danger]
        why = self._why(stood, labels, said, gone)
        self._place(session, case, before, total, staff, at, why, bool(said.urgency), may_lower)
        record(session, at, f"staff:{staff.id}", "message.corrected", case, message, correction=row.id,
               first=said.first, urgency=labels.urgency, danger=list(labels.danger), denied=gone)  # fmt: skip
        return row

    def confirm(self, session: Session, case: Case, message: Message, staff: Staff, at: datetime) -> Correction:
        """It was read rightly. Nothing moves; nobody need check it any more."""
        earlier = standing.words_on(session, case).by_message.get(message.id)
        if earlier is not None:
            return earlier
        labels = standing.standing_labels(message, None)
        right = replace(labels, needs_person=False)
        row = self._add(session, case, message, "confirmed", kept_labels(labels), kept_labels(right), staff, at, "")
        case.needs_person = standing.sum_up(session, case, self.landlord).needs_person
        case.version += 1
        record(session, at, f"staff:{staff.id}", "message.confirmed", case, message, correction=row.id)
        return row

    def undo(self, session: Session, case: Case, message: Message, staff: Staff, at: datetime,
             may_lower: bool = True) -> Correction | None:  # fmt: skip
        """Take the newest word on this message back: what stood before it stands again. None when there is none."""
        row = standing.words_on(session, case).by_message.get(message.id)
        if row is None:
            return None
        before = standing.sum_up(session, case, self.landlord)
        row.undone_at, row.undone_by = at, staff.id
        session.flush()
        total = standing.sum_up(session, case, self.landlord)
        self._place(session, case, before, total, staff, at, "A correction was undone.", False, may_lower)
        record(session, at, f"staff:{staff.id}", "message.correction_undone", case, message, correction=row.id)
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

    def _place(self, session: Session, case: Case, before: Sum, total: Sum, staff: Staff, at: datetime,
               why: str, said: bool, may_lower: bool) -> None:  # fmt: skip
        """Bring the case from what it came to before to what it comes to now.

        What somebody did to it by hand meanwhile stays, unless this is more pressing or says how urgent it is.
        """
        who, was = f"staff:{staff.id}", standing.rank(case.lane, case.urgency)
        by_hand = was != before.rank
        if total.rank < was or (total.rank != was and (said or not by_hand)):
            if total.rank > was and not may_lower:
                raise MayNotLower
            self._move(session, case, total, who, at)
        pressing = total.placement.lane == 0 and was[0] > 0
        if case.state == "closed" and (pressing or (total.restricted and not before.restricted)):
            cases.reopen(session, case, who, at, "a person says it is an emergency.")
        self._name(session, case, before, total)
        self._queue(session, case, before, total, pressing, staff, at)
        if case.state != "closed":
            self._clocks(session, case, before, total, pressing, who, at)
            cases.join_queue(session, case, at, who)
        else:
            case.version += 1
        cases.explain(case, f"{why} {total.placement.reason}".strip())

    def _move(self, session: Session, case: Case, total: Sum, who: str, at: datetime) -> None:
        what = "case.raised" if total.rank < standing.rank(case.lane, case.urgency) else "case.lowered"
        case.lane, case.urgency = total.placement.lane, total.placement.urgency
        record(session, at, who, what, case, urgency=case.urgency)

    def _name(self, session: Session, case: Case, before: Sum, total: Sum) -> None:
        """Topic, dangers, facts and repairs. What did not come from the words of a message stays."""
        if total.topic != before.topic or total.repair_group != before.repair_group:
            case.topic, case.repair_group = total.topic, total.repair_group
        left = [danger for danger in case.danger if danger not in before.danger and danger not in total.danger]
        case.danger = [*total.danger, *left]
        case.flags = sorted({*case.flags} - before.flags | total.flags)
        case.needs_person = total.needs_person
        write_later(session)
        rows = list(session.scalars(select(Repair).where(Repair.case_id == case.id)))
        for row in rows:
            if row.repair in total.repairs and row.state == "denied":
                row.state = "reported"
            elif row.repair in before.repairs and row.repair not in total.repairs and row.state == "reported":
                row.state = "denied"
        there = {row.repair for row in rows}
        session.add_all(
            Repair(case_id=case.id, repair=name, urgency=level, home_id=case.home_id)
            for name, level in total.repairs.items() if name not in there
        )  # fmt: skip

    def _queue(self, session: Session, case: Case, before: Sum, total: Sum, pressing: bool, staff: Staff,
               at: datetime) -> None:  # fmt: skip
        """What is restricted goes, and stays, where only those with the right see it."""
        here, who = self.landlord.queues.get(case.queue), f"staff:{staff.id}"
        if total.restricted and not before.restricted:
            cases.restrict(session, case, at)
            case.queue = total.placement.queue
            cases.release(session, case, who, at, "only staff with the right may see it from now on.")
        elif total.placement.queue != before.placement.queue and not (here and here.restricted):
            case.queue = total.placement.queue
        if pressing and case.agent_id != staff.id:
            cases.release(session, case, who, at, "a danger was named.")

    def _clocks(self, session: Session, case: Case, before: Sum, total: Sum, pressing: bool, who: str,
                at: datetime) -> None:  # fmt: skip
        """Clocks that nothing calls for any more stop; those that stay get their new time; new ones start.

        A clock that was met starts again only for an emergency.
        """
        write_later(session)
        session.flush()
        query = select(Deadline).where(Deadline.case_id == case.id, Deadline.state == "running")
        running = {row.rule: row for row in session.scalars(query)}
        for rule, row in running.items():
            had, wanted = before.clocks.get(rule), total.clocks.get(rule)
            if had is not None and wanted is None:
                row.state = "stopped"
                record(session, at, who, "deadline.stopped", case, rule=rule)
            elif had is not None and wanted is not None and had.due_at == row.due_at != wanted.due_at:
                row.due_at, row.words = wanted.due_at, wanted.words
                record(session, at, who, "deadline.moved", case, rule=rule)
        session.flush()
        starts = [c for c in total.clocks.values() if pressing or c.rule in running or c.rule not in before.clocks]
        cases.start(session, case, starts)
        write_later(session)
        left = list(session.scalars(query))
        case.due_at = min((row.due_at for row in left if row.state == "running"), default=None)


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
