"""What several files here begin with."""

from booking_house import case_id, database, plumber
from offer_house import at_work

__all__ = ["at_work", "case_id", "database", "plumber"]
