"""WhatsApp's window: free words reach somebody there for a day after they last wrote; later by text, which does."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from router.model import Case, Message

REPLY_WINDOW = timedelta(hours=23)
"""WhatsApp's own is 24 hours; what is written in the last of them may leave too late."""


def instead(session: Session, case: Case, channel: str, at: datetime) -> str:
    """'sms' for a WhatsApp message that would come too late, else the channel itself."""
    if channel != "whatsapp":
        return channel
    newest = session.scalar(
        select(Message.received_at)
        .where(or_(Message.case_id == case.id, Message.party == case.party),  # the one that is being placed has no case
               Message.direction == "in", Message.channel == "whatsapp")
        .order_by(Message.received_at.desc()).limit(1)
    )  # fmt: skip
    return "sms" if newest is None or newest < at - REPLY_WINDOW else channel
