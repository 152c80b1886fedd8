"""The rent and something broken, told in one breath: times for the one, a person for the other."""

import pytest
from appointment_house import Talk, listed, offers, visits
from builders import case_of

from config.wiring import House
from router.values import AGREED

BOTH = "the housing benefit form, and my bath tap drips"


@pytest.mark.parametrize(
    "words",
    [BOTH, "kitchen tap drips and i cant pay the rent this month",
     "just paid £90 on card, also while im here the bathroom cold tap drips day n night"],
)  # fmt: skip
def test_a_fault_told_with_money_has_times_and_the_money_a_person(house: House, talk: Talk, words: str) -> None:
    told = talk.says(words)
    assert listed(told) and "A person will answer you about the rest." in told
    assert talk.case.topic.startswith("rents.") and talk.case.queue == "rents" and talk.case.state == "waiting"
    assert "booked." in talk.says("1")
    [visit] = visits(house, *AGREED)
    assert visit.repairs == ["plumbing.tap_dripping"]
    case = talk.case
    assert case.state == "waiting" and "answer that" in case.reason, "their question is still to be answered"


@pytest.mark.parametrize(
    "words", ["can I have a rent statement please", "heating broke all last winter, i want my service charge back"]
)
def test_money_alone_has_no_times(house: House, talk: Talk, words: str) -> None:
    assert not listed(talk.says(words)) and not offers(house)


@pytest.mark.parametrize(
    "words",
    ["my universal credit doesnt land till the 19th, will I get one of them nasty letters again",
     "my rent is paid on the 20th is that ok", "i get paid friday so ill pay the rent then"],
)  # fmt: skip
@pytest.mark.parametrize("booked", [False, True])
def test_a_day_told_of_money_is_no_answer_to_times_nor_moves_a_visit(
    house: House, talk: Talk, booked: bool, words: str
) -> None:
    talk.says("kitchen tap dripping")
    if booked:
        talk.says("1")
    before = len(talk.told())
    told = talk.says(words)
    assert len(talk.told()) == before + 1 and "we have your message" in told
    assert case_of(house, talk.kept[-1]).queue == "rents"
    [first] = offers(house)
    assert first.state == ("taken" if booked else "open") and "Your repair visit" not in told
    assert booked or "booked." in talk.says("2"), "the times are as they were"


def test_a_wish_said_beside_money_is_still_heard(house: House, talk: Talk) -> None:
    talk.says("kitchen tap dripping")
    before = len(talk.told())
    talk.says("evenings please, and can i have a rent statement")
    assert any("5pm to 8pm" in told for told in talk.told()[before:])
    assert case_of(house, talk.kept[-1]).queue == "rents"


@pytest.mark.parametrize(
    ("words", "own"),
    [("can i get a puppy or do i need to ask permission first", True), ("can i put a shed up", True),
     ("is it ok to have my cat in the room", False), ("can i fit my own shower instead", False)],
)  # fmt: skip
def test_leave_that_has_nothing_to_do_with_the_visit_is_a_case_of_its_own(
    house: House, talk: Talk, words: str, own: bool
) -> None:
    talk.says("kitchen tap dripping")
    talk.says("1")
    talk.says(words)
    case = case_of(house, talk.kept[-1])
    assert (case.id != talk.case.id) is own and (case.queue == "tenancy") is own
    assert visits(house, *AGREED) and (talk.case.state == "arranged") is own
