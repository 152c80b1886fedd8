"""A series of surgery sessions or walkabouts: tried first, shown date by date, then planned."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import make_response, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues.access import me, needs, staff_pages
from queues.context import desk
from queues.desk import visit_words
from queues.desk.booking_page import number
from router.appointments import sessions
from router.appointments.bands import clock_change, instant
from router.clock import london
from router.model import Patch, Resource
from router.working_time import is_bank_holiday

pages = staff_pages("series", __name__)

MOST = 60
"""Sessions that one series plans at most."""
FARTHEST = timedelta(days=366)
LONGEST_REST = 4
STEPS = (10, 15, 20, 30, 45, 60)
"""Minutes of one visit of a surgery, to choose from."""
FIELDS = ("kind", "office", "officer", "patch", "place", "time", "until", "first", "last", "every", "minutes", "seats")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NOTED = ("events", "after_commit")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was written: who or where holds it, on which days of which weeks, from when until when (London minutes)."""

    kind: str
    holder: Resource
    weekdays: tuple[int, ...]
    first: date
    last: date
    every: int
    starts: int
    ends: int
    minutes: int
    seats: int
    place: str
    patch: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One date of it. `why` it cannot be planned, '' where it can."""

    day: date
    words: str
    why: str


class Refused(Exception):
    """It cannot be read as it was written. The text says why."""


@pages.get("/desk/sessions/series")
@needs("supervisor")
def show() -> AnyResponse:
    """The empty form."""
    with desk().database.reading() as session:
        return _page(session)


@pages.post("/desk/sessions/series")
@needs("supervisor")
def plan() -> AnyResponse:
    """First what each date would come to, with nothing saved; the same again with `seen` plans those that can be."""
    at = desk().now()
    with desk().database.transaction() as session:
        try:
            wanted = _written(session)
        except Refused as refused:
            return _page(session, str(refused), status=409)
        kept = {key: list(session.info.get(key, [])) for key in NOTED}
        savepoint = session.begin_nested()
        tried = [_try(session, wanted, day, at) for day in _days(wanted)]
        mark = _mark(wanted, tried)
        if not any(not one.why for one in tried) or request.form.get("seen", "") != mark:
            savepoint.rollback()
            session.info.update(kept)
            return _page(session, tried=tried, mark=mark, status=200 if tried else 409)
        savepoint.commit()
    done = "#walkabouts" if wanted.kind == sessions.WALKABOUT else ""
    return redirect(f"/desk/sessions?done=series{done}")


def _try(session: Session, wanted: Wanted, day: date, at: datetime) -> Tried:
    """Plan it; where it cannot be, nothing of it stays, and why is said."""
    words = visit_words.capital(visit_words.day_words(day, london(at).date()))
    if is_bank_holiday(day):
        return Tried(day, words, "Bank holiday")
    if why := clock_change(day, wanted.starts) or clock_change(day, wanted.ends):
        return Tried(day, words, why)
    walkabout = wanted.kind == sessions.WALKABOUT
    starts, ends = instant(day, wanted.starts), instant(day, wanted.ends)
    try:
        with session.begin_nested():
            sessions.plan(
                session, wanted.holder, starts, ends, f"staff:{me().id}", at, kind=wanted.kind,
                minutes=wanted.ends - wanted.starts if walkabout else wanted.minutes, seats=wanted.seats,
                meeting_point=wanted.place, patch=wanted.patch,
                officer_id=wanted.holder.staff_id if walkabout else None,
            )  # fmt: skip
    except sessions.NotPlanned as refused:
        return Tried(day, words, str(refused))
    return Tried(day, words, "")


def _days(wanted: Wanted) -> Iterator[date]:
    """The dates of it, bank holidays too: those are shown as left out."""
    monday, day, count = wanted.first - timedelta(days=wanted.first.weekday()), wanted.first, 0
    while day <= wanted.last and count < MOST:
        if day.weekday() in wanted.weekdays and (day - monday).days // 7 % wanted.every == 0:
            yield day
            count += 1
        day += timedelta(days=1)


def _mark(wanted: Wanted, tried: Sequence[Tried]) -> str:
    """What was shown: if the form or any date has changed, it is shown again."""
    said = repr((wanted.kind, wanted.holder.id, wanted.starts, wanted.ends, wanted.minutes, wanted.seats, wanted.place,
                 wanted.patch, [(one.day, one.why) for one in tried]))  # fmt: skip
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _page(session: Session, notice: str = "", tried: Sequence[Tried] = (), mark: str = "",
          status: int = 200) -> AnyResponse:  # fmt: skip
    def of(kind: str) -> list[Resource]:
        query = select(Resource).where(Resource.active, Resource.kind == kind).order_by(Resource.name)
        return list(session.scalars(query))

    patches = [tuple(row) for row in session.execute(select(Patch.code, Patch.name).order_by(Patch.code))]
    return make_response(render_template(
        "desk/series.html", notice=notice, tried=tried, mark=mark, typed=_typed(), chosen=request.form.getlist("day"),
        weekdays=WEEKDAYS, steps=STEPS, rest=LONGEST_REST, places=of("place"), officers=of("officer"), patches=patches,
        good=sum(not one.why for one in tried), today=london(desk().now()).date(), most=MOST,
        empty=bool(request.method == "POST" and not tried and not notice),
    ), status)  # fmt: skip


def _typed() -> dict[str, str]:
    return {name: " ".join(request.form.get(name, "").replace("\x00", "").split())[:300] for name in FIELDS}


def _written(session: Session) -> Wanted:
    """The form, read. Raises Refused."""
    typed = _typed()
    walkabout = typed["kind"] == sessions.WALKABOUT
    holder = _holder(session, walkabout)
    weekdays = tuple(sorted({int(day) for day in request.form.getlist("day") if day in set("0123456")}))
    if not weekdays:
        raise Refused("Choose on which days of the week.")
    starts, ends = _minute("time"), _minute("until")
    if ends <= starts:
        raise Refused("It must end after it begins.")
    if walkabout and not typed["place"]:
        raise Refused("Say where to meet.")
    patch = typed["patch"] if walkabout else ""
    if walkabout and session.scalar(select(Patch.id).where(Patch.code == patch)) is None:
        raise Refused("Choose the patch.")
    first, last = _dates()
    return Wanted(
        sessions.WALKABOUT if walkabout else "surgery", holder, weekdays, first, last,
        _whole("every", 1, LONGEST_REST, "Every how many weeks?"), starts, ends,
        20 if walkabout else _whole("minutes", 5, 120, "How many minutes is one visit?"),
        1 if walkabout else _whole("seats", 1, 20, "How many visits at a time?"),
        typed["place"] if walkabout else "", patch,
    )  # fmt: skip


def _holder(session: Session, walkabout: bool) -> Resource:
    who = number("officer" if walkabout else "office")
    found = session.get(Resource, who) if who else None
    if found is None or not found.active or found.kind != ("officer" if walkabout else "place"):
        raise Refused("Choose the officer who leads it." if walkabout else "Choose the office.")
    return found


def _dates() -> tuple[date, date]:
    today = london(desk().now()).date()
    try:
        first, last = date.fromisoformat(_typed()["first"]), date.fromisoformat(_typed()["last"])
    except ValueError:
        raise Refused("Choose the first day and the last.") from None
    if first < today:
        raise Refused("The first day is past.")
    if last < first:
        raise Refused("The last day must not be before the first.")
    if last > today + FARTHEST:
        raise Refused("That is more than a year ahead. Choose a nearer last day.")
    return first, last


def _minute(name: str) -> int:
    try:
        found = time.fromisoformat(_typed()[name])
    except ValueError:
        raise Refused("Write the hours as 10:00 and 12:00.") from None
    return found.hour * 60 + found.minute


def _whole(name: str, least: int, most: int, asks: str) -> int:
    text = _typed()[name]
    if not (text.isascii() and text.isdigit() and len(text) < 5 and least <= int(text) <= most):
        raise Refused(f"{asks} From {least} to {most}.")
    return int(text)
