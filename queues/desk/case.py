"""One case: everything said, what is known of the household, and what can be done."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from flask import abort, make_response, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response as AnyResponse

from queues import waiting
from queues.access import has_role, may_see, me, needs, quiet, staff_pages, visible
from queues.catalogue import ARRANGED_WORDS, CLOSE_REASONS
from queues.context import desk
from queues.desk import clock_rows, drafts, readings, thread, visit_rows
from queues.desk.inbox import same_as_before
from queues.desk.mentions import mentions
from queues.desk.not_so import told_in_vain
from router import cases
from router.model import Case, Home, Tenant
from router.own_page import MARK
from router.storage.database import hold_case
from router.values import URGENCIES

pages = staff_pages("case", __name__)

CANNED = ("callback_promised", "case_reopened", "case_closed")
"""The landlord's wording an agent may put in an answer, and every reply whose name begins with 'canned_'."""


@dataclass(slots=True)
class Extra:
    """What a page shows besides the case: something that went wrong, and what had been typed."""

    notice: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    counted: str = ""
    people: list[Tenant] | None = None
    homes: list[Home] | None = None
    words: str = ""


class Conflict(Exception):
    """Somebody else was first. The text says what happened; nothing was saved."""


def find_case(session: Session, reference: str) -> Case:
    """The case, if this person may know of it; the same 404 whether it is hidden or not there."""
    query = visible(select(Case).where(Case.reference == reference), me())
    case = session.scalar(query.options(joinedload(Case.tenant), joinedload(Case.home)))
    if case is None:
        abort(404)
    return case


def hold(session: Session, reference: str) -> Case:
    """The same, locked for this transaction."""
    case = hold_case(session, find_case(session, reference).id)
    if case is None or not may_see(me(), case):
        abort(404)
    return case


def must_be_mine(session: Session, case: Case) -> None:
    """Raises Conflict, in words, unless this person has the case."""
    if case.state == "held" and case.agent_id == me().id:
        return
    if case.state == "closed":
        raise Conflict("This case was closed in the meantime. Nothing was saved. Open it again to go on.")
    if case.state == "waiting":
        raise Conflict("You do not have this case: it waits in its queue. Nothing was saved. Take it first.")
    if case.state == "arranged":
        raise Conflict(
            "You do not have this case: a time is arranged with the tenant. Nothing was saved. Take it first."
        )
    words, _ = thread.holder_words(session, case, me())
    raise Conflict(f"{words} Nothing of yours was saved over theirs.")


def must_be_unchanged(case: Case) -> None:
    """Raises Conflict when the case is not as it was when this form was made."""
    if request.form.get("version", "") != str(case.version):
        raise Conflict("This case has changed since you opened it: read it below, then do it again. Nothing was saved.")


def case_page(session: Session, case: Case, extra: Extra | None = None, status: int = 200) -> AnyResponse:
    """The whole page."""
    extra, staff = extra or Extra(), me()
    shown, older = thread.bubbles(session, case, "all" in request.args)
    channel, to, way = desk().outbox.way_out(session, case)
    typed = drafts.load(session, staff.id, case.id) | extra.typed
    holder, may_take_over = thread.holder_words(session, case, staff)
    answer = typed.get("reply", "")
    return make_response(render_template(
        "desk/case.html", case=case, thread=_thread(session, case, shown, older), extra=extra, typed=typed,
        mine=case.state == "held" and case.agent_id == staff.id, holder=holder, may_take_over=may_take_over,
        may_lower=may_lower(case), way=way, reply_channel=channel, reply_to=to,
        counted=extra.counted or count_words(channel, answer),
        reading=readings.reading(case, [bubble.message for bubble in shown], readings.judgements(session, case)),
        scripts=thread.scripts(case), safety=[b for b in shown if b.message.kind == "safety"],
        others=thread.others(session, case, staff), clocks=clock_rows.panel(session, case),
        visits=(panel := visit_rows.panel(session, case)), arranged=ARRANGED_WORDS[bool(panel.visits)],
        repairs=thread.repairs(session, case), facts=thread.facts(case), party=thread.address_words(case.party),
        told=thread.told(shown), who=thread.who(case), canned=canned(case), close_reasons=CLOSE_REASONS,
        own_page="" if case.is_hidden else desk().visiting.own_page.link(case.reference),
        mentioned=mentions(shown), urgencies=URGENCIES, told_in_vain=told_in_vain(session, case),
        form_id=secrets.token_hex(16), done=request.args.get("done", "") if request.method == "GET" else "",
    ), status)  # fmt: skip


