"""A case: all the messages about one matter, whatever the channel."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from router.model.base import Base
from router.model.home import Home
from router.model.tenant import ContactPoint, Tenant

OPEN = ("waiting", "held", "arranged")
"""Open states: waiting in a queue, held by an agent, or arranged. The fourth state is 'closed'."""


class Case(Base):
    """All the messages about one matter.

    `state`: 'waiting' (in `queue`, for anybody), 'held' (by `agent_id`), 'arranged' (times are offered or a visit is
    agreed, so nobody need do anything until `arranged_until`; then it waits again), 'closed'.
    `lane`: 0 emergency, 1 statutory hazard, 2 everything else. `due_at`: the earliest unmet deadline.
    `reason`: why it is where it is, in plain English, newest decision first, one a line.
    `party`: the address it came from ('' when withheld). `event_head`: the hash of its newest event.
    `version` rises with every change, so that two people's edits are told apart.
    `plan_version_id`, `rule`, `routed_at`: the plan it came in under, the rule that matched and since when its steps
    count. `fence` rises with every round of offers. `last_agent_id`: who held it last.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_waiting", "state", "queue", "lane", "due_at", "id"),
        Index("ix_case_party", "party", "last_activity_at"),
        Index("ix_case_agent", "agent_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    channel: Mapped[str] = mapped_column(String(20))
    party: Mapped[str] = mapped_column(String(320), default="")
    contact_point_id: Mapped[int | None] = mapped_column(ForeignKey("contact_point.id"), index=True)
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"), index=True)
    home_id: Mapped[int | None] = mapped_column(ForeignKey("home.id"), index=True)
    identity: Mapped[str] = mapped_column(String(12), default="unknown")  # known, shared, unknown, withheld
    title: Mapped[str] = mapped_column(String(200), default="")
    lane: Mapped[int] = mapped_column(default=2)
    queue: Mapped[str] = mapped_column(String(60))
    urgency: Mapped[str] = mapped_column(String(12), default="none")
    topic: Mapped[str] = mapped_column(String(60), default="general.unclear")
    repair_group: Mapped[str | None] = mapped_column(String(40))
    danger: Mapped[list[str]] = mapped_column(default=list)
    flags: Mapped[list[str]] = mapped_column(default=list)
    needs_person: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    automatic: Mapped[bool] = mapped_column(default=False)
    live_call_id: Mapped[str] = mapped_column(String(64), default="", index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    opened_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    arranged_until: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    last_activity_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str] = mapped_column(String(200), default="")
    linked_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    event_head: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(default=1)
    plan_version_id: Mapped[int | None] = mapped_column(ForeignKey("plan_version.id"))
    rule: Mapped[str] = mapped_column(String(60), default="")
    routed_at: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    last_agent_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    contact_point: Mapped[ContactPoint | None] = relationship()
    tenant: Mapped[Tenant | None] = relationship()
    home: Mapped[Home | None] = relationship()
    linked_case: Mapped["Case | None"] = relationship(remote_side="Case.id")

    @property
    def is_hidden(self) -> bool:
        """Do only staff with the right see it, for its own sake or whose it is? Nothing is said of it by itself."""
        return self.restricted or bool(self.tenant and self.tenant.restricted)


class Repair(Base):
    """One thing that is broken, reported in a case; a case may hold several.

    `state`: 'reported', or 'denied' when it was read in a message and a person said it is not there,
    or 'elsewhere' when a person sees to it without a visit (`router/appointments/without_visit.py`).
    """

    __tablename__ = "repair"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    repair: Mapped[str] = mapped_column(String(60))
    urgency: Mapped[str] = mapped_column(String(12))
    location: Mapped[str] = mapped_column(String(60), default="unknown")
    home_id: Mapped[int | None] = mapped_column(ForeignKey("home.id"))
    state: Mapped[str] = mapped_column(String(12), default="reported")
    case: Mapped[Case] = relationship()
