"""Whoever comes, told of a visit that they need not go to any more."""

from datetime import datetime, timedelta

import pytest
from visit_house import DEREK, WEDNESDAY, Visiting, agree, somebody, visiting

from router.appointments import booking
from router.storage.database import hold_case

__all__ = ["visiting"]

EVENING = WEDNESDAY - timedelta(hours=13, minutes=55)
MORNING = WEDNESDAY + timedelta(minutes=30)


def evening(visiting: Visiting) -> None:
    """They have the text of tomorrow's round."""
    visiting.at(EVENING)
    assert len(visiting.told(DEREK)) == 1


def off(visiting: Visiting) -> list[str]:
    return [text for text in visiting.told(DEREK) if "is off" in text]


def call_off(visiting: Visiting) -> None:
    assert visiting.change(booking.cancel, "Not needed.")


def to_thursday(visiting: Visiting) -> None:
    assert visiting.move_to(WEDNESDAY + timedelta(days=1))


def to_somebody_else(visiting: Visiting) -> None:
    visiting.derek = somebody(visiting.house, code="anya", name="Anya Kowalczyk", phone="+447700900402", feed="a" * 32)
    assert visiting.move_to(WEDNESDAY)


@pytest.mark.parametrize("change", [call_off, to_thursday, to_somebody_else])
def test_whoever_was_told_of_a_visit_is_told_once_that_it_is_off(visiting: Visiting, change: object) -> None:
    evening(visiting)
    visiting.at(MORNING)
    assert off(visiting) == []
    assert callable(change)
    change(visiting)
    for minutes in (1, 2, 30):
        visiting.at(MORNING + timedelta(minutes=minutes))
    (text,) = off(visiting)
    assert visiting.case().reference in text and "Wed 17 Jun" in text and "/round/" in text
    assert "Okafor" not in text and "Alder" not in text


def test_who_was_told_nothing_yet_is_told_nothing_of_it(visiting: Visiting) -> None:
    call_off(visiting)
    visiting.at(EVENING)
    visiting.at(MORNING)
    assert visiting.told(DEREK) == []


def test_one_added_in_the_day_and_called_off_again_is_said_too(visiting: Visiting) -> None:
    evening(visiting)
    visiting.clock.at = EVENING + timedelta(hours=1)
    second = agree(visiting.house, visiting.case_id, visiting.derek, WEDNESDAY + timedelta(hours=5))
    visiting.at(MORNING)
    assert "one more visit" in visiting.told(DEREK)[-1]
    visiting.visit_id = second
    call_off(visiting)
    visiting.at(MORNING + timedelta(minutes=1))
    assert len(off(visiting)) == 1


def test_given_back_to_them_it_is_one_more_and_off_again_it_is_off_again(visiting: Visiting) -> None:
    derek = visiting.derek
    evening(visiting)
    to_somebody_else(visiting)
    visiting.at(MORNING)
    visiting.derek = derek
    assert visiting.move_to(WEDNESDAY + timedelta(hours=2))
    visiting.at(MORNING + timedelta(minutes=1))
    assert "one more visit" in visiting.told(DEREK)[-1] and len(off(visiting)) == 1
    call_off(visiting)
    visiting.at(MORNING + timedelta(minutes=2))
    assert len(off(visiting)) == 2


def in_the_night(visiting: Visiting, slot: str) -> datetime:
    night = WEDNESDAY - timedelta(hours=6)
    evening(visiting)
    with visiting.house.database.transaction() as session:
        hold_case(session, visiting.case_id)
        visit = session.get(type(visiting.visit()), visiting.visit_id)
        assert visit is not None
        visit.slot = slot
    visiting.clock.at = night
    call_off(visiting)
    visiting.at(night + timedelta(minutes=1))
    return night


def test_in_the_night_nobody_is_woken_to_hear_that_they_need_not_go(visiting: Visiting) -> None:
    in_the_night(visiting, "am")
    assert off(visiting) == []
    visiting.at(WEDNESDAY - timedelta(hours=1))
    assert len(off(visiting)) == 1, "but before they set off they hear it"


def test_of_an_emergency_they_hear_at_once(visiting: Visiting) -> None:
    in_the_night(visiting, "today")
    assert len(off(visiting)) == 1
