"""The unified queue, and 'take next'."""

import hashlib

from flask import make_response, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues import presence, waiting
from queues.access import me, needs, quiet, staff_pages, visible
from queues.context import desk
from router.model import Case

pages = staff_pages("inbox", __name__)

PAGE = 50


def same_as_before(page: str) -> AnyResponse:
    """The page with its ETag, or 304 when the reader has this very one."""
    response = make_response(page)
    response.set_etag(hashlib.sha256(page.encode()).hexdigest()[:32])
    return response.make_conditional(request)


def _table(session: Session) -> str:
    """The part of the inbox that is read again and again."""
    staff, at = me(), desk().now()
    queue, channel = request.args.get("queue", "")[:60], request.args.get("channel", "")[:20]
    after = _after(session)
    rows = waiting.waiting_list(session, staff, queue, channel, PAGE + 1, after)
    return render_template(
        "desk/_waiting.html", rows=rows[:PAGE], more=rows[PAGE - 1] if len(rows) > PAGE else None, queue=queue,
        channel=channel, depth=waiting.depth(session, staff), mine=waiting.mine(session, staff), after=after,
        on=len(presence.who_is_on(session, at)),
    )  # fmt: skip


def _after(session: Session) -> Case | None:
    number = request.args.get("after", "")
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    return session.scalar(visible(select(Case).where(Case.id == int(number)), me()))


@pages.get("/desk")
@needs("agent")
def show_inbox() -> AnyResponse:
    """The desk's first page."""
    with desk().database.reading() as session:
        table = _table(session)
    return make_response(render_template("desk/inbox.html", table=table, done=request.args.get("done", "")))


@pages.get("/desk/waiting")
@needs("agent")
@quiet
def waiting_again() -> AnyResponse:
    """The same table again, for an open screen."""
    with desk().database.reading() as session:
        return same_as_before(_table(session))


@pages.post("/desk/take-next")
@needs("agent")
def take_next() -> AnyResponse:
    """The most pressing case is now this person's."""
    context = desk()
    with context.database.transaction() as session:
        case = waiting.take_next(session, me(), context.now())
        target = f"/desk/cases/{case.reference}?done=taken" if case else "/desk?done=nothing"
    return redirect(target)
