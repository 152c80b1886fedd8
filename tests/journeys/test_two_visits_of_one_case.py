"""A repair visit at home and a place at an office, agreed for one case: which of them is meant."""

from datetime import timedelta

import pytest
from appointment_house import Talk, add_person, offers
from builders import OKAFOR
from sqlalchemy import select
from visit_house import WEDNESDAY, Visiting, book_office, free, visiting

from router.model import Appointment
from router.storage.database import hold_case
from router.values import Need

__all__ = ["visiting"]

REMINDED = WEDNESDAY - timedelta(hours=16)
"""Four in the afternoon of the day before the repair."""


@pytest.fixture
def both(visiting: Visiting) -> Visiting:
    """And an office a week later."""
    book_office(visiting)
    return visiting


@pytest.fixture
def talk(both: Visiting) -> Talk:
    return Talk(both.house, both.clock, OKAFOR)


def surgery(both: Visiting) -> Appointment:
    with both.house.database.reading() as session:
        return session.scalars(
            select(Appointment).where(Appointment.kind == "surgery", Appointment.state == "booked")
        ).one()


def test_who_asks_when_is_told_of_each_with_its_own_place(both: Visiting, talk: Talk) -> None:
    repair, office = (line for line in talk.says("when is it").splitlines() if "Jun" in line)
    assert (
        repair.startswith("Repair visit (dripping or broken tap): Wed 17 Jun, 8am to 12 noon.")
        and "Office" not in repair
    )
    assert office.startswith("Appointment at Office Smith: Wed 24 Jun")


@pytest.mark.parametrize("words", ["oh wait i am at work till 11", "friday then?", "can we move it"])
def test_an_answer_to_a_reminder_is_about_that_visit(both: Visiting, talk: Talk, words: str) -> None:
    both.at(REMINDED)
    assert "is tomorrow" in talk.told()[-1]
    told = talk.says(words)
    assert "stays Wed 17 Jun, 8am to 12 noon until you choose" in told and "a person" not in told
    assert offers(both.house)[-1].moves_id == both.visit_id
    assert words in both.visit().note, "whoever comes tomorrow reads it"
    assert surgery(both).sequence == 0 and both.visit().state == "booked"


def test_a_wish_for_another_time_is_no_note_of_the_time_that_was_agreed_for_it(both: Visiting, talk: Talk) -> None:
    both.at(REMINDED)
    talk.says("mind the dog, friday then?")
    assert "Asked for another time: " in both.visit().note
    talk.says("1")
    assert both.visit().sequence == 1 and "Asked for another time" not in both.visit().note


def test_the_one_that_is_named_is_moved(both: Visiting, talk: Talk) -> None:
    talk.says("can we move the tap visit to friday")
    assert offers(both.house)[-1].moves_id == both.visit_id


@pytest.mark.parametrize("words", ["NOT NEEDED the office one", "not needed office", "the office one is not needed"])
def test_the_one_that_they_call_off_by_its_name_is_cancelled(both: Visiting, talk: Talk, words: str) -> None:
    """As our own words ask for: 'reply MOVE or NOT NEEDED and say which'."""
    assert "reply MOVE or NOT NEEDED and say which" in talk.says("when is it")
    told = talk.says(words)
    assert "appointment at Office Smith, Wed 24 Jun" in told and "is cancelled" in told
    assert both.visit().state == "booked" and both.case().state == "arranged"


@pytest.mark.parametrize("words", ["MOVE office", "can i move the office one to friday morning"])
def test_the_one_that_they_move_by_its_name_is_answered_about(both: Visiting, talk: Talk, words: str) -> None:
    told = talk.says(words)
    assert "Your appointment stays Wed 24 Jun" in told and "cannot be done at an office" not in told


@pytest.mark.parametrize("which", ["tap", "the tap one", "A", "1"])
def test_where_nothing_tells_it_is_asked_and_what_they_wanted_is_done(both: Visiting, talk: Talk, which: str) -> None:
    told = talk.says("MOVE")
    assert "which do you mean" in told and "\nA Repair visit (" in told and "\nB Appointment at Office" in told
    told = talk.says(which)
    assert "stays Wed 17 Jun, 8am to 12 noon until you choose" in told
    assert offers(both.house)[-1].moves_id == both.visit_id and both.case().state == "arranged"


@pytest.mark.parametrize("words", ["keep them both", "both please"])
def test_who_keeps_both_is_told_of_both(both: Visiting, talk: Talk, words: str) -> None:
    told = talk.says(words)
    assert "Wed 17 Jun" in told and "Wed 24 Jun" in told and both.case().state == "arranged"


def test_asked_in_vain_a_person_asks_and_whoever_comes_reads_it(both: Visiting, talk: Talk) -> None:
    assert "which do you mean" in talk.says("MOVE")
    told = talk.says("can we do friday instead")
    assert "a person" in told and both.case().state == "waiting" and not offers(both.house)
    assert "friday instead" in both.visit().note


def test_what_was_agreed_since_the_reminder_leaves_a_doubt(both: Visiting, talk: Talk) -> None:
    both.at(REMINDED)
    both.clock.go_on(minutes=5)
    with both.house.database.transaction() as session:
        assert hold_case(session, both.case_id) is not None
        session.get_one(Appointment, surgery(both).id).booked_at = both.clock()
    assert "which do you mean" in talk.says("can we do friday instead")


def test_a_number_long_after_a_choice_moves_no_other_visit(visiting: Visiting) -> None:
    """'The first', to a reminder of the repair, is not the first of the times that the office was chosen from."""
    office = add_person(visiting.house, "office", kind="place", serves=("surgery",))
    with visiting.house.database.transaction() as session:
        case = hold_case(session, visiting.case_id)
        assert case is not None
        those = [free(office, WEDNESDAY + timedelta(days=days)) for days in (7, 8)]
        need = Need("surgery", home_id=case.home_id)
        assert visiting.house.appointments.put(session, case, need, those, visiting.clock())
    talk = Talk(visiting.house, visiting.clock, OKAFOR)
    assert "booked" in talk.says("2")
    visiting.at(REMINDED)
    told = talk.says("the first")
    assert "Reply YES" not in told and "24 Jun" not in told, told
    assert surgery(visiting).sequence == 0 and not [row for row in offers(visiting.house) if row.state == "open"]
