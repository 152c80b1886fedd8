"""Two faults in one message, of which one books itself and a person books the other: times at once, and nothing lost."""

import pytest
from appointment_house import Talk, add_person, listed, offers, visits
from builders import case_of

from config.wiring import House
from router.values import AGREED

MOULD = "kitchen tap dripping and there is black mould in the bathroom"


@pytest.mark.parametrize("words", [MOULD, "there is black mould in the bathroom. also the kitchen tap is dripping"])
def test_the_one_has_times_and_the_other_waits_for_a_person_who_is_spoken_of(
    diary: House, talk: Talk, words: str
) -> None:
    told = talk.says(words)
    assert len(listed(told)) == 3 and "(dripping or broken tap)" in told, told
    assert told.endswith("A person will answer you about the rest."), told
    case = case_of(diary, talk.kept[-1])
    assert case.state == "waiting" and "A person books this: Mould" in case.reason, (
        "while they choose, people see to it"
    )
    [offer] = offers(diary)
    assert offer.need["repairs"] == ["plumbing.tap_dripping"], "nobody comes to the tap for the mould's time"


def test_what_is_booked_leaves_the_other_to_people_and_its_answer_owed(diary: House, talk: Talk) -> None:
    talk.says(MOULD)
    assert "booked. Your repair visit (dripping or broken tap)" in talk.says("2")
    [visit] = visits(diary, *AGREED)
    assert visit.repairs == ["plumbing.tap_dripping"]
    case = case_of(diary, talk.kept[-1])
    assert case.state == "waiting" and case.answered_at is None, "the mould is not answered by a plumber's visit"


def test_of_three_those_that_book_themselves_come_one_after_the_other(diary: House, talk: Talk) -> None:
    add_person(diary, "sparks", trades=("electrical",))
    told = talk.says("kitchen tap dripping. also the hall light has gone and there is black mould in the bathroom")
    assert "(dripping or broken tap)" in told and "A person will answer you about the rest." in told, told
    second = talk.says("1")
    assert "A second visit is needed for another trade." in second and listed(second), second
    assert "rest" not in second and "mould" not in second
    talk.says("1")
    assert sorted(visit.repairs[0] for visit in visits(diary, *AGREED)) == [
        "electrical.light_fitting",
        "plumbing.tap_dripping",
    ]
    assert case_of(diary, talk.kept[-1]).state == "waiting"


def test_other_times_are_for_the_same_one(diary: House, talk: Talk) -> None:
    talk.says(MOULD)
    told = talk.says("none of those")
    assert listed(told) and "about the rest" not in told and "mould" not in told, "said once"
    assert [offer.need["repairs"] for offer in offers(diary) if offer.state == "open"] == [["plumbing.tap_dripping"]]


@pytest.mark.parametrize("words", ["black mould in the bathroom and damp wall in the bedroom",
                                   "kitchen tap dripping and the front door wont lock"])  # fmt: skip
def test_where_none_books_itself_or_one_may_be_an_emergency_nothing_is_offered(
    diary: House, talk: Talk, words: str
) -> None:
    assert not listed(talk.says(words))
    assert not offers(diary)
