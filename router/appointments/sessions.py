"""Surgeries at part-time offices and estate walkabouts: planned, counted, called off.

A surgery's visits are booked like any other (`booking`), by the times that `availability` finds in it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from router.appointments import booking, states
from router.appointments.bands import instant
from router.appointments.capacity import DIARY, close, conflicts
from router.errors import RouterError
from router.model import Appointment, Case, DiarySession, Leave, Resource, record
from router.storage.database import hold_cases, lock, try_lock
from router.values import LIVE, OfficeType
from router.working_time import is_working_day

WALKABOUT = "estate_walkabout"


class NotPlanned(RouterError):
    """A session cannot be planned like that. The text says why, for whoever plans it."""


class Busy(RouterError):
    """Somebody is booking in it at this moment: nothing has changed, and it can be tried again at once."""


def plan(session: Session, place: Resource, starts_at: datetime, ends_at: datetime, who: str, at: datetime, *,
         kind: str = "surgery", minutes: int = 20, seats: int = 0, meeting_point: str = "", patch: str = "",
         officer_id: int | None = None, note: str = "") -> DiarySession:  # fmt: skip
    """One session of a place, or one walkabout of an officer. `seats` 0: the place's own.

    Raises NotPlanned, also where whoever holds it has visits at that time: they are to be moved first.
    """
    seats = seats or place.seats
    if starts_at <= at:
        raise NotPlanned("That time is past.")
    if not minutes > 0 or ends_at - starts_at < timedelta(minutes=minutes):
        raise NotPlanned("It must be long enough for one visit.")
    if seats < 1 or (kind != WALKABOUT and minutes % 5):
        raise NotPlanned("It needs a seat, and visits in steps of five minutes.")
    if not place.active:
        raise NotPlanned(f"{place.name} is no longer there.")
    close(session, place)  # nobody is booked meanwhile
    _refuse_overlap(session, place, starts_at, ends_at)
    _refuse_visits(session, place, officer_id, starts_at, ends_at, at)
    planned = DiarySession(kind=kind, resource_id=place.id, starts_at=starts_at, ends_at=ends_at, minutes=minutes,
                           seats=seats, place=meeting_point or place.address, patch=patch, officer_id=officer_id,
                           note=note, walk_ins=0, state="planned", version=1)  # fmt: skip
    session.add(planned)
    session.flush()
    record(session, at, who, "session.planned", session_id=planned.id)
    return planned


def _refuse_visits(session: Session, place: Resource, officer_id: int | None, starts_at: datetime, ends_at: datetime,
                   at: datetime) -> None:  # fmt: skip
    """A place's visits are in its sessions; a person cannot be at two."""
    people = [place] if place.kind != "place" else []
    if officer_id is not None:
        theirs = select(Resource).where(Resource.staff_id == officer_id, Resource.active, Resource.id != place.id)
        people += session.scalars(theirs.order_by(Resource.id).with_for_update())
    for person in people:
        there = conflicts(session, person, at, leave=(starts_at, ends_at))
        if there:
            visits = "a visit" if len(there) == 1 else f"{len(there)} visits"
            raise NotPlanned(f"{person.name} has {visits} at that time. Move them first.")


def _refuse_overlap(session: Session, place: Resource, starts_at: datetime, ends_at: datetime) -> None:
    s, away = DiarySession, Leave
    there = select(s).where(s.resource_id == place.id, s.starts_at < ends_at, s.ends_at > starts_at)
    for other in session.scalars(there):
        if other.state == "planned":
            raise NotPlanned(f"{place.name} has a session at that time already.")
        if other.starts_at == starts_at:  # its key: one row for a place and an instant
            raise NotPlanned("A session at that time was cancelled, and its tenants told. Begin five minutes later.")
    closed = select(away.id).where(away.resource_id == place.id, away.ended_at.is_(None), away.from_at < ends_at,
                                   away.until_at > starts_at)  # fmt: skip
    if session.scalar(closed.limit(1)) is not None:
        raise NotPlanned(f"{place.name} is away or shut at that time.")


