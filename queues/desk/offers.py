"""Offers: a case put to this person for some seconds, on every page of the desk; and ready or away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, g, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues import presence
from queues.access import may_see, me, needs, quiet, safe_next, staff_pages
from queues.context import desk
from queues.desk.inbox import inbox_page, same_as_before
from router import offer_answers
from router.model import Case, Offer, Staff
from router.storage.database import after_commit

pages = staff_pages("offers", __name__)

NOT_NOW = {"busy": "On another task", "area": "Not my area", "other": "Another reason"}
"""What 'not now' may say: code -> words."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An offer as the panel shows it, and why it was made to this person."""

    offer: Offer
    case: Case
    why: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands above every page of the desk: offers, the most pressing first, and the person's own readiness."""

    shown: list[Shown]
    readiness: str


def read_panel(session: Session, at: datetime) -> Panel:
    """This person's open offers, the most pressing first."""
    staff = me()
    found = [offer for offer in offer_answers.open_for(session, staff.id, at) if may_see(staff, offer.case)]
    found.sort(key=lambda offer: (offer.case.lane, offer.expires_at, offer.id))
    readiness = session.scalar(select(Staff.readiness).where(Staff.id == staff.id)) or "away"  # as it is by now
    return Panel([_shown(offer) for offer in found], readiness)


def _shown(offer: Offer) -> Shown:
    rule = "Rule for everything else" if offer.rule in ("", "default") else f"Rule: {offer.rule}"
    return Shown(offer, offer.case, f"{rule}, step {offer.step + 1}")


def _panel_page(lost: str = "") -> AnyResponse:
    """The panel for a page that is open, the switch in the header along with it; `lost` says what was too late."""
    with desk().database.reading() as session:
        panel = read_panel(session, desk().now())
        return same_as_before(render_template("desk/_offers.html", panel=panel, again=True, lost=lost))


def _came_from() -> str:
    """The page whose form this was, for the way back."""
    return safe_next(request.form.get("page", ""))


@pages.get("/desk/offers")
@needs("agent")
@quiet
def again() -> AnyResponse:
    """The panel again, for an open page."""
    return _panel_page()


@pages.post("/desk/offers/<int(max=2147483647):number>/accept")
@needs("agent")
def accept(number: int) -> AnyResponse:
    """The case is this person's, or one line that says who has it."""
    with desk().database.transaction() as session:
        offer = _mine(session, number)
        reference = offer.case.reference
        why_not = offer_answers.accept(session, offer.id, me().id, _number("fence"), desk().now())
    if not why_not:
        return _go(f"/desk/cases/{reference}?done=taken")
    return _refused(why_not)


@pages.post("/desk/offers/<int(max=2147483647):number>/not-now")
@needs("agent")
def not_now(number: int) -> AnyResponse:
    """Somebody else is asked."""
    asked = "" if request.form.get("short") else request.form.get("why", "")  # an offer in one line asks for no reason
    why = NOT_NOW.get(asked, NOT_NOW["other"])
    with desk().database.transaction() as session:
        offer = _mine(session, number)
        too_late = offer_answers.reject(session, offer.id, me().id, desk().now(), why)
    if too_late:
        return _refused(too_late)
    return _panel_page() if _by_htmx() else _go(_came_from())


@pages.post("/desk/ready")
@needs("agent")
def ready() -> AnyResponse:
    """Ready for offers, or away. Going away gives back what was not answered."""
    wanted = request.form.get("to", "")
    if wanted not in ("ready", "away"):
        abort(400)
    with desk().database.transaction() as session:
        presence.set_readiness(session, me().id, "away" if wanted == "away" else "ready", desk().now())
        after_commit(session, lambda: desk().jobs.ring("offer"))
    return _panel_page() if _by_htmx() else _go(_came_from())


@pages.post("/desk/leaving")
@needs("agent")
@quiet
def leave() -> AnyResponse:
    """A browser says that a tab of the desk was closed (`desk.js`)."""
    with desk().database.transaction() as session:
        presence.leave(session, me().id, desk().now())
    return Response(status=204)


def _mine(session: Session, number: int) -> Offer:
    """The offer, if it was made to this person and they may know of its case."""
    offer = session.get(Offer, number)
    if offer is None or offer.agent_id != me().id or not may_see(me(), offer.case):
        abort(404)
    return offer


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


def _by_htmx() -> bool:
    return bool(request.headers.get("HX-Request"))


def _go(target: str) -> AnyResponse:
    """There, by whichever way the page asked."""
    if _by_htmx():
        return Response("", 204, headers={"HX-Redirect": target})
    return redirect(target)


def _refused(words: str) -> AnyResponse:
    """Too late: said where they are, in one line."""
    if _by_htmx():
        return _panel_page(lost=words)
    return inbox_page(409, lost=words)


def panel_words() -> dict[str, Any]:
    """For the frame around every page: the panel of whoever looks, or nothing on a screen that others see too."""

    def offers_here() -> Panel | None:
        staff = g.get("staff")
        if staff is None or request.blueprint == "wallboard":
            return None
        with desk().database.reading() as session:
            return read_panel(session, desk().now())

    return {"offers_here": offers_here, "NOT_NOW": NOT_NOW}


pages.app_context_processor(panel_words)
