"""The text as the finders see it: of bounded length, small letters, plain dashes, each character in its own place."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from classifiers.reading import Reading
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
    """`text` in small letters, `written` as it was typed, of the same length; `words` the different ones in it."""

    text: str
    written: str
    words: frozenset[str]
    has_digits: bool
    on: date | None
    gap: int = 0

    @classmethod
    def of(cls, reading: Reading) -> "View":
        """The head and the tail of the message."""
        written, gap = reading.tidied.original, 0
        if len(written) > LONGEST:
            gap = len(written) - LONGEST
            written = f"{written[:_HEAD]}\n{written[_HEAD + gap + 1 :]}"
        plain = written.translate(_PLAIN)
        text = plain.lower()
        if len(text) != len(plain):  # a letter that is two in small: it stays as it is
            text = "".join(small if len(small := each.lower()) == 1 else each for each in plain)
        words = frozenset(each[0] for each in reading.found)
        digits = not text.isascii() or any(digit in text for digit in "0123456789")
        return cls(text, plain, words, digits, reading.on, gap)

    def origin(self, place: int) -> int:
        """Where in the message this place is."""
        return place + self.gap if place > _HEAD and self.gap else place
