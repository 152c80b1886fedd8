"""The one place that asks what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

SET_BACK = timedelta(minutes=10)
"""An instant that lies further ahead than anything we ever wait for, and so much more, was written before our clock was
set back, or by a machine whose clock is wrong: nothing waits for it to come."""

Clock = Callable[[], datetime]
"""Anything that answers 'what time is it?' with an aware UTC datetime; tests hand in a frozen one."""


_ahead = timedelta(0)


def run_ahead(by: timedelta) -> None:
    """From now on `now` answers so much later: for a demonstration, where a day must pass in a minute (CLOCK_AHEAD).
    Every process of the house does so at its start, from the same setting; never with real tenants."""
    global _ahead
    _ahead = by


def now() -> datetime:
    """The current instant, aware, in UTC; so much later as `run_ahead` says."""
    return datetime.now(UTC) + _ahead


def london(at: datetime) -> datetime:
    """The same instant on a London clock, for people to read."""
    return at.astimezone(LONDON)


def iso_z(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with a trailing Z, as every export writes it; None stays None."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def span(length: timedelta) -> str:
    """'less than a minute', '12 min', '3 h 20 min', '2 days'."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes and hours < 6 else f"{hours} h"
    days = hours // 24
    return f"{days} day" + ("" if days == 1 else "s")
