"""The addresses that open a diary without signing in: each person's and place's calendar feed, and the links to visits.

A supervisor gives them out, and ends them all when a telephone is lost: the feed has a new address, and every link
that was texted opens nothing any more.
"""

import secrets

from flask import abort, make_response, redirect, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from queues.access import me, needs, staff_pages
from queues.context import desk
from router.clock import london
from router.model import Resource, record

pages = staff_pages("diary_links", __name__)


@pages.get("/desk/diary/links")
@needs("supervisor")
def show() -> AnyResponse:
    """Everybody and every place that is active, in the order of their names."""
    context = desk()
    day = london(context.now()).date()
    with context.database.reading() as session:
        found = session.scalars(select(Resource).where(Resource.active).order_by(Resource.name, Resource.id)).all()
    rows = [
        (row, f"{context.public_url.rstrip('/')}/diary/{row.feed}.ics" if row.feed else "",
         context.round_link(row, day) if row.phone else "")
        for row in found
    ]  # fmt: skip
    ended = next((row.name for row in found if str(row.id) == request.args.get("ended", "")), "")
    return make_response(render_template("desk/diary_links.html", rows=rows, ended=ended))


@pages.post("/desk/diary/links/<int(max=2147483647):number>/end")
@needs("supervisor")
def end(number: int) -> AnyResponse:
    """A new address for the feed, and every link given out until now is over. `version`: as the page showed it."""
    context = desk()
    with context.database.transaction() as session:
        row = session.get(Resource, number, with_for_update=True)
        if row is None:
            abort(404)
        if str(row.link_version) == request.form.get("version", ""):  # a second press ends nothing more
            row.feed, row.link_version = secrets.token_urlsafe(24), row.link_version + 1
            record(session, context.now(), f"staff:{me().id}", "diary.links_ended", resource_id=row.id)
    return redirect(f"/desk/diary/links?ended={number}", 303)
