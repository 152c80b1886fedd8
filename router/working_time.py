"""Working days, opening hours and how a clock's time runs, in London time; pure.

A working day is not a Saturday, a Sunday or a bank holiday in England (Awaab's Law regulations 2025,
Complaint Handling Code). Day 0 is the day it reached us; day 1 is the next working day.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from router.clock import LONDON, london
from router.values import Opening, OpeningHours

Rows = tuple[tuple[int, int, int], ...]
"""When people work: (day, opens, closes), Monday 0, London minutes from midnight."""

_FOR_EVER = datetime.max.replace(tzinfo=UTC)
_MOST_DAYS = 4000  # hours with no open day at all must not spin for ever
_EVERY_WORKING_DAY: Rows = tuple((day, 0, 24 * 60) for day in range(5))
_LONGEST_GAP = timedelta(days=125)
"""From the summer bank holiday to Christmas, and a little: no two bank holidays lie further apart."""


_TOLD: dict[int, frozenset[date]] = {}
"""Years whose bank holidays another process has worked out for us."""


def _bank_holidays(year: int) -> frozenset[date]:
    told = _TOLD.get(year)
    return _worked_out(year) if told is None else told


@lru_cache(maxsize=32)
def _worked_out(year: int) -> frozenset[date]:
    import holidays  # eleven megabytes: it loads the holidays of every country

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def bank_holidays_of(years: Iterable[int]) -> list[date]:
    """Those of these years, in order, for a process that is to be told of them (`know_bank_holidays`)."""
    return sorted(day for year in years for day in _worked_out(year))


def know_bank_holidays(years: Iterable[int], days: Collection[date]) -> None:
    """Be told of all bank holidays of these years, so that the library need not be loaded to work them out."""
    _TOLD.update({year: frozenset(day for day in days if day.year == year) for year in years})


def is_working_day(day: date) -> bool:
    """True on a day that counts, in England."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def is_bank_holiday(day: date) -> bool:
    """True on a bank holiday in England, also one that falls on a weekend."""
    return day in _bank_holidays(day.year)


def holidays_run_out(today: date) -> str:
    """'' while bank holidays are known for a year ahead, else one plain line that says until when."""
    ahead = (today + timedelta(days=n) for n in range(366))
    known = [day for day in ahead if day.weekday() < 5 and not is_working_day(day)]
    if known and known[-1] + _LONGEST_GAP >= today + timedelta(days=365):
        return ""
    last = f"only until {known[-1].isoformat()}" if known else "for no day of the next 12 months"
    return f"bank holidays are known {last}, so deadlines would be wrong: bring 'holidays' up to date"


def end_of_day(day: date) -> datetime:
    """Its last second in London, as UTC."""
    return datetime.combine(day, time(23, 59, 59), LONDON).astimezone(UTC)


def end_of_working_day(start: datetime, days: int) -> datetime:
    """The last second of the `days`-th working day after the London day of `start`, as UTC."""
    day = start.astimezone(LONDON).date()
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return end_of_day(day)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_day_before(day: date, days: int) -> date:
    """The `days`-th working day before this one."""
    while days > 0:
        day -= timedelta(days=1)
        days -= is_working_day(day)
    return day


# --- opening hours ---------------------------------------------------------------------------


def rows_of(hours: OpeningHours) -> Rows:
    """The same hours, a row a day."""
    return tuple((day, hours.opens, hours.closes) for day in hours.days)


def is_open(at: datetime, hours: OpeningHours) -> bool:
    """Are people answering at this instant? Bank holidays count as closed."""
    local = at.astimezone(LONDON)
    minute = local.hour * 60 + local.minute
    return _opens_on(local.date(), hours) and hours.opens <= minute < hours.closes


def add_working_minutes(start: datetime, minutes: int, hours: OpeningHours) -> datetime:
    """The instant when `minutes` of opening time have passed since `start`, as UTC.

    Minutes are counted as instants, so the two clock changes neither add nor lose any.
    """
    return reach(open_during(rows_of(hours)), start, start, timedelta(minutes=minutes))


def opening(at: datetime, hours: OpeningHours) -> Opening:
    """Is anybody there, and when will they be? The words are for a tenant."""
    if is_open(at, hours):
        return Opening(open=True, words="We are open now.")
    day = at.astimezone(LONDON).date()
    for ahead in range(15):
        candidate = day + timedelta(days=ahead)
        if _opens_on(candidate, hours) and _at(candidate, hours.opens) > at:
            when = f"{_named(candidate, day)} at {_spoken(hours.opens)}"
            return Opening(open=False, words=f"We are closed now. We open {when}.", opens=when)
    return Opening(open=False, words="We are closed now.")


