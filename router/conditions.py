"""Conditions of plans, written in CEL (github.com/google/cel-spec), compiled once. Pure.

What may run long is refused before it runs: there are no loops (no macros), no patterns, and at most `LONGEST`
characters, so that the work is bounded by the length of the condition times the size of what it reads.
"""

import difflib
import itertools
import re
import sys
import threading
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from types import ModuleType
from typing import Any

from router.clauses import ROOTS, Token, clauses, flat, readings, tokens
from router.decisions import Value

# `import cel` loads the library's own command line with it: 380 modules and 24 MB a process that nobody here needs.
sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))
import cel  # noqa: E402 - after the line above

ATTRIBUTES: Mapping[str, Value] = {
    "task.lane": "ordinary",
    "task.queue": "",
    "task.topic": "",
    "task.repair": "",
    "task.group": "",
    "task.urgency": "",
    "task.danger": (),
    "task.flags": (),
    "task.hazard": (),
    "task.channel": "",
    "task.language": "en",
    "task.patch": "",
    "task.restricted": False,
    "task.live": False,
    "task.known": False,
    "task.needs_person": False,
    "task.last_agent": 0,
    "task.linked": False,
    "task.automatic": False,
    "worker.id": 0,
    "worker.role": "agent",
    "worker.skills": {},
    "worker.languages": (),
    "worker.patches": (),
    "worker.queues": (),
    "worker.restricted": False,
    "worker.on_shift": False,
    "workers.free": 0,
    "workers.on": 0,
}
"""Every name a condition may use, and its value where nothing is known."""

LANES = ("emergency", "hazard", "ordinary")
FUNCTIONS = frozenset({"has", "size", "contains", "startsWith", "endsWith", "int", "double", "string"})
MACROS = frozenset(
    {"exists", "exists_one", "existsOne", "all", "map", "filter", "bind", "transformList", "transformMap"}
)
LONGEST = 500
REMEMBERED = 50_000
_WORDS = frozenset({"true", "false", "null", "in"})


def _frozen(value: object) -> object:
    """The same value as a key."""
    if isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), _frozen(one)) for key, one in value.items()))
    if isinstance(value, list | tuple):
        return tuple(_frozen(one) for one in value)
    if isinstance(value, set | frozenset):
        return tuple(sorted(str(one) for one in value))
    return value if isinstance(value, float | None) else repr(value)


Key = tuple[object, ...]


def key_of(root: str, names: Sequence[str], values: Mapping[str, Value] | None) -> Key:
    """These attributes of a case ('task'), an agent ('worker') or a ring ('workers'), as a key."""
    if values is None:
        return (None,) * len(names)
    return tuple([_frozen(values.get(name, ATTRIBUTES.get(f"{root}.{name}"))) for name in names])


