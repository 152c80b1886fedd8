"""Who is offered what next: one rule of `decide` at a time."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from lines import LANES, NOW, ago, pairs, plan, snapshot, standing, task, worker

from router.assignment import Decision, Task, decide, in_order, possible, score
from router.eligibility import Eligibility
from router.plans import Plan, Rule, Step, Weights

# --- the line --------------------------------------------------------------------------------


def test_a_free_agent_is_offered_the_oldest_case() -> None:
    given = snapshot([task(1, waited=60), task(2, waited=600)], [worker(7, units=90)])
    assert pairs(given) == [(2, 7)]


def test_a_lane_is_strict_whatever_the_wait() -> None:
    given = snapshot([task(1, waited=90_000, live=True), task(2, lane=1), task(3, lane=0)], [worker(units=90)])
    assert pairs(given) == [(3, 1)]
    assert [one.id for one in in_order(given, NOW)] == [3, 2, 1]


def test_the_score_ages_and_boosts_and_presses() -> None:
    given = plan(Step(wait=60, boost=1), Step(wait=60, boost=10), Step(boost=100))
    assert score(task(waited=30), given, NOW) == pytest.approx(1.1)
    assert score(task(waited=60), given, NOW) == pytest.approx(11.2)  # from this step on
    assert score(task(waited=600, live=True), given, NOW) == pytest.approx(111 + 2 + 30)
    for minutes, points in [(121, 0), (60, 20), (0, 40), (-60, 60)]:
        due = task(due_at=NOW + timedelta(minutes=minutes))
        assert score(due, plan(), NOW) == pytest.approx(points)


def test_the_same_score_goes_by_age_then_number() -> None:
    tasks = [task(3), task(2), task(1, waited=299, live=False)]
    assert [one.id for one in in_order(snapshot(tasks, [], plan(minutes_a_point=100_000)), NOW)] == [1, 2, 3]


# --- who comes first -------------------------------------------------------------------------


def test_the_longest_free_comes_first_then_the_lower_number() -> None:
    workers = [worker(4), worker(3), worker(2, free_since=ago(90)), worker(1, free_since=None)]
    given = snapshot([task(1)], workers, plan(Step(ring=3)))
    assert pairs(given) == [(1, 2), (1, 3), (1, 4)]


def test_who_rings_already_comes_after_who_does_not() -> None:
    given = snapshot([task(1, waited=9), task(2)], [worker(1, free_since=ago(900)), worker(2)])
    assert pairs(given) == [(1, 1), (2, 2)]


def test_what_is_preferred_weighs_before_who_is_free_longest() -> None:
    prefer = ("task.patch in worker.patches", "worker.id == task.last_agent")
    workers = [
        worker(1, free_since=ago(9000)),
        worker(2, attributes={"patches": ("P1",)}),
        worker(3, free_since=ago(8000)),
        worker(4, free_since=ago(1), attributes={"patches": ("P1",)}),
    ]
    case = task(attributes={"patch": "P1", "last_agent": 4})
    assert pairs(snapshot([case], workers, plan(Step(prefer=prefer, ring=4)))) == [(1, 4), (1, 2), (1, 1), (1, 3)]
    case = task(attributes={"patch": "P2", "last_agent": 3})
    assert pairs(snapshot([case], workers, plan(Step(prefer=prefer)))) == [(1, 3)]


# --- steps -----------------------------------------------------------------------------------

WIDENING = plan(
    Step(need="worker.skills.triage >= 2", wait=60, offer=20), Step(need="worker.skills.triage >= 1", wait=120), Step()
)
SKILLED = [worker(number, attributes={"skills": {"triage": 3 - number} if number < 3 else {}}) for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("waited", "step"), [(0, 0), (59, 0), (59.999999, 0), (60, 1), (179.999999, 1), (180, 2), (9e6, 2)]
)
def test_a_step_lasts_until_the_sum_of_the_waits(waited: float, step: int) -> None:
    found = decide(snapshot([task(waited=waited)], SKILLED, WIDENING), NOW)
    assert [(one.worker_id, one.step) for one in found.offers] == [(1, step)]
    for number in range(3):  # who has less is asked later
        assert bool(pairs(snapshot([task(waited=waited)], SKILLED[number:], WIDENING))) == (step >= number)


def test_a_standing_offer_does_not_lengthen_the_step() -> None:
    case = task(waited=61)
    found = decide(snapshot([case], SKILLED, WIDENING, offers=(standing(1, 1, 1, 5),)), NOW)
    assert not found.offers  # one at a time
    assert found.next_at == NOW + timedelta(seconds=5)
    found = decide(snapshot([case], SKILLED, WIDENING), NOW)
    assert [one.step for one in found.offers] == [1]


def test_it_says_when_time_alone_changes_something() -> None:
    case = task(waited=10)
    nobody = snapshot([case], [], WIDENING)
    assert decide(nobody, NOW).next_at == NOW + timedelta(seconds=50)
    assert decide(snapshot([case], SKILLED, WIDENING), NOW).next_at == NOW + timedelta(seconds=20)  # the offer
    assert decide(snapshot([task(waited=999)], [], WIDENING), NOW).next_at is None
    assert decide(snapshot([], []), NOW) == Decision()


def test_so_many_ring_at_once_counting_those_that_ring() -> None:
    workers = [worker(number) for number in range(1, 6)]
    given = snapshot([task()], workers, plan(Step(ring=3)), offers=(standing(1, 1, 4),))
    assert pairs(given) == [(1, 1), (1, 2)]
    expired = replace(given, offers=(standing(1, 1, 4, 0),))
    assert len(pairs(expired)) == 3


def test_several_queues_are_asked_together() -> None:
    workers = [
        worker(1, queues=frozenset({"a"})),
        worker(2, queues=frozenset({"b"})),
        worker(3, queues=frozenset({"c"})),
    ]
    given = snapshot([task(queue="c")], workers, plan(Step(queue="a", also=("b", ""), ring=9)))
    assert sorted(pairs(given)) == [(1, 1), (1, 2), (1, 3)]


def test_a_step_is_passed_over_only_on_coming_to_it_with_nobody_to_ask() -> None:
    steps = plan(Step(need="worker.id == 1", wait=300, skip_if="workers.on == 0"), Step(need="worker.id == 2"))
    two = worker(2)
    found = decide(snapshot([task(waited=1)], [worker(1, ready=False), two], steps), NOW)
    assert [(one.worker_id, one.step) for one in found.offers] == [(2, 1)]
    assert found.rules == {1: ("everything", ago(300))}  # so that the next look begins behind it
    later = task(waited=1, entered_at=found.rules[1][1])
    again = decide(snapshot([later], [worker(1), two], steps), NOW + timedelta(seconds=1))
    assert [one.step for one in again.offers] == [1]
    assert not decide(snapshot([task(waited=1)], [worker(1, on_line=True), two], steps), NOW).offers  # one is on duty
    assert not decide(snapshot([task(waited=9)], [two], steps), NOW).offers  # the step began a while ago
    assert not decide(snapshot([task(waited=1, refused={1: ago(0.5)})], [two], steps), NOW).offers  # it was offered
    assert pairs(snapshot([task(waited=1)], [worker(1), two], steps)) == [(1, 1)]


def test_several_steps_are_passed_over_in_one_look() -> None:
    dead = Step(queue="nobody", wait=60, skip_if="workers.free == 0")
    found = decide(snapshot([task()], [worker(1, queues=frozenset({"general"}))], plan(dead, dead, dead, Step())), NOW)
    assert [one.step for one in found.offers] == [3]
    assert found.rules == {1: ("everything", ago(180))}


def test_an_emergency_that_everybody_let_go_does_not_stand_still() -> None:
    same = Step(wait=60, skip_if="workers.free == 0", ring=2)
    steps = plan(Step(wait=30, skip_if="workers.free == 0", ring=2), same, Step(page="oncall"))
    both = {1: ago(4), 2: ago(3)}
    found = decide(snapshot([task(lane=0, waited=24, refused=both)], [worker(1), worker(2)], steps), NOW)
    assert [one.chain for one in found.pages] == ["oncall"], "step two can reach the same two only"


def test_a_look_that_comes_late_costs_an_emergency_no_step() -> None:
    steps = plan(Step(queue="nobody", wait=30, skip_if="workers.free == 0"), Step(page="oncall"))
    assert [one.chain for one in decide(snapshot([task(lane=0, waited=9)], [], steps), NOW).pages] == ["oncall"]


def test_a_chain_is_called_once_on_coming_to_its_step() -> None:
    steps = plan(Step(wait=60), Step(wait=60, page="oncall"), Step(page="managers"))
    assert decide(snapshot([task(waited=59)], [], steps), NOW).pages == ()
    assert [one.chain for one in decide(snapshot([task(waited=60)], [], steps), NOW).pages] == ["oncall"]
    assert decide(snapshot([task(waited=60, paged=("oncall",))], [], steps), NOW).pages == ()
    late = decide(snapshot([task(waited=600)], [], steps), NOW).pages  # nobody looked in between
    assert [(one.chain, one.why) for one in late] == [
        ("oncall", "everything: nobody took it in 10 minutes"),
        ("managers", "everything: nobody took it in 10 minutes"),
    ]
    at_once = decide(snapshot([task()], [], plan(Step(page="oncall"))), NOW).pages
    assert [one.why for one in at_once] == ["everything: nobody is free for it"]


# --- rules -----------------------------------------------------------------------------------

RULES = Plan(
    "rules",
    (
        Rule("broken", "task.lane > 3", (Step(queue="nowhere"),)),
        Rule("damp", "'damp_mould' in task.hazard", (Step(wait=60), Step(queue="damp"))),
        Rule("live", "task.live", (Step(queue="voice"),)),
    ),
    Rule("default", "", (Step(),)),
)


def test_the_first_rule_that_is_true_counts_and_one_that_raises_is_false() -> None:
    found = decide(snapshot([task(1, rule="", attributes={"hazard": ("damp_mould",), "live": True})], [], RULES), NOW)
    assert found.rules == {1: ("damp", NOW)}
    assert len(found.trouble) == 1
    assert "rule 'broken'" in found.trouble[0]
    assert decide(snapshot([task(1, rule="", waited=5)], [], RULES), NOW).rules == {1: ("default", ago(5))}


def test_another_rule_begins_at_its_steps_anew_and_the_wait_stays() -> None:
    case = task(1, waited=600, rule="live", attributes={"hazard": ("damp_mould",)})
    found = decide(snapshot([case], [worker()], RULES), NOW)
    assert found.rules == {1: ("damp", NOW)}
    assert found.offers[0].step == 0
    assert score(replace(case, rule="damp", entered_at=NOW), RULES, NOW) == pytest.approx(2)


def test_each_case_goes_by_its_own_version() -> None:
    other = plan(Step(queue="other"))
    given = snapshot([task(1), task(2, plan=2)], [worker(1, queues=frozenset({"other"}))], plans={1: plan(), 2: other})
    assert pairs(given) == [(2, 1)]


# --- whatever comes --------------------------------------------------------------------------


def test_what_cannot_be_read_goes_by_its_queue_and_is_named() -> None:
    bad = [
        task(1, attributes={"hazard": object()}),
        task(2, plan=99),
        task(3, waited=0, entered_at=datetime(2026, 6, 15, 10, 0)),
        task(4, due_at="tomorrow"),
        task(5, attributes=None),
        task(6, lane=17),
        task(7, refused={1: datetime(2026, 6, 15, 9, 0)}),
        task(8, paged=None),
    ]
    given = snapshot(bad, [worker(units=0)], plan(Step(need="'x' in task.hazard || true", page="oncall")))
    found = decide(given, NOW)
    assert sorted(one.task_id for one in found.offers) == [2, 3, 4, 5, 6, 7, 8]
    said = " ".join(found.trouble)
    assert "step 1: 'x' in task.hazard || true: raised" in said  # false, so nobody; the case stays in the line
    assert len(in_order(given, NOW)) == 8
    assert "plan 99 is not there" in said
    assert all(f"case {number} cannot be read" in said for number in (3, 4, 7, 8))
    assert decide(given, NOW) == found


def test_a_plan_without_steps_offers_to_the_own_queue() -> None:
    empty = Plan("empty", (), Rule("default", "", ()))
    assert pairs(snapshot([task(rule="")], [worker()], empty)) == [(1, 1)]


def test_a_need_that_raises_is_false_and_is_reported() -> None:
    found = decide(
        snapshot(
            [task()],
            [worker()],
            plan(
                Step(need="worker.id == 1 && worker.role > 3"),
            ),
        ),
        NOW,
    )
    assert found.offers == ()
    assert found.trouble[0].startswith("rule 'everything', step 1: worker.id == 1 && worker.role > 3: raised TypeError")
    guarded = plan(
        Step(need="size(task.hazard) == 0 || task.hazard[0] == 'x'"),
    )
    assert decide(snapshot([task()], [worker()], guarded), NOW).trouble == ()


# --- kept between looks ----------------------------------------------------------------------


def test_what_is_kept_gives_the_same_answer_as_what_is_made_anew() -> None:
    steps = plan(
        Step(
            need="worker.skills.triage >= 2 && task.language in worker.languages",
            prefer=("worker.id == task.last_agent",),
        )
    )
    languages = ("en", "so", "ur")

    def case(number: int, language: str) -> Task:
        return task(number, attributes={"language": language, "last_agent": number})

    workers = [
        worker(n, attributes={"skills": {"triage": n % 3}, "languages": languages[: n % 3 + 1]}) for n in range(1, 9)
    ]
    tasks = [case(n, languages[n % 3]) for n in range(1, 9)]
    kept = Eligibility.of(snapshot(tasks, workers, steps))
    for now_workers, now_tasks in [
        (workers[2:], tasks),
        (workers, tasks[3:]),
        ([replace(one, attributes={**one.attributes, "languages": ("ur",)}) for one in workers], tasks),
        (workers, [case(one.id, "so") for one in tasks]),
        (
            [*workers, worker(40, attributes={"skills": {"triage": 5}, "languages": languages})],
            [*tasks, case(50, "en")],
        ),
        (workers[:1], []),
        (workers, tasks),
    ]:
        given = snapshot(list(now_tasks), list(now_workers), steps)
        assert decide(given, NOW, kept) == decide(given, NOW)
    other = snapshot(tasks, workers, plan(Step(need="worker.id == 3")))
    assert {one.worker_id for one in decide(other, NOW, kept).offers} == {3}


# --- plans that nobody could serve -----------------------------------------------------------


def test_a_step_that_nobody_could_ever_serve_is_named() -> None:
    workers = [worker(1, queues=frozenset({"a"}), ready=False, attributes={"skills": {"triage": 1}})]
    steps = (
        Step(queue="a", need="worker.skills.triage >= 1 && task.language in worker.languages", wait=9),
        Step(queue="a", need="worker.skills.triage >= 2", wait=9),
        Step(queue="b", wait=9),
        Step(queue="b", page="oncall", wait=9),
        Step(),
    )
    given = Plan("p", (Rule("own", "task.queue == 'c' && task.live", (Step(),)),), Rule("default", "", steps))
    assert possible(given, workers) == [
        "rule 'own', step 1: nobody works for c",
        "rule 'default', step 2: nobody there has triage 2 or more",
        "rule 'default', step 3: nobody works for b",
    ]
    assert possible(given, [worker(1, attributes={"skills": {"triage": 2}})]) == []


def test_a_queue_of_which_nobody_is_ever_asked_is_named() -> None:
    one = worker(1, queues=frozenset({"a"}), attributes={"skills": {"triage": 1}})
    line = "rule 'everything': a case of {} would never be offered to anybody"
    assert possible(plan(), [one], ("a", "b")) == [line.format("b")]
    assert possible(plan(Step(wait=9), Step(queue="a")), [one], ("a", "b")) == []
    assert possible(plan(Step(page="oncall")), [], ("a", "b")) == []
    endless = possible(plan(Step(), Step(queue="a")), [one], ("a", "b"))
    assert endless == ["rule 'everything', step 2: never reached, because step 1 has no end", line.format("b")]
    assert possible(plan(), [worker(1)], ("a", "b"), restricted=("b",)) == [line.format("b")]
    assert possible(plan(), [replace(one, restricted=True)], ("a",), restricted=("a",)) == []
    assert possible(plan(Step(queue="a")), [worker(1)], ("a", "b"), restricted=("b",)) == [line.format("b")]


def test_a_rule_answers_only_for_the_queues_that_it_may_take() -> None:
    one = worker(1, queues=frozenset({"a"}), attributes={"skills": {"triage": 1}})

    def lines(when: str, *default: Step) -> list[str]:
        rule = Rule("some", when, (Step(),))
        return possible(Plan("p", (rule,), Rule("default", "", default)), [one], ("a", "b", "c"))

    elsewhere = Step(queue="a")
    assert lines("task.queue in ['a'] && task.live", elsewhere) == []
    assert lines("task.queue in ['a', 'b'] && task.live", elsewhere) == [
        "rule 'some': a case of b would never be offered to anybody"
    ]
    assert lines("task.queue != 'b' && task.queue != 'c'", elsewhere) == []
    assert lines("false", elsewhere) == []
    assert lines("task.queue == 'b' || task.queue == 'c'", Step()) == [
        f"rule 'some': a case of {queue} would never be offered to anybody" for queue in "bc"
    ], "and the default, which never sees them, is not blamed as well"
    seen = lines("task.queue == 'b' && task.live", Step())
    assert "rule 'default': a case of b would never be offered to anybody" in seen, "it sees those that are not live"


def test_the_lanes_are_named_as_conditions_name_them() -> None:
    assert LANES == ("emergency", "hazard", "ordinary")
    assert Weights().capacity == 100