def by_when(due: datetime, now: datetime) -> str:
    """'3:15pm today', 'midnight tonight', '9am tomorrow': the London quarter of an hour at or after `due`.

    For a tenant. Midnight belongs to the day that it ends: 'by 12am tomorrow' reads as a day later than it is.
    """
    minute = due.replace(second=0, microsecond=0)
    minute += timedelta(minutes=1) if minute < due else timedelta(0)
    here, today = london(minute + timedelta(minutes=-minute.minute % 15)), london(now).date()
    if (here.hour, here.minute) == (0, 0):
        ends = here.date() - timedelta(days=1)
        return "midnight tonight" if ends == today else f"midnight {_named(ends, today)}"
    return f"{_spoken(here.hour * 60 + here.minute)} {_named(here.date(), today)}"


def _named(day: date, today: date) -> str:
    ahead = (day - today).days
    return "today" if ahead == 0 else "tomorrow" if ahead == 1 else f"on {day:%A %-d %B}"


def _opens_on(day: date, hours: OpeningHours) -> bool:
    return day.weekday() in hours.days and day not in _bank_holidays(day.year)


def _at(day: date, minute: int) -> datetime:
    if minute >= 24 * 60:
        day, minute = day + timedelta(days=1), minute - 24 * 60
    return datetime.combine(day, time(minute // 60, minute % 60), LONDON).astimezone(UTC)


def _spoken(minute: int) -> str:
    hour, rest = divmod(minute, 60)
    suffix = "am" if hour < 12 else "pm"
    shown = hour if 1 <= hour <= 12 else abs(hour - 12)
    return f"{shown}{f':{rest:02d}' if rest else ''}{suffix}"


# --- how a clock's time runs -----------------------------------------------------------------
#
# A clock keeps its own way of counting ('elapsed', 'days', 'calendar', 'open ...'; `router/model/deadline.py`), so that
# a landlord who changes their hours moves no clock that runs.


def open_during(rows: Rows) -> str:
    """The counting of a clock that runs in these hours only: 'open 01234/480-1080'."""
    days: dict[tuple[int, int], str] = {}
    for day, opens, closes in sorted(rows):
        days[opens, closes] = days.get((opens, closes), "") + str(day)
    return " ".join(["open", *(f"{on}/{opens}-{closes}" for (opens, closes), on in days.items())])


@lru_cache(maxsize=256)
def _rows_in(counting: str) -> Rows:
    rows = []
    for group in counting.split()[1:]:
        days, _, times = group.partition("/")
        opens, _, closes = times.partition("-")
        rows += [(int(day), int(opens), int(closes)) for day in days]
    return tuple(sorted(rows))


def spans(counting: str, started_at: datetime, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of time from `since` on in which this clock runs, in order, as UTC.

    The day on which a clock of days, weeks or months started is day 0 and does not count.
    """
    since = since.astimezone(UTC)
    if counting == "elapsed":
        yield since, _FOR_EVER
        return
    if counting in ("days", "calendar"):
        since = max(since, _at(started_at.astimezone(LONDON).date() + timedelta(days=1), 0))
    if counting == "calendar":
        yield since, _FOR_EVER
        return
    day, rows = since.astimezone(LONDON).date(), _EVERY_WORKING_DAY if counting == "days" else _rows_in(counting)
    for _ in range(_MOST_DAYS):
        closed = day in _bank_holidays(day.year)
        for opens, closes in () if closed else ((a, b) for on, a, b in rows if on == day.weekday()):
            begin, end = max(since, _at(day, opens)), _at(day, closes)
            if begin < end:
                yield begin, end
        day += timedelta(days=1)


def counted(counting: str, started_at: datetime, begin: datetime, end: datetime) -> timedelta:
    """How long this clock runs between two instants."""
    total = timedelta(0)
    for opens, closes in spans(counting, started_at, begin):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total


def reach(counting: str, started_at: datetime, begin: datetime, left: timedelta) -> datetime:
    """The instant when this clock has run for `left` since `begin`, as UTC."""
    for opens, closes in spans(counting, started_at, begin):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    return begin.astimezone(UTC) + left
