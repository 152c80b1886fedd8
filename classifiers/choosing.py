"""Which of all that was found a message is about: one repair, one topic, and how sure that is. Pure."""

from collections.abc import Collection, Mapping, Sequence

from classifiers.matters import UNCLEAR
from classifiers.reading import Label

UNNAMED = 0.3
"""How sure it is that a message is unclear in which nothing was found."""


def chosen(
    ranked: Sequence[str],
    repairs: Mapping[str, Label],
    jobs: Mapping[str, Label],
    topics: Mapping[str, Label],
    sure_of: Collection[str],
    harm: Sequence[str],
) -> tuple[str | None, str, float]:
    """(the repair, the topic, how sure) by the rules alone. `ranked`: the repairs, the first to be thought of first;
    `sure_of`: what a rule for dangers names; `harm`: topics of harm to a person, which come before all else."""
    repair = ranked[0] if ranked else None
    topic = max(topics, key=lambda each: (each in sure_of, topics[each].sure), default="")
    job = max(jobs, key=lambda each: jobs[each].sure, default="")
    if harm:
        return repair if repair in sure_of else None, harm[0], topics[harm[0]].sure
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


def chosen_by_model(
    ranked: Sequence[str],
    repairs: Mapping[str, Label],
    jobs: Mapping[str, Label],
    topics: Mapping[str, Label],
    sure_of: Collection[str],
    harm: Sequence[str],
) -> tuple[str | None, str, float]:
    """The same where the trained model read it: it names one topic at most, and the fault behind it."""
    repair = ranked[0] if ranked else None
    if harm:
        return repair if repair in sure_of else None, harm[0], topics[harm[0]].sure
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
