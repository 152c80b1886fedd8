"""Offers that stand, and how each ends. Whoever writes one holds its case's lock."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from router.model import Case, Offer, Staff, record

MISSED = 2
"""On so many occasions in a row nothing was answered, and an agent counts as not responding."""
_LOOKED_AT = 50
"""So many of somebody's unanswered offers are looked at: more never ring with one person together."""


def standing(session: Session, case: Case) -> list[Offer]:
    """The open offers of a case, as they are now. Asks nothing of a case that was never offered."""
    if not case.fence:
        return []
    query = select(Offer).where(Offer.case_id == case.id, Offer.outcome == "offered").order_by(Offer.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def end(session: Session, offer: Offer, case: Case, outcome: str, at: datetime, who: str, why: str = "") -> None:
    """This offer is over. `why` is plain English for staff; it stays in the row and out of the event."""
    ended = update(Offer).where(Offer.id == offer.id).values(outcome=outcome, ended_at=at, reason=why[:200])
    session.execute(ended)  # at once, and in the row as it is loaded: nothing else of the session is written yet
    record(session, at, who, f"offer.{outcome}", case, offer_id=offer.id, agent_id=offer.agent_id)


def withdraw(session: Session, case: Case, at: datetime, why: str, who: str = "worker", keep: int | None = None) -> int:
    """Take back what is offered of this case, but for the offer `keep`. Returns how many were taken back."""
    rows = [offer for offer in standing(session, case) if offer.id != keep]
    for offer in rows:
        end(session, offer, case, "withdrawn", at, who, why)
    return len(rows)


def expire(session: Session, offer: Offer, case: Case, at: datetime) -> None:
    """Nobody answered. On two occasions in a row, and the agent is not responding until they say they are back."""
    end(session, offer, case, "expired", at, "worker", "Nobody answered it in time.")
    theirs = update(Staff).where(Staff.id == offer.agent_id).execution_options(synchronize_session=False)
    if session.scalar(select(Staff.missed_offers).where(Staff.id == offer.agent_id)) and not _is_new(session, offer):
        return
    session.execute(theirs.values(missed_offers=Staff.missed_offers + 1))
    now_silent = theirs.where(Staff.missed_offers >= MISSED, Staff.readiness == "ready")
    silent = session.execute(now_silent.values(readiness="not_responding"))
    if silent.rowcount:  # type: ignore[attr-defined]  # an UPDATE has it
        record(session, at, "worker", "staff.not_responding", staff_id=offer.agent_id)


def _is_new(session: Session, offer: Offer) -> bool:
    """Is this silence an occasion of its own?

    Offers that rang together are one: whoever is at the kettle misses them all. An occasion begins with the first of
    them to run out, and what was offered before that instant belongs to it; what was offered after it does not, or
    somebody to whom one thing or another is always being offered would never be missed.
    """
    query = select(Offer.id, Offer.offered_at, Offer.expires_at).where(
        Offer.agent_id == offer.agent_id, Offer.outcome == "expired"
    )
    newest = session.execute(query.order_by(Offer.id.desc()).limit(_LOOKED_AT)).all()
    began: datetime | None = None
    for row in sorted(newest, key=lambda row: (row.expires_at, row.id)):
        is_new = began is None or row.offered_at >= began
        if is_new:
            began = row.expires_at
        if row.id == offer.id:
            return is_new
    return True
