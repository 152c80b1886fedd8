"""Nobody is asked to an office while they must be at home for us."""

from dataclasses import replace

import pytest
from diary_house import NOW, TAP, TOMORROW, a_case, a_minute, a_person, a_place, a_time
from sqlalchemy.orm import Session

from router.appointments import booking
from router.appointments.availability import find
from router.appointments.bands import instant
from router.model import Appointment, DiarySession, Home, Patch
from router.values import AppointmentRules, Need


@pytest.fixture
def home(session: Session) -> Home:
    patch = Patch(code="P1", name="Millgate")
    session.add(patch)
    session.flush()
    row = Home(uprn="1", address="1 Alder Row, Town", postcode="LX1 1AA", patch_id=patch.id, facts={})
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def planned(session: Session) -> DiarySession:
    """Tomorrow from half past eleven to half past twelve, twenty minutes each."""
    row = DiarySession(kind="surgery", resource_id=a_place(session).id, starts_at=instant(TOMORROW, 690),
                       ends_at=instant(TOMORROW, 750), minutes=20, seats=2, state="planned")  # fmt: skip
    session.add(row)
    session.flush()
    return row


def at_home(session: Session, home: Home) -> Appointment:
    """A plumber comes tomorrow between eight and noon."""
    need = replace(TAP, home_id=home.id)
    row = booking.hold(session, a_case(session), a_time(a_person(session)), need, NOW, NOW)
    assert row is not None and booking.book(session, row, "tenant", NOW)
    return row


def offered(session: Session, rules: AppointmentRules, need: Need) -> list[int]:
    """Minutes after eleven."""
    return [(one.starts_at - instant(TOMORROW, 660)).seconds // 60 for one in find(session, rules, need, NOW)]


def test_what_clashes_with_a_visit_at_home_is_not_offered(
    session: Session, rules: AppointmentRules, home: Home, planned: DiarySession
) -> None:
    need = Need("surgery", minutes=20, home_id=home.id)
    assert offered(session, rules, need) == [30, 50, 70]
    visit = at_home(session, home)
    assert offered(session, rules, need) == [70], "only what begins after noon"
    assert offered(session, rules, replace(need, home_id=None)) == [30, 50, 70], "nobody else is kept at home"
    assert offered(session, rules, replace(need, moves=visit.id)) == [30, 50, 70], "it is what is moved"
    assert booking.cancel(session, visit, "tenant", NOW, "")
    assert offered(session, rules, need) == [30, 50, 70]


def test_another_place_at_an_office_keeps_nobody_at_home(
    session: Session, rules: AppointmentRules, home: Home, planned: DiarySession
) -> None:
    need = Need("surgery", minutes=20, home_id=home.id)
    row = booking.hold(session, a_case(session), a_minute(planned), need, NOW, NOW)
    assert row is not None and booking.book(session, row, "tenant", NOW)
    assert offered(session, rules, need) == [30, 50, 70]
