"""Two visits, or two lists of times, at once: what is asked, how it is answered, and what is not asked about at all."""

from datetime import timedelta

import pytest
from appointment_house import Talk, add_person, listed, offers, visits
from builders import case_of
from doubles import FrozenClock

from config.wiring import House
from router.appointments import words as named
from router.model import Case

TAP = "my kitchen tap is dripping"
DOOR = "kitchen cupboard door has come off its hinges"
OFFICER = "can i see my housing officer at home please"


@pytest.fixture
def both(diary: House, talk: Talk) -> Talk:
    """A plumber and a joiner come, each in a case of its own."""
    add_person(diary, "jo", trades=("joinery",))
    for words in (TAP, "1", DOOR, "1"):
        talk.says(words)
    assert len(visits(diary, "booked")) == 2
    return talk


@pytest.fixture
def lists(diary: House, talk: Talk) -> Talk:
    """Times for both are on offer."""
    add_person(diary, "jo", trades=("joinery",))
    talk.says(TAP)
    talk.says(DOOR)
    assert len(offers(diary)) == 2
    return talk


def cases_of(house: House, talk: Talk) -> list[Case]:
    """The tap's and the door's."""
    found = {case.id: case for case in (case_of(house, kept) for kept in talk.kept)}
    return [found[number] for number in sorted(found)]


@pytest.mark.parametrize(
    "words",
    ["hello", "i need help", "can i change my name on the tenancy", "ring me back about my rent tomorrow",
     "can you call me tomorrow about my rent arrears", "the plumber was rude to me and i want to complain"],
)  # fmt: skip
def test_what_is_about_neither_is_in_front_of_a_person(diary: House, both: Talk, words: str) -> None:
    told = both.says(words)
    assert "which do you mean" not in told and "cannot tell which" not in told
    case = case_of(diary, both.kept[-1])
    answered = "Reply 1" in told or "Reply YES" in told  # times for a call, in a case of its own
    assert case.state == "waiting" or answered, (told, case.state, case.topic)
    assert len(visits(diary, "booked")) == 2


def test_who_asks_when_is_told_of_both(diary: House, both: Talk) -> None:
    told = both.says("when is it?")
    tap, door = cases_of(diary, both)
    assert "tap): " in told and tap.reference in told and door.reference in told and told.count(" to ") >= 2
    assert len([case for case in cases_of(diary, both) if case.state == "arranged"]) == 2


@pytest.mark.parametrize(
    "answer", ["A", "a please", "1", "the tap one", "its the tap", "REFERENCE", "the plumbing one"]
)
def test_it_is_asked_once_and_what_they_wanted_is_done(diary: House, both: Talk, answer: str) -> None:
    tap, door = cases_of(diary, both)
    told = both.says("call it off")
    assert told.startswith("Sorry, which do you mean?") and "A Repair visit (" in told and "B Repair visit (" in told
    assert "Reply A or B" in told and len(visits(diary, "booked")) == 2
    told = both.says(answer.replace("REFERENCE", tap.reference))
    assert "is cancelled" in told and tap.reference in told
    assert [visit.case_id for visit in visits(diary, "booked")] == [door.id]


@pytest.mark.parametrize("words", ["NOT NEEDED the door one", "not needed door", "the cupboard one is not needed"])
def test_the_one_that_they_call_off_in_our_words_is_cancelled(diary: House, both: Talk, words: str) -> None:
    tap, _ = cases_of(diary, both)
    assert "reply MOVE or NOT NEEDED and say which" in both.says("when is it?")
    assert "is cancelled" in both.says(words)
    assert [visit.case_id for visit in visits(diary, "booked")] == [tap.id]


@pytest.mark.parametrize("words", ["keep them both", "both"])
def test_who_keeps_both_is_told_of_both(diary: House, both: Talk, words: str) -> None:
    told = both.says(words)
    assert all(case.reference in told and case.state == "arranged" for case in cases_of(diary, both)), told


def test_who_is_angry_and_calls_off_both_has_both_called_off(diary: House, both: Talk) -> None:
    both.says("cancel both sick of u")
    assert len(visits(diary, "cancelled")) == 2 and not visits(diary, "booked")


def test_a_time_that_is_over_is_not_told_as_to_come(diary: House, clock: FrozenClock, both: Talk) -> None:
    first, second = sorted(visits(diary, "booked"), key=lambda one: one.window_until)
    assert first.window_until < second.window_until
    clock.at = first.window_until + timedelta(hours=1)
    told = both.says("hello???")
    assert named.window(second) in told and named.window(first) not in told
    told = both.says("was it today?")
    assert f"{named.window(first)}, which is over" in told, told


def test_the_visit_that_is_named_is_not_asked_about(diary: House, both: Talk) -> None:
    _, door = cases_of(diary, both)
    assert "is cancelled" in both.says("cancel the tap visit please")
    assert [visit.case_id for visit in visits(diary, "booked")] == [door.id]


def test_the_second_time_a_person_takes_over(diary: House, both: Talk) -> None:
    both.says("call it off")
    told = both.says("can we move it")
    assert "a person" in told and "which do you mean" not in told
    assert {case.state for case in cases_of(diary, both)} == {"waiting"} and len(visits(diary, "booked")) == 2
    assert both.says("move it") == "" or "which do you mean" not in both.told()[-1]


def test_who_wants_to_be_rung_is_rung(diary: House, both: Talk) -> None:
    assert "a person will ring you" in both.says("can somebody ring me")
    assert "waiting" in {case.state for case in cases_of(diary, both)}


def test_the_answer_to_two_lists_names_the_list(diary: House, lists: Talk) -> None:
    tap, _ = cases_of(diary, lists)
    assert "which do you mean" in lists.says("2") and not visits(diary, "booked")
    told = lists.says("the tap")
    assert "booked" in told and tap.reference in told
    assert [visit.case_id for visit in visits(diary, "booked")] == [tap.id]
    assert "booked" in lists.says("1") and len(visits(diary, "booked")) == 2


def test_a_time_that_only_one_of_two_lists_has_is_booked(diary: House, lists: Talk) -> None:
    """Only the plumbers work in the evening."""
    tap, _ = cases_of(diary, lists)
    evening = next(line for text in lists.told() for line in listed(text) if "5pm to 8pm" in line)
    told = lists.says("the evening one please")
    assert evening in told and [visit.case_id for visit in visits(diary, "booked")] == [tap.id]


def test_the_reference_with_a_time_is_a_choice(diary: House, lists: Talk) -> None:
    _, door = cases_of(diary, lists)
    lists.says("2")
    assert "booked" in lists.says(f"{door.reference} 2")
    assert [visit.case_id for visit in visits(diary, "booked")] == [door.id]


def test_a_day_names_the_visit_of_that_day(diary: House, both: Talk) -> None:
    tap, door = cases_of(diary, both)
    days = {visit.case_id: f"{visit.window_from:%A}" for visit in visits(diary, "booked")}
    assert days[tap.id] != days[door.id], "else no day names one of them"
    both.says("call it off")
    assert "is cancelled" in both.says(f"the {days[door.id].casefold()} one")
    assert [visit.case_id for visit in visits(diary, "booked")] == [tap.id]


def test_long_after_the_question_the_answer_is_none(diary: House, both: Talk) -> None:
    both.says("call it off")
    both.clock.go_on(days=1, minutes=1)
    both.says("the tap")
    assert not visits(diary, "cancelled")
