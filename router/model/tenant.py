"""People who rent, and the numbers and addresses they use."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from router.model.base import Base
from router.model.home import Home


class Tenant(Base):
    """A person who rents a home from us and contacts us.

    `number` is the landlord's own tenancy number. `facts` may raise an urgency, as a home's may.
    `restricted`: only staff with the right see this person at all.
    """

    __tablename__ = "tenant"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    home_id: Mapped[int | None] = mapped_column(ForeignKey("home.id"), index=True)
    language: Mapped[str] = mapped_column(String(20), default="en")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    restricted: Mapped[bool] = mapped_column(default=False)
    home: Mapped[Home | None] = relationship()


class ContactPoint(Base):
    """A phone number (E.164) or an email address (lower case) that somebody writes from.

    A match is a hint, never a proof. `last_seen_at` dates the match: numbers are recycled.
    """

    __tablename__ = "contact_point"
    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(320), unique=True)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    links: Mapped[list["ContactLink"]] = relationship(back_populates="contact_point")


class ContactLink(Base):
    """'This number is used by that tenant', by whose word, since when. Ended, never deleted, so it can be undone."""

    __tablename__ = "contact_link"
    __table_args__ = (Index("ix_contact_link_open", "contact_point_id", "ended_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    contact_point_id: Mapped[int] = mapped_column(ForeignKey("contact_point.id"))
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    why: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    contact_point: Mapped[ContactPoint] = relationship(back_populates="links")
    tenant: Mapped[Tenant] = relationship()


class OptOut(Base):
    """STOP, kept by our own number and the tenant's: one STOP does not silence every number (F25)."""

    __tablename__ = "opt_out"
    __table_args__ = (UniqueConstraint("channel", "our_number", "address"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    our_number: Mapped[str] = mapped_column(String(320))
    address: Mapped[str] = mapped_column(String(320), index=True)
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
