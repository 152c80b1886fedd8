"""When staff usually work: whether somebody is in their hours at an instant. Pure.

Live routing (`worker.on_shift`), the rehearsal and `frontdoor check` all ask `shifts`. A bank holiday is a day like
others here: who works on it, only the landlord knows.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from router.clock import LONDON
from router.unreadable import say_once
from router.values import Landlord

Rows = tuple[tuple[int, int, int], ...]
"""(day, from, until): Monday 0, London minutes from midnight; `until` above 1440 is after midnight."""
AHEAD = 9
"""Days looked at around an instant: the one before it, and a week after it."""


def usual_hours(landlord: Landlord) -> Rows:
    """When the landlord answers."""
    opening = landlord.opening
    return tuple((day, opening.opens, opening.closes) for day in opening.days)


def hours_of(role: str, pattern: Sequence[Sequence[int]], usual: Rows) -> Rows:
    """When somebody works: by their own pattern; agents without one in the `usual` hours, others without one never."""
    own: Rows = tuple((int(day), int(opens), int(closes)) for day, opens, closes in pattern)
    return own or (usual if role == "agent" else ())


def shifts(pattern: Rows, start: datetime, days: int) -> list[tuple[int, int]]:
    """(from, until) on so many London days, in seconds since `start`, the first one's midnight; what touches is one."""
    first = start.astimezone(LONDON).date()
    spans: list[tuple[int, int]] = []
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        for weekday, opens, closes in sorted(pattern):
            if weekday == day.weekday():
                spans.append((_seconds(day, opens, start), _seconds(day, closes, start)))
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _seconds(day: date, minute: int, start: datetime) -> int:
    ahead, minute = divmod(minute, 1440)
    local = datetime.combine(day + timedelta(days=ahead), time(minute // 60, minute % 60), LONDON)
    return int((local.astimezone(UTC) - start).total_seconds())


def on_shift(pattern: Rows, at: datetime) -> tuple[bool, datetime | None]:
    """(Is it in these hours at this instant, when that changes next); None where it never does."""
    start, spans = _around(pattern, at.astimezone(LONDON).date()) if pattern else (at, ())
    second = (at - start).total_seconds()
    for begin, end in spans:
        if second < end:
            return second >= begin, start + timedelta(seconds=end if second >= begin else begin)
    return False, None


@lru_cache(maxsize=4096)
def _around(pattern: Rows, day: date) -> tuple[datetime, tuple[tuple[int, int], ...]]:
    start = datetime.combine(day - timedelta(days=1), time(), LONDON).astimezone(UTC)
    return start, tuple(shifts(pattern, start, AHEAD))


def of_staff(number: int, role: str, pattern: str, usual: Rows, at: datetime) -> tuple[bool, datetime | None]:
    """`on_shift` of one member of staff, their pattern as the JSON that it is kept as.

    Hours that cannot be read are no hours; whose they are is offered work all the same.
    """
    try:
        return on_shift(_kept(role, pattern, usual), at)
    except Exception as error:  # noqa: BLE001 - whatever was imported as their hours
        say_once("hours", number, type(error).__name__)
        return False, None


@lru_cache(maxsize=2048)
def _kept(role: str, pattern: str, usual: Rows) -> Rows:
    return hours_of(role, json.loads(pattern), usual)
