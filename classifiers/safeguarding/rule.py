"""What a rule of harm is made of. Its own, as these two readers must not lean on each other."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A harm as it is written. Looked for only when one of `gate` is among the words."""

    topic: str
    gate: frozenset[str]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None  # in the same sentence: it is something else


def danger(topic: str, gate: str, pattern: str, unless: str = "") -> Rule:
    """A rule of the table: the topic, its gate words, the pattern, and what in the same sentence makes it harmless."""
    return Rule(
        topic,
        frozenset(gate.split()),
        re.compile(rf" (?:{pattern}) "),
        re.compile(rf" (?:{unless}) ") if unless else None,
    )
