"""A visit after the legal deadline is booked at the desk only with a reason, which the case's history tells."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from router.model import Deadline, Event, Message
from tests.queues.diaries import open_diary, visit, visits
from tests.queues.test_desk_appointments import book, form_of, take, times_of
from tests.queues.test_desk_owed import a_clock

END_OF_MONDAY = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)


@pytest.fixture
def sue(house: Any, browser: Any) -> Any:
    """A supervisor, a diary, and a clock of the law that ends on Monday."""
    open_diary(house)
    number = a_clock(house, "boiler", "rtr_tap", 0)
    with house.database.transaction() as session:
        session.get_one(Deadline, number).due_at = END_OF_MONDAY
    made = browser("sue")
    take(made, house)
    return made


def after(page: str) -> str:
    """A time of the table on Tuesday or later."""
    return next(time for time in times_of(page) if time > "2026-11-24")


def test_it_asks_for_the_reason_and_the_history_tells_it(house: Any, sue: Any) -> None:
    plain, late = (sue.get(house.url("boiler", "visit") + more).text for more in ("", "?late=yes"))
    assert "By law before" in plain and "late_why" not in plain and all(t < "2026-11-24" for t in times_of(plain))
    assert "By law before" in late
    refused = book(sue, house, after(late), late="yes", note="Mind the dog")
    assert refused.status_code == 409 and "That is after the legal deadline. Say why" in refused.text
    assert 'value="Mind the dog"' in refused.text and visits(house, state="booked") == []
    assert book(sue, house, after(late), late="yes", late_why="The tenant is away until then").status_code == 302
    [made] = visits(house, state="booked")
    assert "After the legal deadline tomorrow" in sue.get(house.url("boiler")).text
    assert made.window_from > END_OF_MONDAY and "away until" not in made.note  # whoever comes need not read it
    words = "Sue Lindqvist gave the reason. Why after the legal deadline: The tenant is away until then"
    assert words in sue.get(house.url("boiler", "why")).text and words in sue.get(house.url("boiler")).text
    with house.database.reading() as session:
        event = session.scalars(select(Event).where(Event.what == "appointment.past_deadline")).one()
        assert "away" not in str(event.data) and session.get_one(Message, event.message_id).kind == "note"


def test_a_time_before_it_needs_none_and_moving_past_it_does(house: Any, sue: Any) -> None:
    page = sue.get(house.url("boiler", "visit") + "?late=yes").text
    first = next(time for time in times_of(page) if time < "2026-11-24")
    assert book(sue, house, first, late="yes").status_code == 302
    [made] = visits(house, state="booked")
    page = sue.get(house.url("boiler", "visit") + f"?moves={made.id}&late=yes").text
    form = form_of(page) | {"time": after(page), "moves": str(made.id), "late": "yes"}
    assert sue.post(house.url("boiler", "visits/move"), **form).status_code == 409
    assert visit(house, made.id).window_from < END_OF_MONDAY
    assert sue.post(house.url("boiler", "visits/move"), **form, late_why="They asked").status_code == 302
    assert visit(house, made.id).window_from > END_OF_MONDAY
