"""An oracle for working days and opening hours: wall-clock times, minute by minute, and a list of bank holidays of its own."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
BANK_HOLIDAYS = {date.fromisoformat(day) for day in ["2025-01-01", "2025-04-18", "2025-04-21", "2025-05-05", "2025-05-26", "2025-08-25", "2025-12-25", "2025-12-26", "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30", "2027-12-27", "2027-12-28", "2028-01-03", "2028-04-14", "2028-04-17", "2028-05-01", "2028-05-29", "2028-08-28", "2028-12-25", "2028-12-26", "2029-01-01", "2029-03-30", "2029-04-02", "2029-05-07", "2029-05-28", "2029-08-27", "2029-12-25", "2029-12-26"]}  # fmt: skip
# On a weekend they move no working day, but a Saturday's opening hours they do. The day that stands in for them is above.
BANK_HOLIDAYS |= {date(2026, 12, 26), date(2027, 12, 25), date(2027, 12, 26), date(2028, 1, 1)}
CLOCK_CHANGES = [date(2025, 3, 30), date(2025, 10, 26), date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28),
                 date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29)]  # fmt: skip


def works(day: date) -> bool:
    return day.isoweekday() <= 5 and day not in BANK_HOLIDAYS


def runs(counting: str, started: datetime, minute: datetime) -> bool:
    """Does a clock of this kind run during this minute? Written with wall-clock times, not with spans."""
    there = minute.astimezone(LONDON)
    begun = there.date() > started.astimezone(LONDON).date()
    if counting == "elapsed":
        return True
    if counting == "calendar":
        return begun
    if counting == "days":
        return begun and works(there.date())
    if there.date() in BANK_HOLIDAYS:
        return False
    wall = there.hour * 60 + there.minute
    for group in counting.split()[1:]:
        days, times = group.split("/")
        opens, closes = map(int, times.split("-"))
        if str(there.weekday()) in days and opens <= wall < closes:
            return True
    return False
