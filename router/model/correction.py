"""What a person at the desk said of what was read in a message: the source of labelled data from real use."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from router.model.base import Base


class Correction(Base):
    """One judgement of one reading. Only ever added; of those not undone the newest of a message stands.

    `kind`: 'corrected' (`after` is what they say it is) or 'confirmed' (`after` is `before`). `before` and `after` are
    labels as `router.values.kept_labels` writes them, without the message's words;
    `before` is what stood until then, be it the machine's reading
    or an earlier correction, and `after` has 'said_urgency' as well: what the person chose, '' for the landlord's
    rules. `model` is the version whose reading was judged, `role` the person's role at that time. `note` stays inside.
    """

    __tablename__ = "correction"
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    model: Mapped[str] = mapped_column(String(60), default="")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
