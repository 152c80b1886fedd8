"""What happened to a case's visits, as its tenant may read it: what was booked, moved, called off, and what came of it.

It names no person and no work, and leaves out what was only offered or held. Of a case that only some people may see
the caller asks for nothing.
"""

from collections.abc import Mapping
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from router.appointments import words
from router.appointments.bands import TODAY
from router.clock import LONDON, london
from router.model import Appointment, Case, DiarySession, Event
from router.values import Landlord

MOST = 60
"""Lines, the newest."""
_SAID: Mapping[str, str] = {
    "booked": "Your {thing} was booked: {when}.",
    "moved": "Your {thing} was moved to {when}.",
    "cancelled": "Your {thing} of {day} was cancelled.",
    "reminded": "We reminded you of your {thing} of {day}.",
    "on_the_way": "Somebody set off to you.",
    "arrived": "Somebody came to you.",
    "done": "Your {thing} of {day} is done.",
    "unfinished": "Your {thing} of {day} is not finished: one more is needed.",
    "no_access": "We came on {day} and nobody was in.",
    "missed": "We missed your {thing} of {day}, and we are sorry.",
}
_NOT_MET = {"appointment": "We did not see you on {day}.", "call-back": "We rang on {day} and could not reach you."}


def lines(session: Session, case: Case, landlord: Landlord) -> list[tuple[datetime, str]]:
    """Each with its moment, oldest first."""
    session.flush()
    visits = {row.id: row for row in session.scalars(select(Appointment).where(Appointment.case_id == case.id))}
    told = [f"appointment.{what}" for what in _SAID]
    query = select(Event).where(Event.case_id == case.id, Event.what.in_(told)).order_by(Event.id.desc()).limit(MOST)
    found: list[tuple[datetime, str]] = []
    slots = slots_then(session, case)
    for event in reversed(session.scalars(query).all()):
        visit = visits.get(int(event.data.get("appointment_id") or 0))
        if visit is None:
            continue
        when, day = _then(session, visit, slots.get(event.id, ""), landlord)
        thing = words.thing(visit.kind, landlord)
        found.append((event.at, _words(event, visit, landlord).format(thing=thing, when=when, day=day)))
    return found


def slots_then(session: Session, case: Case) -> dict[int, str]:
    """By the id of each event about a visit of this case: the `slot_id` of the time that the visit had at that moment,
    which is the event's own or that of the newest before it. An event before any that kept one is left out."""
    session.flush()
    query = select(Event.id, Event.data).where(Event.case_id == case.id, Event.what.like("appointment.%"))
    now: dict[int, str] = {}
    found: dict[int, str] = {}
    for number, data in session.execute(query.order_by(Event.id)):
        visit = int(data.get("appointment_id") or 0)
        now[visit] = str(data.get("slot_id") or now.get(visit, ""))
        if visit and now[visit]:
            found[number] = now[visit]
    return found


def begins_then(session: Session, slot_id: str) -> tuple[datetime, str] | None:
    """What a `slot_id` says ('12:2026-11-24:am', 's7:0950'): (its noon in London, the part of the day); of a place in a
    session (its very minute, ''). None of one that says no time, or whose session is gone."""
    place, _, rest = slot_id.partition(":")
    text, _, slot = rest.partition(":")
    try:
        if place.startswith("s"):
            begins = london(session.get_one(DiarySession, int(place[1:])).starts_at)
            return begins.replace(hour=int(rest[:2]), minute=int(rest[2:])), ""
        return datetime.combine(date.fromisoformat(text), time(12), LONDON), slot
    except (ValueError, NoResultFound):
        return None


def unfinished(session: Session, case: Case) -> set[int]:
    """Ids of its visits that took place and left more to do."""
    session.flush()
    query = select(Event.data).where(Event.case_id == case.id, Event.what == "appointment.done")
    return {int(data["appointment_id"]) for data in session.scalars(query) if data.get("needs_return")}


def _words(event: Event, visit: Appointment, landlord: Landlord) -> str:
    what = event.what.removeprefix("appointment.")
    if what == "done" and event.data.get("needs_return"):
        what = "unfinished"
    thing = words.thing(visit.kind, landlord)
    return _NOT_MET[thing] if what == "no_access" and thing in _NOT_MET else _SAID[what]


def _then(session: Session, visit: Appointment, slot_id: str, landlord: Landlord) -> tuple[str, str]:
    """When it was agreed for at that moment, and its day; as it is now where that was not kept."""
    then = begins_then(session, slot_id) if slot_id not in ("", visit.slot_id) else None
    if then is None:
        return words.window(visit), words.day(visit.window_from)
    begins, slot = then
    day = words.day(begins)
    if not slot:
        return f"{day}, {words.hour(begins)}", day
    known = landlord.appointments.slots.get(slot) if slot != TODAY else None
    return f"{day}, {known.words}" if known is not None else day, day
