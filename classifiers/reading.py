"""What every classifier reads: the message as a row of plain words, typing errors mended, each knowing its place.

A reading is made once a message and shared. `line` is the words with one space between them, sentence ends as '.' and
commas as ',' (also words); patterns look there. What several classifiers need (sentences, features) is made once.
"""

# ruff: noqa: E501, SIM905 -- lists of words are read more easily as one text

import re
import tomllib
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from classifiers.likeness import IDLE, features_of
from classifiers.slips import Slips
from classifiers.tidy import Tidied, tidy
from router.values import Because, Entity, Since

LONGEST_WORD = 64
MOST_WORDS = 12_000
MOST_MENDED = 300
"""New words of one message that are looked at for typing errors; enough for a person, a bound for a machine."""
MOST_KEPT = 50_000
MOST_SENTENCES = 60
"""Sentences of one message that are weighed by likeness, and"""
LONGEST_SENTENCE = 400
"""the words of the longest."""
SURE_AFTER_TWO_SLIPS = 9
"""Letters that an ordinary word of ours needs, to be seen behind two slips; a danger word needs seven."""
_WORDS = re.compile(
    r"(?<![^\W_])[^\W\d_](?P<gap>[ .*\-_/]{1,2})(?:[^\W\d_](?P=gap)){1,31}[^\W\d_](?![^\W_])"  # set apart: g.a.s, s m e l l
    r"|[\u4e00-\u9fff]"  # Chinese sets no spaces: a character is a word
    r"|[^\W_]+(?:['@$!|][^\W_]+)*"  # a word, with the signs people put for letters
    r"|[.!?;:\n][.!?;:\s]*|[,()][,()\s]*"
)
_REPEATED = re.compile(r"(.)\1{2,}")
_SIGNS = str.maketrans("01345789@$!|", "oleasbtgasil")
_OTHER_SIGNS = str.maketrans("01345789@$!|", "oieasbtgasii")
_SAME = {
    word: lemma
    for lemma, words in {
        "smell": "smells smelling smelled smelt stink stinks stinking odour odor whiff reek reeks reeking pong pongs",
        "gas": "gaz gass qas gsa ags",
        "leak": "leaks leaking leaked leaky leakage leeking",
        "spark": "sparks sparking sparked sparky",
        "flood": "floods flooding flooded flooded",
        "burst": "bursts bursting bursted",
        "collapse": "collapsed collapses collapsing",
        "monoxide": "monoxid monoxyd monoxcide monoxied",
        "electric": "lecky leccy lekky elec electrik",
        "electrics": "lectrics",
        "partner": "bf gf boyfriend girlfriend husband wife hubby fiance fella",
        "flame": "flames",
        "sewage": "sewerage sewer",
        "poo": "poop poos faeces feces turd turds excrement",
        "please": "pls plz",
        "mould": "mold mouldy moldy mildew",
        "door": "dor doar dorr",
        "light": "lite",
        "coming": "cumin cummin cuming",
        "kicking": "kickin kikin kiking kikking",
        "dizzy": "disy dizy dizzie",
        "heating": "heetin heatin heeting",
        "headache": "hedake hedache heddake",
        "headaches": "hedakes hedaches heddakes headakes",
        "through": "thru",
        "ceiling": "cieling ceilin ceilings",
        "wont": "wouldnt",
        "cannot": "cant",
        "your": "ur",
        "you": "u",
        "because": "cos coz cuz",
        "and": "n",
    }.items()
    for word in words.split()
}
_GLUE = frozenset(
    "a i im the is in on my of and can to it its at there theres was has are we me you no not out from by by up down all "
    "our have got help coming strong like some near full water into smells kitchen flat house alarm door box".split()
)


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
    """Makes readings. One a process: it learns the words it has seen.

    `vocabulary` are the words worth mending typing errors into (the landlord's phrases and the danger words);
    `danger` those that people must be able to misspell, run together or disguise; `spoken` those that rules use as
    they stand, which are left as they are; `foreign` those of other languages, which are left too, and are no part of
    English words run together ('contesting').
    """

    def __init__(
        self,
        vocabulary: Iterable[str],
        danger: Iterable[str],
        spoken: Iterable[str] = (),
        foreign: Iterable[str] = (),
    ) -> None:
        self.danger = frozenset(danger)
        spoken = frozenset(spoken)
        self._foreign = frozenset(foreign) - spoken
        self._real = _real_words() | spoken | self._foreign
        vocabulary = {word for word in vocabulary if not self._slip_of_danger(word)}
        self.known = frozenset(vocabulary) | self.danger | _GLUE | frozenset(_SAME) | self._real
        self._targets = sorted(word for word in frozenset(vocabulary) | self.danger if len(word) >= 4)
        self._by_length = {
            length: [word for word in self._targets if abs(len(word) - length) <= 2] for length in range(3, 26)
        }
        self._split_words = self.danger | _GLUE
        self._whole = frozenset(  # three letters of a pattern alone may be a mere ending ('ing')
            word
            for word in self.known - (self._foreign - _real_words())
            if len(word) > 3 or (len(word) == 3 and (word in vocabulary or word not in spoken))
        )
        self._danger_or_same = self.danger | frozenset(_SAME)
        self._ours = self.danger | spoken | frozenset(_SAME)
        self._slips = Slips(self._ours | self._foreign)
        self._meant: dict[str, tuple[str, ...]] = {}

    def _slip_of_danger(self, word: str) -> bool:
        """Is this word of an example phrase a danger word misspelt ('smel')? Then it must be mended too."""
        if len(word) < 4 or word in self.danger or word in self._real or word in _SAME or word in _GLUE:
            return False
        return process.extractOne(word, self.danger, scorer=OSA.distance, score_cutoff=1) is not None

    def read(self, text: str) -> Reading:
        """The reading of one text. Bounded in time for any text."""
        tidied = tidy(text)
        words: list[str] = []
        places: list[re.Match[str]] = []
        meant = self._meant
        patience = MOST_MENDED
        for found in _WORDS.finditer(tidied.text):
            raw = found[0]
            written = meant.get(raw)
            if written is None:
                if not raw[0].isalnum():
                    written = (",",) if raw[0] in ",()" else (".",)
                elif patience:
                    patience -= 1
                    if len(meant) > MOST_KEPT:
                        meant.clear()
                    written = meant[raw] = self._mend(raw[:LONGEST_WORD])
                else:
                    written = (raw[:LONGEST_WORD],)
            if len(written) == 1:
                words.append(written[0])
                places.append(found)
            else:
                words += written
                places += [found] * len(written)
            if len(words) > MOST_WORDS:
                break
        return Reading(tidied, *_undecorated(words, places))

    def words_of(self, phrase: str) -> list[str]:
        """A phrase of ours as the words a message would give."""
        return [word for word in self.read(phrase).words if word not in ".,"]

    def _mend(self, raw: str) -> tuple[str, ...]:
        """The word or words meant by one run of letters."""
        word = raw.replace("'", "")
        if not word.isalnum():
            word = word.translate(_SIGNS)
            word = "".join(each for each in word if each.isalnum())
        if word in _SAME:
            return (_SAME[word],)
        if word in self.known or word.isdigit() or len(word) < 3:
            return (word,)
        plain = word.translate(_SIGNS) if not word.isalpha() and not word[:-2].isdigit() else word
        other = word.translate(_OTHER_SIGNS) if "1" in word and plain != word else plain
        for tried in (plain, other, _REPEATED.sub(r"\1\1", plain), _REPEATED.sub(r"\1", plain)):
            if tried in _SAME:
                return (_SAME[tried],)
            if tried in self.known:
                return (tried,)
        if not word.isalpha() and plain == word:
            return (word,)
        plain = _REPEATED.sub(r"\1", plain)
        if plain.endswith("in") and f"{plain}g" in self.known:  # as it is spoken: burnin', leakin'
            return (_SAME.get(f"{plain}g", f"{plain}g"),)
        doubtful = plain not in _meant_as_they_stand()
        two = self._two(plain) if doubtful else ()
        if two:
            return tuple(_SAME.get(part, part) for part in two)
        slips = self._slips.meant(plain) if doubtful else []
        near = next((each for each in slips if each in self._danger_or_same), "") or self._nearest(plain)
        near = near or (slips[0] if slips else "")
        if near:
            return (_SAME.get(near, near),)
        parts = self._parts(plain)
        if parts:
            return tuple(_SAME.get(part, part) for part in parts)
        return (plain if _REPEATED.search(word) else word,)

    def _nearest(self, word: str) -> str:
        if len(word) < 4:
            return ""
        slips = 1 if len(word) < 7 else 2
        found = process.extractOne(word, self._by_length.get(len(word), ()), scorer=OSA.distance, score_cutoff=slips)
        if found and found[1] > 1 and found[0] not in self.danger and len(word) < SURE_AFTER_TWO_SLIPS:
            found = process.extractOne(word, self.danger, scorer=OSA.distance, score_cutoff=slips)
        if found and len(word) < 5 and found[0] not in self.danger:
            return ""  # too short to be sure of
        if found is None or (found[0][0] != word[0] and (found[1] > 1 or found[0] not in self.danger)):
            return ""
        return str(found[0])

    def _two(self, word: str) -> tuple[str, ...]:
        """Two words run together ('isleaking', 'ofthe'): one of ours and a real one, or two of the smallest."""
        if not 4 <= len(word) <= 24:
            return ()
        splits = [
            split
            for size in range(len(word) - 1, len(word) // 2 - 1, -1)
            for split in ((word[:size], word[size:]), (word[:-size], word[-size:]))
        ]
        for holds in (self._run_together, self._with_one_letter):  # 'ison' is 'is on' before it is 'i son'
            for first, second in splits:
                if holds(first, second):
                    return first, second
        return ()

    def _run_together(self, first: str, second: str) -> bool:
        long, short = (first, second) if len(first) > len(second) else (second, first)
        if len(short) > 2 and first in self._foreign and second in self._foreign:
            return True
        if long not in self._whole and long not in IDLE:
            return False
        if short in IDLE and len(short) > 1 and (len(long) < 4 or long in IDLE or long in self._ours):
            return True
        return (len(long) > 3 and long in self._ours and short in self._whole) or (
            short is first and self._begins(short, long)
        )

    def _with_one_letter(self, first: str, second: str) -> bool:
        long, short = (first, second) if len(first) > len(second) else (second, first)
        if long not in self._whole and long not in IDLE:
            return False
        return (short == "i" or (short == "a" and len(long) > 3)) and (long in IDLE or long in self._ours)

    def _begins(self, short: str, long: str) -> bool:
        """Two or three letters before a word of ours ('coalarm', 'dadhurts'); behind one they may be an ending."""
        if len(short) == 3:
            return short in self._ours and len(long) > 3 and long in self._ours
        return len(short) == 2 and short in self._ours and long in self.danger

    def _parts(self, word: str) -> tuple[str, ...]:
        """Words run together ('ismellgas'), when at least one of them tells of danger."""
        if len(word) < 6 or len(word) > 40:
            return ()
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 12), end):
                before = best[start]
                piece = word[start:end]
                if before is not None and piece in self._split_words:
                    current = best[end]
                    if current is None or len(before) + 1 < len(current):
                        best[end] = (*before, piece)
        whole = best[-1]
        return whole if whole and any(part in self.danger for part in whole) else ()


