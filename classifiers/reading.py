"""What every classifier reads: the message as a row of plain words, typing errors mended, each knowing its place.

A reading is made once a message and shared. `line` is the words with one space between them, sentence ends as '.' and
commas as ',' (also words); patterns look there. What several classifiers need (sentences, features) is made once.
"""

# ruff: noqa: E501, SIM905 -- lists of words are read more easily as one text

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import accumulate

from classifiers.likeness import features_of
from classifiers.mending import Mending
from classifiers.tidy import Tidied, tidy
from router.values import Because, Entity, Since

LONGEST_WORD = 64
MOST_WORDS = 12_000
MOST_ALIKE = 6
"""A word that is said again and again ('help help help ...') is kept so often; more says no more."""
MOST_MENDED = 300
"""Words of one message that nobody knows and that are looked at for typing errors: enough for a person, a bound for a
machine. By the message alone, so that it reads the same whatever was read before it."""
MOST_KEPT = 50_000
MOST_SENTENCES = 60
"""Sentences of one message that are weighed by likeness, and"""
LONGEST_SENTENCE = 400
"""the words of the longest."""
SHOUTED = 4
"""Words with a full stop after each that are one sentence."""
_NEVER_LAST = frozenset(
    "the a an of is are my our your his her their with and to by near from at for very so theres its round".split()
)
"""Behind these no sentence ends: marks there are shouting ('smell of!!! gas')."""
_WORDS = re.compile(
    r"(?<![^\W_])[^\W\d_](?P<gap>[ .*\-_/]{1,2})(?:[^\W\d_](?P=gap)){1,31}[^\W\d_](?![^\W_])"  # set apart: g.a.s, s m e l l
    r"|[\u4e00-\u9fff]"  # Chinese sets no spaces: a character is a word
    r"|[^\W_]+(?:['@$!|][^\W_]+)*"  # a word, with the signs people put for letters
    r"|[.!?;:\n][.!?;:\s]*|[,()][,()\s]*"
)
_RUNS = frozenset("coming come comes came water leak dripping pouring running gushing straight right seeping".split())
"""What comes 'threw' a ceiling comes through it."""


@dataclass(frozen=True, slots=True)
class Label:
    """What one classifier found: a kind ('repair', 'topic', 'flag'), a value, how sure (0 to 1), and where."""

    kind: str
    value: str
    sure: float
    first: int  # of `Reading.words`
    last: int  # exclusive


