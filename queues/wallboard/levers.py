"""Levers: pause a queue, let another's people help, lend people for a while; each for a time, each to be taken back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import abort, redirect, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues.access import may_see_restricted, me, needs, staff_pages
from queues.context import desk
from router import levers
from router.model import Lever, Staff
from router.storage.database import after_commit

pages = staff_pages("wallboard", __name__)
"""The board's pages: the screen's, and these."""

MINUTES = (15, 30, 60, 120, 240, 480)
"""How long a lever may hold. None is without an end: nobody forgets to end it."""
LONGEST_WHY = 200


@dataclass(slots=True)
class Act:
    """What a supervisor did, as one: `kind` is 'pause', 'overflow' or 'lend'."""

    act: str
    kind: str
    queue: str
    to_queue: str
    until: datetime | None
    by: str
    why: str
    people: list[str] = field(default_factory=list)


def in_effect(session: Session, staff: Staff, at: datetime) -> list[Act]:
    """What holds now, the soonest to end first; restricted queues only for those with the right."""
    rows = [row for row in levers.in_effect(session, at) if _may_know(staff, row)]
    ids = {number for row in rows for number in (row.by, row.staff_id) if number}
    names = dict(session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids))).all()) if ids else {}
    acts: dict[str, Act] = {}
    for row in rows:
        by = names.get(row.by, "somebody who has left")
        act = acts.setdefault(row.act, Act(row.act, row.kind, row.queue, row.to_queue, row.until_at, by, row.why))
        if row.staff_id:
            act.people.append(names.get(row.staff_id, "somebody who has left"))
    return sorted(acts.values(), key=lambda act: (act.until is None, act.until, act.act))


def _may_know(staff: Staff, row: Lever) -> bool:
    restricted = desk().catalogue.is_restricted
    return may_see_restricted(staff) or not (restricted(row.queue) or restricted(row.to_queue))


def may_lend(session: Session, at: datetime) -> list[Staff]:
    """Everybody who could be lent: those who are on first, by name."""
    rows = session.scalars(select(Staff).where(Staff.active).order_by(Staff.name))
    return sorted(rows, key=lambda person: person.present_until is None or person.present_until <= at)


# --- pulling one ---------------------------------------------------------------------------------


class Refused(Exception):
    """Not possible as it was asked. The text says what is missing."""


def _do(done: str, pull: Callable[[Session, datetime], str | None]) -> AnyResponse:
    """Pull it in one transaction and let routing know; or back to the board with what is missing.

    `pull` may give another word for what was done than `done`.
    """
    at = desk().now()
    try:
        with desk().database.transaction() as session:
            done = pull(session, at) or done
            after_commit(session, lambda: desk().jobs.ring("offer"))
    except Refused as refused:
        return redirect(f"/wallboard?wrong={refused}#levers")
    return redirect(f"/wallboard?done={done}")


def _queue(name: str) -> str:
    queue = request.form.get(name, "")
    if queue not in {each.id for each in desk().catalogue.queues(me().skills)}:
        raise Refused("queue")
    return queue


def _minutes() -> int:
    text = request.form.get("minutes", "")
    if text not in {str(each) for each in MINUTES}:
        raise Refused("time")
    return int(text)


def _why() -> str:
    why = " ".join(request.form.get("why", "").replace("\x00", "").split())[:LONGEST_WHY]
    if not why:
        raise Refused("why")
    return why


@pages.post("/wallboard/levers/pause")
@needs("supervisor")
def pause() -> AnyResponse:
    """Nothing of a queue is offered for a while; emergencies still are."""

    def pull(session: Session, at: datetime) -> None:
        levers.pause(session, _queue("queue"), at + timedelta(minutes=_minutes()), _why(), me().id, at)

    return _do("paused", pull)


@pages.post("/wallboard/levers/overflow")
@needs("supervisor")
def overflow() -> AnyResponse:
    """A queue is offered to the people of another one too, for a while."""

    def pull(session: Session, at: datetime) -> None:
        queue, to_queue = _queue("queue"), _queue("to_queue")
        if queue == to_queue:
            raise Refused("same")
        levers.overflow(session, queue, to_queue, at + timedelta(minutes=_minutes()), _why(), me().id, at)

    return _do("overflowing", pull)


@pages.post("/wallboard/levers/lend")
@needs("supervisor")
def lend() -> AnyResponse:
    """These people work a queue too, for a while: one act, taken back as one."""

    def pull(session: Session, at: datetime) -> str | None:
        texts = request.form.getlist("people")
        asked = {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 9}
        known = session.scalars(select(Staff.id).where(Staff.id.in_(asked), Staff.active).order_by(Staff.id)).all()
        if not known:
            raise Refused("people")
        queue = _queue("queue")
        levers.lend(session, list(known), queue, _minutes(), _why(), me().id, at)
        paused = any(row.kind == "pause" and row.queue == queue for row in levers.in_effect(session, at))
        return "lent_paused" if paused else None

    return _do("lent", pull)


@pages.post("/wallboard/levers/take-back")
@needs("supervisor")
def take_back() -> AnyResponse:
    """It ends now."""
    act = request.form.get("act", "")[:32]
    with desk().database.reading() as session:
        if act not in {each.act for each in in_effect(session, me(), desk().now())}:
            abort(404)

    def pull(session: Session, at: datetime) -> None:
        levers.take_back(session, act, me().id, at)

    return _do("taken_back", pull)
