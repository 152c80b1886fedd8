"""The lines that stand on a visit for whoever comes: what the tenant wrote, what a colleague added."""

import re

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


def says_nothing(said: str) -> bool:
    """Is it only an answer to us ('1', 'MOVE', 'the first one'), which tells nobody at the door anything?"""
    return _NOTHING.fullmatch(said) is not None