@dataclass
class Reading:
    """One message as words. `found` says where in the tidied text each was; `place` gives that of the original."""

    tidied: Tidied
    words: list[str]
    found: list[re.Match[str]]
    concepts: set[str] = field(default_factory=set)
    """Things and faults that the rules of `repairs.py` saw named, and pairs of them in one sentence."""
    telling: set[int] = field(default_factory=set)
    """The sentences, by number, that name two of them."""
    on: date | None = None
    """The day it was written, in London, where that may count; without it the same words always mean the same."""
    entities: list[Entity] = field(default_factory=list)
    """What was copied out of the words: kept here, not as labels, so that the trained model never learns from them."""
    where: list[Because] = field(default_factory=list)
    since: list[Since] = field(default_factory=list)

    @cached_property
    def line(self) -> str:
        return f" {' '.join(self.words)} "

    @cached_property
    def known(self) -> frozenset[str]:
        """Which words there are."""
        return frozenset(self.words)

    @cached_property
    def begins(self) -> list[int]:
        """Where each word begins in `line`."""
        return list(accumulate([len(word) + 1 for word in self.words], initial=1))[:-1]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """First and last (exclusive) word of each sentence."""
        found, first = [], 0
        for place, word in enumerate(self.words):
            if word == ".":
                if place > first:
                    found.append((first, place))
                first = place + 1
        if first < len(self.words):
            found.append((first, len(self.words)))
        return found

    @cached_property
    def features(self) -> list[set[str]]:
        """What `Likeness` looks at, of each of the first sentences; none of an endless one."""
        return [
            features_of(self.words[first:last]) if last - first < LONGEST_SENTENCE else set()
            for first, last in self.sentences[:MOST_SENTENCES]
        ]

    @cached_property
    def _sentences_with(self) -> dict[str, list[int]]:
        """The sentences each word stands in, by number."""
        found: dict[str, list[int]] = {}
        for number, (first, last) in enumerate(self.sentences):
            for word in set(self.words[first:last]):
                found.setdefault(word, []).append(number)
        return found

    def tokens(self, known: Container[str]) -> list[str]:
        """The words as the trained model knows them: as they were written, or mended where it does not know that."""
        tokens: list[str] = []
        before: re.Match[str] | None = None
        for word, found in zip(self.words, self.found, strict=True):
            raw = found[0]
            if raw == word:
                tokens.append(word)
                continue
            raw = raw.replace("'", "")
            tokens.append(raw if raw in known and found is not before else word)
            before = found
        return tokens

    def finditer(self, gate: frozenset[str], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Where the pattern holds in `line`, within one sentence that has one of the gate's words."""
        if len(self.sentences) < 3:
            yield from pattern.finditer(self.line)
            return
        with_it = self._sentences_with
        for number in sorted({each for word in gate & self.known for each in with_it.get(word, ())}):
            first, last = self.sentences[number]
            end = self.begins[last] if last < len(self.words) else len(self.line)
            yield from pattern.finditer(self.line, self.begins[first] - 1, end)

    def words_at(self, start: int, end: int) -> tuple[int, int]:
        """First and last (exclusive) word of a stretch of `line`."""
        first = max(bisect_right(self.begins, start + 1) - 1, 0)
        return first, max(bisect_right(self.begins, max(end - 1, start)), first + 1)

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Where these words stand in the original text."""
        if not self.words or first >= len(self.words):
            return 0, 0
        start, end = self.found[first].start(), self.found[min(last, len(self.words)) - 1].end()
        return self.tidied.origin(start), max(self.tidied.origin(end - 1) + 1, self.tidied.origin(start))


class Reader:
    """Makes readings. One a process: it learns the words it has seen. What is given are words, as `Mending` takes them."""

    def __init__(
        self,
        vocabulary: Iterable[str],
        danger: Iterable[str],
        spoken: Iterable[str] = (),
        foreign: Iterable[str] = (),
    ) -> None:
        self.mending = Mending(vocabulary, danger, spoken, foreign)
        self._meant: dict[str, tuple[str, ...]] = {}

    def read(self, text: str) -> Reading:
        """The reading of one text. Bounded in time for any text."""
        tidied = tidy(text)
        words: list[str] = []
        places: list[re.Match[str]] = []
        meant = self._meant
        written_so = list(_WORDS.finditer(tidied.text))
        left = self._left(written_so) if len(written_so) > MOST_MENDED else frozenset()
        alike, last = 0, None
        for found in written_so:
            raw = found[0]
            written = meant.get(raw)
            if raw in left:
                written = (raw[:LONGEST_WORD],)
            elif written is None:
                if not raw[0].isalnum():
                    written = (",",) if raw[0] in ",()" else (".",)
                else:
                    if len(meant) > MOST_KEPT:
                        meant.clear()
                    written = meant[raw] = self.mending.meant(raw[:LONGEST_WORD])
            alike, last = (alike + 1, last) if raw == last else (0, raw)
            if alike >= MOST_ALIKE:
                continue
            if len(written) == 1:
                words.append(written[0])
                places.append(found)
            else:
                words += written
                places += [found] * len(written)
            if len(words) > MOST_WORDS:
                break
        words = ["through" if word == "threw" and n and words[n - 1] in _RUNS else word for n, word in enumerate(words)]
        return Reading(tidied, *_undecorated(words, places))

    def _left(self, found: Sequence[re.Match[str]]) -> frozenset[str]:
        """The words that are left as they were written: the unknown ones after the first MOST_MENDED of them."""
        written = dict.fromkeys(each[0] for each in found)
        unknown = [raw for raw in written if raw[0].isalnum() and not self.mending.is_known(raw)]
        return frozenset(unknown[MOST_MENDED:])

    def words_of(self, phrase: str) -> list[str]:
        """A phrase of ours as the words a message would give."""
        return [word for word in self.read(phrase).words if word not in ".,"]


def _undecorated(words: list[str], places: list[re.Match[str]]) -> tuple[list[str], list[re.Match[str]]]:
    """Without shouting marks, where they stand after every other word ('smell!!! of??? gas...') and end no sentence, nor
    those behind a word that ends none, nor the full stops after each of four words or more ('GAS. IN. MY. KITCHEN.')."""
    marks = {n for n, word in enumerate(words) if word == "." and "\n" not in places[n][0]}
    shouted = {n for n in marks if len(places[n][0].strip()) > 1}
    everywhere = 3 * words.count(".") >= len(words) and len(shouted) >= 3 and 3 * len(shouted) >= len(words)
    if not everywhere:
        shouted = {n for n in shouted if n and words[n - 1] in _NEVER_LAST} | _set_apart(words, places, marks)
    if not shouted:
        return words, places
    return [word for n, word in enumerate(words) if n not in shouted], [
        place for n, place in enumerate(places) if n not in shouted
    ]


def _set_apart(words: list[str], places: list[re.Match[str]], marks: set[int]) -> set[int]:
    """The full stops between SHOUTED words or more that have one each. Not where one of them is an answer: 'Gas? No.'"""
    found: set[int] = set()
    run: list[int] = []
    for n, word in enumerate([*words, "."]):
        if n in marks and n and (n == 1 or words[n - 2] == ".") and places[n][0].strip() in (".", "!"):
            run.append(n)
        elif word == "." or (run and run[-1] != n - 1):
            if len(run) >= SHOUTED and {"yes", "no"}.isdisjoint(words[each - 1] for each in run):
                found.update(run[:-1])
            run = []
    return found


def spoken_in(patterns: Iterable[re.Pattern[str]]) -> frozenset[str]:
    """The words that patterns look for as they stand ('flooring' is not 'flooding')."""
    return frozenset(word for pattern in patterns for word in re.findall(r"[a-z]{3,}", pattern.pattern))
