"""What a message about a visit may answer: what stands in each of the party's cases, or came to nothing lately."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import booking, needs
from router.appointments.arranged import Arranged
from router.appointments.as_written import once_offered
from router.appointments.asked import Understand
from router.appointments.offering import Appointments
from router.appointments.shown import as_time
from router.appointments.talk import asks_times
from router.belonging import Known
from router.model import Appointment, Case, Message, TimesOffered

_REFERENCE = re.compile(r"\bFD-[2-9A-Z]{3}-[2-9A-Z]{4}\b", re.IGNORECASE)
LATELY = timedelta(days=7)
"""So long after times have lapsed an answer to them is still known as one."""
_GONE = ("lapsed", "declined", "person", "withdrawn")
"""Times that somebody may still answer to; withdrawn where a danger that they named came first."""


class Standing:
    """Finds what stands, and which of it a message can be about. Changes nothing but that late offers lapse."""

    def __init__(self, appointments: Appointments, understand: Understand) -> None:
        self.appointments, self.understand = appointments, understand

    def cases(self, session: Session, message: Message, case: Case | None, known: Known) -> list[Case]:
        """This party's open cases that have something arranged, or had lately."""
        if "expected" not in session.info:  # once for all the messages of this transaction
            ids = [each.id for each in known.by_reference.values() if each.id]
            offered = select(TimesOffered.case_id).where(TimesOffered.case_id.in_(ids))
            agreed = select(Appointment.case_id).where(Appointment.case_id.in_(ids), Appointment.booked_at.is_not(None))
            session.info["expected"] = {*session.scalars(offered), *session.scalars(agreed)} if ids else set()
        expected = session.info["expected"] | session.info.get("expecting", set())
        if not expected:
            return []
        party = message.party
        theirs = [*known.by_party.get(party, ()), *known.offered.get(party, ())] if party else []
        mine = {each.id: each for each in [*theirs, *([case] if case is not None else [])] if each.id}
        found = [each for number, each in sorted(mine.items()) if number in expected]
        if case is not None and case.state == "closed" and asks_times(without_references(message.text)):
            return [each for each in found if each is case]  # our texts say so: 'to book again reply TIMES'
        return [each for each in found if each.state != "closed"]

    def of(self, session: Session, case: Case, message: Message, at: datetime) -> Arranged | None:
        """What stands in this case: times on offer, a visit, or what came to nothing lately."""
        session.flush()
        query = select(TimesOffered).where(TimesOffered.case_id == case.id).order_by(TimesOffered.id.desc())
        theirs = case.party == message.party or message.channel in ("voice", "web")  # a call's own case, a page's own
        mine = [row for row in session.scalars(query) if theirs or row.party == message.party]
        visit = self.appointments.visit(session, case)
        times = next((row for row in mine if row.state == "open"), None)
        if times is not None and times.expires_at <= at:  # the sweep has not come by yet
            self.appointments.end(session, times, "lapsed", at)
            times = None
        if times is not None:
            asked = self._overtaken(session, mine, times, message)
            return Arranged(case, times, self.appointments.held(session, times), visit, asked=asked)
        newest = mine[0] if mine else None
        if visit is not None and newest is not None and newest.state == "lapsed" and newest.moves_id != visit.id:
            gone = Arranged(case, over=newest)
            if self._is_of_gone(session, gone, newest, visit, message, at):
                return gone
        if visit is not None and (case.identity == "known" or mine):
            again = asks_times(without_references(message.text))  # as our words about what came to nothing ask for
            fell = self.appointments.came_to_nothing(session, case, at - LATELY) if again else None
            if fell is not None:
                return Arranged(case, past=fell)
            once = mine[0] if mine and mine[0].state == "taken" else None  # a number is one of the newest times told
            return Arranged(case, None, [], visit, once)
        past = session.scalars(
            select(Appointment).where(Appointment.case_id == case.id, Appointment.booked_at.is_not(None),
                                      Appointment.ended_at > at - LATELY).order_by(Appointment.ended_at.desc())
        ).first()  # fmt: skip
        ended = newest.ended_at if newest is not None and newest.state in _GONE else None
        by_us = newest is not None and newest.state == "withdrawn"  # a visit called off takes its other times with it
        if ended and ended > at - LATELY and (past is None or past.ended_at is None or past.ended_at < ended
                                              or (past.ended_at == ended and not by_us)):  # fmt: skip
            return Arranged(case, over=newest)
        return Arranged(case, past=past) if past is not None and (case.identity == "known" or mine) else None

    def _overtaken(self, session: Session, mine: Sequence[TimesOffered], times: TimesOffered,
                   message: Message) -> Appointment | None:  # fmt: skip
        """The one time we had asked a yes for, of another visit of this case, when these times came between (a session
        is called off, and offered anew): a yes is the answer to that, for to several times nobody says yes."""
        before = next((row for row in mine if row.id < times.id), None)
        if before is None or before.state != "withdrawn" or before.ended_at != times.offered_at:
            return None
        if (before.moves_id, before.need.get("kind")) == (times.moves_id, times.need.get("kind")):
            return None
        asked = list(session.scalars(select(Appointment).where(Appointment.times_id == before.id)))
        if len(asked) != 1 or len(once_offered(session, times)) < 2:
            return None
        words = without_references(message.text)
        says = self.understand(words, [as_time(asked[0])], message.received_at, None)
        return asked[0] if says.kind == "yes" and not says.also else None

    def _is_of_gone(self, session: Session, gone: Arranged, over: TimesOffered, visit: Appointment, message: Message,
                    at: datetime) -> bool:  # fmt: skip
        """Is it an answer to times that have lapsed, and not about the visit that is agreed? Of a visit to come only
        TIMES, or one of their numbers, where they were for something else than it is."""
        if visit.window_until <= at:
            return self._answers_gone(session, [gone], message, at) is not None
        if booking.same_job(visit, needs.from_json(over.need)):
            return False
        words, once = without_references(message.text), once_offered(session, over)
        return asks_times(words) or self.understand(words, once, message.received_at, None).kind == "choose"

    def meant(self, session: Session, there: list[Arranged], message: Message, case: Case | None,
               at: datetime) -> list[Arranged]:  # fmt: skip
        """Those it can be about: the one it names or answers, else the list they saw last where it answers that, else
        those with open times, else those with a visit."""
        named = {hit.upper() for hit in _REFERENCE.findall(f"{message.subject} {message.text}")}
        quoted = [s for s in there if s.case.reference in named]
        if quoted:
            return quoted
        if message.channel not in ("sms", "whatsapp") and any(s.case is case for s in there):
            return [s for s in there if s.case is case]
        current = [s for s in there if s.times is not None or s.visit is not None]
        late = self._answers_gone(session, there, message, at)
        return [late] if late is not None else current or there[-1:]

    def _answers_gone(self, session: Session, there: list[Arranged], message: Message,
                              at: datetime) -> Arranged | None:  # fmt: skip
        """The list they saw last is offered no more, and this asks for times again or chooses one of it: it is about no
        older list, nor about a visit that is over."""
        gone = [s for s in there if s.times is None and s.visit is None and s.over is not None]
        if not gone or any(s.times is not None for s in there):
            return None
        newest = max(gone, key=lambda s: s.over.id if s.over is not None else 0)
        assert newest.over is not None
        words = without_references(message.text)
        if asks_times(words):
            return newest
        kind = self.understand(words, once_offered(session, newest.over), message.received_at, None).kind
        to_come = [s for s in there if s.visit is not None and s.visit.window_until > at]
        later = all(s.over is None or s.over.id < newest.over.id for s in to_come)
        return newest if later and (kind == "choose" or (kind == "wish" and not to_come)) else None


def without_references(text: str) -> str:
    """The words less our own references, a line to a line: under what they answer stands their name."""
    lines = (" ".join(line.split()) for line in _REFERENCE.sub(" ", text).splitlines())
    return "\n".join(filter(None, lines))
