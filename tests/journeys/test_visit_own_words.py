"""Whoever comes to homes texts us from their own number: their word on a visit, and no tenant's message."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import OKAFOR, a_text, case_of, hear
from sqlalchemy import select
from visit_house import DEREK, WEDNESDAY, Visiting, agree, visiting

from router.appointments import booking
from router.appointments.plain_words import read
from router.model import Appointment, Case, ContactLink, ContactPoint, Event, Home, Message, Tenant
from router.storage.database import hold_case

__all__ = ["visiting"]

ON_THE_DAY = WEDNESDAY + timedelta(minutes=30)  # half past eight; the work is planned from nine


def rests(visiting: Visiting) -> None:
    """The visit is agreed, so its case waits for nobody."""
    with visiting.house.database.transaction() as session:
        case = hold_case(session, visiting.case_id)
        assert case is not None
        visiting.house.appointments.settle(session, case, visiting.clock())


def says(visiting: Visiting, text: str, **more: Any) -> Message:
    """He texts; the message as it was placed."""
    (kept,) = hear(visiting.house, a_text(text, DEREK, received_at=visiting.clock(), **more))
    with visiting.house.database.reading() as session:
        found = session.scalars(select(Message).where(Message.id == kept.message_id)).one()
        _ = found.case
        return found


@pytest.mark.parametrize(
    ("text", "what", "minutes"),
    [
        ("On my way", "on_the_way", 0), ("omw, about 15 mins", "on_the_way", 15), ("Hi, I'm on the way now thanks", "on_the_way", 0),
        ("No access", "no_access", 0), ("nobody's in, left a card", "no_access", 0), ("no one in at FD-234-ABCD", "no_access", 0),
        ("Running late 30 min", "late", 30), ("I'm running 20 mins late", "late", 20), ("running a bit late", "late", 0),
        ("running 20 late", "late", 20), ("gonna be half an hour late mate", "late", 30), ("1 hr 15 late", "late", 75),
        ("delayed by about an hour", "late", 60), ("stuck in traffic, 40 behind", "late", 40), ("late by 5", "late", 5),
        ("running about 20 mins late sorry, then on my way", "late", 20), ("20 mins late then ill be on my way", "late", 20),
        ("on my way, running 20 late", "on_the_way", 20), ("half an hour late, setting off now", "on_the_way", 30),
        ("running 20 late then no access", "", 0), ("just finishing a job, running 20 late", "", 0),
        ("running an hour and a half late", "late", 90), ("20 off the list", "", 0), ("late payment of 20", "", 0),
        ("no access to the stopcock, need a key", "", 0), ("not on my way yet", "", 0), ("tenant says nobody in next door", "", 0),
        ("got here no answer at the door", "no_access", 0), ("knocked twice, waited 10 mins, nobody in", "no_access", 0),
        ("here, no answer from the office", "", 0), ("got here, no access to the loft", "", 0),
        ("on my way to the next one", "on_the_way", 0), ("on my way to mould job", "", 0),
        ("on my way but the van wont start", "", 0), ("am i late?", "", 0), ("is nobody in the office", "", 0), ("", "", 0),
    ],
)  # fmt: skip
def test_only_what_is_plain_is_taken_for_a_word(text: str, what: str, minutes: int) -> None:
    word = read(text, ["FD-234-ABCD"])
    assert (word.what, word.minutes) == (what, minutes)


def test_on_my_way_tells_the_tenant_when_and_answers_him_nothing(visiting: Visiting) -> None:
    rests(visiting)
    visiting.clock.at = ON_THE_DAY
    message = says(visiting, "on my way, 20 mins")
    assert message.case_id == visiting.case_id and message.automatic == "staff" and message.state == "routed"
    assert visiting.visit().state == "on_the_way"
    [told] = visiting.told()
    assert "Derek is on the way" in told and "8.50am" in told
    assert visiting.told(DEREK) == [] and visiting.case().state == "arranged"


def test_no_access_is_done_only_when_he_may_be_there(visiting: Visiting) -> None:
    visiting.clock.at = WEDNESDAY - timedelta(hours=2)
    says(visiting, "no access")
    assert visiting.visit().state == "booked" and visiting.case().state == "waiting"
    assert "Derek Fairlamb, who comes, wrote to us" in visiting.case().reason
    assert "NO ACCESS can be said once that has begun" in visiting.told(DEREK)[-1], "he is told why, not nothing"
    visiting.clock.at = ON_THE_DAY + timedelta(minutes=45)
    says(visiting, "No answer at 1 Alder Road, carded")
    assert visiting.visit().state == "no_access" and "9.15am" in visiting.told()[-1]


def test_late_within_the_window_tells_nobody_and_after_it_the_tenant_and_a_person(visiting: Visiting) -> None:
    rests(visiting)
    visiting.clock.at = ON_THE_DAY
    says(visiting, "running late 30 min")
    assert visiting.told() == [] and visiting.case().state == "arranged"
    assert "still in the time that the tenant was told (Wed 17 Jun, 8am to 12 noon)" in visiting.told(DEREK)[-1]
    visiting.clock.at = WEDNESDAY + timedelta(hours=3, minutes=40)
    says(visiting, "running 45 mins late")
    [told] = visiting.told()
    assert "running late" in told and "12.25pm" in told
    assert "the tenant is told" in visiting.told(DEREK)[-1]
    assert visiting.case().state == "waiting" and "45 minutes late" in visiting.case().reason
    with visiting.house.database.reading() as session:
        events = session.scalars(select(Event).where(Event.what == "appointment.late")).all()
    assert [event.data["minutes"] for event in events] == [30, 45]


def test_late_and_then_on_my_way_is_told_the_tenant_though_it_is_within_the_window(visiting: Visiting) -> None:
    rests(visiting)
    visiting.clock.at = ON_THE_DAY
    says(visiting, "running about 20 mins late sorry, then on my way")
    [told] = visiting.told()
    assert "Derek is running late" in told and "9.20am" in told and visiting.visit().state == "booked"
    assert "the tenant is told" in visiting.told(DEREK)[-1]
    says(visiting, "on my way, running 20 late")
    assert visiting.visit().state == "on_the_way" and "on the way to you" in visiting.told()[-1]


def test_which_of_two_visits_is_meant_is_asked_of_a_person_unless_he_names_it(visiting: Visiting) -> None:
    (kept,) = hear(
        visiting.house, a_text("bath tap dripping at 2 Alder Road", "+447700900102", received_at=visiting.clock())
    )
    other = case_of(visiting.house, kept)
    second = agree(visiting.house, other.id, visiting.derek, WEDNESDAY + timedelta(minutes=80))
    visiting.clock.at = WEDNESDAY + timedelta(minutes=95)
    rests(visiting)
    says(visiting, "on my way")
    assert visiting.visit().state == "booked" and visiting.case().state == "waiting"
    message = says(visiting, f"on my way {other.reference}")
    assert message.case_id == other.id and visiting.visit().state == "booked"
    with visiting.house.database.reading() as session:
        assert session.get_one(type(visiting.visit()), second).state == "on_the_way"


def test_a_job_called_by_what_it_is_for_is_that_visit_and_no_other(visiting: Visiting) -> None:
    visiting.clock.at = WEDNESDAY + timedelta(minutes=95)
    says(visiting, "on my way to mould job")
    assert visiting.visit().state == "booked", "his visit is for a tap"
    says(visiting, "on my way to the tap job")
    assert visiting.visit().state == "on_the_way"
    says(visiting, "got here no answer at the door of the tap job")
    assert visiting.visit().state == "on_the_way", "'of' names nothing that we know"
    says(visiting, "got here no answer at the door")
    assert visiting.visit().state == "no_access"


def another_visit(visiting: Visiting, begin: datetime) -> int:
    """A neighbour's tap, after Mrs Okafor's; its id."""
    words = a_text("bath tap dripping at 2 Alder Road", "+447700900102", received_at=visiting.clock())
    (kept,) = hear(visiting.house, words)
    return agree(visiting.house, case_of(visiting.house, kept).id, visiting.derek, begin)


def state_of(visiting: Visiting, number: int) -> str:
    with visiting.house.database.reading() as session:
        return session.get_one(Appointment, number).state


@pytest.mark.parametrize("hour", [timedelta(minutes=-30), timedelta(minutes=-5)])
def test_the_first_visit_of_the_day_is_set_off_for_as_early_as_by_the_button(
    visiting: Visiting, hour: timedelta
) -> None:
    """Planned from nine, told from eight: 'on my way' at half past seven is about it, also with another later."""
    second = another_visit(visiting, WEDNESDAY + timedelta(minutes=90))
    rests(visiting)
    visiting.clock.at = WEDNESDAY + hour
    says(visiting, "on my way")
    assert visiting.visit().state == "on_the_way" and "Derek is on the way" in visiting.told()[-1]
    assert state_of(visiting, second) == "booked" and visiting.case().state == "arranged"


def test_of_two_that_are_due_the_first_is_meant_while_its_time_is_not_past(visiting: Visiting) -> None:
    """Planned for nine and for twenty to ten: at ten to nine he sets off for the first."""
    second = another_visit(visiting, WEDNESDAY + timedelta(minutes=80))
    with visiting.house.database.transaction() as session:
        assert hold_case(session, visiting.case_id) is not None
        session.get_one(Appointment, second).starts_at -= timedelta(minutes=40)
    visiting.clock.at = WEDNESDAY + timedelta(minutes=50)
    says(visiting, "on my way")
    assert visiting.visit().state == "on_the_way" and state_of(visiting, second) == "booked"


def test_from_one_door_he_sets_off_for_the_next_or_says_that_he_is_late_for_it(visiting: Visiting) -> None:
    second = another_visit(visiting, WEDNESDAY + timedelta(minutes=90))
    visiting.change(booking.arrived)
    visiting.clock.at = WEDNESDAY + timedelta(minutes=35)
    says(visiting, "running 40 min late")
    assert "You are still in the time" in visiting.told(DEREK)[-1]
    says(visiting, "on my way")
    assert state_of(visiting, second) == "on_the_way" and visiting.visit().state == "arrived"
    says(visiting, "running 40 min late")
    told = visiting.told("+447700900102")[-1]
    assert "Derek is on the way" in told and "running late" in told, "they were told an hour that is no longer true"
    assert "MOVE" not in told and "ring " in told, "a visit under way is not moved by a text"
    assert "the tenant is told" in visiting.told(DEREK)[-1]


def test_who_sets_off_the_day_before_reads_when_the_visit_is(visiting: Visiting) -> None:
    visiting.clock.at = WEDNESDAY - timedelta(hours=20)
    says(visiting, "on my way")
    assert "that visit is Wed 17 Jun, 8am to 12 noon, so nobody was told" in visiting.told(DEREK)[-1]
    assert visiting.visit().state == "booked" and visiting.told() == [] and visiting.case().state == "waiting"


def test_anything_else_is_read_by_a_person_on_the_case_of_the_visit(visiting: Visiting) -> None:
    rests(visiting)
    visiting.clock.at = ON_THE_DAY
    message = says(visiting, "the tap needs a new body, can stores send one? no heating here either")
    case = visiting.case()
    assert message.case_id == visiting.case_id and case.state == "waiting" and visiting.visit().state == "booked"
    [answer] = visiting.told(DEREK)
    assert "a person at the office will read that" in answer and visiting.told() == []
    for _ in range(5):
        says(visiting, "the tap needs a new body")
    assert len(visiting.told(DEREK)) == 3, "a robot is not answered for ever"
    with visiting.house.database.reading() as session:
        assert session.scalars(select(Case.id).where(Case.party == DEREK)).all() == []


def test_a_danger_he_names_is_an_emergency_and_sends_him_no_tenants_words(visiting: Visiting) -> None:
    visiting.clock.at = ON_THE_DAY
    rests(visiting)
    says(visiting, "i can smell gas in here")
    case = visiting.case()
    assert (case.lane, case.urgency, case.queue, case.state) == (0, "life_safety", "repairs_emergency", "waiting")
    assert visiting.told(DEREK) == [], "the safety words are the tenant's"


def test_without_a_visit_it_waits_for_a_person_once_and_is_answered_by_nobody(visiting: Visiting) -> None:
    visiting.clock.at = WEDNESDAY + timedelta(days=40)
    first, second = says(visiting, "van is broken down"), says(visiting, "sorted now")
    assert first.case_id == second.case_id != visiting.case_id
    with visiting.house.database.reading() as session:
        case = session.get_one(Case, first.case_id)
    assert case.state == "waiting" and case.needs_person and "has no visit just now" in case.reason
    assert visiting.told(DEREK) == []


def test_whoever_is_a_tenant_too_is_a_tenant_but_for_plain_words(visiting: Visiting) -> None:
    at = visiting.clock()
    with visiting.house.database.transaction() as session:
        point = ContactPoint(address=DEREK, first_seen_at=at, last_seen_at=at)
        tenant = session.scalars(select(Tenant).order_by(Tenant.id.desc())).first()
        session.add_all([point, ContactLink(contact_point=point, tenant=tenant, why="record", by="house", at=at)])
    visiting.clock.at = ON_THE_DAY
    message = says(visiting, "my own kitchen tap drips")
    assert message.case_id != visiting.case_id and message.automatic == ""
    assert says(visiting, "on my way").case_id == visiting.case_id and visiting.visit().state == "on_the_way"


def test_a_tenant_who_writes_the_same_words_is_still_a_tenant(visiting: Visiting) -> None:
    visiting.clock.at = ON_THE_DAY
    hear(visiting.house, a_text("on my way", OKAFOR, received_at=visiting.clock()))
    assert visiting.visit().state == "booked"


def test_no_access_says_nothing_of_a_visit_whose_day_is_over(visiting: Visiting) -> None:
    visiting.clock.at = WEDNESDAY + timedelta(days=1)
    says(visiting, "no access")
    assert visiting.visit().state == "booked" and visiting.told() == []
    assert visiting.case().state == "waiting" and "please read it" in visiting.case().reason


def test_harm_that_whoever_comes_tells_of_is_for_the_people_for_it(visiting: Visiting) -> None:
    visiting.clock.at = ON_THE_DAY
    says(visiting, "the kid here has bruises all over and looks scared of her dad")
    case = visiting.case()
    assert case.restricted and (case.lane, case.queue) == (0, "safeguarding")


def test_the_same_without_a_visit(visiting: Visiting) -> None:
    visiting.clock.at = WEDNESDAY + timedelta(days=30)
    case = says(visiting, "found a gas leak at the meter").case
    assert case is not None and case.id != visiting.case_id
    assert (case.lane, case.urgency, case.queue) == (0, "life_safety", "repairs_emergency")


def test_what_he_says_twice_is_noted_already_and_nobody_need_read_it(visiting: Visiting) -> None:
    rests(visiting)
    visiting.clock.at = ON_THE_DAY
    says(visiting, "on my way")
    visiting.clock.at += timedelta(minutes=3)
    says(visiting, "on my way")
    assert "we have that already" in visiting.told(DEREK)[-1]
    assert len(visiting.told()) == 1 and visiting.case().state == "arranged"


@pytest.mark.parametrize("text", ["on my way to 2 Alder Road", "omw to 2 alder road, 20 mins"])
def test_of_two_visits_in_one_street_the_address_says_which(visiting: Visiting, text: str) -> None:
    house = visiting.house
    with house.database.transaction() as session:
        home = session.query(Home).filter_by(address="2 Alder Road, Larkbridge").one().id
        case = hold_case(session, visiting.case_id)
        assert case is not None
        other = Case(reference="FD-777-7777", channel="sms", queue="repairs_plumbing", opened_at=visiting.clock(),
                     last_activity_at=visiting.clock(), home_id=home, state="arranged", repair_group="plumbing",
                     party="", identity="known")  # fmt: skip
        session.add(other)
        session.flush()
        other_id = other.id
    second = agree(house, other_id, visiting.derek, WEDNESDAY + timedelta(minutes=90))
    rests(visiting)
    visiting.clock.at = WEDNESDAY + timedelta(minutes=100)
    says(visiting, text)
    with house.database.reading() as session:
        assert session.get_one(Appointment, second).state == "on_the_way"
    assert visiting.visit().state == "booked"
