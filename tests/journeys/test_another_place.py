"""Rather at an office than at home, and the other way round; and a wish that another office can meet."""

import pytest
from appointment_house import Talk, listed, offers, visits
from builders import case_of
from doubles import FrozenClock

from config.wiring import House
from router.appointments import places
from router.values import AGREED

OFFICER = "can i see my housing officer about moving"
BENEFITS = "can i come in and talk to someone about my housing benefit claim"
TAP = "kitchen tap dripping, 1 Alder Road"


@pytest.fixture
def talk(diary: House, clock: FrozenClock, plumbers: list[int]) -> Talk:
    return Talk(diary, clock)


def test_rather_at_the_office_than_at_home(diary: House, talk: Talk) -> None:
    assert "housing officer's visit" in talk.says(OFFICER)
    told = talk.says("id rather come to the office please")
    assert "Please come to Millgate Housing Office" in told and len(listed(told)) == 3
    assert [row.state for row in offers(diary)] == ["withdrawn", "open"]
    assert "Please come to Millgate" in talk.says("2")
    (visit,) = visits(diary, *AGREED)
    assert visit.kind == "surgery" and visit.session_id is not None and not visits(diary, "held")


def test_rather_at_home_than_at_the_office(diary: House, talk: Talk) -> None:
    talk.says(OFFICER)
    talk.says("at the office")
    told = talk.says("actually can you come to my house instead")
    assert "housing officer's visit" in told and "An adult" in told
    assert "booked" in talk.says("1") and visits(diary, *AGREED)[0].kind == "housing_officer_visit"


def test_a_visit_that_is_agreed_becomes_a_place_at_an_office(diary: House, talk: Talk) -> None:
    talk.says(OFFICER)
    talk.says("1")
    (before,) = visits(diary, *AGREED)
    told = talk.says("could i come to the fernhill office instead")
    assert "Fernhill" in told and [v.id for v in visits(diary, *AGREED)] == [before.id], "it stays until they choose"
    assert "moved" in talk.says("1") and "Fernhill" in talk.told()[-1]
    (after,) = visits(diary, *AGREED)
    assert (after.id, after.kind, after.uid, after.sequence) == (before.id, "surgery", before.uid, before.sequence + 1)
    assert len(listed(talk.says("can we do another day"))) == 3, "it is moved as what it is now"


@pytest.mark.parametrize("words", ["rather at the office", "can i bring it to the office", "office please"])
def test_a_repair_is_done_at_home_and_they_are_told_so(diary: House, talk: Talk, words: str) -> None:
    first = listed(talk.says(TAP))
    told = talk.says(words)
    assert told.startswith("Sorry, that cannot be done at an office.") and listed(told) == first
    assert "booked" in talk.says("1")
    assert "cannot be done at an office" in talk.says(words) and len(visits(diary, "booked")) == 1


def test_what_nobody_visits_for_is_said(diary: House, talk: Talk) -> None:
    told = talk.says("can i book an appointment at the fernhill office about my housing benefit")
    first = listed(told)
    told = talk.says("can somebody come to me instead")
    assert told.startswith("Sorry, nobody visits at home for that.") and listed(told) == first


def test_a_wish_that_another_office_can_meet(diary: House, talk: Talk) -> None:
    talk.says("can i book an appointment at the fernhill office about my rent arrears")  # open on the 16th and the 19th
    told = talk.says("monday 22nd in the morning")
    assert "nothing is free then at that office" in told and "Millgate Housing Office" in told
    assert all(time.startswith("Mon 22 Jun") for time in listed(told))
    assert "Please come to Millgate" in talk.says("1")


def test_an_agreed_place_moves_to_another_office_where_only_that_has_the_day(diary: House, talk: Talk) -> None:
    talk.says("can i book an appointment at the fernhill office about my rent arrears")
    talk.says("1")
    told = talk.says("can we make it monday 22nd")
    assert "at another" in told.casefold() and "Millgate" in told and len(visits(diary, "booked")) == 1
    assert "moved" in talk.says("1")
    assert len(visits(diary, *AGREED)) == 1


@pytest.mark.parametrize("first", [OFFICER, TAP])
@pytest.mark.parametrize("agreed", [False, True])
def test_what_else_they_tell_beside_the_place_is_no_less_urgent_for_it(
    diary: House, talk: Talk, first: str, agreed: bool
) -> None:
    talk.says(first)
    if agreed:
        talk.says("1")
    told = talk.says("rather at the office please. also my boiler has broken and there is no hot water")
    case = case_of(diary, talk.kept[-1])
    assert case.repair_group == "heating" and case.urgency == "urgent" and case.id != talk.case.id
    assert told and any(
        word in text for text in talk.told() for word in ("at an office", "appointment at ", "Housing Office")
    )


@pytest.mark.parametrize(
    "words", ["rather at the office. and the thingy by the whatsit has come off", "at the office please"]
)
def test_words_that_nobody_could_read_beside_the_place_are_for_a_person(talk: Talk, words: str) -> None:
    talk.says(OFFICER)
    assert "Please come to Millgate" in talk.says(words)
    assert talk.case.state == ("waiting" if "thingy" in words else "arranged")


def test_who_wants_to_be_rung_and_tells_of_a_fault_is_heard_for_both(diary: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("can you ring me please. my boiler has broken and there is no hot water")
    assert talk.case.state == "waiting"
    assert case_of(diary, talk.kept[-1]).repair_group == "heating"


def test_what_is_told_beside_a_choice_of_two_visits_is_heard(diary: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("1")
    talk.says(OFFICER)
    talk.says("1")
    talk.says("can we move it to another day. and the window is smashed")
    assert any("which do you mean" in text for text in talk.told()), "they are asked which"
    assert case_of(diary, talk.kept[-1]).repair_group == "windows"


@pytest.mark.parametrize(
    ("words", "office", "home"),
    [("i work at the office till 5", False, False), ("im not at home on tuesday", False, False),
     ("not at the office, too far", False, False), ("nobody at home till 3", False, False),
     ("can you do it in the office hours", False, False), ("at home please", False, True),
     ("could she come to me", False, True), ("i'd prefer to come into the hub", True, False),
     ("the office would be better", False, False), ("at the office would be better", True, False),
     ("2 please", False, False), ("ill be home all day", False, False)],
)  # fmt: skip
def test_what_is_a_wish_for_another_place(words: str, office: bool, home: bool) -> None:
    assert (places.rather_at_office(words), places.rather_at_home(words)) == (office, home)
