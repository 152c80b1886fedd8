"""What is typed and not yet sent: kept at the server, one draft for each person, case and kind."""

from flask import request
from sqlalchemy import delete
from sqlalchemy.orm import Session

from queues.access import may_see
from queues.context import desk
from queues.refusal import LONGEST_TEXT
from router.model import Case, Draft, Staff

KINDS = ("reply", "note")


def load(session: Session, staff_id: int, case_id: int) -> dict[str, str]:
    """Kind -> what was typed."""
    ids = {_id(staff_id, case_id, kind): kind for kind in KINDS}
    rows = (session.get(Draft, draft_id) for draft_id in ids)
    return {ids[row.id]: str(row.data.get("text", "")) for row in rows if row is not None}


def save(session: Session, staff_id: int, case_id: int, kind: str, text: str) -> None:
    """Keep it; an empty one is forgotten."""
    draft_id = _id(staff_id, case_id, kind)
    if kind not in KINDS:
        return
    if not text.strip():
        drop(session, staff_id, case_id, kind)
        return
    session.merge(Draft(id=draft_id, data={"text": text[:LONGEST_TEXT]}, updated_at=desk().now()))


def drop(session: Session, staff_id: int, case_id: int, kind: str) -> None:
    """It was sent, or emptied."""
    session.execute(delete(Draft).where(Draft.id == _id(staff_id, case_id, kind)))


def keep_typed(staff_id: int, page: str, kind: str, text: str) -> None:
    """Put back what somebody had typed when their session ended, now that they are signed in again."""
    reference = page.removeprefix("/desk/cases/")
    with desk().database.transaction() as session:
        staff = session.get(Staff, staff_id)
        case = session.query(Case).filter_by(reference=reference).one_or_none()
        if staff is not None and case is not None and may_see(staff, case):
            save(session, staff_id, case.id, kind if kind in KINDS else "reply", text)


def typed() -> str:
    """The text of this form, in one spelling of line ends and within bounds, without what no database keeps."""
    text = request.form.get("text", "").replace("\r\n", "\n").replace("\x00", "")
    return text.encode("utf-8", "replace").decode()[:LONGEST_TEXT].strip()


def _id(staff_id: int, case_id: int, kind: str) -> str:
    return f"{kind}:{staff_id}:{case_id}"
