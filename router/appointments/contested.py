"""A tenant who says of a visit that came to nothing that it was not so: they were in, or nobody knocked.

We may owe them for it (*Right to Repair*, our own policy on missed visits), so a person looks at it, with their words
as the reason. It is never answered with another visit that they have.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import words
from router.appointments.changes import Changes
from router.appointments.no_show import says_it_was_not_so
from router.appointments.talk import Said
from router.appointments.visits import says_nobody_came
from router.model import Appointment, Case
from router.values import AGREED

LATELY = timedelta(days=7)
"""So long after it words that name no visit may be about it."""


class Contested:
    """Asked before it is read what they want of the visits that are to come."""

    def __init__(self, changes: Changes) -> None:
        self.changes, self.appointments = changes, changes.appointments

    def about(self, session: Session, of: Sequence[Case], words_said: str, at: datetime) -> Appointment | None:
        """The visit of these cases that the words contest; None for none. Of several the last."""
        no_access, nobody = says_it_was_not_so(words_said), says_nobody_came(words_said)
        if not (no_access or nobody):
            return None
        session.flush()
        query = select(Appointment).where(
            Appointment.case_id.in_([case.id for case in of]), Appointment.booked_at.is_not(None),
            Appointment.window_from <= at, Appointment.window_until > at - LATELY,
        ).order_by(Appointment.window_from.desc(), Appointment.id.desc())  # fmt: skip
        for visit in session.scalars(query):
            if visit.state == "no_access" and no_access:
                return visit
            if visit.state in AGREED and visit.window_until <= at and nobody:
                return visit
            if visit.state == "arrived" and visit.window_until > at:
                return visit
        return None

    def act(self, session: Session, case: Case, visit: Appointment, said: Said, at: datetime) -> bool:
        """A person looks at it, and they are told so. False: something else in it must be read as well."""
        if visit.state == "arrived" and visit.window_until > at:
            who = visit.resource.name
            why = f"{who} told us they are at the door, and the tenant sees nobody: “{said.quoted}” Ring both now."
            self.appointments.to_people(session, case, at, why)
            return self.changes.answer(session, case, visit, "when", said, at)
        if visit.state in AGREED:
            return self.changes.over(session, case, visit, said, at)
        why = f"They say it was not so that nobody was in ({words.window(visit)}): “{said.quoted}”"
        self.appointments.to_people(session, case, at, why)
        if not self.appointments.told_too_often(session, case, at):
            self.changes.answer(session, case, visit, "over", said, at)
        return not said.is_another_fault(case)
