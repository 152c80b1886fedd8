"""The lines that stand on a visit for whoever comes: what the tenant wrote, what a colleague added."""

import re

from router.model import Appointment

_NOTHING = re.compile(
    r"\W*(?:(?:option|number|the|please|pls|ok|no|yes|move|times?|not needed|cancel|keep it|\d{1,2}|first|second|third"
    r"|last|one|that|this|it|thanks|thank you)\b\W*)*",
    re.IGNORECASE,
)
WISH = "Asked for another time: "
"""In front of what they wrote who want another time than the visit has: it counts until the time is another."""


def once_moved(note: str) -> str:
    """The same without the wishes for another time: they have one now."""
    return "\n".join(line for line in note.splitlines() if not line.startswith(WISH))


def take_back(visit: Appointment) -> None:
    """They keep the time that the visit has: nobody who comes reads that they wish for another."""
    if (left := once_moved(visit.note)) != visit.note:
        visit.note, visit.version = left, visit.version + 1


def says_nothing(said: str) -> bool:
    """Is it only an answer to us ('1', 'MOVE', 'the first one'), which tells nobody at the door anything?"""
    return _NOTHING.fullmatch(said) is not None
