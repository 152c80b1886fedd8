"""When a queue is closed, and when it asks the people of another."""

from datetime import UTC, datetime, timedelta

import pytest

from router.queue_rules import closed, next_change, overflowing
from router.values import Landlord


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    """A London time in 2026; 15 June is a Monday."""
    summer = 1 if 4 <= month <= 10 else 0
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=summer)


@pytest.mark.parametrize(
    ("when", "queue", "shut"),
    [
        (at(15, 7, 59), "rents", True),
        (at(15, 8), "rents", False),
        (at(15, 3), "general", False),  # names no hours: whoever is there is there to work
        (at(15, 19, 59), "repairs_gas_heating", False),  # its people work until eight
        (at(15, 20), "repairs_gas_heating", True),
        (at(20, 9), "repairs_gas_heating", False),  # Saturday
        (at(20, 9), "rents", True),
        (at(20, 9), "general", False),
        (at(15, 17, 44), "rents", False),
        (at(15, 17, 45), "rents", True),  # closes before its hours end
        (at(15, 3), "repairs_emergency", False),
        (at(25, 12, month=12), "repairs_gas_heating", True),  # Christmas, a Friday
        (at(25, 12, month=12), "safeguarding", False),
    ],
)
def test_closed(landlord: Landlord, when: datetime, queue: str, shut: bool) -> None:
    assert (queue in closed(landlord, when)) is shut


def test_overflow_begins_once_the_oldest_case_has_waited(landlord: Landlord) -> None:
    since = at(15, 9)
    oldest = {"repairs_customer_care": since, "rents": since, "deleted": since}
    assert overflowing(landlord, oldest, since + timedelta(minutes=29)) == {}
    assert overflowing(landlord, oldest, since + timedelta(minutes=30)) == {"repairs_customer_care": ("general",)}


def test_nothing_changes_before_the_next_change(landlord: Landlord) -> None:
    """Minute by minute through two weeks with a clock change in them: no change comes unannounced."""
    oldest = {"repairs_customer_care": at(20, 11, 7, month=3)}
    now, until = at(20, 12, month=3), at(3, 12, month=4)
    coming, before = next_change(landlord, oldest, now), None
    while now < until:
        answer = (closed(landlord, now), overflowing(landlord, oldest, now))
        assert before is None or answer == before or now == coming, now
        if coming is not None and now >= coming:
            coming = next_change(landlord, oldest, now)
        before = answer
        now += timedelta(minutes=1)
