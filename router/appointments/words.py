"""A visit in words, for texts and for pages. Times are London's; the day always has its date."""

from datetime import datetime

from router.clock import london
from router.model import Appointment, Resource
from router.values import Landlord, OfficeType

_POSTS = {"officer", "team", "desk", "and", "office", "surveyor", "manager", "on"}
"""Words of a post or a team, as in 'Millgate and Castle officer'."""
_THINGS = {"office": "appointment", "phone": "call-back", "estate": "walkabout"}


def hour(at: datetime) -> str:
    """'8am', '12 noon', '2.30pm'; '1.30am GMT' in the hour that comes twice when the clocks go back."""
    here = london(at)
    if (here.hour, here.minute) == (12, 0):
        return "12 noon"
    minutes = f".{here.minute:02}" if here.minute else ""
    twice = here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()
    return f"{here.hour % 12 or 12}{minutes}{'am' if here.hour < 12 else 'pm'}{f' {here.tzname()}' if twice else ''}"


def day(at: datetime) -> str:
    """'Tue 24 Nov'."""
    here = london(at)
    return f"{here:%a} {here.day} {here:%b}"


def window(visit: Appointment) -> str:
    """'Tue 24 Nov, 8am to 12 noon', 'Tue 24 Nov, 9.50am' of a session, 'Tue 24 Nov' of an emergency's whole day."""
    if visit.slot == "today":
        return day(visit.window_from)
    if visit.session_id is not None:
        return f"{day(visit.starts_at)}, {hour(visit.starts_at)}"
    return f"{day(visit.window_from)}, {hour(visit.window_from)} to {hour(visit.window_until)}"


def stands(visit: Appointment) -> str:
    """Where whoever comes is, after the window: ' (on the way now)'; '' before they set off."""
    return {"on_the_way": " (on the way now)", "arrived": " (there now)"}.get(visit.state, "")


def what(visit: Appointment, landlord: Landlord) -> str:
    """'repair visit', 'appointment at Millgate Housing Office': as a tenant reads it in the middle of a sentence."""
    return called(visit.kind, landlord, visit.resource.name if visit.resource.kind == "place" else "")


def called(kind_id: str, landlord: Landlord, at_place: str = "") -> str:
    """The kind of appointment as the landlord calls it, in the middle of a sentence. A place at an office is called by
    which office, `at_place`, where that is known: "your surgery at an office" is how it is filed, and no English."""
    kind = landlord.appointments.kinds.get(kind_id)
    if kind is not None and kind.owner == "place":
        return f"appointment at {at_place or 'one of our offices'}"
    return small(kind.label) if kind is not None else "visit"


def capital(label: str) -> str:
    """With a capital letter first, and the others as they are."""
    return f"{label[:1].upper()}{label[1:]}"


def small(label: str) -> str:
    """In the middle of a sentence; 'uPVC' and 'TV' stay as they are."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def thing(kind_id: str, landlord: Landlord) -> str:
    """'visit' where somebody comes, 'appointment' where they come to us, 'call-back' where we ring."""
    kind = landlord.appointments.kinds.get(kind_id)
    return _THINGS.get(kind.where, "visit") if kind is not None else "appointment"


def nobody(kind_id: str, landlord: Landlord) -> str:
    """How it is said that the tenant was not there, as the beginning of a sentence about a day."""
    return {"appointment": "They did not come", "call-back": "Nobody answered"}.get(
        thing(kind_id, landlord), "Nobody was in"
    )


def place(visit: Appointment, landlord: Landlord) -> str:
    """A sentence about where, or who must be in; '' where none is needed."""
    kind = landlord.appointments.kinds.get(visit.kind)
    if kind is None or kind.where == "home":
        return landlord.appointments.adult_words
    if kind.where == "office" and visit.resource.kind == "place":
        named = ", ".join(filter(None, (visit.resource.name, visit.resource.address)))
        return f"Please come to {named}."
    if kind.where == "office":  # with an officer, who sits where their patch's office is
        office = office_of(visit, landlord)
        name = first_name(visit.resource)
        return f"Please come to {office.name}, {office.address}, and ask for {name}." if office else ""
    if kind.where == "phone":
        return "We will ring you." if visit.resource.kind == "agent" else f"{caller(visit.resource)} will ring you."
    return ""


def office_of(visit: Appointment, landlord: Landlord) -> OfficeType | None:
    """The office for the patch of the visit's home; None where no patch is known or no office is near it."""
    home = visit.home or visit.case.home
    patch = home.patch.code if home is not None else ""
    return next((office for office in landlord.offices.values() if patch and patch in office.near), None)


def first_name(resource: Resource) -> str:
    """What a tenant may know of who comes: 'Derek'; 'our operative' for a team or a place."""
    return resource.name.split()[0] if is_person(resource) else "our operative"


def caller(resource: Resource) -> str:
    """Who rings: 'Sunita', or 'Your housing officer' of one who is kept by a post and not by name."""
    return first_name(resource) if is_person(resource) else "Your housing officer"


def is_person(resource: Resource) -> bool:
    """Is it one person, by their name, and no team, place or desk?"""
    name = resource.name.split()[0] if resource.name.split() else ""
    named = name.isalpha() and not any(letter.isdigit() for letter in resource.name)
    named = named and _POSTS.isdisjoint(resource.name.casefold().split())
    return named and resource.kind not in ("place", "agent")
