"""A plan in plain words: its conditions, its steps, its weights. What has no words here is shown as it is written."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from queues.catalogue import URGENCY_WORDS, Catalogue
from router.plans import Step, Weights

LANES = {"emergency": "it is an emergency", "hazard": "it may be a statutory hazard",
         "ordinary": "it is neither an emergency nor a hazard"}  # fmt: skip
NOBODY = {"free": "of this step could take it now", "on": "of this step is on duty"}
COUNTS = {"free": "people of this step who could take it now", "on": "people on duty"}
TRUTHS = {
    "task.restricted": "it is restricted", "task.live": "somebody is on the line", "task.known": "we know who it is",
    "task.needs_person": "it was not read with certainty", "task.linked": "it is linked to another case",
    "task.automatic": "a machine wrote it", "worker.restricted": "may see restricted cases",
    "worker.on_shift": "is in their working hours", "true": "always",
}  # fmt: skip
COMPARED = {
    "==": "is", "!=": "is not", ">=": "is at least", "<=": "is at most", ">": "is more than", "<": "is less than",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a condition: in words, or (`code`) as it is written."""

    words: str
    code: bool = False


def clauses(condition: str, catalogue: Catalogue) -> list[Clause]:
    """The parts of a condition that must all hold."""
    found = []
    for part in _split(condition, "&&"):
        words = _either(part, catalogue)
        found.append(Clause(words) if words else Clause(part, code=True))
    return found


def _split(condition: str, mark: str) -> list[str]:
    """Cut at `mark`, but not inside brackets or quotes; brackets around the whole are taken off."""
    text, depth, quote, parts, start = _bare(condition), 0, "", [], 0
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif depth == 0 and text.startswith(mark, place):
            parts.append(text[start:place])
            start = place + len(mark)
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]


def _bare(condition: str) -> str:
    """Without brackets around the whole of it."""
    text = condition.strip()
    while text.startswith("(") and text.endswith(")"):
        depth = 0
        for place, letter in enumerate(text):
            depth += (letter == "(") - (letter == ")")
            if depth == 0 and place < len(text) - 1:
                return text
        text = text[1:-1].strip()
    return text


def _either(part: str, catalogue: Catalogue) -> str:
    each = [_all(one, catalogue) for one in _split(part, "||")]
    return " or ".join(each) if all(each) else ""


def _all(part: str, catalogue: Catalogue) -> str:
    each = [_single(one, catalogue) for one in _split(part, "&&")]
    return " and ".join(each) if all(each) else ""


def _single(part: str, catalogue: Catalogue) -> str:
    part = _bare(part)
    if part in TRUTHS:
        return TRUTHS[part]
    if part.startswith("!") and part[1:].strip() in TRUTHS:
        return f"not: {TRUTHS[part[1:].strip()]}"
    for pattern, say in PATTERNS:
        match = re.fullmatch(pattern, part)
        if match:
            return say(match, catalogue)
    return ""


def _list(text: str, name: Callable[[str], str]) -> str:
    return " or ".join(name(item) for item in re.findall(r"['\"]([^'\"]*)['\"]", text))


