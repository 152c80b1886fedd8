"""We came and nobody was in, we said; the tenant says that it was not so."""

from datetime import timedelta

import pytest
from appointment_house import Talk, add_person
from builders import OKAFOR
from visit_house import WEDNESDAY, Visiting, free, visiting

from router.appointments import booking
from router.appointments.contested import says_it_was_not_so
from router.storage.database import hold_case
from router.values import Need

__all__ = ["visiting"]


def books_a_surgery(visiting: Visiting) -> None:
    """They see an officer a week later, on the same case."""
    officer = add_person(visiting.house, "office", kind="place", serves=("surgery",))
    with visiting.house.database.transaction() as session:
        case = hold_case(session, visiting.case_id)
        assert case is not None
        there = free(officer, WEDNESDAY + timedelta(days=7))
        assert booking.book_now(session, case, there, Need("surgery", home_id=case.home_id), "tenant", visiting.clock())


def nobody_was_in(visiting: Visiting) -> None:
    visiting.clock.at = WEDNESDAY + timedelta(minutes=65)
    visiting.change(booking.no_access, visiting.house.landlord)


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("i was in all morning he never knocked", True), ("We were home, nobody knocked", True), ("no knock no card", True),
        ("that's not true, been in since 7", True), ("I was here when he says he came", True), ("he didn’t even ring", True),
        ("wrong door mate", True), ("waited in all day for you", True),
        ("sorry i was in hospital", False), ("nobody was in sorry", False), ("i wasnt in", False), ("i was out", False),
        ("when is it", False), ("times", False), ("was at my mums", False), ("is he lost if he never came", False),
    ],
)  # fmt: skip
def test_what_says_that_it_was_not_so(text: str, so: bool) -> None:
    assert says_it_was_not_so(text) is so


@pytest.mark.parametrize("words", ["i was in all morning he never knocked", "nobody knocked i was here"])
def test_a_missed_visit_that_is_contested_waits_for_a_person_with_those_words(visiting: Visiting, words: str) -> None:
    books_a_surgery(visiting)
    nobody_was_in(visiting)
    told = Talk(visiting.house, visiting.clock, OKAFOR).says(words)
    assert "A person will look at what became of your visit (Wed 17 Jun, 8am to 12 noon)" in told
    assert "24 Jun" not in told, "not the appointment they have besides"
    case = visiting.case()
    assert case.state == "waiting" and words in case.reason and "nobody was in" in case.reason


def test_the_same_where_nothing_else_is_booked(visiting: Visiting) -> None:
    nobody_was_in(visiting)
    assert "what became of your visit" in Talk(visiting.house, visiting.clock, OKAFOR).says("i was in he never knocked")
    assert "he never knocked" in visiting.case().reason


def test_who_says_that_nobody_came_is_believed_though_something_else_is_booked(visiting: Visiting) -> None:
    books_a_surgery(visiting)
    visiting.clock.at = visiting.visit().window_until + timedelta(minutes=30)
    talk = Talk(visiting.house, visiting.clock, OKAFOR)
    talk.says("nobody came")
    assert visiting.visit().state == "missed" and any("We owe you 10 pounds" in text for text in talk.told())


def test_when_it_is_is_still_answered_after_nobody_was_in(visiting: Visiting) -> None:
    books_a_surgery(visiting)
    nobody_was_in(visiting)
    assert "Wed 24 Jun" in Talk(visiting.house, visiting.clock, OKAFOR).says("when is it")
