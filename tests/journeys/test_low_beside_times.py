"""Somebody says in the answer to times on offer that they would rather not live: the times stay theirs, and nothing of
it is said there. Where somebody harms them the times end (`test_harm_beside_a_visit.py`)."""

import pytest
from appointment_house import Talk, add_person, offers, visits
from builders import OKAFOR, Cast
from doubles import FrozenClock

from config.wiring import House


@pytest.mark.parametrize("words", ["1 but i feel so low i dont want to live", "i want to kill myself"])
def test_the_times_stay_and_may_be_chosen(house: House, cast: Cast, clock: FrozenClock, words: str) -> None:
    add_person(house, "derek")
    talk = Talk(house, clock, OKAFOR)
    talk.says("my kitchen tap drips")
    before = talk.case.reason
    talk.says(words)
    assert [times.state for times in offers(house)] == ["open"], "nobody takes back what was on offer"
    assert talk.case.reason == before, "nothing in a case that others see hints at it"
    assert "booked" in talk.says("1") and len(visits(house, "booked")) == 1
