"""What a supervisor sees now: counts, never names of tenants."""

from queues.wallboard import screen
from queues.wallboard.levers import pages

__all__ = ["pages", "screen"]
