"""What may drift, as counts: of messages that were read, whether today, last month or while the model was made.

Plain Python, so that the clock may look every night without loading what reads words.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

RARE = 20
"""A matter with fewer messages than this, now and before together, is counted with the other rare ones."""
REST = "the rest"
RESTRICTED = "restricted"
"""All matters that only some staff may see are counted as one."""


@dataclass
class Figures:
    """Counts of some messages and of how they were read."""

    messages: int = 0
    needs_person: int = 0
    other_language: int = 0
    confidence: float = 0.0  # the sum
    confidence_squared: float = 0.0  # the sum
    matters: dict[str, int] = field(default_factory=dict)  # groups of repairs and of topics
    models: dict[str, int] = field(default_factory=dict)
    words: int = 0
    unknown: int = 0  # of these, words that the model does not know

    @classmethod
    def of(cls, read: Iterable[Mapping[str, Any]], restricted: Collection[str]) -> Self:
        """Of labels as they are kept with a message; what nothing has read is left out. `restricted`: topics."""
        found, matters, models = cls(), Counter[str](), Counter[str]()
        for labels in read:
            if not labels.get("model"):
                continue
            sure = float(labels.get("confidence") or 0.0)
            found.messages += 1
            found.needs_person += bool(labels.get("needs_person"))
            found.other_language += any(str(flag).startswith("language:") for flag in labels.get("flags") or ())
            found.confidence += sure
            found.confidence_squared += sure * sure
            matters[matter(labels, restricted)] += 1
            models[str(labels["model"])] += 1
        found.matters, found.models = dict(matters), dict(models)
        return found

    @classmethod
    def kept(cls, told: Mapping[str, Any]) -> Self:
        """As `as_dict` gave it. Raises TypeError for what is not ours."""
        return cls(**told)

    def as_dict(self) -> dict[str, Any]:
        """To be kept."""
        return asdict(self)

    def share(self, name: str) -> float:
        """Of the messages, those with this; of the words, for `unknown`. 0 where there are none."""
        whole = self.words if name == "unknown" else self.messages
        return getattr(self, name) / whole if whole else 0.0

    @property
    def model(self) -> str:
        """The one that read most of them."""
        return max(self.models, key=lambda each: self.models[each], default="")


def matter(labels: Mapping[str, Any], restricted: Collection[str]) -> str:
    """The group of what is broken, else of the contact about a job or of the topic. Ids begin with their group."""
    if labels.get("topic") in restricted:
        return RESTRICTED
    named = [str(each) for each in (labels.get("repair"), *(labels.get("also") or ())) if each]
    faults = [each for each in named if not each.startswith("job.")]
    return (faults or named or [str(labels.get("topic") or "general")])[0].partition(".")[0]


@dataclass(frozen=True)
class Mix:
    """How far the mix of matters has moved: the population stability index, sum of (p - q) ln(p / q)."""

    index: float
    by_chance: float
    """What chance alone stays under in 99 of 100 cases: the index of two samples of one kind is about a chi-squared
    of one degree less than there are matters, times 1/n + 1/m (Yurdakul 2018)."""
    moved: tuple[tuple[str, float, float], ...]  # matter, share before, share now; those that moved it most first


def mix(before: Figures, now: Figures) -> Mix:
    """Of two sets of messages, neither empty."""
    one, other = Counter(before.matters), Counter(now.matters)
    both = one + other
    for name in [name for name in both if both[name] < RARE]:
        one[REST] += one.pop(name, 0)
        other[REST] += other.pop(name, 0)
    names = sorted({*+one, *+other})
    gave = {}
    for name in names:
        # half a message more each, so that what was never there has a share too
        q = (one[name] + 0.5) / (one.total() + 0.5 * len(names))
        p = (other[name] + 0.5) / (other.total() + 0.5 * len(names))
        gave[name] = (p - q) * math.log(p / q)
    free = max(len(names) - 1, 1)
    chance = (1 / one.total() + 1 / other.total()) * (free + 2.33 * math.sqrt(2 * free))
    most = sorted(names, key=lambda name: -gave[name])[:4]
    moved = tuple((name, one[name] / one.total(), other[name] / other.total()) for name in most)
    return Mix(sum(gave.values()), chance, moved)


def apart(before: Figures, now: Figures, name: str) -> float:
    """How many standard errors the two shares (`confidence`: the two means) lie apart; 0 where one has nothing."""
    whole = "words" if name == "unknown" else "messages"
    n, m = getattr(before, whole), getattr(now, whole)
    if not n or not m:
        return 0.0
    if name == "confidence":
        variance = _variance(before) / n + _variance(now) / m
    else:
        share = (getattr(before, name) + getattr(now, name)) / (n + m)
        variance = share * (1 - share) * (1 / n + 1 / m)
    return (now.share(name) - before.share(name)) / math.sqrt(variance) if variance > 0 else 0.0


def _variance(figures: Figures) -> float:
    return max(figures.confidence_squared / figures.messages - figures.share("confidence") ** 2, 0.0)
