"""What can be done to the clocks of a case, and its evidence: one page to print, or to keep as JSON."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Response, abort, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues.access import me, needs, staff_pages
from queues.context import desk
from queues.desk import evidence
from queues.desk.case import Conflict, Extra, case_again, find_case, hold, must_be_unchanged
from queues.desk.clock_rows import may_act, panel
from router import clocks, promises
from router.clock import LONDON
from router.deadlines import ANSWER
from router.model import Case, Deadline
from router.values import Json

pages = staff_pages("clocks", __name__)

LONGEST = 400

Act = Callable[[Session, Case, datetime], None]


def _line(name: str) -> str:
    """What was typed there, on one line."""
    return " ".join(request.form.get(name, "").replace("\x00", "").split())[:LONGEST]


def _who() -> str:
    return f"staff:{me().id}"


def _do(reference: str, done: str, act: Act, *, anybody: bool = False) -> AnyResponse:
    """Do it to the clocks of the case, locked; or show the case with the reason why not, and nothing changed."""
    try:
        with desk().database.transaction() as session:
            case = hold(session, reference)
            if not anybody and not may_act(case):
                raise Conflict("Take the case first: only whoever has it, or a supervisor, changes its clocks.")
            must_be_unchanged(case)
            act(session, case, desk().now())
            case.version += 1
    except (Conflict, clocks.Refused) as refused:
        return case_again(reference, Extra(notice=str(refused)))
    return make_response("", 302, {"Location": f"/desk/cases/{reference}?done={done}#clocks"})


def _clock(session: Session, case: Case, number: int) -> Deadline:
    row = session.get(Deadline, number)
    if row is None or row.case_id != case.id:
        abort(404)
    if row.state not in clocks.OPEN:
        raise Conflict("That clock has stopped in the meantime: see below.")
    return row


@pages.post("/desk/cases/<reference>/clocks/<int(max=2147483647):number>/done")
@needs("agent")
def finish(reference: str, number: int) -> AnyResponse:
    """It was done: how it ended starts what follows."""

    def act(session: Session, case: Case, at: datetime) -> None:
        row, note = _clock(session, case, number), _line("note")
        if row.rule == ANSWER and not note:
            raise Conflict("Say how they were answered. An answer from here stops this clock by itself.")
        clocks.finish(session, row, _line("outcome"), at, _who(), note, desk().landlord)

    return _do(reference, "clock", act)


@pages.post("/desk/cases/<reference>/clocks/<int(max=2147483647):number>/pause")
@needs("agent")
def pause(reference: str, number: int) -> AnyResponse:
    """It rests, with a reason."""

    def act(session: Session, case: Case, at: datetime) -> None:
        clocks.pause(session, _clock(session, case, number), at, me().id, _line("why"), desk().landlord)

    return _do(reference, "clock", act)


@pages.post("/desk/cases/<reference>/clocks/<int(max=2147483647):number>/resume")
@needs("agent")
def resume(reference: str, number: int) -> AnyResponse:
    """It runs again."""
    return _do(reference, "clock", lambda session, case, at: clocks.resume(
        session, _clock(session, case, number), at, me().id))  # fmt: skip


@pages.post("/desk/cases/<reference>/clocks/<int(max=2147483647):number>/extend")
@needs("agent")
def extend(reference: str, number: int) -> AnyResponse:
    """More time, within what the rule allows, with a reason."""

    def act(session: Session, case: Case, at: datetime) -> None:
        row, by = _clock(session, case, number), _line("by")
        more = int(by) if by.isascii() and by.isdigit() and len(by) < 5 else 0
        clocks.extend(session, row, desk().landlord.deadlines.get(row.rule), more, _line("why"), me().id, at)

    return _do(reference, "clock", act)


@pages.post("/desk/cases/<reference>/clocks/<int(max=2147483647):number>/stop")
@needs("agent")
def stop(reference: str, number: int) -> AnyResponse:
    """It does not apply, with a reason."""

    def act(session: Session, case: Case, at: datetime) -> None:
        row, why = _clock(session, case, number), _line("why")
        if not why:
            raise Conflict("Say why this clock does not apply.")
        clocks.stop(session, row, at, _who(), why)

    return _do(reference, "clock", act)


@pages.post("/desk/cases/<reference>/clocks/begin")
@needs("agent")
def begin(reference: str) -> AnyResponse:
    """Something happened that starts clocks. Anybody may say so: that only adds."""

    def act(session: Session, case: Case, at: datetime) -> None:
        event = desk().landlord.clock_events.get(_line("event"))
        if event is None or not event.by_hand:
            raise Conflict("Choose what happened.")
        if case.state == "closed":
            raise Conflict("The case is closed: open it again first.")
        if not clocks.happen(session, case, event.id, at, _who(), desk().landlord):
            raise Conflict("No clock in force starts by that.")

    return _do(reference, "clock", act, anybody=True)


@pages.post("/desk/cases/<reference>/clocks/promise")
@needs("agent")
def promise(reference: str) -> AnyResponse:
    """Something was promised by a time."""

    def act(session: Session, case: Case, at: datetime) -> None:
        due = _london_time(_line("day"), _line("time"))
        promises.promise(session, case, _line("words"), due, me().id, at)

    return _do(reference, "promised", act)


def _london_time(day: str, clock: str) -> datetime:
    """What a date and a time field say, as UTC. Of an hour that comes twice, the first."""
    try:
        local = datetime.fromisoformat(f"{day}T{clock}")
    except ValueError:
        raise clocks.Refused("Choose a day and a time.") from None
    if local.tzinfo is not None:
        raise clocks.Refused("Choose a day and a time.")
    at = local.replace(tzinfo=LONDON).astimezone(UTC)
    if at.astimezone(LONDON).replace(tzinfo=None) != local:
        raise clocks.Refused("There is no such time that day: the clocks go forward. Choose another.")
    return at


# --- evidence --------------------------------------------------------------------------------


@pages.get("/desk/cases/<reference>/evidence")
@needs("agent")
def show_evidence(reference: str) -> AnyResponse:
    """Every clock, pause, message time, attempt, offer and page of a case, in order, to print."""
    with desk().database.reading() as session:
        case = find_case(session, reference)
        return make_response(render_template(
            "desk/evidence.html", case=case, clocks=panel(session, case, dated=True),
            lines=evidence.lines(session, case), attempts=evidence.attempts(session, case)))  # fmt: skip


@pages.get("/desk/cases/<reference>/evidence.json")
@needs("agent")
def evidence_json(reference: str) -> AnyResponse:
    """The same for machines. Times are UTC."""
    with desk().database.reading() as session:
        case = find_case(session, reference)
        found: Json = evidence.bundle(session, case, desk().now())
    response = Response(evidence.dumps(found), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{case.reference}-evidence.json"'
    return response
