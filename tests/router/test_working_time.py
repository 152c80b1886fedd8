"""Working days and opening hours in London, over weekends, holidays and both clock changes."""

from datetime import UTC, datetime, timedelta

import pytest

from router.clock import LONDON
from router.values import OpeningHours
from router.working_time import add_working_minutes, by_when, end_of_working_day, is_open, opening

OFFICE = OpeningHours(days=(0, 1, 2, 3, 4), opens=8 * 60, closes=18 * 60)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON).astimezone(UTC)  # type: ignore[arg-type,misc]  # a date and a time in parts


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ((2026, 11, 23, 9, 0), 1, (2026, 11, 24)),
        ((2026, 11, 20, 23, 0), 1, (2026, 11, 23)),  # a Friday night: Monday is day 1
        ((2026, 12, 24, 12, 0), 1, (2026, 12, 29)),  # Christmas, and Boxing Day kept on Monday the 28th
        ((2026, 4, 2, 12, 0), 10, (2026, 4, 20)),  # over Easter
        ((2026, 10, 24, 12, 0), 1, (2026, 10, 26)),  # the night with 25 hours
    ],
)
def test_working_days(start: tuple[int, ...], days: int, end: tuple[int, ...]) -> None:
    assert end_of_working_day(london(*start), days) == london(*end, 23, 59, 59)


def test_minutes_run_only_while_it_is_open() -> None:
    assert add_working_minutes(london(2026, 11, 20, 17, 30), 60, OFFICE) == london(2026, 11, 23, 8, 30)
    assert add_working_minutes(london(2026, 11, 21, 3, 0), 30, OFFICE) == london(2026, 11, 23, 8, 30)


def test_neither_clock_change_adds_or_loses_a_minute() -> None:
    always = OpeningHours(days=tuple(range(7)), opens=0, closes=24 * 60 - 1)
    for start in (london(2026, 10, 24, 22, 0), london(2027, 3, 27, 22, 0)):
        due = add_working_minutes(start, 300, always)
        assert timedelta(minutes=300) <= due - start <= timedelta(minutes=302)


def test_hours_that_never_open_do_not_spin() -> None:
    start = london(2026, 11, 20, 12, 0)
    assert add_working_minutes(start, 60, OpeningHours((), 0, 0)) == start + timedelta(minutes=60)


@pytest.mark.parametrize(
    ("at", "open_now", "opens"),
    [
        ((2026, 11, 23, 8, 0), True, ""),
        ((2026, 11, 23, 7, 59), False, "today at 8am"),
        ((2026, 11, 23, 18, 0), False, "tomorrow at 8am"),
        ((2026, 11, 20, 19, 0), False, "on Monday 23 November at 8am"),
        ((2026, 12, 25, 10, 0), False, "on Tuesday 29 December at 8am"),
    ],
)
def test_opening_in_words(at: tuple[int, ...], open_now: bool, opens: str) -> None:
    told = opening(london(*at), OFFICE)
    assert (told.open, told.opens, is_open(london(*at), OFFICE)) == (open_now, opens, open_now)


def test_by_when_is_said_in_quarters_of_an_hour_and_days() -> None:
    now = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
    assert by_when(datetime(2026, 6, 15, 14, 1, 30, tzinfo=UTC), now) == "3:15pm today"
    assert by_when(datetime(2026, 6, 15, 14, 0, tzinfo=UTC), now) == "3pm today"
    assert by_when(datetime(2026, 6, 16, 8, 0, tzinfo=UTC), now) == "9am tomorrow"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ((2026, 6, 15, 23, 45), "11:45pm today"),
        ((2026, 6, 15, 23, 59), "midnight tonight"),
        ((2026, 6, 16, 0, 1), "12:15am tomorrow"),
        ((2026, 6, 16, 23, 59), "midnight tomorrow"),
        ((2026, 6, 17, 23, 50), "midnight on Wednesday 17 June"),
    ],
)
def test_midnight_belongs_to_the_day_that_it_ends(due: tuple[int, ...], words: str) -> None:
    assert by_when(london(*due), london(2026, 6, 15, 11, 0)) == words