class Condition:
    """One condition, compiled once. Never raises: one that does not compile is false of everything, and says so.

    `reads`: the attributes it reads. `skills`: the skills it asks a level of by name; an agent without that skill has
    level 0. `clauses`: the parts that must all be true. `trouble`: why the last `true_of` could not be answered, ''
    if it could. What was found is remembered by the values of what it reads (at most `REMEMBERED` of them).
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.trouble = ""
        pieces = tokens(source)
        found = list(readings(pieces))
        self.reads = frozenset(one.name for one in found)
        self.skills = frozenset(one.skill for one in found if one.skill)
        self.clauses = clauses(source)
        self._levels = tuple({one.skill for one in found if one.skill and not one.asked})
        self._open_skills = any(one.name == "worker.skills" and not one.skill for one in found)
        self._names = {root: _members(self.reads, root) for root in ROOTS}
        self._variables = {root: [(name, f"{root}_{name}") for name in names] for root, names in self._names.items()}
        self._memory: dict[tuple[Key, Key, Key], tuple[bool, str]] = {}
        self._lock = threading.Lock()
        self._context = cel.Context()
        self._standing: dict[str, object] = {}
        self._broken = ""
        self._program: Any = None
        try:
            cel.compile(source)
            self._program = cel.compile(flat(source, pieces))
        except (ValueError, TypeError, RuntimeError) as error:
            self._broken = f"does not compile: {_first_line(error)}"

    def key(self, root: str, values: Mapping[str, Value] | None) -> Key:
        """What it reads of `values` ('task', 'worker' or 'workers'), as a key: the same key, the same answer."""
        return key_of(root, self._names[root], values)

    def true_of(
        self,
        task: Mapping[str, Value],
        worker: Mapping[str, Value] | None = None,
        workers: Mapping[str, Value] | None = None,
    ) -> bool:
        """Is it true of these attributes? One that raises counts as false, and `trouble` says so."""
        found, self.trouble = self.judge(task, worker, workers)
        return found

    def judge(
        self,
        task: Mapping[str, Value],
        worker: Mapping[str, Value] | None = None,
        workers: Mapping[str, Value] | None = None,
    ) -> tuple[bool, str]:
        """Is it true, and what went wrong ('' when nothing did)?"""
        task = task or {}
        keys = self.key("task", task), self.key("worker", worker), self.key("workers", workers)
        return self.judge_by(keys, task, worker, workers)

    def judge_by(
        self,
        keys: tuple[Key, Key, Key],
        task: Mapping[str, Value],
        worker: Mapping[str, Value] | None = None,
        workers: Mapping[str, Value] | None = None,
    ) -> tuple[bool, str]:
        """The same, for who has the keys of all three already."""
        found = self._memory.get(keys)
        if found is None:
            with self._lock:
                found = self._evaluate({"task": task, "worker": worker, "workers": workers}, keys)
                if len(self._memory) >= REMEMBERED:
                    self._memory.clear()
                self._memory[keys] = found
        return found

    def _evaluate(
        self, given: Mapping[str, Mapping[str, Value] | None], keys: tuple[Key, Key, Key]
    ) -> tuple[bool, str]:
        if self._program is None:
            return False, self._broken
        try:
            for (root, values), key in zip(given.items(), keys, strict=True):
                if values is None and self._names[root] and root != "task":
                    return False, f"there is no {root} to ask about"
                for (name, variable), part in zip(self._variables[root], key, strict=True):
                    if self._standing.get(variable, self) != part:
                        self._standing.pop(variable, None)
                        self._context.add_variable(variable, self._plain(root, name, values or {}))
                        self._standing[variable] = part
            found = self._program.execute(self._context)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 -- the library is native: a panic in it is no Exception
            quiet = isinstance(error, KeyError) and self._open_skills  # `worker.skills[task.group]`: has none
            return False, "" if quiet else f"raised {type(error).__name__}: {_first_line(error)}"
        if isinstance(found, bool):
            return found, ""
        return False, f"gives {type(found).__name__}, not true or false"

    def _plain(self, root: str, name: str, values: Mapping[str, Value]) -> Any:
        """What the library is given for one attribute: plain lists and dicts."""
        value: Any = values.get(name, ATTRIBUTES.get(f"{root}.{name}"))
        if isinstance(value, Mapping):
            return {**dict.fromkeys(self._levels if name == "skills" else (), 0), **value}
        return list(value) if isinstance(value, tuple | set | frozenset) else value


def _members(reads: Collection[str], root: str) -> tuple[str, ...]:
    return tuple(sorted(name.partition(".")[2] for name in reads if name.startswith(f"{root}.")))


@lru_cache(maxsize=4096)
def compiled(source: str) -> Condition:
    """The condition of this source, compiled once for the whole process."""
    return Condition(source)


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines() or [""]
    return lines[0][:120]


# --- before it is let in ---------------------------------------------------------------------


def check(source: str, allowed: Collection[str]) -> str:
    """What is wrong with a condition in one plain line, '' if nothing. `allowed`: the attributes it may read.

    Names like 'worker.skills.gas' among `allowed` are the skills there are; without any, every skill is let in.
    """
    if not source.strip():
        return "the condition is empty"
    if len(source) > LONGEST:
        return f"the condition has {len(source)} characters, and {LONGEST} is the most"
    pieces = tokens(source)
    return _check_words(pieces) or _check_names(pieces, allowed) or _check_running(source)


def _check_words(pieces: Sequence[Token]) -> str:
    """Functions and words that CEL knows and a plan may not use, or that nobody knows."""
    for at, piece in enumerate(pieces):
        before, after = pieces[at - 1].text if at else "", pieces[at + 1].text if at + 1 < len(pieces) else ""
        if piece.kind == "text" and at and pieces[at - 1].kind == "name" and before not in _WORDS:
            return f"put a sign between {before} and {piece.text}"
        if piece.text == "=":
            return f"a single = at character {piece.at + 1} compares nothing; did you mean ==?"
        if piece.kind != "name" or piece.text in _WORDS:
            continue
        if after == "(":
            if piece.text == "matches":
                return "matches may not be used, because a pattern can run long; use ==, in, contains or startsWith"
            if piece.text in MACROS:
                return f"{piece.text} may not be used, because it loops; use in, as in 'gas_smell' in task.danger"
            if piece.text not in FUNCTIONS:
                return f"there is no function {piece.text}{_meant(piece.text, FUNCTIONS)}"
        elif before != "." and piece.text not in ROOTS:
            return f"there is no {piece.text}: say task.…, worker.… or workers.…, and put a text in quotes"
    return ""


def _check_names(pieces: Sequence[Token], allowed: Collection[str]) -> str:
    known = {name.removeprefix("worker.skills.") for name in allowed if name.startswith("worker.skills.")}
    for one in readings(pieces):
        if "." not in one.name:
            return f"{one.name} stands alone: say which attribute of it, such as task.lane"
        if one.name not in allowed:
            root, _, member = one.name.partition(".")
            same = [name for name in allowed if name.partition(".")[2] == member]
            return f"there is no attribute {one.name}{_meant(one.name, same, _of(allowed, root), allowed)}"
        if known and one.skill and one.skill not in known:
            return f"there is no skill {one.skill}{_meant(one.skill, known)}"
    return _check_lanes(pieces)


def _check_lanes(pieces: Sequence[Token]) -> str:
    """A lane that there is not, compared with `task.lane`: it would never be true, and nobody would notice."""
    said = "".join(piece.text for piece in pieces)
    for found in re.finditer(r"task\.lane[=!]=(['\"])(.*?)\1|(['\"])([^'\"]*)\3[=!]=task\.lane\b", said):
        lane = found[2] if found[1] else found[4]
        if lane not in LANES:
            return f"task.lane is never {lane}{_meant(lane, LANES)}"
    return ""


def _of(names: Collection[str], root: str) -> list[str]:
    return sorted(name for name in names if name.startswith(f"{root}.") and name.count(".") == 1)


def _meant(word: str, *known: Collection[str]) -> str:
    """A suggestion: the most like in the first collection that has one."""
    for names in known:
        close = difflib.get_close_matches(word, sorted(names), n=1, cutoff=0.6)
        if close:
            return f"; did you mean {close[0]}?"
    return ""


_FULL: Mapping[str, Value] = {
    "task.queue": "general", "task.topic": "general.unclear", "task.repair": "boiler", "task.group": "gas_heating",
    "task.danger": ("gas_smell",), "task.flags": ("baby",), "task.hazard": ("damp_mould",), "task.patch": "P1",
    "task.channel": "sms", "task.last_agent": 1, "worker.id": 1, "worker.skills": {"triage": 2},
    "worker.languages": ("en",), "worker.patches": ("P1",), "worker.queues": ("general",),
    "workers.free": 1, "workers.on": 2,
}  # fmt: skip
_YES: Mapping[str, Value] = {name: True for name, value in ATTRIBUTES.items() if value is False}
_SAMPLES: tuple[Mapping[str, Value], ...] = tuple(
    {**ATTRIBUTES, **known, **flags, "task.lane": lane}
    for lane in LANES
    for known, flags in itertools.product(({}, _FULL), ({}, _YES))
)
"""Cases and agents with nothing known and with something in everything, in each lane, with every yes or no."""


def _check_running(source: str) -> str:
    """Compile it, and try it and each of its parts alone on every sample: `&&` stops before what it need not ask."""
    condition = Condition(source)
    if condition._broken:
        place = re.search(r"<input>:(\d+):(\d+)", condition._broken)
        return f"it does not read as a condition{f' at character {int(place[2])}' if place else ''}"
    for whole in _SAMPLES:
        sample = {root: {name: whole[f"{root}.{name}"] for name in _members(whole, root)} for root in ROOTS}
        wrong = _wrong(source, sample)
        if wrong:
            return wrong
    return ""


def _wrong(source: str, sample: Mapping[str, Mapping[str, Value]]) -> str:
    """What goes wrong with it, or with a part that no earlier part guards.

    A guard reads the same attribute and has settled the answer: `size(task.hazard) > 0 && task.hazard[0] == 'x'`.
    """
    _, trouble = compiled(source).judge(sample["task"], sample["worker"], sample["workers"])
    if trouble.startswith("gives"):
        return f"{source} {trouble}: compare it with something"
    if trouble.startswith("raised TypeError"):
        return f"{source} compares things that are not alike"
    sign = "&&" if len(clauses(source)) > 1 else "||"
    parts, settled = clauses(source, sign), set[str]()
    for part in parts if len(parts) > 1 else ():
        reads = compiled(part).reads
        wrong = "" if reads & settled else _wrong(part, sample)
        if wrong:
            return wrong
        if compiled(part).judge(sample["task"], sample["worker"], sample["workers"]) == (sign == "||", ""):
            settled |= reads
    return f"{source} cannot always be answered ({trouble.removeprefix('raised ')})" if trouble else ""
