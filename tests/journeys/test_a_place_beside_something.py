"""A place at an office, asked for while something else is open or booked: times there, once, and nothing else moves."""

import pytest
from appointment_house import Talk, listed, visits
from doubles import FrozenClock

from config.wiring import House
from router.appointments import places
from router.values import AGREED

CALL = "ring me back about my rent tomorow"
OFFICER = "can i see my housing officer about moving"
TAP = "kitchen tap dripping, 1 Alder Road"
AT_MILLGATE = "can i book an appointment at the millgate office about my rent arrears"
AT_FERNHILL = "can i book an appointment at the fernhill office about my rent arrears"
BOOK = "book me in at fernhill surgery friday morning pls"
SHORTLY = "fernhill friday 10.10 please for my rent"
FRIDAY = ["Fri 19 Jun, 9.30am", "Fri 19 Jun, 9.50am", "Fri 19 Jun, 10.10am"]


@pytest.fixture
def talk(diary: House, clock: FrozenClock, plumbers: list[int]) -> Talk:
    return Talk(diary, clock)


@pytest.mark.parametrize("words", [BOOK, SHORTLY])
@pytest.mark.parametrize("first", [CALL, OFFICER, TAP])
def test_beside_what_is_booked_times_there_and_the_other_stays(
    diary: House, talk: Talk, first: str, words: str
) -> None:
    talk.says(first)
    talk.says("1")
    (before,) = visits(diary, *AGREED)
    so_far = len(talk.told())
    told = talk.says(words)
    assert len(talk.told()) == so_far + 1, "one text, one list"
    assert listed(told) == FRIDAY and " stays " in told and "until you choose" not in told
    assert "Please come to Fernhill" in talk.says("1")
    same, new = visits(diary, *AGREED)
    assert (same.id, same.window_from, same.kind) == (before.id, before.window_from, before.kind)
    assert new.kind == "surgery" and new.case_id != same.case_id


@pytest.mark.parametrize("first", [CALL, OFFICER, TAP])
def test_beside_times_that_are_open_these_stay_open(diary: House, talk: Talk, first: str) -> None:
    offered = len(listed(talk.says(first)))
    so_far = len(talk.told())
    assert listed(talk.says(BOOK)) == FRIDAY and len(talk.told()) == so_far + 1
    assert len(visits(diary, "held")) == offered + len(FRIDAY)


@pytest.mark.parametrize("first", [AT_MILLGATE, AT_FERNHILL])
def test_who_has_a_place_is_offered_the_office_they_name_once(diary: House, talk: Talk, first: str) -> None:
    talk.says(first)
    talk.says("1")
    so_far = len(talk.told())
    told = talk.says(BOOK)
    assert len(talk.told()) == so_far + 1 and listed(told) == FRIDAY
    assert "until you choose" in told and "At another" not in told
    assert "Fri 19 Jun, 9.30am" in talk.says("1")


@pytest.mark.parametrize("words", ["1", "book me a place", "can i have a slot please"])
def test_after_the_sessions_a_place_is_offered_by_number(diary: House, talk: Talk, words: str) -> None:
    talk.says(TAP)
    talk.says("1")
    assert "next at our offices" in talk.says("is there a drop in at the office")
    told = talk.says(words)
    assert listed(told)[0] == "Tue 16 Jun, 9.30am" and "Please come to Fernhill" in told
    assert "booked" in talk.says("1")
    assert {one.kind for one in visits(diary, *AGREED)} == {"repair_visit", "surgery"}


def test_the_day_they_name_within_what_they_ask_counts(talk: Talk) -> None:
    told = talk.says("can i come to the office on tuesday to talk to somebody about my rent arrears")
    assert all(one.startswith("Tue 16 Jun") for one in listed(told)) and "Fernhill" in told


@pytest.mark.parametrize(
    ("words", "at_one"),
    [("fernhill friday 10.50 please for my rent", True), ("friday morning at millgate please", True),
     ("im at fernhill court and friday is good", False), ("fernhill road friday morning please", False),
     ("somebody from fernhill rang me friday", False), ("is fernhill open friday", False)],
)  # fmt: skip
def test_a_street_that_is_called_like_an_office_is_none(diary: House, words: str, at_one: bool) -> None:
    with diary.database.reading() as session:
        assert places.asked_at_one(session, words) is at_one
