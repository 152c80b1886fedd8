"""One change of an appointment's state: compare-and-set, its cells given back where it ends, its case told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from router import cases
from router.appointments import cells
from router.model import Appointment, Case, TimesOffered, record
from router.values import LIVE


def change(session: Session, appointment: Appointment, states: Sequence[str], **values: Any) -> bool:
    """True if it was in one of `states` and now has `values`; its version rises. False: nothing has changed.

    The row is read again either way, so that whoever lost sees what it has become.
    """
    session.flush()
    done = session.execute(
        update(Appointment)
        .where(Appointment.id == appointment.id, Appointment.state.in_(states))
        .values(version=Appointment.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(appointment)
    return isinstance(done, CursorResult) and done.rowcount == 1


def end(session: Session, appointment: Appointment, states: Sequence[str], state: str, at: datetime,
        **values: Any) -> bool:  # fmt: skip
    """It is over: its time is free again, and other times for it are no longer offered. False if it was in none of
    `states`."""
    if not change(session, appointment, states, state=state, ended_at=at, **values):
        return False
    cells.give_back(session, [appointment.id])
    _withdraw_others(session, appointment, at)
    return True


def _withdraw_others(session: Session, appointment: Appointment, at: datetime) -> None:
    """Times that were to replace this one: whoever takes one now would book anew what is over."""
    theirs = TimesOffered.moves_id == appointment.id, TimesOffered.state == "open"
    for times in session.scalars(select(TimesOffered).where(*theirs).order_by(TimesOffered.id)).all():
        times.state, times.ended_at, times.read_back = "withdrawn", at, 0
        held = select(Appointment).where(Appointment.times_id == times.id, Appointment.state == "held")
        for row in session.scalars(held.order_by(Appointment.id)).all():
            if end(session, row, ["held"], "released", at, held_until=None):
                told(session, row, "released", "worker", at, slot_id=row.slot_id)


def told(session: Session, appointment: Appointment, what: str, who: str, at: datetime, **data: Any) -> None:
    """Note it as `appointment.<what>` in its case's history."""
    case = session.get_one(Case, appointment.case_id)
    record(session, at, who, f"appointment.{what}", case, appointment_id=appointment.id, **data)


def anything_arranged(session: Session, case: Case) -> bool:
    """Is a time held or agreed for this case, or put to the tenant and not answered?"""
    live = exists().where(Appointment.case_id == case.id, Appointment.state.in_(LIVE))
    offered = exists().where(TimesOffered.case_id == case.id, TimesOffered.state == "open")
    session.flush()
    return bool(session.scalar(select(live | offered)))


def await_people(session: Session, appointment: Appointment, at: datetime, why: str, who: str,
                 unless_arranged: bool = False) -> None:  # fmt: skip
    """Its case goes to a person, who reads why. With `unless_arranged`, only if nothing else is arranged for it."""
    case = session.get_one(Case, appointment.case_id)
    if case.state == "closed" or (unless_arranged and anything_arranged(session, case)):
        return
    cases.await_people(session, case, at, why, who)
