"""What was understood of a message, in words: as it was read, and what people said of that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from queues import times
from queues.catalogue import URGENCY_WORDS
from queues.context import desk
from router.corrections import NOTHING, first_of
from router.model import Case, Correction, Message, Staff
from router.values import labels_from

OWN_FLAGS = {
    "complaint": "They complain about how we handled it",
    "chaser": "They reported it before, and it is not mended; or they ask for news of it",
}
"""Facts that are no flags of the landlord's, in words."""


@dataclass(slots=True)
class Reading:
    """What stands for one message: each label in words, with the tenant's words that caused it.

    `person`: who corrected or confirmed it, in words; '' when it stands as it was read by machine.
    """

    labels: list[tuple[str, str]]
    unsure: bool
    notes: list[str]
    message_id: int = 0
    person: str = ""
    corrected: bool = False


@dataclass(slots=True)
class Judgements:
    """What people said of the readings of one case: the word that stands, and all of them in words."""

    standing: dict[int, Correction] = field(default_factory=dict)
    history: dict[int, list[str]] = field(default_factory=dict)


def judgements(session: Session, case: Case) -> Judgements:
    """Everything said, oldest first; what was undone is still told."""
    query = select(Correction).where(Correction.case_id == case.id).order_by(Correction.id)
    rows = list(session.scalars(query))
    ids = {row.staff_id for row in rows} | {row.undone_by for row in rows if row.undone_by}
    people: dict[int, str] = (
        dict(session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids))).all()) if ids else {}
    )
    found = Judgements()
    for row in rows:
        if row.undone_at is None:
            found.standing[row.message_id] = row
        found.history.setdefault(row.message_id, []).append(_told(row, people))
    return found


def _told(row: Correction, people: dict[int, str]) -> str:
    """One judgement in a few sentences."""
    now, who = desk().now(), people.get(row.staff_id, "somebody")
    words = f"{who} said what we read is right, {times.when(row.at, now)}."
    if row.kind == "corrected":
        is_now, was = _main(row.after), _main(row.before)
        words = f"{who} corrected what we read, {times.when(row.at, now)}: {is_now}. Before: {was}."
        gone = [each for each in row.before.get("danger", []) if each not in row.after.get("danger", [])]
        if gone:
            words += f" They say this danger is not there: {', '.join(desk().catalogue.label(each) for each in gone)}."
        if row.note:
            words += f" “{row.note}”"
    if row.undone_at is not None:
        words += f" Undone by {people.get(row.undone_by or 0, 'somebody')}, {times.when(row.undone_at, now)}."
    return words


def _main(kept: dict[str, Any]) -> str:
    """'Dripping tap, routine'."""
    urgency = URGENCY_WORDS.get(str(kept.get("urgency")), "").lower()
    return f"{name(first_of(kept))}, {urgency}" if urgency and urgency != "not a repair" else name(first_of(kept))


def name(label: str) -> str:
    """Plain words for an id, also for what only this room knows."""
    if label == NOTHING:
        return "Nothing for us"
    return OWN_FLAGS.get(label) or desk().catalogue.label(label)


def _shown(label: str, dangers: Sequence[str]) -> str:
    return f"Danger: {name(label)}" if label in dangers else name(label)


def reading(case: Case, shown: Sequence[Message], said: Judgements) -> Reading:
    """From the newest of these messages that came in and was read: what is understood and because of what."""
    for message in reversed(shown):
        if message.direction == "in" and message.labels:
            return read_in(message, said)
    return Reading([], case.needs_person, [])


def read_in(message: Message, said: Judgements) -> Reading:
    """What is understood of one message: a person's word where there is one, with the words that caused each label."""
    row = said.standing.get(message.id)
    kept: dict[str, Any] = row.after if row is not None else message.labels
    because: dict[str, str] = {}
    for each in message.labels.get("because") or []:
        because.setdefault(str(each.get("label", "")), str(each.get("text", "")))
    labels = labels_from(kept)
    ids = dict.fromkeys([first_of(kept), labels.repair, *labels.also, *labels.danger, *labels.flags])
    if row is None:
        ids |= dict.fromkeys(because)
    rows = [(_shown(each, labels.danger), because.get(each, "")) for each in ids if each]
    if kept.get("urgency", "none") != "none":
        rows.append((f"Urgency: {URGENCY_WORDS.get(str(kept['urgency']), str(kept['urgency'])).lower()}", ""))
    told = said.history.get(message.id, [])
    return Reading(rows, labels.needs_person and row is None, [str(n) for n in kept.get("notes") or []], message.id,
                   told[-1] if row is not None and told else "", bool(row and row.kind == "corrected"))  # fmt: skip
