"""One message about several offers or visits: each is done what was said of it, and nothing is met with silence."""

import pytest
from appointment_house import Talk, add_person, offers, visits
from builders import case_of
from doubles import FrozenClock

from config.wiring import House

TAP = "my kitchen tap is dripping"
DOOR = "kitchen cupboard door has come off its hinges"


@pytest.fixture
def lists(diary: House, talk: Talk) -> Talk:
    """Times for a tap and for a door are on offer, each in a case of its own."""
    add_person(diary, "jo", trades=("joinery",))
    talk.says(TAP)
    talk.says(DOOR)
    assert [times.state for times in offers(diary)] == ["open", "open"]
    return talk


def heard(talk: Talk, words: str) -> list[str]:
    """All that this was answered with."""
    before = len(talk.told())
    talk.says(words)
    return talk.told()[before:]


@pytest.mark.parametrize(
    "words",
    ["2 for the tap and 1 for the door", "the tap 2, the door 1", "yes 1 for the door and number 2 for the tap please thanks",
     "tap 2 door 1", "2 tap 1 door"],
)  # fmt: skip
def test_a_time_for_each_books_both(diary: House, lists: Talk, words: str) -> None:
    told = heard(lists, words)
    assert len(told) == 2 and all("booked. Your repair visit" in each for each in told), told
    chosen = {visit.repairs[0].partition(".")[0]: visit.number for visit in visits(diary, "booked")}
    assert chosen == {"plumbing": 2, "internal": 1}


def test_a_time_for_one_and_a_refusal_of_the_other(diary: House, lists: Talk) -> None:
    told = "\n".join(heard(lists, "2 for the tap, the door is not needed any more"))
    assert "booked. Your repair visit (dripping" in told and "no visit is booked" in told, told
    assert len(visits(diary, "booked")) == 1 and offers(diary)[1].state == "declined"


@pytest.mark.parametrize(
    "words", ["not needed, both", "cancel both of them please", "call both visits off", "cancel both sick of u"]
)
def test_both_are_let_go_at_once(diary: House, lists: Talk, words: str) -> None:
    told = heard(lists, words)
    assert len(told) == 2 and all("no visit is booked" in each for each in told), told
    assert [times.state for times in offers(diary)] == ["declined", "declined"]


@pytest.mark.parametrize("words", ["both", "both of them", "a and b", "both please"])
def test_both_to_the_question_which(diary: House, lists: Talk, words: str) -> None:
    assert heard(lists, "call it off")[0].startswith("Sorry, which do you mean?")
    told = heard(lists, words)
    assert len(told) == 2 and all("no visit is booked" in each for each in told), told


@pytest.mark.parametrize("words", ["both", "keep them both", "yes both please"])
def test_who_only_says_both_is_told_how_to_choose(diary: House, lists: Talk, words: str) -> None:
    (told,) = heard(lists, words)
    assert "none chosen yet" in told and "for the " in told.splitlines()[-1], told
    assert [times.state for times in offers(diary)] == ["open", "open"]
    example = told.splitlines()[-1].partition("for example: ")[2].rstrip(".")
    assert len(heard(lists, example)) == 2 and len(visits(diary, "booked")) == 2, "what our own words say works"


def test_a_fault_told_beside_it_is_in_front_of_a_person(diary: House, lists: Talk) -> None:
    told = heard(lists, "2 for the tap, 1 for the door and there is a smell of damp in the wardrobe too")
    assert len(visits(diary, "booked")) == 2 and told
    assert any(case_of(diary, kept).state == "waiting" for kept in lists.kept)


def test_the_same_time_named_for_two_in_one_part_is_asked_about(diary: House, lists: Talk) -> None:
    assert len(heard(lists, "the tap and the door tuesday")) == 1
    assert not visits(diary, "booked")


@pytest.mark.parametrize("words", ["cancel it", "both", "keep them both", "the first one", "ok then", "2"])
def test_nothing_is_silent_after_a_person_has_taken_over(
    diary: House, clock: FrozenClock, lists: Talk, words: str
) -> None:
    lists.says("can u ring me")
    assert heard(lists, words), words


def test_a_fault_that_does_not_work_refuses_no_times(diary: House, talk: Talk) -> None:
    add_person(diary, "ravi", trades=("electrical",))
    talk.says(TAP)
    (told,) = heard(talk, "also the plug socket in the bedroom doesnt work")
    assert "(socket" in told and "here are others" not in told, told
    assert [times.state for times in offers(diary)] == ["open", "open"]


def test_a_number_that_may_be_a_day_of_one_list_is_asked_about(diary: House, talk: Talk) -> None:
    talk.says(TAP)
    (told,) = heard(talk, "can i book a slot at the surgery pls")
    assert "appointment at" in told
    (asked,) = heard(talk, "the 1st")
    assert asked.startswith("Sorry, which do you mean?") and not visits(diary, "booked"), asked
