"""A day or an hour told beside 'not needed' or 'mended' is part of the tale, and no wish; a plain wish beside it is asked."""

from datetime import UTC, datetime
from typing import Any

import pytest

from classifiers.answers import understand
from router.values import OfferedTime

ON = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)  # a Monday


def time(number: int, day: int, begins: int, ends: int, band: Any) -> OfferedTime:
    """In British summer time."""
    return OfferedTime(number, datetime(2026, 6, day, begins - 1, tzinfo=UTC), datetime(2026, 6, day, ends - 1, tzinfo=UTC),
                       band)  # fmt: skip


OFFERED = [time(1, 16, 8, 12, "am"), time(2, 17, 12, 17, "pm"), time(3, 18, 17, 20, "evening")]
BOOKED = time(1, 18, 8, 12, "am")
OVER = [
    "not needed, thursday morning would have suited", "sorted now thanks, was going to say thursday",
    "its not needed any more, my dad fixed it thursday", "no longer needed, mended it this morning",
    "its fixed now, came back on tuesday morning", "dont need anyone now, neighbour sorted it on monday evening",
    "its sorted now so no need to come tomorrow", "all fixed now, no need for anyone tomorrow morning",
    "not needed thanks, my mate is doing it thursday", "dont come thursday, its fixed",
]  # fmt: skip


@pytest.mark.parametrize("offered", [OFFERED, []], ids=["offered", "lapsed"])
@pytest.mark.parametrize("words", OVER)
def test_the_day_beside_it_is_no_wish(words: str, offered: list[OfferedTime]) -> None:
    answer = understand(words, offered, ON, None)
    assert (answer.kind, answer.choice, answer.wishes) == ("cancel", None, ())


@pytest.mark.parametrize("words", OVER)
def test_a_visit_that_is_agreed_is_never_moved_by_it(words: str) -> None:
    assert understand(words, [], ON, BOOKED).kind == "cancel"


@pytest.mark.parametrize(
    "words", ["sorted, i can do any evening now", "not needed thursday, can you do friday", "dont need it till thursday",
              "thursday not needed, friday please", "not needed until next week"]
)  # fmt: skip
def test_a_plain_wish_beside_it_is_not_lost(words: str) -> None:
    assert understand(words, OFFERED, ON, None).kind == "wish"


@pytest.mark.parametrize("words", ["sorted, thursday", "cancel thursday", "sorted now, but thursday is good"])
def test_nothing_is_booked_by_what_may_call_it_off(words: str) -> None:
    assert understand(words, OFFERED, ON, None).kind in ("unclear", "wish")
