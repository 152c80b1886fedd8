"""What whoever comes has been told of their day, and which of it they need not go to any more.

Each text of a round keeps, beside its words, the ids of the visits it told of (`kept`). A visit of it that was called
off since, or moved to another day or to somebody else, is one to tell them of (`off`): they may be on their way.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.clock import london
from router.model import Appointment, Event, Message, Resource

KIND = "round"
"""Of a text to whoever comes. Its `Message.automatic` is 'staff': it is said to no tenant."""
LOOK_BACK = timedelta(hours=36)
"""A round is told from the evening before: nothing that changed earlier was in it."""
CHANGED = ("appointment.cancelled", "appointment.moved")


@dataclass(frozen=True, slots=True)
class Off:
    """A visit that is off for this person on this London day. `sequence`: as they were told of it."""

    visit: Appointment
    resource: Resource
    day: date
    sequence: int

    @property
    def form(self) -> str:
        """Written once for whatever they were told."""
        return f"round-off:{self.visit.id}:{self.sequence}:{self.resource.id}"


def kept(resource_id: int, day: date, visits: Iterable[Appointment]) -> dict[str, Any]:
    """What a text of a round keeps of the visits it tells of, for `Message.details`."""
    return {"round": {"resource": resource_id, "day": day.isoformat(),
                      "visits": {str(visit.id): visit.sequence for visit in visits}}}  # fmt: skip


def form_of(resource_id: int, day: date, again: bool = False) -> str:
    """The form of the text that tells of the whole day; `again`: once more in the morning."""
    return f"round:{resource_id}:{day}{':again' if again else ''}"


def one_more(visit_id: int, sequence: int) -> str:
    """The form of the text that tells of one visit more."""
    return f"round-more:{visit_id}:{sequence}"


def both(visit: Appointment) -> list[Resource]:
    """Whoever comes: one person, or two."""
    return [person for person in (visit.resource, visit.second) if person is not None]


def off(session: Session, days: Sequence[date], at: datetime) -> list[Off]:
    """The visits of these days that somebody was told of and need not go to, nor has been told so."""
    changed = session.scalars(select(Event).where(Event.at > at - LOOK_BACK, Event.what.in_(CHANGED)))
    ids = {int(event.data.get("appointment_id") or 0) for event in changed}
    visits = {row.id: row for row in session.scalars(select(Appointment).where(Appointment.id.in_(ids)))} if ids else {}
    if not visits:
        return []
    found: dict[tuple[int, int, date], Off] = {}
    for text in _texts(session, list(visits.values()), days):
        told = text.details.get("round") or {}
        day, resource = date.fromisoformat(told["day"]), session.get(Resource, told["resource"])
        for number, sequence in told["visits"].items():
            visit = visits.get(int(number))
            if visit is not None and resource is not None and day in days:
                known = found.get((visit.id, resource.id, day))
                if known is None or known.sequence < sequence:
                    found[visit.id, resource.id, day] = Off(visit, resource, day, sequence)
    gone = [one for one in found.values() if one.resource.active and one.resource.phone and _is_off(one)]
    said = _written(session, [one.form for one in gone])
    return [one for one in gone if one.form not in said]


def _is_off(one: Off) -> bool:
    if one.visit.state == "cancelled":
        return True
    return london(one.visit.starts_at).date() != one.day or one.resource not in both(one.visit)


def _texts(session: Session, visits: Sequence[Appointment], days: Sequence[date]) -> Iterator[Message]:
    """Every text in which one of these visits may have been told of."""
    people = session.scalars(select(Resource.id).where(Resource.phone != "")).all()
    forms = [form_of(number, day, again) for number in people for day in days for again in (False, True)]
    forms += [one_more(visit.id, sequence) for visit in visits for sequence in range(visit.sequence + 1)]
    query = select(Message).where(Message.dedupe_key.in_([f"out:{form}" for form in forms]),
                                  Message.direction == "out", Message.state.not_in(("failed", "refused")))  # fmt: skip
    return (text for text in session.scalars(query) if text.details.get("round"))


def _written(session: Session, forms: Sequence[str]) -> set[str]:
    query = select(Message.dedupe_key).where(Message.dedupe_key.in_([f"out:{form}" for form in forms]))
    return {key.removeprefix("out:") for key in session.scalars(query)}
