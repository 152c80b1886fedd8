"""Times on offer and visits agreed, as they stand: read, ended, and what they mean for who must look at the case."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from router import cases, clocks
from router.appointments import booking, needs
from router.clock import Clock, london
from router.model import Appointment, Case, Event, Message, TimesOffered, record
from router.values import AGREED, FreeTime, Landlord

ASKS_ALSO = "asks_also"
"""Detail of a message: beside what is broken it asks about something that a person answers."""
AFTER_VISIT = timedelta(hours=1)

Band = tuple[object, str]
"""A London day and a band of it."""


class OpenTimes:
    """What a case has on offer and agreed. Everything takes a session inside the caller's transaction."""

    def __init__(self, landlord: Landlord, now: Clock) -> None:
        self.landlord, self.now = landlord, now

    def open_ones(self, session: Session, case: Case) -> list[TimesOffered]:
        """Times of this case that wait for an answer."""
        session.flush()
        query = select(TimesOffered).where(TimesOffered.case_id == case.id, TimesOffered.state == "open")
        return list(session.scalars(query.order_by(TimesOffered.id)))

    def held(self, session: Session, times: TimesOffered) -> list[Appointment]:
        """The times of an offer that are still held, by number."""
        session.flush()
        query = select(Appointment).where(Appointment.times_id == times.id, Appointment.state == "held")
        return list(session.scalars(query.order_by(Appointment.number).execution_options(populate_existing=True)))

    def numbered(self, session: Session, times: TimesOffered, number: int) -> Appointment | None:
        """The time of this number, whatever has become of it."""
        session.flush()
        query = select(Appointment).where(Appointment.times_id == times.id, Appointment.number == number)
        return session.scalars(query.execution_options(populate_existing=True)).first()

    def taken(self, session: Session, times: TimesOffered) -> Appointment | None:
        """The visit that came of an offer that was taken."""
        if times.moves_id:
            return session.get(Appointment, times.moves_id, populate_existing=True)
        query = select(Appointment).where(Appointment.times_id == times.id, Appointment.booked_at.is_not(None))
        return session.scalars(query.order_by(Appointment.id.desc())).first()

    def agreed(self, session: Session, case: Case) -> list[Appointment]:
        """The visits that are agreed for this case, the next first."""
        session.flush()
        query = select(Appointment).where(Appointment.case_id == case.id, Appointment.state.in_(AGREED))
        return list(session.scalars(query.order_by(Appointment.window_from, Appointment.id)))

    def visit(self, session: Session, case: Case) -> Appointment | None:
        """The next of them; one whose time is over only where there is no other."""
        agreed, at = self.agreed(session, case), self.now()
        return next((one for one in agreed if one.window_until > at), agreed[-1] if agreed else None)

    def came_to_nothing(self, session: Session, case: Case, since: datetime) -> Appointment | None:
        """The newest agreed visit that ended since then and did not take place, if nothing else is agreed for that job:
        of two trades the one may have found nobody in while the other is still to come."""
        a = Appointment
        ended = a.ended_at > since, a.state.in_(("no_access", "missed", "cancelled"))
        over = select(a).where(a.case_id == case.id, a.booked_at.is_not(None), *ended).order_by(a.ended_at.desc())
        agreed = self.agreed(session, case)
        return next((one for one in session.scalars(over)
                     if not any(booking.same_job(one, other) for other in agreed)), None)  # fmt: skip

    def end(self, session: Session, times: TimesOffered, state: str, at: datetime) -> None:
        """These times no longer wait for an answer; what is still held is free."""
        for one in self.held(session, times):
            booking.release(session, one, at, "lapsed" if state == "lapsed" else "released")
        if times.state == "open":
            times.state, times.ended_at = state, at
            times.read_back = 0
            if state == "lapsed":
                record(session, at, "worker", "appointment.offer_lapsed", session.get_one(Case, times.case_id),
                       times_id=times.id)  # fmt: skip
        session.flush()

    def settle(self, session: Session, case: Case, at: datetime) -> datetime:
        """While something is offered or agreed nobody need do anything, unless something else waits for a person: as a
        complaint does, which is to be acknowledged whatever time is booked, or a repair that nobody is sent for.

        Returns until when something is; a time that is past where nothing is.
        """
        open_ones = self.open_ones(session, case)
        ends = [times.expires_at for times in open_ones]
        ends += [self._rests_until(visit) for visit in self.agreed(session, case)]
        until = max(ends, default=at - AFTER_VISIT)
        if until > at and (left := needs.nobody_sent(session, case, self.landlord, at)):
            self._say_what_is_left(session, case, left, at)
            return until
        sent = case.id in session.info.get("to_people", ())
        if until > at and not sent and not self.waits_for_people(session, case) and not self.by_law(session, case):
            cases.arrange(session, case, until, at)
        return until

    def _say_what_is_left(self, session: Session, case: Case, left: list[needs.Job], at: datetime) -> None:
        """The case waits for a person, who reads what nobody is sent for: said once."""
        names = dict.fromkeys(self.landlord.repairs[repair].label for repair, _ in left)
        why = f"No visit is booked for: {', '.join(names)}. What is agreed or on offer is for something else."
        if case.state == "arranged" or why not in case.reason:
            cases.await_people(session, case, at, why)

    def given_back(self, session: Session, case: Case, at: datetime) -> None:
        """Whoever had it gives it back: it rests with its visit, unless the tenant wrote what nobody has answered."""
        if not self._unanswered(session, case):
            self.settle(session, case, at)

    def _unanswered(self, session: Session, case: Case) -> bool:
        """Has the tenant said something since times were first offered or agreed that neither a rule nor a person
        answered? That somebody has read it is no answer."""
        a = Appointment
        session.flush()
        first = (session.scalar(select(func.min(TimesOffered.offered_at)).where(TimesOffered.case_id == case.id)),
                 session.scalar(select(func.min(a.booked_at)).where(a.case_id == case.id)))  # fmt: skip
        since = max(filter(None, (min(filter(None, first), default=None), self._answered(session, case))), default=None)
        return since is not None and self._said_since(session, case, since)

    def _rests_until(self, visit: Appointment) -> datetime:
        """Until when nobody at the desk need do anything: a call-back is theirs to make as soon as its time begins."""
        kind = self.landlord.appointments.kinds.get(visit.kind)
        rings = kind is not None and kind.where == "phone"
        return visit.window_from if rings else visit.window_until + AFTER_VISIT

    def by_law(self, session: Session, case: Case) -> bool:
        """Must a person write by a clock that their topic has started, a complaint's say, whatever is booked?"""
        rules = (self.landlord.deadlines.get(row.rule) for row in clocks.running(session, case))
        return any(not self.landlord.topics.keys().isdisjoint(rule.starts) for rule in rules if rule is not None)

    def waits_for_people(self, session: Session, case: Case) -> bool:
        """Has the tenant said something since the first offer that no rule settled and nobody has read?"""
        session.flush()
        since = session.scalar(select(func.min(TimesOffered.offered_at)).where(TimesOffered.case_id == case.id))
        if since is None or case.state == "arranged":
            return False
        e = Event  # whoever took it, or left a note, has read what was there
        read_by = e.what.in_(("case.claimed", "case.noted"))
        taken = session.scalar(select(func.max(e.at)).where(e.case_id == case.id, read_by))
        read = max(filter(None, (self._answered(session, case), taken)), default=None)
        since = max(since, read) if read else since
        return (
            self._said_since(session, case, since) or self._asked_also(session, case, read) or self._owes(session, case)
        )

    def _answered(self, session: Session, case: Case) -> datetime | None:
        """When a person last wrote to the tenant."""
        m = Message
        return session.scalar(select(func.max(m.received_at)).where(
            m.case_id == case.id, m.direction == "out", m.author_id.is_not(None), m.kind != "note"))  # fmt: skip

    def answered_since(self, session: Session, case: Case, since: datetime) -> bool:
        """Has a person written to them since then?"""
        answered = self._answered(session, case)
        return answered is not None and answered >= since

    def _said_since(self, session: Session, case: Case, since: datetime) -> bool:
        """Has the tenant written what no rule settled?"""
        m = Message
        theirs = m.case_id == case.id, m.direction == "in", m.automatic == "", m.placed_at > since
        said = select(m.details).where(*theirs)
        return any("heard" not in details for details in session.scalars(said))

    def _asked_also(self, session: Session, case: Case, read: datetime | None) -> bool:
        """Did they ask about something else beside what is broken, and has nobody of ours read that?"""
        m = Message
        theirs = select(m.details, m.placed_at).where(m.case_id == case.id, m.direction == "in")
        asked = [at for details, at in session.execute(theirs) if ASKS_ALSO in details]
        return any(read is None or at is None or at > read for at in asked)

    def _owes(self, session: Session, case: Case) -> bool:
        """Did we miss a visit, and has nobody of ours done anything in the case since?"""
        a, e = Appointment, Event
        since = session.scalar(select(func.max(a.ended_at)).where(a.case_id == case.id, a.owed_pounds > 0))
        if since is None:
            return False
        seen = select(e.id).where(e.case_id == case.id, e.at >= since, e.who.like("staff:%"))
        return session.scalar(seen.limit(1)) is None

    def bands_declined(self, session: Session, case: Case) -> set[Band]:
        """The bands of days that they did not want."""
        query = select(Appointment).join(TimesOffered, Appointment.times_id == TimesOffered.id).where(
            TimesOffered.case_id == case.id, TimesOffered.state == "declined")  # fmt: skip
        return {band_of(one) for one in session.scalars(query)}


def band_of(one: FreeTime | Appointment) -> Band:
    """Of which day, and which band of it."""
    return london(one.window_from).date(), one.slot
