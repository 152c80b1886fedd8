"""A visit that we call off: the tenant is told once that we are sorry, in one message with other times."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import needs
from router.appointments.offering import Appointments
from router.model import Appointment, Case, Message, TimesOffered


def tell(ours: Appointments, session: Session, case: Case, visit: Appointment, by: int, at: datetime) -> None:
    """Of a visit just cancelled by a colleague (`by`). Where no other time can be offered they are told how to have
    one, and the case waits for a person as it did."""
    offered = None
    if not case.is_hidden:
        need = needs.of_visit(session, visit, case, ours.landlord, at)
        first = ours.letters.say("called_off_first", case, visit)
        offered = ours.offer(session, case, need, at, why="again", by=by, first=first)
    if offered is None:
        ours.confirm(session, case, visit, at, "called_off")
    elif offered.channel == "email" and (row := _told(session, case, offered)) is not None:
        row.details = {**row.details, "calendar": ours.letters.calendar(case, visit, cancelled=True)}


def _told(session: Session, case: Case, offered: TimesOffered) -> Message | None:
    """The message by which these times were put to them."""
    session.flush()
    ours = select(Message).where(Message.case_id == case.id, Message.direction == "out").order_by(Message.id.desc())
    return next((row for row in session.scalars(ours.limit(5)) if row.details.get("times") == offered.id), None)
