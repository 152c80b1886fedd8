"""Times that are offered no more, beside an older list or a visit that is over: an answer to them is about them."""

import pytest
from appointment_house import Talk, add_person, listed, offers, visits
from builders import case_of

from config.wiring import House

TAP = "my kitchen tap is dripping"
DOOR = "kitchen cupboard door has come off its hinges"


@pytest.fixture
def beside(diary: House, talk: Talk) -> Talk:
    """A plumber is booked, and times for a joiner are on offer in a case of its own."""
    add_person(diary, "jo", trades=("joinery",))
    for words in (TAP, "1", DOOR):
        talk.says(words)
    assert len(visits(diary, "booked")) == 1 and offers(diary)[-1].state == "open"
    return talk


def test_a_number_after_a_danger_is_none_of_an_older_list(diary: House, beside: Talk) -> None:
    """The danger takes the other times back: whoever chooses one of them hears so, and the plumber's visit stays."""
    (agreed,) = visits(diary, "booked")
    door = case_of(diary, beside.kept[-1])
    beside.says("actually i can smell gas now help")
    assert offers(diary)[-1].state == "withdrawn"
    told = beside.says("2")
    assert "the times we kept for you have gone" in told and door.reference in told and "a person" in told
    (still,) = visits(diary, "booked")
    assert (still.id, still.sequence) == (agreed.id, agreed.sequence)
    assert not [row for row in offers(diary) if row.state == "open"]


def test_times_that_lapsed_are_offered_again_beside_a_visit_that_is_over(diary: House, beside: Talk) -> None:
    """'To have new ones reply TIMES': not of the visit whose time is past."""
    door = case_of(diary, beside.kept[-1])
    beside.clock.go_on(days=1)
    diary.lapsing.lapse(beside.clock())
    assert "reply TIMES" in beside.told()[-1]
    told = beside.says("TIMES")
    assert listed(told) and door.reference in told
    assert offers(diary)[-1].case_id == door.id and offers(diary)[-1].state == "open"
