"""`/visit/<token>` and `/round/<token>`: for a phone, without JavaScript, without signing in.

The token is the whole proof: it is in the address of the page and of its forms, and nothing is done by GET. Nobody
without it can make a form that does anything, so there is no other token.
"""

import logging
from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from queues.visit import links
from queues.visit.context import here
from queues.visit.showing import show
from router.appointments.capacity import still_here
from router.appointments.reminders import visits_of_day
from router.appointments.visits import Picture, day_is_over
from router.clock import london
from router.errors import CannotKeep
from router.model import Appointment, Attachment, Resource
from router.storage.database import hold_case

log = logging.getLogger(__name__)

pages = Blueprint("visit", __name__)

AFTER = timedelta(days=1)
"""How long a link lives after its visit or its day."""
ACTS = ("on_the_way", "arrived", "no_access", "done", "needs_return")
SAID = {
    "on_the_way": "Noted: you are on the way. We tell the tenant if we can reach them.",
    "arrived": "Noted: you are there.",
    "no_access": "Noted. Please leave a card with the words below. We tell the tenant too, if we can reach them.",
    "done": "Noted: done. Thank you.",
    "needs_return": "Noted. Another visit will be arranged.",
    "photo": "The photo is kept with the case.",
}
WRONG = {
    "again": "That was noted already.",
    "not_now": "That cannot be said of this visit now. The page shows how it stands.",
    "early": "The tenant was told a time that has not begun. Wait until then, or ring them.",
    "another_day": "This visit is on another day.",
    "past": "The day of this visit is over, so nothing can be said of it here any more. Please ring the office.",
    "empty": "Say in a few words what was done.",
    "photo": "That is not a photo or a PDF that we can keep. Each may have 10 MB.",
    "none": "Choose a photo first.",
    "enough": "So many photos are kept with this visit that it takes no more. Bring the others to the office.",
}
MOST_OF_A_VISIT = 60
"""Photos that one visit's links may keep: whoever finds a telephone must not fill the disk with it."""
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF", b"%PDF-")


@pages.get("/visit/<token>")
def visit(token: str) -> AnyResponse:
    """One visit."""
    with here().database.reading() as session:
        found = _visit(session, token)
        return _visit_page(session, *found) if found else _over()


@pages.post("/visit/<token>")
def act(token: str) -> AnyResponse:
    """Something is said of the visit. A second press finds it said, and says so."""
    what, context = request.form.get("what", ""), here()
    if what == "photo":
        return _photos(token)
    if what not in ACTS:
        return _back(token, wrong="not_now")
    minutes = request.form.get("minutes", "")
    with context.database.transaction() as session:
        found = _visit(session, token, held=True)
        if found is None:
            return _over()
        visit, by = found
        wrong = "past" if day_is_over(visit, context.now()) else context.visits.act(
            session, visit.case, visit, by, what, context.now(), outcome=request.form.get("outcome", ""),
            minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 4 else 20,
        )  # fmt: skip
    return _back(token, wrong=wrong) if wrong else _back(token, said=what)


def _photos(token: str) -> AnyResponse:
    context = here()
    with context.database.reading() as session:
        there = _visit(session, token)
        if there is None:
            return _over()
        if day_is_over(there[0], context.now()):
            return _back(token, wrong="past")
        if context.visits.pictures_of(session, there[0].case) >= MOST_OF_A_VISIT:
            return _back(token, wrong="enough")
    pictures, files = [], []
    for upload in request.files.getlist("photos"):
        with upload.stream:
            content = upload.stream.read(context.largest + 1)
        if upload.filename and content:
            files.append((upload.filename, content))
    for name, content in files[: context.most]:
        try:
            if len(content) > context.largest or not _looks_like_a_photo(content):
                return _back(token, wrong="photo")
            taken = context.take_photo(name, content)
            sha256 = context.keep_file(taken.content)
        except (ValueError, CannotKeep) as trouble:
            log.info("a photo of a visit was not kept: %s", type(trouble).__name__)
            return _back(token, wrong="photo")
        pictures.append(Picture(taken.name, taken.content_type, sha256, len(taken.content)))
    if not pictures:
        return _back(token, wrong="none")
    with context.database.transaction() as session:
        found = _visit(session, token, held=True)
        if found is None:
            return _over()
        visit, by = found
        context.visits.keep_pictures(session, visit.case, visit, by, pictures, context.now())
    return _back(token, said="photo")


