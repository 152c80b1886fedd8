"""Holds and bookings. The cells decide who is first, the state what happens once.

All take a session inside the caller's transaction, with the case locked (`hold_case`). Nothing is written to a tenant
here: whoever calls does that in the same transaction, so that a confirmation stands and falls with its booking.
A tenant has one live visit for a job: a kind, repairs and trades of one case (F55).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import cells, notes, states
from router.appointments.capacity import closed
from router.appointments.keeping import after_no_access, arrived, done, missed, need_of, no_access, on_the_way
from router.clock import london
from router.model import Appointment, Case, DiarySession, Resource, TimesOffered
from router.storage.database import hold_cases
from router.values import AGREED, FreeTime, Need

__all__ = ["after_no_access", "another", "arrived", "book", "book_now", "by_form", "cancel", "done", "hold",
           "lapse_due", "live", "missed", "move", "move_now", "need_of", "no_access", "on_the_way", "release",
           "same_job", "slot_id", "there_then"]  # fmt: skip

_LAPSE_AT_ONCE = 100


def slot_id(free: FreeTime) -> str:
    """The band of its resource's London day, or the session's minute: '12:2026-11-24:am', 's7:0950'."""
    if free.session_id is not None:
        return f"s{free.session_id}:{london(free.starts_at):%H%M}"
    return f"{free.resource_id}:{london(free.window_from).date()}:{free.slot}"


def hold(session: Session, case: Case, free: FreeTime, need: Need, at: datetime, until: datetime,
         times: TimesOffered | None = None, number: int = 0) -> Appointment | None:  # fmt: skip
    """Keep this time for the tenant until then. None: somebody was first, or it can no longer be had at all.

    It can be booked until it lapses (`lapse_due`), so one who answers in the last second is not turned away.
    """
    if free.starts_at < at:
        return None
    appointment = _keep(session, case, free, need, until, times, number)
    if appointment is not None:
        states.told(session, appointment, "held", "worker", at, slot_id=appointment.slot_id)
    return appointment


def book(session: Session, appointment: Appointment, who: str, at: datetime, form_id: str | None = None) -> bool:
    """The tenant has this held time. False: it is no longer held, its time is past, or the job has a visit already.

    Or somebody has gone on leave since it was held: then it is the caller's to release.
    """
    if appointment.ends_at <= at or another(session, appointment) is not None or closed(session, appointment):
        return False
    mark = {"form_id": form_id} if form_id else {}
    values = {"held_until": None, "booked_at": at, "booked_by": who[:30], **mark}
    if not states.change(session, appointment, ["held"], state="booked", **values):
        return False
    states.told(session, appointment, "booked", who, at, slot_id=appointment.slot_id)
    return True


def book_now(session: Session, case: Case, free: FreeTime, need: Need, who: str, at: datetime,
             form_id: str | None = None) -> Appointment | None:  # fmt: skip
    """Held and booked in one. The same form again, or the same job again, gives the visit that is there already.

    None: somebody was first.
    """
    there = by_form(session, case, form_id) or live(session, case, need)
    if there is not None:
        return there
    appointment = hold(session, case, free, need, at, at)
    if appointment is None:
        return None
    return appointment if book(session, appointment, who, at, form_id) else None


def by_form(session: Session, case: Case, form_id: str | None) -> Appointment | None:
    """What this form of the case booked before, whatever has become of it."""
    if not form_id:
        return None
    session.flush()
    query = select(Appointment).where(Appointment.form_id == form_id, Appointment.case_id == case.id)
    return session.scalars(query).first()


def live(session: Session, case: Case, need: Need) -> Appointment | None:
    """The visit agreed for this job of the case, if there is one."""
    return next((row for row in _of_case(session, case.id, AGREED) if same_job(row, need)), None)


def same_job(one: Appointment, other: Appointment | Need) -> bool:
    """One kind of visit for a repair they share, by a trade they share; where neither names any, the kind says it."""
    return one.kind == other.kind and _share(one.repairs, other.repairs) and _share(one.trades, other.trades)


def _share(some: Sequence[str], others: Sequence[str]) -> bool:
    return not {*some}.isdisjoint(others) if some and others else not some and not others


def move(session: Session, appointment: Appointment, to: Appointment, who: str, at: datetime) -> bool:
    """The visit takes the time of the hold `to`, of its case and kind; its own is free. False: nothing has changed.

    Its uid stays and its sequence rises; the hold ends 'released'. What repairs nothing may become of another kind: an
    officer's visit at home a place at an office.
    """
    alike = to.kind == appointment.kind or not (to.repairs or appointment.repairs)
    same = to.case_id == appointment.case_id and alike
    if not same or to.id == appointment.id or to.ends_at <= at or closed(session, to):
        return False
    if not _swap(session, appointment, to, at):
        return False
    states.told(session, to, "released", who, at, slot_id=to.slot_id)
    states.told(session, appointment, "moved", who, at, slot_id=appointment.slot_id, sequence=appointment.sequence)
    return True


def move_now(session: Session, appointment: Appointment, free: FreeTime, who: str, at: datetime) -> bool:
    """Move straight to a free time, also one that overlaps its own. False: somebody was first; the old time stays."""
    if free.starts_at < at:
        return False
    case = session.get_one(Case, appointment.case_id)
    with session.begin_nested() as part:
        cells.give_back(session, [appointment.id])
        to = _keep(session, case, free, need_of(appointment), at, None, 0)
        moved = to is not None and _swap(session, appointment, to, at)
        if not moved:
            part.rollback()
    session.refresh(appointment)
    if moved:
        states.told(session, appointment, "moved", who, at, slot_id=appointment.slot_id, sequence=appointment.sequence)
    return moved


def _swap(session: Session, appointment: Appointment, to: Appointment, at: datetime) -> bool:
    """The hold ends, its cells and its time are the visit's, the visit's own are free: all of it or nothing."""
    with session.begin_nested() as part:
        swapped = states.change(session, to, ["held"], state="released", held_until=None, ended_at=at)
        swapped = swapped and _retime(session, appointment, to)
        if swapped:
            cells.give_back(session, [appointment.id])
            cells.hand_on(session, to, appointment)
        else:
            part.rollback()
    if not swapped:
        session.refresh(to)
        session.refresh(appointment)
    return swapped


def _retime(session: Session, appointment: Appointment, to: Appointment) -> bool:
    """Give a booked visit the time of another."""
    taken = {name: getattr(to, name) for name in (
        "kind", "trades", "resource_id", "second_id", "session_id", "slot", "slot_id", "seat", "window_from",
        "window_until", "starts_at", "ends_at", "blocked_from", "blocked_until")}  # fmt: skip
    taken["note"] = notes.once_moved(appointment.note)
    return states.change(session, appointment, ["booked"], sequence=Appointment.sequence + 1, sooner=False, **taken)


def cancel(session: Session, appointment: Appointment, who: str, at: datetime, why: str) -> bool:
    """An agreed visit is called off and its time is free. Its case goes to a person unless something else is arranged.

    `why` is for staff; it stays in the row and out of the event.
    """
    values = {"sequence": Appointment.sequence + 1, "outcome": why[:300]}
    if not states.end(session, appointment, ["booked", "on_the_way"], "cancelled", at, **values):
        return False
    states.told(session, appointment, "cancelled", who, at, slot_id=appointment.slot_id)
    words = f"A visit was cancelled: {why}" if why else "A visit was cancelled."
    states.await_people(session, appointment, at, words, who, unless_arranged=True)
    return True


def release(session: Session, appointment: Appointment, at: datetime, state: str = "released",
            who: str = "worker") -> bool:  # fmt: skip
    """A hold that was not taken ends: 'released', or 'lapsed' by time. The case is the caller's to see to."""
    if not states.end(session, appointment, ["held"], state, at, held_until=None):
        return False
    states.told(session, appointment, state, who, at, slot_id=appointment.slot_id)
    return True


