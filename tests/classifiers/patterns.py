"""Every pattern of the classifiers and the router, and which of its ways can hold in no line of words.

A line (`Reading.line`) has one space between words, and one at either end. So a way that asks for a space behind a
space holds nowhere, nor does one that asks for the beginning (`^`) behind a letter or before the end (`$`) goes on.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Sequence
from re import _constants as c  # type: ignore[attr-defined]  # Python's own: no other reads patterns as it does
from re import _parser
from typing import Any

import classifiers
import router

SPACE, OTHER, NOTHING = "a space", "a letter", "nothing"
_REPEATS = (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT)
_BEGINS = (c.AT_BEGINNING, c.AT_BEGINNING_STRING)
_ENDS = (c.AT_END, c.AT_END_STRING)


def all_patterns() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Module, name and pattern, each pattern once. What teaches and what stores has none that reads a message."""
    seen: set[str] = set()
    for package in (classifiers, router):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.startswith(("classifiers.training", "router.storage", "router.model")):
                continue
            module = importlib.import_module(found.name)
            for name, value in sorted(vars(module).items()):
                for pattern in _within(value):
                    if isinstance(pattern.pattern, str) and pattern.pattern not in seen:
                        seen.add(pattern.pattern)
                        yield found.name, name, pattern


def _within(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _within(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _within(each)
    elif hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        for name in value.__dataclass_fields__:
            yield from _within(getattr(value, name, None))


def dead_ways(pattern: re.Pattern[str]) -> list[str]:
    """The ways of this pattern that hold in no line, as they are written."""
    walk = _Walk()
    walk.along(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), {NOTHING}, {NOTHING})
    return list(dict.fromkeys(walk.dead))


class _Walk:
    """Goes along every way of a pattern, knowing what may stand before each place and what may follow."""

    def __init__(self) -> None:
        self.dead: list[str] = []

    def along(self, parts: Sequence[Any], before: set[str], after: set[str]) -> set[str]:
        """What may stand where these parts end. NOTHING: nobody can say, or the line begins or ends."""
        parts = list(parts)
        for n, (kind, what) in enumerate(parts):
            follows = _firsts(parts[n + 1 :], after)
            if (
                (kind is c.LITERAL and what == ord(" ") and before == {SPACE})
                or (kind is c.AT and what in _BEGINS and NOTHING not in before)
                or (kind is c.AT and what in _ENDS and NOTHING not in follows)
            ):
                self.dead.append(_written(parts[: n + 1]))
            before = self._past(kind, what, before, follows)
        return before

    def _past(self, kind: Any, what: Any, before: set[str], follows: set[str]) -> set[str]:
        if kind is c.BRANCH:
            ends: set[str] = set()
            for way in what[1]:
                end = self.along(way, before, follows)
                if end == {SPACE} and follows == {SPACE}:
                    self.dead.append(_written(way))
                else:
                    ends |= end
            return ends or {SPACE}
        if kind is c.SUBPATTERN:
            return self.along(what[3], before, follows)
        if kind in _REPEATS:
            least, most, inner = what
            again = follows | _firsts(inner, set()) if most != 1 else follows
            end = self.along(inner, before, again)
            return end | before if least == 0 else end
        if kind is c.ASSERT and what[0] == 1:  # ahead; what is looked for behind may begin anywhere
            self.along(what[1], before, {SPACE, OTHER, NOTHING})
        return before if kind in (c.AT, c.ASSERT, c.ASSERT_NOT) else _kinds(kind, what)


def _firsts(parts: Sequence[Any], after: set[str]) -> set[str]:
    """What these parts may begin with; where all of them may be missing, what comes after."""
    found: set[str] = set()
    for kind, what in parts:
        kinds = _kinds(kind, what)
        found |= kinds - {NOTHING}
        if NOTHING not in kinds:
            return found
    return found | after


def _kinds(kind: Any, what: Any) -> set[str]:
    """What one part may begin with (of a single character: what it is)."""
    if kind is c.LITERAL:
        return {SPACE} if what == ord(" ") else {OTHER}
    if kind is c.NOT_LITERAL:
        return {OTHER} if what == ord(" ") else {SPACE, OTHER}
    if kind is c.IN:
        return _of_a_class(what)
    if kind is c.ANY:
        return {SPACE, OTHER}
    if kind is c.BRANCH:
        return set().union(*(_firsts(way, {NOTHING}) for way in what[1]))
    if kind is c.SUBPATTERN:
        return _firsts(what[3], {NOTHING})
    if kind in _REPEATS:
        return _firsts(what[2], {NOTHING}) | ({NOTHING} if what[0] == 0 else set())
    return {NOTHING}


def _of_a_class(members: Sequence[Any]) -> set[str]:
    space = (c.LITERAL, ord(" "))
    if members[0][0] is c.NEGATE:
        return {OTHER} if space in members or (c.CATEGORY, c.CATEGORY_SPACE) in members else {SPACE, OTHER}
    kinds: set[str] = set()
    for kind, what in members:
        if kind is c.CATEGORY:
            not_space = what in (c.CATEGORY_DIGIT, c.CATEGORY_WORD)
            kinds |= {OTHER} if not_space else {SPACE} if what is c.CATEGORY_SPACE else {SPACE, OTHER}
        else:
            kinds.add(SPACE if (kind, what) == space else OTHER)
    return kinds


def _written(parts: Sequence[Any]) -> str:
    """Roughly as it stands in the pattern, to find it by."""
    told = ""
    for kind, what in parts:
        if kind is c.LITERAL:
            told += chr(what)
        elif kind is c.BRANCH:
            told += f"({'|'.join(_written(way) for way in what[1])})"
        elif kind is c.SUBPATTERN:
            told += _written(what[3])
        elif kind in _REPEATS:
            told += f"({_written(what[2])}){{{what[0]}}}"
        elif kind is c.AT:
            told += "^" if what in _BEGINS else "$" if what in _ENDS else ""
        elif kind not in (c.ASSERT, c.ASSERT_NOT):
            told += "~"
    return told[-120:]
