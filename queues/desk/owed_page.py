"""What we owe: visits that we missed, repairs that stayed undone too long, promises not kept. For supervisors."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, abort, make_response, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response as AnyResponse

from queues import times
from queues.access import me, needs, staff_pages, visible
from queues.context import desk
from queues.desk import visit_words
from queues.desk.case import hold
from queues.desk.thread import names
from router.appointments import owed
from router.clock import iso_z, london
from router.model import Case

pages = staff_pages("owed", __name__)

KINDS = {"missed_visit": "We missed a visit", "right_to_repair": "Right to Repair", "promise": "A promise not kept"}
SAID = {owed.PAID: "Paid", owed.NOT_DUE: "Not due"}
DONE = {"paid": "Noted as paid.", "not_due": "Noted as not due.", "undone": "Taken back: it is owed again."}
SHOWN_FOR = timedelta(days=365)
"""What is settled stays on the page so long; it is in the case for good."""
MOST_POUNDS = 10_000
COLUMNS = ("case", "tenant_number", "tenant", "why", "rule", "words", "owed_since", "pounds", "stands",
           "pounds_settled", "by", "at", "reason")  # fmt: skip
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing owed as the page shows it. `anchor` is its own place on the page."""

    one: owed.Owed
    anchor: str
    tenant: str
    why: str
    words: str
    since: str
    stands: str
    by: str
    said_at: str


@pages.get("/desk/owed")
@needs("supervisor")
def show() -> AnyResponse:
    """What is open, longest first; below it what was settled in the last year."""
    with desk().database.reading() as session:
        return _page(session)


@pages.get("/desk/owed.csv")
@needs("supervisor")
def table() -> AnyResponse:
    """The same as a table for the office that pays: all of it, settled or not."""
    with desk().database.reading() as session:
        content = _csv(_rows(session, _found(session)))
    response = Response(content, mimetype="text/csv")
    day = london(desk().now()).date().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="owed-{day}.csv"'
    return response


@pages.post("/desk/owed/<reference>/<key>")
@needs("supervisor")
def say(reference: str, key: str) -> AnyResponse:
    """It is paid, or not due, and why; or that is taken back."""
    what = {"paid": owed.PAID, "not_due": owed.NOT_DUE, "undone": owed.UNDONE}.get(request.form.get("what", ""), "")
    why = " ".join(request.form.get("why", "").replace("\x00", "").split())[:300]
    at = desk().now()
    with desk().database.transaction() as session:
        case = hold(session, reference)
        one = owed.one_of(session, desk().landlord, at, case, key)
        if one is None or not what:
            abort(404)
        if request.form.get("seen", "") != str(one.event):
            return _page(session, "Somebody said something of it in the meantime: see below. Nothing was saved.", 409)
        if (one.word is None) == (what == owed.UNDONE):
            abort(404)
        if not why:
            asks = "how it was paid" if what == owed.PAID else "why"
            return _page(session, f"Say {asks}: whoever asks later reads it on the case. Nothing was saved.", 409)
        pounds = one.word.pounds if one.word else one.pounds
        if what == owed.PAID:
            typed = request.form.get("pounds", "")
            if not (typed.isascii() and typed.isdigit() and len(typed) < 10 and 0 < int(typed) <= MOST_POUNDS):
                return _page(session, "Write how many whole pounds were paid. Nothing was saved.", 409)
            pounds = int(typed)
        owed.say(session, one, what, pounds, me().id, at, f"{_opening(one, what, pounds)}: {why}")
    return redirect(f"/desk/owed?done={request.form['what']}#owed-{_anchor(reference, key)}")


def _opening(one: owed.Owed, what: str, pounds: int) -> str:
    """How the note in the case begins."""
    matter = _words(one)
    if what == owed.PAID:
        return f"Paid £{pounds} for {matter}"
    return f"Not due for {matter}" if what == owed.NOT_DUE else f"Owed again for {matter}"


def _words(one: owed.Owed) -> str:
    if one.visit is not None:
        return f"the visit of {times.full(one.visit.window_from).rpartition(',')[0]}"
    return f"“{one.words.rstrip('.')}”"


def _found(session: Session) -> list[owed.Owed]:
    known = visible(select(Case.id), me())
    return owed.owed(session, desk().landlord, desk().now(), known)


def _rows(session: Session, found: Sequence[owed.Owed]) -> list[Row]:
    query = select(Case).where(Case.id.in_({one.case.id for one in found})).options(joinedload(Case.tenant))
    session.scalars(query).all()  # tenants, in one query
    who = names(session, {one.word.by for one in found if one.word})
    at = desk().now()
    return [_row(one, who, at) for one in found]


def _row(one: owed.Owed, who: dict[int, str], at: datetime) -> Row:
    case, word = one.case, one.word
    words = one.words
    if one.visit is not None:
        words = f"{visit_words.what_for(one.visit)}. {visit_words.capital(visit_words.window(one.visit, at))}"
    return Row(
        one, _anchor(case.reference, one.key), case.tenant.name if case.tenant and case.identity == "known" else "",
        KINDS[one.kind], words, times.day(one.since, at), SAID[word.what] if word else "",
        who.get(word.by, "somebody who has left") if word else "", times.when(word.at, at) if word else "",
    )  # fmt: skip


def _anchor(reference: str, key: str) -> str:
    return f"{reference}-{key.replace(':', '-')}"


def _page(session: Session, notice: str = "", status: int = 200) -> AnyResponse:
    found = _found(session)
    after = desk().now() - SHOWN_FOR
    rows = _rows(session, [one for one in found if one.word is None or one.word.at > after])
    return make_response(render_template(
        "desk/owed.html", open_rows=[row for row in rows if row.one.word is None],
        settled=sorted((row for row in rows if row.one.word), key=_said_last, reverse=True),
        total=owed.total(found), undecided=sum(one.word is None and not one.pounds for one in found), notice=notice,
        rules=desk().landlord.appointments, most=MOST_POUNDS,
        done=DONE.get(request.args.get("done", ""), "") if request.method == "GET" else "",
    ), status)  # fmt: skip


def _said_last(row: Row) -> int:
    return row.one.event


def _csv(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        one, word, tenant = row.one, row.one.word, row.one.case.tenant
        cells = (
            one.case.reference, tenant.number if tenant and row.tenant else "", row.tenant, row.why, one.rule,
            row.words, london(one.since).date().isoformat(), one.pounds or "", row.stands or "Open",
            word.pounds if word and word.what == owed.PAID else "", row.by, iso_z(word.at) if word else "",
            word.why if word else "",
        )  # fmt: skip
        writer.writerow(f"'{cell}" if str(cell).startswith(RISKY) else cell for cell in cells)
    return "\ufeff" + out.getvalue()  # so that a spreadsheet reads the letters rightly
