"""Offers that stand, and how each ends. Whoever writes one holds its case's lock."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from router.model import Case, Offer, record


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
