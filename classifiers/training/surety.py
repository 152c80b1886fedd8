"""Learns from unseen messages how sure an answer is by its looks: the weights of `classifiers/model/surety.py`."""

from collections.abc import Sequence
from typing import Any

from classifiers.reading import Label
from classifiers.trained import Trained

STRENGTH = 0.3
"""The inverse of regularisation (scikit-learn's C): a few hundred messages, of which some forty are wrong."""
FEWEST = 20
"""Right and wrong answers each that it takes to learn from; with fewer each chance speaks for itself."""


class Noting(Trained):
    """The trained reading that also keeps the signs of each answer, in order, and weighs none."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.noted: list[list[float]] = []

    def weighed(self, sure: float, faults: Sequence[str], labels: Sequence[Label]) -> float:
        """As it was told."""
        self.noted.append(self._signs(sure, faults, labels))
        return sure


def weights(numbers: Sequence[Sequence[float]], right: Sequence[bool]) -> list[float]:
    """The weight of each sign, then what is added; [] when there is too little to learn from."""
    from sklearn.linear_model import LogisticRegression

    if min(sum(right), len(right) - sum(right)) < FEWEST:
        return []
    learner = LogisticRegression(C=STRENGTH, max_iter=500).fit(numbers, right)
    return [round(float(each), 4) for each in (*learner.coef_[0], learner.intercept_[0])]
