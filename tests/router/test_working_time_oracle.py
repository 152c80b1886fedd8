"""Working days, opening hours and pauses against an oracle that is written otherwise: day by day, or minute by minute,
with a list of bank holidays of its own."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from minutes import BANK_HOLIDAYS, CLOCK_CHANGES, LONDON, runs, works

from router.deadlines import extended, start_of
from router.values import DeadlineRule, OpeningHours
from router.working_time import (
    add_working_minutes,
    counted,
    end_of_working_day,
    holidays_run_out,
    is_working_day,
    months_later,
    open_during,
    reach,
    rows_of,
)

OFFICE = OpeningHours(days=(0, 1, 2, 3, 4), opens=8 * 60, closes=18 * 60)
MINUTE = timedelta(minutes=1)


def test_every_day_of_five_years_is_what_the_list_says() -> None:
    day = date(2025, 1, 1)
    while day < date(2029, 12, 31):
        assert is_working_day(day) == works(day), day
        day += timedelta(days=1)


def starts(count: int) -> list[datetime]:
    """Every bank holiday and clock change with the days around it, the odd hours of those nights, and random instants."""
    rng, found = random.Random(2026), []
    for day in sorted({*BANK_HOLIDAYS, *CLOCK_CHANGES}):
        if day.year > 2028:
            continue
        for shift in (-1, 0, 1):
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=shift)
            found += [midnight + timedelta(minutes=m) for m in (-61, -60, -1, 0, 29, 59, 60, 61, 90, 719, 1379, 1439)]
    first, last = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC)
    while len(found) < count:
        found.append(first + timedelta(seconds=rng.randrange(int((last - first).total_seconds()))))
    return found


def test_ten_thousand_starts_end_on_the_day_that_counting_by_hand_gives() -> None:
    rng, tried = random.Random(7), 0
    for start in starts(10_000):
        days = rng.choice((1, 3, 5, 7, 10, 20))
        local = start.astimezone(LONDON)
        day, left = local.date(), days
        while left:  # day 0 is the day of receipt; walk on until enough working days have passed
            day = date.fromordinal(day.toordinal() + 1)
            if works(day):
                left -= 1
        wanted = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=LONDON)
        assert end_of_working_day(start, days) == wanted, (start, days)
        tried += 1
    assert tried == 10_000


def test_answers_by_the_minute_agree_with_a_walk_through_the_minutes() -> None:
    rng = random.Random(11)
    for start in [start.replace(second=0) for start in rng.sample(starts(10_000), 200)]:
        minutes = rng.choice((15, 240, 600, 1200))
        at, left = start, minutes
        while left:
            there = at.astimezone(LONDON)
            if works(there.date()) and 480 <= there.hour * 60 + there.minute < 1080:
                left -= 1
            at += MINUTE
        assert add_working_minutes(start, minutes, OFFICE) == at, (start, minutes)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 22), 1, date(2026, 12, 22)),
        (date(2026, 12, 15), 3, date(2027, 3, 15)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
    ],
)
def test_months_of_the_calendar(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


TWO_SHIFTS = "open 01234/480-720 01234/780-1020 5/540-780"


moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 1)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)
near_a_change = st.tuples(st.sampled_from([*CLOCK_CHANGES, *sorted(BANK_HOLIDAYS)[:32]]), st.integers(-2880, 2880)).map(
    lambda pair: datetime(pair[0].year, pair[0].month, pair[0].day, tzinfo=UTC) + timedelta(minutes=pair[1])
)


@settings(max_examples=150, deadline=None)
@given(
    counting=st.sampled_from(("elapsed", "days", "calendar", open_during(rows_of(OFFICE)), TWO_SHIFTS)),
    started=st.one_of(moments, near_a_change),
    wait=st.integers(0, 3000),
    left=st.integers(1, 4000),
)
def test_reaching_and_counting_agree_with_the_minutes(counting: str, started: datetime, wait: int, left: int) -> None:
    begin = started + wait * MINUTE
    at, to_go = begin, left
    while to_go:
        to_go -= runs(counting, started, at)
        at += MINUTE
    assert reach(counting, started, begin, left * MINUTE) == at
    assert counted(counting, started, begin, at) == left * MINUTE


def test_an_extension_of_working_days_is_as_if_there_had_been_more_from_the_start() -> None:
    rule = DeadlineRule("cmp_s1_response", ("s1_acknowledged",), 10, "working_days", "", extend=10)
    for start in random.Random(3).sample(starts(10_000), 300):
        clock = start_of(rule, start)
        assert extended(rule, clock.due_at, start, 7) == end_of_working_day(start, 17)


class TestTheTableOfBankHolidaysRunsOut:
    @pytest.mark.parametrize("year", range(2025, 2030))
    def test_there_is_always_a_year_of_them(self, year: int) -> None:
        for month in range(1, 13):
            assert holidays_run_out(date(year, month, 15)) == ""

    def test_and_when_there_is_not_it_says_until_when(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from router import working_time

        known = working_time._bank_holidays
        monkeypatch.setattr(working_time, "_bank_holidays", lambda year: known(year) if year <= 2027 else frozenset())
        assert holidays_run_out(date(2026, 12, 1)) == ""
        assert "only until 2027-12-28" in holidays_run_out(date(2027, 6, 1))
        assert "for no day" in holidays_run_out(date(2028, 6, 1))
