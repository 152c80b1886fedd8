"""The sweep: times that nobody answered, visits whose time is over, callers who hung up, and freed times for those who
wanted sooner. Each case in a transaction of its own; one that fails comes round again."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from router import cases
from router.appointments import booking, needs, states, words
from router.appointments.changes import NOBODY_IN
from router.appointments.offering import CLOSES, OPENS, Appointments
from router.appointments.sending import EMERGENCY
from router.clock import london
from router.model import Appointment, Case, Tenant, TimesOffered
from router.storage.database import hold_case, lock
from router.values import AGREED, FreeTime, Need, Wish

log = logging.getLogger(__name__)

SOONER_FOR = timedelta(hours=1)
"""So long a freed time is kept for the first of the line, then for the next."""
SOONER_TIMES = 3
"""How often somebody is offered an earlier time for one visit."""
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _Alike:
    """Visits to which the same times are of use: the soonest of them is looked for once."""

    kind: str
    trades: tuple[str, ...]
    length: timedelta
    patch: int | None
    place: int | None
    is_by_two: bool

    @classmethod
    def of(cls, visit: Appointment) -> "_Alike":
        patch = visit.home.patch_id if visit.home is not None else None
        place = visit.resource_id if visit.session_id else None
        return cls(visit.kind, tuple(visit.trades), visit.ends_at - visit.starts_at, patch, place,
                   visit.second_id is not None)  # fmt: skip


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
        return done + (self._loose(at) if loose else 0)

    def _loose(self, at: datetime) -> int:
        """Times kept by hand, or of an offer that could not be ended: free again, whoever else may ask for them."""
        with self.appointments.database.transaction() as session:
            case_ids = booking.lapse_due(session, at)
            for case_id in case_ids:
                case = session.get_one(Case, case_id)
                if case.state == "arranged" and not states.anything_arranged(session, case):
                    cases.await_people(session, case, at, "A time was kept for them and not taken: see what they need.")
        return len(case_ids)

    def sooner(self, at: datetime) -> int:
        """Offer what has come free to those who wanted sooner, whoever agreed first. Not at night."""
        if not OPENS <= london(at).hour < CLOSES:
            return 0
        offered, opens = 0, dict[_Alike, datetime | None]()
        for visit in self._waiting(at):
            alike = _Alike.of(visit)
            try:
                wanted = self._could(visit, alike, opens, at)
            except Exception:  # the next look tries again; the others go on
                log.exception("an earlier time for visit %d could not be looked for", visit.id)
                continue
            if wanted and self._alone(visit.case_id, partial(self._sooner, visit.id, at)):
                offered += 1
                del opens[alike]  # what was soonest is theirs now
        return offered

    def _waiting(self, at: datetime) -> list[Appointment]:
        """Everybody who would like an earlier time and may be offered one now, whoever agreed first."""
        a, c, t = Appointment, Case, TimesOffered
        open_ones = exists().where(t.case_id == a.case_id, t.state == "open")
        before = select(func.count()).where(t.moves_id == a.id, t.why == "sooner").correlate(a).scalar_subquery()
        with self.appointments.database.reading() as session:
            return list(session.scalars(
                select(a).join(c, c.id == a.case_id).outerjoin(Tenant, Tenant.id == c.tenant_id)
                .where(a.sooner, a.state == "booked", a.window_from > at, a.kind != EMERGENCY, ~open_ones,
                       c.state != "closed", c.restricted.is_(False), Tenant.restricted.is_not(True),
                       before < SOONER_TIMES)
                .order_by(a.booked_at, a.id).options(joinedload(a.home))
            ))  # fmt: skip

    def _opens(self, visit: Appointment, at: datetime) -> datetime | None:
        """When the soonest time begins for visits like this one, for whoever it is. None: there is none."""
        with self.appointments.database.reading() as session:
            case = session.get_one(Case, visit.case_id)
            need = replace(self.appointments.sooner_need(session, case, visit, at), before=None, languages=(),
                           two_people=visit.second_id is not None)  # fmt: skip
            free = self.appointments.find(session, need, at, (Wish(soonest=True),), limit=1)
        return free[0].window_from if free else None

    def _could(self, visit: Appointment, alike: _Alike, opens: dict[_Alike, datetime | None], at: datetime) -> bool:
        """Is there a time for this one? Asked without a lock: most looks find nothing, and keep nobody waiting."""
        if alike not in opens:
            opens[alike] = self._opens(visit, at)
        soonest = opens[alike]
        if soonest is None or soonest >= visit.window_from:
            return False
        with self.appointments.database.reading() as session:
            return bool(self._free(session, session.get_one(Case, visit.case_id), visit, at)[1])

    def _free(self, session: Session, case: Case, visit: Appointment, at: datetime) -> tuple[Need, list[FreeTime]]:
        """What they need, and the soonest time of it that they have not been offered yet."""
        times = select(TimesOffered.id).where(TimesOffered.moves_id == visit.id, TimesOffered.why == "sooner")
        seen = session.scalars(select(Appointment).where(Appointment.times_id.in_(times)))
        left_out = {(london(one.window_from).date(), one.slot) for one in seen}
        need = self.appointments.sooner_need(session, case, visit, at)
        return need, self.appointments.find(session, need, at, (Wish(soonest=True),), left_out, limit=1)

    def _alone(self, case_id: int, what: Callable[[Session, Case], bool]) -> bool:
        try:
            with self.appointments.database.transaction() as session:
                case = hold_case(session, case_id)
                return case is not None and what(session, case)
        except Exception:  # the next look tries again; the others go on
            log.exception("what is arranged for case %d could not be seen to", case_id)
            return False

    def _lapsed(self, number: int, at: datetime, session: Session, case: Case) -> bool:
        """Nobody answered in time: they are told once how to have new times, and a person may look: always where they
        had said that nobody is in at the time that stays."""
        times = session.get(TimesOffered, number, populate_existing=True)
        if times is None or times.state != "open" or times.expires_at > at:
            return False
        self.appointments.end(session, times, "lapsed", at)
        visit = session.get(Appointment, times.moves_id) if times.moves_id else None
        visit = visit if visit is not None and visit.state in AGREED else self.appointments.visit(session, case)
        if times.why == "sooner" and visit is not None:  # they were told that their visit stays unless they say yes
            self.appointments.settle(session, case, at)
            return True
        stays = visit is not None and (
            visit.id == times.moves_id or booking.same_job(visit, needs.from_json(times.need))
        )  # else they were for something else than the visit is
        letters, key = self.appointments.letters, "lapsed_stays" if stays else "lapsed_times"
        is_over = stays and visit is not None and visit.window_until <= at  # what came of it is asked another way
        if case.state != "closed" and not is_over:
            text = letters.say(key, case, visit)
            self.appointments.say(session, case, text, at, channel=times.channel, to=times.party)
        if visit is None:
            cases.await_people(session, case, at, "They did not answer the times we offered: ring about the visit.")
        elif said := times.need.get(NOBODY_IN):
            why = f"They said that nobody can let us in, and chose no other time: “{said}” Ring them before we go."
            self.appointments.to_people(session, case, at, why)
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
            if visit.window_until > at:  # a call-back: its time begins
                why = f"Ring them now: a call-back is agreed for {words.window(visit)} ({visit.resource.name})."
        cases.await_people(session, case, at, why)
        return True

    def _sooner(self, number: int, at: datetime, session: Session, case: Case) -> bool:
        visit = session.get(Appointment, number, populate_existing=True)
        if visit is None or visit.state != "booked" or not visit.sooner or case.state == "closed" or case.is_hidden:
            return False
        if self.appointments.open_ones(session, case):
            return False
        lock(session, "diary", ["all"])
        need, free = self._free(session, case, visit, at)
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
