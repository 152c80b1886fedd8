"""Plans, offers, pages and levers: how a case finds its agent."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from router.model.base import Base
from router.model.case import Case
from router.model.staff import Staff


class PlanVersion(Base):
    """One version of the landlord's plan, as it was written. The one in force has the newest `in_force_at`.

    `number` rises by one with each version. A case keeps the version under which it came in.
    """

    __tablename__ = "plan_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    source: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    in_force_at: Mapped[datetime | None]


class Offer(Base):
    """A case put to an agent until `expires_at`.

    `outcome`: 'offered', then one of 'accepted', 'rejected', 'expired', 'withdrawn'. `fence` is the case's fencing
    number when it was made: an accept with an older one comes too late. `step` counts from 0 within the rule.
    """

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("case_id", "fence", "agent_id"),
        Index("ix_offer_outcome", "outcome", "expires_at"),
        Index("ix_offer_agent", "agent_id", "outcome"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    fence: Mapped[int]
    rule: Mapped[str] = mapped_column(String(60), default="")
    step: Mapped[int] = mapped_column(default=0)
    units: Mapped[int] = mapped_column(default=0)
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(12), default="offered")
    reason: Mapped[str] = mapped_column(String(200), default="")
    case: Mapped[Case] = relationship()
    agent: Mapped[Staff] = relationship()


class Page(Base):
    """A named person on call was told of a case, and what became of it.

    `state`: 'paging' until `due_at`, then 'climbed' (the next one was told); 'passed' when they said no; 'acknowledged'
    ends the chain; 'stood_down' when the case found an agent first; 'told' from the start where it went to whoever has
    the late case, for whose answer nobody waits. `code` is what they reply with, the same for all
    pages of one telling of the chain. `rung` counts from 0 and only rises: after the last rung it counts its repeats.
    Without `staff_id` nobody could be told. Without `message_id` this one could not, and `why` says why not.
    """

    __tablename__ = "page"
    __table_args__ = (Index("ix_page_state", "state", "due_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    chain: Mapped[str] = mapped_column(String(40))
    rung: Mapped[int] = mapped_column(default=0)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    code: Mapped[str] = mapped_column(String(12), default="", index=True)
    why: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(12), default="paging")
    paged_at: Mapped[datetime]
    due_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    case: Mapped[Case] = relationship()


class Lever(Base):
    """What a supervisor did to a queue for a while: one act may have several rows, all with the same `act`.

    `kind`: 'pause' (nothing of `queue` is offered), 'overflow' (`queue` is offered to the people of `to_queue` too),
    'lend' (`staff_id` works `queue` too). It holds from `from_at` until `until_at` (None: until ended), or `ended_at`
    if somebody took it back before.
    """

    __tablename__ = "lever"
    __table_args__ = (Index("ix_lever_ended", "ended_at", "until_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    queue: Mapped[str] = mapped_column(String(60))
    to_queue: Mapped[str] = mapped_column(String(60), default="")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    why: Mapped[str] = mapped_column(String(200), default="")
