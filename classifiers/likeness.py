"""How like the example phrases of a label a message is."""

# ruff: noqa: E501, SIM905 -- lists of words are read more easily as one text

import math
from itertools import pairwise

IDLE = frozenset(
    "a an the i im my me we our us you your it its is are was were be been to of in on at and or for with from by that this there theres has have had "
    "do does did can could would will please hello hi just so but as if up all any some been got get getting need want not no still about am he she "
    "they them his her their what when how who very really also now then out one . ,".split()
)


RARE = 12
"""A word in more example phrases than this does not by itself call one to mind."""


class Likeness:
    """How like the example phrases of each kind a message is: shared words, the rare ones counting more.

    Per sentence, so that a long letter's chatter does not drown its one line that matters.
    """

    def __init__(self, examples: dict[str, list[list[str]]]) -> None:
        spread: dict[str, set[str]] = {}
        for kind, phrases in examples.items():
            for phrase in phrases:
                for word in features_of(phrase):
                    spread.setdefault(word, set()).add(kind)
        self._weight = {word: math.log((len(examples) + 1) / len(kinds)) + 0.2 for word, kinds in spread.items()}
        self._kinds: list[str] = []
        self._features: list[frozenset[str]] = []
        self._totals: list[float] = []
        where: dict[str, list[int]] = {}
        for kind, phrases in examples.items():
            for phrase in phrases:
                features = frozenset(features_of(phrase))
                if not features:
                    continue
                for word in features:
                    where.setdefault(word, []).append(len(self._kinds))
                self._kinds.append(kind)
                self._features.append(features)
                self._totals.append(sum(self._weight[word] for word in features))
        self._rare = {word: phrases for word, phrases in where.items() if len(phrases) <= RARE}
        self._rare_words = frozenset(self._rare)

    def scores(self, features: set[str]) -> dict[str, float]:
        """The best score of each kind that shares something rare with these features; 4 and more is very like."""
        shared: dict[int, float] = {}
        for word in self._rare_words & features:
            weight = self._weight[word]
            for phrase in self._rare[word]:
                shared[phrase] = shared.get(phrase, 0.0) + weight
        best: dict[str, float] = {}
        if not shared:
            return best
        enough = max(shared.values()) * 0.5  # what shares far less is not worth weighing in full
        for phrase, most in shared.items():
            if most >= enough:
                amount = sum([self._weight[word] for word in self._features[phrase] & features])
                kind = self._kinds[phrase]
                score = amount * amount / (self._totals[phrase] + 1.0)
                if score > best.get(kind, 0.0):
                    best[kind] = score
        return best


def features_of(words: list[str]) -> set[str]:
    """The telling words, and pairs of them."""
    kept = [word for word in words if word not in IDLE]
    return {*kept, *[f"{first} {second}" for first, second in pairwise(kept)]}
