"""Import of who and what has a diary: never at the cost of a visit, and times that clock changes cannot shift."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select
from visit_house import DEREK, Visiting, somebody, visiting

from config import web
from config.bulk_diary import instant
from config.bulk_rows import Wrong
from config.wiring import House
from router.model import Appointment, Leave, Resource, WorkingPattern
from tests.config.test_bulk import Importer

__all__ = ["visiting"]

RESOURCES = "code,name,kind,serves,trades,patches,languages,phone"
SAM = "sam,Sam Otterburn,operative,repair_visit; emergency_attend,plumbing;drainage,,en;pl,07700 900402"
PATTERNS = "resource,from,hours,until,every_weeks"


@pytest.fixture
def take(house: House, tmp_path: Path) -> Importer:
    return Importer(house, tmp_path)


def rows(house: House, noun: Any) -> list[Any]:
    with house.database.reading() as session:
        return list(session.scalars(select(noun).order_by(noun.id)))


# --- people and places -------------------------------------------------------------------------


def test_whoever_comes_is_taken_in_with_a_feed_of_their_own(house: House, take: Importer) -> None:
    lines = (RESOURCES, SAM, "hall,Millgate Hall,place,surgery,,,,")
    assert take("resources", *lines) == "resources: 2 added, 0 changed, 0 as they were."
    assert take("resources", *lines) == "resources: 0 added, 0 changed, 2 as they were."
    sam, hall = rows(house, Resource)
    assert (sam.trades, sam.languages, sam.phone) == (["plumbing", "drainage"], ["en", "pl"], "+447700900402")
    assert len(sam.feed) >= 30 and sam.feed != hall.feed


def test_each_refusal_has_its_line_and_nothing_is_half_imported(house: House, take: Importer) -> None:
    wrong = take.refused(
        "resources", RESOURCES, SAM, SAM, "x,X,wizard,,,,,", "y,Y,operative,tea,,,,", "z,Z,operative,,knitting,,,",
        "v,V,operative,,,,,12", "w,W,,,,,,",
    )  # fmt: skip
    assert [line.partition(":")[0] for line in wrong] == ["3", "4", "5", "6", "7", "8"]
    assert "kind: one of operative" in wrong[1] and "phone: not a telephone number" in wrong[4]
    assert rows(house, Resource) == []


def test_somebody_with_visits_is_not_taken_away(visiting: Visiting, take: Importer) -> None:
    (line,) = take.refused("resources", "code,name,active", "derek,Derek Fairlamb,no")
    assert visiting.case().reference in line and "Move or cancel them first" in line
    assert rows(visiting.house, Resource)[0].active


# --- hours -------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["trades", "serves"])
def test_somebody_keeps_the_trade_that_their_visits_need(visiting: Visiting, take: Importer, column: str) -> None:
    """A registration that is over: whoever was to mend the boiler must first be spared it."""
    of = {"trades": "joinery", "serves": "inspection"}
    (line,) = take.refused("resources", f"code,name,{column}", f"derek,Derek Fairlamb,{of[column]}")
    assert f"{column}: visits are booked then: {visiting.case().reference}" in line


def test_hours_hold_until_the_next_row(house: House, take: Importer) -> None:
    somebody(house)
    lines = (PATTERNS, "derek,2026-06-15,mon-fri 08:00-16:00; sat 09:00-12:00,,", "derek,2026-09-07,mon 09:00-15:00,,2")
    assert take("patterns", *lines) == "patterns: 1 added, 1 changed, 0 as they were."
    assert take("patterns", *lines) == "patterns: 0 added, 0 changed, 2 as they were."
    found = rows(house, WorkingPattern)
    summer = [row for row in found if row.from_day == date(2026, 6, 15)]
    assert [row.weekday for row in summer] == [0, 1, 2, 3, 4, 5]
    assert {row.until_day for row in summer} == {date(2026, 9, 6)}
    (autumn,) = [row for row in found if row not in summer]
    assert (autumn.starts, autumn.ends, autumn.every_weeks, autumn.until_day) == (540, 900, 2, None)


def test_hours_that_leave_a_visit_without_its_place_are_refused(visiting: Visiting, take: Importer) -> None:
    assert "1 added" in take("patterns", PATTERNS, "derek,2026-06-01,mon-fri 08:00-16:00,,")
    (line,) = take.refused("patterns", PATTERNS, "derek,2026-06-15,mon-tue 08:00-16:00,,")
    assert visiting.case().reference in line
    assert {row.until_day for row in rows(visiting.house, WorkingPattern)} == {None}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("nobody,2026-06-15,mon 08:00-16:00,,", "resource: there is no such code"),
        ("derek,15/06/2026,mon 08:00-16:00,,", "from: write a day as 2026-12-24"),
        ("derek,2026-02-30,mon 08:00-16:00,,", "from: write a day as 2026-12-24"),
        ("derek,2026-06-15,mon 8-4,,", "hours:"),
        ("derek,2026-06-15,mon 08:03-16:00,,", "hours: the diary counts in five minutes"),
        ("derek,2026-06-15,mon 08:00-16:00,2026-06-14,", "until: it is before from"),
        ("derek,2026-06-15,mon 08:00-16:00,,0", "every_weeks: a number from 1 to 52"),
    ],
)
def test_hours_that_make_no_sense(house: House, take: Importer, row: str, words: str) -> None:
    somebody(house)
    (line,) = take.refused("patterns", PATTERNS, row)
    assert line.startswith(f"2: {words}")


# --- leave -------------------------------------------------------------------------------------


def test_leave_over_times_that_are_only_on_offer_is_taken_in(visiting: Visiting, take: Importer) -> None:
    """Whoever chooses one of those is given other times."""
    with visiting.house.database.transaction() as session:
        session.get_one(Appointment, visiting.visit_id).state = "held"
    assert "1 added" in take("leave", "resource,from,until,reason", "derek,2026-06-17,2026-06-19,Ill")


def test_leave_over_a_visit_is_refused_with_the_reference(visiting: Visiting, take: Importer) -> None:
    good = "derek,2026-12-24 12:00,2026-12-24,Christmas"
    (line,) = take.refused("leave", "resource,from,until,reason", good, "derek,2026-06-17,2026-06-19,Holiday")
    assert line.startswith("3: from: visits are booked then: ") and visiting.case().reference in line
    assert rows(visiting.house, Leave) == []
    for said in ("1 added, 0 changed, 0", "0 added, 0 changed, 1"):
        assert said in take("leave", "resource,from,until,reason", good)
    (leave,) = rows(visiting.house, Leave)
    assert (leave.from_at.hour, leave.until_at) == (12, datetime(2026, 12, 25, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-10-24 23:30", "2026-10-24 22:30"), ("2026-10-25 00:59", "2026-10-24 23:59"),
        ("2026-10-25 01:30 BST", "2026-10-25 00:30"), ("2026-10-25 01:30 GMT", "2026-10-25 01:30"),
        ("2026-10-25 02:00", "2026-10-25 02:00"), ("2027-03-28 00:59", "2027-03-28 00:59"),
        ("2027-03-28 02:00", "2027-03-28 01:00"), ("2027-03-28T03:30+01:00", "2027-03-28 02:30"),
        ("2026-12-31", "2026-12-31 00:00"),
    ],
)  # fmt: skip
def test_a_london_time_is_one_instant(written: str, utc: str) -> None:
    assert instant("from", written) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2026-10-25 01:30", "comes twice that night; add BST"), ("2027-03-28 01:30", "the clocks go on"),
        ("2026-12-24 12:00 BST", "not on BST then"), ("2026-12-24 25:00", "no such time of day"), ("tomorrow", "write a day"),
        ("9999-12-31", "from 2000 to 2199"), ("0001-01-01 00:00 +14:00", "from 2000 to 2199"),
        ("2027-01-01 00:00 +99:99", "no place on earth"),
    ],
)  # fmt: skip
def test_a_time_that_is_no_instant_or_two_is_refused(written: str, words: str) -> None:
    with pytest.raises(Wrong, match=words):
        instant("from", written)


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 3, 28)], ids=["the clocks go back", "they go on"])
def test_the_feed_says_what_the_import_said_on_both_sides_of_a_clock_change(
    house: House, take: Importer, day: date
) -> None:
    """Every hour of the weekend, as London's clocks show it, comes out of the feed as it went in."""
    somebody(house)
    house.now.at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=14)  # type: ignore[attr-defined]  # the tests' clock
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=24)
    hours = [begin + timedelta(hours=n) for n in range(0, 49, 2)]
    lines = [f"derek,{in_london(a)},{in_london(a + timedelta(hours=1))}" for a in hours]
    assert "25 added" in take("leave", "resource,from,until", *lines)
    client = web.create_app(house).test_client()
    feed = Calendar.from_ical(client.get(f"/diary/{'s' * 32}.ics").data)
    said = [(event.decoded("dtstart"), event.decoded("dtend")) for event in feed.walk("VEVENT")]
    assert said == [(a, a + timedelta(hours=1)) for a in hours]
    assert [(row.from_at, row.until_at) for row in rows(house, Leave)] == said


def in_london(at: datetime) -> str:
    from router.clock import LONDON

    here = at.astimezone(LONDON)
    return f"{here:%Y-%m-%d %H:%M} {here.tzname()}"


def test_a_phone_number_is_not_said_again_in_a_refusal(house: House, take: Importer) -> None:
    (line,) = take.refused("resources", RESOURCES, f"v,V,operative,,,,,{DEREK}999999")
    assert DEREK not in line
