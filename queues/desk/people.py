"""Who is this, and which home? And a search over tenants, homes and cases. Nothing searched for is in an address."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import abort, make_response, redirect, render_template, request
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response as AnyResponse

from queues.access import may_see_restricted, me, needs, staff_pages, visible, visible_tenants
from queues.context import desk
from queues.desk.case import Extra, case_page, find_case, hold
from router import addresses, cases, identity, standing
from router.appointments import another_home
from router.model import Case, ContactLink, ContactPoint, Home, Tenant

pages = staff_pages("people", __name__)

MOST = 20


def _words() -> str:
    return " ".join(request.form.get("words", "").replace("\x00", "").split())[:100]


def _number(field: str) -> int:
    given = request.form.get(field, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


@contextmanager
def _facts_learned(session: Session, case: Case) -> Iterator[None]:
    """Whose case it is becomes known within: what their record says of the household then counts, only upward, and
    its visits go to their home."""
    known, home_id = cases.facts_of(case), case.home_id
    yield
    session.flush()
    session.refresh(case, ["tenant", "home"])
    another_home.follow(session, desk().visiting, case, home_id, f"staff:{me().id}", desk().now())
    standing.facts_learned(session, case, known, f"staff:{me().id}", desk().now(), desk().landlord)


def _tenants(session: Session, words: str) -> list[Tenant]:
    """Tenants by name, number or address, and by the phone or mail address they use."""
    found = [t for t in identity.find_tenants(session, words, MOST * 2) if may_see_restricted(me()) or not t.restricted]
    party = addresses.party(words)
    if party:
        linked = select(Tenant).join(ContactLink, ContactLink.tenant_id == Tenant.id).join(
            ContactPoint, ContactPoint.id == ContactLink.contact_point_id
        ).where(ContactPoint.address == party, ContactLink.ended_at.is_(None))  # fmt: skip
        rows = session.scalars(visible_tenants(linked, me()).options(joinedload(Tenant.home))).unique()
        found = [*rows, *found]
    return list({tenant.id: tenant for tenant in found}.values())[:MOST]


def _homes(session: Session, words: str) -> list[Home]:
    """Homes by address or postcode, a few at a time."""
    if not words:
        return []
    query = select(Home).order_by(Home.address).limit(MOST)
    for word in words.split()[:6]:
        query = query.where(or_(Home.address.icontains(word, autoescape=True),
                                Home.postcode.icontains(word, autoescape=True)))  # fmt: skip
    return list(session.scalars(query))


def _cases(session: Session, words: str) -> list[Case]:
    """Cases by reference, or by the number or address they came from."""
    party = addresses.party(words)
    reference = re.sub(r"\s", "", words).upper()
    ways = [Case.reference == reference]
    if party:
        ways.append(Case.party == party)
    query = visible(select(Case).where(or_(*ways)), me()).options(joinedload(Case.tenant), joinedload(Case.home))
    return list(session.scalars(query.order_by(Case.last_activity_at.desc()).limit(MOST)))


@pages.get("/desk/people")
@needs("agent")
def search() -> AnyResponse:
    """An empty search."""
    return make_response(render_template("desk/people.html", words="", found=None))


@pages.post("/desk/people")
@needs("agent")
def find() -> AnyResponse:
    """What was found. One case by its reference opens at once."""
    words = _words()
    with desk().database.reading() as session:
        found = _cases(session, words) if words else []
        if len(found) == 1 and found[0].reference == words.upper():
            return redirect(f"/desk/cases/{found[0].reference}")
        tenants, homes = _tenants(session, words), _homes(session, words)
        page = render_template("desk/people.html", words=words, found=found, tenants=tenants, homes=homes)
    return make_response(page)


@pages.get("/desk/people/<int(max=2147483647):number>")
@needs("agent")
def tenant(number: int) -> AnyResponse:
    """One tenant: their home, how they reach us, their cases."""
    with desk().database.reading() as session:
        query = visible_tenants(select(Tenant).where(Tenant.id == number), me())
        found = session.scalar(query.options(joinedload(Tenant.home)))
        if found is None:
            abort(404)
        theirs = visible(select(Case).where(Case.tenant_id == found.id), me()).order_by(Case.last_activity_at.desc())
        links = select(ContactLink).where(ContactLink.tenant_id == found.id, ContactLink.ended_at.is_(None))
        return make_response(render_template(
            "desk/tenant.html", tenant=found, cases=list(session.scalars(theirs.limit(100))),
            links=list(session.scalars(links.options(joinedload(ContactLink.contact_point)))),
            facts=[desk().catalogue.label(fact) for holder in (found, found.home) if holder
                   for fact, true in holder.facts.items() if true],
        ))  # fmt: skip


@pages.post("/desk/cases/<reference>/who")
@needs("agent")
def who_is_this(reference: str) -> AnyResponse:
    """Look for the tenant or the home this case is about; the page comes back with what was found."""
    words = _words()
    with desk().database.reading() as session:
        case = find_case(session, reference)
        people, homes = _tenants(session, words), _homes(session, words)
        return case_page(session, case, Extra(words=words, people=people, homes=homes))


@pages.post("/desk/cases/<reference>/this-is")
@needs("agent")
def this_is(reference: str) -> AnyResponse:
    """Link the case, and the number it came from, to a tenant."""
    with desk().database.transaction() as session:
        case = hold(session, reference)
        query = visible_tenants(select(Tenant).where(Tenant.id == _number("tenant")), me())
        found = session.scalar(query)
        if found is None:
            abort(404)
        with _facts_learned(session, case):
            identity.this_is(session, case, found, f"staff:{me().id}", desk().now(), "An agent said so at the desk.")
    return redirect(f"/desk/cases/{reference}?done=linked")


@pages.post("/desk/cases/<reference>/not-this")
@needs("agent")
def not_this(reference: str) -> AnyResponse:
    """Undo that."""
    with desk().database.transaction() as session:
        case = hold(session, reference)
        home_id = case.home_id
        identity.not_this(session, case, f"staff:{me().id}", desk().now(), "An agent took it back at the desk.")
        another_home.follow(session, desk().visiting, case, home_id, f"staff:{me().id}", desk().now())
    return redirect(f"/desk/cases/{reference}?done=unlinked")


@pages.post("/desk/cases/<reference>/home")
@needs("agent")
def set_home(reference: str) -> AnyResponse:
    """Which home it is about."""
    with desk().database.transaction() as session:
        case = hold(session, reference)
        home = session.get(Home, _number("home"))
        if home is None:
            abort(404)
        with _facts_learned(session, case):
            cases.set_home(session, case, home, f"staff:{me().id}", desk().now())
    return redirect(f"/desk/cases/{reference}?done=home")
