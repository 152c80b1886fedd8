"""How often is it right when it is so sure? A curve that never falls, from messages that the training never saw.

Isotonic regression by pooling adjacent violators (Ayer et al., 1955), then a point a pool.
"""

from collections.abc import Sequence

Point = tuple[float, float]


def curve(chances: Sequence[float], right: Sequence[bool], least: int = 25) -> list[Point]:
    """(chance, share that was right) points, rising, each of at least `least` messages; [] for too few messages.

    A share is pulled towards one half by one message each way, so that no pool says 0 or 1.
    """
    if len(chances) < 2 * least:
        return []
    pairs = sorted(zip(chances, right, strict=True))
    pools: list[list[float]] = []  # chances added up, right, messages
    for start in range(0, len(pairs), least):
        piece = pairs[start : start + least]
        if len(piece) < least and pools:
            pools[-1] = _joined(pools[-1], _pool(piece))
        else:
            pools.append(_pool(piece))
        while len(pools) > 1 and _share(pools[-2]) >= _share(pools[-1]):
            pools[-2:] = [_joined(pools[-2], pools[-1])]
    points = [(pool[0] / pool[2], _share(pool)) for pool in pools]
    return [(round(chance, 4), round(share, 4)) for chance, share in points]


def error(chances: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error: by how much stated and true shares differ, on average over ten bins."""
    total = 0.0
    for number in range(bins):
        inside = [
            (chance, ok)
            for chance, ok in zip(chances, right, strict=True)
            if min(int(chance * bins), bins - 1) == number
        ]
        total += abs(sum(chance for chance, _ in inside) - sum(ok for _, ok in inside))
    return total / len(chances) if chances else 0.0


def _pool(pairs: Sequence[tuple[float, bool]]) -> list[float]:
    return [sum(chance for chance, _ in pairs), float(sum(ok for _, ok in pairs)), float(len(pairs))]


def _joined(one: list[float], other: list[float]) -> list[float]:
    return [a + b for a, b in zip(one, other, strict=True)]


def _share(pool: list[float]) -> float:
    return (pool[1] + 0.5) / (pool[2] + 1.0)
