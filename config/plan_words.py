"""Names inside the conditions of a plan: a queue or topic that is misspelt there would never match, in silence."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches

from router.plans import UNITS
from router.values import URGENCIES, Landlord

LANES = ("emergency", "hazard", "ordinary")
"""How a condition names the lanes, in their order."""
_ROLES = ("agent", "supervisor", "admin")
_MORE_FLAGS = ("chaser", "complaint", "safeguarding")
"""Flags that a message may have besides those of `repairs.yaml`; and `language:xx`."""

_TEXT = r"(?:'([^']*)'|\"([^\"]*)\")"
_NAME = r"\b(task|worker)\.(\w+)"
_SAYS = (
    re.compile(rf"{_NAME}\s*(?:==|!=)\s*{_TEXT}"),
    re.compile(rf"{_NAME}\s*()\[\s*{_TEXT}\s*\]"),
)
_SAYS_BACKWARDS = re.compile(rf"{_TEXT}\s*(?:==|!=|in\b)\s*{_NAME}")
_LISTED = re.compile(rf"{_NAME}\s+in\s+\[([^\]]*)\]")

_KNOWN: Mapping[str, tuple[str, Callable[[Landlord], Collection[str]]]] = {
    "task.lane": ("lane", lambda landlord: LANES),
    "task.queue": ("queue", lambda landlord: landlord.queues),
    "task.topic": ("topic", lambda landlord: {*landlord.topics, "repair"}),
    "task.repair": ("repair", lambda landlord: {*landlord.repairs, ""}),
    "task.group": ("group of repairs", lambda landlord: {"", *(each.group for each in landlord.repairs.values())}),
    "task.urgency": ("urgency", lambda landlord: URGENCIES),
    "task.danger": ("danger", lambda landlord: landlord.scripts),
    "task.flags": ("flag", lambda landlord: {*landlord.flags, *_MORE_FLAGS}),
    "task.hazard": ("hazard", lambda landlord: {
        *landlord.hazards, *(hazard for each in landlord.repairs.values() for hazard in each.hazards)}),
    "task.channel": ("channel", lambda landlord: UNITS),
    "task.patch": ("patch", lambda landlord: {*landlord.patches, ""}),
    "worker.role": ("role", lambda landlord: _ROLES),
    "worker.skills": ("skill", lambda landlord: {*landlord.skills, "restricted"}),
    "worker.queues": ("queue", lambda landlord: landlord.queues),
    "worker.patches": ("patch", lambda landlord: landlord.patches),
}  # fmt: skip


def doubtful_name(condition: str, landlord: Landlord) -> str:
    """One line about the first name in it that the landlord has not, or ''."""
    for attribute, written in _spoken(condition):
        if attribute not in _KNOWN or (attribute == "task.flags" and written.startswith("language:")):
            continue
        what, of = _KNOWN[attribute]
        known = of(landlord)
        if written not in known:
            near = get_close_matches(written, sorted(known), 1, 0.6)
            return f"there is no {what} '{written}'" + (f"; did you mean '{near[0]}'?" if near else "")
    return ""


def _spoken(condition: str) -> Iterator[tuple[str, str]]:
    """(attribute, the text it is compared with), for every such pair in a condition."""
    for match in _SAYS[0].finditer(condition):
        yield f"{match[1]}.{match[2]}", match[3] or match[4] or ""
    for match in _SAYS[1].finditer(condition):
        yield f"{match[1]}.{match[2]}", match[4] or match[5] or ""
    for match in _SAYS_BACKWARDS.finditer(condition):
        yield f"{match[3]}.{match[4]}", match[1] or match[2] or ""
    for match in _LISTED.finditer(condition):
        for item in re.finditer(_TEXT, match[3]):
            yield f"{match[1]}.{match[2]}", item[1] or item[2] or ""