def lapse_due(session: Session, at: datetime) -> list[int]:
    """End every hold whose time is over (at most a hundred at once). Returns the cases they were of, locked."""
    due = Appointment.state == "held", Appointment.held_until <= at
    query = select(Appointment.id, Appointment.case_id).where(*due).order_by(Appointment.held_until)
    found = session.execute(query.limit(_LAPSE_AT_ONCE)).all()
    hold_cases(session, (row.case_id for row in found))
    rows = session.scalars(
        select(Appointment).where(Appointment.id.in_([row.id for row in found]), *due).order_by(Appointment.id)
        .execution_options(populate_existing=True)
    ).all()  # fmt: skip
    return sorted({row.case_id for row in rows if release(session, row, at, "lapsed")})


# --- the insert that decides -----------------------------------------------------------------


def _keep(session: Session, case: Case, free: FreeTime, need: Need, until: datetime,
          times: TimesOffered | None, number: int) -> Appointment | None:  # fmt: skip
    """Row and cells in a savepoint: both or neither. A place's seats are tried from the lowest."""
    seats = _seats(session, free)
    for _ in range(seats):
        seat = cells.lowest_free_seat(session, free.resource_id, free.blocked_from, free.blocked_until, seats)
        if seat is None:
            return None
        appointment = _row(session, case, free, need, until, times, number, seat)
        with session.begin_nested() as part:
            session.add(appointment)
            session.flush()  # its row refers to resource and session: from here on nobody can close those unseen
            if cells.take(session, appointment) and not closed(session, appointment):
                return appointment
            part.rollback()
    return None


