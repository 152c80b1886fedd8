"""Reads and checks a plan (`plan.toml`): how a case finds its agent, as a supervisor writes it.

Everything wrong is refused with `BadSetting` in one line: file, line, what, what to do. A loop cannot be written: steps
only ever go forward, at most `MOST_STEPS` of them, and no rule can call another.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from config.landlord_reading import LandlordFile
from config.plan_words import doubtful_name
from router import conditions
from router.plans import UNITS, Plan, Rule, Step, Weights
from router.values import Landlord

MOST_STEPS, MOST_RULES = 20, 200
OWN = "own"
"""How a step names the case's own queue."""
DEFAULT = "default"
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_SHORTEST_OFFER = 5
_RULE_KEYS = ("name", "when", "step")
_STEP_KEYS = ("queue", "need", "prefer", "skip_if", "wait", "offer", "ring", "boost", "page")
_CHANNELS = tuple(UNITS)
_QUOTED_TWICE = re.compile(r'\s*((when|need|prefer|skip_if)\s*=\s*)?\[?\s*"[^"]+"["\w]')


def read(source: str, name: str, landlord: Landlord) -> Plan:
    """The plan that this text is. `name` is the file's, for the refusals. Raises BadSetting."""
    return _Reader(PlanText(source, name), landlord).plan()


@dataclass(frozen=True)
class Place:
    """A table of the file and the lines it lies between; lines are 0 where they could not be told."""

    row: Mapping[str, Any]
    line: int
    end: int


class PlanText(LandlordFile):
    """A plan's text, with the line of each of its tables: the library that reads TOML does not say them."""

    def __init__(self, source: str, name: str) -> None:
        self.name, self.text = name, source
        self.data = self._toml()
        self.lines = source.splitlines()
        found = [(n, re.fullmatch(r"\s*(\[\[?[\w. ]+\]\]?)\s*(#.*)?", line)) for n, line in enumerate(self.lines, 1)]
        self.headers = [(n, re.sub(r"\s", "", match[1])) for n, match in found if match]

    def _advice(self, line: int) -> str:
        """Most often it is a text in double quotes inside a condition, which is in double quotes itself."""
        if any(_QUOTED_TWICE.match(written) for written in self.text.splitlines()[max(line - 1, 0) : line]):
            return "inside a condition put a text in single quotes, as in when = \"task.queue == 'rents'\""
        return super()._advice(line)

    def tables(self, header: str, rows: list[Any], after: int = 0, before: int = 1 << 30) -> Iterator[Place]:
        """The tables under `header` between two lines, each with its own."""
        starts = [n for n, written in self.headers if written == header and after <= n < before]
        known = len(starts) == len(rows)  # otherwise they are written inline, or stand in a text of several lines
        for number, row in enumerate(rows):
            start = starts[number] if known else after
            end = min((n for n, _ in self.headers if n > start), default=len(self.lines) + 1)
            yield Place(row, start, end if known else before)

    def line_of_step(self, rule: str, number: int) -> int:
        """The line on which a step begins (1 for a rule's first); 0 when it cannot be told. Of a plan that was read."""
        rules = self.data.get("rule", [])
        names = [*(row["name"] for row in rules), DEFAULT]
        steps = [row["step"] for row in rules] + [self.data["default"]["step"]]
        which = names.index(rule)
        header = "[[default.step]]" if rule == DEFAULT else "[[rule.step]]"
        first = 0 if rule == DEFAULT else sum(len(each) for each in steps[:which])
        found = [n for n, written in self.headers if written == header]
        whole = len(steps[-1]) if rule == DEFAULT else sum(len(each) for each in steps[:-1])
        return found[first + number - 1] if len(found) == whole else 0

    def line_in(self, place: Place, key: str) -> int:
        """The line of a key of this table; the table's own when it is not found."""
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
        for number in range(place.line + 1, min(place.end, len(self.lines) + 1)):
            if pattern.match(self.lines[number - 1]):
                return number
        return place.line


