"""Which patterns can hold at all in a message: those of which it has the letters that every way to hold needs.

Read out of each pattern itself, so nothing is written beside it. `spark\\w* (?:near|by) the (?:tap|sink)` holds only
where some word has 'spark' in it, another 'near' or 'by', another 'tap' or 'sink'. To look for that costs a fraction of
what the pattern does. What cannot be read out (what may be missing, a look ahead, a class of letters) is not needed, so
no pattern is passed over that might hold.
"""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from re import _constants, _parser  # type: ignore[attr-defined]  # Python's own: no other reads patterns as it does
from typing import Any, NamedTuple, TypeAlias, TypeVar

LEAST = 2
"""Letters of the shortest piece that is looked for."""
LONGEST_WORD = 64
WORDS_REMEMBERED = 4_000

Choice: TypeAlias = "tuple[int, tuple[Need, ...]]"
"""One of these bits must be there, and, where there are any, one of these needs be met."""
Need: TypeAlias = tuple[int, tuple[Choice, ...]]
"""Bits of pieces that must all be there, and choices that must each be met."""

Kept = TypeVar("Kept")
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)


class _Read(NamedTuple):
    """What a part of a pattern needs. `telling`: pieces of which one must be there, the longest such, which are the
    rarest: letters of the shortest of them, how many they are below nothing, and their bits."""

    need: Need
    telling: tuple[int, int, int]


_NOTHING = _Read((0, ()), (0, 0, 0))


class Pieces:
    """The pieces of words that the patterns of one table look for, each a bit."""

    def __init__(self) -> None:
        self._number_of: dict[str, int] = {}
        self._longest = 0
        self._of_word: dict[str, int] = {}
        self._needs: dict[re.Pattern[str], Need] = {}
        self._same: dict[Any, Any] = {}  # of what is alike one is kept: rules share many words, and so half the memory

    def needed_by(self, pattern: re.Pattern[str]) -> Need:
        """What a line of words must have for this pattern to hold in it. Ask it of all patterns before `among`."""
        if pattern not in self._needs:
            any_case = pattern.flags & re.IGNORECASE
            self._needs[pattern] = (_NOTHING if any_case else self._read(_parser.parse(pattern.pattern))).need
        return self._needs[pattern]

    def among(self, words: Iterable[str]) -> int:
        """The bits of all pieces that these words have."""
        there = 0
        for word in words:
            pieces = self._of_word.get(word)
            there |= self._looked_for(word) if pieces is None else pieces
        return there

    def _looked_for(self, word: str) -> int:
        """The pieces that one word has; remembered, since the same words come again and again."""
        there, length = 0, min(len(word), LONGEST_WORD)
        for first in range(length - LEAST + 1):
            for last in range(first + LEAST, min(length, first + self._longest) + 1):
                number = self._number_of.get(word[first:last])
                if number is not None:
                    there |= 1 << number
        if len(self._of_word) >= WORDS_REMEMBERED:
            self._of_word.clear()
        self._of_word[word] = there
        return there

    def _read(self, parts: Sequence[Any]) -> _Read:
        """Of parts of a pattern that follow one another."""
        every, run, telling = 0, "", [_NOTHING.telling]
        choices: list[Choice] = []
        for kind, what in [*parts, (None, None)]:
            if kind is _constants.LITERAL:
                run += chr(what)
                continue
            for piece in run.split(" "):  # a word of the line has each of them
                if len(piece) >= LEAST:
                    every |= self._bit(piece)
                    telling.append((len(piece), -1, self._bit(piece)))
            run = ""
            if (kind is _constants.SUBPATTERN and not what[1]) or (kind in _REPEATS and what[0] > 0):
                inner = self._read(what[-1])
                every, choices = every | inner.need[0], [*choices, *inner.need[1]]
                telling.append(inner.telling)
            elif kind is _constants.BRANCH:
                ways = [self._read(way) for way in what[1]]
                if all(way.telling[0] for way in ways):
                    choices.append(self._one_of(ways))
                    shortest, few = min(way.telling[0] for way in ways), sum(way.telling[1] for way in ways)
                    telling.append((shortest, few, choices[-1][0]))
        in_turn = tuple(sorted(choices, key=lambda choice: len(choice[1])))  # what is soon seen first
        return _Read(self._kept((self._kept(every), self._kept(in_turn))), max(telling))

    def _one_of(self, ways: Sequence[_Read]) -> Choice:
        """The choice between these, each of which needs something."""
        any_of = reduce(or_, (way.telling[2] for way in ways))
        is_told_whole = all(not way.need[1] and way.need[0].bit_count() == 1 for way in ways)
        rest = () if is_told_whole else self._kept(tuple(way.need for way in ways))
        return self._kept((self._kept(any_of), rest))

    def _bit(self, piece: str) -> int:
        if piece not in self._number_of:
            self._number_of[piece] = len(self._number_of)
            self._longest = max(self._longest, len(piece))
            self._of_word.clear()
        return 1 << self._number_of[piece]

    def _kept(self, made: Kept) -> Kept:
        """The first of those that are like it."""
        same: Kept = self._same.setdefault(made, made)
        return same


def is_met(need: Need, there: int) -> bool:
    """Are the pieces there that it needs?"""
    every, choices = need
    return every & there == every and _are_met(choices, there)


def _are_met(choices: tuple[Choice, ...], there: int) -> bool:
    for any_of, ways in choices:
        if not any_of & there:
            return False
        if ways:
            for every, more in ways:
                if every & there == every and (not more or _are_met(more, there)):
                    break
            else:
                return False
    return True
