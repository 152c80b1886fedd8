"""The one place that asks what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

Clock = Callable[[], datetime]
"""Anything that answers 'what time is it?' with an aware UTC datetime; tests hand in a frozen one."""


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC)


def london(at: datetime) -> datetime:
    """The same instant on a London clock, for people to read."""
    return at.astimezone(LONDON)


def iso_z(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with a trailing Z, as every export writes it; None stays None."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