_T = r"['\"]([^'\"]*)['\"]"
PATTERNS: tuple[tuple[str, Callable[[re.Match[str], Catalogue], str]], ...] = (
    (rf"task\.lane == {_T}", lambda m, c: LANES.get(m[1], "")),
    (rf"task\.lane != {_T}", lambda m, c: f"not: {LANES[m[1]]}" if m[1] in LANES else ""),
    (rf"task\.queue == {_T}", lambda m, c: f"it is in {c.queue(m[1])}"),
    (r"task\.queue in \[([^\]]*)\]", lambda m, c: f"it is in {_list(m[1], c.queue)}"),
    (rf"task\.(?:topic|repair|group) == {_T}",
     lambda m, c: f"it is about: {c.label(m[1])}" if m[1] else "nothing is broken"),
    (rf"task\.repair != {_T}", lambda m, c: "" if m[1] else "something is broken"),
    (r"task\.(?:topic|repair|group) in \[([^\]]*)\]", lambda m, c: f"it is about: {_list(m[1], c.label)}"),
    (rf"task\.urgency == {_T}", lambda m, c: f"its urgency is {URGENCY_WORDS.get(m[1], m[1]).lower()}"),
    (r"task\.urgency in \[([^\]]*)\]",
     lambda m, c: f"its urgency is {_list(m[1], lambda u: URGENCY_WORDS.get(u, u).lower())}"),
    (rf"task\.channel == {_T}", lambda m, c: f"it came by {c.channel(m[1]).lower()}"),
    (r"task\.channel in \[([^\]]*)\]", lambda m, c: f"it came by {_list(m[1], lambda n: c.channel(n).lower())}"),
    (rf"{_T} in task\.flags", lambda m, c: f"it is marked “{c.label(m[1])}”"),
    (rf"{_T} in task\.danger", lambda m, c: f"there is the danger: {c.label(m[1])}"),
    (rf"{_T} in task\.hazard", lambda m, c: f"it may be the hazard: {c.label(m[1])}"),
    (rf"task\.language == {_T}", lambda m, c: f"the language is {m[1]}"),
    (rf"task\.language != {_T}", lambda m, c: f"the language is not {m[1]}"),
    (rf"task\.patch != {_T}", lambda m, c: "" if m[1] else "we know its patch"),
    (rf"task\.patch == {_T}", lambda m, c: f"its patch is {m[1]}" if m[1] else "we do not know its patch"),
    (r"task\.last_agent != 0", lambda m, c: "somebody had it before"),
    (r"worker\.id == task\.last_agent|task\.last_agent == worker\.id", lambda m, c: "had it before"),
    (r"task\.patch in worker\.patches", lambda m, c: "is the officer of its patch"),
    (r"task\.language in worker\.languages", lambda m, c: "speaks the tenant's language"),
    (r"task\.queue in worker\.queues", lambda m, c: "works in its queue"),
    (rf"{_T} in worker\.skills", lambda m, c: f"has the skill “{c.names.skill(m[1])}”"),
    (rf"{_T} in worker\.languages", lambda m, c: f"speaks {m[1]}"),
    (rf"{_T} in worker\.queues", lambda m, c: f"works in {c.queue(m[1])}"),
    (rf"worker\.role == {_T}", lambda m, c: f"is {'an' if m[1][:1] in 'aeiou' else 'a'} {m[1]}"),
    (r"worker\.skills(?:\.(\w+)|\[['\"](\w+)['\"]\]) >= (\d)",
     lambda m, c: f"has the skill “{c.names.skill(m[1] or m[2])}”" + f" at level {m[3]} or better" * (m[3] != "1")),
    (r"workers\.(free|on) == 0", lambda m, c: f"nobody {NOBODY[m[1]]}"),
    (r"workers\.(free|on) (==|!=|>=|<=|>|<) (\d+)",
     lambda m, c: f"the number of {COUNTS[m[1]]} {COMPARED[m[2]]} {m[3]}"),
)  # fmt: skip


def lasting(seconds: int) -> str:
    """'20 seconds', '5 minutes', '2 hours'."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0:
            count = seconds // size
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def step_words(step: Step, catalogue: Catalogue) -> str:
    """Who is asked, how many at once, for how long."""
    queues = [catalogue.queue(queue) if queue else "its own queue" for queue in (step.queue, *step.also)]
    people = f"the people of {' and '.join(queues)}"
    at_once = "one at a time" if step.ring == 1 else f"up to {step.ring} at once"
    words = f"Ask {people}, {at_once}, with {lasting(step.offer)} to answer"
    words += f". Go on after {lasting(step.wait)}." if step.wait is not None else ", until somebody takes it."
    if step.boost:
        words += f" It moves up by {step.boost} points."
    return words


def weight_words(weights: Weights, catalogue: Catalogue) -> list[str]:
    """How cases are ordered inside a lane, and what an agent can carry."""
    costs = ", ".join(f"{catalogue.channel(name).lower()} {units}" for name, units in weights.units.items())
    rows = [
        "Emergencies come first, then statutory hazards, then everything else, whatever the points.",
        f"Inside a lane a case gains a point for each {lasting(weights.minutes_a_point * 60)} it waits.",
        f"Somebody on the line is worth {weights.live} points.",
        f"It gains up to {weights.breach_points} points in the last {lasting(weights.breach_minutes * 60)} before a "
        + "clock runs out, and goes on gaining after that.",
        f"An agent carries {weights.capacity} units. A case costs, by channel: {costs}.",
        f"A case whose tenant has said nothing for {lasting(weights.quiet_minutes * 60)} costs nothing until they do.",
    ]
    if weights.most:
        most = ", ".join(f"{catalogue.channel(name).lower()} {count}" for name, count in weights.most.items())
        rows.append(f"At most so many cases at once, by channel: {most}.")
    return rows
