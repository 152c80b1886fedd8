"""Bounds and cleans text before anything else reads it, and remembers where each character came from.

Bounded in time and memory for any input. What comes out is lower case, with look-alike letters folded to plain ones
('gаs' with a Cyrillic a, 'ｇａｓ', '𝐠𝐚𝐬'), invisible characters gone, addresses of web pages and mailboxes blanked.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LONGEST = 20_000
"""Characters read of one message: the first 12,000 and the last 8,000; and of what lies between the places below."""
_HEAD = 12_000
_LOOKED_THROUGH, _PLACES, _BEFORE, _AFTER = 200_000, 12, 120, 200
"""So much of the middle is looked through, for so many places; and what is read around each."""
_TRIES = 50
"""How often a word that stands within others ('legas') is looked for further on."""
_DANGER = (
    "gas", "monoxide", "fume", "fire", "flame", "smok", "burn", "spark", "electrocut", "shock", "fuse", "socket",
    "sewage", "trapped", "kill", "hit", "hurt", "beat", "abus", "rape", "touch", "suicid", "threat", "knife", "stab",
    "unconscious", "breath", "collaps", "bleed", "overdose", "999", "ceiling", "flood", "burst",
)  # fmt: skip
"""Words that a danger is told with: each is read where it first stands in the middle, so that none is missed there."""

# One character for one character, so that places do not move: typographers' quotes, dashes and spaces; controls.
_PLAIN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 160, 8201, 8202, 8239, 65533), " ")
_PLAIN |= dict(zip(map(ord, "‘’‛ʼ´`′“”„«»–—―−•·…£€"), "'''''''\"\"\"\"\"-----" + "..." + "$$", strict=False))
_STROKED = {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "ħ": "h"}
"""Letters that Unicode does not take apart, and that people type without the stroke where their keys have none."""
_SAID_BY_PICTURE = {
    "🔥": " fire ",
    "💧": " water ",
    "💦": " water ",
    "🌊": " water ",
    "🐀": " rat ",
    "🐁": " mouse ",
    "🆘": " help ",
    "🚑": " ambulance ",
}
_ADDRESSES = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+", re.IGNORECASE)
# What is left of a mail's HTML: tags and blanks by their names. Words between them stay.
_CRUMBS = re.compile(r"</?[a-z][^<>\n]{0,200}>|&(?:nbsp|amp|quot|apos|lt|gt|zwnj|shy|#\d{1,5}|#x[0-9a-f]{1,5});")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Tidied:
    """Clean text. `breaks` are pairs (place here, place in the original) from where on both count alike."""

    text: str
    breaks: tuple[tuple[int, int], ...]
    original: str

    def origin(self, place: int) -> int:
        """Where in the original text this place came from."""
        here, there = self.breaks[bisect_right(self.breaks, (place, len(self.original) + 1)) - 1]
        return min(there + place - here, len(self.original))


def tidy(text: str) -> Tidied:
    """Clean text of bounded length. Never raises, whatever the string holds."""
    original, parts = text, [(0, len(text))]
    if len(text) > LONGEST:
        parts = _parts(text)
        text = "\n".join(text[start:end] for start, end in parts)
    clean = text.translate(_PLAIN)
    breaks = [(0, 0)]
    if not clean.isascii():
        clean, breaks = _folded(clean)
    if len(parts) > 1:
        breaks = _over(breaks, parts)
    clean = clean.lower()
    if "@" in clean or "://" in clean or "www." in clean:
        clean = _ADDRESSES.sub(lambda found: " " * len(found[0]), clean)
    if "<" in clean or "&" in clean:
        clean = _CRUMBS.sub(lambda found: " " * len(found[0]), clean)
    if "<" in clean:  # a tag that was broken by another
        clean = _CRUMBS.sub(lambda found: " " * len(found[0]), clean)
    return Tidied(clean, tuple(breaks), original)


def _parts(text: str) -> list[tuple[int, int]]:
    """(start, end) of what is read of a text that is too long, in order: its head, places of its middle, its end."""
    last = len(text) - (LONGEST - _HEAD - 1)
    parts = [(0, _HEAD)]
    for place, word in _first_places(text, _HEAD, min(last, _HEAD + _LOOKED_THROUGH))[:_PLACES]:
        start, end = max(place - _BEFORE, parts[-1][1]), min(place + len(word) + _AFTER, last)
        if start < end:
            parts.append((start, end))
    return [*parts, (last, len(text))]


def _first_places(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """Where each danger word first begins between these places, in their order. One look for each, however long."""
    looked = text[start:end].replace("\u0130", "i").lower()  # the one letter that is two when small
    found = []
    for word in _DANGER:
        place = looked.find(word)
        for _ in range(_TRIES):
            if place < 1 or not looked[place - 1].isalnum():
                break
            place = looked.find(word, place + 1)
        if place != -1:
            found.append((start + place, word))
    return sorted(found)


def _over(breaks: list[tuple[int, int]], parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same breaks, counted in the whole text, of which these parts were read with one character between them."""
    begins, at = [], 0
    for start, end in parts:
        begins.append((at, start))
        at += end - start + 1
    places = [begin for begin, _ in begins]
    here_of = [joined for _, joined in breaks]
    found = {}
    for begin, start in begins:
        here, joined = breaks[bisect_right(here_of, begin) - 1]
        found[here + begin - joined] = start
    for here, joined in breaks:  # the more exact where both say something of one place
        begin, start = begins[bisect_right(places, joined) - 1]
        found[here] = start + joined - begin
    return sorted(found.items())


def _folded(text: str) -> tuple[str, list[tuple[int, int]]]:
    pieces: list[str] = []
    breaks, done, out = [(0, 0)], 0, 0
    for found in _BEYOND_ASCII.finditer(text):
        place = found.start()
        pieces.append(text[done:place])
        out += place - done
        for character in found[0]:
            plain = fold(character)
            place += 1
            pieces.append(plain)
            out += len(plain)
            if len(plain) != 1:
                breaks.append((out, place))
        done = place
    pieces.append(text[done:])
    return "".join(pieces), breaks


@lru_cache(maxsize=4096)
def fold(character: str) -> str:
    """The plain letters a reader sees in one character: nothing for an invisible one, a space for a picture."""
    if character in _SAID_BY_PICTURE:
        return _SAID_BY_PICTURE[character]
    kind = unicodedata.category(character)
    if kind in ("Cf", "Mn", "Me"):
        return ""
    if kind[0] in "CZS":
        kept = "".join(each for each in unicodedata.normalize("NFKC", character) if each.isascii() and each.isalnum())
        return kept.lower() or " "
    if character.lower() in _STROKED:
        return _STROKED[character.lower()]
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", character) if not unicodedata.category(each).startswith("M")
    )
    if plain.isascii():
        return plain.lower()
    return "".join(_look_alike(each) for each in plain).lower()[:8]


def _look_alike(character: str) -> str:
    return _look_alikes().get(character, character)


@lru_cache(maxsize=1)
def _look_alikes() -> dict[str, str]:
    """Letters of other scripts, and which of ours a reader takes them for. Made of Unicode's table of confusables."""
    rows = (Path(__file__).parent / "look_alikes.txt").read_text(encoding="utf-8").splitlines()
    told = (row.split() for row in rows if not row.startswith("#"))
    return {theirs: ours for ours, *alike in told for theirs in alike}
