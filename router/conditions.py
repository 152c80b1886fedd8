"""Conditions of plans, written in CEL (github.com/google/cel-spec), compiled once. Pure.

What may run long is refused before it runs: there are no loops (no macros), no patterns, and at most `LONGEST`
characters, so that the work is bounded by the length of the condition times the size of what it reads.
"""

import difflib
import re
import sys
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

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
REMEMBERED = 100_000

_ROOTS = frozenset({"task", "worker", "workers"})
_WORDS = frozenset({"true", "false", "null", "in"})
_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*)
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<number>0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[uU]?)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<sign>&&|\|\||[=!<>]=|.)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    kind: str
    text: str
    at: int


def tokens(source: str) -> list[Token]:
    """The pieces of a condition, without spaces and comments."""
    found = (Token(match.lastgroup or "", match.group(), match.start()) for match in _TOKEN.finditer(source))
    return [token for token in found if token.kind != "space"]


class Reading(NamedTuple):
    """One attribute that a condition reads: `skill` is '' but for a level asked by name; `asked` inside `has(…)`."""

    name: str
    skill: str
    asked: bool


def _readings(pieces: Sequence[Token]) -> Iterator[Reading]:
    """Each `task.x`, `worker['x']`; a root that stands alone comes without a point."""
    for at, piece in enumerate(pieces):
        if piece.kind != "name" or piece.text not in _ROOTS or (at and pieces[at - 1].text == "."):
            continue
        first, after = _member(pieces, at + 1)
        if not first:
            yield Reading(piece.text, "", False)
            continue
        asked = at > 1 and pieces[at - 1].text == "(" and pieces[at - 2].text == "has"
        name = f"{piece.text}.{first}"
        yield Reading(name, _member(pieces, after)[0] if name == "worker.skills" else "", asked)


def _member(pieces: Sequence[Token], at: int) -> tuple[str, int]:
    """The name taken of what stands before `at` (by point or by bracket), '' if none, and where it ends."""
    ahead = pieces[at : at + 3]
    if len(ahead) > 1 and ahead[0].text == "." and ahead[1].kind == "name":
        called = len(ahead) > 2 and ahead[2].text == "("
        return ("", at) if called else (ahead[1].text, at + 2)
    if len(ahead) > 2 and ahead[0].text == "[" and ahead[1].kind == "text" and ahead[2].text == "]":
        return ahead[1].text[1:-1], at + 3
    return "", at


def clauses(source: str, sign: str = "&&") -> tuple[str, ...]:
    """The parts that must all be true: `a && (b && c)` is three; what `||` or `?:` joins stays whole.

    With `sign` '||', the parts of which one must be true.
    """
    pieces = tokens(source)
    while _wrapped(pieces):
        pieces = pieces[1:-1]
    if not pieces:
        return (source.strip(),)
    end = pieces[-1].at + len(pieces[-1].text)
    outer = list(_outermost(pieces))
    if any(piece.text == "?" or (sign == "&&" and piece.text == "||") for piece in outer):
        return (source[pieces[0].at : end],)
    cuts = [piece.at for piece in outer if piece.text == sign]
    starts = [pieces[0].at, *(cut + 2 for cut in cuts)]
    parts = [source[start:stop].strip() for start, stop in zip(starts, [*cuts, end], strict=True)]
    return tuple(inner for part in parts for inner in clauses(part, sign)) if cuts else (parts[0],)


def _outermost(pieces: Sequence[Token]) -> Iterator[Token]:
    depth = 0
    for piece in pieces:
        depth += (piece.text in "([{" and piece.kind == "sign") - (piece.text in ")]}" and piece.kind == "sign")
        if depth == 0:
            yield piece


