"""Who could serve a need, when they work, and what of their time is taken: a span of days, read in a few plain queries.

A stretch of time is an int, one bit for each five minutes of the span; so sixty people's fortnight is put together,
and searched, in a few milliseconds. What is taken is every appointment in a state of `LIVE`: a hold whose time has
passed counts until it is ended, for it owns its cells until then.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, literal, or_, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from router.appointments.bands import CELL, days_from, instant
from router.model import Appointment, DiarySession, Home, Leave, Patch, Resource, WorkingPattern, table
from router.values import AGREED, LIVE, AppointmentKind, Need
from router.working_time import is_bank_holiday

OUT_OF_HOURS = "out_of_hours"
"""The trade of those who come for emergencies at any hour, bank holidays included."""
SAME_STREET, SAME_PATCH, FAR = 2, 1, 0
_SECONDS = int(CELL.total_seconds())
_APPOINTMENT = table(Appointment)
_LONGEST = timedelta(days=1)
"""No visit blocks more than this: what began earlier cannot reach into the span."""


Visit = tuple[int, int, int, int]
"""In cells of the span: blocked until, the work begins, blocked from; and how near its home is to that of the need."""


@dataclass(slots=True)
class Diarist:
    """One seat of a person, team or place. `works`: the pattern, `away`: leave, `taken`: what is held or agreed.

    `near`: visits in the street or patch of the need, agreed and not merely held. `short`: (blocked from, the work
    begins) of visits elsewhere whose journey was planned from nearer by than the need's home.
    """

    id: int
    name: str
    kind: str
    seat: int
    trades: frozenset[str]
    languages: frozenset[str]
    works: int = 0
    away: int = 0
    taken: int = 0
    near: list[Visit] = field(default_factory=list)
    short: list[tuple[int, int]] = field(default_factory=list)

    @property
    def is_out_of_hours(self) -> bool:
        return OUT_OF_HOURS in self.trades


class Diary:
    """The span itself: `days` London days from `first_day` on, and whose time it is."""

    def __init__(self, first_day: date, days: int) -> None:
        self.first_day, self.days = first_day, days
        self.begins, self.ends = instant(first_day, 0), instant(first_day + timedelta(days=days), 0)
        self._origin = int(self.begins.timestamp())
        self.cells = (int(self.ends.timestamp()) - self._origin) // _SECONDS
        self.diarists: list[Diarist] = []
        self.of: dict[int, list[Diarist]] = {}
        self.helpers: set[int] = set()  # those who could only come along, where two must

    def cell(self, at: datetime) -> int:
        """The cell that this instant is in."""
        return (int(at.timestamp()) - self._origin) // _SECONDS

    def cell_after(self, at: datetime) -> int:
        """The first cell that begins at this instant or later."""
        return -((self._origin - int(at.timestamp())) // _SECONDS)

    def at(self, cell: int) -> datetime:
        """When a cell begins, as UTC."""
        return self.begins + cell * CELL

    def add(self, row: Any) -> None:
        """A resource, by its columns: each of its seats has a day of its own."""
        who = row.id, row.name, row.kind
        self.of[row.id] = [Diarist(*who, seat, frozenset(row.trades), frozenset(row.languages))
                           for seat in range(max(row.seats, 1))]  # fmt: skip
        self.diarists += self.of[row.id]

    def stretch(self, start: int, end: int) -> int:
        """The bits of these cells, so far as they are in the span."""
        start, end = max(start, 0), min(end, self.cells)
        return (1 << end) - (1 << start) if end > start else 0

    def inner(self, begin: datetime, end: datetime) -> int:
        """The whole cells between two instants."""
        return self.stretch(self.cell_after(begin), self.cell(end))

    def outer(self, begin: datetime, end: datetime) -> int:
        """Every cell that a stretch of time touches."""
        return self.stretch(self.cell(begin), self.cell_after(end))


def read(session: Session, kind: AppointmentKind, need: Need, first_day: date, days: int, travel: int = 0) -> Diary:
    """The diary of everybody who could serve this need, or come along where two must. `travel`: in cells, from afar."""
    session.flush()  # what this transaction has held or let go so far counts
    diary = Diary(first_day, days)
    staff_ids = _people(session, diary, kind, need)
    if diary.of:
        _patterns(session, diary)
        _leave(session, diary)
        _events(session, diary, staff_ids)
        _visits(session, diary, _Neighbourhood(session, need), travel)
    return diary


def everybody(session: Session, people: Sequence[Resource], first_day: date, days: int) -> Diary:
    """The diary of these people and places whatever they serve, for a page that shows it. Nobody counts as near."""
    diary = Diary(first_day, days)
    for person in people:
        diary.add(person)
    if diary.of:
        _patterns(session, diary)
        _leave(session, diary)
        _events(session, diary, {person.staff_id: person.id for person in people if person.staff_id is not None})
        _visits(session, diary, _Neighbourhood(session, None), 0)
    return diary


# --- who -------------------------------------------------------------------------------------


def _people(session: Session, diary: Diary, kind: AppointmentKind, need: Need) -> dict[int, int]:
    """Put whoever could come into the diary. Returns the diary's people by the staff that they are."""
    columns = (Resource.id, Resource.name, Resource.kind, Resource.serves, Resource.trades, Resource.patches,
               Resource.languages, Resource.seats, Resource.staff_id)  # fmt: skip
    officer = session.scalar(select(Patch.officer_id).where(Patch.code == need.patch))
    rows = [row for row in session.execute(select(*columns).where(Resource.active).order_by(Resource.id))
            if kind.id in row.serves and _covers(row.patches, need.patch, kind)]  # fmt: skip
    can = [row for row in rows if need.resource_id in (None, row.id) and _can(row, kind, need, officer)]
    helpers = []
    if need.two_people:  # the second one need not be of the trade
        helpers = [row for row in rows if row not in can and row.kind in {one.kind for one in can}]
    diary.helpers = {row.id for row in helpers}
    for row in (*can, *helpers):
        diary.add(row)
    return {row.staff_id: row.id for row in (*can, *helpers) if row.staff_id is not None}


