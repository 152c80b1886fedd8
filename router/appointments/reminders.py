"""Reminders: the day before and that morning, and to whoever comes the link to their day.

Each is written once for every sequence of a visit, and reads the truth again when it is written (here, the case
locked) and when it leaves (`router/dispatch.py`). Of a visit that nobody can make as it stands (leave entered since, a
session called off) no tenant is reminded: people are told to ring them. Hours are London's: 16:00 is 16:00 on both
sides of a clock change.
"""

import logging
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from router import cases
from router.appointments import rounds, window, words
from router.appointments.bands import TODAY, instant
from router.appointments.capacity import closed, gone
from router.appointments.rounds import both
from router.clock import Clock, london
from router.model import Appointment, Case, Event, Message, Resource, Tenant, record
from router.outbox import Outbox, fill
from router.storage.database import Database, hold_case
from router.values import AGREED, Landlord

log = logging.getLogger(__name__)

KIND = "reminder"
"""Of the text to a tenant."""
QUIET_FROM, QUIET_UNTIL = 21 * 60, 7 * 60
"""London minutes between which nobody is reminded of anything."""
JUST_AGREED = timedelta(hours=4)
"""Whoever agreed a visit so shortly before its reminder has just read the confirmation."""
ROUND_EVENING, ROUND_MORNING = 18 * 60, 6 * 60 + 45
"""London minutes from which whoever comes has the link to tomorrow's, and to today's visits."""
WITHOUT_A_PLACE = "appointment.without_a_place"
"""The event that says of a visit, at this time of it, that nobody can make it and that no reminder of it went."""
_TEXTABLE = re.compile(r"\+447(?!0|6(?!24))")


