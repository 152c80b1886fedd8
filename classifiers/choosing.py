"""Which of all that was found a message is about: one repair, one topic, and how sure that is. Pure."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from classifiers.matters import UNCLEAR
from classifiers.reading import Label

UNNAMED = 0.3
"""How sure it is that a message is unclear in which nothing was found."""


@dataclass(frozen=True, slots=True)
class Named:
    """All that was found. `ranked`: the repairs, the first to be thought of first; `sure_of`: what a rule for dangers
    names; `harm`: topics of harm to a person, which come before all else; `dealt`: the topic of a complaint
    that words make of it, which comes before the fault."""

    ranked: Sequence[str]
    repairs: Mapping[str, Label]
    jobs: Mapping[str, Label]
    topics: Mapping[str, Label]
    sure_of: AbstractSet[str]
    harm: Sequence[str]
    dealt: str = ""

    @property
    def repair(self) -> str | None:
        """The first of the repairs."""
        return self.ranked[0] if self.ranked else None

    def of_harm(self) -> tuple[str | None, str, float]:
        """The same answer where harm to a person is told: only a sure danger stands beside it."""
        return self.repair if self.repair in self.sure_of else None, self.harm[0], self.topics[self.harm[0]].sure


def chosen(found: Named) -> tuple[str | None, str, float]:
    """(the repair, the topic, how sure) by the rules alone."""
    repair, repairs, jobs, topics, sure_of = found.repair, found.repairs, found.jobs, found.topics, found.sure_of
    topic = max(topics, key=lambda each: (each in sure_of, topics[each].sure), default="")
    job = max(jobs, key=lambda each: jobs[each].sure, default="")
    if found.harm:
        return found.of_harm()
    if topic in sure_of and repair not in sure_of:
        return repair if repair and repairs[repair].sure > 0.8 else None, topic, topics[topic].sure
    if repair in sure_of and repair:
        return repair, "repair", repairs[repair].sure
    if job and (not topic or jobs[job].sure >= topics[topic].sure or topic.startswith("complaints")):
        return job, "repair", repairs[repair].sure if repair else jobs[job].sure
    if repair and (not topic or repairs[repair].sure >= topics[topic].sure - 0.02):
        return repair, "repair", repairs[repair].sure
    if topic:
        keeps = repair if repair and topic.startswith(("complaints", "leasehold.repair", "general.not_our")) else None
        return keeps, topic, topics[topic].sure
    return None, UNCLEAR, UNNAMED


def chosen_by_model(found: Named) -> tuple[str | None, str, float]:
    """The same where the trained model read it: it names one topic at most, and the fault behind it."""
    repair, repairs, jobs, topics, sure_of = found.repair, found.repairs, found.jobs, found.topics, found.sure_of
    if found.harm:
        return found.of_harm()
    if found.dealt and sure_of.isdisjoint(topics):
        return repair, found.dealt, repairs[repair].sure if repair else topics[found.dealt].sure
    if repair and repair in sure_of:
        return repair, "repair", repairs[repair].sure
    grave = max((each for each in topics if each in sure_of), key=lambda each: topics[each].sure, default="")
    if grave:
        return repair, grave, topics[grave].sure
    if repair and not jobs and set(topics) <= {UNCLEAR}:
        return repair, "repair", repairs[repair].sure  # a fault is clear enough
    for named, topic in ((jobs, "repair"), (topics, "")):
        if named:
            best = max(named, key=lambda each: named[each].sure)
            sure = repairs[repair].sure if repair else named[best].sure
            return (best if topic else repair), (topic or best), sure
    if repair:
        return repair, "repair", repairs[repair].sure
    return None, UNCLEAR, UNNAMED
