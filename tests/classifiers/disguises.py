"""Twelve ways in which people, phones and mail programs spoil a text. Each is given its own seeded chance."""

import re
from collections.abc import Callable
from random import Random

Disguise = Callable[[str, Random], str]

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: row[max(0, place - 1) : place] + row[place + 1 : place + 2] for row in _KEYS for place, key in enumerate(row)
}
_CYRILLIC = str.maketrans("aceopxyi", "асеорхуі")
_GREEK = str.maketrans("aoipuv", "αοιρυν")
_FULL_WIDTH = {ord(letter): ord(letter) + 0xFEE0 for letter in "abcdefghijklmnopqrstuvwxyz"}
_LEET = str.maketrans("oiea", "013@")
_UNSEEN = ("\u200b", "\u200c", "\u200d", "\ufeff", "\u2060")
_MARKS = ("\u0300", "\u0301", "\u0308", "\u0323", "\u0336")
_PICTURES = ("😱", "🙏", "😡", "👀", "❗", "🏠", "👍🏽", "😭😭")
_APOSTROPHES = ("", "'", "\u2019", "\u2018", "`", "\u00b4", "\u2032", "\u02bc")
_SHORTENED = {
    short: f"{short[:-1]}'{short[-1]}"
    for short in ("cant", "wont", "dont", "isnt", "doesnt", "didnt", "hasnt", "havent", "wasnt", "couldnt", "arent")
} | {"im": "i'm", "ive": "i've", "theres": "there's", "hes": "he's", "shes": "she's", "whats": "what's"}


def _some_words(text: str, chance: Random, share: float, longest_from: int, change: Callable[[str], str]) -> str:
    """Change some of the longer words; at least one, where there is one."""
    words = re.split(r"(\W+)", text)
    long = [place for place, word in enumerate(words) if len(word) >= longest_from and word.isalpha()]
    for place in chance.sample(long, max(1, round(len(long) * share)) if long else 0):
        words[place] = change(words[place])
    return "".join(words)


def case(text: str, chance: Random) -> str:
    """Capitals throughout, or here and there."""
    if chance.random() < 0.5:
        return text.upper()
    return "".join(chance.choice((letter.upper(), letter.lower())) for letter in text)


def spacing(text: str, chance: Random) -> str:
    """Gaps doubled; a word spelt out letter by letter, or two run together."""
    words = text.split(" ")
    if chance.random() < 0.5 and len(words) > 1:
        place = chance.randrange(len(words) - 1)
        words[place : place + 2] = [words[place] + words[place + 1]]
        return "  ".join(words)
    return _some_words("  ".join(words), chance, 0.0, 4, " ".join)


def slips(text: str, chance: Random) -> str:
    """Typing errors: letters swapped, dropped, doubled, or the next key hit; in a word of five letters and more."""

    def slip(word: str) -> str:
        place = chance.randrange(1, len(word) - 1)
        before, letter, after = word[:place], word[place], word[place + 1 :]
        beside = _BESIDE.get(letter.lower(), letter)
        kind = chance.randrange(4)
        return (
            before + after[0] + letter + after[1:],
            before + after,
            before + letter * 2 + after,
            before + chance.choice(beside) + after,
        )[kind]

    return _some_words(text, chance, 0.12, 5, slip)


def look_alikes(text: str, chance: Random) -> str:
    """Letters of other alphabets, full-width letters, and figures for letters."""
    table = chance.choice((_CYRILLIC, _GREEK, _FULL_WIDTH, _LEET))
    if table is _LEET:
        return _some_words(text, chance, 0.4, 4, lambda word: word.translate(_LEET))
    return text.translate(table)


def combining_marks(text: str, chance: Random) -> str:
    """Accents and strokes laid over letters."""
    return "".join(
        letter + chance.choice(_MARKS) if letter.isalpha() and chance.random() < 0.4 else letter for letter in text
    )


def unseen(text: str, chance: Random) -> str:
    """Characters of no width within words."""
    return "".join(letter + chance.choice(_UNSEEN) if chance.random() < 0.3 else letter for letter in text)


def pictures(text: str, chance: Random) -> str:
    """Emoji between words, with and without a space."""
    return re.sub(" ", lambda _: chance.choice((" ", chance.choice(_PICTURES), f" {chance.choice(_PICTURES)} ")), text)


def punctuation_runs(text: str, chance: Random) -> str:
    """Shouting marks after most words."""
    return re.sub(r"(?<=\w)(?= |$)", lambda _: chance.choice(("!!!", "???", "...", "!?!", "")), text)


def repeated_letters(text: str, chance: Random) -> str:
    """A letter held down: gaaaas."""

    def hold(word: str) -> str:
        place = chance.randrange(1, len(word))
        return word[:place] + word[place] * chance.randrange(2, 6) + word[place:]

    return _some_words(text, chance, 0.4, 3, hold)


def soft_hyphens(text: str, chance: Random) -> str:
    """Where a mail program may break a word."""
    return _some_words(text, chance, 0.6, 4, lambda word: f"{word[:2]}\u00ad{word[2:]}")


def crumbs(text: str, chance: Random) -> str:
    """What is left of HTML and Markdown."""

    def wrapped(word: str) -> str:
        return chance.choice(
            (f"<b>{word}</b>", f"**{word}**", f"_{word}_", f'<span style="x">{word}</span>', f"`{word}`")
        )

    text = _some_words(text, chance, 0.4, 3, wrapped)
    return chance.choice(("<p>", "<div>", "> ", "# ")) + re.sub(
        " ", lambda _: chance.choice((" ", " ", "&nbsp;", " <br> ")), text
    )


def apostrophes(text: str, chance: Random) -> str:
    """Missing, curly, and the wrong key."""
    text = re.sub(r"\w+", lambda word: _SHORTENED.get(word[0].lower(), word[0]), text)
    return re.sub("['\u2019]", lambda _: chance.choice(_APOSTROPHES), text)


DISGUISES: tuple[Disguise, ...] = (
    case,
    spacing,
    slips,
    look_alikes,
    combining_marks,
    unseen,
    pictures,
    punctuation_runs,
    repeated_letters,
    soft_hyphens,
    crumbs,
    apostrophes,
)