class Reminders:
    """Writes what is due. `visit_link` and `round_link` make the signed links for whoever comes."""

    def __init__(self, database: Database, outbox: Outbox, landlord: Landlord, now: Clock,
                 visit_link: Callable[[Appointment, Resource], str],
                 round_link: Callable[[Resource, date], str]) -> None:  # fmt: skip
        self.database, self.outbox, self.landlord, self.now = database, outbox, landlord, now
        self.visit_link, self.round_link = visit_link, round_link

    # --- tenants -------------------------------------------------------------------------------

    def remind(self) -> int:
        """Write every reminder that is due now; returns how many. One visit, one transaction."""
        at, told = self.now(), 0
        if _is_night(at):
            return 0
        with self.database.reading() as session:  # most are not due: those keep nobody waiting
            rows = [(visit.id, visit.case_id) for visit in session.scalars(
                select(Appointment).join(Case, Case.id == Appointment.case_id)
                .outerjoin(Tenant, Tenant.id == Case.tenant_id)
                .where(Appointment.state == "booked", Appointment.window_from > at,
                       Appointment.window_from < at + timedelta(days=2), Case.restricted.is_(False),
                       Tenant.restricted.is_not(True),
                       or_(Appointment.reminded_day != Appointment.sequence,
                           Appointment.reminded_morning != Appointment.sequence))
                .order_by(Appointment.window_from, Appointment.id)
            ) if self._which(session, visit, at)]  # fmt: skip
        for number, case_id in rows:
            try:
                with self.database.transaction() as session:
                    told += self._remind(session, number, case_id, at)
            except Exception:  # the next look tries again; the others are reminded meanwhile
                log.exception("visit %d could not be reminded of", number)
        return told

    def _remind(self, session: Session, number: int, case_id: int, at: datetime) -> bool:
        case = hold_case(session, case_id)
        visit = session.get(Appointment, number, populate_existing=True)
        if case is None or visit is None or visit.state != "booked" or case.is_hidden:
            return False
        which = self._which(session, visit, at)
        if not which:
            return False
        if closed(session, visit):
            self._nobody_comes(session, case, visit, which, at)
            return False
        if which == "day":
            visit.reminded_day = visit.sequence
        else:
            visit.reminded_morning = visit.sequence
        if self._write(session, case, visit, which, at):
            record(session, at, "worker", "appointment.reminded", case, appointment_id=visit.id, which=which)
        return True

    def _nobody_comes(self, session: Session, case: Case, visit: Appointment, which: str, at: datetime) -> None:
        """Who was to come is away by now, and nobody has moved it: a person tells the tenant, not a reminder."""
        why = f"Nobody can come {words.window(visit)} any more ({visit.resource.name}), which the tenant does not know."
        cases.await_people(session, case, at, f"{why} No reminder went. Ring them and move it now.")
        case.version += 1
        record(session, at, "worker", WITHOUT_A_PLACE, case, **_as_it_stands(visit, which))

    def _which(self, session: Session, visit: Appointment, at: datetime) -> str:
        """Which reminder is due and no mere echo of the confirmation; '' for none."""
        which = due(visit, self.landlord, at)
        if not which or agreed_at(session, visit) > moment(visit, self.landlord, which) - JUST_AGREED:
            return ""
        told = select(Event).where(Event.case_id == visit.case_id, Event.what == WITHOUT_A_PLACE)
        if any(event.data == _as_it_stands(visit, which) for event in session.scalars(told)) and closed(session, visit):
            return ""  # people know
        return which

    def _write(self, session: Session, case: Case, visit: Appointment, which: str, at: datetime) -> bool:
        """False where no text can reach them."""
        found = way(session, self.outbox, case, at)
        if found is None:
            return False
        channel, to = found
        row = self.outbox.write(
            session, case, say(self.landlord, f"visit_remind_{which}", visit, case), kind=KIND, at=at, channel=channel,
            to=to, automatic=True, form_id=f"remind:{visit.id}:{visit.sequence}:{which}",
        )  # fmt: skip
        until = min(visit.window_from, _night_after(at))
        row.details = {"appointment": {"id": visit.id, "sequence": visit.sequence, "until": until.isoformat()}}
        return row.state != "refused"

    # --- whoever comes -------------------------------------------------------------------------

    def tell_rounds(self) -> int:
        """Text everybody who comes the link to their day, once a day; and of a visit added to it since, or off since,
        that one."""
        at = self.now()
        here, told = london(at), 0
        days = [here.date()]
        if here.hour * 60 + here.minute >= ROUND_EVENING:
            days.append(here.date() + timedelta(days=1))
        for day in days:
            for resource_id in self._at_work(day, at):
                try:
                    told += self._tell_round(resource_id, day, at)
                except Exception:  # the next look tries again
                    log.exception("resource %d could not be told of its day", resource_id)
        return told + self._tell_off(days, at)

    def _tell_off(self, days: Sequence[date], at: datetime) -> int:
        """Whoever was told of a visit that is off since need not go there. At night only an emergency's is said."""
        here, told = london(at), 0
        with self.database.reading() as session:
            due = [(one.visit.case_id, one) for one in rounds.off(session, days, at)
                   if one.visit.slot == TODAY or not is_night_for(one.day, here)]  # fmt: skip
        for case_id, one in due:
            try:
                with self.database.transaction() as session:
                    case = hold_case(session, case_id)
                    again = rounds.off(session, [one.day], at)  # it may have been given back to them meanwhile
                    if case is not None and one.form in {each.form for each in again}:
                        link = self.round_link(one.resource, one.day)
                        self._write_round(session, case, one.resource, "visit_off", one.form, at,
                                          when=words.day(instant(one.day, 0)), link=link)  # fmt: skip
                        told += 1
            except Exception:  # the next look tries again
                log.exception("visit %d is off, which could not be told", one.visit.id)
        return told

    def _at_work(self, day: date, at: datetime) -> list[int]:
        with self.database.reading() as session:
            left = gone(session, max(at, instant(day, 0)))  # whoever leaves tonight is told nothing of tomorrow
            there = [person for visit in visits_of_day(session, day) if visit.window_until > at
                     for person in both(visit)]  # fmt: skip
            return sorted({one.id for one in there if one.phone and one.active and one.id not in left})

    def _news(self, session: Session, resource_id: int, day: date, at: datetime) -> tuple[str, Appointment, str] | None:
        """(form, visit, words) of what this person has not been told yet of this day; None for nothing.

        At night only an emergency is texted, by itself; the rest is said in the morning.
        """
        visits, here = visits_of_day(session, day, resource_id), london(at)
        forms = [rounds.form_of(resource_id, day), rounds.form_of(resource_id, day, again=True)]
        known = [f"out:{form}" for form in (*forms, *map(_one_more, visits))]
        sent = select(Message.dedupe_key, Message.received_at).where(
            Message.direction == "out", Message.dedupe_key.in_(known)
        )
        if day == here.date():  # what did not reach them in the evening is said again
            sent = sent.where(Message.state.not_in(("failed", "refused")))
        there = {row.dedupe_key: row.received_at for row in session.execute(sent)}
        night = is_night_for(day, here)
        untold = [visit for visit in visits if f"out:{_one_more(visit)}" not in there
                  and (visit.slot == TODAY or not night)]  # fmt: skip
        first = there.get(known[0]) or there.get(known[1])
        if first is not None:
            added = [visit for visit in untold if agreed_at(session, visit) > first]
        elif night:
            added = untold
        elif visits:
            return forms[day == here.date()], visits[0], "visit_round"
        else:
            return None
        return (_one_more(added[0]), added[0], "visit_one_more") if added else None

    def _tell_round(self, resource_id: int, day: date, at: datetime) -> int:
        with self.database.reading() as session:
            news = self._news(session, resource_id, day, at)
            there = visits_of_day(session, day, resource_id) if news else []
        if news is None:
            return 0
        form, chosen, key = news
        with self.database.transaction() as session:
            case, resource = hold_case(session, chosen.case_id), session.get_one(Resource, resource_id)
            visit = session.get(Appointment, chosen.id, populate_existing=True)
            if case is None or visit is None or visit.state not in AGREED or resource not in both(visit):
                return 0
            whole = key == "visit_round"
            link = self.round_link(resource, day) if whole else self.visit_link(visit, resource)
            row = self._write_round(session, case, resource, key, form, at, link=link, count=str(len(there)),
                                    when=words.day(visit.window_from))  # fmt: skip
            row.details = rounds.kept(resource_id, day, there if whole else [visit])
        return 1

    def _write_round(self, session: Session, case: Case, resource: Resource, key: str, form: str, at: datetime,
                     **more: str) -> Message:  # fmt: skip
        text = fill(self.landlord.replies[key], landlord=self.landlord.name, reference=case.reference, **more)
        last = case.last_activity_at
        row = self.outbox.write(session, case, text, kind=rounds.KIND, at=at, channel="sms", to=resource.phone,
                                automatic=True, form_id=form)  # fmt: skip
        row.automatic, case.last_activity_at = "staff", last  # the tenant's matter is as old as it was
        return row


