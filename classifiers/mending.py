"""Typing errors mended a word at a time: which word, or words run together, was meant by one run of letters.

Towards danger words and the landlord's own phrases alone; a real word that only looks like one of these stands as it is.
"""

# ruff: noqa: E501, SIM905 -- lists of words are read more easily as one text

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from classifiers.likeness import IDLE
from classifiers.slips import Slips
from classifiers.sounds import Sounds

SURE_AFTER_TWO_SLIPS = 9
"""Letters that an ordinary word of ours needs, to be seen behind two slips; a danger word needs seven."""
_ENDINGS = ("s", "es", "d", "ed", "n", "ing")
_REPEATED = re.compile(r"(.)\1{2,}")
_SIGNS = str.maketrans("01345789@$!|", "oleasbtgasil")
_OTHER_SIGNS = str.maketrans("01345789@$!|", "oieasbtgasii")
_SAME = {
    word: lemma
    for lemma, words in {
        "smell": "smells smelling smelled smelt stink stinks stinking odour odor whiff whiffs whiffing whiffed niffs niffing reek reeks reeking reeked pong pongs ponged stank stunk",
        "gas": "gaz gass qas gsa ags",
        "leak": "leaks leaking leaked leaky leakage leeking",
        "spark": "sparks sparking sparked sparky",
        "flood": "floods flooding flooded flooded",
        "burst": "bursts bursting bursted",
        "collapse": "collapsed collapses collapsing",
        "monoxide": "monoxid monoxyd monoxcide monoxied",
        "electric": "lecky leccy lekky elec electrik lectric",
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
        "through": "thru thro",
        "gonna": "gunna gona guna gonnae gunnae gonny",
        "tonight": "tonite 2nite 2night tonit tonyt",
        "someone": "sumone sumones",
        "somebody": "sumbody sumbodys",
        "smoke": "smoak smoake",
        "ceiling": "cieling ceilin ceilings",
        "wont": "wouldnt",
        "cannot": "cant",
        "your": "ur",
        "you": "u",
        "because": "cos coz cuz",
        "and": "n",
    }.items()
    for word in words.split()
} | {
    word: plain
    for table in tomllib.loads((Path(__file__).parent / "dialects.toml").read_text(encoding="utf-8")).values()
    for plain, words in table.items()
    for word in words.split()
}
"""Words that mean the same as another: forms of it, how phones and hasty people write it, how it is said in a dialect."""
_BY_EAR = (
    "screaming shouting overflowing lectrics lectric fuse through front kicked drowning choking gushing flooded dangerous urgent "
    "emergency collapsed stairs bathroom bedroom upstairs downstairs somebody someone water neighbour electrocuted"
).split()
"""What else is often written as it sounds where danger is told."""
_GLUE = frozenset(
    "a i im the is in on my of and can to it its at there theres was has are we me you no not out from by by up down all "
    "our have got help coming strong like some near full water into smells kitchen flat house alarm door box".split()
)


