"""`/walkabouts`: when we walk round which estate, and where to meet. For everybody, without signing in."""

from flask import Blueprint, Response, make_response, render_template
from sqlalchemy import select

from queues import times
from queues.context import desk
from router.appointments import sessions
from router.clock import london
from router.model import Patch

pages = Blueprint("walkabouts", __name__)

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
          "form-action 'none'; frame-ancestors 'none'; base-uri 'none'")  # fmt: skip


@pages.get("/walkabouts")
def show() -> Response:
    """The walkabouts to come, the soonest first. Who leads one is not said: anybody may read this."""
    context = desk()
    now = context.now()
    with context.database.reading() as session:
        names = {row.code: row.name for row in session.scalars(select(Patch))}
        rows = [
            (f"{london(row.starts_at):%A} {london(row.starts_at).day} {london(row.starts_at):%B}",
             f"{times.clock(row.starts_at)} to {times.clock(row.ends_at)}", row.place, names.get(row.patch, ""))
            for row in sessions.walkabouts(session, now)
        ]  # fmt: skip
    response = make_response(render_template("public/walkabouts.html", rows=rows, landlord=context.landlord))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
