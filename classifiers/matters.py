"""What a message is about before anything else, and how pressing it reads, where the model by itself leaves doubt."""

from collections.abc import Mapping, Sequence

from classifiers.reading import Label
from router.values import URGENCIES, Landlord, Urgency

UNLISTED = "other.unlisted"
"""A repair that is none of the others: the landlord's to mend, and a person says who mends it."""
COMPLAINT = "complaints.new"
SIGNS = frozenset({"complaint", "chaser", "overdue"})
"""Facts that make a fault a complaint: how it was dealt with is told, or that it was not."""
GRAVE = ("asb.violence_threats", "asb.hate", "medical.emergency")
"""Matters like those of harm to a person: likeness alone never names them."""
COMPLAINT_AT = 0.9
"""How sure a complaint is that shows none of these signs."""
EMERGENCY_ALONE_AT = 0.8
"""How likely an emergency is that neither a rule nor a fault names. Below it a person looks at it as urgent."""


def is_grave(topic: str, landlord: Landlord) -> bool:
    """Is it harm to a person, or a threat of it? It is named only where a rule or the model is sure."""
    return landlord.topics[topic].restricted or topic in GRAVE


def is_chased(topic: str, repair: str | None) -> bool:
    """Can news of it be asked for? A neighbour asked three times to be quiet is no chaser."""
    return repair is not None or topic == "repair" or topic.startswith("complaints.") or topic == "asb.update"


def is_complaint(flags: Mapping[str, Label], topics: Mapping[str, Label]) -> bool:
    """Does it complain of how it was dealt with? A fault by itself, however crossly told, is a repair."""
    return not SIGNS.isdisjoint(flags) or (COMPLAINT in topics and topics[COMPLAINT].sure >= COMPLAINT_AT)


def pressing(
    labels: Sequence[Label], urgency: Urgency, notes: tuple[str, ...], doubted: bool
) -> tuple[Urgency, tuple[str, ...]]:
    """The urgency and the notes, raised where the words read as more pressing than the repair by itself; never lowered.

    `doubted`: the model thought of a danger to life and was not sure enough to name it. A person looks at once, and
    where nothing else is broken its word for an emergency stands if it is likely, else it is urgent.
    """
    read = next((label for label in labels if label.kind == "urgency"), None)
    level: Urgency = next((each for each in URGENCIES if read and each == read.value), "none")
    if urgency == "none" and doubted and read and level == "emergency":
        told = (*notes, "It may tell of a danger to life: please look now.")
        return (level if read.sure >= EMERGENCY_ALONE_AT else "urgent"), told
    if urgency == "none" or URGENCIES.index(level) >= URGENCIES.index(urgency):
        return urgency, notes
    return level, (*notes, f"It reads as {level}.")