def _seats(session: Session, free: FreeTime) -> int:
    if free.session_id is not None:
        return session.scalar(select(DiarySession.seats).where(DiarySession.id == free.session_id)) or 0
    return session.scalar(select(Resource.seats).where(Resource.id == free.resource_id)) or 0


def _row(session: Session, case: Case, free: FreeTime, need: Need, until: datetime, times: TimesOffered | None,
         number: int, seat: int) -> Appointment:  # fmt: skip
    before = _before(session, case, need)
    return Appointment(
        case_id=case.id, kind=need.kind, state="held", resource_id=free.resource_id, second_id=free.second_id,
        session_id=free.session_id, times_id=times.id if times else None, number=number,
        home_id=need.home_id or case.home_id, slot=free.slot, slot_id=slot_id(free), seat=seat,
        window_from=free.window_from, window_until=free.window_until, starts_at=free.starts_at, ends_at=free.ends_at,
        blocked_from=free.blocked_from, blocked_until=free.blocked_until, repairs=list(need.repairs),
        trades=list(need.trades), held_until=until, uid=uuid4().hex, visit=before.visit + 1 if before else 1,
        follows_id=before.id if before else None, no_access=before.no_access if before else 0,
    )  # fmt: skip


def _before(session: Session, case: Case, need: Need) -> Appointment | None:
    """The last visit for this job that is over: one that took place, or for which nobody was in, or that we missed."""
    over = [row for row in _of_case(session, case.id, ("done", "no_access", "missed")) if same_job(row, need)]
    return max(over, key=lambda row: (row.ended_at or row.ends_at, row.id), default=None)


def another(session: Session, appointment: Appointment) -> Appointment | None:
    """A visit that is agreed for the same job, also one whose time is over while nobody has said what came of it."""
    rows = _of_case(session, appointment.case_id, AGREED)
    return next((row for row in rows if row.id != appointment.id and same_job(row, appointment)), None)


def there_then(session: Session, free: FreeTime, home_id: int | None,
               moving: Appointment | None = None) -> Appointment | None:  # fmt: skip
    """Another visit agreed for this home at that very hour, of whichever case; None where there is none. An office or a
    telephone is no place where two meet."""
    if home_id is None or free.session_id is not None:
        return None
    a = Appointment
    then = a.starts_at < free.ends_at, a.ends_at > free.starts_at
    query = select(a).where(a.home_id == home_id, a.state.in_(AGREED), a.session_id.is_(None), *then)
    there = (one for one in session.scalars(query.order_by(a.starts_at)) if one.resource.kind != "agent")
    return next((one for one in there if moving is None or one.id != moving.id), None)


def _of_case(session: Session, case_id: int, wanted: Sequence[str]) -> list[Appointment]:
    session.flush()
    query = select(Appointment).where(Appointment.case_id == case_id, Appointment.state.in_(wanted))
    return list(session.scalars(query.order_by(Appointment.id).execution_options(populate_existing=True)))
