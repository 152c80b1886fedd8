"""Chance that can be repeated: the same numbers in, the same number out, on every machine and in any order.

Two plans that are rehearsed side by side have the same luck for the same case, whatever else differs.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from statistics import NormalDist
from typing import TypeVar

_MASK = (1 << 64) - 1
_NORMAL = NormalDist()
Item = TypeVar("Item")


def luck(*numbers: int) -> float:
    """A number from 0 to 1 (exclusive), fixed by these (splitmix64, Steele et al. 2014)."""
    state = 0
    for number in numbers:
        state = (state + number + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        state ^= state >> 31
    return (state >> 11) / (1 << 53)


class Choice(Sequence[Item]):
    """Items to draw from, each as likely as its weight."""

    def __init__(self, weights: dict[Item, float]) -> None:
        self._items = tuple(weights)
        self._sums = tuple(accumulate(weights.values()))

    def __getitem__(self, index):  # type: ignore[no-untyped-def]  # types add nothing here
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def draw(self, chance: float) -> Item:
        """The item that this chance, from 0 to 1, falls on."""
        return self._items[min(bisect_right(self._sums, chance * self._sums[-1]), len(self._items) - 1)]


def around(median: float, chance: float, spread: float = 0.6) -> float:
    """A time around a median, as times of work are spread: most shorter, a few much longer (lognormal)."""
    return median * math.exp(spread * _NORMAL.inv_cdf(min(max(chance, 1e-9), 1 - 1e-9)))
