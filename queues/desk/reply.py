"""Answer the tenant; write a note; keep what is typed; count the parts of a text."""

from flask import Response, redirect, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues.access import me, needs, staff_pages
from queues.context import desk
from queues.desk import drafts
from queues.desk.case import Conflict, Extra, canned, case_again, count_words, find_case, hold, must_be_mine
from queues.desk.not_so import WORDING
from router import cases
from router.model import Case, Message

pages = staff_pages("reply", __name__)


def _form_id() -> str:
    given = request.form.get("form_id", "")
    return given if len(given) == 32 and given.isalnum() and given.isascii() else ""


@pages.post("/desk/cases/<reference>/reply")
@needs("agent")
def send_reply(reference: str) -> AnyResponse:
    """Write the answer down; a worker sends it. Sent twice from one form, it is one answer."""
    context, staff, text, what = desk(), me(), drafts.typed(), request.form.get("do", "send")
    notice = ""
    with context.database.transaction() as session:
        case = hold(session, reference)
        channel, _, way = context.outbox.way_out(session, case)
        if what == "send":
            notice = _why_not(session, case, text, channel, way)
        elif what != "count":
            wording = WORDING if what == "not_so" else request.form.get("wording", "")
            text = _with_words(text, canned(case).get(wording, ""))
        if notice or what != "send":
            drafts.save(session, staff.id, case.id, "reply", text)
        else:
            form_id = f"{staff.id}:{_form_id()}" if _form_id() else ""
            context.outbox.write(session, case, text, at=context.now(), author_id=staff.id, form_id=form_id)
            drafts.drop(session, staff.id, case.id, "reply")
    if notice:
        return case_again(reference, Extra(notice=notice, typed={"reply": text}))
    if what != "send":
        return case_again(reference, Extra(typed={"reply": text}, counted=count_words(channel, text)), 200)
    return redirect(f"/desk/cases/{reference}?done=replied#end")


def _why_not(session: Session, case: Case, text: str, channel: str, way: str) -> str:
    """Why this answer cannot be sent, in words; '' when it can."""
    traits = desk().traits.get(channel)
    try:
        if not text:
            raise Conflict("Write an answer first.")
        must_be_mine(session, case)
        if traits is not None and traits.longest and len(text) > traits.longest:
            raise Conflict(f"That is {len(text) - traits.longest} characters too long for {traits.label}.")
        if not channel:
            raise Conflict(f"It was not sent. {way}")
    except Conflict as conflict:
        return str(conflict)
    return ""


def _with_words(text: str, chosen: str) -> str:
    return f"{text}\n{chosen}".strip() if chosen not in text else text


@pages.post("/desk/cases/<reference>/note")
@needs("agent")
def write_note(reference: str) -> AnyResponse:
    """A note for colleagues: anybody who may see the case may write one."""
    context, staff, text = desk(), me(), drafts.typed()
    if not text:
        return case_again(reference, Extra(notice="Write a note first."), 400)
    with context.database.transaction() as session:
        case = hold(session, reference)
        if _form_id() and _noted_already(session, case.id):
            return redirect(f"/desk/cases/{reference}?done=noted#end")
        row = cases.note(session, case, staff.id, context.now(), text)
        if _form_id():
            row.details = {"form_id": _form_id()}
        drafts.drop(session, staff.id, case.id, "note")
    return redirect(f"/desk/cases/{reference}?done=noted#end")


def _noted_already(session: Session, case_id: int) -> bool:
    """Was this very form saved before? The case is held, so nobody saves it at the same time."""
    query = select(Message.details).where(Message.case_id == case_id, Message.kind == "note",
                                                 Message.author_id == me().id)  # fmt: skip
    return any((details or {}).get("form_id") == _form_id() for details in session.scalars(query))


@pages.post("/desk/cases/<reference>/draft")
@needs("agent")
def keep_draft(reference: str) -> AnyResponse:
    """What is typed so far, from an open page."""
    with desk().database.transaction() as session:
        case = find_case(session, reference)
        if _form_id() and _sent_already(session):
            return Response(status=204)  # it overtook its own answer on the way: what is sent is no draft any more
        drafts.save(session, me().id, case.id, request.form.get("draft", ""), drafts.typed())
    return Response(status=204)


def _sent_already(session: Session) -> bool:
    key = f"out:{me().id}:{_form_id()}"
    return session.scalar(select(Message.id).where(Message.direction == "out", Message.dedupe_key == key)) is not None


@pages.post("/desk/cases/<reference>/count")
@needs("agent")
def count(reference: str) -> AnyResponse:
    """How many text messages it makes, while it is being typed."""
    with desk().database.reading() as session:
        channel, _, _ = desk().outbox.way_out(session, find_case(session, reference))
    return Response(count_words(channel, drafts.typed()), mimetype="text/plain")
