"""Deadlines: promises with a clock, and the ledger of their pauses."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from router.model.base import Base
from router.model.case import Case


class Deadline(Base):
    """A promise with a clock. `state`: 'running', 'paused', 'met', 'missed', 'stopped'.

    `rule` is an id of `deadlines.yaml`, 'answer', or 'promise' (made by the agent `made_by`). `due_at` already counts
    the pauses that are over; `paused_at` is set while one lasts. `note` says what met or stopped it.
    `counting` is how its time runs, whatever the landlord's files say later: 'elapsed', 'days' (working days),
    'calendar' (weeks and months), or 'open' with the hours ('open 01234/480-1080': Monday is 0, minutes from midnight).
    `warn_at`: from then on somebody is told that it will soon be due; `warned_at`, `escalated_at`: when that happened.
    """

    __tablename__ = "deadline"
    __table_args__ = (Index("ix_deadline_due", "state", "due_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    rule: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(String(300), default="")
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    paused_seconds: Mapped[int] = mapped_column(default=0)
    paused_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(12), default="running")
    counting: Mapped[str] = mapped_column(String(400), default="elapsed")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    warn_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    case: Mapped[Case] = relationship()


class DeadlinePause(Base):
    """One pause of a clock, with its reason. `until_at` is None while it lasts."""

    __tablename__ = "deadline_pause"
    id: Mapped[int] = mapped_column(primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"), index=True)
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300))
    by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
