"""Who may see what, and proof on every request that it is really them.

Nothing is open unless it says so: a route without a session leads to the sign-in page, a route without
`@needs` is refused. Restricted cases vanish for everybody without the right: no role brings it by itself.
"""

import functools
import hmac
import secrets
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased
from werkzeug.wrappers import Response as AnyResponse

from queues import presence, sessions
from queues.catalogue import RESTRICTED
from queues.context import desk
from queues.refusal import LONGEST_TEXT, STAFF_PATHS, answer_for
from router.model import Case, Staff, Tenant

ROLES = ("agent", "supervisor", "admin")
BEFORE_COOKIE = "frontdoor_before"
SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = {"sign_in.show", "sign_in.enter"}
"""Endpoints that need no session."""
LEAVING = "offers.leave"
"""What a tab that is closed asks: no sign of a person, and it renews nothing."""
QUIET: set[str] = set()
"""Names of views that a screen reads again by itself."""

P = ParamSpec("P")
R = TypeVar("R")
Query = TypeVar("Query", bound="Select[*tuple[Any, ...]]")


# --- what may be seen ------------------------------------------------------------------------


def may_see_restricted(staff: Staff) -> bool:
    """Has this person the right? It is a skill that somebody gave them."""
    return RESTRICTED in staff.skills


def may_see(staff: Staff, case: Case) -> bool:
    """May this person know that this case exists?"""
    return may_see_restricted(staff) or not (case.restricted or bool(case.tenant and case.tenant.restricted))


def visible(query: Query, staff: Staff) -> Query:
    """The same query over Case without what this person may not know of."""
    return query if may_see_restricted(staff) else known_to_all(query)


def known_to_all(query: Query) -> Query:
    """The same query over Case without what only staff with the right may know of."""
    hidden = aliased(Tenant)
    someone = select(hidden.id).where(hidden.id == Case.tenant_id, hidden.restricted.is_(True))
    return query.where(Case.restricted.is_(False), or_(Case.tenant_id.is_(None), ~someone.exists()))


def visible_tenants(query: Query, staff: Staff) -> Query:
    """The same query over Tenant without people this person may not know of."""
    return query if may_see_restricted(staff) else query.where(Tenant.restricted.is_(False))


def has_role(staff: Staff, role: str) -> bool:
    """Is this person at least that?"""
    return staff.role in ROLES and ROLES.index(staff.role) >= ROLES.index(role)


# --- proof on every request ------------------------------------------------------------------


def needs(role: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A page for people who are at least `role`."""

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def inside(*args: P.args, **kwargs: P.kwargs) -> R:
            if not has_role(me(), role):
                abort(403)
            return view(*args, **kwargs)

        inside.needs_role = role  # type: ignore[attr-defined]  # a mark on a view; a test reads it
        return inside

    return wrap


def quiet(view: Callable[P, R]) -> Callable[P, R]:
    """A page that a screen reads again by itself: that is no sign of a person, and does not keep a session alive."""
    QUIET.add(view.__name__)
    return view


def me() -> Staff:
    """The member of staff who asks, read from the database in this very request."""
    staff = g.get("staff")
    if not isinstance(staff, Staff):
        abort(403)
    return staff


def staff_pages(name: str, import_name: str) -> Blueprint:
    """A blueprint whose every page is guarded."""
    pages = Blueprint(name, import_name)
    pages.before_request(_guard)
    answer_for(pages)
    return pages


def _guard() -> AnyResponse | None:
    """Runs before every page for staff."""
    context = desk()
    at = context.now()
    token = request.cookies.get(sessions.COOKIE, "")
    with context.database.reading() as session:
        found = sessions.whose(session, token, at) if token else None
    if request.method not in SAFE and not same_origin():
        abort(403)
    if found is None:
        g.staff, g.token = None, ""
        if request.endpoint in OPEN:
            return None
        return _to_sign_in()
    g.staff, g.token = found.staff, token
    if request.method not in SAFE and request.endpoint not in OPEN and not csrf_is_right():
        abort(400, "csrf")
    _note_activity(token, found.seen_at + sessions.SEEN_EVERY <= at and not _is_quiet())
    return None


def _is_quiet() -> bool:
    return (request.endpoint or "").rpartition(".")[2] in QUIET


def _note_activity(token: str, person: bool) -> None:
    """Start the idle clock again for a person's act; renew the lease for any page of an open desk."""
    context, staff = desk(), me()
    at = context.now()
    leaves = request.endpoint == LEAVING
    lease = request.blueprint != "wallboard" and not leaves and presence.needs_renewing(staff, at)
    back = staff.readiness == "not_responding" and request.method not in SAFE and not leaves
    if person or lease or back:
        with context.database.transaction() as session:
            if person:
                sessions.seen(session, token, at)
            if lease:
                presence.renew(session, staff.id, at)
            if back:
                presence.act(session, staff, at)


def same_origin() -> bool:
    """Does this request come from a page of ours? A browser always says so on a POST; a bare client may not."""
    ours = {request.host, urlsplit(desk().public_url).netloc}
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc in ours
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def _to_sign_in() -> AnyResponse:
    """Ask who it is. What was typed comes along and is put back after signing in."""
    if request.headers.get("HX-Request") or request.headers.get("X-Draft"):
        return Response("You are signed out.", 401, mimetype="text/plain")
    if request.method in SAFE:
        return redirect(f"/desk/sign-in?next={request.path}")
    kept = request.form.get("text", "")[:LONGEST_TEXT]
    return sign_in_page(401, expired=True, next_page=safe_next(request.form.get("page", "")), kept=kept,
                        kind=request.form.get("draft", ""))  # fmt: skip


def safe_next(path: str) -> str:
    """Only ever a page for staff on this very site."""
    good = any(path == start or path.startswith(start + "/") for start in STAFF_PATHS)
    return path if good and "//" not in path and "\\" not in path and path.isprintable() else "/desk"


def sign_in_page(status: int = 200, error: str = "", email: str = "", expired: bool = False, next_page: str = "/desk",
                 kept: str = "", kind: str = "") -> AnyResponse:  # fmt: skip
    """The sign-in page, with a cookie of its own against signing somebody in as somebody else."""
    before = request.cookies.get(BEFORE_COOKIE, "")
    if not 30 <= len(before) <= 60:
        before = secrets.token_urlsafe(32)
    page = make_response(
        render_template("desk/sign_in.html", csrf=_before_csrf(before), error=error, email=email, expired=expired,
                        next_page=next_page, kept=kept, kind=kind), status)  # fmt: skip
    page.set_cookie(BEFORE_COOKIE, before, max_age=86_400, httponly=True, samesite="Lax",
                    secure=desk().secure_cookies)  # fmt: skip
    return page


def csrf_token() -> str:
    """For a form of the person who is signed in: bound to their session, so it ends with it."""
    return sessions.seal(desk().secret_key, "csrf", g.token) if g.get("token") else ""


def csrf_is_right() -> bool:
    """Was this sent from a form that we gave to this very session?"""
    given = request.headers.get("X-CSRF") or request.form.get("csrf", "")
    return bool(g.get("token")) and hmac.compare_digest(given.encode(), csrf_token().encode())


def sign_in_csrf_is_right() -> bool:
    """The same for the sign-in form, where there is no session yet."""
    before = request.cookies.get(BEFORE_COOKIE, "")
    return bool(before) and hmac.compare_digest(request.form.get("csrf", "").encode(), _before_csrf(before).encode())


def _before_csrf(before: str) -> str:
    return sessions.seal(desk().secret_key, "csrf-sign-in", before)
