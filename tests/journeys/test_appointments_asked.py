"""Other appointments than repairs, booked in one exchange: an officer's visit, a place at an office, a call-back, an
inspection; and what has no times to choose from, however it is asked."""

from datetime import UTC, date, datetime

import pytest
from appointment_house import WEEK, Talk, add_person, offers, visits
from builders import Cast
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.appointments.bands import instant
from router.clock import london
from router.model import Deadline, DiarySession, Home, Patch, Resource, WorkingPattern
from router.values import AGREED

OFFICER = "can i see my housing officer about moving"
RING = "i'd like someone to ring me back about my rent arrears tomorrow afternoon"
DROP_IN = "is there a drop in at the office this week"
DAMP = "can a surveyor come and look at the damp wall in my living room"


@pytest.fixture
def diary(house: House, cast: Cast) -> House:
    """An officer of the patch, two who ring back, a surveyor, two offices with sessions."""
    add_person(house, "ruth", kind="surveyor", trades=("damp_surveyor",), serves=("inspection",))
    add_person(house, "callbacks", kind="agent", trades=(), serves=("phone_callback",))
    with house.database.transaction() as session:
        officer = Resource(code="officer-p1", name="Amina Rahman", kind="officer", serves=["housing_officer_visit"],
                           patches=["P1"], staff_id=cast.amina)  # fmt: skip
        session.add(officer)
        session.flush()
        session.add_all(WorkingPattern(resource_id=officer.id, weekday=day, starts=starts, ends=ends,
                                       from_day=date(2026, 1, 5)) for day, starts, ends in WEEK)  # fmt: skip
        for name, where, days in (("fernhill", "Fernhill Community Rooms", (16, 19)),
                                  ("millgate", "Millgate Housing Office", (18, 22))):  # fmt: skip
            place = Resource(code=f"office-{name}", name=where, kind="place", serves=["surgery"], seats=1,
                             address=f"1 {name.title()} Street")  # fmt: skip
            session.add(place)
            session.flush()
            session.add_all(DiarySession(kind="surgery", resource_id=place.id, starts_at=instant(date(2026, 6, day), 570),
                                         ends_at=instant(date(2026, 6, day), 630), minutes=20, seats=1, place="")
                            for day in days)  # fmt: skip
    return house


@pytest.fixture
def talk(diary: House, clock: FrozenClock) -> Talk:
    return Talk(diary, clock)


def listed(told: str) -> list[str]:
    return [line[2:] for line in told.splitlines() if line[:1].isdigit() and line[1:2] == " "]


def clocks_of(house: House, case_id: int) -> dict[str, str]:
    with house.database.reading() as session:
        return {row.rule: row.state for row in session.scalars(select(Deadline).where(Deadline.case_id == case_id))}


def test_an_officer_s_visit_is_booked_moved_and_called_off(diary: House, talk: Talk) -> None:
    told = talk.says(OFFICER)
    assert "times for your housing officer's visit" in told and len(listed(told)) == 3 and len(talk.told()) == 1
    told = talk.says("2")
    (visit,) = visits(diary, *AGREED)
    assert "booked. Your housing officer's visit: Tue 16 Jun, 12 noon to 5pm. An adult (18 or over) must be in." in told
    assert (visit.kind, visit.slot) == ("housing_officer_visit", "pm")
    with diary.database.reading() as session:
        assert session.get_one(Resource, visit.resource_id).code == "officer-p1", "the officer of their own patch"
    assert talk.case.state == "arranged" and talk.case.queue == "tenancy" and talk.case.answered_at is not None
    assert len(listed(talk.says("can we do thursday instead"))) == 3
    assert "Thu 18 Jun" in talk.says("the morning one")
    assert "cancelled" in talk.says("not needed") and visits(diary, *AGREED) == []


def test_a_call_back_as_they_wish_comes_to_people_when_its_time_begins(
    diary: House, clock: FrozenClock, talk: Talk
) -> None:
    assert "call-back: Tue 16 Jun, 12 noon to 5pm" in talk.says(RING)
    assert "booked. Your call-back: Tue 16 Jun, 12 noon to 5pm. We will ring you." in talk.says("yes please")
    case = talk.case
    assert (case.state, case.queue) == ("arranged", "rents") and london(case.arranged_until or clock()).hour == 12
    clock.at = datetime(2026, 6, 16, 10, 59, tzinfo=UTC)
    diary.lapsing.lapse(clock())
    assert talk.case.state == "arranged", "not before"
    clock.at = datetime(2026, 6, 16, 11, 0, tzinfo=UTC)
    diary.lapsing.lapse(clock())
    assert talk.case.state == "waiting" and "Ring them now" in talk.case.reason and "12 noon to 5pm" in talk.case.reason
    assert len(visits(diary, "booked")) == 1, "it is theirs to make, not over"


