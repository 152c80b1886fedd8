"""What a text is about, and what a case is about, so far as it decides whether the one continues the other.

Pure: it reads the labels and the case that it is given.
"""

import re

from router.model import Case
from router.values import Labels

MATTERS = frozenset({"rents", "allocations", "leasehold"})
"""Groups of topics that other people answer, and that have nothing to do with a repair: a case of their own."""
OFFICER = "tenancy.officer_visit"
PERMISSION = "tenancy.permission"
"""To see their officer, or what a tenant may do: the same. Other topics of the tenancy may bear on a visit ("I am in
hospital")."""
MOST = 2_000
"""Letters in which it is looked for whether a text speaks of work to be done."""
_OF_WORK = re.compile(
    r"\b(?:repair\w*|fix\w*|mend\w*|plumber|electrician|engineer|operative|work(?:m[ae]n|s)|taps?|leak\w*|boiler|heating|damp"
    r"|mould|broken?|came|comes|coming|come(?! (?:in|to the|into)\b)|turned up|showed up|nobody|no one|noone|never"
    r"|still|waiting|job)\b",
    re.IGNORECASE,
)
"""Somebody who comes or did not, or something that is to be mended: it may chase the earlier matter."""
_OF_THIS = re.compile(
    r"\b(?:he|hes|him|she|shes|her|they|theyre|them|there|here|visit|appointment|while|when|after\w*|before|until|till"
    r"|let|room|own|myself|instead|it|that|this|slots?|times?|book\w*)\b",
    re.IGNORECASE,
)
"""Where they ask leave: 'can the cat stay in the room', 'may I fit my own' bear on the visit, 'can I get a puppy' does
not."""


def kind_of(labels: Labels) -> str | None:
    """The group of what they say is broken; None for a guess ("it's at it again" may sound like anything).

    Behind contact about a job ("my tap drips again after your visit") it is that of the fault.
    """
    if labels.topic != "repair" or labels.needs_person or not labels.repair:
        return None
    if not labels.repair.startswith("job."):
        return labels.repair_group
    return labels.also[0].partition(".")[0] if labels.also else None


def matter_of(labels: Labels, words: str) -> str:
    """'rents' of a text that is surely about the rent and nothing else; '' of what may also chase or complain of the
    earlier matter, or speaks of work to be done: that finds its case."""
    if _OF_WORK.search(words[:MOST]) or (labels.topic == PERMISSION and _OF_THIS.search(words[:MOST])):
        return ""
    if labels.needs_person or labels.repair or labels.also or not {"chaser", "complaint"}.isdisjoint(labels.flags):
        return ""
    return _matter(labels.topic)


def _matter(topic: str) -> str:
    group = topic.partition(".")[0]
    return topic if topic in (OFFICER, PERMISSION) else group if group in MATTERS else ""


def of_matter(case: Case) -> str:
    """The same of a case in which nothing is broken."""
    return _matter(case.topic) if case.repair_group is None else ""


def is_unclear(case: Case) -> bool:
    """Is nothing known of what it is about? A person finds out; what is plain need not wait for that. Not so where it
    tells of the household: "we have a new baby" makes what is told next more pressing."""
    known = case.restricted or case.danger or case.flags or case.repair_group is not None
    return case.topic == "general.unclear" and not known