class Mending:
    """Knows what may be meant, and what is to be left alone.

    `vocabulary` are the words worth mending typing errors into (the landlord's phrases and the danger words);
    `danger` those that people must be able to misspell, run together or disguise; `spoken` those that rules use as
    they stand, which are left as they are; `foreign` those of other languages, which are left too, and are no part of
    English words run together ('contesting').
    """

    def __init__(
        self, vocabulary: Iterable[str], danger: Iterable[str], spoken: Iterable[str], foreign: Iterable[str]
    ) -> None:
        self.danger = frozenset(danger)
        self._danger_in_order = sorted(self.danger)  # of two as near the first is meant, in every process
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
        self._sounds = Sounds([*sorted(self.danger), *_BY_EAR])

    def _slip_of_danger(self, word: str) -> bool:
        """Is this word of an example phrase a danger word misspelt ('smel')? Then it must be mended too."""
        if len(word) < 4 or word in self.danger or word in self._real or word in _SAME or word in _GLUE:
            return False
        return process.extractOne(word, self.danger, scorer=OSA.distance, score_cutoff=1) is not None

    def meant(self, raw: str) -> tuple[str, ...]:
        """The word or words meant by one run of letters; an ordinary word stands, unless it is one of ours bent."""
        word = raw.replace("'", "")
        return (word,) if word in _as_they_stand() and self.is_taken_for_another(word) else self._mended(raw)

    def is_known(self, raw: str) -> bool:
        """Is it a word that we or many messages have, or a number? What it is taken for is then soon known."""
        word = raw.replace("'", "")
        return word in self.known or word in _as_they_stand() or word.isdigit()

    def is_taken_for_another(self, word: str) -> bool:
        """Would it be mended into a word that it is no form of ('society' into 'socket')?"""
        found = self._mended(word)
        return found != (word,) and word not in _SAME and not _is_bent(word, found)

    def _mended(self, raw: str) -> tuple[str, ...]:
        """The word or words that this would be if it were no word by itself ('leasing' would be a leak)."""
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
        near = self._near(plain, doubtful)
        if near:
            return (_SAME.get(near, near),)
        parts = self._parts(plain)
        if parts:
            return tuple(_SAME.get(part, part) for part in parts)
        return (plain if _REPEATED.search(word) else word,)

    def _near(self, word: str, doubtful: bool) -> str:
        """The word that sounds like it, or is a slip or two away; `doubtful` that it is a word of many messages."""
        heard = self._sounds.meant(word) if doubtful else ""
        slips = self._slips.meant(word) if doubtful and not heard else []
        ours = next((each for each in slips if each in self._danger_or_same), "")
        return heard or ours or self._nearest(word) or (slips[0] if slips else "")

    def _nearest(self, word: str) -> str:
        if len(word) < 4:
            return ""
        slips = 1 if len(word) < 7 else 2
        found = process.extractOne(word, self._by_length.get(len(word), ()), scorer=OSA.distance, score_cutoff=slips)
        if found and found[1] > 1 and found[0] not in self.danger and len(word) < SURE_AFTER_TWO_SLIPS:
            found = process.extractOne(word, self._danger_in_order, scorer=OSA.distance, score_cutoff=slips)
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
        # 'electricshock' is no 'electrics hock', and 'ison' is 'is on' before it is 'i son'
        for holds in (self._both_ours, self._run_together, self._with_one_letter):
            for first, second in splits:
                if holds(first, second):
                    return first, second
        return ()

    def _both_ours(self, first: str, second: str) -> bool:
        lengths = sorted((len(first), len(second)))
        return (
            lengths[0] > 2 and lengths[1] > 3  # 'carbin' is a slip
            and bool(self.danger & {first, second}) and {first, second} <= self._ours & self._whole
        )  # fmt: skip

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


def _is_bent(word: str, found: tuple[str, ...]) -> bool:
    """Is it the word of ours with an ending ('roofs', 'tiled'), or ours without one ('needle')?"""
    return len(found) == 1 and any(word == found[0] + end or word + end == found[0] for end in _ENDINGS)


@lru_cache(maxsize=1)
def _as_they_stand() -> frozenset[str]:
    """Words of many messages, and other ordinary words that look like ours: no slips."""
    return _meant_as_they_stand() | _words_of("ordinary_words.txt")


@lru_cache(maxsize=1)
def _meant_as_they_stand() -> frozenset[str]:
    """Words of many messages, which are no slips."""
    return _words_of("real_words.txt")


def _words_of(file: str) -> frozenset[str]:
    text = (Path(__file__).parent / file).read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1)
def _real_words() -> frozenset[str]:
    """Real words that look like ours and must never be 'mended' ('small' is not 'smell')."""
    told = tomllib.loads((Path(__file__).parent / "near_words.toml").read_text(encoding="utf-8"))
    return frozenset(word for group in told.values() for words in group.values() for word in words.split())