@lru_cache(maxsize=1)
def _meant_as_they_stand() -> frozenset[str]:
    """Words of many messages, which are no slips."""
    text = (Path(__file__).parent / "real_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _undecorated(words: list[str], places: list[re.Match[str]]) -> tuple[list[str], list[re.Match[str]]]:
    """Without shouting marks, where they stand after every other word ('smell!!! of??? gas...') and end no sentence."""
    if words.count(".") * 3 < len(words):
        return words, places
    shouted = {
        n for n, word in enumerate(words) if word == "." and len(places[n][0].strip()) > 1 and "\n" not in places[n][0]
    }
    if len(shouted) < 3 or len(shouted) * 3 < len(words):
        return words, places
    return [word for n, word in enumerate(words) if n not in shouted], [
        place for n, place in enumerate(places) if n not in shouted
    ]


@lru_cache(maxsize=1)
def _real_words() -> frozenset[str]:
    """Real words that look like ours and must never be 'mended' ('small' is not 'smell')."""
    told = tomllib.loads((Path(__file__).parent / "near_words.toml").read_text(encoding="utf-8"))
    return frozenset(word for group in told.values() for words in group.values() for word in words.split())


def spoken_in(patterns: Iterable[re.Pattern[str]]) -> frozenset[str]:
    """The words that patterns look for as they stand ('flooring' is not 'flooding')."""
    return frozenset(word for pattern in patterns for word in re.findall(r"[a-z]{3,}", pattern.pattern))
