"""A time as it is said aloud: 'Tuesday the 24th of November, in the morning, between 8 and 12'. London's clock."""

from datetime import datetime, timedelta

from router.clock import london
from router.values import OfferedTime

_PARTS = {"am": "in the morning", "pm": "in the afternoon", "evening": "in the evening", "saturday": "in the morning"}
_BAND = timedelta(hours=1)
"""What is shorter is an hour to be there, not a stretch to wait in."""


def time(offered: OfferedTime) -> str:
    """The day with its date, the part of it, and from when to when."""
    begin, end = london(offered.starts_at), london(offered.ends_at)
    day = f"{begin:%A} the {_nth(begin.day)} of {begin:%B}"
    if offered.kind == "today":
        return day
    if offered.ends_at - offered.starts_at < _BAND:
        return f"{day}, at {_clock(begin)} {'in the morning' if begin.hour < 12 else 'in the afternoon'}"
    part = _PARTS.get(offered.kind, "")
    return ", ".join(words for words in (day, part, f"between {_clock(begin)} and {_clock(end)}") if words)


def _clock(at: datetime) -> str:
    hour = at.hour % 12 or 12
    return {0: f"{hour}", 15: f"quarter past {hour}", 30: f"half past {hour}"}.get(at.minute, f"{hour} {at.minute:02}")


def _nth(day: int) -> str:
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"