def _covers(patches: Sequence[str], patch: str, kind: AppointmentKind) -> bool:
    if patch or kind.where in ("home", "estate"):
        return not patches or patch in patches
    return True  # whoever comes to us, or is rung, may be anybody's


def _can(row: Any, kind: AppointmentKind, need: Need, officer: int | None) -> bool:
    """Can this one do it? `officer`: the staff whose patch it is."""
    if (row.kind == "place") != (kind.owner == "place"):
        return False
    if kind.owner == "place":
        return True
    if kind.owner == "patch_officer":
        return row.staff_id == officer if officer is not None else need.patch in row.patches
    if kind.owner == "agent":
        return bool(row.kind == "agent")
    if kind.owner in ("trade", OUT_OF_HOURS):
        # For everybody: gas and electrics are for whoever is registered. Where no trade is named, nobody is fit.
        return bool(need.trades) and set(need.trades) <= set(row.trades)
    return kind.owner in row.trades or kind.owner == row.kind


# --- when they work --------------------------------------------------------------------------


def _patterns(session: Session, diary: Diary) -> None:
    columns = (WorkingPattern.resource_id, WorkingPattern.weekday, WorkingPattern.starts, WorkingPattern.ends,
               WorkingPattern.from_day, WorkingPattern.until_day, WorkingPattern.every_weeks)  # fmt: skip
    in_force = or_(WorkingPattern.until_day.is_(None), WorkingPattern.until_day >= diary.first_day)
    query = select(*columns).where(WorkingPattern.resource_id.in_(diary.of), in_force)
    days = list(days_from(diary.first_day, diary.days))
    closed = 0
    for day in days:
        if is_bank_holiday(day):
            closed |= diary.inner(instant(day, 0), instant(day, 24 * 60))
    alike: dict[tuple[Any, ...], int] = {}
    for row in session.execute(query):
        number, key = row[0], tuple[Any, ...](row)[1:]
        bits = alike.get(key)
        if bits is None:
            bits = alike[key] = _pattern_bits(diary, days, *key)
        for one in diary.of[number]:
            one.works |= bits if one.is_out_of_hours else bits & ~closed


def _pattern_bits(diary: Diary, days: Iterable[date], weekday: int, starts: int, ends: int, from_day: date,
                  until_day: date | None, every_weeks: int) -> int:  # fmt: skip
    bits = 0
    first_monday = from_day - timedelta(days=from_day.weekday())
    for day in days:
        if day.weekday() != weekday or day < from_day or (until_day is not None and day > until_day):
            continue
        if (day - first_monday).days // 7 % max(every_weeks, 1) == 0:
            bits |= diary.inner(instant(day, starts), instant(day, ends))
    return bits


def _leave(session: Session, diary: Diary) -> None:
    query = select(Leave.resource_id, Leave.from_at, Leave.until_at).where(
        Leave.resource_id.in_(diary.of), Leave.ended_at.is_(None),
        Leave.until_at > diary.begins, Leave.from_at < diary.ends,
    )  # fmt: skip
    for number, begin, end in session.execute(query):
        for one in diary.of[number]:
            one.away |= diary.outer(begin, end)


