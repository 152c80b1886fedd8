"""What a supervisor sees over days: counts from the database, nothing estimated."""

from queues.reports.screen import pages

__all__ = ["pages"]
