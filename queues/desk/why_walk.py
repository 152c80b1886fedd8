"""Which steps of its rule a case came to, and when: read from the events in which routing chose its rule or went on."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.model import Case, Event
from router.plans import Rule
from router.scoring import FOREVER, Course

Walk = Mapping[int, tuple[datetime, datetime | None]]
"""Step, from 0 -> (when it began, when it ended or None while it lasts). A step that is not there was passed over."""


def way_of(session: Session, case: Case) -> list[Event]:
    """The events of the last time that it was put on its way, the oldest first: the rule chosen, then each step that
    was passed over."""
    query = select(Event).where(Event.case_id == case.id, Event.what == "case.routed").order_by(Event.id.desc())
    way: list[Event] = []
    for event in session.scalars(query):
        if way and (event.data.get("rule"), event.data.get("plan")) != (
            way[0].data.get("rule"),
            way[0].data.get("plan"),
        ):
            break  # kept before events said when a way begins
        way.insert(0, event)
        if event.data.get("anew", True):
            break
    return way


def walked(way: Sequence[Event], rule: Rule, until: datetime) -> Walk | None:
    """The steps that it came to before `until`; None for a way that was kept before its events named their steps."""
    if not way or any("ran_ms" not in event.data for event in way):
        return None
    course = Course.of(rule)
    found: dict[int, tuple[datetime, datetime | None]] = {}
    for event, following in zip(way, [*way[1:], None], strict=True):
        stop = following.at if following is not None else until
        first = min(int(event.data["step"]), course.last)
        counted_from = event.at - timedelta(milliseconds=int(event.data["ran_ms"]))  # since when its steps count
        for step in range(first, course.last + 1):
            if course.begins(step) >= FOREVER:
                break
            begin = max(event.at, counted_from + timedelta(seconds=course.begins(step)))
            if begin > stop or (following is not None and begin == stop):
                break
            ends = course.ends[step] if step < course.last else FOREVER
            end = counted_from + timedelta(seconds=ends) if ends < FOREVER else None
            over = end if end is not None and end <= stop else following.at if following is not None else None
            found[step] = (found.get(step, (begin, None))[0], over)
    return found
