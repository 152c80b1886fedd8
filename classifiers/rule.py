"""What a danger rule is made of: the tables of `emergency/` and of `safeguarding/` are lists of these."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A danger or a harm as it is written. Looked for only when one of `gate` is among the words."""

    label: str  # a repair id, or a topic id for harm to a person
    gate: frozenset[str]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None  # in the same sentence: it is something else


def danger(label: str, gate: str, pattern: str, unless: str = "") -> Rule:
    """A rule of the table: the label, its gate words, the pattern, and what in the same sentence makes it harmless."""
    found = re.compile(rf" (?:{pattern}) ".replace("  ", " "))
    return Rule(label, frozenset(gate.split()), found, re.compile(rf" (?:{unless}) ") if unless else None)


def w(most: int) -> str:
    """Up to so many words of the same clause, in a pattern."""
    return rf"(?:(?!but )[^. ]+ ){{0,{most}}}?"


def wide(most: int) -> str:
    """Up to so many words, and over the end of a sentence."""
    return rf"(?:(?!but )[^ ]+ ){{0,{most}}}?"
