"""Visits at the desk: booked, moved, called off, and kept from double; what is not offered says why."""

import re
from typing import Any

from tests.queues.diaries import open_diary, visits
from tests.queues.house import field_of


def take(person: Any, house: Any, name: str = "boiler") -> None:
    assert person.post(house.url(name, "take")).status_code == 302


def times_of(page: str) -> list[str]:
    """The values of the free times of a booking page, the table's only."""
    return re.findall(r'name="time" value="([^"]+)"', page[page.index("data-slots") :])


def book(person: Any, house: Any, time: str, name: str = "boiler", **more: str) -> Any:
    page = person.get(house.url(name, "visit")).text
    form = {"version": field_of(page, "version"), "form_id": field_of(page, "form_id"), "time": time}
    return person.post(house.url(name, "visits/book"), **(form | more))


class TestBooking:
    def test_an_agent_books_a_free_time_and_the_tenant_is_told(self, house: Any, browser: Any) -> None:
        open_diary(house)
        amina = browser("amina")
        take(amina, house)
        page = amina.get(house.url("boiler", "visit")).text
        assert "Derek Fairlamb" in page
        done = book(amina, house, times_of(page)[0], note="Mind the dog")
        assert done.status_code == 302
        [made] = visits(house, state="booked")
        assert made.booked_by == f"staff:{house.people['amina']}" and made.note == "Mind the dog"
        assert "Mind the dog" in amina.get(house.url("boiler")).text