def _wrapped(pieces: Sequence[Token]) -> bool:
    """Is the whole in one pair of round brackets?"""
    if len(pieces) < 3 or pieces[0].text != "(" or pieces[-1].text != ")":
        return False
    return len(list(_outermost(pieces))) == 1


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
    if not names or values is None:
        return (None,) if names else ()
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
        found = list(_readings(tokens(source)))
        self.reads = frozenset(one.name for one in found)
        self.skills = frozenset(one.skill for one in found if one.skill)
        self.clauses = clauses(source)
        self._levels = tuple({one.skill for one in found if one.skill and not one.asked})
        self._open_skills = any(one.name == "worker.skills" and not one.skill for one in found)
        self._names = {root: _members(self.reads, root) for root in _ROOTS}
        self._memory: dict[tuple[Key, Key, Key], tuple[bool, str]] = {}
        self._lock = threading.Lock()
        self._context = cel.Context()
        self._standing: dict[str, Key] = {}
        self._broken = ""
        self._program: Any = None
        try:
            self._program = cel.compile(source)
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
        keys = self.key("task", task), self.key("worker", worker), self.key("workers", workers)
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
                if self._names[root] and self._standing.get(root) != key:
                    self._standing.pop(root, None)
                    self._context.add_variable(root, self._plain(root, values))
                    self._standing[root] = key
            found = self._program.execute(self._context)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 -- the library is native: a panic in it is no Exception
            quiet = isinstance(error, KeyError) and self._open_skills  # `worker.skills[task.group]`: has none
            return False, "" if quiet else f"raised {type(error).__name__}: {_first_line(error)}"
        if isinstance(found, bool):
            return found, ""
        return False, f"gives {type(found).__name__}, not true or false"

    def _plain(self, root: str, values: Mapping[str, Value] | None) -> dict[str, Any]:
        """What the library is given: only what is read, in plain lists and dicts."""
        given: dict[str, Any] = {}
        for name in self._names[root] if values is not None else ():
            value: Any = (values or {}).get(name, ATTRIBUTES.get(f"{root}.{name}"))
            if isinstance(value, Mapping):
                value = {**dict.fromkeys(self._levels if name == "skills" else (), 0), **value}
            given[name] = list(value) if isinstance(value, tuple | set | frozenset) else value
        return given


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
        if piece.kind != "name" or piece.text in _WORDS:
            continue
        if after == "(":
            if piece.text == "matches":
                return "matches may not be used, because a pattern can run long; use ==, in, contains or startsWith"
            if piece.text in MACROS:
                return f"{piece.text} may not be used, because it loops; use in, as in 'gas_smell' in task.danger"
            if piece.text not in FUNCTIONS:
                return f"there is no function {piece.text}{_meant(piece.text, FUNCTIONS)}"
        elif before != "." and piece.text not in _ROOTS:
            return f"there is no {piece.text}: say task.…, worker.… or workers.…, and put a text in quotes"
    return ""


def _check_names(pieces: Sequence[Token], allowed: Collection[str]) -> str:
    known = {name.removeprefix("worker.skills.") for name in allowed if name.startswith("worker.skills.")}
    for one in _readings(pieces):
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


_SAMPLES: tuple[Mapping[str, Value], ...] = (
    {},
    {
        "task.queue": "general", "task.topic": "general.unclear", "task.repair": "boiler", "task.group": "gas_heating",
        "task.danger": ("gas_smell",), "task.flags": ("baby",), "task.hazard": ("damp_mould",), "task.patch": "P1",
        "task.channel": "sms", "task.last_agent": 1, "worker.id": 1, "worker.skills": {"triage": 2},
        "worker.languages": ("en",), "worker.patches": ("P1",), "worker.queues": ("general",),
        "workers.free": 1, "workers.on": 2,
    },
)  # fmt: skip


def _check_running(source: str) -> str:
    """Compile it, and try it on a case and an agent with nothing known, and on one with something in everything."""
    condition = Condition(source)
    if condition._broken:
        place = re.search(r"<input>:(\d+):(\d+)", condition._broken)
        return f"it does not read as a condition{f' at character {int(place[2])}' if place else ''}"
    for part in dict.fromkeys((source, *condition.clauses)):
        for sample in _SAMPLES:
            whole = {**ATTRIBUTES, **sample}
            sorted_by = {root: {name: whole[f"{root}.{name}"] for name in _members(whole, root)} for root in _ROOTS}
            _, trouble = compiled(part).judge(sorted_by["task"], sorted_by["worker"], sorted_by["workers"])
            if trouble.startswith("gives"):
                return f"{part} {trouble}: compare it with something"
            if trouble.startswith("raised TypeError"):
                return f"{part} compares things that are not alike"
            if trouble and part == source:
                return f"{part} cannot always be answered ({trouble.removeprefix('raised ')})"
    return ""
