"""Which of the faults that were found leads, what only stands behind it, and whose words must be said.

By the landlord's own tables. Pure.
"""

from collections.abc import Callable, Collection, Sequence

from classifiers.closed import is_mended
from classifiers.matters import BY_ITSELF, FAULT_LIKELY_AT, PRESSING
from classifiers.reading import Label
from classifiers.trained import Trained
from router.values import URGENCIES, Landlord, Urgency

Judge = Callable[[Sequence[str], Collection[str], Landlord], tuple[Urgency, tuple[str, ...]]]
"""(repairs, flags, landlord) -> urgency and why: `router.urgency.decide`, which classifiers do not import."""


class Leading:
    """What one landlord's tables say of faults beside one another."""

    def __init__(self, landlord: Landlord, judge: Judge) -> None:
        self.landlord = landlord
        self.judge = judge

    def behind(
        self, ranked: list[str], by_rule_alone: set[str], sure_of: set[str], topics: dict[str, Label]
    ) -> set[str]:
        """Faults that only a rule names and that cost no life, where the model names another: they stand behind it.

        The message is then about the model's fault; the danger, its words and its urgency stay as they are. Measured:
        of nine unseen messages where the two part, the model was right about the fault in five and the rule in two.
        """
        behind = {each for each in ranked if each in by_rule_alone and not self.is_life_safety(each)}
        alone = len(behind) == len(ranked) or not sure_of.isdisjoint(topics)
        return set() if alone else behind

    def by_rules(
        self, urgency: Urgency, named: list[str], repairs: list[str], flags: dict[str, Label], labels: list[Label],
        sources: dict[int, str], line: str,
    ) -> Urgency:  # fmt: skip
        """How urgent the rules say it is: by the faults that they name, or by what they saw of the household where a
        fault is likely and nothing says that it was mended."""
        by_rules, _ = self.judge(named, tuple(flags), self.landlord)
        seen = [flag for flag, label in flags.items() if sources[id(label)] != Trained.name]
        likely = any(label.kind == BY_ITSELF and label.sure >= FAULT_LIKELY_AT for label in labels)
        if not likely or is_mended(line) or self.judge(repairs, (), self.landlord)[0] in PRESSING:
            return by_rules
        return urgency if self.judge(repairs, seen, self.landlord)[0] in PRESSING else by_rules

    def near(self, labels: list[Label], sources: dict[int, str]) -> set[str]:
        """The repairs of the groups that the trained model names."""
        groups = {
            self.landlord.repairs[each.value].group
            for each in labels
            if each.kind == "repair" and sources[id(each)] == Trained.name
        }
        return {name for name, repair in self.landlord.repairs.items() if repair.group in groups}

    def is_pressing(self, repair: str) -> bool:
        """Is it an emergency by its nature?"""
        return repair in self.landlord.repairs and self.landlord.repairs[repair].urgency == "emergency"

    def is_life_safety(self, repair: str) -> bool:
        """Does a life hang on it by its nature? Of what the landlord does not know it may."""
        return self.landlord.repairs[repair].urgency == "life_safety" if repair in self.landlord.repairs else True

    def ranked(self, repairs: dict[str, Label], flags: dict[str, Label], sure_of: set[str]) -> list[str]:
        """Dangers first, the most pressing of them leading; then what is surest."""

        def rank(repair: str) -> tuple[int, int, float]:
            urgency, _ = self.judge([repair], tuple(flags), self.landlord)
            danger = repair in sure_of
            return (not danger, URGENCIES.index(urgency) if danger else 0, -repairs[repair].sure)

        return sorted(repairs, key=rank)

    def danger(self, repairs: list[str], topics: dict[str, Label], sure_of: set[str]) -> tuple[str, ...]:
        """Scripts whose words must be said: most severe first, then as the file has them."""
        named = {*repairs, *(topic for topic in topics if topic in sure_of)}
        hit = [s for s in self.landlord.scripts.values() if s.say and not named.isdisjoint(s.triggers)]
        return tuple(script.id for script in sorted(hit, key=lambda script: URGENCIES.index(script.severity)))
