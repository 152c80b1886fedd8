"""What several files here begin with."""

from offer_house import at_work

__all__ = ["at_work"]
