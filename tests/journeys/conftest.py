"""What several files here begin with."""

from datetime import date

import pytest
from appointment_house import LATE, SATURDAY, WEEK, Talk, add_person
from builders import Cast
from doubles import FrozenClock

from config.wiring import House
from router.appointments.bands import instant
from router.model import DiarySession, Resource, WorkingPattern


@pytest.fixture
def plumbers(house: House, cast: Cast) -> list[int]:
    return [add_person(house, "derek", hours=WEEK + SATURDAY), add_person(house, "lena", hours=LATE)]


@pytest.fixture
def talk(house: House, clock: FrozenClock, plumbers: list[int]) -> Talk:
    return Talk(house, clock)


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
