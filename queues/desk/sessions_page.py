"""Surgeries at part-time offices, and estate walkabouts: who is booked, who walked in, and calling one off."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import abort, make_response, redirect, render_template, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response as AnyResponse

from queues import times
from queues.access import may_see, me, needs, staff_pages
from queues.context import desk
from queues.desk import visit_words
from queues.desk.booking_page import number as row_number
from router.appointments import calling_off, sessions
from router.appointments.bands import clock_change, instant
from router.clock import london
from router.model import Appointment, Case, DiarySession, Patch, Resource, Staff, TimesOffered
from router.values import AGREED

pages = staff_pages("sessions", __name__)

AHEAD = timedelta(days=366)
BEHIND = timedelta(hours=12)
"""Sessions shown: those of today so far, and every one to come."""
OPEN_WEEKS = 2
"""So many weeks stand open on the page; those after them are one line each until they are opened."""
HELD = ("held",)
COUNTED = (*AGREED, "done", "no_access", "missed")
"""States of a booking. A place that is only held for somebody to choose from is counted apart."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking of a session. `link` is '' for one that the reader may not know of. `then`: what came after it fell."""

    time: str
    what: str
    state: str
    stands: str
    link: str
    reference: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A session as the page lists it. `places`: how many bookings it can take in all; `held`: on offer to tenants."""

    row: DiarySession
    title: str
    when: str
    under: str
    booked: int
    held: int
    places: int
    running: bool


@dataclass(frozen=True, slots=True)
class Week:
    """The surgeries of one week. `booked`: bookings in all; `open`: it is shown without being asked for."""

    name: str
    sessions: list[Planned]
    booked: int
    open: bool


# --- looking --------------------------------------------------------------------------------------


@pages.get("/desk/sessions")
@needs("agent")
def show() -> AnyResponse:
    """What is to come, surgeries first."""
    with desk().database.reading() as session:
        return _page(session)


def _page(session: Session, notice: str = "", status: int = 200) -> AnyResponse:
    at = desk().now()
    query = select(DiarySession).where(DiarySession.ends_at > at - BEHIND, DiarySession.starts_at < at + AHEAD)
    rows = list(session.scalars(query.order_by(DiarySession.starts_at).options(joinedload(DiarySession.resource))))
    taken, held = (_how_many(session, rows, states) for states in (COUNTED, HELD))
    officers = dict(session.execute(select(Staff.id, Staff.name).where(
        Staff.id.in_({row.officer_id for row in rows if row.officer_id}))).all())  # fmt: skip
    shown = [_planned(row, taken[row.id], held[row.id], officers.get(row.officer_id or 0, ""), at) for row in rows]
    people = list(session.scalars(select(Resource).where(Resource.active, Resource.kind == "officer")
                                  .order_by(Resource.name)))  # fmt: skip
    places = list(session.scalars(select(Resource).where(Resource.active, Resource.kind == "place")
                                  .order_by(Resource.name)))  # fmt: skip
    patches = session.execute(select(Patch.code, Patch.name).order_by(Patch.code)).all()
    surgeries = [one for one in shown if one.row.kind != sessions.WALKABOUT]
    return make_response(render_template(
        "desk/sessions.html", surgeries=surgeries, weeks=_by_week(surgeries, london(at).date()),
        walkabouts=[one for one in shown if one.row.kind == sessions.WALKABOUT], officers=people, places=places,
        patches=[tuple(row) for row in patches], notice=notice, typed=request.form,
        done=request.args.get("done", "") if request.method == "GET" else "",
    ), status)  # fmt: skip


def _by_week(shown: Sequence[Planned], today: date) -> list[Week]:
    """The same by London weeks, from Monday on."""
    this = today - timedelta(days=today.weekday())
    found: dict[date, list[Planned]] = defaultdict(list)
    for one in shown:
        day = london(one.row.starts_at).date()
        found[day - timedelta(days=day.weekday())].append(one)
    weeks = []
    for monday, each in sorted(found.items()):
        name = {0: "This week", 7: "Next week"}.get(
            (monday - this).days, f"Week of {visit_words.day_words(monday, today)}"
        )
        weeks.append(Week(name, each, sum(one.booked for one in each), (monday - this).days < 7 * OPEN_WEEKS))
    return weeks


def _how_many(session: Session, rows: Sequence[DiarySession], states: Sequence[str]) -> Counter[int]:
    """Bookings in one of these states, by session."""
    wanted = Appointment.session_id.in_([row.id for row in rows]), Appointment.state.in_(states)
    query = select(Appointment.session_id, func.count()).where(*wanted).group_by(Appointment.session_id)
    return Counter({number: count for number, count in session.execute(query) if number is not None})


def _planned(row: DiarySession, taken: int, held: int, officer: str, at: datetime) -> Planned:
    walkabout = row.kind == sessions.WALKABOUT
    day = visit_words.capital(visit_words.day_words(london(row.starts_at).date(), london(at).date()))
    when = f"{day}, {times.clock(row.starts_at)} to {times.clock(row.ends_at)}"
    sittings = int((row.ends_at - row.starts_at) / timedelta(minutes=row.minutes)) if row.minutes else 0
    title = row.place if walkabout else row.resource.name
    under = " · ".join(part for part in (
        (officer or row.resource.name) if walkabout else row.place, row.patch, row.note) if part)  # fmt: skip
    running = row.starts_at - timedelta(hours=1) <= at <= row.ends_at + BEHIND
    return Planned(row, title, when, under, taken, held, 0 if walkabout else sittings * row.seats, running)


def _session_of(session: Session, number: int) -> DiarySession:
    found = session.get(DiarySession, number)  # alone: PostgreSQL locks no row together with one it may not have
    if found is None:
        abort(404)
    return found


@pages.get("/desk/sessions/<int(max=2147483647):number>")
@needs("agent")
def one(number: int) -> AnyResponse:
    """One session: its bookings; before it is called off, who will be told; after, who was offered what."""
    with desk().database.reading() as session:
        return _one(session, _session_of(session, number))


def _one(session: Session, row: DiarySession, notice: str = "", status: int = 200) -> AnyResponse:
    at = desk().now()
    called_off = row.state == "cancelled"
    bookings = sessions.booked(session, row, ("cancelled", *COUNTED) if called_off else (*COUNTED, *HELD))
    query = select(Case).where(Case.id.in_({each.case_id for each in bookings})).options(joinedload(Case.tenant))
    known = {case.id: case for case in session.scalars(query) if may_see(me(), case)}
    shown = [_booked(session, each, known.get(each.case_id), called_off, at) for each in bookings]
    taken, held = (sum(each.state in states for each in bookings) for states in (COUNTED, HELD))
    return make_response(render_template(
        "desk/session.html", session=_planned(row, taken, held, "", at), bookings=shown, called_off=called_off,
        told=sum(each.state in AGREED for each in bookings), held=held,
        notice=notice, done=request.args.get("done", "") if request.method == "GET" else "",
        walkabout=row.kind == sessions.WALKABOUT,
    ), status)  # fmt: skip


def _booked(session: Session, row: Appointment, case: Case | None, called_off: bool, at: datetime) -> Booked:
    stands = visit_words.STATE_WORDS.get(row.state, row.state)
    clock = times.clock(row.starts_at)
    if case is None:
        return Booked(clock, "Not yours to see", row.state, stands, "", "")
    name = case.tenant.name if case.tenant and case.identity == "known" else "Not known"
    then = _since(session, row, case, at) if called_off and row.state == "cancelled" else ""
    return Booked(clock, name, row.state, stands, f"/desk/cases/{case.reference}#visit", case.reference, then)


def _since(session: Session, row: Appointment, case: Case, at: datetime) -> str:
    """What became of a tenant whose session was called off."""
    again = select(Appointment).where(Appointment.case_id == case.id, Appointment.kind == row.kind)
    agreed = session.scalars(again.where(Appointment.state.in_(AGREED))).first()
    if agreed is not None:
        return f"Booked again: {visit_words.window(agreed, at)}"
    query = select(TimesOffered).where(TimesOffered.case_id == case.id, TimesOffered.state == "open")
    offered = session.scalars(query.order_by(TimesOffered.id.desc())).first()
    if offered is not None:
        return f"Told, and offered other times: kept until {times.when(offered.expires_at, at)}"
    return "No other time could be offered: the case waits for a person" if case.state != "closed" else "Case closed"


# --- doing ----------------------------------------------------------------------------------------


@pages.post("/desk/sessions/<int(max=2147483647):number>/walk-in")
@needs("agent")
def walk_in(number: int) -> AnyResponse:
    """One more, or one less, who came without a booking."""
    by = -1 if request.form.get("by") == "-1" else 1
    with desk().database.transaction() as session:
        row = _session_of(session, number)
        sessions.walk_in(session, row, f"staff:{me().id}", desk().now(), by)
    return redirect(f"/desk/sessions#session-{number}")


@pages.post("/desk/sessions/<int(max=2147483647):number>/cancel")
@needs("supervisor")
def cancel(number: int) -> AnyResponse:
    """Call off the whole of it: each tenant is told and offered other times, in the same transaction."""
    at, why = desk().now(), " ".join(request.form.get("why", "").replace("\x00", "").split())[:200]
    with desk().database.transaction() as session:
        row = _session_of(session, number)
        if row.state != "planned":
            return _one(session, row, "It was called off already: below is who was told.", 409)
        if not why:
            return _one(session, row, "Say why it is called off: whoever takes a case from it reads that.", 409)
        try:
            gone = sessions.cancel(session, row, f"staff:{me().id}", at, why)
        except sessions.Busy as busy:
            return _one(session, row, str(busy), 409)
        row.note = why
        _tell(session, gone, at)
        calling_off.tell_of_times(desk().visiting, session, row, at)
    return redirect(f"/desk/sessions/{number}?done=cancelled")


def _tell(session: Session, gone: Sequence[Appointment], at: datetime) -> None:
    """Each tenant is told once, with other times where there are any; else their case waits for a person, with why."""
    for visit in gone:
        calling_off.tell(desk().visiting, session, session.get_one(Case, visit.case_id), visit, me().id, at)


@pages.post("/desk/sessions/walkabout")
@needs("supervisor")
def add_walkabout() -> AnyResponse:
    """A public walk round an estate: a day, where to meet, which officer."""
    at = desk().now()
    with desk().database.transaction() as session:
        who = row_number("officer")
        officer = session.get(Resource, who) if who else None
        if officer is None or officer.kind != "officer" or not officer.active:
            return _page(session, "Choose the officer who leads it.", 409)
        place, patch = _line("place"), request.form.get("patch", "")
        if not place:
            return _page(session, "Say where to meet.", 409)
        if session.scalar(select(Patch.id).where(Patch.code == patch)) is None:
            return _page(session, "Choose the patch.", 409)
        try:
            starts = _instant(_line("day"), _line("time"))
            sessions.plan(session, officer, starts, starts + timedelta(minutes=60), f"staff:{me().id}", at,
                          kind=sessions.WALKABOUT, minutes=60, seats=1, meeting_point=place, patch=patch,
                          officer_id=officer.staff_id)  # fmt: skip
        except sessions.NotPlanned as refused:
            return _page(session, str(refused), 409)
    return redirect("/desk/sessions?done=planned#walkabouts")


@pages.post("/desk/sessions/surgery")
@needs("supervisor")
def add_surgery() -> AnyResponse:
    """One more session of an office."""
    at = desk().now()
    with desk().database.transaction() as session:
        which = row_number("office")
        place = session.get(Resource, which) if which else None
        if place is None or place.kind != "place" or not place.active:
            return _page(session, "Choose the office.", 409)
        try:
            starts, ends = _instant(_line("day"), _line("time")), _instant(_line("day"), _line("until"))
            sessions.plan(session, place, starts, ends, f"staff:{me().id}", at)
        except sessions.NotPlanned as refused:
            return _page(session, str(refused), 409)
    return redirect("/desk/sessions?done=planned")


def _line(name: str) -> str:
    return " ".join(request.form.get(name, "").replace("\x00", "").split())[:300]


def _instant(day: str, clock: str) -> datetime:
    """What a date and a time field say, as UTC. Raises NotPlanned."""
    try:
        hour, there = time.fromisoformat(clock), date.fromisoformat(day)
    except ValueError:
        raise sessions.NotPlanned("Choose a day and a time.") from None
    minute = hour.hour * 60 + hour.minute
    if why := clock_change(there, minute):
        raise sessions.NotPlanned(why)
    return instant(there, minute)
