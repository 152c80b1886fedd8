"""What each written message should make the model say: its labels as numbers. Nothing heavy is imported."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.training.messages import NOTHING, OWN_FLAGS, Labelled
from router.values import Landlord, Urgency

Judge = Callable[[Sequence[str], Collection[str], Landlord], tuple[Urgency, tuple[str, ...]]]

LEVELS = (NOTHING, "routine", "urgent", "emergency")
"""Urgencies as the model tells them apart; danger to life is for the rules, and for the fault itself."""
_LEVEL = {"none": 0, "planned": 1, "routine": 1, "urgent": 2, "emergency": 3, "life_safety": 3}


@dataclass(frozen=True)
class Names:
    """The labels of each head, in the order of its numbers."""

    fault: list[str]
    first: list[str]
    urgency: list[str]
    flags: list[str]
    also: list[str]

    @classmethod
    def of(cls, landlord: Landlord) -> "Names":
        """Every label that the landlord's files have: a head for a repair nobody wrote about learns 'never'."""
        repairs = sorted(landlord.repairs)
        faults = [each for each in repairs if landlord.repairs[each].group != "job"]
        flags = sorted({*landlord.flags, *OWN_FLAGS})
        return cls([*faults, NOTHING], [*repairs, *sorted(landlord.topics), NOTHING], list(LEVELS), flags, faults)

    def as_dict(self) -> dict[str, list[str]]:
        """By head."""
        return {"fault": self.fault, "first": self.first, "urgency": self.urgency, "flags": self.flags,
                "also": self.also}  # fmt: skip


@dataclass(frozen=True)
class Targets:
    """Numbers for a list of messages: class numbers for exclusive heads, zeros and ones for the others."""

    fault: NDArray[np.int64]
    first: NDArray[np.int64]
    urgency: NDArray[np.int64]
    flags: NDArray[np.float32]
    also: NDArray[np.float32]
    weight: NDArray[np.float32]  # a close call counts half

    @classmethod
    def of(cls, messages: Sequence[Labelled], names: Names, landlord: Landlord, judge: Judge) -> "Targets":
        """The targets of these messages, in their order."""
        fault = {name: number for number, name in enumerate(names.fault)}
        first = {name: number for number, name in enumerate(names.first)}
        return cls(
            np.array([fault[each.fault] for each in messages]),
            np.array([first[each.first] for each in messages]),
            np.array([level(each, landlord, judge) for each in messages]),
            np.array([[flag in each.flags for flag in names.flags] for each in messages], dtype=np.float32),
            np.array([[name in each.faults for name in names.also] for each in messages], dtype=np.float32),
            np.array([0.5 if each.close_call else 1.0 for each in messages], dtype=np.float32),
        )


def level(message: Labelled, landlord: Landlord, judge: Judge) -> int:
    """How pressing it is: as written, else what the landlord's own rules say of its faults and flags."""
    if message.urgency:
        return _LEVEL[message.urgency]
    urgency, _ = judge(list(message.faults), message.flags, landlord)
    return _LEVEL[urgency]
