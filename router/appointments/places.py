"""Which part-time office a tenant goes to: the one they name, else that of their own patch, else any other."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.model import Appointment, Case, Home, Resource, TimesOffered
from router.values import AppointmentRules, Landlord

_ELSEWHERE = re.compile(
    r"\b(?:(?:the |an?)?other (?:office|place|one)|another (?:office|place)|different (?:office|place)|other office"
    r"|some ?where (?:else|nearer|closer)|(?:nearer|closer) (?:office|place|to me)|not (?:there|that office|that one)"
    r"|too far)\b",
    re.IGNORECASE,
)
_COMMON = {"housing", "office", "community", "rooms", "room", "library", "desk", "hub", "the", "centre", "and"}
"""Words in the names of offices that tell none apart."""


def at_a_place(rules: AppointmentRules, kind: str) -> bool:
    """Is an appointment of this kind in a session of a place?"""
    return kind in rules.kinds and rules.kinds[kind].owner == "place"


def elsewhere(words: str) -> bool:
    """Do they ask for another office, whichever?"""
    return _ELSEWHERE.search(words) is not None


def named(session: Session, words: str) -> list[Resource]:
    """The places that these words name: 'fernhill' is Fernhill Community Rooms."""
    said = set(re.findall(r"\w+", words.casefold()))
    return [place for place in _places(session) if said & (set(re.findall(r"\w+", place.name.casefold())) - _COMMON)]


def in_order(session: Session, landlord: Landlord, patch: str, kind: str) -> list[Resource]:
    """All that hold such sessions, those for this patch first."""
    near = {f"office-{office.id}" for office in landlord.offices.values() if patch in office.near}
    places = [place for place in _places(session) if kind in place.serves]
    return sorted(places, key=lambda place: (place.code not in near and patch not in place.patches, place.id))


def patch_of(session: Session, case: Case) -> str:
    """The patch of the home that a case is about, '' where none is known."""
    home = session.get(Home, case.home_id) if case.home_id else None
    return home.patch.code if home else ""


def shown(session: Session, case: Case) -> set[int]:
    """The places whose times they were offered in this case, the visit that stands among them."""
    query = select(Appointment.resource_id).join(TimesOffered, Appointment.times_id == TimesOffered.id)
    return set(session.scalars(query.where(TimesOffered.case_id == case.id)))


def _places(session: Session) -> list[Resource]:
    query = select(Resource).where(Resource.active, Resource.kind == "place")
    return list(session.scalars(query.order_by(Resource.id)))