class _Reader:
    def __init__(self, file: PlanText, landlord: Landlord) -> None:
        self.file, self.landlord = file, landlord
        self.skills = (*landlord.skills, "restricted")

    def plan(self) -> Plan:
        file, top = self.file, Place(self.file.data, 0, len(self.file.lines) + 1)
        self._known_keys(top, "", ("name", "weights", "rule", "default"))
        name = file.word(file.line_in(top, "name"), file.data, "name")
        rows = file.data.get("rule", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            file.refuse(file.line_in(top, "rule"), "'rule' is not a list of rules", "begin each rule with [[rule]]")
        if len(rows) > MOST_RULES:
            file.refuse(0, f"has {len(rows)} rules", f"keep to {MOST_RULES}")
        places = list(file.tables("[[rule]]", rows))
        rules: list[Rule] = []
        for number, place in enumerate(places):
            until = places[number + 1].line if number + 1 < len(places) else self._line_of_default()
            rules.append(self._rule(place, until, rules))
        return Plan(name, tuple(rules), self._default(), self._weights())

    # --- rules ---

    def _rule(self, place: Place, until: int, before: list[Rule]) -> Rule:
        file, row = self.file, place.row
        called = row.get("name") if isinstance(row.get("name"), str) else ""
        of = f"rule '{called}'" if called else "this rule"
        self._known_keys(place, of, _RULE_KEYS)
        name = file.word(place.line, row, "name")
        if len(name) > 60 or name == DEFAULT:
            file.refuse(file.line_in(place, "name"), f"a rule cannot be called '{name[:60]}'",
                        "give it a name of at most 60 characters that is not 'default'")  # fmt: skip
        if any(rule.name == name for rule in before):
            file.refuse(file.line_in(place, "name"), f"two rules are called '{name}'", "give one another name")
        when = self._condition(place, "when", file.word(place.line, row, "when"), of, ("task",))
        self._reachable(place, name, when, before)
        return Rule(name, when, self._steps(place, "[[rule.step]]", until, of))

    def _reachable(self, place: Place, name: str, when: str, before: list[Rule]) -> None:
        for rule in before:
            if _plain(rule.when) in (_plain(when), "true"):
                self.file.refuse(
                    self.file.line_in(place, "when"),
                    f"rule '{name}' is never reached: everything that it takes, '{rule.name}' takes before it",
                    "change its `when`, or move it up",
                )

    def _default(self) -> Rule:
        row = self.file.data.get("default")
        if not isinstance(row, dict) or not row.get("step"):
            self.file.refuse(self._line_of_default(missing=0), "has no [default] with steps",
                             "add one: it takes every case that no rule takes")  # fmt: skip
        place = Place(row, self._line_of_default(missing=0), len(self.file.lines) + 1)
        self._known_keys(place, DEFAULT, ("step",))
        return Rule(DEFAULT, "", self._steps(place, "[[default.step]]", place.end, "the default"))

    def _line_of_default(self, missing: int | None = None) -> int:
        named = [n for n, header in self.file.headers if header in ("[default]", "[[default.step]]")]
        return min(named, default=len(self.file.lines) + 1 if missing is None else missing)

    # --- steps ---

    def _steps(self, rule: Place, header: str, until: int, of: str) -> tuple[Step, ...]:
        rows, file = rule.row.get("step", []), self.file
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            file.refuse(rule.line, f"{of} has no steps", f"add at least one {header}")
        if len(rows) > MOST_STEPS:
            file.refuse(rule.line, f"{of} has {len(rows)} steps", f"keep to {MOST_STEPS}")
        places = list(file.tables(header, rows, rule.line, until))
        return tuple(self._step(place, f"step {n} of {of}", last=n == len(places)) for n, place in enumerate(places, 1))

    def _step(self, place: Place, of: str, last: bool) -> Step:
        file, row = self.file, place.row
        self._known_keys(place, of, _STEP_KEYS)
        if not row:
            file.refuse(place.line, f"{of} is empty", f'say at least whose people are asked: queue = "{OWN}"')
        wait, queues = self._wait(place, of, last), self._queues(place, of)
        return Step(
            queue=queues[0],
            also=queues[1:],
            need=self._condition(place, "need", file.word(place.line, row, "need", ""), of, ("task", "worker")),
            prefer=self._prefer(place, of),
            skip_if=self._skip_if(place, of, last),
            wait=wait,
            offer=self._offer(place, of, wait),
            ring=self._count(place, of, "ring", 1, 1, 50),
            boost=self._count(place, of, "boost", 0, 0, 1000),
            page=self._page(place, of),
        )

    def _wait(self, place: Place, of: str, last: bool) -> int | None:
        if last:
            if "wait" in place.row:
                self.file.refuse(self.file.line_in(place, "wait"), f"{of} is the last one and has a wait",
                                 "leave the wait out, or add a step: a case never runs out of steps")  # fmt: skip
            return None
        if "wait" not in place.row:
            self.file.refuse(place.line, f"{of} has no wait, so that the steps after it would never be reached",
                             'say how long it lasts: wait = "5 minutes"')  # fmt: skip
        return self._seconds(place, of, "wait")

    def _offer(self, place: Place, of: str, wait: int | None) -> int:
        usual = Step().offer
        if "offer" not in place.row:
            return usual if wait is None else min(usual, wait)
        seconds = self._seconds(place, of, "offer")
        if seconds < _SHORTEST_OFFER:
            self.file.refuse(self.file.line_in(place, "offer"), f"{of} offers for {seconds} seconds",
                             f"give people at least {_SHORTEST_OFFER} seconds")  # fmt: skip
        if wait is not None and seconds > wait:
            self.file.refuse(self.file.line_in(place, "offer"), f"{of} offers for longer than it lasts",
                             "make the offer at most as long as the wait")  # fmt: skip
        return seconds

    def _queues(self, place: Place, of: str) -> tuple[str, ...]:
        """Whose people are asked; '' is the case's own queue."""
        written = place.row.get("queue", OWN)
        line = self.file.line_in(place, "queue")
        named = (written,) if isinstance(written, str) else self.file.words(line, place.row, "queue")
        for name in named:
            if name != OWN and name not in self.landlord.queues:
                to_do = _nearest(name, [*self.landlord.queues, OWN], "queues.toml says which there are")
                self.file.refuse(line, f"{of} names an unknown queue '{name}'", to_do)
        if not named:
            self.file.refuse(line, f"{of} asks the people of no queue", f'write queue = "{OWN}"')
        return tuple("" if name == OWN else name for name in named)

    def _prefer(self, place: Place, of: str) -> tuple[str, ...]:
        written = place.row.get("prefer", [])
        listed = [written] if isinstance(written, str) else written
        row = {**place.row, "prefer": listed}
        named = self.file.words(self.file.line_in(place, "prefer"), row, "prefer")
        return tuple(self._condition(place, "prefer", each, of, ("task", "worker")) for each in named)

    def _skip_if(self, place: Place, of: str, last: bool) -> str:
        written = self.file.word(place.line, place.row, "skip_if", "")
        if written and last:
            self.file.refuse(self.file.line_in(place, "skip_if"), f"{of} is the last one and has a skip_if",
                             "leave it out: there is nowhere to go on to")  # fmt: skip
        return self._condition(place, "skip_if", written, of, ("task", "workers"))

    def _page(self, place: Place, of: str) -> str:
        written = self.file.word(place.line, place.row, "page", "").removeprefix("chain:")
        if written and written not in self.landlord.on_call:
            to_do = _nearest(written, list(self.landlord.on_call), "add it to landlord.toml as [[on_call]]")
            self.file.refuse(self.file.line_in(place, "page"), f"{of} pages an unknown chain '{written}'", to_do)
        return written

    # --- values ---

    def _condition(self, place: Place, key: str, written: str, of: str, roots: tuple[str, ...]) -> str:
        """The condition, once every name in it is known."""
        if not written.strip():
            return ""
        names = [*conditions.ATTRIBUTES, *(f"worker.skills.{skill}" for skill in self.skills)]
        allowed = [name for name in names if name.partition(".")[0] in roots]
        wrong = conditions.check(written, allowed) or doubtful_name(written, self.landlord)
        if wrong:
            what, meant, word = wrong.rstrip(".").partition("; did you mean ")
            to_do = f"did you mean {word}" if meant else "correct it"
            self.file.refuse(self.file.line_in(place, key), f"`{key}` of {of}: {what}", to_do)
        return written.strip()

    def _seconds(self, place: Place, of: str, key: str) -> int:
        written = place.row[key]
        found = re.fullmatch(r"(\d{1,6}) ?(second|minute|hour|day)s?", written) if isinstance(written, str) else None
        if not found or int(found[1]) < 1:
            self.file.refuse(self.file.line_in(place, key), f"{of}: {key} = {written!r} cannot be read",
                             'write it as "60 seconds" or "5 minutes"')  # fmt: skip
        return int(found[1]) * _SECONDS[found[2]]

    def _count(self, place: Place, of: str, key: str, missing: int, least: int, most: int) -> int:
        value = place.row.get(key, missing)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.file.refuse(self.file.line_in(place, key), f"{of}: {key} = {value!r} is not possible",
                             f"write a whole number from {least} to {most}")  # fmt: skip
        return value

    def _weights(self) -> Weights:
        row = self.file.data.get("weights", {})
        line = next((n for n, header in self.file.headers if header == "[weights]"), 0)
        if not isinstance(row, dict):
            self.file.refuse(line, "'weights' is not made of names and numbers", "begin it with [weights]")
        place = Place(row, line, len(self.file.lines) + 1)
        self._known_keys(place, "weights", tuple(each.name for each in fields(Weights)))
        usual = Weights()
        given: dict[str, Any] = {
            key: self._count(place, "weights", key, getattr(usual, key), 0 if key == "live" else 1, 100_000)
            for key in row
            if key not in ("units", "most")
        }
        given |= {key: self._by_channel(place, key) for key in ("units", "most")}
        given["units"] = {**UNITS, **given["units"]}
        capacity = given.get("capacity", usual.capacity)
        for channel, units in given["units"].items():
            if units > capacity:
                self.file.refuse(line, f"one case by {channel} costs {units} units and nobody can carry more than "
                                 f"{capacity}", "raise the capacity or lower the units")  # fmt: skip
        return Weights(**given)

    def _by_channel(self, place: Place, key: str) -> dict[str, int]:
        row = place.row.get(key, {})
        lines = [n for n, header in self.file.headers if header == f"[weights.{key}]"]
        inner = Place(row, lines[0] if lines else self.file.line_in(place, key), place.end)
        if not isinstance(row, dict):
            self.file.refuse(inner.line, f"'{key}' is not made of channels and numbers", f"write [weights.{key}]")
        self._known_keys(inner, f"weights.{key}", _CHANNELS)
        return {channel: self._count(inner, f"weights.{key}", channel, 1, 1, 100_000) for channel in row}

    def _known_keys(self, place: Place, of: str, known: tuple[str, ...]) -> None:
        for key in place.row:
            if key not in known:
                said = f"{of} has an unknown name '{key}'" if of else f"has an unknown name '{key}'"
                near = _nearest(key, list(known), f"use one of {', '.join(known)}")
                self.file.refuse(self.file.line_in(place, key), said, near)


def _plain(condition: str) -> str:
    """A condition without what does not matter: spaces outside of quotes, double quotes for single ones."""
    parts = re.split(r"('[^']*'|\"[^\"]*\")", condition)
    return "".join(f"'{part[1:-1]}'" if part[:1] in "'\"" and part else re.sub(r"\s", "", part) for part in parts)


def _nearest(written: str, known: list[str], otherwise: str) -> str:
    near = get_close_matches(written, known, 1, 0.6)
    return f"did you mean '{near[0]}'?" if near else otherwise
