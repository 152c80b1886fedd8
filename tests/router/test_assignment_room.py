"""Who may be offered a case and who has room for it: queues, units, what an emergency takes away, letting go."""

from collections import Counter
from dataclasses import replace

import pytest
from lines import NOW, ago, pairs, plan, snapshot, standing, task, worker

from router.assignment import Task, Worker, decide
from router.plans import Plan, Step

# --- queues ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("workers", "more", "asked"),
    [
        ([worker(1, queues=frozenset({"a"})), worker(2, queues=frozenset({"b"}))], {}, [1]),
        ([worker(1, queues=frozenset({"b"}), lent=frozenset({"a"}))], {}, [1]),
        ([worker(1)], {}, [1]),
        ([worker(1), worker(2, queues=frozenset({"a"})), worker(3, queues=frozenset({"a"}), restricted=True)], {"restricted_queues": frozenset({"a"})}, [3]),
        ([worker(1, queues=frozenset({"b"}))], {"overflow": {"a": ("b",)}}, [1]),
        ([worker(1, queues=frozenset({"b"}))], {"overflow": {"a": ("b",)}, "closed": frozenset({"b"})}, []),
        ([worker(1)], {"paused": frozenset({"a"})}, []),
        ([worker(1)], {"closed": frozenset({"a"})}, []),
        ([worker(1, queues=frozenset({"general"}))], {"queues": frozenset({"general", "b"})}, [1]),
    ],
)  # fmt: skip
def test_who_is_asked_for_a_queue(workers: list[object], more: dict[str, object], asked: list[int]) -> None:
    given = snapshot([task(queue="a")], workers, plan(Step(ring=9)), **more)  # type: ignore[arg-type]  # whatever the test gives
    assert [worker_id for _, worker_id in pairs(given)] == asked


def test_a_paused_or_closed_queue_does_not_hold_up_an_emergency() -> None:
    given = snapshot(
        [task(1, queue="a"), task(2, lane=0, queue="a")], [worker()], paused=frozenset("a"), closed=frozenset("a")
    )
    assert pairs(given) == [(2, 1)]


def test_a_paused_queue_lends_nobody_to_other_queues() -> None:
    given = snapshot(
        [task(queue="a")], [worker(1, queues=frozenset({"b"}))], plan(Step(queue="b")), paused=frozenset("b")
    )
    assert pairs(given) == []


def test_a_restricted_case_is_offered_only_to_those_with_the_right() -> None:
    workers = [worker(1, free_since=ago(900)), worker(2, restricted=True)]
    assert pairs(snapshot([task(restricted=True)], workers)) == [(1, 2)]
    found = decide(snapshot([task(restricted=True)], workers, offers=(standing(9, 1, 1),)), NOW)
    assert [(one.offer_id, one.why) for one in found.withdrawals] == [(9, "the case is restricted now")]


# --- room ------------------------------------------------------------------------------------


def test_nobody_is_offered_more_than_they_can_carry() -> None:
    tasks = [task(number, channel="sms") for number in range(1, 9)]
    assert len(pairs(snapshot(tasks, [worker(units=30, held={"sms": 1})]))) == 3
    assert len(pairs(snapshot(tasks, [worker(units=30, held={"sms": 1})], plan(most={"sms": 2})))) == 1
    assert pairs(snapshot(tasks, [worker(units=90)])) == []
    assert len(pairs(snapshot(tasks, [worker()], plan(capacity=10)))) == 1  # costs more than anybody has: all of them
    assert len(pairs(snapshot(tasks, [worker()], plan(ringing=2)))) == 2


def test_nobody_on_a_call_or_away_is_offered_anything_and_what_rings_is_withdrawn() -> None:
    for away in (worker(on_line=True), worker(ready=False)):
        found = decide(snapshot([task(1, lane=0)], [away], offers=(standing(7, 1, 1),)), NOW)
        assert found.offers == ()
        assert [one.offer_id for one in found.withdrawals] == [7]
    gone = decide(snapshot([task(1)], [worker(2)], offers=(standing(7, 1, 1),)), NOW)
    assert [one.worker_id for one in gone.offers] == [2]


def test_an_emergency_interrupts_who_holds_only_lesser_things() -> None:
    emergency = task(1, lane=0)
    assert pairs(snapshot([emergency], [worker(units=100, lowest_lane=1)])) == [(1, 1)]
    assert pairs(snapshot([emergency], [worker(units=100, lowest_lane=0)])) == []
    assert pairs(snapshot([emergency, task(2, lane=0)], [worker(units=100, lowest_lane=2)])) == [(1, 1)]  # one such
    assert pairs(snapshot([task(3, lane=1)], [worker(units=100, lowest_lane=2)])) == []
    busy_and_free = [worker(1, units=100, lowest_lane=2, free_since=ago(9999)), worker(2)]
    assert pairs(snapshot([emergency], busy_and_free)) == [(1, 2)]
    assert pairs(snapshot([emergency], [worker(held={"web": 2}, lowest_lane=2)], plan(most={"web": 2}))) == [(1, 1)]


