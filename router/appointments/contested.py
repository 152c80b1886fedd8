"""A tenant who says of a visit that came to nothing that it was not so: they were in, or nobody knocked.

We may owe them for it (*Right to Repair*, our own policy on missed visits), so a person looks at it, with their words
as the reason. It is never answered with another visit that they have.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import words
from router.appointments.changes import Changes
from router.appointments.talk import Said, another_fault
from router.appointments.visits import says_nobody_came
from router.model import Appointment, Case
from router.values import AGREED

LATELY = timedelta(days=7)
"""So long after it words that name no visit may be about it."""

_CAME = r"(?:knock|rang|ring|rung|buzz|call|came|come|turn|show|tried|try)\w*"
_NOT = r"(?:never|nobody|no ?one|no-one|did ?n.?t|did not|has ?n.?t|have ?n.?t)"
_NOBODY_KNOCKED = re.compile(
    rf"\b{_NOT}(?: (?:has|have|even|ever|actually|once|bloody))* {_CAME}\b"
    r"|\b(?:no|not a) (?:knock|card|missed call|one at (?:the|my) door)\b",
    re.IGNORECASE,
)
_WAS_IN = re.compile(
    r"(?<!nobody )(?<!no one )(?<!noone )(?<!no-one )(?<!not )\b(?:was|were|been|stayed|sat|waited|waiting)"
    r"(?: (?:definitely|both|still|sat|here|at|there|right))*"
    r" (?:home|here|indoors|in(?= *(?:$|[.,!;:]|(?:all|the whole|when|and|waiting|since|from|today|this|but|he|she|they"
    r"|nobody|no|never|you|u|yesterday|on|then|for)\b)))",
    re.IGNORECASE,
)
_NOT_SO = re.compile(r"\b(?:not true|n.?t true|a lie|is lying|lied|wrong (?:house|door|flat|address))\b", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:if|unless|was n.?t|were n.?t|wasnt|werent|not in|out)\b", re.IGNORECASE)


def says_it_was_not_so(text: str) -> bool:
    """Do these words, after 'we came and nobody was in', say that they were in or that nobody tried their door?"""
    said = " ".join(text.replace("\u2019", "'").split())
    if _NOT_SO.search(said) or _NOBODY_KNOCKED.search(said):
        return not re.search(r"\bif\b", said, re.IGNORECASE)
    return bool(_WAS_IN.search(said)) and not _ASKS.search(said)


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
        return None

    def act(self, session: Session, case: Case, visit: Appointment, said: Said, at: datetime) -> bool:
        """A person looks at it, and they are told so. False: something else in it must be read as well."""
        if visit.state in AGREED:
            return self.changes.over(session, case, visit, said, at)
        why = f"They say it was not so that nobody was in ({words.window(visit)}): “{said.quoted}”"
        self.appointments.to_people(session, case, at, why)
        if not self.appointments.told_too_often(session, case, at):
            self.changes.answer(session, case, visit, "over", said, at)
        return not another_fault(said.labels, case)
