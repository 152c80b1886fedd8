"""What several files here begin with."""

import pytest
from booking_house import case_id, database, plumber
from offer_house import at_work

from router.values import AppointmentRules, Landlord

__all__ = ["at_work", "case_id", "database", "plumber"]


@pytest.fixture
def rules(landlord: Landlord) -> AppointmentRules:
    return landlord.appointments