def test_a_place_at_their_own_office_and_at_another_one(diary: House, talk: Talk) -> None:
    told = talk.says(DROP_IN)
    assert "Please come to Millgate Housing Office" in told and "OTHER OFFICE" in told, (
        "their own patch's, though later"
    )
    assert [line[:10] for line in listed(told)] == ["Thu 18 Jun"] * 3
    told = talk.says("not there, the other office")
    assert "Fernhill Community Rooms" in told and listed(told)[0] == "Tue 16 Jun, 9.30am"
    assert [row.state for row in offers(diary)] == ["withdrawn", "open"]
    told = talk.says("1")
    assert "Tue 16 Jun, 9.30am. Please come to Fernhill Community Rooms, 1 Fernhill Street." in told
    told = talk.says("can i go to millgate instead")
    assert "Millgate" in told and len(visits(diary, "booked")) == 1, "the old one stays until the new is agreed"
    assert "moved" in talk.says("2")
    (visit,) = visits(diary, *AGREED)
    assert london(visit.starts_at).day == 18 and visit.session_id is not None


def test_an_office_that_they_name_is_the_one(diary: House, talk: Talk) -> None:
    told = talk.says("can i book an appointment at the fernhill office about my rent arrears")
    assert "Fernhill Community Rooms" in told and len(listed(told)) == 3


def test_an_inspection_falls_within_the_legal_clock(diary: House, talk: Talk) -> None:
    told = talk.says(DAMP)
    assert "surveyor's inspection" in told and len(listed(told)) == 3
    with diary.database.reading() as session:
        clock = session.scalars(select(Deadline).where(Deadline.rule == "awaab_investigate")).one()
    assert all(visit.window_until <= clock.due_at for visit in visits(diary, "held"))
    assert "booked" in talk.says("1") and visits(diary, *AGREED)[0].kind == "inspection"
    assert clocks_of(diary, talk.case.id)["awaab_investigate"] == "running", "only what is found ends it"


def test_a_complaint_may_have_a_call_back_and_keeps_its_person_and_its_clock(diary: House, talk: Talk) -> None:
    told = talk.says("i want to make a complaint about how i was spoken to. can a manager phone me")
    assert "times for your call-back" in told
    assert "booked" in talk.says("1")
    assert talk.case.state == "waiting" and talk.case.queue == "complaints" and talk.case.answered_at is None
    assert clocks_of(diary, talk.case.id) == {"answer": "running", "cmp_s1_ack": "running"}


@pytest.mark.parametrize(
    "text",
    ["nowhere to sleep tonight can someone ring me", "my partner is hitting me can my housing officer ring me",
     "i can smell gas can someone come and look", "call me", "the office said they would ring me back and nobody did",
     "how much rent do i owe", "i want to die can you call me back", "my solicitor says disrepair claim, ring me back"],
)  # fmt: skip
def test_what_has_no_times_to_choose_from(diary: House, talk: Talk, text: str) -> None:
    talk.says(text)
    assert offers(diary) == [] and talk.case.state == "waiting"


def test_who_is_not_known_is_offered_nothing(diary: House, clock: FrozenClock) -> None:
    stranger = Talk(diary, clock, "+447700900999")
    assert "times for" not in stranger.says(OFFICER) and offers(diary) == []


def test_a_patch_without_an_officer_is_answered_clearly_and_by_a_person(diary: House, talk: Talk) -> None:
    with diary.database.transaction() as session:
        patch = Patch(code="P9", name="Far side", officer_id=None)
        session.add(patch)
        session.flush()
        for home in session.scalars(select(Home)):
            home.patch_id = patch.id
    told = talk.says(OFFICER)
    assert "no time is free for your housing officer's visit" in told and "a person will get in touch" in told
    assert talk.case.state == "waiting" and "Nothing is free" in talk.case.reason and len(talk.told()) == 1


def test_full_and_closed_offices_are_passed_over_and_then_a_person(
    diary: House, clock: FrozenClock, talk: Talk
) -> None:
    def close(*codes: str) -> None:
        with diary.database.transaction() as session:
            places = session.scalars(select(Resource.id).where(Resource.code.in_(codes))).all()
            for planned in session.scalars(select(DiarySession).where(DiarySession.resource_id.in_(places))):
                planned.state = "cancelled"

    close("office-millgate")
    assert "Fernhill" in talk.says("can i book an appointment at the millgate office about my rent arrears")
    assert "nothing is free there" in talk.told()[0]
    close("office-fernhill")
    told = talk.says("not there, the other office")
    assert "a person will get in touch" in told and talk.case.state == "waiting"
