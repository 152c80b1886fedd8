"""An emergency that somebody was sent to and nobody came: people are told at once, and somebody is sent again."""

from datetime import timedelta

import pytest
from appointment_house import Talk, add_person, offers, visits
from builders import Cast
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.appointments.visits import ask_about_unheard
from router.deadlines import ANSWER
from router.model import Appointment, Case, Deadline, Resource, Tenant

LIGHT = "bedroom door handle fell off and the light in the hall wont come on"


@pytest.fixture
def oxygen(house: House, clock: FrozenClock, cast: Cast) -> Talk:
    """Okafor relies on powered medical equipment; a joiner and an electrician are at work."""
    add_person(house, "jo", trades=("joinery",))
    add_person(house, "eve", trades=("electrical",), hours=tuple((day, 8 * 60, 20 * 60) for day in range(7)))
    with house.database.transaction() as session:
        for tenant in session.scalars(select(Tenant)):
            tenant.facts = {**tenant.facts, "medical_power": True}
    return Talk(house, clock)


def names(house: House) -> list[str]:
    """Who is booked to come."""
    with house.database.reading() as session:
        query = select(Resource.code).join(Appointment, Appointment.resource_id == Resource.id)
        return list(session.scalars(query.where(Appointment.state == "booked")))


def overdue(house: House, clock: FrozenClock) -> None:
    """The time of the visit is over, and nobody said what came of it."""
    clock.at = max(clock.at, visits(house, "booked")[0].window_until + timedelta(minutes=1))


def test_who_comes_does_what_makes_it_an_emergency_and_the_text_names_it(house: House, oxygen: Talk) -> None:
    told = oxygen.says(LIGHT)
    (visit,) = visits(house, "booked")
    assert oxygen.case.lane == 0 and (names(house), visit.trades) == (["eve"], ["electrical"])
    assert (
        visit.repairs == ["electrical.light_fitting"] and "light" in told.casefold() and "door" not in told.casefold()
    )
    assert "Nobody is sent for this yet: Internal door" in oxygen.case.reason


def test_one_who_does_both_comes_for_both_where_that_is_no_later(house: House, oxygen: Talk) -> None:
    add_person(house, "al", trades=("electrical", "joinery"))
    oxygen.says(LIGHT)
    (visit,) = visits(house, "booked")
    assert names(house) == ["al"] and set(visit.trades) == {"electrical", "joinery"}


def test_nobody_waits_for_one_who_does_both(house: House, oxygen: Talk) -> None:
    add_person(house, "al", trades=("electrical", "joinery"), hours=((0, 16 * 60, 20 * 60),))
    oxygen.says(LIGHT)
    assert names(house) == ["eve"]


def test_where_nobody_came_somebody_is_sent_again_and_people_are_told(
    house: House, clock: FrozenClock, oxygen: Talk
) -> None:
    oxygen.says(LIGHT)
    overdue(house, clock)
    told = oxygen.says("nobody turned up last night i have oxygen in here")
    assert "owe you 10 pounds" in told and "light" in told.casefold() and "999" in told and "YES" not in told
    assert not offers(house) and [visit.state for visit in visits(house)] == ["missed", "booked"]
    case = oxygen.case
    assert case.state == "waiting" and case.lane == 0 and "Nobody came to the emergency visit" in case.reason
    with house.database.reading() as session:
        clocks = session.scalars(select(Deadline).where(Deadline.case_id == case.id, Deadline.rule == ANSWER)).all()
        assert [row.state for row in clocks] == ["running"] and clocks[0].due_at > clock() - timedelta(minutes=1)
        assert clocks[0].escalated_at is None, "whoever is on call is told anew"


@pytest.mark.parametrize("words", ["whats happening im sat in dark here", "why has nobody been??"])
def test_who_still_waits_in_an_emergency_is_never_asked_which(
    house: House, clock: FrozenClock, oxygen: Talk, words: str
) -> None:
    oxygen.says(LIGHT)
    overdue(house, clock)
    told = oxygen.says(words)
    assert "a person is arranging" in told and "999" in told and "which" not in told
    assert "Did we come?" in oxygen.case.reason and oxygen.case.state == "waiting"


def test_an_emergency_visit_of_which_nothing_was_heard_is_people_s_when_its_time_is_over(
    house: House, clock: FrozenClock, oxygen: Talk
) -> None:
    oxygen.says(LIGHT)
    assert ask_about_unheard(house.database, clock()) == 0
    overdue(house, clock)
    assert ask_about_unheard(house.database, clock()) == 1 == 1 + ask_about_unheard(house.database, clock())
    assert "Did we come?" in oxygen.case.reason and "ring them now" in oxygen.case.reason
    with house.database.reading() as session:
        row = session.scalars(select(Deadline).where(Deadline.case_id == oxygen.case.id, Deadline.rule == ANSWER)).one()
        assert row.state == "running" and row.due_at > clock() and row.escalated_at is None


def test_who_waits_in_an_emergency_with_another_visit_booked_hears_of_the_emergency(
    house: House, clock: FrozenClock, oxygen: Talk
) -> None:
    add_person(house, "derek")
    tap = oxygen.says("kitchen tap dripping")
    assert "Reply 1, 2 or 3" in tap and "booked" in oxygen.says("3")
    oxygen.says("the light in the hall wont come on")
    told = oxygen.says("whats happening im sat in dark here")
    assert "a person has your message" in told and "In danger? Call 999." in told and "which" not in told
    with house.database.reading() as session:
        emergency = session.scalars(select(Case).where(Case.lane == 0)).one()
        assert emergency.state == "waiting" and emergency.reference in told, "not the tap's"


@pytest.mark.parametrize("words", ["ok thanks", "cancel the tap one"])
def test_thanks_and_another_visit_are_no_word_of_the_emergency(
    house: House, clock: FrozenClock, oxygen: Talk, words: str
) -> None:
    add_person(house, "derek")
    oxygen.says("kitchen tap dripping")
    oxygen.says("3")
    oxygen.says("the light in the hall wont come on")
    oxygen.says(words)
    assert "emergency_attend" in {visit.kind for visit in visits(house, "booked")}
    with house.database.reading() as session:
        waiting = session.scalars(select(Case).where(Case.lane == 0)).one()
        assert "They wait" not in waiting.reason
