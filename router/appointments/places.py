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
_NEVER = r"\b(?:not|no|never|nobody|wont|won't|dont|don't|isnt|isn't|cant|can't|work|working) (?:\w+ ){0,3}"
_POLITE = r"(?: (?:please|pls|instead|then|if possible|if poss))*\W*$"
_WANT = (
    r"\b(?:rather|instead|prefer|easier|better|(?:can|could|may) (?:i|we)|(?:id|i'd|i would) like|want) (?:\w+ ){0,6}"
)
_AN_OFFICE = (
    r"(?:(?:the|your|an|a|my|our|local|housing|library) )*(?:\w+ )?"
    r"(?:offices?|hub|library|surgery|drop[ -]?in|reception)\b"
)
_INSTEAD = r" (?:instead|rather|(?:is|would be) better|suits)\b"
_OFFICE = re.compile(
    rf"^\W*(?:(?:at|to|in|into) )?{_AN_OFFICE}{_POLITE}|{_WANT}(?:at|to|in|into) {_AN_OFFICE}"
    rf"|\b(?:at|to|in|into) {_AN_OFFICE}{_INSTEAD}",
    re.IGNORECASE,
)
"""Would they rather come to an office? 'I work at the office till 5' is none."""
_IN_PLACE_OF = re.compile(
    rf"\b(?:instead|rather|prefer|easier|better|not (?:at )?home)\b|^\W*(?:(?:at|to|in|into) )?{_AN_OFFICE}{_POLITE}",
    re.IGNORECASE,
)
_NO_OFFICE = re.compile(rf"{_NEVER}{_AN_OFFICE}", re.IGNORECASE)
_SEND = (
    r"\b(?:rather|instead|prefer|(?:can|could|would|will) (?:you|they|someone|somebody|he|she|the officer)) "
    r"(?:\w+ ){0,5}"
)
_MY_HOME = (
    r"(?:(?:at|in|to) (?:my |our )?(?:home|house|flat|place)|home visit|(?:come|visit|round) (?:to )?(?:me|us))\b"
)
_HOME = re.compile(rf"^\W*(?:a )?{_MY_HOME}{_POLITE}|{_SEND}{_MY_HOME}|{_MY_HOME}{_INSTEAD}", re.IGNORECASE)
"""Would they rather be visited? 'I am not at home then' is none."""
_NO_HOME = re.compile(rf"{_NEVER}{_MY_HOME}", re.IGNORECASE)
_MOST = 300
"""Letters in which such a wish is looked for."""
_CLAUSE = re.compile(r"[.;!?\n]+|\b(?:also|and|but|plus)\b", re.IGNORECASE)
_SAYS_SOMETHING = 3
"""Words of a part of a sentence that may tell of something."""
_COMMON = {"housing", "office", "community", "rooms", "room", "library", "desk", "hub", "the", "centre", "and"}
"""Words in the names of offices that tell none apart."""
_A_STREET = r"(?:court|road|rd|street|st|close|avenue|ave|house|way|lane|drive|gardens?|flats?|estate|park)\b"


def at_a_place(rules: AppointmentRules, kind: str) -> bool:
    """Is an appointment of this kind in a session of a place?"""
    return kind in rules.kinds and rules.kinds[kind].owner == "place"


def elsewhere(words: str) -> bool:
    """Do they ask for another office, whichever?"""
    return _ELSEWHERE.search(words) is not None


def instead(words: str) -> bool:
    """Do they say that they want the one place and not the other, or only which one?"""
    return _IN_PLACE_OF.search(words[:_MOST]) is not None


def rather_at_office(words: str) -> bool:
    """Would they rather come to an office than be visited or rung?"""
    words = words[:_MOST]
    return _OFFICE.search(words) is not None and not _NO_OFFICE.search(words)


def rather_at_home(words: str) -> bool:
    """Would they rather be visited at home than come to an office?"""
    words = words[:_MOST]
    return _HOME.search(words) is not None and not _NO_HOME.search(words)


def beside(words: str) -> list[str]:
    """The parts of what they wrote that speak of no place: 'the kids are off school'."""
    parts = (" ".join(part.split()) for part in _CLAUSE.split(words))
    return [part for part in parts if len(part.split()) >= _SAYS_SOMETHING
            and not (elsewhere(part) or rather_at_office(part) or rather_at_home(part))]  # fmt: skip


def named(session: Session, words: str) -> list[Resource]:
    """The places that these words name: 'fernhill' is Fernhill Community Rooms."""
    said = set(re.findall(r"\w+", words.casefold()))
    return [place for place in _places(session) if said & (set(re.findall(r"\w+", place.name.casefold())) - _COMMON)]


def asked_at_one(session: Session, words: str) -> bool:
    """Do the words begin with a place, or say 'at' it: 'fernhill friday 10.50', 'friday at millgate'? A street of that
    name is none."""
    plain = " ".join(re.findall(r"\w+", words.casefold()[:_MOST]))
    names = {word for place in named(session, words) for word in re.findall(r"\w+", place.name.casefold())} - _COMMON
    return any(re.search(rf"(?:^|\b(?:at|to) )(?:the )?{re.escape(name)}\b(?! {_A_STREET})", plain) for name in names)


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
