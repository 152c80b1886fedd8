"""Cases, agents and plans in a line, for the tests of `decide`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from router.assignment import OpenOffer, Snapshot, Task, Worker, decide
from router.plans import Plan, Rule, Step, Weights

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
"""Eleven o'clock in London."""
LANES = ("emergency", "hazard", "ordinary")


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def plan(*steps: Step, **weights: Any) -> Plan:
    """One rule for everything."""
    return Plan("test", (), Rule("everything", "", steps or (Step(),)), Weights(**weights))


def task(
    number: int = 1, lane: int = 2, waited: float = 0, queue: str = "general", attributes: Any = (), **more: Any
) -> Task:
    """A case by web, in the rule of `plan`."""
    own = {"lane": LANES[min(lane, 2)], "queue": queue}
    given = attributes if attributes is None else {**own, **dict(attributes)}
    return replace(Task(number, lane, queue, "web", 1, ago(waited), ago(waited), given, rule="everything"), **more)


def worker(number: int = 1, attributes: Any = (), **more: Any) -> Worker:
    """An agent who is ready, free for a minute, and works everything."""
    return replace(Worker(number, f"Agent {number}", {"id": number, **dict(attributes)}, free_since=ago(60)), **more)


def standing(number: int, task_id: int, worker_id: int, seconds: float = 10, step: int = 0) -> OpenOffer:
    """An offer that rings; `seconds`: how much longer."""
    return OpenOffer(number, task_id, worker_id, step, NOW + timedelta(seconds=seconds))


def snapshot(tasks: Sequence[Task], workers: Sequence[Worker], goes_by: Plan | None = None, **more: Any) -> Snapshot:
    return replace(Snapshot({1: goes_by or plan()}, tasks, workers), **more)


def pairs(given: Snapshot, now: datetime = NOW) -> list[tuple[int, int]]:
    """(case, agent) of each new offer."""
    return [(offer.task_id, offer.worker_id) for offer in decide(given, now).offers]
