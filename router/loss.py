"""Has somebody of theirs died? Pure. Whoever tells us so hears first that we are sorry, where nothing presses."""

import re

_FAMILY = (
    r"(?:my|our)(?: \w+)?? (?:mum|mam|mom|mother|dad|father|nan|nana|gran|grandma|grandad|granny|son|daughter|husband"
    r"|wife|partner|brother|sister|baby|uncle|aunt|auntie|fella|other half|mate|friend|boyfriend|girlfriend|fiance)"
)
_ENDS = (
    r"(?=\W*$|[.,;!?\n]| (?:and|so|but|now|yesterday|today|last|this|recently|suddenly"
    r"|on (?:mon|tue|wed|thu|fri|sat|sun)))"
)
_DIED = rf"(?:s| has| have)?(?: just| sadly| suddenly| only)? (?:died|passed away|(?:passed(?: on)?|dead){_ENDS})"
"""Whoever passed out, or passed a test or a message on, is alive, and so is who is dead busy."""
LOSS = re.compile(
    rf"\b{_FAMILY}{_DIED}\b(?! (?:the|a|an|my|it|laughing)\b)|\bbereavement\b"
    rf"|\b(?:ive|i have|weve|we have|we|i)(?: just| sadly)? lost {_FAMILY}\b"
    rf"|\b{_FAMILY}s funeral\b|\b(?:a|the|at) funeral\b(?! (?:direct|parlour|home|plan|compan))",
    re.IGNORECASE,
)
"""Somebody of theirs has died."""


def tells_of_a_loss(words: str) -> bool:
    """Has somebody of theirs died?"""
    return LOSS.search(words.replace("'", "").replace("\u2019", "")) is not None
