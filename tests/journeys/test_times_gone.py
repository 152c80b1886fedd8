"""Times that are offered no more, beside an older list or a visit that is over: an answer to them is about them."""

import pytest
from appointment_house import Talk, add_person, listed, offers, visits
from builders import Cast, case_of
from doubles import FrozenClock

from config.wiring import House
from tests.journeys.test_arranged_for_something_else import book_surgery

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


@pytest.mark.parametrize("words", ["TIMES", "thursday morning please"])
def test_times_that_lapsed_are_offered_again_beside_a_visit_that_is_over(
    diary: House, beside: Talk, words: str
) -> None:
    """'To have new ones reply TIMES': not of the visit whose time is past."""
    door = case_of(diary, beside.kept[-1])
    beside.clock.go_on(days=1)
    diary.lapsing.lapse(beside.clock())
    assert "reply TIMES" in beside.told()[-1]
    told = beside.says(words)
    assert (listed(told) or "Reply YES" in told) and door.reference in told
    assert offers(diary)[-1].case_id == door.id and offers(diary)[-1].state == "open"


def test_a_number_after_a_newer_list_is_of_that_list(diary: House, talk: Talk) -> None:
    """The tap's times are gone, the door's were chosen from since: '2', said at once, is one of the door's."""
    add_person(diary, "jo", trades=("joinery",))
    talk.says(TAP)
    talk.clock.go_on(days=1)
    diary.lapsing.lapse(talk.clock())
    talk.says(DOOR)
    assert "booked" in talk.says("1")
    told = talk.says("2")
    assert "have gone" not in told and talk.case.reference not in told
    assert [visit.case_id for visit in visits(diary, "booked")] == [case_of(diary, talk.kept[1]).id]


@pytest.mark.parametrize("words", ["TIMES", "2"])
def test_times_for_a_tap_that_lapsed_come_again_beside_a_place_at_an_office(
    house: House, cast: Cast, clock: FrozenClock, words: str
) -> None:
    """The place is to come, and is not what they ask about."""
    add_person(house, "derek")
    talk = Talk(house, clock)
    talk.says(TAP)
    book_surgery(house, talk.case, clock)
    clock.go_on(hours=23)
    house.lapsing.lapse(clock())
    assert "reply TIMES" in talk.told()[-1] and "stays" not in talk.told()[-1]
    assert listed(talk.says(words))
    assert offers(house)[-1].moves_id is None and offers(house)[-1].need["repairs"]
    (place,) = visits(house, "booked")
    assert (place.kind, place.sequence) == ("surgery", 0)
