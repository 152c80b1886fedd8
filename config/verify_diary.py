"""The diary's invariants: nothing double, nobody's time taken for nothing, no case that waits for a visit in vain."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, groupby

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from router.appointments import cells
from router.appointments.booking import same_job
from router.appointments.needs import Job, jobs_of
from router.clock import london
from router.model import Appointment, Case, DiaryCell, DiarySession, Event, Repair, TimesOffered
from router.values import AGREED, LIVE, Landlord

_ROWS = 1000  # appointments at a time
_Seat = tuple[int, int]  # resource and seat
_Owned = dict[int, dict[_Seat, tuple[int, datetime, datetime]]]


def counts(session: Session, late: datetime) -> Iterator[tuple[str, int]]:
    """(invariant, how often it is broken). What was due before `late` is stuck."""
    a = Appointment
    live = _look_at_live(session)
    yield "slot over capacity", live.double + _sessions_over(session)
    yield "appointment without its slot", live.without
    yield "visit whose cells are not its time", live.other_cells
    yield "diary cell of no live visit", _of_nobody(session)
    forgotten = or_(a.held_until.is_(None), a.held_until <= late)
    yield "hold past its time", _count(session, a, a.state == "held", forgotten)
    yield "arranged case with nothing arranged", _in_vain(session, late)
    yield "two visits for the same job", _visits_twice(session)


def _count(session: Session, noun: type[Appointment | Case], *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(noun).where(*conditions)) or 0


def _sessions_over(session: Session) -> int:
    """Visits of a session's minute beyond its seats; of one that was called off, every visit."""
    a, s = Appointment, DiarySession
    each = (
        select(a.slot_id, func.count().label("taken"), s.seats, s.state)
        .join(s, s.id == a.session_id).where(a.state.in_(LIVE)).group_by(a.slot_id, s.id, s.seats, s.state)
    )  # fmt: skip
    return sum(max(row.taken - (row.seats if row.state == "planned" else 0), 0) for row in session.execute(each))


@dataclass
class _Live:
    """What is wrong with live visits. `double`: they begin before an earlier one of their seat is over, travel and
    buffer counted in. `without`: in no band or minute, or without a cell. `other_cells`: not those of their time."""

    double: int = 0
    without: int = 0
    other_cells: int = 0


def _look_at_live(session: Session) -> _Live:
    """Every live visit, read once."""
    found, owned = _Live(), _owned(session)
    times: dict[_Seat, list[tuple[datetime, datetime]]] = defaultdict(list)
    query = select(Appointment).where(Appointment.state.in_(LIVE))
    for row in session.scalars(query.execution_options(yield_per=_ROWS)):
        wanted = {}
        for resource_id, start, until, seat in cells.stretches(row):
            each = cells.beginnings(start, until)
            wanted[resource_id, seat] = len(each), each[0], each[-1]
            times[resource_id, seat].append((start, until))
        there = owned.get(row.id, {})
        found.without += row.slot_id != _slot_of(row) or not there
        found.other_cells += bool(there) and there != wanted
    for stretches in times.values():
        over = stretches[0][0] - timedelta(days=365 * 100)
        for start, until in sorted(stretches):
            found.double += start < over
            over = max(over, until)
    return found


def _slot_of(row: Appointment) -> str:
    """The band or minute that it is in."""
    if row.session_id is not None:
        return f"s{row.session_id}:{london(row.starts_at):%H%M}"
    return f"{row.resource_id}:{london(row.window_from).date()}:{row.slot}"


def _owned(session: Session) -> _Owned:
    """How many cells each appointment has of each seat, the first and the last of them."""
    c = DiaryCell
    query = select(c.appointment_id, c.resource_id, c.seat, func.count(), func.min(c.starts_at), func.max(c.starts_at))
    owned: _Owned = defaultdict(dict)
    for appointment_id, resource_id, seat, number, first, last in session.execute(
        query.group_by(c.appointment_id, c.resource_id, c.seat)
    ):
        owned[appointment_id][resource_id, seat] = number, first, last
    return owned


def _of_nobody(session: Session) -> int:
    live = exists().where(Appointment.id == DiaryCell.appointment_id, Appointment.state.in_(LIVE))
    return session.scalar(select(func.count()).select_from(DiaryCell).where(~live)) or 0


def _in_vain(session: Session, late: datetime) -> int:
    """No time is held, agreed or put to the tenant, or the time to wait for one is over; and nothing moved since."""
    c = Case
    live = exists().where(Appointment.case_id == c.id, Appointment.state.in_(LIVE))
    offered = exists().where(TimesOffered.case_id == c.id, TimesOffered.state == "open")
    moved = exists().where(Event.case_id == c.id, Event.at > late)
    over = or_(c.arranged_until.is_(None), c.arranged_until <= late)
    return _count(session, Case, c.state == "arranged", or_(over, and_(~live, ~offered)), ~moved)


def nobody_sent(session: Session, late: datetime, landlord: Landlord) -> int:
    """Something is broken that no visit was agreed or held for, no times are on offer for any repair, and nobody has
    the case: what is arranged is for something else. How long a visit is over is not looked at: `_in_vain` does."""
    moved = exists().where(Event.case_id == Case.id, Event.at > late)
    arranged = select(Case.id).where(Case.state == "arranged", ~moved)
    offered = select(TimesOffered.case_id, TimesOffered.need).where(
        TimesOffered.state == "open", TimesOffered.case_id.in_(arranged))  # fmt: skip
    seen_to = {case_id for case_id, need in session.execute(offered) if need.get("repairs")}
    a, covered = Appointment, defaultdict[int, set[Job]](set)
    for case_id, repairs, trades in session.execute(
        select(a.case_id, a.repairs, a.trades).where(a.case_id.in_(arranged), a.state.in_((*LIVE, "done")))
    ):
        covered[case_id] |= {(repair, trade) for repair in repairs for trade in trades}
    reported = select(Repair.case_id, Repair.repair).where(Repair.case_id.in_(arranged), Repair.state == "reported")
    return len({
        case_id for case_id, name in session.execute(reported) if case_id not in seen_to
        and not covered[case_id].issuperset(jobs_of(landlord.repairs.get(name)))
    })  # fmt: skip


def _visits_twice(session: Session) -> int:
    """Pairs of agreed visits of one case for the same kind, repair and trade."""
    a = Appointment
    several = select(a.case_id).where(a.state.in_(AGREED)).group_by(a.case_id).having(func.count() > 1)
    query = select(a).where(a.state.in_(AGREED), a.case_id.in_(several)).order_by(a.case_id, a.id)
    return sum(
        same_job(one, other)
        for _, rows in groupby(session.scalars(query), key=lambda row: row.case_id)
        for one, other in combinations(list(rows), 2)
    )
