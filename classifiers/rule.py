"""What a danger rule is made of: the tables of `emergency/` and of `safeguarding/` are lists of these."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from classifiers.reading import spoken_in

Gated = TypeVar("Gated")
ONLY_TOLD = "only told"
"""Kind of the label of a danger that is told as a thing of another day."""


@dataclass(frozen=True)
class Rule:
    """A danger or a harm as it is written. Looked for only when one of `gate` is among the words."""

    label: str  # a repair id, or a topic id for harm to a person
    gate: frozenset[str]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None  # in the same sentence: it is something else


class Gates(Generic[Gated]):
    """Rules by the words of their gates: which may hold is asked once a message, not once a rule."""

    def __init__(self, rules: Iterable[tuple[frozenset[str], Gated]]) -> None:
        gated = list(rules)
        self._rules = [rule for _, rule in gated]
        behind: dict[str, list[int]] = {}
        for number, (gate, _) in enumerate(gated):
            for word in gate:
                behind.setdefault(word, []).append(number)
        self._behind, self._words = behind, frozenset(behind)

    def opened_by(self, words: frozenset[str]) -> list[Gated]:
        """The rules of which a gate's word is among these, in their order."""
        numbers: set[int] = set()
        for word in self._words & words:
            numbers.update(self._behind[word])
        return [self._rules[number] for number in sorted(numbers)]


def danger(label: str, gate: str, pattern: str, unless: str = "") -> Rule:
    """A rule of the table: the label, its gate words, the pattern, and what in the same sentence makes it harmless."""
    found = re.compile(rf" (?:{pattern}) ".replace("  ", " "))
    return Rule(label, frozenset(gate.split()), found, re.compile(rf" (?:{unless}) ") if unless else None)


def words_of(rules: Iterable[Rule]) -> frozenset[str]:
    """The words that these rules look for as they stand, gates and all."""
    rules = list(rules)
    patterns = [pattern for rule in rules for pattern in (rule.pattern, rule.unless) if pattern]
    return spoken_in(patterns).union(*(rule.gate for rule in rules))


def w(most: int) -> str:
    """Up to so many words of the same clause, in a pattern."""
    return rf"(?:(?!but )[^. ]+ ){{0,{most}}}?"


def wide(most: int) -> str:
    """Up to so many words, and over the end of a sentence."""
    return rf"(?:(?!but )[^ ]+ ){{0,{most}}}?"
