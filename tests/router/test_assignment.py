"""Who is offered what next: one rule of `decide` at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from router.assignment import OpenOffer, Snapshot, Task, Value, Worker, decide, in_order
from router.plans import Plan, Rule, Step, Weights

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
LANES = ("emergency", "hazard", "ordinary")


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def plan(*steps: Step, **weights: int) -> Plan:
    return Plan("test", (), Rule("everything", "", steps or (Step(),)), Weights(**weights))


def task(number: int = 1, lane: int = 2, waited: float = 0, queue: str = "general", **more: object) -> Task:
    attributes: dict[str, Value] = {"lane": LANES[lane], "queue": queue}
    attributes |= more.pop("attributes", {})  # type: ignore[call-overload]
    made = Task(number, lane, queue, "web", 1, ago(waited), ago(waited), attributes, rule="everything")
    return replace(made, **more)  # type: ignore[arg-type]


def worker(number: int = 1, **more: object) -> Worker:
    attributes: dict[str, Value] = {"id": number, **more.pop("attributes", {})}  # type: ignore[call-overload]
    return replace(Worker(number, f"Agent {number}", attributes, free_since=ago(60)), **more)  # type: ignore[arg-type]


def snapshot(tasks: list[Task], workers: list[Worker], plan_: Plan | None = None, **more: object) -> Snapshot:
    return replace(Snapshot({1: plan_ or plan()}, tasks, workers), **more)  # type: ignore[arg-type]


def pairs(given: Snapshot, now: datetime = NOW) -> list[tuple[int, int]]:
    return [(offer.task_id, offer.worker_id) for offer in decide(given, now).offers]


def test_a_free_agent_is_offered_the_oldest_case() -> None:
    given = snapshot([task(1, waited=60), task(2, waited=600)], [worker(7, units=90)])
    assert pairs(given) == [(2, 7)]


def test_a_lane_is_strict_whatever_the_wait() -> None:
    given = snapshot([task(1, waited=90_000, live=True), task(2, lane=1), task(3, lane=0)], [worker(units=90)])
    assert pairs(given) == [(3, 1)]
    assert [one.id for one in in_order(given, NOW)] == [3, 2, 1]
