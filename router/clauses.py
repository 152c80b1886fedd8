"""The text of a condition: its pieces, what it reads, and the clauses that it is made of. Pure.

The library compiles and answers a condition; it does not say which attributes are read, nor where its `&&` are.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

ROOTS = frozenset({"task", "worker", "workers"})
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
    """One attribute that a condition reads, from the piece `at` up to the piece `after`: `skill` is '' but for a level
    asked by name; `asked` inside `has(…)`."""

    name: str
    skill: str
    asked: bool
    at: int
    after: int


def readings(pieces: Sequence[Token]) -> Iterator[Reading]:
    """Each `task.x`, `worker['x']`; a root that stands alone comes without a point."""
    for at, piece in enumerate(pieces):
        if piece.kind != "name" or piece.text not in ROOTS or (at and pieces[at - 1].text == "."):
            continue
        first, after = _member(pieces, at + 1)
        if not first:
            yield Reading(piece.text, "", False, at, at + 1)
            continue
        asked = at > 1 and pieces[at - 1].text == "(" and pieces[at - 2].text == "has"
        name = f"{piece.text}.{first}"
        skill = _member(pieces, after)[0] if name == "worker.skills" else ""
        yield Reading(name, skill, asked, at, after)


def flat(source: str, pieces: Sequence[Token]) -> str:
    """The same condition with `task.lane` as one name, `task_lane`: a plain value is handed over six times as fast.

    `has(task.lane)` is `true`, because every attribute is there.
    """
    found, done = [], 0
    for one in readings(pieces):
        if "." not in one.name:
            continue
        first, last, words = pieces[one.at], pieces[one.after - 1], one.name.replace(".", "_")
        if one.asked and not one.skill:
            first, last, words = pieces[one.at - 2], pieces[min(one.after, len(pieces) - 1)], "true"
        found += [source[done : first.at], words]
        done = last.at + len(last.text)
    return "".join(found) + source[done:]


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
