"""What is read in a message, as plain values; and how it is kept with the message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from router.landlord import Urgency


@dataclass(frozen=True, slots=True)
class Because:
    """The words that caused a label; `start` and `end` are character offsets into the text given."""

    label: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """Something named in the words. `kind`: postcode, address, phone, email, date, time, reference, fault_code,
    meter_credit or money. `value` is its normal form ('LS6 2AB', '+447700900123', '2026-11-14', '15:00'), or the plain
    words where they do not say by themselves which day or hour; `start` and `end` are places in the text given."""

    kind: str
    value: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Since:
    """Words that say how long something has lasted. `days`: at least so many; None where the words do not tell."""

    text: str
    start: int
    end: int
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """What a message is about. Field by field as `interface.md` section 4 has it; `place` are where in the home, by the
    ids of `locations`."""

    model: str = ""
    topic: str = "general.unclear"
    repair: str | None = None
    repair_group: str | None = None
    also: tuple[str, ...] = ()
    urgency: Urgency = "none"
    danger: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    confidence: float = 0.0
    needs_person: bool = True
    because: tuple[Because, ...] = ()
    notes: tuple[str, ...] = ()  # what went wrong while reading, in words
    entities: tuple[Entity, ...] = ()
    place: tuple[Because, ...] = ()
    since: tuple[Since, ...] = ()

    @property
    def is_of_a_fault(self) -> bool:
        """Is it about a fault itself, or a complaint of how one was dealt with? Or about money, told in one breath with
        a fault?"""
        return self.topic == "repair" or self.topic.startswith("complaints.") or self.is_of_money_and_a_fault

    @property
    def is_of_money_and_a_fault(self) -> bool:
        """Is it about the rent, and something is broken as well?"""
        return self.topic.startswith("rents.") and self.repair is not None


def kept_labels(labels: Labels) -> dict[str, object]:
    """Labels as they are kept with the message, each with the words that caused it."""

    def shown(because: Because) -> dict[str, object]:
        return {"label": because.label, "text": because.text, "start": because.start, "end": because.end}

    def flat(each: Entity | Since) -> dict[str, object]:  # `asdict` looks into each value, at ten times the cost
        return {name: getattr(each, name) for name in each.__slots__}

    return {
        "model": labels.model, "topic": labels.topic, "repair": labels.repair, "repair_group": labels.repair_group,
        "also": list(labels.also), "urgency": labels.urgency, "danger": list(labels.danger),
        "flags": list(labels.flags), "confidence": labels.confidence, "needs_person": labels.needs_person,
        "because": [shown(b) for b in labels.because], "notes": list(labels.notes),
        "entities": [flat(each) for each in labels.entities], "place": [shown(b) for b in labels.place],
        "since": [flat(each) for each in labels.since],
    }  # fmt: skip


def labels_from(kept: Mapping[str, Any]) -> Labels:
    """The same the other way round. What an older version kept may lack a field: that is as if it was not read."""
    given = {name: value for name, value in kept.items() if name in Labels.__dataclass_fields__}
    for name in ("also", "danger", "flags", "notes"):
        given[name] = tuple(given.get(name) or ())
    for name, kind in (("because", Because), ("entities", Entity), ("place", Because), ("since", Since)):
        given[name] = tuple(kind(**row) for row in given.get(name) or ())
    return Labels(**given)
