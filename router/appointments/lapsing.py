"""The sweep: times that nobody answered, visits whose time is over, callers who hung up, and freed times for those who
wanted sooner. Each case in a transaction of its own; one that fails comes round again."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from router import cases
from router.appointments import booking, words
from router.appointments.considering import EMERGENCY
from router.appointments.offering import CLOSES, OPENS, Appointments
from router.clock import london
from router.model import Appointment, Case, TimesOffered
from router.storage.database import hold_case, lock
from router.values import AGREED, Wish

log = logging.getLogger(__name__)

SOONER_FOR = timedelta(hours=1)
"""So long a freed time is kept for the first of the line, then for the next."""
SOONER_TIMES = 3
"""How often somebody is offered an earlier time for one visit."""
AT_ONCE = 100


class Lapsing:
    """What nobody does, done by the clock."""

    def __init__(self, appointments: Appointments) -> None:
        self.appointments = appointments

    def lapse(self, at: datetime) -> int:
        """End what is over. Returns how many offers and cases were seen to."""
        t, c = TimesOffered, Case
        with self.appointments.database.reading() as session:
            over = session.execute(
                select(t.id, t.case_id).where(t.state == "open", t.expires_at <= at).order_by(t.id).limit(AT_ONCE)
            ).all()
            spoken = session.scalars(
                select(t.case_id).join(c, c.id == t.case_id)
                .where(t.state == "open", t.channel == "voice", c.live_call_id == "").distinct().limit(AT_ONCE)
            ).all()  # fmt: skip
            late = session.scalars(
                select(c.id).where(c.state == "arranged", c.arranged_until <= at).order_by(c.id).limit(AT_ONCE)
            ).all()
            loose = session.scalar(select(exists().where(Appointment.state == "held", Appointment.held_until <= at)))
        done = sum(self._alone(case_id, partial(self._lapsed, number, at)) for number, case_id in over)
        done += sum(self._alone(case_id, partial(self._hung_up, at)) for case_id in spoken)
        done += sum(self._alone(case_id, partial(self._past, at)) for case_id in late)
        if loose:
            with self.appointments.database.transaction() as session:
                booking.lapse_due(session, at)
        return done

    def sooner(self, at: datetime) -> int:
        """Offer what has come free to those who wanted sooner, whoever agreed first. Not at night."""
        if not OPENS <= london(at).hour < CLOSES:
            return 0
        a, t = Appointment, TimesOffered
        open_ones = exists().where(t.case_id == a.case_id, t.state == "open")
        with self.appointments.database.reading() as session:
            rows = session.execute(
                select(a.id, a.case_id).where(a.sooner, a.state == "booked", a.window_from > at, ~open_ones)
                .order_by(a.booked_at, a.id).limit(AT_ONCE)
            ).all()  # fmt: skip
        return sum(self._alone(case_id, partial(self._sooner, number, at)) for number, case_id in rows)

    def _alone(self, case_id: int, what: Callable[[Session, Case], bool]) -> bool:
        try:
            with self.appointments.database.transaction() as session:
                case = hold_case(session, case_id)
                return case is not None and what(session, case)
        except Exception:  # the next look tries again; the others go on
            log.exception("what is arranged for case %d could not be seen to", case_id)
            return False

    def _lapsed(self, number: int, at: datetime, session: Session, case: Case) -> bool:
        """Nobody answered in time: they are told once how to have new times, and a person may look."""
        times = session.get(TimesOffered, number, populate_existing=True)
        if times is None or times.state != "open" or times.expires_at > at:
            return False
        self.appointments.end(session, times, "lapsed", at)
        visit = self.appointments.visit(session, case)
        if times.why == "sooner" and visit is not None:  # they were told that their visit stays unless they say yes
            self.appointments.settle(session, case, at)
            return True
        letters, key = self.appointments.letters, "lapsed_stays" if visit is not None else "lapsed_times"
        if case.state != "closed":
            text = letters.say(key, case, visit)
            self.appointments.say(session, case, text, at, channel=times.channel, to=times.party)
        if visit is None:
            cases.await_people(session, case, at, "They did not answer the times we offered: ring about the visit.")
        else:
            self.appointments.settle(session, case, at)
        return True

    def _hung_up(self, at: datetime, session: Session, case: Case) -> bool:
        return self.appointments.put_in_writing(session, case, at)

    def _past(self, at: datetime, session: Session, case: Case) -> bool:
        """What was arranged is over, and nothing has been said of it."""
        if case.state != "arranged" or case.arranged_until is None or case.arranged_until > at:
            return False
        if self.appointments.settle(session, case, at) > at:  # something later is arranged too
            return True
        query = select(Appointment).where(Appointment.case_id == case.id, Appointment.state.in_(AGREED))
        visit = session.scalars(query.order_by(Appointment.window_from.desc())).first()
        why = "What was arranged is over: see what is left to do."
        if visit is not None:
            why = f"The visit of {words.window(visit)} should be over, and nobody has said what came of it."
        cases.await_people(session, case, at, why)
        return True

    def _sooner(self, number: int, at: datetime, session: Session, case: Case) -> bool:
        visit = session.get(Appointment, number, populate_existing=True)
        if visit is None or visit.state != "booked" or not visit.sooner or case.state == "closed" or case.restricted:
            return False
        if visit.kind == EMERGENCY or self.appointments.open_ones(session, case):
            return False
        query = select(TimesOffered).where(TimesOffered.moves_id == visit.id, TimesOffered.why == "sooner")
        before = list(session.scalars(query))
        if len(before) >= SOONER_TIMES:
            return False
        seen = select(Appointment).where(Appointment.times_id.in_([times.id for times in before]))
        left_out = {(london(one.window_from).date(), one.slot) for one in session.scalars(seen)}
        need = self.appointments.sooner_need(session, case, visit, at)
        lock(session, "diary", ["all"])
        free = self.appointments.find(session, need, at, (Wish(soonest=True),), left_out, limit=1)
        channel, to = self._as_before(session, case, visit)
        until = min(at + SOONER_FOR, free[0].starts_at) if free else at
        first = self.appointments.letters.say("sooner_first", case, visit)
        made = self.appointments.put(session, case, need, free, at, why="sooner", moves=visit, until=until,
                                     channel=channel, to=to, first=first)  # fmt: skip
        return made is not None

    def _as_before(self, session: Session, case: Case, visit: Appointment) -> tuple[str, str]:
        """The way by which the visit was agreed."""
        times = session.get(TimesOffered, visit.times_id) if visit.times_id else None
        return (times.channel, times.party) if times is not None and times.channel != "voice" else ("", "")
