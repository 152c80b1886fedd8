"""A danger that a person took away after its safety words had gone out: somebody may want to tell the tenant."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from queues.context import desk
from router.model import Case, Correction, Event, Message

WORDING = "canned_danger_not_so"
"""The landlord's words for it, in `replies.toml`. Without them nothing is offered."""


def told_in_vain(session: Session, case: Case) -> list[str]:
    """Names of the dangers whose words went out and that, as a person has said since, are not there.

    None once somebody has answered the tenant, and never in a restricted case: the wrong person may read it there.
    """
    if case.is_hidden or WORDING not in desk().landlord.replies:
        return []
    c, e, m = Correction, Event, Message
    denied = {}
    query = select(c).where(c.case_id == case.id, c.kind == "corrected", c.undone_at.is_(None)).order_by(c.id)
    for row in session.scalars(query):
        for danger in row.before.get("danger", []):
            if danger not in [*row.after.get("danger", []), *case.danger]:
                denied[danger] = row.at
    if not denied:
        return []
    answers = (m.case_id == case.id, m.kind == "reply", m.direction == "out", m.received_at >= max(denied.values()))
    if session.scalar(select(exists().where(*answers))):
        return []
    went_out = or_(e.message_id.is_(None), m.state.not_in(("failed", "refused")))
    said = select(e.data).outerjoin(m, e.message_id == m.id).where(e.case_id == case.id, e.what == "safety.said")
    told = {str(data.get("script", "")) for data in session.scalars(said.where(went_out))}
    return [desk().catalogue.label(danger) for danger in denied if danger in told]
