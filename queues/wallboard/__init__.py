"""What a supervisor sees now: counts, never names of tenants."""

from queues.wallboard.screen import pages

__all__ = ["pages"]