def case_again(reference: str, extra: Extra, status: int = 409) -> AnyResponse:
    """The whole page once more, with what went wrong. After the transaction, never within: SQLite has one writer, and
    whoever waits for their turn would wait for a page to be drawn."""
    with desk().database.reading() as session:
        return case_page(session, find_case(session, reference), extra, status)


def may_lower(case: Case) -> bool:
    """Whoever has the case, and supervisors."""
    return (case.state == "held" and case.agent_id == me().id) or has_role(me(), "supervisor")


def _thread(session: Session, case: Case, shown: list[thread.Bubble], older: bool) -> str:
    holder, _ = thread.holder_words(session, case, me())
    return render_template("desk/_thread.html", case=case, bubbles=shown, older=older, holder=holder,
                           mine=case.state == "held" and case.agent_id == me().id)  # fmt: skip


def canned(case: Case) -> dict[str, str]:
    """Name -> the landlord's wording with its fields filled in: plain substitution, nothing is run. What names the page
    of the case is left out of one that only some may see: whoever reads that telephone would have the link."""
    landlord, page = desk().landlord, desk().visiting.own_page
    fields = {"{reference}": case.reference, "{landlord}": landlord.name, "{phone}": landlord.phone}
    found: dict[str, str] = {}
    for name, words in landlord.replies.items():
        if name in CANNED or name.startswith("canned_"):
            if MARK in words and case.is_hidden:
                continue
            filled = page.filled(words, case.reference)
            for mark, value in fields.items():
                filled = filled.replace(mark, value)
            found[name] = filled.strip()
    return {name: words for name, words in found.items() if words}


def count_words(channel: str, text: str) -> str:
    """How an answer is carried: parts of a text message, or characters left; '' where it does not matter."""
    traits = desk().traits.get(channel)
    if traits is None or not text.strip():
        return ""
    if traits.segments:
        got = desk().segments(text)
        parts = "1 text message" if got.segments == 1 else f"{got.segments} text messages"
        letters = "plain letters" if got.encoding == "GSM-7" else "special letters or emoji, so fewer fit in each"
        return f"{parts}: {got.units} units of {got.encoding} ({letters})."
    if traits.longest:
        left = traits.longest - len(text)
        return f"{left} characters left." if left >= 0 else f"{-left} characters too long."
    return ""


@pages.get("/desk/cases/<reference>")
@needs("agent")
def show(reference: str) -> AnyResponse:
    """The case."""
    with desk().database.reading() as session:
        return case_page(session, find_case(session, reference))


@pages.get("/desk/cases/<reference>/thread")
@needs("agent")
@quiet
def thread_again(reference: str) -> AnyResponse:
    """What was said, again, for an open screen."""
    with desk().database.reading() as session:
        case = find_case(session, reference)
        shown, older = thread.bubbles(session, case, "all" in request.args)
        return same_as_before(_thread(session, case, shown, older))


@pages.post("/desk/cases/<reference>/take")
@needs("agent")
def take(reference: str) -> AnyResponse:
    """Take a case that waits, or take over one whose holder is off (a supervisor: from anybody).

    `from`: who had it on the page where they pressed it; nobody takes from somebody whom they did not see there.
    """
    at, staff, words = desk().now(), me(), ""
    with desk().database.transaction() as session:
        case = hold(session, reference)
        seen = request.form.get("from") in (None, str(case.agent_id))
        theirs = case.state == "held" and case.agent_id != staff.id
        if theirs and seen and thread.holder_words(session, case, staff)[1]:
            cases.release(session, case, f"staff:{staff.id}", at, f"taken over by {staff.name}.")
            session.flush()
        yours = case.state == "held" and case.agent_id == staff.id
        if not yours and not waiting.claim(session, case.id, staff, at):
            words = thread.holder_words(session, case, staff)[0] or "It is closed."
    if words:
        return case_again(reference, Extra(notice=f"You were not first. {words}"))
    return redirect(f"/desk/cases/{reference}?done=taken")


def template_words() -> dict[str, Any]:
    """Functions for this page's templates."""
    return {"who_is": thread.who, "address_words": thread.address_words}


pages.app_context_processor(template_words)
