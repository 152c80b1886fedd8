"""What the tenant's own words say of where it is and since when, and what was copied out of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from router.model import Message

MOST = 12
"""Things of one message that are shown as chips."""
PLACES = {
    "toilet_room": "toilet",
    "child_bedroom": "child's bedroom",
    "hall_stairs_landing": "hall, stairs or landing",
    "whole_home": "the whole home",
    "outside_front": "outside, front",
    "outside_rear": "outside, back",
    "garage_outbuilding": "garage or shed",
    "communal_hall": "hall of the block",
    "communal_stairs": "stairs of the block",
    "bin_store": "bin store",
    "car_park": "car park",
    "play_area": "play area",
    "block_roof": "roof of the block",
    "living_room": "living room",
}
KINDS = {
    "phone": "call on",
    "email": "mail to",
    "fault_code": "fault code",
    "meter_credit": "meter credit",
    "money": "money",
    "reference": "reference",
    "postcode": "postcode",
    "address": "address",
}


class Shown(Protocol):
    """One bubble of the thread."""

    side: str
    message: Message


@dataclass(slots=True)
class Mentions:
    """Three short lists, in words; empty where nothing was said, and for messages read before these were kept."""

    where: list[str] = field(default_factory=list)
    since: list[str] = field(default_factory=list)
    wrote: list[str] = field(default_factory=list)


def mentions(shown: Sequence[Shown]) -> Mentions:
    """Of the newest message of the tenant's that was read, as the reading beside it."""
    for bubble in reversed(shown):
        labels: dict[str, Any] = bubble.message.labels or {}
        if bubble.side == "in" and labels:
            places = [str(row.get("label", "")) for row in labels.get("place") or []]
            since = [str(row.get("text", "")) for row in labels.get("since") or []]
            return Mentions(
                where=[PLACES.get(place, place) for place in dict.fromkeys(places)],
                since=[words.removeprefix("since ").removeprefix("Since ") for words in dict.fromkeys(since)],
                wrote=_wrote(labels.get("entities") or []),
            )
    return Mentions()


def _wrote(entities: Sequence[dict[str, Any]]) -> list[str]:
    """'postcode LS6 2AB', 'call on 07700 900123', 'tomorrow': normal forms where they are easier on the eye."""
    told: dict[str, None] = {}
    for row in entities:
        kind = str(row.get("kind", ""))
        plain = "value" if kind in ("postcode", "address", "fault_code", "reference", "meter_credit") else "text"
        told[f"{KINDS.get(kind, '')} {' '.join(str(row.get(plain, '')).split())}".strip()] = None
    return list(told)[:MOST]
