"""Who could serve a need, when they work, and what of their time is taken: a span of days, read in a few plain queries.

What is taken (`taken.py`) is every appointment in a state of `LIVE`: a hold whose time has passed counts until it is
ended, for it owns its cells until then.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from router.appointments import taken
from router.appointments.bands import days_from, instant
from router.appointments.span import OUT_OF_HOURS, Diarist, Diary
from router.appointments.taken import FAR, SAME_PATCH, SAME_STREET, street_of
from router.model import DiarySession, Leave, Patch, Resource, WorkingPattern
from router.values import AppointmentKind, Need
from router.working_time import is_bank_holiday

__all__ = ["FAR", "OUT_OF_HOURS", "SAME_PATCH", "SAME_STREET", "Diarist", "Diary", "everybody", "read", "street_of"]


def read(session: Session, kind: AppointmentKind, need: Need, first_day: date, days: int) -> Diary:
    """The diary of everybody who could serve this need, or come along where two must."""
    session.flush()  # what this transaction has held or let go so far counts
    diary = Diary(first_day, days)
    staff_ids = _people(session, diary, kind, need)
    if diary.of:
        _patterns(session, diary)
        _leave(session, diary)
        _events(session, diary, staff_ids)
        taken.read(session, diary, need)
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
        taken.read(session, diary, None)
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
        return bool(row.kind == "agent" or row.id == need.resource_id)  # an officer who is asked for by name
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
