"""What an agent says of something that no visit is booked for: it is seen to another way; or takes that back."""

from datetime import datetime

from flask import abort, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues.access import me, needs, staff_pages
from queues.context import desk
from queues.desk.appointments import do_to_case, line, signed_in
from queues.desk.case import Conflict, must_be_unchanged
from router.appointments import without_visit
from router.model import Case

pages = staff_pages("without_visit", __name__)


@pages.post("/desk/cases/<reference>/without-visit")
@needs("agent")
def see_to(reference: str) -> AnyResponse:
    """It is seen to another way, with a short why. A case that nobody holds then rests with what is booked."""

    def act(session: Session, case: Case, at: datetime) -> None:
        repair, why = _repair(), line("why")
        must_be_unchanged(case)
        if not why:
            raise Conflict("Say how it is seen to.")
        if not without_visit.see_to(session, case, repair, why, me().id, at):
            raise Conflict("That has changed in the meantime: read it below. Nothing was saved.")
        if case.state == "waiting":
            desk().visiting.given_back(session, case, at)

    return do_to_case(reference, "seen_to", act)


@pages.post("/desk/cases/<reference>/without-visit/undo")
@needs("agent")
def undo(reference: str) -> AnyResponse:
    """It needs a visit after all: a case that rests waits for a person again."""

    def act(session: Session, case: Case, at: datetime) -> None:
        repair = _repair()
        must_be_unchanged(case)
        if not without_visit.undo(session, case, repair, signed_in(), at):
            raise Conflict("That has changed in the meantime: read it below. Nothing was saved.")
        desk().visiting.settle(session, case, at)

    return do_to_case(reference, "needed_after_all", act)


def _repair() -> str:
    """What is meant, by its id; 404 for one that this landlord does not have."""
    given = request.form.get("repair", "")
    if given not in desk().landlord.repairs:
        abort(404)
    return given