def is_night_for(day: date, here: datetime) -> bool:
    """Do they sleep before that day's work? Of a visit that is still to come this evening they hear at once."""
    minute = here.hour * 60 + here.minute
    return minute < ROUND_MORNING or (day > here.date() and minute >= QUIET_FROM)


def _as_it_stands(visit: Appointment, which: str) -> dict[str, Any]:
    return {"appointment_id": visit.id, "sequence": visit.sequence, "which": which}


def _one_more(visit: Appointment) -> str:
    return rounds.one_more(visit.id, visit.sequence)


def visits_of_day(session: Session, day: date, resource_id: int | None = None, over: bool = False) -> list[Appointment]:
    """The agreed visits of a London day, in their order; of one person, also where they come second.

    `over`: also those that took place, or did not because nobody was in.
    """
    begin, end = instant(day, 0), instant(day + timedelta(days=1), 0)
    states = (*AGREED, "done", "no_access") if over else AGREED
    query = select(Appointment).where(Appointment.state.in_(states), Appointment.starts_at >= begin,
                                      Appointment.starts_at < end)  # fmt: skip
    if resource_id is not None:
        query = query.where(or_(Appointment.resource_id == resource_id, Appointment.second_id == resource_id))
    found = list(session.scalars(query.order_by(Appointment.starts_at, Appointment.id)))
    for visit in found:
        _ = both(visit)  # read while there is a session
    return found


def moment(visit: Appointment, landlord: Landlord, which: str) -> datetime:
    """When a reminder is due: 'day' (before) or 'morning'."""
    day = london(visit.window_from).date()
    if which == "day":
        return instant(day - timedelta(days=1), landlord.appointments.remind_day_before)
    return instant(day, landlord.appointments.remind_morning)


def due(visit: Appointment, landlord: Landlord, at: datetime) -> str:
    """Which reminder of this visit is to be written now: 'day', 'morning' or ''. None once its window has begun."""
    if at >= visit.window_from or _is_night(at):
        return ""
    here, there = london(at).date(), london(visit.window_from).date()
    which = "morning" if here == there else "day" if here == there - timedelta(days=1) else ""
    written = visit.reminded_morning if which == "morning" else visit.reminded_day
    return which if which and written != visit.sequence and at >= moment(visit, landlord, which) else ""


def agreed_at(session: Session, visit: Appointment) -> datetime:
    """When the tenant last agreed to this time: booked, or moved to it."""
    moved = session.scalars(
        select(Event).where(Event.case_id == visit.case_id, Event.what == "appointment.moved").order_by(Event.id.desc())
    )
    last = next((event.at for event in moved if event.data.get("appointment_id") == visit.id), None)
    return max(filter(None, (visit.booked_at, last)), default=visit.window_from - timedelta(days=365))


def way(session: Session, outbox: Outbox, case: Case, at: datetime) -> tuple[str, str] | None:
    """(channel, address) by which a text about a visit reaches the tenant; None when only a telephone call would.

    Both '' leave it to the outbox to refuse, which says why.
    """
    channel, to, _ = outbox.way_out(session, case)
    channel = window.instead(session, case, channel, at)
    if channel == "voice":
        channel = "sms"
    if channel == "sms" and to.startswith("+44") and not _TEXTABLE.match(to):  # a landline reads no texts
        return None
    return (channel, to) if channel else ("", "")


def say(landlord: Landlord, key: str, visit: Appointment, case: Case, **more: str) -> str:
    """A landlord's text about a visit, filled in."""
    rules = landlord.appointments
    return fill(
        landlord.replies[key], landlord=landlord.name, phone=landlord.phone, reference=case.reference,
        what=words.what(visit, landlord), visit=words.thing(visit.kind, landlord), when=words.window(visit),
        where=words.place(visit, landlord), adult=rules.adult_words, name=words.first_name(visit.resource), **more,
    )  # fmt: skip


def _is_night(at: datetime) -> bool:
    here = london(at)
    return not QUIET_UNTIL <= here.hour * 60 + here.minute < QUIET_FROM


def _night_after(at: datetime) -> datetime:
    return instant(london(at).date(), QUIET_FROM)
