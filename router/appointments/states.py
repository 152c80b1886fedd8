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
    """It is over: its time is free again. False if it was in none of `states`."""
    if not change(session, appointment, states, state=state, ended_at=at, **values):
        return False
    cells.give_back(session, [appointment.id])
    return True


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
