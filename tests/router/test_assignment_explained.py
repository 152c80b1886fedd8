"""The "why?" of a case: told with the eyes of `decide`, in plain words."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from lines import NOW, ago, plan, snapshot, task, worker

from router.assignment import OpenOffer, Snapshot, Story, decide, explain
from router.clause_words import Names, first_false
from router.eligibility import Eligibility
from router.plans import Plan, Rule, Step

DAMP = Plan(
    "damp",
    (
        Rule("emergency", "task.lane == 'emergency' && task.live", (Step(queue="repairs_emergency"),)),
        Rule("leaks", "task.lane > 3", (Step(),)),
        Rule(
            "damp",
            "'damp_mould' in task.hazard",
            (
                Step(prefer=("worker.id == task.last_agent",), wait=300),
                Step(need="worker.skills.triage >= 2 && task.language in worker.languages", ring=2, wait=300, boost=5),
                Step(page="out_of_hours"),
            ),
        ),
    ),
    Rule("default", "", (Step(),)),
)
ABLE = {"skills": {"triage": 2}, "languages": ("en", "so")}
CASE = task(1, lane=1, waited=400, queue="damp", rule="damp", attributes={"hazard": ("damp_mould",), "language": "so"})
PEOPLE = [
    worker(1, attributes={**ABLE, "skills": {"triage": 1}}),
    worker(2, attributes={**ABLE, "languages": ("en",)}),
    worker(3, attributes=ABLE, units=100),
    worker(4, attributes=ABLE),
    worker(5, attributes=ABLE, ready=False),
    worker(6, attributes=ABLE, on_line=True),
    worker(7, attributes=ABLE, queues=frozenset({"gas"})),
    worker(8, attributes=ABLE),
    worker(9, attributes=ABLE, units=95),
    worker(10, attributes=ABLE),
]


def damp(**more: object) -> Snapshot:
    case = replace(CASE, refused={4: ago(60)})
    offers = (OpenOffer(1, 1, 8, 1, NOW + timedelta(seconds=12)),)
    return replace(snapshot([case], PEOPLE, DAMP), offers=offers, **more)  # type: ignore[arg-type]  # whatever the test gives


def verdicts(story: Story, step: int) -> dict[int, str]:
    return {one.worker_id: one.why for one in story.steps[step].verdicts}


def test_the_rule_and_those_passed_over() -> None:
    story = explain(damp(), 1, NOW)
    assert (story.rule, story.plan) == ("damp", 1)
    assert story.passed_over[0] == ("emergency", "lane is hazard, not emergency; nobody is on the line")
    assert story.passed_over[1][0] == "leaks"
    assert story.passed_over[1][1].startswith("could not be answered: raised TypeError")
    other = explain(snapshot([replace(CASE, attributes={})], PEOPLE, DAMP), 1, NOW)
    assert other.rule == ""
    assert other.passed_over[2] == ("damp", "no damp mould in hazard (none)")


def test_each_step_says_who_is_ruled_out_by_which_clause() -> None:
    story = explain(damp(), 1, NOW)
    assert [(one.number, one.state) for one in story.steps] == [(1, "past"), (2, "now"), (3, "ahead")]
    assert [one.begins_at for one in story.steps] == [ago(400), ago(100), NOW + timedelta(seconds=200)]
    assert story.steps[2].ends_at is None
    assert verdicts(story, 1) == {
        1: "needs triage 2, has 1",
        2: "does not speak so",
        3: "on another case (100 of 100)",
        4: "let an offer go at 10:59",
        5: "away",
        6: "on a call",
        7: "does not work for damp",
        8: "is being asked until 11:00:12",
        9: "has 95 of 100 in hand, and this takes 10",
        10: "",
    }
    assert story.steps[0].words.startswith(
        "Asks the people of damp, first those with having had it last; one at a time"
    )
    assert (
        "triage 2 or more and the tenant's language; 2 at once, 30 seconds each. Adds 5 points." in story.steps[1].words
    )
    assert "Whoever is on call is told (out of hours)." in story.steps[2].words


def test_what_would_change_it() -> None:
    lines = explain(damp(), 1, NOW).would_change
    assert lines[0] == "Agent 8 answers, or lets the offer go at 11:00:12."
    assert "Agent 5 comes back." in lines
    assert "Agent 3 or Agent 9 finishes something." in lines
    assert "At 11:03:20 more people are asked: step 3." in lines
    paused = explain(damp(paused=frozenset({"damp"})), 1, NOW)
    assert "Damp is paused: it opens again." in paused.would_change
    assert verdicts(paused, 1)[10] == "the queue is paused or closed"
    nobody = explain(snapshot([replace(CASE, entered_at=ago(301))], PEOPLE[:2], DAMP), 1, NOW)
    assert (
        "Nobody of this step has triage 2 or more and the tenant's language: give somebody that." in nobody.would_change
    )


def test_its_place_and_what_its_score_is_made_of() -> None:
    due = replace(CASE, due_at=NOW + timedelta(minutes=60), live=True)
    story = explain(snapshot([due, task(2, lane=0), task(3, lane=1, waited=9000), task(4)], [], DAMP), 1, NOW)
    assert story.ahead == 1
    assert story.score_words == (
        "Its score is 56.3: 1.3 for waiting 6 minutes, 5 from its steps, 30 because somebody is on the line, "
        "20.0 because it falls due at 12:00."
    )


def test_restricted_full_of_texts_and_passed_over() -> None:
    hidden = explain(snapshot([task(restricted=True)], [worker(1), worker(2, restricted=True)]), 1, NOW)
    assert verdicts(hidden, 0) == {2: "", 1: "may not see restricted cases"}
    full = explain(snapshot([task(channel="sms")], [worker(held={"sms": 3}, units=60)], plan(most={"sms": 3})), 1, NOW)
    assert verdicts(full, 0) == {1: "has 3 texts, the most at once"}
    skipped = task(waited=5, entered_at=ago(305))
    steps = plan(Step(wait=300, skip_if="workers.on == 0"), Step())
    assert [one.state for one in explain(snapshot([skipped], [], steps), 1, NOW).steps] == ["skipped", "now"]


def test_what_does_not_wait_has_no_story() -> None:
    assert explain(damp(), 99, NOW) == Story("", 0, (), (), 0.0, "It does not wait for anybody.", 0, ())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_story_says_what_decide_does(data: st.DataObject) -> None:
    """For a case that is first in the line: offered exactly to people of whom the story says that they may be."""
    people = [
        replace(
            data.draw(st.sampled_from(PEOPLE)), id=number, name=f"N{number}",
            units=data.draw(st.sampled_from([0, 95, 100])), lowest_lane=data.draw(st.sampled_from([None, 0, 2])),
        )
        for number in range(1, 6)
    ]  # fmt: skip
    lane = data.draw(st.sampled_from([0, 1]))
    refused = data.draw(
        st.dictionaries(st.integers(1, 5), st.sampled_from([ago(10), ago(40), ago(200), ago(500)]), max_size=3)
    )
    case = replace(CASE, lane=lane, entered_at=ago(data.draw(st.sampled_from([1, 350, 700]))), refused=refused)
    given_ = snapshot([case], people, DAMP, paused=data.draw(st.sampled_from([frozenset(), frozenset({"damp"})])))
    kept = Eligibility.of(given_)
    found, story = decide(given_, NOW, kept), explain(given_, 1, NOW, kept)
    (now,) = [one for one in story.steps if one.state == "now"]
    may = {one.worker_id for one in now.verdicts if not one.why}
    asked = {one.worker_id for one in found.offers}
    assert asked <= may
    assert bool(asked) == bool(may)


def test_queues_are_called_by_their_titles() -> None:
    """'general repairs' is not taken for the queue 'general', nor a word elsewhere for a queue."""
    titles = Names({"general": "Customer services", "general_repairs": "Repairs desk", "damp": "Damp and mould"})
    case = replace(CASE, attributes={**CASE.attributes, "queue": "damp"})
    rules = (Rule("repairs", "task.queue in ['general', 'general_repairs'] && task.group == 'general'", (Step(),)),
             *DAMP.rules)  # fmt: skip
    story = explain(snapshot([case], PEOPLE, replace(DAMP, rules=rules)), 1, NOW, names=titles)
    assert story.passed_over[0][1] == (
        "queue is Damp and mould, not one of Customer services, Repairs desk; kind of repair is none, not general"
    )
    assert verdicts(story, 1)[7] == "does not work for Damp and mould"
    assert story.steps[1].words.startswith("Asks the people of Damp and mould with ")


def test_skills_patches_and_chains_are_called_as_the_landlord_calls_them() -> None:
    """In what rules somebody out, in what a step asks for, and in what would change it; an id without a name as it is."""
    names = Names(
        skills={"triage": "judging emergencies"}, patches={"P1": "Millgate"}, chains={"out_of_hours": "Nights"}
    )
    story = explain(damp(), 1, NOW, names=names)
    assert verdicts(story, 1)[1] == "needs judging emergencies 2, has 1"
    assert "with judging emergencies 2 or more and the tenant's language" in story.steps[1].words
    assert "Whoever is on call is told (Nights)." in story.steps[2].words
    nobody = explain(snapshot([replace(CASE, entered_at=ago(301))], PEOPLE[:2], DAMP), 1, NOW, names=names)
    assert any(line.startswith("Nobody of this step has judging emergencies 2 or more") for line in nobody.would_change)
    assert first_false("'gas' in worker.skills", {}, {"skills": {"triage": 2}}, names) == "needs gas, has none"
    assert first_false("worker.skills.triage > 1", {}, {}, names) == "needs judging emergencies 2, has none"
    assert first_false("task.patch in worker.patches", {"patch": "P1"}, {"patches": ()}, names) == (
        "is not the officer of Millgate")  # fmt: skip
    assert first_false("'P1' in worker.patches", {}, {"patches": ("P2", "P1x")}, names) == (
        "no Millgate in patches (P2, P1x)")  # fmt: skip
