"""What we call off: whoever had a visit agreed, or times of a session on offer, is told once, with other times."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import needs, words
from router.appointments.offering import Appointments
from router.model import Appointment, Case, DiarySession, Message, TimesOffered


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


def tell_of_times(ours: Appointments, session: Session, planned: DiarySession, at: datetime) -> None:
    """A session was called off just now (`at`): whoever had times of it on offer, and had chosen none, is told why they
    have gone, with others. On the telephone that is said when they choose. Their cases are locked."""
    session.flush()
    a, t = Appointment, TimesOffered
    gone = select(a).where(a.session_id == planned.id, a.state == "released", a.ended_at == at, a.times_id.is_not(None))
    lost = {row.times_id: row for row in session.scalars(gone.order_by(a.id))}
    query = select(t).where(t.id.in_(lost), t.state == "open", t.channel != "voice").order_by(t.id)
    for times in session.scalars(query).all():
        case, seat = session.get_one(Case, times.case_id), lost[times.id]
        if not case.is_hidden:
            first = ours.letters.say("session_off", case, seat, what=seat.resource.name, when=words.day(seat.starts_at))
            ours.again(session, case, times, at, first)


def _told(session: Session, case: Case, offered: TimesOffered) -> Message | None:
    """The message by which these times were put to them."""
    session.flush()
    ours = select(Message).where(Message.case_id == case.id, Message.direction == "out").order_by(Message.id.desc())
    return next((row for row in session.scalars(ours.limit(5)) if row.details.get("times") == offered.id), None)
