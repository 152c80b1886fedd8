"""Words written as they sound: 'seeling', 'sewij' and 'skreaming' are not one slip away from what is meant.

A key of our own, pure: Metaphone and its like drop the vowels, by which 'ceiling', 'selling' and 'sailing' are one.
Here two words have one key when somebody who writes by ear may mean the one by the other.
"""

import re
from collections.abc import Iterable

SHORTEST = 4
"""Letters of a word that is looked at by its sound. Shorter ones sound like too many."""
_HEARD: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(written), heard)
    for written, heard in (
        (r"(.)\1", r"\1\1"),
        (r"^kn", "n"), (r"^wr", "r"), (r"^wh", "w"), (r"ph", "f"), (r"tion", "shun"),
        (r"(?:age|idge|edge|adge|ige|ij|idj|uj)$", "1"),  # sewage, sewidge
        (r"dge|dj", "j"), (r"tch", "ch"), (r"ck", "k"), (r"sc(?=[eiy])", "s"), (r"c(?=[eiy])", "s"), (r"ch", "2"),
        (r"sh", "3"), (r"c", "k"), (r"qu", "kw"), (r"q", "k"), (r"x", "ks"), (r"z", "s"), (r"ights?$", "it"),
        (r"(?<=[pkf23])p?ed$|(?<=s)ed$", "t"), (r"(?:ing|in|en)$", "4"),
        (r"(?:oor|ore|oar|our|aur|aw|or)(?=[^aeiouy]|$|e$)", "5"), (r"(?:er|or|ar|re|a|ur)$", "6"),
        (r"ire$|yre$|ier$|yer$", "7"),
        (r"ee|ea|ei|ie|ey$|y$", "i"), (r"oo|ew|ue|u", "u"), (r"oi|oy", "8"), (r"oa|oe|ow|ou", "o"),
        (r"ai|ay|ei|ae", "a"), (r"y", "i"), (r"(?<=[^aeiou])e$", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
"""What is written, and one sign for how it is heard; in this order."""


def sound_of(word: str) -> str:
    """The key of one plain word."""
    for written, heard in _HEARD:
        word = written.sub(heard, word)
    return word


class Sounds:
    """Knows how some words sound; of two that sound alike the one given first is meant."""

    def __init__(self, words: Iterable[str]) -> None:
        self._meant: dict[str, str] = {}
        for word in words:
            if len(word) >= SHORTEST:
                self._meant.setdefault(sound_of(word), word)

    def meant(self, word: str) -> str:
        """The word that sounds like this one, or nothing."""
        return self._meant.get(sound_of(word), "") if len(word) >= SHORTEST - 1 else ""
