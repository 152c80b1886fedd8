"""Every change of state, only ever added, each chained by its hash to the one before.

Events hold ids and codes, never words, names or addresses, so that erasing a person breaks no chain.
"""

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from router.clock import iso_z
from router.model.base import Base

if TYPE_CHECKING:
    from router.model.case import Case
    from router.model.message import Message


class Event(Base):
    """One change. `stream` is 'case:<id>' or 'house'; `previous_hash` is '' at the head of a stream.

    A stream cannot fork: one event only may follow another.
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("stream", "previous_hash"),
        Index("ix_event_stream", "stream", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(String(60))
    stream: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))


class Heartbeat(Base):
    """What a process last said of itself; `/health` reads it."""

    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


def record(
    session: Session,
    at: datetime,
    who: str,
    what: str,
    case: "Case | None" = None,
    message: "Message | None" = None,
    **data: Any,
) -> None:
    """Note a change. It is chained and written when the transaction ends, in the same commit.

    `who` is 'staff:<id>', 'worker', 'tenant', 'provider' or 'house'. `data` may hold ids and codes only.
    """
    session.info.setdefault("events", []).append((at, who, what, case, message, data))


def digest(previous: str, at: datetime, who: str, what: str, case_id: int | None, message_id: int | None,
           data: dict[str, Any]) -> str:  # fmt: skip
    """SHA-256 over the event and the hash before it: what `frontdoor verify` recomputes."""
    body = json.dumps(
        [previous, iso_z(at), who, what, case_id, message_id, data],
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()
