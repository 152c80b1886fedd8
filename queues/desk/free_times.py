"""The times a visit could have, laid out as a table: what is free, what is taken, and why anything is not offered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from queues import times
from queues.context import desk
from queues.desk import visit_words
from router.appointments import availability
from router.appointments.bands import days_from
from router.clock import london
from router.model import Appointment, Resource
from router.values import FreeTime, Need, SlotType

ANOTHER = "Nothing was booked. These are the next free times."
TAKEN = ("", "booked", "all booked", "room kept for emergencies")
"""What the diary says of a time that was free when the page was made, and that somebody else has now."""
NO_SESSION = "no session that day"


@dataclass(frozen=True, slots=True)
class Free:
    """A time to choose. `value`: for the form. `words`: the whole of it, for who cannot see the table."""

    value: str
    label: str
    words: str
    near: bool


@dataclass(slots=True)
class Cell:
    """One band of one row: free times, or `why` there is none; `here`: the visit that is being moved is here now.

    `others`: how many more people are free then. `off`: there is no such band, or no session, on this day.
    `minutes`: the times are minutes of a session, many and short.
    """

    band: str
    free: list[Free] = field(default_factory=list)
    why: str = ""
    here: str = ""
    others: int = 0
    off: bool = False
    minutes: bool = False


@dataclass(slots=True)
class Row:
    """A day, or a person on one day. `link`: the day's own page, as the query of its address."""

    title: str
    under: str
    cells: list[Cell]
    day: date | None = None
    today: bool = False


@dataclass(slots=True)
class Table:
    """The whole of it. `bands`: (id, label, words) of the columns: bands of a day, or offices. `best`: the soonest few,
    as a tenant is offered."""

    bands: list[tuple[str, str, str]]
    rows: list[Row]
    best: list[Free]


def value_of(free: FreeTime) -> str:
    """How a form says it: the day, the band, who, and of a session its minute. The server finds it again by these."""
    there = london(free.window_from)
    minute = f"{london(free.starts_at):%H%M}" if free.session_id else ""
    return f"{there.date().isoformat()}|{free.slot}|{free.resource_id}|{minute}"


def again(session: Session, need: Need, value: str, at: datetime) -> FreeTime | None:
    """The very time that a form names, if it is still free now; None when it is gone, or was never offered."""
    parts = value.split("|")
    who = _row_number(parts[2]) if len(parts) == 4 else None
    if who is None:
        return None
    try:
        day = date.fromisoformat(parts[0])
    except ValueError:
        return None
    wanted, rules = replace(need, resource_id=who), desk().landlord.appointments
    if not parts[3]:
        return availability.any_time(session, rules, wanted, at, day, parts[1])
    minutes = availability.every_time(session, rules, wanted, at, day, 1)
    return next((free for free in minutes if value_of(free) == value), None)


