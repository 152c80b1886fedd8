"""What people must see of a visit stays with people, whatever the tenant answers meanwhile; and nobody is promised."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from appointment_house import Talk, add_person, offers, visits
from builders import Cast
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router import cases
from router.appointments import availability, booking, capacity, needs
from router.errors import CannotDeliver
from router.model import Appointment, Message, Resource, record
from router.storage.database import hold_case
from router.values import Need

TAP = "kitchen tap dripping, 1 Alder Road"
WHY = "Derek cannot come: move the visit."


def away(house: House, clock: FrozenClock, visit: Appointment) -> None:
    """Leave over this time, as the diary page adds it: whoever it touches waits for a person."""
    with house.database.transaction() as session:
        case = hold_case(session, visit.case_id)
        person = session.get_one(Resource, visit.resource_id)
        known = [one.id for one in visits(house)]
        leave, _ = capacity.add_leave(
            session, person, visit.window_from, visit.window_until, "staff:1", clock(), known=known
        )
        assert leave is not None and case is not None
        cases.await_people(session, case, clock(), WHY)


def over(house: House, clock: FrozenClock) -> Appointment:
    """The one visit, two hours after its window; nobody has said what came of it."""
    (visit,) = visits(house, "booked")
    clock.at = visit.window_until + timedelta(hours=2)
    return visit


def test_a_time_that_was_held_is_not_booked_with_somebody_who_is_away_since(
    house: House, clock: FrozenClock, talk: Talk
) -> None:
    talk.says(TAP)
    held = next(one for one in visits(house, "held") if one.number == 2)
    away(house, clock, held)
    told = talk.says("2")
    assert "just gone" in told and visits(house, "booked") == []
    assert all((one.resource_id, one.slot_id) != (held.resource_id, held.slot_id) for one in visits(house, "held")), (
        "nor is it offered again"
    )


@pytest.mark.parametrize("words", ["ok thanks", "when is it", "running late"])
def test_what_came_to_people_stays_with_them_whatever_is_answered(
    house: House, clock: FrozenClock, talk: Talk, words: str
) -> None:
    talk.says(TAP)
    talk.says("2")
    away(house, clock, visits(house, "booked")[0])
    assert talk.case.state == "waiting"
    assert talk.says(words)
    assert talk.case.state == "waiting" and WHY in talk.case.reason


@pytest.mark.parametrize("words", ["when is it", "running late", "cancel the visit please", "2"])
def test_of_a_restricted_case_nothing_is_said_or_done_and_people_are_told(house: House, talk: Talk, words: str) -> None:
    talk.says(TAP)
    if words != "2":
        talk.says("2")
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        case.restricted = True
    before, said = [(one.id, one.state) for one in visits(house, "booked")], len(talk.told())
    talk.says(words)
    assert talk.case.state == "waiting" and "newest message" in talk.case.reason
    assert [(one.id, one.state) for one in visits(house, "booked")] == before and len(talk.told()) == said


def test_a_visit_nobody_spoke_of_does_not_offer_the_same_times_for_ever(
    house: House, clock: FrozenClock, talk: Talk
) -> None:
    talk.says(TAP)
    talk.says("2")
    visit = over(house, clock)
    with house.database.transaction() as session:
        case = hold_case(session, visit.case_id)
        assert case is not None
        need = needs.of_visit(session, session.get_one(Appointment, visit.id), case, house.landlord, clock())
        assert house.appointments.offer(session, case, need, clock()) is not None
    told = talk.says("1")
    assert "a person will get in touch" in told and talk.case.state == "waiting"
    assert "what came of it" in talk.case.reason and not visits(house, "held")


def test_what_we_owe_is_seen_by_a_person_before_the_case_rests(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    over(house, clock)
    talk.says("nobody came")
    assert [one.state for one in offers(house)][-1] == "open", "new times all the same"
    assert talk.case.state == "waiting" and "We owe the tenant 10 pounds" in talk.case.reason
    talk.says("1")
    assert visits(house, "booked") and talk.case.state == "waiting", "paid by nobody yet"
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        record(session, clock(), "staff:1", "case.noted", case)
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        house.appointments.settle(session, case, clock())
    assert talk.case.state == "arranged"


@pytest.mark.parametrize("end", ["cancel", "done"])
def test_other_times_for_a_visit_that_is_over_are_not_offered_any_more(
    house: House, clock: FrozenClock, talk: Talk, end: str
) -> None:
    talk.says(TAP)
    talk.says("2")
    talk.says("move")
    assert visits(house, "held")
    with house.database.transaction() as session:
        hold_case(session, talk.case.id)
        visit = session.get_one(Appointment, visits(house, "booked")[0].id)
        act = booking.cancel if end == "cancel" else booking.done
        assert act(session, visit, "staff:1", clock(), "no longer needed")
    assert [one.state for one in offers(house)] == ["taken", "withdrawn"] and not visits(house, "held")
    assert talk.case.state == "waiting"
    talk.says("1")
    assert visits(house, "booked", "held") == []


def test_a_visit_without_a_trade_is_nobodys(house: House, clock: FrozenClock, talk: Talk) -> None:
    """When all that was reported has its visit, what comes next may be gas: an agent names the trade."""
    add_person(house, "carl", trades=("joinery",))
    talk.says(TAP)
    talk.says("2")
    day = clock().date() + timedelta(days=3)
    rules = house.landlord.appointments
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        need = needs.of_case(session, case, house.landlord, clock())
        assert need.trades == ()
        assert availability.every_time(session, rules, need, clock(), day, 1) == []
        assert {no.why for no in availability.why_not(session, rules, need, clock(), day, 1)
                if no.slot == "am"} == {"choose the trade first"}  # fmt: skip
        assert house.appointments.offer(session, case, need, clock()) is None


def test_a_confirmation_that_does_not_arrive_is_known(house: House, talk: Talk, senders: dict[str, Any]) -> None:
    talk.says(TAP)
    house.dispatch.drain()
    talk.says("2")
    assert talk.case.state == "arranged"
    senders["sms"].troubles.append(CannotDeliver("No such number."))
    house.dispatch.drain()
    assert talk.case.state == "waiting" and "did not arrive" in talk.case.reason


def test_whoever_comes_in_the_night_is_told_in_the_night(house: House, clock: FrozenClock, talk: Talk) -> None:
    night = tuple((day, 0, 24 * 60) for day in range(7))
    nora = add_person(house, "nora", hours=night, trades=("drainage",))
    clock.at = datetime(2026, 6, 16, 1, 0, tzinfo=UTC)  # two in the morning in London
    need = Need("emergency_attend", ("drainage",), 90, urgent=True, repairs=("drainage.blocked_toilet",))
    talk.says(TAP)
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        (free,) = availability.find(session, house.landlord.appointments, need, clock(), limit=1)
        assert booking.book_now(session, case, free, need, "worker", clock()) is not None
    assert house.reminders.tell_rounds() == 1 and house.reminders.tell_rounds() == 0
    with house.database.reading() as session:
        (row,) = session.scalars(select(Message).where(Message.kind == "round"))
        assert "/visit/" in row.text and row.party == session.get_one(Resource, nora).phone


@pytest.mark.parametrize(
    ("words", "state"), [("can i keep a dog here?", "waiting"), ("thanks, see you then", "arranged")]
)
def test_given_back_it_rests_only_if_nothing_they_wrote_is_unanswered(
    house: House, clock: FrozenClock, cast: Cast, talk: Talk, words: str, state: str
) -> None:
    talk.says(TAP)
    talk.says("1")
    talk.says(words)
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None and case.state == state
        cases.claim(session, case, cast.amina, clock())
        clock.go_on(minutes=2)
        cases.release(session, case, f"staff:{cast.amina}", clock(), "Please somebody who knows.")
        house.appointments.given_back(session, case, clock())
    assert talk.case.state == state
