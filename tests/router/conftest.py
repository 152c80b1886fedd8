"""What several files here begin with."""

from collections.abc import Iterator

import pytest
from booking_house import case_id, database, plumber
from offer_house import at_work
from sqlalchemy.orm import Session

from router.storage.database import Database
from router.values import AppointmentRules, Landlord

__all__ = ["at_work", "case_id", "database", "plumber"]


@pytest.fixture
def rules(landlord: Landlord) -> AppointmentRules:
    return landlord.appointments


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """One transaction of an empty database, open for the whole test."""
    database = Database(database_url)
    with database.transaction() as opened:
        yield opened
    database.close()
