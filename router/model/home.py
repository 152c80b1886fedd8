"""Where tenants live: patch, block, home. And the part-time offices."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from router.model.base import Base


class Patch(Base):
    """The streets one housing officer looks after."""

    __tablename__ = "patch"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)


class Block(Base):
    """The building a home is in."""

    __tablename__ = "block"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    postcode: Mapped[str] = mapped_column(String(10))
    storeys: Mapped[int] = mapped_column(default=2)
    patch_id: Mapped[int] = mapped_column(ForeignKey("patch.id"), index=True)


class Home(Base):
    """One dwelling. `uprn` is the landlord's own reference for it (GeoPlace's UPRN where known).

    `facts` are what is known of the home and household that may raise an urgency:
    flag ids of `repairs.yaml` mapped to true.
    """

    __tablename__ = "home"
    id: Mapped[int] = mapped_column(primary_key=True)
    uprn: Mapped[str] = mapped_column(String(20), unique=True)
    address: Mapped[str] = mapped_column(String(300))
    postcode: Mapped[str] = mapped_column(String(10), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="house")
    bedrooms: Mapped[int] = mapped_column(default=2)
    block_id: Mapped[int | None] = mapped_column(ForeignKey("block.id"), index=True)
    patch_id: Mapped[int] = mapped_column(ForeignKey("patch.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    patch: Mapped[Patch] = relationship()
    block: Mapped[Block | None] = relationship()


class Office(Base):
    """A part-time office. `sessions` are when it opens: [{day: 0-6, opens: 'HH:MM', closes: 'HH:MM'}], London time."""

    __tablename__ = "office"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(300))
    sessions: Mapped[list[Any]] = mapped_column(default=list)
