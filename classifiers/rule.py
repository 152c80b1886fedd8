"""What a danger rule is made of: the tables of `emergency/` and of `safeguarding/` are lists of these."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from classifiers.clause import own_clause, sentence
from classifiers.needed import Pieces, is_met
from classifiers.reading import spoken_in

Gated = TypeVar("Gated")
ONLY_TOLD = "only told"
"""Kind of the label of a danger that is told as a thing of another day."""
CLOSED = "closed"
"""Kind of the label of a danger that is told as a matter that is closed."""


@dataclass(frozen=True)
class Rule:
    """A danger or a harm as it is written. Looked for only when one of `gate` is among the words."""

    label: str  # a repair id, or a topic id for harm to a person
    gate: frozenset[str]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None  # in the same clause: it is something else
    over: re.Pattern[str] | None = None  # in the same sentence: it has ended, or was never meant

    def is_something_else(self, line: str, start: int, end: int) -> bool:
        """Does the clause of the danger at this place of the line say that it is none?"""
        if self.over and self.over.search(sentence(line, start, end)):
            return True
        return bool(self.unless and self.unless.search(own_clause(line, start, end)))


class Gates(Generic[Gated]):
    """Rules by the words of their gates, and by what their patterns need: which may hold is asked once a message.

    `pieces`: those of the table that the rules are of, which all that read by it share.
    """

    def __init__(self, rules: Iterable[tuple[frozenset[str], re.Pattern[str], Gated]], pieces: Pieces) -> None:
        gated = list(rules)
        self._pieces = pieces
        self._rules = [(pieces.needed_by(pattern), rule) for _, pattern, rule in gated]
        behind: dict[str, list[int]] = {}
        for number, (gate, _, _) in enumerate(gated):
            for word in gate:
                behind.setdefault(word, []).append(number)
        self._behind, self._words = behind, frozenset(behind)

    def opened_by(self, words: frozenset[str]) -> list[Gated]:
        """The rules of which a gate's word is among these and whose pattern may hold in them, in their order."""
        numbers: set[int] = set()
        for word in self._words & words:
            numbers.update(self._behind[word])
        if not numbers:
            return []
        there = self._pieces.among(words)
        opened = [self._rules[number] for number in sorted(numbers)]
        return [rule for need, rule in opened if is_met(need, there)]


def danger(label: str, gate: str, pattern: str, unless: str = "", over: str = "") -> Rule:
    """A rule of the table: the label, its gate words, the pattern, what in its clause or sentence takes it back."""
    found = re.compile(rf" (?:{pattern}) ".replace("  ", " "))
    return Rule(
        label,
        frozenset(gate.split()),
        found,
        *(re.compile(rf" (?:{each}) ") if each else None for each in (unless, over)),
    )


def words_of(rules: Iterable[Rule]) -> frozenset[str]:
    """The words that these rules look for as they stand, gates and all."""
    rules = list(rules)
    patterns = [pattern for rule in rules for pattern in (rule.pattern, rule.unless, rule.over) if pattern]
    return spoken_in(patterns).union(*(rule.gate for rule in rules))


def w(most: int) -> str:
    """Up to so many words of the same clause, in a pattern."""
    return rf"(?:(?!but )[^. ]+ ){{0,{most}}}?"


def wide(most: int) -> str:
    """Up to so many words, and over the end of a sentence."""
    return rf"(?:(?!but )[^ ]+ ){{0,{most}}}?"
