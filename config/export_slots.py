"""`frontdoor export slots`: how much of each band and each surgery's minute is taken.

A row for each person's bands of each London day on which they work or are booked, and for each minute of each session,
from 30 days back to as far ahead as is offered. `id` is what appointments name as `slot_id`. `taken`: live visits and
holds. `capacity`: in whole visits, those that there are and as many more as fit into what is free. Where some overlap
it is how many of them can take place: only then is `taken` above it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments.bands import CELL, TODAY, days_from, instant
from router.appointments.diary import Diarist, Diary, everybody
from router.clock import iso_z, london
from router.model import Appointment, DiarySession, Resource
from router.values import LIVE, AppointmentRules, Json, SlotType

BACK = 30
"""Days before today."""

_Taken = dict[str, list[Appointment]]


def rows(session: Session, rules: AppointmentRules, now: datetime) -> Iterator[Json]:
    """Every slot, by person and day, then by session."""
    first, days = london(now).date() - timedelta(days=BACK), BACK + rules.horizon_days + 1
    people = session.scalars(select(Resource).where(Resource.kind != "place").order_by(Resource.id)).all()
    diary = everybody(session, people, first, days)
    taken = _taken(session, diary)
    for person in people:
        for day in days_from(first, days):
            yield from _bands(diary, rules, person, day, taken)
    yield from _minutes(session, diary, taken)


def _taken(session: Session, diary: Diary) -> _Taken:
    a = Appointment
    query = select(a).where(a.state.in_(LIVE), a.window_from < diary.ends, a.window_until > diary.begins)
    taken: _Taken = defaultdict(list)
    for row in session.scalars(query.order_by(a.blocked_from, a.id)):
        taken[row.slot_id].append(row)
    return taken


def _bands(diary: Diary, rules: AppointmentRules, person: Resource, day: date, taken: _Taken) -> Iterator[Json]:
    seats = diary.of.get(person.id, [])
    for slot in rules.slots.values():
        name = f"{person.id}:{day}:{slot.id}"
        there = taken.get(name, ())
        length = _visit(rules, person, slot)
        begins, ends = instant(day, slot.starts), instant(day, slot.ends)
        band = diary.inner(begins, ends) if length and day.weekday() in slot.days and slot.id != TODAY else 0
        works = any(one.works & band for one in seats)
        if there or (works and person.active):
            apart = _apart(there)
            more = sum(_fits(one, band, length) for one in seats) if person.active and apart == len(there) else 0
            yield _row(name, slot.id, person.code, begins, ends, apart + more, len(there))


def _visit(rules: AppointmentRules, person: Resource, slot: SlotType) -> int:
    """Cells of the shortest usual visit that this person makes in this band, with travel and buffer; 0 for none."""
    kinds = [rules.kinds[name] for name in person.serves if name in rules.kinds and slot.id in rules.kinds[name].slots]
    minutes = [one.minutes + (rules.travel + rules.buffer if one.where == "home" else 0) for one in kinds]
    return max(min(minutes) * timedelta(minutes=1) // CELL, 1) if minutes else 0


def _fits(seat: Diarist, band: int, length: int) -> int:
    """How many more visits of so many cells one after the other."""
    runs = f"{seat.works & band & ~seat.away & ~seat.taken:b}".split("0")
    return sum(len(run) // length for run in runs)


def _apart(there: Sequence[Appointment]) -> int:
    """How many of these can all take place: none of them overlaps another of its seat."""
    over: dict[tuple[int, int], datetime] = {}
    number = 0
    for row in sorted(there, key=lambda row: row.blocked_until):
        seat = row.resource_id, row.seat
        if seat not in over or row.blocked_from >= over[seat]:
            over[seat], number = row.blocked_until, number + 1
    return number


def _minutes(session: Session, diary: Diary, taken: _Taken) -> Iterator[Json]:
    s = DiarySession
    query = select(s, Resource.code).join(Resource, Resource.id == s.resource_id).where(
        Resource.kind == "place", s.starts_at >= diary.begins, s.starts_at < diary.ends)  # fmt: skip
    booked: dict[int | None, set[datetime]] = defaultdict(set)
    for row in (row for there in taken.values() for row in there):
        booked[row.session_id].add(row.starts_at)
    for planned, code in session.execute(query.order_by(s.starts_at, s.id)):
        length = timedelta(minutes=planned.minutes)
        starts = {planned.starts_at + n * length for n in range((planned.ends_at - planned.starts_at) // length)}
        is_open = planned.state == "planned"
        for at in sorted(starts | booked[planned.id] if is_open else booked[planned.id]):
            name = f"s{planned.id}:{london(at):%H%M}"
            seats = planned.seats if is_open else 0
            yield _row(name, planned.kind, code, at, at + length, seats, len(taken.get(name, ())))


def _row(name: str, kind: str, resource: str, begins: datetime, ends: datetime, capacity: int, taken: int) -> Json:
    return {"id": name, "kind": kind, "resource": resource, "starts_at": iso_z(begins), "ends_at": iso_z(ends),
            "capacity": capacity, "taken": taken}  # fmt: skip
