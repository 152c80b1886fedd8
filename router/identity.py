"""Which tenant is this? Known, shared, or not yet known.

An address suggests a tenant and proves nothing: it never discloses or changes anything of theirs.
Withheld callers are nobody in particular, each time. Shared and unknown are ordinary answers.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from router.model import Case, ContactLink, ContactPoint, Home, Tenant, fresh, record

RECYCLED_AFTER = timedelta(days=365)
"""Mobile numbers are given to new people: a match lapses after a year of silence."""


def known_points(session: Session, parties: Iterable[str]) -> dict[str, ContactPoint]:
    """The contact points of these addresses, with their links, tenants and homes."""
    wanted = [party for party in set(parties) if party]
    if not wanted:
        return {}
    rows = session.scalars(
        select(ContactPoint)
        .where(ContactPoint.address.in_(wanted))
        .options(selectinload(ContactPoint.links).joinedload(ContactLink.tenant).joinedload(Tenant.home))
    )
    return {point.address: point for point in rows}


def identify(session: Session, points: dict[str, ContactPoint], party: str, at: datetime) -> ContactPoint | None:
    """The contact point for an address, made if it is new; None when the address is withheld."""
    if not party:
        return None
    point = points.get(party)
    if point is None:
        point = fresh(ContactPoint, address=party, first_seen_at=at, last_seen_at=at)
        session.add(point)
        points[party] = point
        return point
    if point.last_seen_at < at - RECYCLED_AFTER:
        for link in point.links:
            if link.ended_at is None and link.at < at - RECYCLED_AFTER:
                link.ended_at = at
    point.last_seen_at = max(point.last_seen_at, at)
    return point


def who_is(point: ContactPoint | None) -> tuple[str, Tenant | None]:
    """('known', tenant), ('shared', None), ('unknown', None) or ('withheld', None)."""
    if point is None:
        return "withheld", None
    tenants = {link.tenant_id: link.tenant for link in point.links if link.ended_at is None}
    if len(tenants) == 1:
        return "known", next(iter(tenants.values()))
    return ("shared" if tenants else "unknown"), None


def is_doubted(details: Mapping[str, Any]) -> bool:
    """Does the landlord's own mail server, or the mail itself, speak against its being from whom it says?

    DMARC decides where it was looked at; else a failed SPF without a signature that passed (RFC 7489, 8601).
    """
    facts = details.get("facts") or {}
    if facts.get("from_doubt") or facts.get("dmarc") == "fail":
        return True
    return facts.get("dmarc") != "pass" and facts.get("spf") == "fail" and facts.get("dkim") != "pass"


def is_nameless(details: Mapping[str, Any]) -> bool:
    """Does a mail name no sender that can be read, or several (RFC 5322, 3.6.2: one From)?

    Its envelope may be answered; that proves nothing of who wrote it (CVE-2023-27043, OpenDMARC with two From lines).
    """
    return bool((details.get("facts") or {}).get("from_nobody"))


def words(identity: str) -> str:
    """One line for the reason on the case."""
    return {
        "known": "We know this number or address.",
        "shared": "Several tenants use this number or address: ask who it is.",
        "unknown": "We do not know this number or address yet: ask who it is and which home.",
        "withheld": "The number was withheld: ask who it is and which home.",
    }[identity]


def find_tenants(session: Session, words: str, limit: int = 20) -> list[Tenant]:
    """Tenants whose name, number, address or postcode holds every one of these words."""
    query = select(Tenant).outerjoin(Tenant.home).options(joinedload(Tenant.home)).order_by(Tenant.name).limit(limit)
    for word in words.split()[:6]:
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        query = query.where(
            or_(
                Tenant.name.ilike(like, escape="\\"),
                Tenant.number.ilike(like, escape="\\"),
                Home.address.ilike(like, escape="\\"),
                Home.postcode.ilike(like, escape="\\"),
            )
        )
    return list(session.scalars(query)) if words.split() else []


def this_is(session: Session, case: Case, tenant: Tenant, who: str, at: datetime, why: str) -> None:
    """A person says who this is. The case and its address are linked to the tenant; `not_this` undoes it."""
    point = session.get(ContactPoint, case.contact_point_id) if case.contact_point_id else None
    if point is not None and not any(link.tenant_id == tenant.id and link.ended_at is None for link in point.links):
        session.add(ContactLink(contact_point=point, tenant_id=tenant.id, why=why[:200], by=who, at=at, ended_at=None))
    case.tenant_id, case.home_id, case.identity = tenant.id, tenant.home_id, "known"
    case.restricted = case.restricted or tenant.restricted
    case.version += 1
    record(session, at, who, "case.identified", case, tenant_id=tenant.id)


def not_this(session: Session, case: Case, who: str, at: datetime, why: str) -> None:
    """Undo: the case is nobody's we know, and the newest link that made it so is ended."""
    before = case.tenant_id
    if case.contact_point_id and before:
        for link in session.scalars(
            select(ContactLink).where(
                ContactLink.contact_point_id == case.contact_point_id,
                ContactLink.tenant_id == before,
                ContactLink.ended_at.is_(None),
            )
        ):
            link.ended_at = at
    case.tenant_id, case.home_id, case.identity = None, None, "unknown"
    case.version += 1
    record(session, at, who, "case.unidentified", case, tenant_id=before)
