"""What can be done to a case besides answering: hand over, close, reopen, give back, urgency, ring, undo."""

from collections.abc import Callable
from typing import get_args

from flask import abort, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues import waiting
from queues.access import me, needs, staff_pages
from queues.context import desk
from queues.desk import drafts, visit_words
from queues.desk.case import Conflict, Extra, case_again, hold, may_lower, must_be_mine, must_be_unchanged
from router import cases, clocks
from router.model import Case, Message
from router.receipts import decide_uncertain
from router.values import URGENCIES, Urgency

pages = staff_pages("acts", __name__)

LONGEST_REASON = 500


def _why() -> str:
    """The reason, in one line."""
    return " ".join(request.form.get("why", "").replace("\x00", "").split())[:LONGEST_REASON]


def _who() -> str:
    return f"staff:{me().id}"


def _do(reference: str, done: str, act: Callable[[Session, Case], None], to: str = "") -> AnyResponse:
    """Do it to the case, locked; or show the case with the reason why not, in words, and nothing changed."""
    try:
        with desk().database.transaction() as session:
            act(session, hold(session, reference))
    except Conflict as conflict:
        return case_again(reference, Extra(notice=str(conflict), errors={"why": _why()}))
    return redirect(to or f"/desk/cases/{reference}?done={done}")


def _needs_why(words: str) -> str:
    why = _why()
    if not why:
        raise Conflict(words)
    return why


@pages.post("/desk/cases/<reference>/hand-over")
@needs("agent")
def hand_over(reference: str) -> AnyResponse:
    """To another queue, with a reason."""

    def act(session: Session, case: Case) -> None:
        queue = request.form.get("queue", "")
        must_be_mine(session, case)
        must_be_unchanged(case)
        if queue not in desk().landlord.queues:
            raise Conflict("Choose the queue it should go to.")
        why = _needs_why("Say why you hand it over, for whoever takes it.")
        cases.hand_over(session, case, queue, _who(), desk().now(), why)
        if desk().catalogue.is_restricted(queue):
            cases.restrict(session, case, desk().now())

    return _do(reference, "handed_over", act, "/desk?done=handed_over")


@pages.post("/desk/cases/<reference>/close")
@needs("agent")
def close(reference: str) -> AnyResponse:
    """Nothing more to do, and why."""

    def act(session: Session, case: Case) -> None:
        must_be_mine(session, case)
        must_be_unchanged(case)
        chosen = " ".join(request.form.get("reason", "").replace("\x00", "").split())[:120]
        reason = ". ".join(part for part in (chosen, _why()) if part)
        if not reason:
            raise Conflict("Say why it is closed.")
        _nothing_arranged(session, case)
        cases.close(session, case, _who(), desk().now(), reason[:200])

    return _do(reference, "closed", act)


def _nothing_arranged(session: Session, case: Case) -> None:
    """Nobody comes to a home for a closed case. Times that are only on offer are taken back; Conflict for a visit."""
    visiting, at = desk().visiting, desk().now()
    for visit in visiting.agreed(session, case):
        if visit.window_until > at:
            when = visit_words.window_words(visit.window_from, visit.window_until, visit.slot, at)
            raise Conflict(f"A visit is booked for {when}. Cancel it first, or close the case when it is over.")
    for times in visiting.open_ones(session, case):
        visiting.end(session, times, "withdrawn", at)


@pages.post("/desk/cases/<reference>/reopen")
@needs("agent")
def reopen(reference: str) -> AnyResponse:
    """It waits again."""

    def act(session: Session, case: Case) -> None:
        if case.state != "closed":
            raise Conflict("It is open already.")
        why = _needs_why("Say why it is opened again.")
        cases.reopen(session, case, _who(), desk().now(), why, desk().landlord)

    return _do(reference, "reopened", act)


@pages.post("/desk/cases/<reference>/release")
@needs("agent")
def release(reference: str) -> AnyResponse:
    """Back to its queue, at its old place."""

    def act(session: Session, case: Case) -> None:
        if not waiting.release(session, case.id, me(), desk().now(), _why()):
            must_be_mine(session, case)
        desk().visiting.given_back(session, case, desk().now())  # what has a visit need not wait in the line

    return _do(reference, "released", act, "/desk?done=released")


@pages.post("/desk/cases/<reference>/urgency")
@needs("agent")
def set_urgency(reference: str) -> AnyResponse:
    """Anybody may raise it; whoever has the case, or a supervisor, may lower it; always with a reason."""

    def act(session: Session, case: Case) -> None:
        wanted: Urgency | None = next((u for u in get_args(Urgency) if u == request.form.get("urgency")), None)
        if wanted is None:
            raise Conflict("Choose how urgent it is.")
        must_be_unchanged(case)
        why = _needs_why("Say why the urgency changes.")
        if URGENCIES.index(wanted) < _rank(case):
            cases.raise_urgency(session, case, wanted, _who(), desk().now(), why)
            clocks.raised(session, case, _who(), desk().now(), desk().landlord)
        elif URGENCIES.index(wanted) > _rank(case):
            if not may_lower(case):
                raise Conflict("Only whoever has the case, or a supervisor, can lower its urgency.")
            hazard = clocks.hazard_runs(session, case, desk().landlord)
            cases.lower_urgency(session, case, wanted, _who(), desk().now(), why, hazard)

    return _do(reference, "urgency", act)


def _rank(case: Case) -> int:
    return next((rank for rank, level in enumerate(URGENCIES) if level == case.urgency), len(URGENCIES) - 1)


@pages.post("/desk/cases/<reference>/call-back")
@needs("agent")
def call_back(reference: str) -> AnyResponse:
    """Ring my phone, then the tenant's."""

    def act(session: Session, case: Case) -> None:
        must_be_mine(session, case)
        must_be_unchanged(case)  # pressed twice, it rings once
        if not me().phone:
            raise Conflict("We do not know your phone number. Ask your supervisor to put it in.")
        if not case.party or "@" in case.party:
            raise Conflict("We have no number to ring.")
        desk().outbox.call_back(session, case, at=desk().now(), author_id=me().id)
        case.version += 1

    return _do(reference, "ringing", act)


def _message(session: Session, case: Case) -> Message:
    number = request.form.get("message", "")
    found = session.get(Message, int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
    if found is None or found.case_id != case.id or found.direction != "out":
        abort(404)
    return found


@pages.post("/desk/cases/<reference>/undo")
@needs("agent")
def undo(reference: str) -> AnyResponse:
    """Take an answer back while it has not left."""

    def act(session: Session, case: Case) -> None:
        message = _message(session, case)
        if message.author_id != me().id:
            abort(403)
        if not desk().outbox.withdraw(session, message, _who(), desk().now()):
            raise Conflict("Too late: it has left.")
        if message.kind == "reply" and "reply" not in drafts.load(session, me().id, case.id):
            drafts.save(session, me().id, case.id, "reply", message.text)

    return _do(reference, "undone", act)


@pages.post("/desk/cases/<reference>/uncertain")
@needs("agent")
def settle(reference: str) -> AnyResponse:
    """A person says whether an uncertain message arrived; if not, it is sent again."""

    def act(session: Session, case: Case) -> None:
        message = _message(session, case)
        if message.state != "uncertain":
            raise Conflict("That is settled already.")
        answer = request.form.get("arrived", "")
        if answer not in ("yes", "no"):
            raise Conflict("Say whether it arrived.")
        decide_uncertain(session, message, answer == "yes", _who(), desk().now())

    return _do(reference, "settled", act)
