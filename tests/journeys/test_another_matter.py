"""The rent, told of by somebody with a repair, is a case of its own; whatever may chase the repair finds its case."""

import pytest
from appointment_house import Talk, visits
from builders import case_of
from doubles import FrozenClock

from config.wiring import House

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
