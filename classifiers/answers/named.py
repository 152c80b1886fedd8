"""How people name what is booked: our own texts call it a repair visit, and so do they."""

import re

_VISIT = r"visits?|appointments?|appointmnt|appt|apt|booking|slot"
_BY_TRADE = re.compile(
    r"\b(?:repairs?|maintenance|plumb(?:ing|er)|electrician|engineer|operative|joiner|handyman)(?:['\u2019]?s)?[ ]"
    rf"(?=(?:{_VISIT})\b)",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\b((?:move|change|switch|shift|swap|bring|push|put|re-? ?arrange|re-? ?schedule|re-? ?book|postpone|delay)"
    r" (?:my|the|our|this|that)) repairs?(?! man\b)\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(mornings?|afternoons?|evenings?|\w+day|tomorrow|the|that|this|your) (?:phone |telephone )?call(?: ?-?back)?\b"
    r"(?! (?:me|us|my|him|her|them|the|\d))",
    re.IGNORECASE,
)
"""A call-back is what is offered: 'the evening call is fine'."""


def plainly_named(text: str) -> str:
    """'Can you move my repair visit', and 'can you move my repair', as 'can you move my visit'."""
    return _CALL.sub(r"\1 visit", _MOVED.sub(r"\1 visit", _BY_TRADE.sub("", text)))
