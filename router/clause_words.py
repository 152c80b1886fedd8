"""What a clause of a condition says, in plain English: what it asks for, and why it is not so. Pure.

The shapes that plans are made of have words of their own; any other clause is quoted as it stands.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from router.clauses import clauses
from router.conditions import ATTRIBUTES, compiled
from router.decisions import Value
from router.landlord import Landlord

Attributes = Mapping[str, Value]

_LIST = re.compile(r"\s*,\s*")
_QUOTED = re.compile(r"""^(['"])(.*)\1$""")
_NAME = r"(task|worker|workers)\.([a-z_]+)"
_LITERAL = r"""('[^']*'|"[^"]*"|-?\d+|true|false)"""

_YES = {
    "task.restricted": ("it is restricted", "it is not restricted"),
    "task.live": ("somebody is on the line", "nobody is on the line"),
    "task.known": ("it is known who it is", "it is not known who it is"),
    "task.needs_person": ("they asked for a person", "they did not ask for a person"),
    "task.linked": ("it is linked to another case", "it is linked to no other case"),
    "task.automatic": ("it was sent by a machine", "it was not sent by a machine"),
    "worker.on_shift": ("is in their working hours", "is outside their working hours"),
    "worker.restricted": ("may see restricted cases", "may not see restricted cases"),
}
_SPOKEN = {"task.lane": "lane", "task.group": "kind of repair", "task.last_agent": "who had it last"}


def spoken(value: object) -> str:
    """A value as a person says it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(spoken(one) for one in value) or "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{spoken(name)} {level}" for name, level in sorted(value.items())) or "none"
    return str(value).replace("_", " ") if value not in ("", None) else "none"


@dataclass(frozen=True, slots=True)
class Names:
    """What the landlord calls its queues, skills, patches and chains of people on call, by id.

    An id without a name is said as it is written, with spaces.
    """

    queues: Mapping[str, str] = field(default_factory=dict)
    skills: Mapping[str, str] = field(default_factory=dict)
    patches: Mapping[str, str] = field(default_factory=dict)
    chains: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, landlord: Landlord) -> "Names":
        return cls(
            {queue.id: queue.title for queue in landlord.queues.values()}, landlord.skill_names, landlord.patches,
            {chain.id: chain.name for chain in landlord.on_call.values()},
        )  # fmt: skip

    def queue(self, queue_id: str) -> str:
        return self.queues.get(queue_id) or spoken(queue_id)

    def skill(self, skill_id: str) -> str:
        return self.skills.get(skill_id) or spoken(skill_id)

    def chain(self, chain_id: str) -> str:
        """`chain_id` as a plan writes it, 'chain:' before it or not."""
        name = chain_id.removeprefix("chain:")
        return self.chains.get(name) or spoken(name)

    def say(self, attribute: str, value: object) -> str:
        """A value of this attribute as a person says it."""
        known = {"queue": self.queues, "queues": self.queues, "skills": self.skills,
                 "patch": self.patches, "patches": self.patches}.get(attribute)  # fmt: skip
        if not known:
            return spoken(value)
        if isinstance(value, Mapping):
            return spoken({known.get(one, one): level for one, level in value.items()})
        if isinstance(value, tuple | list | set | frozenset):
            return spoken([known.get(one, one) for one in value])
        return spoken(known.get(value, value) if isinstance(value, str) else value)


NO_NAMES = Names()


def _plain(literal: str, attribute: str, names: Names) -> str:
    found = _QUOTED.match(literal.strip())
    return names.say(attribute, found[2] if found else literal.strip())


def _noun(root: str, name: str) -> str:
    return _SPOKEN.get(f"{root}.{name}", name.replace("_", " "))


def _value(root: str, name: str, task: Attributes, worker: Attributes) -> Value:
    values = worker if root == "worker" else task
    return values.get(name, ATTRIBUTES.get(f"{root}.{name}"))


Teller = Callable[[re.Match[str], Attributes, Attributes, Names], str]


def _level(found: re.Match[str], _task: Attributes, worker: Attributes, names: Names) -> str:
    skills = worker.get("skills")
    level = skills.get(found[1], 0) if isinstance(skills, Mapping) else 0
    least = int(found[3]) + (found[2] == ">")
    return f"needs {names.skill(found[1])} {least}, has {level or 'none'}"


def _compared(found: re.Match[str], task: Attributes, worker: Attributes, names: Names) -> str:
    has = names.say(found[2], _value(found[1], found[2], task, worker))
    wanted, noun = _plain(found[4], found[2], names), _noun(found[1], found[2])
    if found[3] == "==":
        return f"{noun} is {has}, not {wanted}"
    return f"{noun} is {wanted}" if found[3] == "!=" else f"{noun} is {has}, and must be {found[3]} {wanted}"


def _in_attribute(found: re.Match[str], task: Attributes, worker: Attributes, names: Names) -> str:
    has = names.say(found[3], _value(found[2], found[3], task, worker))
    wanted = _plain(found[1], found[3], names)
    if (found[2], found[3]) == ("worker", "languages"):
        return f"does not speak {wanted}"
    if (found[2], found[3]) == ("worker", "skills"):
        return f"needs {wanted}, has none"
    return f"no {wanted} in {_noun(found[2], found[3])} ({has})"


def _one_of(found: re.Match[str], task: Attributes, worker: Attributes, names: Names) -> str:
    has = names.say(found[2], _value(found[1], found[2], task, worker))
    wanted = ", ".join(_plain(one, found[2], names) for one in _LIST.split(found[3]) if one)
    return f"{_noun(found[1], found[2])} is {has}, not one of {wanted}"


def _shared(found: re.Match[str], task: Attributes, _worker: Attributes, names: Names) -> str:
    value = names.say(found[1], _value("task", found[1], task, {}))
    if (found[1], found[2]) == ("language", "languages"):
        return f"does not speak {value}"
    if (found[1], found[2]) == ("patch", "patches"):
        return f"is not the officer of {value}" if value != "none" else "the home has no patch"
    return f"{_noun('task', found[1])} {value} is not among their {_noun('worker', found[2])}"


def _yes(found: re.Match[str], _task: Attributes, _worker: Attributes, _names: Names) -> str:
    wanted = not found[1]
    yes, no = _YES.get(found[2], (f"{found[2]} is yes", f"{found[2]} is no"))
    return no if wanted else yes


def _has_none(found: re.Match[str], _task: Attributes, _worker: Attributes, names: Names) -> str:
    return f"needs {names.skill(found[1])}, has none"


_WHY_NOT: tuple[tuple[re.Pattern[str], Teller], ...] = tuple(
    (re.compile(rf"^{pattern}$"), teller)
    for pattern, teller in (
        (r"worker\.skills\.(\w+) (>=|>) (\d+)", _level),
        (r"worker\.skills\[['\"](\w+)['\"]\] (>=|>) (\d+)", _level),
        (r"has\(worker\.skills\.(\w+)\)", _has_none),
        (r"task\.([a-z_]+) in worker\.([a-z_]+)", _shared),
        (r"worker\.id == task\.last_agent", lambda *_: "is not who had it last"),
        (rf"{_NAME} (==|!=|>=|<=|>|<) {_LITERAL}", _compared),
        (rf"{_LITERAL} in {_NAME}", _in_attribute),
        (rf"{_NAME} in \[(.*)\]", _one_of),
        (r"(!?) ?((?:task|worker)\.[a-z_]+)", _yes),
    )
)


def why_not(clause: str, task: Attributes, worker: Attributes | None = None, names: Names = NO_NAMES) -> str:
    """Why one clause is not true of this case and agent."""
    either = clauses(clause, "||")
    if len(either) > 1:
        return ", and ".join(dict.fromkeys(why_not(one, task, worker, names) for one in either))
    plain = re.sub(r"\s*(==|!=|>=|<=|(?<![=!<>])>(?!=)|(?<![=!<>])<(?!=))\s*", r" \1 ", " ".join(clause.split()))
    for pattern, teller in _WHY_NOT:
        found = pattern.match(plain)
        if found:
            return teller(found, task, worker or {}, names)
    return f"not true: {' '.join(clause.split())}"


def first_false(source: str, task: Attributes, worker: Attributes | None = None, names: Names = NO_NAMES) -> str:
    """Why a condition is not true: every clause of it that is not, in words; '' if it is true."""
    whole = compiled(source)
    true, trouble = whole.judge(task, worker)
    if true:
        return ""
    if trouble:
        return f"could not be answered: {trouble}"
    said = [why_not(one, task, worker, names) for one in whole.clauses if not compiled(one).judge(task, worker)[0]]
    return "; ".join(dict.fromkeys(said)) or f"not true: {source}"


_ASKS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Names], str]], ...] = (
    (
        re.compile(r"^worker\.skills\.(\w+)\s*>=\s*(\d+)$"),
        lambda found, names: f"{names.skill(found[1])} {found[2]} or more",
    ),
    (re.compile(r"^worker\.skills\.(\w+)\s*>\s*0$"), lambda found, names: names.skill(found[1])),
    (re.compile(r"^['\"](\w+)['\"]\s+in\s+worker\.skills$"), lambda found, names: names.skill(found[1])),
    (re.compile(r"^has\(worker\.skills\.(\w+)\)$"), lambda found, names: names.skill(found[1])),
    (re.compile(r"^task\.language\s+in\s+worker\.languages$"), lambda found, names: "the tenant's language"),
    (re.compile(r"^task\.patch\s+in\s+worker\.patches$"), lambda found, names: "the patch of the home"),
    (re.compile(r"^worker\.on_shift$"), lambda found, names: "working hours now"),
    (re.compile(r"^worker\.restricted$"), lambda found, names: "the right to see restricted cases"),
    (re.compile(r"^worker\.id\s*==\s*task\.last_agent$"), lambda found, names: "having had it last"),
)  # fmt: skip


def asks(source: str, names: Names = NO_NAMES) -> str:
    """What a condition asks of an agent: 'triage 2 or more and the tenant's language'."""
    return " and ".join(dict.fromkeys(_ask(one, names) for one in clauses(source))) if source.strip() else ""


def _ask(clause: str, names: Names) -> str:
    for pattern, words in _ASKS:
        found = pattern.match(clause.strip())
        if found:
            return words(found, names)
    either = clauses(clause, "||")
    return " or ".join(_ask(one, names) for one in either) if len(either) > 1 else " ".join(clause.split())
