"""The text as the finders see it: of bounded length, small letters, plain dashes, each character in its own place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from classifiers.reading import LONGEST_WORD, Reading
from classifiers.tidy import LONGEST

_HEAD = LONGEST * 3 // 5
_PLAIN = str.maketrans(
    "‘’‛ʼ´`“”„–—―−‑‐•\u00a0\u2009\u200a\u202f\u2007", "''''''\"\"\"-------     "
)  # one for one, so that places do not move
assert all(len(chr(key)) == 1 for key in _PLAIN)


class Found(NamedTuple):
    """Something found in a view."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class View:
    """`text` in small letters, `written` as it was typed, of the same length; `words` the different ones in it, each
    with the places where it begins; `known` the same as a set, which is far quicker held against a gate; `digits` those
    that have one."""

    text: str
    written: str
    words: dict[str, list[int]]
    known: frozenset[str]
    digits: frozenset[str]
    on: date | None
    gap: int = 0

    @classmethod
    def of(cls, reading: Reading) -> "View":
        """The head and the tail of the message."""
        tidied = reading.tidied
        written, gap = tidied.original, 0
        if len(written) > LONGEST:
            gap = len(written) - LONGEST
            written = f"{written[:_HEAD]}\n{written[_HEAD + gap + 1 :]}"
        plain = written.translate(_PLAIN)
        text = plain.lower()
        if len(text) != len(plain):  # a letter that is two in small: it stays as it is
            text = "".join(small if len(small := each.lower()) == 1 else each for each in plain)
        words: dict[str, list[int]] = {}
        moved = gap or len(tidied.breaks) > 1
        for each in reading.found:
            place = each.start()
            if moved:
                place = tidied.origin(place)
                if gap and _HEAD <= place <= _HEAD + gap:
                    continue  # of its middle only what a danger is told with is read
                place -= gap if place > _HEAD else 0
            words.setdefault(each[0], []).append(place)
        digits = frozenset(word for word in words if not word.isalpha() and any(map(str.isdecimal, word)))
        return cls(text, plain, words, frozenset(words), digits, reading.on, gap)

    def has(self, gate: frozenset[str]) -> bool:
        """Is one of these words in it?"""
        return not gate.isdisjoint(self.known)

    def finditer(
        self, gate: frozenset[str], pattern: re.Pattern[str], before: int = 30, after: int = 60
    ) -> Iterator[re.Match[str]]:
        """Where the pattern holds, around words of the gate only: a long letter names few days and numbers."""
        places = sorted(place for word in gate & self.known for place in self.words[word])
        done = start = end = 0
        for place in places:
            if place - before > end:
                if end:
                    yield from pattern.finditer(self.text, max(start, done), end)
                    done = end
                start = max(0, place - before)
            end = self._space_after(place + after)
        if end:
            yield from pattern.finditer(self.text, max(start, done), end)

    def _space_after(self, place: int) -> int:
        """No word is cut in two."""
        found = self.text.find(" ", place, place + LONGEST_WORD)
        return found if found >= 0 else min(place + LONGEST_WORD, len(self.text))

    def origin(self, place: int) -> int:
        """Where in the message this place is."""
        return place + self.gap if place > _HEAD and self.gap else place
