"""`frontdoor drift`, and the clock's nightly look: do messages still come in, and read, as they did?

Counted are the labels kept with each message from a person. The last days stand beside the eight weeks before them;
where these hold too few messages, beside those on which the model in force was measured (`meta.json` beside it).
Nothing here loads what reads words: the command counts unknown words, the night does not.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from config.drift_figures import Figures, Mix, apart, mix
from config.settings import PROJECT, Settings
from config.wiring import House
from config.writing import written
from router.model import Message

log = logging.getLogger(__name__)

DAYS = 7
WEEKS_BEFORE = 8
BEFORE = timedelta(weeks=WEEKS_BEFORE)
MOST_NOW, MOST_BEFORE = 5_000, 20_000
"""Messages looked at, the newest first: more tell nothing new."""
FEW, FEW_BEFORE = 100, 500
"""Fewer messages than this tell nothing (now), or are no measure (before)."""
SOME, MUCH = 0.1, 0.25
"""How the index of the mix is read: under 0.1 little has changed, up to 0.25 something, above it much (Siddiqi,
Credit Risk Scorecards, 2006)."""
SURELY = 2.58  # standard errors: once in a hundred by chance
SHIPPED = PROJECT / "classifiers" / "model" / "pipeline"
KEPT = "drift.json"
"""In DATA_DIR: what the last night's look found, for `/metrics`."""

_LEAST = {"needs_person": 0.05, "confidence": 0.03, "other_language": 0.03, "unknown": 0.02}
"""A difference smaller than this is none, however sure."""
_CALLED = {"needs_person": "a person must read first", "confidence": "mean confidence",
           "other_language": "in another language", "unknown": "words the model does not know"}  # fmt: skip
