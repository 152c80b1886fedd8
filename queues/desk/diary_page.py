"""The diary of everybody: today, a day or a week; and who is away, with the visits that it would touch named first."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from flask import abort, make_response, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response as AnyResponse

from queues import times
from queues.access import may_see, me, needs, staff_pages
from queues.context import desk
from queues.desk import diary_rows, visit_words
from queues.desk.booking_page import number
from router import cases
from router.appointments import capacity
from router.appointments.bands import instant
from router.clock import london
from router.model import Appointment, Case, Leave, Patch, Resource, record
from router.storage.database import hold_cases

pages = staff_pages("diary", __name__)

WEEK = 7
FARTHEST = timedelta(days=366)
"""How far a page of the diary, and leave, may be from today."""
FIELDS = ("who", "from_day", "from_time", "until_day", "until_time", "reason")


@dataclass(frozen=True, slots=True)
class Gone:
    """Leave as the page lists it."""

    id: int
    name: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Touched:
    """A visit that stands in the way of leave."""

    window: str
    what: str
    state: str
    stands: str
    reference: str
    link: str


class Refused(Exception):
    """The leave cannot be saved as it was written. The text says why."""


# --- looking ---------------------------------------------------------------------------------


@pages.get("/desk/diary")
@needs("agent")
def show() -> AnyResponse:
    """A day, or seven."""
    with desk().database.reading() as session:
        return diary_page(session)


def diary_page(session: Session, notice: str = "", status: int = 200) -> AnyResponse:
    """The whole page. `notice`: what went wrong, in words."""
    at = desk().now()
    today = london(at).date()
    view = "week" if request.args.get("view") == "week" else "day"
    first = _asked_day(today)
    days = WEEK if view == "week" else 1
    known = session.execute(select(Patch.code, Patch.name).order_by(Patch.code)).all()
    patch, trade = request.args.get("patch", ""), request.args.get("trade", "")
    wanted = diary_rows.Filters(
        patch if patch in {row.code for row in known} else "", trade if trade in desk().landlord.trades else "",
        number("person") if request.method == "GET" else None,
    )  # fmt: skip
    lines = diary_rows.read(session, desk().landlord.appointments, first, days, wanted, at)
    everybody = list(session.scalars(select(Resource).where(Resource.active).order_by(Resource.kind, Resource.name)))
    title = visit_words.capital(visit_words.day_words(first, today))
    if view == "week":
        title = f"Seven days from {visit_words.day_words(first, today)}"
    return make_response(render_template(
        "desk/diary.html", lines=lines, view=view, first=first, today=today, wanted=wanted, everybody=everybody,
        patches=[tuple(row) for row in known], parts=diary_rows.PARTS, title=title, words=visit_words, notice=notice,
        counts=diary_rows.counts(lines), away=_away(session, first, days, at), typed=_typed(),
        earlier=first - timedelta(days=days), later=first + timedelta(days=days),
        address=_address(view, first, wanted),
        done=request.args.get("done", "") if request.method == "GET" else "",
    ), status)  # fmt: skip


def _asked_day(today: date) -> date:
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return min(max(asked, today - FARTHEST), today + FARTHEST)


# it gives a function, which the template calls with what changes
def _address(view: str, first: date, wanted: diary_rows.Filters) -> Callable[..., str]:
    values: dict[str, object] = {"view": view, "day": first, "patch": wanted.patch, "trade": wanted.trade,
                                 "person": wanted.person}  # fmt: skip

    def with_changes(**changed: object) -> str:
        return "/desk/diary?" + urlencode({name: str(value) for name, value in (values | changed).items() if value})

    return with_changes


def _away(session: Session, first: date, days: int, at: datetime) -> list[Gone]:
    """Leave from the first day shown until four weeks on."""
    begins, ends = instant(first, 0), instant(first + timedelta(days=max(days, 28)), 0)
    query = select(Leave, Resource.name).join(Resource, Resource.id == Leave.resource_id)
    query = query.where(Leave.ended_at.is_(None), Leave.until_at > begins, Leave.from_at < ends)
    return [Gone(row.id, name, _span(row.from_at, row.until_at, at), row.reason)
            for row, name in session.execute(query.order_by(Leave.from_at, Leave.id))]  # fmt: skip


def _span(start: datetime, until: datetime, at: datetime) -> str:
    """'Tue 24 Nov to Thu 26 Nov', 'Tue 24 Nov 09:00 to Tue 24 Nov 12:00': whole days have no hours."""
    whole = all(london(end).time() == datetime.min.time() for end in (start, until))
    if not whole:
        return f"{times.when(start, at)} to {times.when(until, at)}"
    last = until - timedelta(minutes=1)
    begins, ends = times.day(start, at), times.day(last, at)
    return begins if begins == ends else f"{begins} to {ends}"


# --- leave ------------------------------------------------------------------------------------


@pages.post("/desk/diary/leave")
@needs("supervisor")
def add_leave() -> AnyResponse:
    """Somebody is away, or an office is closed. What that touches is shown before anything is saved."""
    at = desk().now()
    with desk().database.transaction() as session:
        try:
            person, start, until = _written(session, at)
        except Refused as refused:
            return diary_page(session, str(refused), 409)
        found = capacity.conflicts(session, person, at, leave=(start, until))
        held = hold_cases(session, {row.case_id for row in found})
        found = capacity.conflicts(session, person, at, leave=(start, until))  # again, now that nobody changes them
        seen = {row.id for row in found} if request.form.get("seen", "") == _mark(found) else set()
        leave, found = capacity.add_leave(session, person, start, until, f"staff:{me().id}", at, by=me().id,
                                          reason=_typed()["reason"], known=seen)  # fmt: skip
        if leave is None:
            return _touched_page(session, person, start, until, found, at)
        for row in found:
            case = held.get(row.case_id)
            if case is not None:
                day = visit_words.day_words(london(row.window_from).date(), london(at).date())
                cases.await_people(session, case, at, f"{person.name} cannot come on {day}: move the visit.",
                                   f"staff:{me().id}")  # fmt: skip
    return redirect(f"/desk/diary?done={'leave_conflicts' if found else 'leave'}&day={london(start).date()}#leave-part")


@pages.post("/desk/diary/leave/<int(max=2147483647):number>/end")
@needs("supervisor")
def end_leave(number: int) -> AnyResponse:
    """They are there after all."""
    at = desk().now()
    with desk().database.transaction() as session:
        row = session.get(Leave, number)
        if row is None:
            abort(404)
        if row.ended_at is None:
            row.ended_at = at
            record(session, at, f"staff:{me().id}", "diary.leave_ended", resource_id=row.resource_id)
    return redirect("/desk/diary?done=leave_ended#leave-part")


def _typed() -> dict[str, str]:
    return {name: " ".join(request.form.get(name, "").replace("\x00", "").split())[:200] for name in FIELDS}


def _written(session: Session, at: datetime) -> tuple[Resource, datetime, datetime]:
    """Who, from when, until when. Whole days where no hours are named. Raises Refused."""
    typed, who = _typed(), number("who")
    person = session.get(Resource, who) if who else None
    if person is None or not person.active:
        raise Refused("Choose who is away, or which office is closed.")
    try:
        first = date.fromisoformat(typed["from_day"])
        last = date.fromisoformat(typed["until_day"] or typed["from_day"])
    except ValueError:
        raise Refused("Choose from which day, and until which.") from None
    start = instant(first, _minutes(typed["from_time"], 0))
    until = instant(last, _minutes(typed["until_time"], 24 * 60))
    if until <= start:
        raise Refused("It must end after it begins.")
    if until <= at:
        raise Refused("That is in the past: nothing is offered there anyway.")
    if until - at > FARTHEST:
        raise Refused("That is more than a year ahead. Choose a nearer day.")
    return person, start, until


def _minutes(text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    try:
        hour = time.fromisoformat(text)
    except ValueError:
        raise Refused("Write a time as 09:30.") from None
    return hour.hour * 60 + hour.minute


def _mark(found: list[Appointment]) -> str:
    """Which visits were shown, each as it stood: if any of that has changed, they are shown again."""
    seen = ",".join(f"{row.id}:{row.version}" for row in sorted(found, key=lambda row: row.id))
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def _touched_page(session: Session, person: Resource, start: datetime, until: datetime, found: list[Appointment],
                  at: datetime) -> AnyResponse:  # fmt: skip
    query = select(Case).where(Case.id.in_({row.case_id for row in found})).options(joinedload(Case.tenant))
    known = {case.id: case for case in session.scalars(query) if may_see(me(), case)}
    rows = [
        Touched(visit_words.capital(visit_words.window(row, at)), visit_words.what_for(row), row.state,
                visit_words.STATE_WORDS.get(row.state, row.state), known[row.case_id].reference,
                f"/desk/cases/{known[row.case_id].reference}#visit")
        for row in found if row.case_id in known
    ]  # fmt: skip
    return make_response(render_template(
        "desk/leave.html", name=person.name, words=_span(start, until, at), rows=rows, total=len(found),
        hidden_count=len(found) - len(rows), seen=_mark(found), typed=_typed(),
    ), 409)  # fmt: skip
