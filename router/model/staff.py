"""People who work for the landlord, and their sign-ins."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from router.model.base import Base


class Staff(Base):
    """One member of staff. `role`: 'agent', 'supervisor' or 'admin'.

    `queues` and `skills` are ids of `queues.toml`; 'restricted' among the skills opens restricted cases.
    `levels` gives a skill's level, 1 to 5; a skill without one counts as 1. `pattern` is when they usually work:
    rows of (day, opens, closes), Monday 0, London minutes from midnight. `readiness`: 'ready', 'away' (they said so)
    or 'not_responding' (two offers in a row went unanswered). `free_since`: when they last became free.
    `session_version` rises when the password changes or the account is closed: every session ends.
    """

    __tablename__ = "staff"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20), default="agent")
    phone: Mapped[str] = mapped_column(String(30), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    queues: Mapped[list[str]] = mapped_column(default=list)
    skills: Mapped[list[str]] = mapped_column(default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)
    session_version: Mapped[int] = mapped_column(default=1)
    present_until: Mapped[datetime | None]
    levels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    pattern: Mapped[list[Any]] = mapped_column(default=list)
    readiness: Mapped[str] = mapped_column(String(16), default="ready")
    missed_offers: Mapped[int] = mapped_column(default=0)
    free_since: Mapped[datetime | None]


class StaffSession(Base):
    """A signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "staff_session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    version: Mapped[int]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    staff: Mapped[Staff] = relationship()


class SignInAttempt(Base):
    """A failed sign-in, by hashed account and by hashed address: the limit needs no Redis."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_key_at", "key", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
