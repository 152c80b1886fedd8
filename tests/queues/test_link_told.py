"""When whoever comes gets the link by text: the desk says what `reminders.py` does, hour by hour."""

from datetime import UTC, datetime, timedelta

import pytest

from queues.desk.visit_rows import _link_told
from router.appointments.bands import TODAY
from router.model import Appointment, Resource

MONDAY_8 = datetime(2026, 11, 23, 8, tzinfo=UTC)


def told(at: datetime, slot: str = "morning", phone: str = "+447700900901") -> str:
    visit = Appointment(window_from=MONDAY_8, slot=slot, resource=Resource(phone=phone))
    return _link_told(visit, at)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-40, "the evening before, Sun 22 Nov at 6pm"),
        (-13, "due by now"),  # Sunday, seven in the evening
        (-10, "by text by 6.45am tomorrow"),  # ten in the evening
        (-3, "by text by 6.45am today"),
        (-1, "due by now"),
    ],
)
def test_it_says_when_the_text_goes(hours: int, words: str) -> None:
    assert words in told(MONDAY_8 + timedelta(hours=hours))


def test_an_emergency_is_texted_at_once_and_who_has_no_number_is_given_it() -> None:
    assert "due by now" in told(MONDAY_8 - timedelta(hours=3), TODAY)
    assert "give it to them" in told(MONDAY_8 - timedelta(hours=3), phone="")