def plan_series(session: Session, place: Resource, office: OfficeType, first_day: date, last_day: date, who: str,
                at: datetime, minutes: int = 20, seats: int = 0) -> list[DiarySession]:  # fmt: skip
    """The sessions of an office on every working day of its week, both days included. What is there already, past,
    shut or cancelled is left out, so it can be run again."""
    planned = []
    for ahead in range((last_day - first_day).days + 1):
        day = first_day + timedelta(days=ahead)
        for weekday, opens, closes in office.sessions if is_working_day(day) else ():
            if weekday == day.weekday():
                try:
                    planned.append(plan(session, place, instant(day, opens), instant(day, closes), who, at,
                                        minutes=minutes, seats=seats))  # fmt: skip
                except NotPlanned:
                    continue
    return planned


def walkabouts(session: Session, at: datetime, patch: str = "", limit: int = 50) -> list[DiarySession]:
    """The estate walkabouts to come, soonest first: anybody may read them."""
    s = DiarySession
    query = select(s).where(s.kind == WALKABOUT, s.state == "planned", s.ends_at > at).order_by(s.starts_at, s.id)
    return list(session.scalars((query.where(s.patch == patch) if patch else query).limit(limit)))


def booked(session: Session, planned: DiarySession, wanted: Sequence[str] = LIVE) -> list[Appointment]:
    """Its visits in these states, in the order of their times and seats."""
    session.flush()
    query = select(Appointment).where(Appointment.session_id == planned.id, Appointment.state.in_(wanted))
    ordered = query.order_by(Appointment.starts_at, Appointment.seat, Appointment.id)
    return list(session.scalars(ordered.execution_options(populate_existing=True)))


def walk_in(session: Session, planned: DiarySession, who: str, at: datetime, by: int = 1) -> int:
    """Somebody came without a booking (or, with -1, did not). Returns how many there are now; never below none."""
    session.flush()
    s = DiarySession
    counted = update(s).where(s.id == planned.id, s.state == "planned", s.walk_ins + by >= 0)
    values = counted.values(walk_ins=s.walk_ins + by, version=s.version + 1)
    done = session.execute(values.execution_options(synchronize_session=False))
    session.refresh(planned)
    if done.rowcount:  # type: ignore[attr-defined]  # an UPDATE has it
        record(session, at, who, "session.walk_in", session_id=planned.id, by=by)
    return planned.walk_ins


def cancel(session: Session, planned: DiarySession, who: str, at: datetime, why: str) -> list[Appointment]:
    """Call off a whole session. Returns the visits that were agreed in it, now cancelled, to tell each tenant of.

    Each of their cases is locked and waits for a person, with the reason: offering times again takes it out of the
    line. Times that were only held in it are released; the visit of somebody who is there already is done. Called off
    before: no visits. Raises Busy.
    """
    cases = hold_cases(session, [row.case_id for row in booked(session, planned)])
    # Whoever books in it refers to this row: from here on nobody else does, and those who did have committed. First the
    # lock of those who offer times: they hold it when they come to this row, and whoever calls may offer times next.
    lock(session, *DIARY)
    session.refresh(planned, with_for_update=True)
    if planned.state != "planned":
        return []
    there = booked(session, planned)
    for case_id in sorted({row.case_id for row in there} - cases.keys()):
        if not try_lock(session, "case", case_id):
            raise Busy("Somebody is booking in this session just now. Please try again.")
        session.get(Case, case_id, populate_existing=True)
    planned.state, planned.version = "cancelled", planned.version + 1
    session.flush()
    record(session, at, who, "session.cancelled", session_id=planned.id)
    return [row for row in there if _end(session, row, who, at, why)]


def _end(session: Session, row: Appointment, who: str, at: datetime, why: str) -> bool:
    """True for a visit that was agreed and is now cancelled."""
    if row.state == "held":
        booking.release(session, row, at, who=who)
        words = "Times that were offered are gone, since their session was cancelled."
        states.await_people(session, row, at, words, who, unless_arranged=True)
    elif row.state == "arrived":  # they are there: a person sees what is left to do
        booking.done(session, row, who, at, "The session was called off while they were there.")
    else:
        return booking.cancel(session, row, who, at, why)
    return False
