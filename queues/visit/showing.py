"""A visit as whoever comes sees it: where, what for, whom to ask for. Nothing else of the tenant.

Once a visit is over, the name, the number and the address are not shown any more.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from queues.visit.links import visit_token
from router import addresses
from router.appointments import booking, needs, shown, so_far, words
from router.appointments.visits import FROM, SETS_OFF, SOON, Visits, day_is_over
from router.clock import london
from router.model import Appointment, Attachment, Case, ContactLink, ContactPoint, Message, Repair, Resource
from router.values import AGREED, Landlord

STATES = {
    "booked": "Booked", "on_the_way": "On the way", "arrived": "You are there", "done": "Done",
    "no_access": "Nobody in", "cancelled": "Cancelled", "missed": "We did not come",
}  # fmt: skip

NOT_FINISHED = "Not finished"

PHOTOS = ("image/jpeg", "image/png", "image/webp")
MOST_PHOTOS = 8
"""Of the tenant's, that one visit shows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """For the template. `can`: what may be said of it now. `phone`: as a telephone dials it, '' for none.

    `early`: its day is still to come; `late`: its day is past, and only the office says more. `photos`: ids of those
    that the tenant sent. `opens`, `sets_off`: from what hour "nobody in" and "on my way" can be said, '' once they can.
    `by_law`: the day before whose end the law wants it done, '' for none. `unfinished`: it took place and somebody must
    come again; `next_visit`: when that is booked, '' where it is not yet.
    """

    token: str
    reference: str
    window: str
    planned: str
    state: str
    state_words: str
    what: str
    works: tuple[str, ...]
    address: str
    postcode: str
    name: str
    phone: str
    notes: tuple[str, ...]
    can: tuple[str, ...]
    minutes: tuple[int, ...]
    over: bool
    outcome: str
    second: str
    return_visit: bool
    restricted: bool
    day: str
    early: bool
    late: bool
    photos: tuple[int, ...]
    opens: str = ""
    sets_off: str = ""
    by_law: str = ""
    unfinished: bool = False
    next_visit: str = ""


def show(session: Session, visit: Appointment, by: Resource, landlord: Landlord, visits: Visits, secret: str,
         at: datetime) -> Shown:  # fmt: skip
    """Everything the page of this visit says."""
    case, over = visit.case, visit.state not in AGREED
    home = None if over else visit.home or case.home
    late = not over and day_is_over(visit, at)
    by_law = None if over else needs.deadline_of(session, case, visit.kind, landlord)
    unfinished = visit.state == "done" and visit.id in so_far.unfinished(session, case)
    open_to_say = not over and not late and not case.is_hidden
    return Shown(
        token=visit_token(secret, visit, by),
        reference=case.reference,
        window=words.window(visit),
        planned=f"{london(visit.starts_at):%H:%M} to {london(visit.ends_at):%H:%M}",
        state=visit.state,
        state_words=NOT_FINISHED if unfinished else STATES.get(visit.state, visit.state),
        what=words.capital(words.what(visit, landlord)),
        works=_works(session, visit, landlord),
        address=home.address if home else "",
        postcode=home.postcode if home else "",
        name=case.tenant.name.split()[0] if open_to_say and case.tenant and case.tenant.name.split() else "",
        phone=_phone(session, case) if open_to_say else "",
        notes=() if over else _notes(visit, case, landlord),
        can=() if late else tuple(what for what in FROM if not visits.why_not(visit, what, at)),
        minutes=SOON,
        over=over,
        outcome=visit.outcome if visit.state == "done" else "",  # of a cancelled one it is the reason, for the office
        second=_other(visit, by),
        return_visit=visit.visit > 1,
        restricted=case.is_hidden,
        day=words.day(visit.window_from),
        early=not over and london(at).date() < london(visit.window_from).date(),
        late=late,
        opens=words.hour(visit.window_from) if not over and at < visit.window_from else "",
        sets_off=words.hour(visit.window_from - SETS_OFF) if visits.why_not(visit, "on_the_way", at) == "early" else "",
        by_law=words.day(by_law) if by_law else "",
        unfinished=unfinished,
        next_visit=_next(session, visit) if unfinished else "",
        photos=tuple(row.id for row in photos_of(session, visit)) if open_to_say else (),
    )


def photos_of(session: Session, visit: Appointment) -> list[Attachment]:
    """What the tenant sent of it, the newest first: photos that are kept."""
    m = Message
    query = select(Attachment).join(m, m.id == Attachment.message_id).where(
        m.case_id == visit.case_id, m.direction == "in", m.automatic == "", Attachment.state == "kept",
        Attachment.content_type.in_(PHOTOS), Attachment.sha256 != "",
    )  # fmt: skip
    return list(session.scalars(query.order_by(Attachment.id.desc()).limit(MOST_PHOTOS)))


def _works(session: Session, visit: Appointment, landlord: Landlord) -> tuple[str, ...]:
    """What is to be done, in the landlord's words for it; of the case's own repairs where the visit names none."""
    ids = visit.repairs or list(session.scalars(
        select(Repair.repair).where(Repair.case_id == visit.case_id, Repair.state != "denied")
    ))  # fmt: skip
    return tuple(dict.fromkeys(landlord.repairs[one].label for one in ids if one in landlord.repairs))


def _next(session: Session, visit: Appointment) -> str:
    """When somebody comes again for what this visit left to do; '' while that is not agreed, or only some may know."""
    agreed = shown.all_agreed(session, visit.case)
    return next((words.window(other) for other in agreed if booking.same_job(visit, other)), "")


def _phone(session: Session, case: Case) -> str:
    """A number to ring: the one they wrote from, or another that is known as theirs."""
    if case.party and "@" not in case.party:
        return addresses.phone(case.party)
    if case.tenant_id is None:
        return ""
    known = session.scalars(
        select(ContactPoint.address).join(ContactLink, ContactLink.contact_point_id == ContactPoint.id)
        .where(ContactLink.tenant_id == case.tenant_id, ContactLink.ended_at.is_(None)).order_by(ContactPoint.id)
    )  # fmt: skip
    return next((address for address in known if "@" not in address), "")


def _notes(visit: Appointment, case: Case, landlord: Landlord) -> tuple[str, ...]:
    """What was said about getting in; and when two must go."""
    said = [line.strip() for line in visit.note.splitlines() if line.strip()]
    facts = {
        fact for holder in (case.tenant, case.home) for fact, true in (holder.facts if holder else {}).items() if true
    }
    if facts.intersection(landlord.appointments.two_people):
        said.append("Two people must go. Do not go in alone.")
    return tuple(said)


def _other(visit: Appointment, by: Resource) -> str:
    """Who comes as well."""
    both = [person for person in (visit.resource, visit.second) if person is not None and person.id != by.id]
    return both[0].name if both and visit.second_id else ""
