"""How sure the whole answer is: how often answers that look like it were right on messages the training never saw.

A chance by itself is a poor judge of that: where words and encoder agree on the group of the fault, and no other comes
near, an answer is right more often than another of the same chance. So a logistic regression (scikit-learn, at training
time) weighs these few numbers. Measured: on the surest four fifths of messages (`CARD.md`).
"""

import math
from collections.abc import Mapping, Sequence

NOTHING = "none"
LEAST = 1e-3
"""Keeps the odds of 0 and 1 within bounds."""
Shares = Mapping[str, float]
"""Chance by group of repairs, and of NOTHING being broken."""


def signs(sure: float, said: str, together: Shares, by_words: Shares) -> list[float]:
    """The numbers that are weighed: of an answer that names the group `said` and is `sure` by its own chance."""
    rival = max((chance for group, chance in together.items() if group != said), default=0.0)
    nothing, is_nothing = _odds(together.get(NOTHING, 0.0)), float(said == NOTHING)
    return [
        _odds(sure), _odds(together.get(said, 0.0)), _odds(by_words.get(said, 0.0)), rival,
        nothing, is_nothing, is_nothing * nothing,
    ]  # fmt: skip


def weighed(numbers: Sequence[float], weights: Sequence[float]) -> float:
    """The chance that it is right; `weights`: one each, then what is added."""
    *each, added = weights
    score = sum(number * weight for number, weight in zip(numbers, each, strict=True)) + added
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def _odds(chance: float) -> float:
    return math.log((chance + LEAST) / (1.0 - chance + LEAST))