def test_an_emergency_takes_the_place_of_a_lesser_offer() -> None:
    tasks = [task(1, channel="voice"), task(2, lane=0, channel="voice")]
    found = decide(snapshot(tasks, [worker(units=100, held={"voice": 1})], offers=(standing(5, 1, 1),)), NOW)
    assert [(one.task_id, one.worker_id) for one in found.offers] == [(2, 1)]
    assert [(one.offer_id, one.why) for one in found.withdrawals] == [(5, "an emergency comes first")]
    room = decide(snapshot([task(1), task(2, lane=0)], [worker(units=10)], offers=(standing(5, 1, 1),)), NOW)
    assert room.withdrawals == ()
    assert len(room.offers) == 1
    unasked = snapshot(
        [task(1, channel="voice"), task(2, lane=0)], [worker(1, units=100), worker(2)], offers=(standing(5, 1, 1),)
    )
    assert decide(unasked, NOW).withdrawals == ()


def withdrawn(carried: int, tasks: list[Task], **weights: object) -> list[int]:
    """Which of the offers that stand with one agent give way to the last of these cases."""
    *asked, emergency = tasks
    offers = tuple(standing(10 + one.id, one.id, 1) for one in asked)
    busy = worker(units=carried, held=Counter(one.channel for one in asked))
    found = decide(snapshot(tasks, [busy], plan(**weights), offers=offers), NOW)
    assert [one.task_id for one in found.offers if one.task_id == emergency.id]
    return sorted(one.offer_id for one in found.withdrawals)


def test_an_emergency_withdraws_no_more_than_stands_in_its_way() -> None:
    """Or the desk flickers: an offer that somebody reads is gone, and comes back a moment later."""
    two, gas = [task(1, lane=1), task(2)], task(3, lane=0)
    assert withdrawn(20, [*two, gas], ringing=2) == [], "an emergency may always ring as well"
    assert withdrawn(100, [*two, gas]) == [12], "the least pressing makes enough room"
    assert withdrawn(95, [task(1), task(2), gas]) == [12], "then the newest"
    assert withdrawn(95, [*two, task(3, lane=0, channel="voice")]) == [11, 12], "both are not enough: it interrupts"
    other = task(2, channel="email")
    assert withdrawn(40, [task(1), other, gas], most={"web": 1}) == [11], "only another of the same kind is in the way"
    assert withdrawn(40, [task(1), other, replace(gas, channel="email")], most={"email": 1}) == [12]


def test_who_has_room_for_an_emergency_is_asked_before_anything_is_withdrawn() -> None:
    tasks = [*(task(number) for number in range(1, 4)), task(9, lane=0)]
    offers = (standing(11, 1, 1), standing(12, 2, 2), standing(13, 3, 2))
    full, ringing = worker(1, units=100, free_since=ago(999)), worker(2, units=20)
    found = decide(snapshot(tasks, [full, ringing], plan(ringing=2), offers=offers), NOW)
    assert [(one.worker_id, one.task_id) for one in found.offers if one.task_id == 9] == [(2, 9)]
    assert found.withdrawals == ()


# --- letting go ------------------------------------------------------------------------------


def let_go(steps: Plan, waited: float, seconds: float, *others: Worker) -> list[tuple[int, int]]:
    case = task(1, waited=waited, refused={1: ago(seconds)})
    return pairs(snapshot([case], [worker(1, free_since=ago(999)), *others], steps))


def test_who_let_it_go_is_not_asked_again_in_the_step_nor_soon() -> None:
    steps = plan(Step(wait=3600), Step(wait=3600), Step())
    assert let_go(steps, 3000, 2000) == []  # the same step
    assert let_go(steps, 3700, 200) == []  # another step, too soon
    assert let_go(steps, 3700, 301) == [(1, 1)]


def test_in_the_last_step_they_are_asked_again_when_nobody_else_is_there() -> None:
    steps = plan(Step())
    assert let_go(steps, 900, 20) == []
    assert let_go(steps, 900, 31) == [(1, 1)]
    assert let_go(steps, 900, 31, worker(2)) == [(1, 2)]
    assert let_go(steps, 900, 31, worker(2, units=100)) == []  # somebody else is on duty: they will come free
    assert let_go(steps, 900, 301, worker(2, units=100)) == [(1, 1)]
    assert let_go(steps, 900, 31, worker(2, ready=False)) == [(1, 1)]
