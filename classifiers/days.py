"""How people write the days of the week and the months: one table for all who read them."""

from collections.abc import Iterable


def _numbered(rows: Iterable[str], first: int) -> dict[str, int]:
    return {word: number for number, words in enumerate(rows, first) for word in words.split()}


WEEKDAYS = _numbered(
    ("monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri", "saturday sat",
     "sunday sun"), 0)  # fmt: skip
"""Name -> number, as `date.weekday()` counts: Monday is 0."""

MONTHS = _numbered(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
     "september sept sep", "october oct", "november nov", "december dec"), 1)  # fmt: skip
"""Name -> number, from 1. The full name stands first, so that a pattern made of them finds it first."""
