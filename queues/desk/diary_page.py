"""The diary of everybody: today, a day or a week; and who is away, with the visits that it would touch named first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from flask import abort, make_response, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues import times
from queues.access import me, needs, staff_pages
from queues.context import desk
from queues.desk import diary_rows, touched, visit_words
from queues.desk.booking_page import number
from router.appointments import capacity
from router.appointments.bands import clock_change, instant
from router.clock import london
from router.model import Leave, Patch, Resource, record

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
        counts=diary_rows.counts(lines), by_day=diary_rows.day_by_day(lines) if view == "week" else [],
        away=_away(session, first, days, at), typed=_typed(),
        earlier=first - timedelta(days=days), later=first + timedelta(days=days),
        address=_address(view, first, wanted), again=len(touched.without_a_place(session, at)),
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
    return [Gone(row.id, name, _gone_words(row, at), row.reason)
            for row, name in session.execute(query.order_by(Leave.from_at, Leave.id))]  # fmt: skip


def _gone_words(row: Leave, at: datetime) -> str:
    if capacity.is_for_good(row):
        return f"from {times.day(row.from_at, at)} on, no longer there"
    return _span(row.from_at, row.until_at, at)


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
        found = touched.hold(session, lambda: capacity.conflicts(session, person, at, leave=(start, until)))
        seen = set() if touched.unseen(found.visits) else {row.id for row in found.visits}
        leave, there = capacity.add_leave(session, person, start, until, f"staff:{me().id}", at, by=me().id,
                                          reason=_typed()["reason"], known=seen)  # fmt: skip
        if leave is None:
            asked = touched.Asked(request.path, list(_typed().items()))
            return touched.page(session, f"{person.name}: {_span(start, until, at)}", there, at, asked, "/desk/diary")
        touched.to_people(session, found.cases, there, at, f"{person.name} cannot come")
    return redirect(f"/desk/diary?done={'leave_conflicts' if there else 'leave'}&day={london(start).date()}#leave-part")


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
    begins, ends = _minutes(typed["from_time"], 0), _minutes(typed["until_time"], 24 * 60)
    if why := clock_change(first, begins) or clock_change(last, ends):
        raise Refused(why)
    start, until = instant(first, begins), instant(last, ends)
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
