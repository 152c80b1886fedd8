"""What may go wrong with a time, each with one clear answer: nothing double, nothing silent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from appointment_house import Talk, add_person, cells, listed, offers, visits
from builders import LEE, Cast, case_of
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.appointments.bands import instant
from router.appointments.capacity import add_leave
from router.model import Leave, Resource

TAP = "kitchen tap dripping, 1 Alder Road"


@pytest.mark.parametrize("words", ["can i have yesterday morning", "last tuesday please", "1st june"])
def test_a_time_in_the_past(house: House, talk: Talk, words: str) -> None:
    talk.says(TAP)
    told = talk.says(words)
    assert told and not visits(house, "booked")
    assert all(visit.window_from > house.now() for visit in visits(house, "held")), told
    assert "That time has gone by. The nearest:" in told and len(listed(told)) == 3, told


def test_half_past_one_on_the_night_it_happens_twice(house: House, clock: FrozenClock, cast: Cast) -> None:
    clock.at = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)  # the Friday before the clocks go back
    add_person(house, "derek")
    talk = Talk(house, clock)
    talk.says(TAP)
    told = talk.says("sunday at 1.30am please")
    assert (
        "nobody comes at that hour, nor on Sundays or bank holidays. The nearest:" in told and len(listed(told)) >= 1
    ), told
    assert not visits(house, "booked") and not any("Sun" in line for line in listed(told))


def test_a_closed_office(diary: House, clock: FrozenClock) -> None:
    with diary.database.transaction() as session:
        place = session.scalars(select(Resource).where(Resource.code == "office-millgate")).one()
        session.add(
            Leave(resource_id=place.id, from_at=clock(), until_at=clock() + timedelta(days=30), reason="shut", by=None)
        )
    told = Talk(diary, clock).says("can i book an appointment at the millgate office about my rent arrears")
    assert told.startswith("Sorry, nothing is free there. Here instead:") and "Fernhill" in told


def test_an_operative_on_leave_since_it_was_offered(house: House, clock: FrozenClock, cast: Cast) -> None:
    first, _ = add_person(house, "derek"), add_person(house, "lena", hours=((3, 480, 1020),))
    talk = Talk(house, clock)
    talk.says(TAP)
    chosen = next(visit for visit in visits(house, "held") if visit.resource_id == first)
    with house.database.transaction() as session:
        row = session.get_one(Resource, first)
        known = [visit.id for visit in visits(house, "held")]
        leave, _ = add_leave(session, row, clock(), instant(date(2026, 6, 29), 0), "staff:1", clock(), known=known)
        assert leave is not None
    told = talk.says(str(chosen.number))
    assert "that time has just gone" in told and not visits(house, "booked")
    assert all(visit.resource_id != first for visit in visits(house, "held"))


def test_an_offer_that_has_lapsed(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    clock.go_on(hours=3)
    house.lapsing.lapse(clock())
    assert "could no longer keep the times" in talk.told()[-1]
    told = talk.says("2")
    assert "the times we kept for you have gone" in told and len(listed(told)) == 3 and not visits(house, "booked")


def test_a_reply_from_a_shared_phone_with_nothing_on_offer(
    house: House, clock: FrozenClock, plumbers: list[int]
) -> None:
    talk = Talk(house, clock, LEE)
    told = talk.says("2 please")
    assert told and not visits(house) and talk.case.state == "waiting" and "ask who it is" in talk.case.reason


def test_two_open_offers(house: House, clock: FrozenClock, plumbers: list[int]) -> None:
    add_person(house, "jo", trades=("joinery",))
    talk = Talk(house, clock)
    talk.says(TAP)
    talk.says("kitchen cupboard door has come off its hinges")
    one, two = (case_of(house, kept).reference for kept in talk.kept)
    told = talk.says("2")
    assert told == ("Sorry, which do you mean?\n"
                    f"A Repair visit (dripping or broken tap): times offered, none chosen yet. {one}\n"
                    f"B Repair visit (kitchen cupboard or worktop and 1 more): times offered, none chosen yet. {two}\n"
                    "Reply A or B, or RING ME for a person.")  # fmt: skip
    assert not visits(house, "booked") and len(offers(house)) == 2 and cells(house)


@pytest.fixture(autouse=True)
def printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With `-s` the talk is read word for word."""
    says = Talk.says

    def aloud(self: Talk, text: str, **more: object) -> str:
        told = says(self, text, **more)
        print(f">> {text}\n<< {told}")
        return told

    monkeypatch.setattr(Talk, "says", aloud)
