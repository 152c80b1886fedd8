"""Visits in words: their windows, their states, what they are for. Every window says its date."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from queues import times
from queues.context import desk
from router.appointments import so_far, without_visit, words
from router.clock import london
from router.model import Appointment
from router.values import AppointmentKind

capital = words.capital
STATE_WORDS: Mapping[str, str] = {
    "held": "Held for the tenant",
    "booked": "Booked",
    "on_the_way": "On the way",
    "arrived": "There now",
    "done": "Done",
    "no_access": "Nobody in",
    "missed": "We missed it",
    "cancelled": "Cancelled",
    "lapsed": "Offer ran out",
    "released": "Not taken",
}
HOW_IT_WENT: Mapping[str, Mapping[str, str]] = {
    "visit": {
        "asks": "Did we come?",
        "no_access": "Nobody was in",
        "came": "Nobody was in. At what time? The tenant is told.",
        "missed": "We missed it",
        "sorry": "We did not come. The tenant is told we are sorry",
        "again": "Somebody must come again",
    },
    "appointment": {
        "asks": "Did they come?",
        "no_access": "They did not come",
        "came": "They did not come. Until what time did we wait? The tenant is told that we did not see them.",
        "missed": "We did not see them",
        "sorry": "They came and we did not see them. The tenant is told we are sorry",
        "again": "They must come again",
    },
    "call-back": {
        "asks": "Did we ring?",
        "no_access": "Nobody answered",
        "came": "We rang and nobody answered. At what time? The tenant is told.",
        "missed": "We did not ring",
        "sorry": "We did not ring. The tenant is told we are sorry",
        "again": "We must ring again",
    },
}
"""What is asked of a time that is over, and may be said of it: where we go to them, where they come to us, by phone."""
OFFER_WORDS: Mapping[str, str] = {
    "open": "Waiting for an answer",
    "taken": "One was chosen",
    "declined": "None suited",
    "lapsed": "Ran out",
    "withdrawn": "Taken back",
    "person": "A person takes over",
}
EVENT_WORDS: Mapping[str, str] = {
    "appointment.offered": "{who} offered times",
    "appointment.held": "Time held: {window}",
    "appointment.booked": "{who} booked {window}",
    "appointment.moved": "{who} moved it to {window}",
    "appointment.cancelled": "{who} cancelled {window}",
    "appointment.released": "Not taken: {window}",
    "appointment.lapsed": "Ran out: {window}",
    "appointment.reminded": "Reminded of {window}",
    "appointment.without_a_place": "Nobody could come, so not reminded of {window}",
    "appointment.on_the_way": "On the way to {window}",
    "appointment.arrived": "Arrived for {window}",
    "appointment.done": "Done: {window}",
    "appointment.no_access": "Nobody in: {window}",
    "appointment.missed": "We missed {window}",
    "appointment.unheard": "Nothing was heard of {window}",
    "appointment.late": "{who} runs late for {window}",
    "appointment.past_deadline": "{who} gave the reason. {why}",
    "appointment.noted": "{who} left a note for {window}",
    "appointment.home_changed": "{who} put right which home it is for",
    without_visit.SAID: "{who} said that no visit is needed. {why}",
    without_visit.UNDONE: "{who} took back that something is seen to another way: it needs a visit",
    "appointment.withdrawn": "{who} took the times on offer back",
    "appointment.offer_lapsed": "The times on offer ran out",
}
"""What an event is called in the history of a case; one that is not listed is not told."""


def how_it_went(row: Appointment) -> Mapping[str, str]:
    """HOW_IT_WENT of this visit's kind."""
    return HOW_IT_WENT.get(words.thing(row.kind, desk().landlord), HOW_IT_WENT["visit"])


def state_words(row: Appointment) -> str:
    """Its state, as it is said of where it takes place: nobody is "in" at our office."""
    of_its_kind = how_it_went(row) if words.thing(row.kind, desk().landlord) != "visit" else {}
    return of_its_kind.get(row.state) or STATE_WORDS.get(row.state, row.state)


def day_words(day: date, today: date) -> str:
    """'Tue 24 Nov', with 'today' or 'tomorrow' before it."""
    near = {0: "today, ", 1: "tomorrow, ", -1: "yesterday, "}.get((day - today).days, "")
    year = "" if day.year == today.year else f" {day.year}"
    return f"{near}{day:%a} {day.day} {day:%b}{year}"


def band_words(slot: str) -> str:
    """'morning, 8am to 12 noon'; a slot that the landlord does not name is shown by nothing."""
    found = desk().landlord.appointments.slots.get(slot)
    if found is None:
        return ""
    return found.label if found.words == found.label else f"{found.label}, {found.words}"


def window_words(window_from: datetime, window_until: datetime, slot: str, now: datetime) -> str:
    """'Tue 24 Nov, morning, 8am to 12 noon'; where the window is no band: 'Tue 24 Nov, 09:40 to 10:00'."""
    day, band = day_words(london(window_from).date(), london(now).date()), band_words(slot)
    if slot == "today":
        return f"{day}, by {times.clock(window_until)}"
    return f"{day}, {band}" if band else f"{day}, {times.clock(window_from)} to {times.clock(window_until)}"


def window(visit: Appointment, now: datetime) -> str:
    """The window of a visit in words; of a place in a session its very minutes, as the tenant was told them."""
    slot = visit.slot if visit.session_id is None else ""
    return window_words(visit.window_from, visit.window_until, slot, now)


def window_then(session: Session, slot_id: str, visit: Appointment | None, now: datetime) -> str:
    """The window at that time, by what the events kept of it ('12:2026-11-24:am', 's7:0950'); else as it is now."""
    own = visit is not None and visit.slot_id == slot_id
    then = so_far.begins_then(session, slot_id) if slot_id and not own else None
    if then is None:
        return window(visit, now) if visit else "a visit"
    begins, slot = then
    hours = band_words(slot) if slot else times.clock(begins)
    return f"{day_words(london(begins).date(), london(now).date())}{', ' if hours else ''}{hours}"


def kind_of(visit_kind: str) -> str:
    """'Repair visit'."""
    found: AppointmentKind | None = desk().landlord.appointments.kinds.get(visit_kind)
    return found.label if found else visit_kind.replace("_", " ").capitalize()


def trades(names: Iterable[str]) -> str:
    """'Plumbing and Electrical' in the landlord's words, '' for none."""
    known = desk().landlord.trades
    return " and ".join(known.get(name, name.replace("_", " ")) for name in names)


def repairs(ids: Iterable[str]) -> str:
    """What is broken, in words."""
    return ", ".join(desk().catalogue.label(repair) for repair in ids)


def what_for(visit: Appointment) -> str:
    """'Repair visit: Dripping tap'."""
    broken = repairs(visit.repairs) or trades(visit.trades)
    return f"{kind_of(visit.kind)}: {broken}" if broken else kind_of(visit.kind)
