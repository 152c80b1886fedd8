"""What the tests in a browser begin with, and every screen, at the hours when days, weeks, years and clocks change.

The browser itself sees one hour, a working Tuesday's (`--hour` names another).
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_plan import put_in_force

from router.appointments.bands import instant
from router.clock import london
from tests.browser.test_appointments import a_busy_week
from tests.browser.test_clocks import some_clocks
from tests.queues.diaries import a_visit, open_diary
from tests.queues.house import House, house_at
from tests.queues.test_desk_owed import a_clock, owes

HOURS = {
    "Monday, just begun": datetime(2026, 11, 30, 0, 5, tzinfo=UTC),
    "Tuesday, in the middle of a surgery": datetime(2026, 12, 1, 10, 30, tzinfo=UTC),
    "Friday, nearly over": datetime(2026, 11, 27, 23, 58, tzinfo=UTC),
    "Christmas": datetime(2026, 12, 25, 10, 0, tzinfo=UTC),
    "the year's last minutes": datetime(2026, 12, 31, 23, 57, tzinfo=UTC),
    "the night without an hour": datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
    "the hour that comes twice": datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
    "29 February": datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
}


@pytest.fixture(params=HOURS.values(), ids=HOURS)
def house(request: pytest.FixtureRequest, tmp_path: Path, model_house: House) -> Iterator[House]:
    """It is that hour, people and visits are about, and things went wrong yesterday."""
    built = house_at(request.param, model_house, tmp_path / "house")
    open_diary(built)
    put_in_force(built, built.clock())
    a_busy_week(built)
    for name in ("boiler", "leak", "rent"):
        a_visit(built, name, "surgery")
    owes(built, a_visit(built, "leak"))
    a_visit(built, "leak")
    some_clocks(built)
    a_clock(built, "rent", "rtr_sink_blocked", 40)
    yield built
    built.database.close()


def screens(house: House) -> list[str]:
    """Every screen that needs no more than its address, the diary of today and tomorrow, and a case with all it has."""
    bare = [
        rule.rule for rule in house.app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    today = london(house.clock()).date()
    days = [f"/desk/diary?view={view}&day={day}" for view in ("day", "week") for day in (today, today + timedelta(1))]
    lists = [f"/desk/diary/list?who={who}&day={today + timedelta(1)}" for who in (1, 2)]
    return [*bare, *days, *lists, *(house.url("boiler", act) for act in ("", "evidence", "visit", "why"))]


def test_every_screen_is_shown_and_every_time_on_it_is_still_to_come(house: House, browser: Callable[..., Any]) -> None:
    sue = browser("sue")
    answers = {address: sue.get(address).status_code for address in screens(house)}
    assert {address: code for address, code in answers.items() if code >= 500} == {}
    assert sum(code == 200 for code in answers.values()) > 15
    page = sue.get(house.url("boiler", "visit?trade=plumbing")).text
    free = re.findall(r'name="time" value="([0-9-]+)\|(\w+)\|', page)
    closes = [instant(date.fromisoformat(day), house.landlord.appointments.slots[slot].ends) for day, slot in free]
    assert len(closes) > 5 and min(closes) > house.clock()
