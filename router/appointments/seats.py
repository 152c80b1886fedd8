"""What is free in the surgery sessions of part-time offices: seats and minutes in place of bands and travel."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments.bands import CELL, instant, ruled_out, slot_at, suits_minutes, up_to_cell
from router.clock import london
from router.model import Appointment, DiarySession, Leave, Resource
from router.values import LIVE, AppointmentKind, AppointmentRules, FreeTime, Need, NotFree, Wish

Stretch = tuple[datetime, datetime]
Seat = tuple[int, int]
"""(place, seat)."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One place in a session: its minutes, whatever is taken. `why`: '' or why it may not be offered."""

    session_id: int
    place: int
    seats: int
    day: date
    slot: str
    starts_at: datetime
    ends_at: datetime
    until: datetime
    why: str = ""
    seat: int | None = None


def free_sittings(session: Session, rules: AppointmentRules, kind: AppointmentKind, need: Need, now: datetime,
                  first_day: date, days: int) -> list[FreeTime]:  # fmt: skip
    """Every minute of every session that has a seat, in the order of time; of each the lowest seat."""
    return [_free(one) for one in _sittings(session, rules, kind, need, now, first_day, days) if not one.why]


def why_closed(session: Session, rules: AppointmentRules, kind: AppointmentKind, need: Need, now: datetime,
               first_day: date, days: int) -> list[NotFree]:  # fmt: skip
    """A line for each day on which nothing is free (its band is ''), and for each part of a day that is full."""
    by: dict[date, dict[str, list[Sitting]]] = defaultdict(lambda: defaultdict(list))
    for one in _sittings(session, rules, kind, need, now, first_day, days):
        by[one.day][one.slot].append(one)
    found = []
    for day in (first_day + timedelta(days=n) for n in range(days)):
        why = ruled_out(rules, need, now, day, *(instant(day, 24 * 60 - 1),) * 2)
        if day not in by:
            late = why if why != "too soon" else ""
            found.append(NotFree(day, "", late or "no session that day"))
        for slot, each in by[day].items() if day in by else ():
            if all(one.why for one in each):
                found.append(NotFree(day, slot, each[-1].why))
    return found


def why_minute(session: Session, rules: AppointmentRules, kind: AppointmentKind, need: Need, now: datetime, day: date,
               minute: str) -> str:  # fmt: skip
    """Why this minute of a session ('0940', London's) is not to be had; '' when it is."""
    there = _sittings(session, rules, kind, need, now, day, 1)
    return next((one.why for one in there if f"{london(one.starts_at):%H%M}" == minute), "no session then")


def suits_sitting(wish: Wish, free: FreeTime, rules: AppointmentRules) -> bool:
    """Is this minute of a session as wished?"""
    starts, ends = london(free.starts_at), london(free.ends_at)
    minutes = (starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute)
    return suits_minutes(wish, free.slot, starts.date(), *minutes, rules)


def _free(one: Sitting) -> FreeTime:
    return FreeTime(
        resource_id=one.place, slot=one.slot, window_from=one.starts_at, window_until=one.ends_at,
        starts_at=one.starts_at, ends_at=one.ends_at, blocked_from=one.starts_at, blocked_until=one.until,
        seat=one.seat or 0, session_id=one.session_id,
    )  # fmt: skip


def _sittings(session: Session, rules: AppointmentRules, kind: AppointmentKind, need: Need, now: datetime,
              first_day: date, days: int) -> Iterator[Sitting]:  # fmt: skip
    session.flush()  # what this transaction has held or let go so far counts
    begin, end = instant(first_day, 0), instant(first_day + timedelta(days=days), 0)
    rows = [row for row in session.execute(
        select(DiarySession.id, DiarySession.resource_id, DiarySession.starts_at, DiarySession.ends_at,
               DiarySession.minutes, DiarySession.seats, Resource.serves, Resource.patches)
        .join(Resource, Resource.id == DiarySession.resource_id)
        .where(Resource.kind == "place", Resource.active, DiarySession.kind == kind.id, DiarySession.state == "planned",
               DiarySession.starts_at >= begin, DiarySession.starts_at < end)
        .order_by(DiarySession.starts_at, DiarySession.resource_id)
    ) if kind.id in row.serves and need.resource_id in (None, row.resource_id)
        and (not need.patch or not row.patches or need.patch in row.patches)]  # fmt: skip
    places = {row.resource_id for row in rows}
    taken, shut = _taken(session, places, begin, end, need.moves), _shut(session, places, begin, end)
    for row in rows:
        length = timedelta(minutes=row.minutes)
        step = -(-max(length, CELL) // CELL) * CELL
        at = up_to_cell(row.starts_at)
        while at + length <= row.ends_at:
            there = london(at)
            slot = slot_at(rules, there.hour * 60 + there.minute, there.weekday())
            seat = _lowest_seat(taken, row.resource_id, row.seats, at, at + step)
            why = ruled_out(rules, need, now, there.date(), at, at + length)
            if not why and _overlaps(shut[row.resource_id], at, at + step):
                why = "closed"
            if not why and seat is None:
                why = "all booked"
            yield Sitting(row.id, row.resource_id, row.seats, there.date(), slot, at, at + length, at + step, why, seat)
            at += step


def _taken(session: Session, places: set[int], begin: datetime, end: datetime,
           but: int | None) -> dict[Seat, list[Stretch]]:  # fmt: skip
    found: dict[Seat, list[Stretch]] = defaultdict(list)
    columns = (Appointment.resource_id, Appointment.seat, Appointment.blocked_from, Appointment.blocked_until)
    query = select(*columns).where(
        Appointment.resource_id.in_(places), Appointment.state.in_(LIVE),
        Appointment.blocked_from < end, Appointment.blocked_until > begin, Appointment.id != (but or 0),
    )  # fmt: skip
    for place, seat, blocked_from, blocked_until in session.execute(query) if places else ():
        found[place, seat].append((blocked_from, blocked_until))
    return found


def _shut(session: Session, places: set[int], begin: datetime, end: datetime) -> dict[int, list[Stretch]]:
    found: dict[int, list[Stretch]] = defaultdict(list)
    query = select(Leave.resource_id, Leave.from_at, Leave.until_at).where(
        Leave.resource_id.in_(places), Leave.ended_at.is_(None), Leave.from_at < end, Leave.until_at > begin
    )
    for place, from_at, until_at in session.execute(query) if places else ():
        found[place].append((from_at, until_at))
    return found


def _lowest_seat(taken: dict[Seat, list[Stretch]], place: int, seats: int, begin: datetime,
                 end: datetime) -> int | None:  # fmt: skip
    return next((seat for seat in range(seats) if not _overlaps(taken.get((place, seat), ()), begin, end)), None)


def _overlaps(stretches: list[Stretch] | tuple[()], begin: datetime, end: datetime) -> bool:
    return any(begin < until and since < end for since, until in stretches)