def _events(session: Session, diary: Diary, staff_ids: dict[int, int]) -> None:
    """Walkabouts and surgeries take the time of whoever holds them (not of the place: that is what they fill)."""
    columns = (DiarySession.resource_id, DiarySession.officer_id, DiarySession.starts_at, DiarySession.ends_at)
    query = select(*columns).where(
        or_(DiarySession.resource_id.in_(diary.of), DiarySession.officer_id.in_(staff_ids)),
        DiarySession.state == "planned", DiarySession.starts_at < diary.ends, DiarySession.ends_at > diary.begins,
    )  # fmt: skip
    for resource_id, officer_id, begin, end in session.execute(query):
        held_by = staff_ids.get(officer_id) if officer_id is not None else None
        for number in {resource_id, held_by or resource_id}:
            for one in diary.of.get(number, ()):
                if one.kind != "place":
                    one.taken |= diary.outer(begin, end)


# --- what is taken ---------------------------------------------------------------------------


def _visits(session: Session, diary: Diary, near: "_Neighbourhood", travel: int) -> None:
    floor, ceiling = _Cells(diary, 0), _Cells(diary, _SECONDS - 1)
    marks = {number: [(one, bytearray(b"0" * diary.cells)) for one in seats] for number, seats in diary.of.items()}
    for column in (_APPOINTMENT.c.resource_id, _APPOINTMENT.c.second_id):
        # By the table, not by the class, and all at once: the thousands of rows come a third faster.
        rows = session.connection().execute(_taken(diary, column)).all()
        for number, seat, state, home_id, blocked_from, blocked_until, starts_at in rows:
            seats = marks[number]
            one, taken = seats[seat if seat < len(seats) else 0]
            begin, end, starts = floor[blocked_from], ceiling[blocked_until], floor[starts_at]
            first = max(0, begin)
            taken[first:end] = b"1" * (end - first)
            closeness = near[home_id]
            if closeness and state in AGREED:
                one.near.append((end, starts, begin, closeness))
            elif begin > starts - travel:
                one.short.append((begin, starts))
    for one, taken in (pair for seats in marks.values() for pair in seats):
        one.taken |= int(taken[diary.cells - 1 :: -1], 2)  # the first cell is the lowest bit


def _taken(diary: Diary, column: ColumnElement[int]) -> Any:
    a = _APPOINTMENT.c
    seat = a.seat if column is a.resource_id else literal(0)  # the second person has one
    return select(
        column, seat, a.state, a.home_id, as_stored(a.blocked_from), as_stored(a.blocked_until),
        as_stored(a.starts_at),
    ).where(column.in_(diary.of), a.state.in_(LIVE), a.blocked_from >= diary.begins - _LONGEST,
            a.blocked_from < diary.ends, a.blocked_until > diary.begins)  # fmt: skip


class _Cells(dict[Any, int]):
    """Cells by what the driver handed over: of many thousand times few differ. `more`: seconds, to round up."""

    def __init__(self, diary: Diary, more: int) -> None:
        super().__init__()
        self._origin = int(diary.begins.timestamp()) - more

    def __missing__(self, stored: Any) -> int:
        found = self[stored] = (int(instant_of(stored).timestamp()) - self._origin) // _SECONDS
        return found


def as_stored(column: ColumnElement[datetime]) -> Any:
    """A time as the driver hands it over: thousands of them are read, and few differ (`instant_of`)."""
    return type_coerce(column, NullType())


def instant_of(stored: Any) -> datetime:
    """What `as_stored` read, as aware UTC: SQLite keeps text, PostgreSQL an instant."""
    at = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


class _Neighbourhood(dict[int | None, int]):
    """How near other homes are, by their id: in the same street, or at least in the same patch."""

    def __init__(self, session: Session, need: Need | None) -> None:
        super().__init__({None: FAR})
        self._street, self._addresses = "", dict[int, str]()
        if need is None or not (need.patch or need.home_id):
            return
        patch = select(Patch.id).where(Patch.code == need.patch)
        if not need.patch:
            patch = select(Home.patch_id).where(Home.id == need.home_id)
        self._street = street_of(need.street)
        homes = table(Home).c
        query = select(homes.id, homes.address).where(homes.patch_id == patch.scalar_subquery())
        self._addresses = {row[0]: row[1] for row in session.connection().execute(query)}

    def __missing__(self, home_id: int) -> int:
        address = self._addresses.get(home_id)
        found = FAR if address is None else SAME_PATCH
        if address is not None and self._street and street_of(address) == self._street:
            found = SAME_STREET
        self[home_id] = found
        return found


def street_of(address: str) -> str:
    """'alder row' of '14 Alder Row, Millgate' and of 'Flat 2, Alder House, Alder Row, Millgate'; '' of nothing."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    if not parts:
        return ""
    street = parts[-2] if len(parts) > 1 else parts[0]
    return re.sub(r"^\d+\w?(\s*-\s*\d+\w?)?\s+", "", street).casefold()
