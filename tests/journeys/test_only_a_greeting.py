"""Who says hello first and then what is wrong has one case, and is answered as if they had said it at once."""

import pytest
from appointment_house import Talk, listed, visits
from builders import Cast
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.greeting import only_greets
from router.model import Case
from router.storage.database import hold_case

TAP = "kitchen tap dripping, 1 Alder Road"


def cases(house: House) -> list[Case]:
    with house.database.reading() as session:
        return list(session.scalars(select(Case).order_by(Case.id)))


@pytest.mark.parametrize("words", ["hi", "Hello?", "hello is anyone there", "Good morning all", "hiya", "hey hi"])
def test_a_greeting_and_then_a_fault_are_one_case_with_times(house: House, talk: Talk, words: str) -> None:
    talk.says(words)
    assert len(listed(talk.says(TAP))) == 3
    [case] = cases(house)
    assert (case.title, case.topic, case.state) == (TAP, "plumbing.tap_dripping", "arranged")
    assert "booked" in talk.says("the first one") and len(visits(house, "booked")) == 1


def test_a_greeting_and_then_a_wish_for_an_officer_are_one_case_with_times(diary: House, clock: FrozenClock) -> None:
    talk = Talk(diary, clock)
    talk.says("hello")
    assert len(listed(talk.says("can i see my housing officer"))) == 3
    assert len(cases(diary)) == 1


def test_what_nobody_understands_after_a_greeting_is_no_greeting(house: House, talk: Talk) -> None:
    talk.says("hi")
    talk.says("its about what we said")
    talk.says(TAP)
    unclear, tap = cases(house)
    assert unclear.needs_person and unclear.title == "its about what we said"
    assert tap.linked_case_id == unclear.id and tap.state == "arranged"


def test_who_greeted_and_was_answered_by_a_person_has_a_case_for_the_fault(
    house: House, talk: Talk, cast: Cast
) -> None:
    talk.says("hi")
    with house.database.transaction() as session:
        case = hold_case(session, cases(house)[0].id)
        assert case is not None
        case.last_agent_id = cast.amina
    talk.says(TAP)
    assert [case.title for case in cases(house)] == ["hi", TAP]


@pytest.mark.parametrize(
    "words", ["", "hello help", "hi i can smell gas", "good", "morning would suit", "?", "hello 14 Alder Row"]
)
def test_what_says_more_is_no_greeting(words: str) -> None:
    assert not only_greets(words)
