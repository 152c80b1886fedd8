"""`/diary/<secret>.ics`: one person's or place's diary, for the calendar on their phone. Read only.

Whoever has the address reads it: it names streets and references, and no tenant. A new `Resource.feed` closes it. All
times are instants in UTC, so a calendar shows them rightly on both sides of a clock change, whatever zone it is in.
"""

import hashlib
import re
import time
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, request
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response as AnyResponse

from queues.visit.context import here
from router.appointments import words
from router.appointments.capacity import is_for_good, still_here
from router.model import Appointment, Case, DiarySession, Leave, Resource
from router.values import AGREED, Landlord

if TYPE_CHECKING:
    from icalendar import Calendar, Event

pages = Blueprint("diary_feed", __name__)

BACK, AHEAD = timedelta(days=30), timedelta(days=90)
FRESH = 300
"""Seconds for which a calendar may keep what it has read."""
MOST, WITHIN = 30, 300.0
"""So many times in so many seconds one feed is given by one process; calendars ask a few times an hour."""
_SECRET = re.compile(r"[0-9A-Za-z_-]{20,64}")


class Turns:
    """Counts how often each feed was asked for lately. Its memory is bounded."""

    def __init__(self, most: int = MOST, within: float = WITHIN) -> None:
        self.most, self.within = most, within
        self._asked: dict[str, deque[float]] = {}
        self._lock = Lock()

    def wait(self, name: str) -> int:
        """0 when it may be given now, or the seconds to wait."""
        now = time.monotonic()
        with self._lock:
            if len(self._asked) > 5_000:
                self._asked = {key: asked for key, asked in self._asked.items() if asked[-1] > now - self.within}
            asked = self._asked.setdefault(name, deque())
            while asked and asked[0] <= now - self.within:
                asked.popleft()
            if len(asked) >= self.most:
                return int(asked[0] + self.within - now) + 1
            asked.append(now)
            return 0


_turns = Turns()


@pages.get("/diary/<secret>.ics")
def feed(secret: str) -> AnyResponse:
    """The diary from 30 days back to 90 ahead; 304 when the calendar has it already."""
    context = here()
    if not _SECRET.fullmatch(secret):
        return _no(404)
    with context.database.reading() as session:
        resource = session.scalars(select(Resource).where(Resource.feed == secret, Resource.active.is_(True))).first()
        if resource is None or not still_here(session, resource, context.now()):
            return _no(404)
        if wait := _turns.wait(f"{context.database.url}:{resource.id}"):
            return _no(429, wait)
        content = calendar(session, resource, context.landlord, context.now()).to_ical()
    response = make_response(content)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'inline; filename="diary.ics"'
    response.headers["Cache-Control"] = f"private, max-age={FRESH}"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    return response.make_conditional(request)


def _no(code: int, wait: int = 0) -> Response:
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(wait)} if wait else {})
    return Response("There is no such diary.\n" if code == 404 else "Please ask less often.\n", code, headers,
                    mimetype="text/plain")  # fmt: skip


def calendar(session: Session, resource: Resource, landlord: Landlord, at: datetime) -> "Calendar":
    """The same bytes for the same diary: nothing in it says when it was read."""
    from icalendar import Calendar  # loaded where it is used: most processes never make a calendar

    made = Calendar()
    made.add("prodid", f"-//{landlord.name}//frontdoor//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", resource.name)
    made.add("refresh-interval", timedelta(minutes=15), parameters={"value": "DURATION"})
    made.add("x-published-ttl", "PT15M")
    for event in _events(session, resource, landlord, at - BACK, at + AHEAD):
        made.add_component(event)
    return made


def _events(
    session: Session, resource: Resource, landlord: Landlord, begin: datetime, end: datetime
) -> "Iterator[Event]":
    a = Appointment
    theirs = or_(a.resource_id == resource.id, a.second_id == resource.id)
    rows = select(a, Case).join(Case, Case.id == a.case_id).where(
        theirs, a.state.in_((*AGREED, "done", "no_access")), a.starts_at >= begin, a.starts_at < end
    )  # fmt: skip
    rows = rows.options(joinedload(Case.tenant))
    for visit, case in session.execute(rows.order_by(a.starts_at, a.id)).all():
        yield _visit(visit, case, landlord)
    held_by = DiarySession.resource_id == resource.id
    if resource.staff_id is not None:
        held_by = or_(held_by, DiarySession.officer_id == resource.staff_id)
    planned = select(DiarySession).where(held_by, DiarySession.state == "planned", DiarySession.starts_at >= begin,
                                         DiarySession.starts_at < end)  # fmt: skip
    for one in session.scalars(planned.order_by(DiarySession.starts_at, DiarySession.id)):
        kind = landlord.appointments.kinds.get(one.kind)
        yield _event(f"session-{one.id}", one.version - 1, one.starts_at, one.ends_at, kind.label if kind else one.kind,
                     one.place)  # fmt: skip
    away = select(Leave).where(Leave.resource_id == resource.id, Leave.ended_at.is_(None), Leave.until_at > begin,
                               Leave.from_at < end)  # fmt: skip
    for leave in session.scalars(away.order_by(Leave.from_at, Leave.id)):
        if is_for_good(leave):
            continue  # a hundred years of it are no help in a calendar
        yield _event(f"leave-{leave.id}", 0, leave.from_at, leave.until_at, "Away", "")


def _visit(visit: Appointment, case: Case, landlord: Landlord) -> "Event":
    """Where somebody goes and the reference; of a restricted case not even where: that is on their link."""
    kind = landlord.appointments.kinds.get(visit.kind)
    home = visit.home or case.home
    at_home = kind is None or kind.where == "home"
    place = "" if case.is_hidden or not at_home or home is None else f"{home.address}, {home.postcode}"
    works = [landlord.repairs[one].label for one in visit.repairs if one in landlord.repairs and not case.is_hidden]
    told = [f"The tenant was told {words.window(visit)}.", *works]
    return _event(visit.uid, visit.sequence, visit.starts_at, visit.ends_at,
                  f"{kind.label if kind else 'Visit'} {case.reference}", place, "\n".join(told))  # fmt: skip


def _event(
    uid: str, sequence: int, begin: datetime, end: datetime, summary: str, place: str, told: str = ""
) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", begin)  # when it was made is nobody's matter here, and the feed must not change by itself
    event.add("dtstart", begin)
    event.add("dtend", end)
    event.add("summary", summary)
    event.add("status", "CONFIRMED")
    event.add("class", "PRIVATE")
    if place:
        event.add("location", place)
    if told:
        event.add("description", told)
    return event
