"""What is broken and seen to in another way than by a visit: a lift that its contractor was told of. No visit is booked
for it, so that the case may rest until what is booked for something else is over.

Everything takes a session inside the caller's transaction, with the case locked.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from router import cases
from router.model import Case, Event, Message, Repair, record

SEEN_TO = "elsewhere"
"""As a state of a repair."""
SAID, UNDONE = "appointment.not_needed", "appointment.needed_after_all"


def see_to(session: Session, case: Case, repair: str, why: str, staff_id: int, at: datetime) -> bool:
    """A person says how it is seen to: the reason is a note on the case. False if it is in no need of a visit now."""
    rows = _of(session, case, repair, "reported")
    if not rows:
        return False
    for row in rows:
        row.state = SEEN_TO
    note = cases.note(session, case, staff_id, at, f"Seen to another way: {why}")
    record(session, at, f"staff:{staff_id}", SAID, case, note, repair=repair)
    case.version += 1
    return True


def undo(session: Session, case: Case, repair: str, who: str, at: datetime) -> bool:
    """It needs a visit after all. False if that is so already."""
    rows = _of(session, case, repair, SEEN_TO)
    for row in rows:
        row.state = "reported"
    if rows:
        record(session, at, who, UNDONE, case, repair=repair)
        case.version += 1
    return bool(rows)


def reasons(session: Session, case: Case) -> dict[str, str]:
    """What is seen to so, by its id, each with the note of the last who said it."""
    there = dict.fromkeys(row.repair for row in _of(session, case, "", SEEN_TO))
    if not there:
        return {}
    said = select(Event.data, Message.text).join(Message, Message.id == Event.message_id).where(
        Event.case_id == case.id, Event.what == SAID).order_by(Event.id)  # fmt: skip
    notes = {str(data.get("repair", "")): text for data, text in session.execute(said)}
    return {repair: notes.get(repair, "") for repair in there}


def _of(session: Session, case: Case, repair: str, state: str) -> Sequence[Repair]:
    query = select(Repair).where(Repair.case_id == case.id, Repair.state == state).order_by(Repair.id)
    return session.scalars(query.where(Repair.repair == repair) if repair else query).all()
