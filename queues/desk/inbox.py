"""The unified queue, and 'take next'."""

import hashlib
from datetime import datetime

from flask import make_response, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues import presence, waiting
from queues.access import may_see_restricted, me, needs, quiet, staff_pages, visible
from queues.context import desk
from router import levers
from router.model import Case, Lever

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
    read_plan = desk().read_plan
    rows = waiting.waiting_list(session, staff, queue, channel, PAGE + 1, after, at=at, read_plan=read_plan)
    return render_template(
        "desk/_waiting.html", rows=rows[:PAGE], more=rows[PAGE - 1] if len(rows) > PAGE else None, queue=queue,
        channel=channel, depth=waiting.depth(session, staff), mine=waiting.mine(session, staff), after=after,
        on=len(presence.who_is_on(session, at)), paused=_paused(session, at),
        lent=_lent(session, at),
    )  # fmt: skip


def _paused(session: Session, at: datetime) -> list[Lever]:
    """Queues of this person of which nothing is offered now."""
    staff, restricted = me(), desk().catalogue.is_restricted
    return [
        row for row in levers.in_effect(session, at)
        if row.kind == "pause" and (not staff.queues or staff.role != "agent" or row.queue in staff.queues)
        and (may_see_restricted(staff) or not restricted(row.queue))
    ]  # fmt: skip


def _lent(session: Session, at: datetime) -> list[tuple[Lever, bool]]:
    """To which queues this person is lent now, the first to end first, and whether nothing of it is offered."""
    holds = levers.in_effect(session, at)
    paused = {row.queue for row in holds if row.kind == "pause"}
    rows = [row for row in holds if row.kind == "lend" and row.staff_id == me().id and row.until_at is not None]
    restricted = desk().catalogue.is_restricted
    return [(row, row.queue in paused) for row in sorted(rows, key=lambda row: (row.until_at, row.id))
            if may_see_restricted(me()) or not restricted(row.queue)]  # fmt: skip


def _after(session: Session) -> Case | None:
    number = request.args.get("after", "")
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    return session.scalar(visible(select(Case).where(Case.id == int(number)), me()))


@pages.get("/desk")
@needs("agent")
def show_inbox() -> AnyResponse:
    """The desk's first page."""
    return inbox_page()


def inbox_page(status: int = 200, lost: str = "") -> AnyResponse:
    """The same, with one line on what came too late."""
    with desk().database.reading() as session:
        table = _table(session)
    done = request.args.get("done", "")
    return make_response(render_template("desk/inbox.html", table=table, done=done, lost=lost), status)


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
        case = waiting.take_next(session, me(), context.now(), context.read_plan)
        target = f"/desk/cases/{case.reference}?done=taken" if case else "/desk?done=nothing"
    return redirect(target)
