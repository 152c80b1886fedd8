"""Bands of the day as instants, and whether a band suits a wish; pure.

Hours are London's, as people keep them; every stretch of them is generated in London time for its own day (F47). On the
night an hour happens twice a stretch begins and ends with the first of the two, so stretches that touch by the clock on
the wall touch as instants too; on the night an hour is left out, what falls into it is the moment of the change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from router.clock import LONDON, london
from router.values import AppointmentKind, AppointmentRules, Need, SlotType, Wish
from router.working_time import is_bank_holiday

CELL = timedelta(minutes=5)
"""What a diary is divided into."""
ATTEND_WITHIN = timedelta(hours=4)
"""How long an emergency visit may take to arrive."""
TODAY = "today"
"""The band without a choice of hour."""
_NIGHT = 24 * 60
_HOURS = {"am": (0, 12 * 60), "pm": (12 * 60, 17 * 60), "evening": (17 * 60, _NIGHT)}
"""Parts of the day where the landlord has no band of that name."""


@dataclass(frozen=True, slots=True)
class Band:
    """One band of one London day. `opens` and `closes` are aware UTC: what the tenant is told."""

    day: date
    slot: str
    opens: datetime
    closes: datetime


@lru_cache(maxsize=4096)
def instant(day: date, minute: int) -> datetime:
    """The UTC instant of a London minute of this day (0 to 1440): the first where there are two."""
    there = datetime.combine(day, time(0)) + timedelta(minutes=minute)
    at = there.replace(tzinfo=LONDON).astimezone(UTC)
    if at.astimezone(LONDON).replace(tzinfo=None) != there:
        return datetime.combine(day, time(1), UTC)  # left out in spring: clocks here change at 01:00 UTC
    return at


def clock_change(day: date, minute: int) -> str:
    """Why this London minute of a day (0 to 1440), that somebody wrote, names no one instant; '' when it does."""
    at, asked = instant(day, minute), (datetime.combine(day, time(0)) + timedelta(minutes=minute)).time()
    if london(at).time() != asked:
        return f"{asked:%H:%M} does not come on that day: the clocks go forward. Choose another time."
    if london(at + timedelta(hours=1)).time() == asked:
        return f"{asked:%H:%M} comes twice that night: the clocks go back. Choose another time."
    return ""


def days_from(first: date, count: int) -> Iterator[date]:
    """So many days, in order."""
    return (first + timedelta(days=n) for n in range(count))


def up_to_cell(at: datetime) -> datetime:
    """The next instant at which a cell begins."""
    over = (at - datetime.min.replace(tzinfo=UTC)) % CELL
    return at + (CELL - over) if over else at


def quarter_after(at: datetime) -> datetime:
    """The next quarter of an hour: nobody keeps 1.02pm in mind."""
    begun = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
    return begun if begun == at else begun + timedelta(minutes=15)


def band_on(slot: SlotType, day: date, now: datetime, need: Need) -> Band | None:
    """This band of this day as instants; None when there is none. 'today' begins now and must be reached in time."""
    if day.weekday() not in slot.days:
        return None
    opens, closes = instant(day, slot.starts), instant(day, slot.ends)
    if slot.id == TODAY:
        if day != london(now).date():
            return None
        opens = up_to_cell(max(now, opens))
        closes = opens + ATTEND_WITHIN if slot.ends >= _NIGHT else min(closes, opens + ATTEND_WITHIN)
        if need.before is not None:
            closes = min(closes, need.before)
    return Band(day, slot.id, opens, closes) if opens < closes else None


def slots_of(rules: AppointmentRules, kind: AppointmentKind, need: Need) -> list[SlotType]:
    """The bands that this need may be met in, best first."""
    return [rules.slots[name] for name in need.slots or kind.slots if name in rules.slots]


def ruled_out(rules: AppointmentRules, need: Need, now: datetime, day: date, opens: datetime, closes: datetime,
              emergency: bool = False) -> str:  # fmt: skip
    """'' when a time like this may be offered as far as rules go, else why not, in words for an agent."""
    today = london(now).date()
    if day < today or closes <= now:
        return "in the past"
    if (day - today).days > rules.horizon_days:
        return f"more than {rules.horizon_days} days ahead"
    if not emergency and is_bank_holiday(day):
        return "bank holiday"
    if not emergency and opens < now + rules.notice:
        return "too soon"
    if need.after is not None and opens < need.after:
        return f"not before {_named(need.after)}"
    if need.before is not None and closes > need.before:
        return f"after the legal deadline, {_named(need.before)}"
    return ""


def _named(at: datetime) -> str:
    there = london(at)
    return f"{there:%A} {there.day} {there:%B}"


# --- wishes ----------------------------------------------------------------------------------


def suits(wish: Wish, slot: str, day: date, rules: AppointmentRules) -> bool:
    """Is this band of this day as wished? The whole band must lie within the hours that were named."""
    hours = _hours(slot, rules)
    return hours is not None and suits_minutes(wish, slot, day, hours[0], hours[1], rules)


def suits_minutes(wish: Wish, slot: str, day: date, starts: int, ends: int, rules: AppointmentRules) -> bool:
    """The same for a time of its own, as a session has it. Minutes are London's, from midnight."""
    weekday = day.weekday()
    if (wish.days or wish.weekdays) and day not in wish.days and weekday not in wish.weekdays:
        return False
    if day in wish.not_days or weekday in wish.not_weekdays:
        return False
    if (wish.first_day and day < wish.first_day) or (wish.last_day and day > wish.last_day):
        return False
    if wish.parts and not any(_is_part(slot, starts, ends, part, rules) for part in wish.parts):
        return False
    if any(_touches(slot, starts, ends, part, rules) for part in wish.not_parts):
        return False
    if wish.at is not None and not starts <= _minute(wish.at) < ends:
        return False
    if wish.not_before is not None and starts < _minute(wish.not_before):
        return False
    return wish.not_after is None or ends <= _minute(wish.not_after)


def slot_at(rules: AppointmentRules, starts: int, weekday: int) -> str:
    """The band that a session's minute counts as."""
    if weekday == 5 and "saturday" in rules.slots:
        return "saturday"
    for name in ("am", "pm"):
        if starts < (_hours(name, rules) or (0, 0))[1]:
            return name
    return "evening"


def _hours(name: str, rules: AppointmentRules) -> tuple[int, int] | None:
    slot = rules.slots.get(name)
    return (slot.starts, slot.ends) if slot else _HOURS.get(name)


def _is_part(slot: str, starts: int, ends: int, part: str, rules: AppointmentRules) -> bool:
    """'am' is meant by a Saturday's band too, when it ends by noon; a band of its own name is itself."""
    if slot == part:
        return True
    hours = _hours(part, rules)
    if slot in ("am", "school_run", "pm", "evening") or hours is None:
        return False
    return (hours[0] <= starts or part == "am") and ends <= hours[1]


def _touches(slot: str, starts: int, ends: int, part: str, rules: AppointmentRules) -> bool:
    """'Not mornings' leaves out what may begin in the morning as well; 'not school run' only that band."""
    hours = _hours(part, rules)
    if slot == part or part == "school_run" or hours is None:
        return slot == part
    return starts < hours[1] and hours[0] < ends


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
