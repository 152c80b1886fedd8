"""The wallboard, and the part of it that is read again and again."""

import hashlib

from flask import make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from queues.access import me, needs, quiet, staff_pages
from queues.context import desk
from queues.wallboard import figures

pages = staff_pages("wallboard", __name__)


def _now() -> str:
    with desk().database.reading() as session:
        found = figures.read(session, me(), desk().now())
        return render_template("wallboard/_now.html", figures=found, alarm=found.alarming(desk().now()))


@pages.get("/wallboard")
@needs("supervisor")
def show() -> AnyResponse:
    """The whole screen."""
    return make_response(render_template("wallboard/wallboard.html", board=_now()))


@pages.get("/wallboard/now")
@needs("supervisor")
@quiet
def now_again() -> AnyResponse:
    """The figures again, or 304 when they are the same."""
    page = _now()
    response = make_response(page)
    response.set_etag(hashlib.sha256(page.encode()).hexdigest()[:32])
    return response.make_conditional(request)