@pages.get("/visit/<token>/photo/<int(max=2147483647):number>")
def photo(token: str, number: int) -> AnyResponse:
    """A photo that the tenant sent, drawn anew: without the place and time that a phone writes into it."""
    context = here()
    with context.database.reading() as session:
        found = _visit(session, token)
        shown = (
            show(session, *found, context.landlord, context.visits, context.secret_key, context.now())
            if found
            else None
        )
        row = session.get(Attachment, number) if shown and number in shown.photos else None
    if row is None or row.size > context.largest:
        return Response("There is no such photo.\n", 404, mimetype="text/plain")
    try:
        taken = context.take_photo(f"photo.{_ENDINGS[row.content_type]}", context.read_file(row.sha256))
    except (KeyError, ValueError):
        return Response("There is no such photo.\n", 404, mimetype="text/plain")
    if not taken.shown:
        return Response("That photo cannot be shown here.\n", 404, mimetype="text/plain")
    response = Response(taken.content, mimetype=taken.content_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _looks_like_a_photo(content: bytes) -> bool:
    """By its first bytes: a name says nothing, and a program must not stand on a case as tap.jpg."""
    return content.startswith(_BEGINNINGS) or content[4:8] == b"ftyp"


@pages.get("/round/<token>")
def day_round(token: str) -> AnyResponse:
    """One person's visits of one London day, in their order."""
    context, at = here(), here().now()
    read = links.read_round(context.secret_key, token)
    with context.database.reading() as session:
        by = session.get(Resource, read.resource_id) if read else None
        if read is None or by is None or not still_here(session, by, at) or by.link_version != read.version:
            return _over()
        if london(at).date() > read.day + AFTER:
            return _over()
        shown = [show(session, each, by, context.landlord, context.visits, context.secret_key, at)
                 for each in visits_of_day(session, read.day, by.id, over=True)]  # fmt: skip
        return _page("visit/round.html", day=read.day, by=by, visits=shown)


def _visit(session: Session, token: str, held: bool = False) -> tuple[Appointment, Resource] | None:
    """The visit of this token and who comes; None when the link is not ours, or over. `held`: its case is locked."""
    context = here()
    read = links.read_visit(context.secret_key, token)
    visit = session.get(Appointment, read.visit_id) if read else None
    if read is None or visit is None:
        return None
    if held:
        hold_case(session, visit.case_id)
        session.refresh(visit)
    by = session.get(Resource, read.resource_id)
    if (
        by is None
        or not still_here(session, by, context.now())
        or by.link_version != read.version
        or by.id not in (visit.resource_id, visit.second_id)
    ):
        return None
    if visit.state in ("held", "released", "lapsed") or context.now() > visit.window_until + AFTER:
        return None
    return visit, by


def _visit_page(session: Session, visit: Appointment, by: Resource) -> AnyResponse:
    context = here()
    at = context.now()
    shown = show(session, visit, by, context.landlord, context.visits, context.secret_key, at)
    day = london(visit.window_from).date()
    given = request.args
    return _page(
        "visit/visit.html", visit=shown, most=context.most, past=day_is_over(visit, at),
        said=SAID.get(given.get("said", ""), ""),
        wrong=WRONG.get(given.get("wrong", ""), ""), wrong_code=given.get("wrong", ""),
        minute_items=[{"value": str(minutes), "text": f"{minutes} min"} for minutes in shown.minutes],
        round_url=f"/round/{links.round_token(context.secret_key, by, day)}",
    )  # fmt: skip


def _back(token: str, **what: str) -> AnyResponse:
    """After a form, the page again: going back or loading it anew says nothing twice."""
    name, value = next(iter(what.items()))
    return redirect(f"/visit/{token}?{name}={value}", 303)


def _over() -> AnyResponse:
    return _page("visit/over.html", 404)


def _page(template: str, status: int = 200, **words: object) -> AnyResponse:
    return make_response(render_template(template, landlord=here().landlord, **words), status)


@pages.after_request
def _headers(response: Response) -> Response:
    """Nobody keeps it, finds it, or learns the address from a link: the address is the key."""
    headers = response.headers
    headers["Cache-Control"] = "no-store"
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Robots-Tag"] = "noindex, nofollow"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    return response


@pages.errorhandler(HTTPException)
def _refused(error: HTTPException) -> AnyResponse:
    return _page("visit/broken.html", error.code or 500, much=error.code == 413)


@pages.errorhandler(DBAPIError)
@pages.errorhandler(Exception)
def _broke(error: Exception) -> AnyResponse:
    log.error(
        "a visit's page failed: %s", type(error).__name__, exc_info=None if isinstance(error, DBAPIError) else error
    )
    return _page("visit/broken.html", 503, much=False)
