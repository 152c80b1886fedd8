"""A place at an office, asked for while something else is open or agreed: a matter of its own, and nothing else moves.

'Book me in at Fernhill surgery friday morning', beside a call-back, a repair or an officer's visit, gets a case of its
own and times there; what is agreed stays, and they are told so. Who has a place at an office, or is offered one,
moves that one (`elsewhere.py`).
"""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from router.appointments import needs, places
from router.appointments.arranged import Arranged
from router.appointments.asked import AT_OFFICE, STAYS, Asking, is_short
from router.appointments.talk import told_of_the_fault
from router.appointments.who import WhoWrites
from router.belonging import TEXTS
from router.model import Appointment, Message
from router.values import Labels

_OF_WHAT_STANDS = re.compile(
    r"\b(?:mov(?:e|ed|ing)|chang(?:e|ed|ing)|swap|swop|rearrange|reschedule|cancel\w*|call(?:ed)? off|not needed|live"
    r"|earlier|sooner|later|late|another (?:day|time)|when is|when are|what time is|my (?:\w+ )?(?:visit|appointment"
    r"|appt))\b",
    re.IGNORECASE,
)
"""Words about what they have already, or about where they live."""


_APART = "own_matter"
"""In `Session.info`: the ids of messages that go into a case of their own."""


def is_own_matter(session: Session, message: Message) -> bool:
    """Was it heard that it wants a place of its own, in no case that its party has? Asked once, when it is placed."""
    apart: set[int] = session.info.get(_APART, set())
    found = message.id in apart
    apart.discard(message.id)
    return found


class AtOffice:
    """Asked before what they wrote is read as an answer."""

    def __init__(self, asking: Asking, who: WhoWrites) -> None:
        self.asking, self.appointments, self.who = asking, asking.appointments, who

    def is_own(self, session: Session, there: Sequence[Arranged], message: Message, words: str, labels: Labels,
               at: datetime, named: bool) -> bool:  # fmt: skip
        """Do they want a place at an office, which none of what stands is? Then it is kept apart from that, with the
        word for them of what stays; of a number that several share nobody who is not `named` is told of another's."""
        if message.channel not in TEXTS or told_of_the_fault(labels) or not self._asks(session, words, at):
            return False
        if any(self._is_there(session, each) for each in there):
            return False
        session.info.setdefault(_APART, set()).add(message.id)
        message.details = {**message.details, AT_OFFICE: True}
        to_come = [each.visit for each in there if each.visit is not None and each.visit.window_until > at]
        if to_come and (named or not self.who.is_shared(session, message)):
            first = min(to_come, key=lambda one: (one.window_from, one.id))
            session.info[STAYS] = (message.id, self.appointments.letters.say("still", first.case, first))
        return True

    def _asks(self, session: Session, words: str, at: datetime) -> bool:
        if _OF_WHAT_STANDS.search(words) or places.instead(words):
            return False
        if self.asking.asks_for(words).books:
            return True
        if not is_short(words) or not places.asked_at_one(session, words):
            return False
        return self.asking.understand(words, [], at, None).kind == "wish"

    def _is_there(self, session: Session, each: Arranged) -> bool:
        """Is it at an office that they are offered times, or that they are to come?"""
        kinds = [needs.from_json(each.times.need).kind] if each.times is not None else []
        agreed: list[Appointment] = self.appointments.agreed(session, each.case)
        kinds += [one.kind for one in agreed]
        return any(places.at_a_place(self.appointments.rules, kind) for kind in kinds)
