"""How well a pipeline reads labelled messages that its model never saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from classifiers.training.calibration import error
from classifiers.training.messages import NOTHING, Labelled
from classifiers.training.targets import Judge, level
from router.values import Labels, Landlord

_GAS = {"gas", "carbon_monoxide"}
_RANK = {"none": 0, "planned": 1, "routine": 1, "urgent": 2, "emergency": 3, "life_safety": 3}


@dataclass(frozen=True)
class Read:
    """A message beside the answer to it."""

    message: Labelled
    answer: Labels

    def group(self, landlord: Landlord) -> tuple[str, str]:
        """The repair group as written and as answered; NOTHING where nothing is broken."""
        return group_of(self.message.fault, landlord), group_of(fault_in(self.answer), landlord)


def group_of(fault: str, landlord: Landlord) -> str:
    """The group of a repair; NOTHING for none."""
    return landlord.repairs[fault].group if fault in landlord.repairs else NOTHING


def fault_in(answer: Labels) -> str:
    """The fault that an answer names; behind contact about a job it is the first of `also`."""
    named = [each for each in (answer.repair, *answer.also) if each and not each.startswith("job.")]
    return named[0] if named else NOTHING


def scores(read: Sequence[Read], landlord: Landlord, judge: Judge) -> dict[str, Any]:
    """Shares and counts, by name. Groups are the 23 of the repairs, and 'nothing broken'."""
    groups = [each.group(landlord) for each in read]
    right = [gold == said for gold, said in groups]
    chances = [each.answer.confidence for each in read]
    ranks = [(level(each.message, landlord, judge), _RANK[each.answer.urgency]) for each in read]
    emergencies = [said for gold, said in ranks if gold == 3]
    gas = [bool(_GAS & set(each.answer.danger)) for each in read]
    gas_there = [each.message.fault in ("gas.smell", "gas.co_alarm", "gas.flue_or_flame") for each in read]
    surest = sorted(range(len(read)), key=lambda i: -chances[i])[: -(-len(read) * 4 // 5)]
    return {
        "messages": len(read),
        "group": _share(sum(right), len(read)),
        "repair": _share(sum(each.message.fault == fault_in(each.answer) for each in read), len(read)),
        "broken or not": _share(sum((g == NOTHING) == (s == NOTHING) for g, s in groups), len(read)),
        "group, surest four fifths": _share(sum(right[i] for i in surest), len(surest)),
        "calibration error": round(error(chances, right), 4),
        "emergency recall": _share(sum(said == 3 for said in emergencies), len(emergencies)),
        "emergency precision": _share(sum(said == 3 for said in emergencies), sum(said == 3 for _, said in ranks)),
        "taken too lightly": _share(
            sum(said < gold for gold, said in ranks if gold >= 2), sum(gold >= 2 for gold, _ in ranks)
        ),
        "gas or carbon monoxide found": _share(
            sum(s and t for s, t in zip(gas, gas_there, strict=True)), sum(gas_there)
        ),
        "gas or carbon monoxide false": sum(s and not t for s, t in zip(gas, gas_there, strict=True)),
    }


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part} of {whole})" if whole else "none there"
