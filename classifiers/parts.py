"""Two everyday faults told in one breath ("the tap drips and the bathroom light has gone"), each read by itself.

Read whole, the words of two faults make a third: a tap and a light are water on electrics. So a short message is cut
where two parts may join, and where both name a fault plainly, of two kinds, it is about those two.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifiers.model import Given, Model, Understood
from router.values import URGENCIES, RepairType

JOINTS = ("also", "plus", "and", ".", ",")
"""What joins two faults; the plainer first."""
LONGEST, LEAST, MOST_CUTS = 28, 2, 2
"""Words of a message that is cut, words that a part has at least, and places that are tried."""
PLAIN, NO_FAULT = 0.55, 0.85
"""How likely the fault of each part must be, with others of its kind; and how likely none is, by its words, of a part
that is not looked at."""
NOTHING, MOST_NOTHING = "none", 0.3
"""The model's name for nothing broken, and how much of its chance is left out at most."""
UNLIKELY = 0.01
"""Chance below which a fault counts for nothing."""
ONE_KIND = {"plumbing": "leak"}
"""A tap that leaks may be a tap or a leak."""
BORNE_OUT = 0.02
"""How likely the whole must make an emergency that a part names."""
WIRED = frozenset({"electrical"})
FROM_ABOVE = frozenset(
    {"leak.from_above", "leak.uncontainable", "leak.on_electrics", "leak.unknown_source", "roof.leak"}
)
"""Water that may well be what is wrong with the light."""
LIVE = re.compile(
    r"flicker\w*|trip(?:s|ped|ping)?|buzz\w*|crackl\w*|fizz\w*|spark\w*|wet|water|drip\w*|leak\w*|shocks?|smell|burn\w*|hot"
)
"""Words beside which a light that is out may be in danger of the water that the other part tells of."""


@dataclass(frozen=True, slots=True)
class Part:
    """A fault and where it is told: tokens, the last exclusive."""

    fault: str
    chance: float
    first: int
    last: int
    read: Understood


def two_faults(
    model: Model, tokens: Sequence[str], repairs: Mapping[str, RepairType], whole: Understood
) -> tuple[Part, Part] | None:
    """The two faults, the more pressing by its nature first, else the one told first; None where it tells of one."""
    if len(tokens) > LONGEST:
        return None
    cuts = [place for place in range(LEAST, len(tokens) - LEAST) if tokens[place] in JOINTS]
    for cut in sorted(cuts, key=lambda each: JOINTS.index(tokens[each]))[:MOST_CUTS]:
        pair = _pair(model, tokens, cut, repairs)
        if pair and all(_borne_out(each, whole, repairs) for each in pair):
            one, other = sorted(pair, key=lambda each: URGENCIES.index(repairs[each.fault].urgency))
            return one, other
    return None


def others_beside(
    model: Model, tokens: Sequence[str], repairs: Mapping[str, RepairType], whole: Understood, pair: Sequence[Part]
) -> list[Part]:
    """A third fault, or a fourth, that either side of the pair tells of beside its own: a list of faults has more
    joints than one. None of them is an emergency: such a list is read whole."""
    groups = {repairs[each.fault].group for each in pair}
    found: list[Part] = []
    for side in pair:
        own = tokens[side.first : side.last]
        for one in two_faults(model, own, repairs, whole) or ():
            if repairs[one.fault].group not in groups and repairs[one.fault].urgency != "emergency":
                groups.add(repairs[one.fault].group)
                found.append(replace(one, first=side.first + one.first, last=side.first + one.last))
    return found


def _pair(model: Model, tokens: Sequence[str], cut: int, repairs: Mapping[str, RepairType]) -> tuple[Part, Part] | None:
    sides = [(0, cut), (cut + 1, len(tokens))]
    for first, last in sides:  # by words alone, which costs little
        name, chance = model.likeliest_fault(tokens[first:last])
        if name not in repairs and chance >= NO_FAULT:
            return None
    one, other = (_part(model, tokens, first, last, repairs) for first, last in sides)
    if not all(each.chance >= PLAIN and each.fault in repairs for each in (one, other)):
        return None
    if any(repairs[each.fault].urgency == "life_safety" for each in (one, other)):  # read whole, with all care
        return None
    if repairs[one.fault].group == repairs[other.fault].group or _touch(one, other, tokens, repairs):
        return None
    return one, other


def _borne_out(part: Part, whole: Understood, repairs: Mapping[str, RepairType]) -> bool:
    """What a few words make an emergency ("comes off when you touch it"), the whole must not know nothing of."""
    return repairs[part.fault].urgency != "emergency" or whole.chance("fault", part.fault) >= BORNE_OUT


def _part(model: Model, tokens: Sequence[str], first: int, last: int, repairs: Mapping[str, RepairType]) -> Part:
    """The likeliest fault of these tokens, as likely as it and the others of its kind are together, where something is
    broken at all: that it is, the other part says."""
    words = list(tokens[first:last])
    read = model.understand(Given(words, {}, " ".join(words)))
    fault, chance = read.best("fault")
    if fault in repairs:
        kind = _kind(fault, repairs)
        likely = read.above("fault", UNLIKELY)
        same = sum(each for name, each in likely.items() if name in repairs and _kind(name, repairs) == kind)
        chance = same / (1 - min(likely.get(NOTHING, 0.0), MOST_NOTHING))
    return Part(fault, chance, first, last, read)


def _kind(fault: str, repairs: Mapping[str, RepairType]) -> str:
    group = repairs[fault].group
    return ONE_KIND.get(group, group)


def _touch(one: Part, other: Part, tokens: Sequence[str], repairs: Mapping[str, RepairType]) -> bool:
    """May the water of one be what is wrong with the electrics of the other?"""
    for wet, wired in ((one, other), (other, one)):
        if repairs[wired.fault].group in WIRED:
            return wet.fault in FROM_ABOVE or any(map(LIVE.fullmatch, tokens[wired.first : wired.last]))
    return False