def _row_number(text: str) -> int | None:
    """What a form gives as a row's number; None for what can be none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def chosen_words(session: Session, value: str, at: datetime) -> str:
    """What a form named, in words, though it can no longer be had."""
    day, slot, who, minute = [*value.split("|"), "", "", "", ""][:4]
    try:
        there = visit_words.day_words(date.fromisoformat(day), london(at).date())
    except ValueError:
        return "that time"
    known = _row_number(who)
    name = session.scalar(select(Resource.name).where(Resource.id == known)) if known else None
    band = f"{minute[:2]}:{minute[2:]}" if minute else visit_words.band_words(slot) or slot
    return f"{there}, {band}" + (f", {'at' if minute else 'with'} {name}" if name else "")


def refusal(session: Session, need: Need, value: str, at: datetime) -> str:
    """Why a time that a form named cannot be had, for an agent: somebody was first, or the diary does not have it."""
    words = chosen_words(session, value, at)
    day, slot, who, minute = [*value.split("|"), "", "", ""][:4]
    try:
        there = date.fromisoformat(day)
    except ValueError:
        return f"That is none of the times of this page. {ANOTHER}"
    need = replace(need, resource_id=_row_number(who) or need.resource_id)
    why = availability.why_gone(session, desk().landlord.appointments, need, at, there, slot, minute)
    if why in TAKEN:
        return f"Somebody was first: {words} has just been taken. {ANOTHER}"
    return f"{visit_words.capital(words)} cannot be had: {why}. {ANOTHER}"


def words_of(free: FreeTime, name: str, at: datetime) -> str:
    """'Tue 24 Nov, morning, 8am to 12 noon, with Dan Price'; 'Tue 24 Nov, 09:40 to 10:00, at Millgate Office'."""
    window = visit_words.window_words(free.window_from, free.window_until, "" if free.session_id else free.slot, at)
    return f"{window}, {'at' if free.session_id else 'with'} {name}"


def _names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    wanted = set(ids)
    query = select(Resource.id, Resource.name).where(Resource.id.in_(wanted))
    return {row[0]: row[1] for row in session.execute(query)} if wanted else {}


def _free(free: FreeTime, names: dict[int, str], at: datetime, label: str = "") -> Free:
    name = names.get(free.resource_id, "somebody")
    if free.second_id:
        name = f"{name} and {names.get(free.second_id, 'a second person')}"
    return Free(value_of(free), label or name, visit_words.capital(words_of(free, name, at)), free.near)


def best(session: Session, need: Need, at: datetime, moving: Appointment | None = None) -> list[Free]:
    """The next few, as a tenant would be offered them: never the band that the visit has already."""
    rules = desk().landlord.appointments
    found = availability.find(session, rules, need, at, limit=rules.times + (moving is not None))
    if moving is not None:
        own = moving.window_from, moving.slot, moving.session_id and moving.starts_at
        found = [one for one in found if (one.window_from, one.slot, one.session_id and one.starts_at) != own]
    names = _names(session, _people(found))
    return [_free(free, names, at) for free in found[: rules.times]]


def _people(found: Iterable[FreeTime]) -> set[int]:
    return {number for free in found for number in (free.resource_id, free.second_id) if number}


def _bands(need: Need) -> list[SlotType]:
    rules = desk().landlord.appointments
    kind = rules.kinds.get(need.kind)
    wanted = need.slots or (kind.slots if kind else ())
    return [rules.slots[slot] for slot in wanted if slot in rules.slots]


# --- by day ----------------------------------------------------------------------------------------


def week(session: Session, need: Need, at: datetime, first: date, days: int, moving: Appointment | None) -> Table:
    """Rows are days from `first` on, columns the bands of its kind."""
    rules = desk().landlord.appointments
    found = availability.every_time(session, rules, need, at, first, days)
    names, bands = _names(session, _people(found)), _bands(need)
    by: dict[tuple[date, str], list[FreeTime]] = defaultdict(list)
    for free in found:
        by[london(free.window_from).date(), free.slot].append(free)
    why = {(no.day, no.slot): no.why for no in availability.why_not(session, rules, need, at, first, days)}
    columns = [(band.id, visit_words.capital(band.label), band.words) for band in bands] or [("", "Times", "")]
    rows = []
    for there in days_from(first, days):
        cells = []
        for band, _, _ in columns:
            here = _here(moving, there, band)
            every = [] if here and band else by.get((there, band), [])
            shown = sorted(every, key=lambda one: not one.near)[:1]
            cell = _cell(band, shown, names, at, _why(why, there, band), here, len(every) - len(shown))
            cells.append(_or_never(cell, there))
        rows.append(_row_of(there, cells, at))
    return Table(columns, rows, best(session, need, at, moving))


def week_of_places(session: Session, need: Need, at: datetime, first: date, days: int, places: Sequence[Resource],
                   moving: Appointment | None) -> Table:  # fmt: skip
    """The same of sessions: columns are the offices, in each cell the minutes of that day."""
    rules = desk().landlord.appointments
    by: dict[tuple[date, int], list[FreeTime]] = defaultdict(list)
    for free in availability.every_time(session, rules, need, at, first, days):
        by[london(free.starts_at).date(), free.resource_id].append(free)
    why = {(no.day, place.id): no.why for place in places for no in availability.why_not(
        session, rules, replace(need, resource_id=place.id), at, first, days)}  # fmt: skip
    names = {place.id: place.name for place in places}
    rows = []
    for there in days_from(first, days):
        cells = []
        for place in places:
            here = _here(moving, there, "", place.id)
            cell = _cell("", by.get((there, place.id), []), names, at, _why_place(why, there, place.id), here)
            cells.append(_or_closed(cell))
        rows.append(_row_of(there, cells, at))
    return Table([(str(place.id), place.name, place.address) for place in places], rows,
                 best(session, need, at, moving))  # fmt: skip


def _why_place(why: dict[tuple[date, int], str], day: date, place: int) -> str:
    return visit_words.capital(why.get((day, place), "") or "not free")


def _or_closed(cell: Cell) -> Cell:
    """Most offices are open on some days only: a day without a session is a dash, not a wall of words."""
    if not cell.free and not cell.here and cell.why == visit_words.capital(NO_SESSION):
        cell.why, cell.off = "", True
    return cell


def _row_of(day: date, cells: list[Cell], at: datetime) -> Row:
    today = day == london(at).date()
    return Row(f"{day:%A}", f"{day.day} {day:%B}" + (", today" if today else ""), cells, day, today)


def _or_never(cell: Cell, day: date) -> Cell:
    slot = desk().landlord.appointments.slots.get(cell.band)
    if slot is not None and day.weekday() not in slot.days and not cell.free and not cell.here:
        cell.why, cell.off = "", True
    return cell


def _why(why: dict[tuple[date, str], str], day: date, band: str) -> str:
    found = why.get((day, band)) or why.get((day, "")) or ""
    if not found and not band:
        found = next((words for (there, _), words in why.items() if there == day), "")
    return visit_words.capital(found) or "Not free."


def _here(moving: Appointment | None, day: date, band: str, resource_id: int | None = None) -> str:
    if moving is None or london(moving.window_from).date() != day or (band and moving.slot != band):
        return ""
    if resource_id is not None and moving.resource_id != resource_id:
        return ""
    clock = f", {times.clock(moving.starts_at)}" if moving.session_id else ""
    return f"Booked now: {moving.resource.name}{clock}"


def _cell(band: str, found: Sequence[FreeTime], names: dict[int, str], at: datetime, why: str, here: str,
          others: int = 0, label: str = "") -> Cell:  # fmt: skip
    minutes = [_free(free, names, at, times.clock(free.starts_at) if free.session_id else label) for free in found]
    return Cell(
        band, minutes, "" if minutes or here else why, here, others, minutes=any(one.session_id for one in found)
    )


# --- by person --------------------------------------------------------------------------------------


def day(session: Session, need: Need, at: datetime, the_day: date, people: Sequence[Resource],
        moving: Appointment | None) -> Table:  # fmt: skip
    """Rows are the people who could come, columns the bands of that one day."""
    rules = desk().landlord.appointments
    columns = [(band.id, visit_words.capital(band.label), band.words) for band in _bands(need)] or [("", "Times", "")]
    found = availability.every_time(session, rules, need, at, the_day, 1)
    names = _names(session, _people(found))
    rows = []
    for person in people:
        mine = [free for free in found if free.resource_id == person.id]
        theirs = replace(need, resource_id=person.id)
        why = {(no.day, no.slot): no.why for no in availability.why_not(session, rules, theirs, at, the_day, 1)}
        cells = []
        for band, _, _ in columns:
            here = _here(moving, the_day, band, person.id)
            free = [] if here and band else [one for one in mine if one.session_id or one.slot == band]
            cells.append(_or_never(_cell(band, free, names, at, _why(why, the_day, band), here, label="Free"), the_day))
        under = visit_words.trades(person.trades) or person.address
        patches = f"only {', '.join(person.patches)}" if person.patches else ""
        rows.append(Row(person.name, ", ".join(part for part in (under, patches) if part), cells))
    return Table(columns, rows, best(session, need, at, moving))
