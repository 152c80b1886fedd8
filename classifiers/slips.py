"""Slips of the fingers: the known word behind one with two letters swapped, one doubled, lost, or the next key hit."""

from collections.abc import Iterable

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: row[max(0, place - 1) : place] + row[place + 1 : place + 2] for row in _ROWS for place, key in enumerate(row)
}
SHORTEST = 4
"""Letters a word needs for a swapped or a doubled letter to be seen behind it; one more for a lost or a wrong one."""


class Slips:
    """Knows some words, and each with a letter left out: so that looking one up costs a few look-ups, not hundreds."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._less: dict[str, list[tuple[int, str]]] = {}
        for word in sorted(self._words):
            if len(word) > SHORTEST:
                for place in range(1, len(word)):
                    self._less.setdefault(word[:place] + word[place + 1 :], []).append((place, word))

    def meant(self, word: str) -> list[str]:
        """What may have been meant, the surest slip first. The first letter always stands."""
        if len(word) < SHORTEST:
            return []
        swapped = [
            word[:place] + (word[place + 1] + word[place] if word[place] != word[place + 1] else word[place])
            + word[place + 2 :]
            for place in range(len(word) - 1)
        ]  # fmt: skip
        found = [other for other in swapped if other in self._words and other[0] == word[0]]
        found += [other for _, other in self._less.get(word, ())]
        if len(word) > SHORTEST:
            for place in range(1, len(word)):
                beside = _BESIDE.get(word[place], "")
                found += [
                    other
                    for at, other in self._less.get(word[:place] + word[place + 1 :], ())
                    if at == place and other[place] in beside
                ]
        return found
