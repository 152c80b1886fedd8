"""Working days and opening hours, in London time; pure.

A working day is not a Saturday, a Sunday or a bank holiday in England (Awaab's Law regulations 2025,
Complaint Handling Code). Day 0 is the day it reached us; day 1 is the next working day.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from router.clock import LONDON
from router.values import Opening, OpeningHours


@lru_cache(maxsize=32)
def _bank_holidays(year: int) -> frozenset[date]:
    import holidays  # five megabytes that most processes never need

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """True on a day that counts, in England."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def end_of_working_day(start: datetime, days: int) -> datetime:
    """The last second of the `days`-th working day after the London day of `start`, as UTC."""
    day = start.astimezone(LONDON).date()
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return datetime.combine(day, time(23, 59, 59), LONDON).astimezone(UTC)


def is_open(at: datetime, hours: OpeningHours) -> bool:
    """Are people answering at this instant? Bank holidays count as closed."""
    local = at.astimezone(LONDON)
    minute = local.hour * 60 + local.minute
    return _opens_on(local.date(), hours) and hours.opens <= minute < hours.closes


def add_working_minutes(start: datetime, minutes: int, hours: OpeningHours) -> datetime:
    """The instant when `minutes` of opening time have passed since `start`, as UTC.

    Minutes are counted as instants, so the two clock changes neither add nor lose any.
    """
    at, left = start, timedelta(minutes=minutes)
    for _ in range(400):  # more than a year of days: hours with no open day at all must not spin for ever
        day = at.astimezone(LONDON).date()
        if _opens_on(day, hours):
            opens, closes = _at(day, hours.opens), _at(day, hours.closes)
            begin = max(at, opens)
            if begin < closes:
                if begin + left <= closes:
                    return begin + left
                left -= closes - begin
        at = _at(day + timedelta(days=1), 0)
    return start + timedelta(minutes=minutes)


def opening(at: datetime, hours: OpeningHours) -> Opening:
    """Is anybody there, and when will they be? The words are for a tenant."""
    if is_open(at, hours):
        return Opening(open=True, words="We are open now.")
    day = at.astimezone(LONDON).date()
    for ahead in range(15):
        candidate = day + timedelta(days=ahead)
        if _opens_on(candidate, hours) and _at(candidate, hours.opens) > at:
            name = "today" if ahead == 0 else "tomorrow" if ahead == 1 else f"on {candidate:%A %-d %B}"
            when = f"{name} at {_spoken(hours.opens)}"
            return Opening(open=False, words=f"We are closed now. We open {when}.", opens=when)
    return Opening(open=False, words="We are closed now.")


def _opens_on(day: date, hours: OpeningHours) -> bool:
    return day.weekday() in hours.days and day not in _bank_holidays(day.year)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60 % 24, minute % 60), LONDON).astimezone(UTC)


def _spoken(minute: int) -> str:
    hour, rest = divmod(minute, 60)
    suffix = "am" if hour < 12 else "pm"
    shown = hour if 1 <= hour <= 12 else abs(hour - 12)
    return f"{shown}{f':{rest:02d}' if rest else ''}{suffix}"
