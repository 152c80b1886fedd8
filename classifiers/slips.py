"""Slips of the fingers: the known word behind one with two letters swapped, one lost, or the next key hit."""

from collections.abc import Container, Iterator

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: row[max(0, place - 1) : place] + row[place + 1 : place + 2] for row in _ROWS for place, key in enumerate(row)
}
_LETTERS = "etaoinshrdlucmfwypvbgkjqxz"
SHORTEST = 4
"""Letters a word needs for a swapped or a doubled letter to be seen behind it; one more for a lost or a wrong one."""


def meant(word: str, words: Container[str]) -> str:
    """The first of `words` that one slip turns into this one; '' when there is none. The first letter always stands."""
    return next((other for other in _before(word) if other in words), "") if len(word) >= SHORTEST else ""


def _before(word: str) -> Iterator[str]:
    """What it may have been, the surest slip first."""
    for place in range(len(word) - 1):
        if word[place] == word[place + 1]:
            yield word[:place] + word[place + 1 :]
        else:
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    for place in range(1, len(word) + 1):
        for letter in _LETTERS:
            yield word[:place] + letter + word[place:]
    if len(word) > SHORTEST:
        for place in range(1, len(word)):
            for letter in _BESIDE.get(word[place], ""):
                yield word[:place] + letter + word[place + 1 :]
