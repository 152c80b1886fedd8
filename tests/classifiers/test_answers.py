"""Answers to offered times and about booked visits: a table of them, and what must hold for any text."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.answers import understand
from router.clock import LONDON
from router.values import Answer, OfferedTime, Wish

TABLE = tomllib.loads((Path(__file__).parent / "answers.toml").read_text(encoding="utf-8"))
DAY = timedelta(days=1)
DAYS = ("mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays")


def _london(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=LONDON).astimezone(UTC)


def _time(number: int, told: str) -> OfferedTime:
    day, hours, kind = told.split()
    begins, ends = (_london(f"{day} {hour}") for hour in hours.split("-"))
    return OfferedTime(number, begins, ends, kind)  # type: ignore[arg-type]  # wrong on purpose, or a stand-in


def _context(name: str) -> dict[str, Any]:
    told = TABLE["context"][name]
    return {
        "offered": [_time(number, each) for number, each in enumerate(told["offered"], 1)],
        "on": _london(told["on"]),
        "booked": _time(0, told["booked"]) if "booked" in told else None,
    }


def _day(day: date) -> str:
    return f"{day:%d-%b}".lower()


def _shown(wish: Wish) -> Iterator[str]:
    yield from (f"{day:%a-%d-%b}".lower() for day in wish.days)
    yield from (DAYS[number] for number in wish.weekdays)
    yield from wish.parts
    for sign, hour in (("@", wish.at), (">", wish.not_before), ("<", wish.not_after)):
        if hour:
            yield f"{sign}{hour:%H:%M}"
    yield from (f"{word}-{_day(day)}" for word, day in (("from", wish.first_day), ("to", wish.last_day)) if day)
    if len(wish.not_days) > 2:
        yield f"not-{_day(wish.not_days[0])}..{_day(wish.not_days[-1])}"
    else:
        yield from (f"not-{day:%a-%d-%b}".lower() for day in wish.not_days)
    yield from (f"not-{DAYS[number]}" for number in wish.not_weekdays)
    yield from (f"not-{part}" for part in wish.not_parts)
    yield from ("soonest",) * wish.soonest


def shown(answer: Answer) -> str:
    """As the table writes it."""
    wishes = " / ".join(" ".join(sorted(_shown(wish))) for wish in answer.wishes)
    asked = answer.ask and (answer.kind == "unclear" or (answer.kind == "wish" and not wishes and answer.fits))
    fits = "?" + ",".join(map(str, answer.fits)) if asked else ""
    return " ".join(filter(None, (answer.kind, str(answer.choice or ""), wishes, fits)))


def _expected(told: str) -> str:
    kind, _, rest = told.partition(" ")
    rest, mark, fits = rest.partition("?")
    wishes = " / ".join(" ".join(sorted(each.split())) for each in rest.split(" / "))
    return " ".join(filter(None, (kind, wishes, mark + fits)))


def _rows(part: str) -> list[Any]:
    return [
        pytest.param(name, *row[:2], row[2] if len(row) > 2 else "", id=f"{name}: {row[0][:40]!r}")
        for name, rows in TABLE[part].items()
        for row in rows
    ]


@pytest.mark.parametrize(("context", "text", "expect", "also"), _rows("rows"))
def test_answers(context: str, text: str, expect: str, also: str) -> None:
    answer = understand(text, **_context(context))
    assert shown(answer) == _expected(expect)
    assert (also in answer.also) if also else answer.also == ""


@pytest.mark.parametrize(("context", "text", "expect", "also"), _rows("held_back"))
def test_answers_held_back(context: str, text: str, expect: str, also: str) -> None:
    test_answers(context, text, expect, also)


def _all_rows() -> list[Any]:
    return [each.values for part in ("rows", "held_back") for each in _rows(part)]


def test_nobody_is_booked_or_cancelled_by_mistake(record_property: Any) -> None:
    """A wrong question costs a text; a wrong booking or cancellation costs a visit."""
    acted = asked = 0
    for context, text, expect, _ in _all_rows():
        answer = understand(text, **_context(context))
        asked += bool(answer.ask)
        if answer.kind in ("choose", "yes", "cancel") and not answer.ask:
            acted += 1
            assert shown(answer) == _expected(expect), text
    record_property("acted", acted)
    record_property("asked", asked)
    assert acted > 150 and asked > 100


def test_what_is_asked_names_the_times_that_fit() -> None:
    for context, text, _, _ in _all_rows():
        told = _context(context)
        answer = understand(text, **told)
        if answer.kind == "choose":
            assert answer.choice in [each.number for each in told["offered"]]
        if answer.ask and len(answer.fits) > 1:
            assert all(f"{number} for " in answer.ask for number in answer.fits)
        if answer.kind == "unclear" and told["offered"] and not answer.ask:
            assert answer.also == text.strip()  # another language: no question in ours


def test_the_table_is_long_enough() -> None:
    assert len(_all_rows()) >= 360
    assert len(_rows("held_back")) == 60


EDGES = (
    "2026-10-24", "2026-10-25", "2026-11-30", "2026-12-24", "2026-12-31", "2027-02-28", "2027-03-27", "2027-03-28",
    "2027-05-02",
)  # fmt: skip


@pytest.mark.parametrize("day", EDGES)
@pytest.mark.parametrize("hour", ["00:30", "01:30", "12:00", "23:50"])
def test_days_are_counted_as_the_calendar_in_london_does(day: str, hour: str) -> None:
    on = _london(f"{day} {hour}")
    today = on.astimezone(LONDON).date()

    def wished(text: str) -> Wish:
        answer = understand(text, [], on)
        assert answer.kind == "wish", text
        return answer.wishes[0]

    assert wished("tomorrow am") == Wish(days=(today + DAY,), parts=("am",))
    assert wished("day after tomorrow").days == (today + 2 * DAY,)
    for number, name in enumerate(DAYS):
        ahead = (number - today.weekday()) % 7 or 7
        assert wished(name.removesuffix("s")).days == (today + ahead * DAY,)
        assert wished(f"{name.removesuffix('s')} week").days == (today + (ahead + 7) * DAY,)
    monday = today + (7 - today.weekday()) * DAY
    assert wished("next week") == Wish(first_day=monday, last_day=monday + 6 * DAY)
    for ahead in range(1, 14):
        other = today + ahead * DAY
        assert wished(f"{other:%d/%m} after 3") == Wish(days=(other,), not_before=time(15))
        assert wished(f"{other.day} {other:%B}".lower()).days == (other,)


@pytest.mark.parametrize("second", ["2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"])
def test_the_hour_that_comes_twice_is_one_day(second: str) -> None:
    answer = understand("tomorrow", _context("twice_night")["offered"], datetime.fromisoformat(second))
    assert (answer.kind, answer.choice) == ("choose", 1)


@pytest.mark.parametrize(
    "text",
    ["2 " * 140, "or " * 140, "before " * 100, "\x00" * 50, "\ud800 2", "٢", "²", "0" * 799, "not " * 140, "mon " * 140, "31/02", "31 feb",
     "29 february", "99/99", "the 32nd", "25:99", "between 9 and 9", "half 13", "5000 2", "a" * 50_000, "2\n" * 140, "next " * 140,
     "İ 2", "👍" * 700, "- " * 140, "(((((((", "from to from to 3"],
    ids=lambda text: ascii(text[:12]),
)  # fmt: skip
def test_any_text_is_survived(text: str) -> None:
    for name in TABLE["context"]:
        answer = understand(text, **_context(name))
        assert answer.kind not in ("cancel", "stop_asking")


def test_not_mornings_leaves_out_what_begins_in_the_morning() -> None:
    """Half past nine to half past two is between the school runs, and begins before noon."""
    assert understand("not mornings", **_context("school")).fits == (2,)


@given(st.text(alphabet=st.sampled_from("12 3apmotuesdfri,./?!'’👍\n-\x00éß"), max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_it_fall(text: str) -> None:
    told = _context("three")
    answer = understand(text, **told)
    assert answer.choice in (None, 1, 2, 3)
    assert answer == understand(text, **told)
