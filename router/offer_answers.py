"""Answers to offers: accepted, let go, taken back because the case or the person went; what is put to somebody now."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from router import cases, open_offers, workforce
from router.model import Case, Offer, Staff, Tenant
from router.storage.database import hold_case, hold_cases


def accept(session: Session, offer_id: int, staff_id: int, fence: int, at: datetime) -> str:
    """The case is theirs and '' comes back; or one plain line that says why not. Twice the same is once.

    `fence` is that of the offer as they saw it. At the very instant of its expiry it is too late.
    """
    offer, case = _held(session, offer_id)
    if offer is None or case is None or offer.agent_id != staff_id:
        return "That offer was not made to you."
    if offer.outcome == "accepted" and case.state == "held" and case.agent_id == staff_id:
        return ""
    if offer.outcome == "offered" and case.state == "waiting" and at >= offer.expires_at:
        open_offers.expire(session, offer, case, at)
    if offer.outcome != "offered" or offer.fence != fence or case.state != "waiting":
        return _too_late(session, offer, case, staff_id)
    if not _may_have(session, case, staff_id):
        open_offers.end(session, offer, case, "withdrawn", at, "worker", "It moved to other colleagues.")
        return "Too late: it moved to other colleagues."
    open_offers.end(session, offer, case, "accepted", at, f"staff:{staff_id}")
    if not cases.claim(session, case, staff_id, at, offer.id):
        return _too_late(session, offer, case, staff_id)
    return ""


def reject(session: Session, offer_id: int, staff_id: int, at: datetime, why: str) -> str:
    """They let it go, and it is offered to somebody else; or one plain line that says why it is over already."""
    offer, case = _held(session, offer_id)
    if offer is None or case is None or offer.agent_id != staff_id:
        return "That offer was not made to you."
    if offer.outcome != "offered":
        return "" if offer.outcome == "rejected" else _too_late(session, offer, case, staff_id)
    open_offers.end(session, offer, case, "rejected", at, f"staff:{staff_id}", why)
    session.execute(update(Staff).where(Staff.id == staff_id).values(missed_offers=0)
                    .execution_options(synchronize_session=False))  # fmt: skip
    return ""


def withdraw_for_case(session: Session, case_id: int, at: datetime, why: str, keep: int | None = None) -> int:
    """Take back what is offered of this case, but for the offer `keep`."""
    case = hold_case(session, case_id)
    return open_offers.withdraw(session, case, at, why, keep=keep) if case is not None else 0


def withdraw_for_agent(session: Session, staff_id: int, at: datetime, why: str) -> int:
    """Take back what this person has not answered: they go off, or away."""
    session.flush()
    query = select(Offer.case_id).where(Offer.agent_id == staff_id, Offer.outcome == "offered")
    count = 0
    for case in hold_cases(session, session.scalars(query)).values():
        for offer in open_offers.standing(session, case):
            if offer.agent_id == staff_id:
                open_offers.end(session, offer, case, "withdrawn", at, f"staff:{staff_id}", why)
                count += 1
    return count


def open_for(session: Session, staff_id: int, at: datetime) -> list[Offer]:
    """What is put to this person now, the most pressing first, with its case."""
    query = select(Offer).join(Case, Case.id == Offer.case_id).options(joinedload(Offer.case).joinedload(Case.tenant))
    query = query.where(Offer.agent_id == staff_id, Offer.outcome == "offered", Offer.expires_at > at)
    return list(session.scalars(query.where(Case.state == "waiting").order_by(Case.lane, Offer.expires_at, Offer.id)))


def _held(session: Session, offer_id: int) -> tuple[Offer | None, Case | None]:
    """The offer and its case, read after the case's lock."""
    case_id = session.scalar(select(Offer.case_id).where(Offer.id == offer_id))
    if case_id is None:
        return None, None
    case = hold_case(session, case_id)
    return session.get(Offer, offer_id, populate_existing=True), case


def _may_have(session: Session, case: Case, staff_id: int) -> bool:
    """An account that is open, with the right if the case is restricted by now."""
    staff = session.get(Staff, staff_id)
    if staff is None or not staff.active:
        return False
    tenant = session.get(Tenant, case.tenant_id) if case.tenant_id is not None else None
    hidden = case.restricted or (tenant is not None and tenant.restricted)
    return not hidden or workforce.RESTRICTED in staff.skills


def _too_late(session: Session, offer: Offer, case: Case, staff_id: int) -> str:
    if case.state == "held" and case.agent_id is not None and case.agent_id != staff_id:
        holder = session.get(Staff, case.agent_id)
        return f"Too late: {holder.name if holder else 'a colleague'} has it."
    if case.state == "closed":
        return "Too late: it is closed."
    if offer.outcome == "expired":
        return "Too late: the time to answer was over. It is being offered to others."
    return f"Too late. {offer.reason}".strip()
