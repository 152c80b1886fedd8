"""Messages, in and out, with their raw bytes, attachments, receipts and threads."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from router.model.base import Base
from router.model.case import Case


class Message(Base):
    """One thing said, in or out.

    In (`direction` 'in'): `state` is 'received' (kept, not yet placed), 'routed' (placed by the
    journey) or 'shunted' (placed in front of a person as it came, because something of ours broke).
    `claimed_until` is a worker's lease; `attempts` is counted before each try.

    Out: `state` is 'due', 'sending', or one of the five ends: 'sent', 'delivered', 'failed',
    'refused' (the tenant opted out), 'uncertain' (it may have gone; looked up, never blindly sent
    again). `kind` is 'safety', 'reply', 'acknowledgement', 'call_back', 'page' (to whoever is on call),
    'note' (a note stays inside and has the state 'note'). `priority`: safety words and pages leave first.

    A text to staff on call and their answer to it have `automatic` 'staff' and `kind` 'page': they are no
    tenant's words, nor said to one. `author_id` of the answer is who wrote it.

    `party` is the tenant's address on either side.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("channel", "dedupe_key"),
        Index("ix_message_due", "direction", "state", "next_at", "priority", "id"),
        Index("ix_message_party", "party", "state", "id"),
        Index("ix_message_case", "case_id", "received_at"),
        Index("ix_message_provider", "provider_id"),
        Index("ix_message_call", "call_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    direction: Mapped[str] = mapped_column(String(3))
    channel: Mapped[str] = mapped_column(String(20))
    dedupe_key: Mapped[str] = mapped_column(String(200))
    provider_id: Mapped[str] = mapped_column(String(1000), default="")
    reference: Mapped[str] = mapped_column(String(20), default="")
    party: Mapped[str] = mapped_column(String(320), default="")
    sender: Mapped[str] = mapped_column(String(1000), default="")
    recipient: Mapped[str] = mapped_column(String(1000), default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    original: Mapped[str] = mapped_column(Text, default="")
    raw_sha256: Mapped[str] = mapped_column(String(64), default="")
    received_at: Mapped[datetime]  # out: when it was written down
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    state: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(20), default="")
    automatic: Mapped[str] = mapped_column(String(20), default="")
    keyword: Mapped[str] = mapped_column(String(8), default="")
    source: Mapped[str] = mapped_column(String(12), default="door")
    call_id: Mapped[str] = mapped_column(String(64), default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    placed_at: Mapped[datetime | None]
    next_at: Mapped[datetime]  # in: may be claimed from then on; out: may be sent from then on
    priority: Mapped[int] = mapped_column(default=5)
    claimed_until: Mapped[datetime | None]
    claim: Mapped[str] = mapped_column(String(32), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    # out only
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    delivery: Mapped[str] = mapped_column(String(12), default="")  # the provider's newest word
    sent_at: Mapped[datetime | None]
    error_code: Mapped[str] = mapped_column(String(60), default="")
    error_words: Mapped[str] = mapped_column(Text, default="")
    case: Mapped[Case | None] = relationship()
    attachments: Mapped[list["Attachment"]] = relationship(order_by="Attachment.id")


class RawMessage(Base):
    """The bytes as they arrived, in the same commit as the message they are."""

    __tablename__ = "raw_message"
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Attachment(Base):
    """A photo, document or recording. `state`: 'kept' (`sha256` names the blob), 'to_fetch', 'failed'."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_due", "state", "next_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(12), default="kept")
    url: Mapped[str] = mapped_column(String(2000), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]


class Receipt(Base):
    """A provider's word about something we sent, kept even when it comes before our own record of the id."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("channel", "provider_id", "state", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    provider_id: Mapped[str] = mapped_column(String(200), index=True)
    state: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(20), default="")
    at: Mapped[datetime]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))


class ThreadKey(Base):
    """A Message-ID that a mail has, or answers, in a case of one party: replies find their case by it,
    and a reply kept before the mail it answers is found by that mail."""

    __tablename__ = "thread_key"
    __table_args__ = (UniqueConstraint("key", "party"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))  # sha256 of the Message-ID
    party: Mapped[str] = mapped_column(String(320))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    at: Mapped[datetime]
    case: Mapped[Case] = relationship()


class Call(Base):
    """A telephone call, from its first ring. `state` is the provider's newest word for it."""

    __tablename__ = "call"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(String(64), unique=True)
    party: Mapped[str] = mapped_column(String(320), default="")
    recipient: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(20))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    safety_said_at: Mapped[datetime | None]


class Draft(Base):
    """A half-filled form or an unfinished reply: nothing typed is lost."""

    __tablename__ = "draft"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime] = mapped_column(index=True)


class SendWindow(Base):
    """When one of our numbers may next send: the carrier's rate, kept where every worker sees it."""

    __tablename__ = "send_window"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), unique=True)
    next_at: Mapped[datetime]
