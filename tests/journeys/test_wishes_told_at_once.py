"""A wish beside the fault shapes the first times; what follows an unclear message, or a drop-in told, is answered."""

from datetime import timedelta

import pytest
from appointment_house import SATURDAY, Talk, add_person, listed, offers, visits
from builders import OKAFOR, Cast, case_of
from doubles import FrozenClock

from config import verify
from config.wiring import House

TAP = "kitchen tap dripping"


@pytest.fixture
def talk(house: House, clock: FrozenClock, cast: Cast) -> Talk:
    add_person(house, "derek")
    add_person(house, "late", hours=tuple((day, 12 * 60, 20 * 60) for day in range(4)))
    add_person(house, "satur", hours=SATURDAY)
    return Talk(house, clock)


@pytest.mark.parametrize(
    ("wish", "parts"),
    [(". Only evenings please, not tuesday", "5pm to 8pm"), (", between school runs please", "9.30am to 2.30pm"),
     (". I'm only free on saturdays", "9am to 12 noon"), (". im home after 5", "5pm to 8pm")],
)  # fmt: skip
def test_a_wish_told_with_the_fault_shapes_the_first_times(talk: Talk, wish: str, parts: str) -> None:
    told = talk.says(f"{TAP}{wish}")
    times = listed(told) or [told]
    assert all(parts in time for time in times) and not any("Tue" in time for time in times if "tuesday" in wish), told


def test_where_nothing_is_free_as_they_wish_the_nearest_come(talk: Talk) -> None:
    told = talk.says(f"{TAP}. Can you come sunday afternoon please")
    assert "nothing is free on Sundays or bank holidays. The nearest" in told and len(listed(told)) == 3


def test_how_long_it_has_lasted_is_no_wish(talk: Talk, house: House, clock: FrozenClock) -> None:
    other = Talk(house, clock, "+447700900103")
    assert listed(talk.says(f"{TAP} since saturday evening")) and "The nearest" not in talk.told()[-1]
    assert other.told() == []


def test_a_wish_after_none_of_them_is_searched(talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("none of them, thursday evening")
    assert "Thu 18 Jun, 5pm to 8pm" in told and "did not understand" not in told
    assert "booked" in talk.says("yes")


def test_two_numbers_are_understood_and_one_is_asked_for(talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("1 and 2")
    assert told.startswith("One time is enough.") and len(listed(told)) == 2 and "did not understand" not in told


def test_a_fault_told_while_an_unclear_case_is_open_has_times_of_its_own(talk: Talk, house: House) -> None:
    assert "we have your message" in talk.says("boiler")
    assert len(listed(talk.says(TAP))) == 3
    second = case_of(house, talk.kept[1])
    assert second.id != talk.case.id and second.linked_case_id == talk.case.id
    assert talk.case.state == "waiting" and "booked" in talk.says("1")


def test_another_fault_in_a_case_that_waits_is_said_to_be_added(talk: Talk, house: House) -> None:
    talk.says("boiler")
    told = talk.says("some sort of problem with the pipe or the wall")
    assert "we have added that to" in told and talk.case.reference in told and "answer you by" in told
    assert case_of(house, talk.kept[1]).id == talk.case.id and not offers(house)
    assert talk.says("some sort of problem with the pipe or the wall") == "", "said once of what was told once"


def test_two_faults_plainly_told_while_an_unclear_case_is_open_have_times(talk: Talk, house: House) -> None:
    talk.says("boiler")
    assert len(listed(talk.says("my kitchen tap is dripping, and the toilet wont flush"))) == 3
    assert case_of(house, talk.kept[1]).linked_case_id == talk.case.id


def test_the_same_told_again_while_times_are_open_lists_them_again(talk: Talk) -> None:
    first = talk.says(TAP)
    assert listed(talk.says("my kitchen tap is dripping")) == listed(first)


@pytest.mark.parametrize("words", ["actually we do need it", "I need one after all", "changed my mind"])
def test_after_it_was_called_off_it_may_be_needed_after_all(talk: Talk, house: House, words: str) -> None:
    talk.says(TAP)
    talk.says("2")
    assert "cancelled" in talk.says("call it off") and not visits(house, "booked")
    assert len(listed(talk.says(words))) == 3


@pytest.mark.parametrize(
    ("words", "office"),
    [("the first one", "Fernhill"), ("tuesday please", "Fernhill"), ("the Millgate one", "Millgate")],
)
def test_who_says_which_drop_in_is_offered_places_there(
    diary: House, clock: FrozenClock, words: str, office: str
) -> None:
    add_person(diary, "derek")
    talk = Talk(diary, clock, OKAFOR)
    talk.says("kitchen tap dripping, 1 Alder Road")
    talk.says("call it off")
    assert "next at our offices" in talk.says("is there a drop in at the office"), talk.told()
    told = talk.says(words)
    assert len(listed(told)) == 3 and f"Please come to {office}" in told, told
    assert "booked" in talk.says("1") and [one.kind for one in visits(diary, "booked")] == ["surgery"]


def test_that_something_was_added_is_said_once_in_the_same_words(talk: Talk, house: House) -> None:
    """`frontdoor verify` counts a text that a case was sent twice."""
    talk.says("boiler")
    assert "we have added that to" in talk.says("some sort of problem with the pipe or the wall")
    assert talk.says("and some sort of problem with the wall or the ceiling") == ""
    assert case_of(house, talk.kept[-1]).id == talk.case.id
    house.dispatch.drain()
    talk.clock.go_on(minutes=2)
    with house.database.reading() as session:
        counts = dict(verify.counts_in(session, house.settings, timedelta(0), house.now()))
    assert counts["text sent twice"] == 0


def test_who_complains_with_a_visit_booked_is_told_that_it_was_added(talk: Talk, house: House) -> None:
    talk.says(TAP)
    talk.says("1")
    told = talk.says("the plumber was rude to me and i want to complain")
    assert "we have added that to" in told and case_of(house, talk.kept[-1]).state == "waiting"


def test_what_suits_them_is_remembered_when_the_visit_must_be_another(talk: Talk) -> None:
    talk.says(f"{TAP}. Evenings are best")
    talk.says("1")
    times = listed(talk.says("MOVE"))
    assert len(times) == 3 and all("5pm to 8pm" in time for time in times)
    talk.says("tuesday morning then")
    assert "is now Tue 16 Jun, 8am to 12 noon" in talk.says("yes")
    others = listed(talk.says("MOVE"))
    assert len(others) == 3 and not all("5pm to 8pm" in time for time in others), "what they said since counts"


def test_a_day_they_named_for_the_one_is_no_wish_for_the_next(talk: Talk) -> None:
    talk.says(TAP)
    talk.says("thursday morning")
    talk.says("yes")
    assert not all("Thu" in time for time in listed(talk.says("MOVE")))
