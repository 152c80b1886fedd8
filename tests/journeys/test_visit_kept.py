"""Who asked for another time and keeps the visit that they have: told what is true by then, and nothing else is done."""

from datetime import timedelta

import pytest
from appointment_house import Talk, offers, visits
from doubles import FrozenClock

from config.wiring import House
from router.appointments import booking
from router.storage.database import hold_case

TAP = "kitchen tap dripping, 1 Alder Road"


@pytest.fixture
def moving(house: House, talk: Talk) -> Talk:
    """A plumber comes on Tuesday morning, and they would rather have Thursday."""
    talk.says(TAP)
    talk.says("2")
    talk.says("can we do thursday instead")
    assert offers(house)[-1].state == "open"
    return talk


@pytest.mark.parametrize("words", ["never mind keep it", "none of those"])
def test_a_visit_whose_time_is_over_does_not_stay(house: House, talk: Talk, clock: FrozenClock, words: str) -> None:
    talk.says(TAP)
    talk.says("2")
    (agreed,) = visits(house, "booked")
    clock.at = agreed.window_until - timedelta(minutes=50)
    assert "until you choose" in talk.says("MOVE")
    clock.at = agreed.window_until + timedelta(minutes=5)
    told = talk.says(words)
    assert "stays" not in told and "what became of your visit" in told
    assert talk.case.state == "waiting" and not visits(house, "held")


def test_the_wish_for_another_time_is_taken_back_with_it(house: House, moving: Talk) -> None:
    (agreed,) = visits(house, "booked")
    assert "Asked for another time: " in agreed.note
    assert "Your visit stays Tue 16 Jun" in moving.says("keep it as it is")
    (agreed,) = visits(house, "booked")
    assert "Asked for another time" not in agreed.note


def let_go(house: House, talk: Talk) -> None:
    """The held times are free again, and the offer has not lapsed yet."""
    with house.database.transaction() as session:
        hold_case(session, talk.case.id)
        for held in visits(house, "held"):
            assert booking.release(session, session.merge(held), talk.clock())


def test_who_keeps_it_is_offered_no_others_for_those_that_are_gone(house: House, moving: Talk) -> None:
    let_go(house, moving)
    assert "Your visit stays Tue 16 Jun" in moving.says("keep it as it is")
    assert not visits(house, "held") and moving.case.state == "arranged"


def test_who_needs_no_visit_is_offered_no_times_for_those_that_are_gone(house: House, talk: Talk) -> None:
    talk.says(TAP)
    let_go(house, talk)
    assert "no visit is booked" in talk.says("NOT NEEDED")
    assert not visits(house, "held") and talk.case.state == "waiting"
