"""Several visits are agreed for one case: which of them somebody means who names none by its reference."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import reminders, visits
from router.appointments.arranged import Arranged
from router.appointments.shown import last_moved
from router.appointments.talk import Said
from router.appointments.which import Which
from router.model import Appointment, Case, Message

STILL = timedelta(hours=20)
"""So long after a reminder words are about its visit: one of four in the afternoon is answered next morning."""


def meant(session: Session, which: Which, case: Case, those: Sequence[Appointment], said: Said,
          at: datetime) -> Appointment | None:  # fmt: skip
    """The one that they call by what it is, else the one that we wrote of last; None where neither tells."""
    called = which.called_by([Arranged(case, None, [], one) for one in those], said.words)
    if called is not None:
        return called.visit
    session.flush()
    ours = select(Message).where(
        Message.case_id == case.id, Message.direction == "out", Message.received_at > at - STILL,
        Message.kind.in_((reminders.KIND, visits.KIND)),
    ).order_by(Message.id.desc())  # fmt: skip
    told = [row for row in session.scalars(ours) if "appointment" in row.details]
    of = {row.details["appointment"]["id"] for row in told}
    one = next((each for each in those if of == {each.id}), None)
    if one is None:
        return None
    since = told[0].received_at
    news = (max(filter(None, (each.booked_at, last_moved(session, each))), default=since) for each in those)
    return one if all(instant <= since for instant in news) else None
