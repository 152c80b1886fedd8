"""`frontdoor plan try`: which rule a case would take, its steps, and who could be offered it, in plain words."""

import json
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import landlord_files, plans
from config.settings import Settings
from router import clock, plan_versions, snapshots
from router.assignment import explain
from router.clause_words import Names
from router.clock import Clock, london
from router.conditions import ATTRIBUTES
from router.decisions import Snapshot, Story, Task, Value, Worker
from router.errors import RouterError
from router.model import Case
from router.plans import Plan
from router.storage.database import Database
from router.values import Landlord

_LANES = ("emergency", "hazard", "ordinary")
_NAMED = 8
"""So many people are named at one time; the others are counted."""


def run(settings: Settings, file: Path | None, reference: str | None, attributes: str | None,
        now: Clock = clock.now) -> Iterator[str]:  # fmt: skip
    """The lines to print. `file` None: the plan in force. Raises RouterError in one line."""
    if (reference is None) == (attributes is None):
        raise RouterError("say which case: --case REFERENCE, or --attributes JSON")
    landlord = landlord_files.load(settings.landlord_dir)
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.reading() as session:
            plan, called = _plan(session, settings, landlord, file)
            workers = [_idle(worker) for worker in plans.people(session, now)]
            task = _recorded(session, landlord, reference, now) if reference else _imagined(attributes or "", now)
    finally:
        database.close()
    snapshot = Snapshot(
        plans={0: plan}, tasks=[replace(task, plan=0, rule="", entered_at=now(), refused={}, paged=())],
        workers=workers, queues=frozenset(landlord.queues),
        restricted_queues=frozenset(queue.id for queue in landlord.queues.values() if queue.restricted),
    )  # fmt: skip
    yield from _told(explain(snapshot, task.id, now(), names=Names.of(landlord)), snapshot, called)


def _plan(session: Session, settings: Settings, landlord: Landlord, file: Path | None) -> tuple[Plan, str]:
    if file is not None:
        name = "the draft" if file == plans.HERE else file.name
        return plans.checked(plans.read_text(file, name), name, landlord, plans.people(session)), name
    version = plan_versions.in_force(session)
    if version is None:
        return plans.checked(plans.text_of(settings), plans.PLAN, landlord, plans.people(session)), plans.PLAN
    number = version.number
    return plan_versions.plans(session, {number}, plans.reader(landlord))[number], f"version {number}, in force"


def _idle(worker: Worker) -> Worker:
    return replace(worker, ready=True, on_line=False, units=0, held={}, free_since=None, lowest_lane=None)


def _recorded(session: Session, landlord: Landlord, reference: str, now: Clock) -> Task:
    case = session.scalar(select(Case).where(Case.reference == reference.strip().upper()))
    if case is None:
        raise RouterError(f"there is no case {reference!r}")
    found = snapshots.attributes_of(session, landlord, [case.id])[case.id]
    queue, restricted = str(found["queue"]), found["restricted"] is True
    return Task(case.id, case.lane, queue, case.channel, 0, now(), now(), found, restricted=restricted,
                live=found["live"] is True)  # fmt: skip


def _imagined(written: str, now: Clock) -> Task:
    """A case with these attributes, and what a case has that nothing is known of."""
    try:
        given = json.loads(written)
    except ValueError as error:
        raise RouterError(f"--attributes is not JSON ({error})") from None
    if not isinstance(given, dict):
        raise RouterError('--attributes is not an object: write {"queue": "rents"}')
    usual = {name.removeprefix("task."): value for name, value in ATTRIBUTES.items() if name.startswith("task.")}
    attributes: dict[str, Value] = {**usual, "queue": "general", "channel": "sms"}
    for name, value in given.items():
        if name not in usual:
            near = get_close_matches(name, usual, 1, 0.6)
            raise RouterError(f"a case has no attribute {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        attributes[name] = _value(name, value, usual[name])
    if attributes["lane"] not in _LANES:
        raise RouterError(f"lane is one of {', '.join(_LANES)}")
    return Task(
        0, _LANES.index(str(attributes["lane"])), str(attributes["queue"]), str(attributes["channel"]), 0, now(), now(),
        attributes, live=attributes["live"] is True, restricted=attributes["restricted"] is True,
    )  # fmt: skip


def _value(name: str, value: Any, usual: Value) -> Value:
    if isinstance(usual, tuple) and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    if isinstance(usual, tuple) or type(value) is not type(usual):
        kind = {bool: "true or false", str: "a text", int: "a number"}.get(type(usual), "a list of texts")
        raise RouterError(f"the attribute {name!r} is {kind}")
    found: Value = value
    return found


def _told(story: Story, snapshot: Snapshot, called: str) -> Iterator[str]:
    names = {worker.id: worker.name for worker in snapshot.workers}
    yield f"Rule: {story.rule or 'the default'} ({called})"
    for rule, why in story.passed_over:
        yield f"  not {rule}: {why}"
    begin = london(story.steps[0].begins_at) if story.steps else None
    for step in story.steps:
        after = london(step.begins_at) - begin if begin is not None else None
        starts = "at once" if not after else f"after {_spoken(after.total_seconds())}"
        yield ""
        yield f"Step {step.number}, {starts}: {step.words}"
        able = [names[verdict.worker_id] for verdict in step.verdicts if not verdict.why]
        yield f"  could be offered to {_listed(able)}" if able else "  could be offered to nobody"
        ruled_out: dict[str, list[str]] = {}
        for verdict in step.verdicts:
            if verdict.why:
                ruled_out.setdefault(verdict.why, []).append(names[verdict.worker_id])
        for why, people in sorted(ruled_out.items(), key=lambda pair: len(pair[1])):
            yield f"  not {_listed(people)}: {why}"


def _listed(people: list[str]) -> str:
    more = f" and {len(people) - _NAMED} others" if len(people) > _NAMED else ""
    return ", ".join(people[:_NAMED]) + more


def _spoken(seconds: float) -> str:
    for size, word in ((3600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0:
            count = int(seconds // size)
            return f"{count} {word}{'s' * (count != 1)}"
    return f"{int(seconds)} seconds"
