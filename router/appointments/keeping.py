"""What becomes of an agreed visit: on the way, arrived, done, nobody in, or missed by us. Each happens once.

All take a session inside the caller's transaction, with the case locked, and say False when the visit is in no state
from which that can happen: then nothing has changed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from router import cases
from router.appointments import states, words
from router.clock import london
from router.model import Appointment, Case, Repair
from router.values import AGREED, AppointmentRules, Landlord, Need

Next = Literal["rebook", "close", "person"]
"""What follows a visit with nobody in: another visit, the end of the job, or a person who decides."""
Again = Callable[[Session, Case, Need, Appointment, datetime], object]
"""Offers times for what is left to do after this appointment."""


def on_the_way(session: Session, appointment: Appointment, who: str, at: datetime) -> bool:
    """Whoever comes has set off."""
    if not states.change(session, appointment, ["booked"], state="on_the_way", on_the_way_at=at):
        return False
    states.told(session, appointment, "on_the_way", who, at)
    return True


def arrived(session: Session, appointment: Appointment, who: str, at: datetime) -> bool:
    """They are at the door, whether or not they said that they were on the way."""
    if not states.change(session, appointment, ["booked", "on_the_way"], state="arrived", arrived_at=at):
        return False
    states.told(session, appointment, "arrived", who, at)
    return True


def done(session: Session, appointment: Appointment, who: str, at: datetime, outcome: str = "",
         needs_return: bool = False, again: Again | None = None) -> bool:  # fmt: skip
    """The visit took place. `outcome`: what was done, for staff.

    With `needs_return` more is to do: `again` offers times for it, or else the case goes to a person, who books it.
    Without, a person looks whether the case can be closed, unless something else is arranged for it.
    """
    if not states.end(session, appointment, AGREED, "done", at, outcome=outcome[:300]):
        return False
    states.told(session, appointment, "done", who, at, needs_return=needs_return)
    if not needs_return:
        why = f"The visit of {_day(appointment)} is done: see whether anything is left to do."
        states.await_people(session, appointment, at, why, who, unless_arranged=True)
    elif again is not None:
        again(session, session.get_one(Case, appointment.case_id), need_of(appointment), appointment, at)
    else:
        why = f"The visit of {_day(appointment)} needs another one: please book it."
        states.await_people(session, appointment, at, why, who)
    return True


def no_access(session: Session, appointment: Appointment, who: str, at: datetime, landlord: Landlord) -> bool:
    """Nobody was in. `after_no_access` says what the landlord's rule makes of it, before as after.

    'rebook' and 'person' hand the case to people, with the reason; 'close' closes it.
    """
    strikes = appointment.no_access + 1
    if not states.end(session, appointment, AGREED, "no_access", at, no_access=strikes):
        return False
    states.told(session, appointment, "no_access", who, at, strikes=strikes)
    case, nobody = session.get_one(Case, appointment.case_id), words.nobody(appointment.kind, landlord)
    what = after_no_access(session, appointment, landlord)
    if what == "close":
        cases.close(session, case, who, at, f"Nobody was in at {strikes} visits.")
    elif what == "person":
        why = f"{nobody} on {_day(appointment)}, {strikes} times by now: a person decides what happens."
        states.await_people(session, appointment, at, why, who)
    else:
        why = f"{nobody} on {_day(appointment)}: another time is to be agreed."
        states.await_people(session, appointment, at, why, who)
    return True


def after_no_access(session: Session, appointment: Appointment, landlord: Landlord) -> Next:
    """What follows a visit with nobody in, by the landlord's rule.

    Only a case that nobody would miss ends by itself: no hazard's clock, nobody who holds it or ought to look, nothing
    else reported or arranged in it, and no repair of the groups in `never_cancel`.
    """
    rules = landlord.appointments
    if appointment.no_access < rules.no_access_visits:
        return "rebook"
    case = session.get_one(Case, appointment.case_id)
    known = [landlord.repairs[name].group for name in appointment.repairs if name in landlord.repairs]
    kept = {*known, case.repair_group} & {*rules.never_cancel}
    if kept or not known or len(known) < len(appointment.repairs):
        return "person"
    others = select(Repair.repair).where(Repair.case_id == case.id, Repair.state != "denied")
    also = set(session.scalars(others)) - {*appointment.repairs}
    watched = case.lane < 2 or case.needs_person or case.is_hidden or case.danger or case.flags
    if watched or also or case.state not in ("arranged", "closed") or states.anything_arranged(session, case):
        return "person"
    return "close"


def missed(session: Session, appointment: Appointment, who: str, at: datetime, rules: AppointmentRules) -> bool:
    """We did not come. What we owe for it is noted, and a person sees to it."""
    if not states.end(session, appointment, ["booked", "on_the_way"], "missed", at, owed_pounds=rules.missed_pounds):
        return False
    states.told(session, appointment, "missed", who, at, owed_pounds=rules.missed_pounds)
    owed = f" We owe the tenant {rules.missed_pounds} pounds." if rules.missed_pounds else ""
    why = f"We missed the visit of {_day(appointment)}.{owed} Another time is to be agreed."
    states.await_people(session, appointment, at, why, who)
    return True


def need_of(appointment: Appointment) -> Need:
    """What a visit that follows this one needs: the same people for the same work, for as long."""
    minutes = int((appointment.ends_at - appointment.starts_at).total_seconds() // 60)
    return Need(kind=appointment.kind, trades=tuple(appointment.trades), minutes=minutes, home_id=appointment.home_id,
                repairs=tuple(appointment.repairs), two_people=appointment.second_id is not None)  # fmt: skip


def _day(appointment: Appointment) -> str:
    at = london(appointment.window_from)
    return f"{at:%A} {at.day} {at:%B}"
