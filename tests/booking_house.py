"""A plumber, a case that wants a visit, and one step of a booking at a time: each in a transaction of its own."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from diary_house import (
    NOW,
    TAP,
    a_person,
    case_held,
    new_case,
    wrong_cells,
)

from router.appointments import booking, cells
from router.model import Appointment, Case, Resource
from router.storage.database import Database
from router.values import FreeTime, Need

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Whatever a test does, cells and live appointments agree when it is over."""
    opened = Database(database_url)
    yield opened
    with opened.reading() as session:
        assert wrong_cells(session) == []
    opened.close()


@pytest.fixture
def plumber(database: Database) -> Resource:
    with database.transaction() as session:
        return a_person(session)


@pytest.fixture
def case_id(database: Database) -> int:
    return new_case(database, state="arranged", arranged_until=LATER, waiting_since=None)


def held(database: Database, case_id: int, free: FreeTime, need: Need = TAP, until: datetime = LATER) -> Appointment:
    with case_held(database, case_id) as (session, case):
        row = booking.hold(session, case, free, need, NOW, until)
        assert row is not None
        return row


def do(database: Database, row: Appointment | None, what: Callable[..., bool], *more: object) -> bool:
    """One change in a transaction of its own."""
    assert row is not None
    with case_held(database, row.case_id) as (session, _):
        return what(session, session.get_one(Appointment, row.id), *more)


def now_of(database: Database, row: Appointment | None) -> Appointment:
    assert row is not None
    with database.reading() as session:
        return session.get_one(Appointment, row.id)


def state_of(database: Database, case_id: int) -> str:
    with database.reading() as session:
        return session.get_one(Case, case_id).state


def counted(database: Database, row: Appointment | None) -> int:
    assert row is not None
    with database.reading() as session:
        return cells.owned(session, row)
