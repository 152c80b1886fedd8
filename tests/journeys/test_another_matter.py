"""The rent, told of by somebody with a repair, is a case of its own; whatever may chase the repair finds its case."""

import pytest
from appointment_house import Talk, visits
from builders import Cast, case_of
from doubles import FrozenClock

from config.wiring import House
from router import cases
from router.storage.database import hold_case

TAP = "kitchen tap dripping, 1 Alder Road"
RENT = "how do i pay my rent online"


def test_the_rent_is_a_case_of_its_own_beside_the_repair(house: House, talk: Talk) -> None:
    talk.says(TAP)
    assert "booked" in talk.says("1")
    told = talk.says(RENT)
    repair, rent = (case_of(house, kept) for kept in (talk.kept[0], talk.kept[-1]))
    assert rent.id != repair.id and rent.linked_case_id == repair.id and rent.queue == "rents"
    assert rent.state == "waiting" and "It is about another matter than the earlier case." in rent.reason
    assert rent.reference in told, "they are answered by its own reference"
    assert repair.state == "arranged" and not visits(house, "booked")[0].note
    talk.says("i paid my rent twice last month by mistake, how do i pay my rent now")
    assert case_of(house, talk.kept[-1]).id == rent.id, "one case of the rent, not two"
    assert "is booked for" in talk.says("when is the plumber coming")


def test_a_repair_told_of_after_the_rent_is_a_case_of_its_own(house: House, talk: Talk) -> None:
    talk.says(RENT)
    assert "Reply 1, 2 or 3" in talk.says(TAP)
    rent, repair = (case_of(house, kept) for kept in talk.kept)
    assert rent.id != repair.id and rent.repair_group is None and repair.linked_case_id == rent.id


@pytest.mark.parametrize(
    "words",
    ["still waiting for someone to come about the tap", "any news", "thanks", "hello??", "its worse now",
     "this is a disgrace i want to make a complaint", "nobody came and i pay my rent every week"],
)  # fmt: skip
def test_what_may_be_about_the_repair_finds_it(house: House, clock: FrozenClock, talk: Talk, words: str) -> None:
    talk.says(TAP)
    talk.says("1")
    clock.go_on(days=1)
    talk.says(words)
    assert case_of(house, talk.kept[-1]).id == talk.case.id
    assert talk.case.last_activity_at >= talk.case.opened_at


def test_the_reference_says_where_it_belongs(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says(f"{talk.case.reference} {RENT}")
    assert case_of(house, talk.kept[-1]).id == talk.case.id


def test_what_they_ask_beside_the_repair_waits_for_a_person_while_the_visit_books_itself(
    house: House, clock: FrozenClock, cast: Cast, talk: Talk
) -> None:
    assert "Reply 1, 2 or 3" in talk.says(f"{TAP}. And am i allowed to keep a dog?")
    assert "booked" in talk.says("1")
    assert talk.case.state == "waiting" and "They also ask about something else" in talk.case.reason
    clock.go_on(minutes=5)
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        cases.claim(session, case, cast.amina, clock())
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        cases.release(session, case, f"staff:{cast.amina}", clock(), "")
        house.appointments.given_back(session, case, clock())
    assert talk.case.state == "arranged", "somebody has read it"


def test_another_fault_told_while_times_are_on_offer_is_no_answer_that_was_not_understood(
    house: House, talk: Talk
) -> None:
    talk.says(TAP)
    told = talk.says("my boiler is making a banging noise too")
    assert "did not understand" not in told and "Which would you like" not in told
    assert case_of(house, talk.kept[-1]).state == "waiting", "a person reads it"