_SURER = "It is surer than it was. Read twenty that it was sure of, to see that it is right."
_TO_DO = {
    (
        "needs_person",
        True,
    ): "Read twenty of those marked 'please check'. If it is wrongly unsure, correct or confirm them "
    "them at the desk and teach the model with them (frontdoor train). If it is too much work: frontdoor threshold.",
    ("needs_person", False): _SURER,
    ("confidence", True): _SURER,
    ("confidence", False): "It knows these messages less well. Correct at the desk what is read wrongly, then teach "
    "the model with it (frontdoor train).",
    ("other_language", True): "See that somebody can read and answer them: every one of them goes to a person.",
    ("other_language", False): "Fewer come in another language. Has a way in been closed to those who write it?",
    ("unknown", True): "New names, products or ways of writing. Teach the model with messages that have them.",
    ("unknown", False): "The words are more familiar than they were. Nothing need be done.",
}


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was."""

    name: str
    words: str
    to_do: str


@dataclass(frozen=True)
class Look:
    """The last days beside what they are measured by."""

    days: int
    now: Figures
    before: Figures
    is_history: bool  # False: `before` is what the model was measured on, which is no picture of usual days
    mix: Mix | None
    changes: tuple[Change, ...]

    @property
    def model_changed(self) -> bool:
        return self.is_history and self.now.model != self.before.model


def look(house: House, days: int = DAYS) -> Look | None:
    """Now beside before; None when too few messages came in, or nothing is there to measure by."""
    now, before = figures(house, days)
    return compare(days, now, before, measured_on(house.settings))


def figures(house: House, days: int) -> tuple[Figures, Figures]:
    """Of the last days, and of the weeks before them."""
    until = house.now()
    cut = until - timedelta(days=days)
    restricted = {topic.id for topic in house.landlord.topics.values() if topic.restricted}
    with house.database.reading() as session:
        found = []
        for since, to, most in ((cut, until, MOST_NOW), (cut - BEFORE, cut, MOST_BEFORE)):
            query = select(Message.labels).where(*read_between(since, to)).order_by(Message.id.desc()).limit(most)
            found.append(Figures.of(session.scalars(query.execution_options(yield_per=500)), restricted))
    return found[0], found[1]


def read_between(since: datetime, to: datetime) -> tuple[ColumnElement[bool], ...]:
    """Messages from people that were placed, received from `since` up to `to`."""
    return (Message.direction == "in", Message.state.in_(("routed", "shunted")), Message.automatic == "",
            Message.received_at >= since, Message.received_at < to)  # fmt: skip


def measured_on(settings: Settings) -> Figures | None:
    """How the model in force read the messages it was measured on; None where it does not say."""
    try:
        told = json.loads(((settings.model_folder or SHIPPED) / "meta.json").read_text(encoding="utf-8"))
        return Figures.kept(told["reading"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def compare(days: int, now: Figures, before: Figures, measured: Figures | None) -> Look | None:
    """Now beside before, or beside `measured` where before has too few."""
    is_history = before.messages >= FEW_BEFORE
    beside = before if is_history else measured
    if now.messages < FEW or beside is None or not beside.messages:
        return None
    found = mix(beside, now) if is_history else None  # the mix that a model was measured on was made up
    changes = [change for name in _LEAST if (change := _change(name, beside, now, is_history))]
    if found is not None and found.index > max(SOME, found.by_chance):
        changes.append(_moved(found))
    return Look(days, now, beside, is_history, found, tuple(changes))


def _change(name: str, before: Figures, now: Figures, is_history: bool) -> Change | None:
    by = now.share(name) - before.share(name)
    if abs(by) < _LEAST[name] or abs(apart(before, now, name)) < SURELY:
        return None
    if not is_history and (name == "other_language" or (by > 0) == (name == "confidence")):
        return None  # who writes is no fault of the model, and what it was measured on is harder than most
    one, other = _shown(name, before), _shown(name, now)
    return Change(name, f"{_CALLED[name]}: {one} before, {other} now", _TO_DO[name, by > 0])


def _moved(found: Mix) -> Change:
    how = "much" if found.index > MUCH else "somewhat"
    most = ", ".join(f"{name} {before:.0%} to {now:.0%}" for name, before, now in found.moved)
    to_do = (f"Most: {most}. If the season or something that happened explains it, nothing need be done. If not, read "
             "twenty of those that have grown, to see that they are what the model says.")  # fmt: skip
    return Change("mix", f"the mix of matters has changed {how} (index {found.index:.2f})", to_do)


def _shown(name: str, figures: Figures) -> str:
    if name == "unknown" and not figures.words:
        return "-"
    return f"{figures.share(name):.2f}" if name == "confidence" else f"{figures.share(name):.1%}"


# --- said -----------------------------------------------------------------------------------


def told(found: Look) -> Iterator[str]:
    """The report, line by line."""
    beside = f"the {WEEKS_BEFORE} weeks before" if found.is_history else "the messages the model was measured on"
    yield f"The last {found.days} days ({found.now.messages} messages) beside {beside} ({found.before.messages}).\n"
    yield f"  {'':<32}{'before':>10}{'now':>10}"
    for name, called in _CALLED.items():
        yield f"  {called:<32}{_shown(name, found.before):>10}{_shown(name, found.now):>10}"
    if found.mix is not None:
        yield f"  {'mix of matters, index':<42}{found.mix.index:>10.2f}   (by chance up to {found.mix.by_chance:.2f})"
        yield "\nThe index is the population stability index: under 0.1 little has changed, up to 0.25 something, above"
        yield "it much (Siddiqi 2006). What chance alone gives is after Yurdakul 2018."
    else:
        yield "\nThere are too few messages from before, so these stand beside messages that were written to be hard:"
        yield "only what is worse than there counts, and the mix is not compared."
    if found.model_changed:
        yield f"\nThe model changed meanwhile ({found.before.model} to {found.now.model}): it may be its doing."
    yield "\nNothing has changed that calls for anything." if not found.changes else "\nWhat has changed:"
    for change in found.changes:
        yield f"- {change.words}.\n  {change.to_do}"


# --- every night ------------------------------------------------------------------------------


def nightly(house: House) -> None:
    """Look, keep what was found for `/metrics`, and warn in the log when something has changed. Ids and counts only."""
    found = look(house)
    path = house.settings.data_dir / KEPT
    if found is None:
        path.unlink(missing_ok=True)
        return
    row = {
        "at": house.now().timestamp(), "index": found.mix.index if found.mix else None,
        "changed": [change.name for change in found.changes],
        "needs_person": {"before": found.before.share("needs_person"), "now": found.now.share("needs_person")},
        "confidence": {"before": found.before.share("confidence"), "now": found.now.share("confidence")},
    }  # fmt: skip
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with written(path) as file:
        file.write(json.dumps(row).encode())
    if found.changes:
        doing = "; the model changed meanwhile" if found.model_changed else ""
        words = "; ".join(change.words for change in found.changes)
        log.warning("messages no longer come in as they did: %s%s. frontdoor drift says what to do", words, doing)


def kept(settings: Settings) -> dict[str, Any] | None:
    """What the last night's look found; None when it found too little, or there was none."""
    try:
        found: dict[str, Any] = json.loads((settings.data_dir / KEPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if {"at", "index", "changed", "needs_person", "confidence"} <= found.keys() else None
