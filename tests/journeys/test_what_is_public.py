"""When offices are open and estates are walked round is told to anybody, whoever they are; nothing else is."""

from datetime import UTC, date, datetime

import pytest
from appointment_house import Talk, offers, visits
from builders import LEE, OKAFOR
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.appointments.bands import instant
from router.model import DiarySession, Resource

DROP_IN = "is there a drop in at the office this week"
STRANGER = "+447700900999"


@pytest.fixture
def walkabouts(diary: House) -> House:
    with diary.database.transaction() as session:
        officer = session.scalars(select(Resource).where(Resource.code == "officer-p1")).one()
        for day, patch, place in ((17, "P9", "By the chapel"), (24, "P1", "By the notice board, Alder Road")):
            session.add(DiarySession(kind="estate_walkabout", resource_id=officer.id, minutes=60, seats=1, patch=patch,
                                     starts_at=instant(date(2026, 6, day), 600), ends_at=instant(date(2026, 6, day), 660),
                                     place=place))  # fmt: skip
    return diary


@pytest.mark.parametrize("number", [LEE, STRANGER], ids=["shared", "unknown"])
def test_a_drop_in_is_told_to_whoever_asks(diary: House, clock: FrozenClock, number: str) -> None:
    talk = Talk(diary, clock, number)
    told = talk.says(DROP_IN)
    assert "next at our offices:" in told and talk.case.reference in told and len(talk.told()) == 1 and len(told) <= 306
    assert "Tue 16 Jun, 9.30am to 10.30am: Fernhill Community Rooms, 1 Fernhill Street" in told
    assert "Thu 18 Jun, 9.30am to 10.30am: Millgate Housing Office, 1 Millgate Street" in told
    assert offers(diary) == [] and visits(diary) == [], "nothing is kept for whom we do not know"
    assert talk.case.state == "waiting" and "our offices are open" in talk.case.reason
    assert "Lee" not in told and "Alder" not in told


def test_a_surgery_asked_for_in_words_of_a_change_is_told_to_who_has_no_visit(diary: House, clock: FrozenClock) -> None:
    told = Talk(diary, clock, STRANGER).says("is there a surgery at fernhill i can come to")
    assert "next at our offices:" in told and "Fernhill Community Rooms" in told


def test_an_office_they_name_is_the_one_that_is_told(diary: House, clock: FrozenClock) -> None:
    told = Talk(diary, clock, STRANGER).says("is there a drop in at fernhill")
    assert told.count("Fernhill") == 4 and "Millgate" not in told and "Fri 19 Jun" in told


def test_a_session_that_was_called_off_is_not_told(diary: House, clock: FrozenClock) -> None:
    with diary.database.transaction() as session:
        for planned in session.scalars(select(DiarySession)):
            planned.state = "cancelled"
    assert "we have your message" in Talk(diary, clock, STRANGER).says(DROP_IN)


def test_who_is_known_is_offered_a_place_as_before(diary: House, clock: FrozenClock) -> None:
    assert "Reply 1, 2 or 3" in Talk(diary, clock, OKAFOR).says(DROP_IN)


@pytest.mark.parametrize(
    ("number", "first"), [(OKAFOR, "Wed 24 Jun, 10am to 11am: By the notice board, Alder Road"),
                          (LEE, "Wed 17 Jun, 10am to 11am: By the chapel"), (STRANGER, "Wed 17 Jun, 10am to 11am: By the chapel")],
    ids=["their own patch's", "shared", "unknown"],
)  # fmt: skip
def test_walkabouts_are_everybody_s(walkabouts: House, clock: FrozenClock, number: str, first: str) -> None:
    told = Talk(walkabouts, clock, number).says("when is the next estate walkabout please")
    assert told.splitlines()[1] == first and "everybody is welcome" in told
    assert ("chapel" in told) == (number != OKAFOR)


@pytest.mark.parametrize(
    "text",
    ["can i come to the office i have nowhere to sleep tonight", "my partner is hitting me can i come into the office",
     "i can smell gas shall i come to the office", "the walkabout was a waste of time", "what time does the office close"],
)  # fmt: skip
def test_what_comes_first_or_asks_for_neither_is_answered_as_ever(
    walkabouts: House, clock: FrozenClock, text: str
) -> None:
    told = " ".join((talk := Talk(walkabouts, clock, STRANGER)).says(text) and talk.told())
    assert "at our offices" not in told and "walkabouts, everybody" not in told


def test_a_robot_is_not_answered_for_ever(diary: House, clock: FrozenClock) -> None:
    clock.at = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
    talk = Talk(diary, clock, STRANGER)
    for _ in range(8):
        talk.says(DROP_IN)
    assert len(talk.told()) == 3
