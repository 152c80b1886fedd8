"""What became of a case's visits, as an agent says it: called off, done, nobody in, missed by us; and a note."""

from datetime import UTC, datetime, time

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues.access import needs, staff_pages
from queues.context import desk
from queues.desk.appointments import STALE, do_to_case, line, signed_in, visit_of
from queues.desk.case import Conflict, must_be_unchanged
from router.appointments import booking
from router.clock import LONDON, london
from router.model import Appointment, Case, record

pages = staff_pages("visit_ends", __name__)


@pages.post("/desk/cases/<reference>/visits/<int(max=2147483647):number>/cancel")
@needs("agent")
def cancel(reference: str, number: int) -> AnyResponse:
    """It is called off, with a reason; the tenant is told."""

    def act(session: Session, case: Case, at: datetime) -> None:
        visit, why = visit_of(session, case, number), line("why")
        must_be_unchanged(case)
        if not why:
            raise Conflict("Say why the visit is cancelled.")
        if not booking.cancel(session, visit, signed_in(), at, why):
            raise Conflict(STALE)
        desk().visiting.confirm(session, case, visit, at, "cancelled")
        case.version += 1

    return do_to_case(reference, "cancelled_visit", act)


@pages.post("/desk/cases/<reference>/visits/<int(max=2147483647):number>/done")
@needs("agent")
def finish(reference: str, number: int) -> AnyResponse:
    """It took place. What is left to do goes to whoever has the case."""

    def act(session: Session, case: Case, at: datetime) -> None:
        visit, outcome = _begun(session, case, number, at), line("outcome")
        if not outcome:
            raise Conflict("Say what was done.")
        what = "needs_return" if request.form.get("needs_return") == "yes" else "done"
        if visit.state == "booked":  # whoever came said nothing on the way: a colleague says all of it
            booking.arrived(session, visit, signed_in(), at)
        if desk().visits.act(session, case, visit, visit.resource, what, at, outcome=outcome, who=signed_in()):
            raise Conflict(STALE)
        case.version += 1

    return do_to_case(reference, "done_visit", act)


@pages.post("/desk/cases/<reference>/visits/<int(max=2147483647):number>/no-access")
@needs("agent")
def no_access(reference: str, number: int) -> AnyResponse:
    """Nobody was in: the landlord's rule says what follows."""

    def act(session: Session, case: Case, at: datetime) -> None:
        visit, why = _begun(session, case, number, at), line("why")
        came_at = _at_the_door(visit, at)
        if desk().visits.act(session, case, visit, visit.resource, "no_access", at, who=signed_in(), came_at=came_at):
            raise Conflict(STALE)
        if why:
            visit.note = f"{visit.note}\nNobody in: {why}".strip()
        case.version += 1

    return do_to_case(reference, "no_access_visit", act)


@pages.post("/desk/cases/<reference>/visits/<int(max=2147483647):number>/missed")
@needs("agent")
def missed(reference: str, number: int) -> AnyResponse:
    """We did not come: what we owe is noted, the tenant is told that we are sorry, and new times are offered."""

    def act(session: Session, case: Case, at: datetime) -> None:
        visit, why = _begun(session, case, number, at), line("why")
        if not desk().visits.missed(session, case, visit, signed_in(), at):
            raise Conflict(STALE)
        if why:
            visit.note = f"{visit.note}\nMissed: {why}".strip()
        case.version += 1

    return do_to_case(reference, "missed_visit", act)


@pages.post("/desk/cases/<reference>/visits/<int(max=2147483647):number>/note")
@needs("agent")
def note(reference: str, number: int) -> AnyResponse:
    """A word for whoever comes, on the visit."""

    def act(session: Session, case: Case, at: datetime) -> None:
        visit, words = visit_of(session, case, number), line("note")
        if not words:
            raise Conflict("Write the note first.")
        if words not in visit.note.splitlines():  # pressed twice, it stands once
            visit.note = f"{visit.note}\n{words}".strip()
            record(session, at, signed_in(), "appointment.noted", case, appointment_id=visit.id)
            case.version += 1

    return do_to_case(reference, "noted_visit", act)


def _at_the_door(visit: Appointment, at: datetime) -> datetime:
    """When nobody was in: the tenant is told so, so it must have been."""
    text = request.form.get("came", "")
    if not text:
        raise Conflict("Say at what time nobody was in: the tenant is told.")
    try:
        there = datetime.combine(london(visit.window_from).date(), time.fromisoformat(text), LONDON).astimezone(UTC)
    except ValueError:
        raise Conflict("Write the time as 10:05.") from None
    if there > at:
        raise Conflict("That time is still to come.")
    return there


def _begun(session: Session, case: Case, number: int, at: datetime) -> Appointment:
    """A visit whose time has come: before that nobody can say how it went."""
    visit = visit_of(session, case, number)
    must_be_unchanged(case)
    if visit.window_from > at:
        raise Conflict("That visit has not begun yet. Move or cancel it instead.")
    return visit
