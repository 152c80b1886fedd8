"""The nouns. Import them from here."""

from router.model.appointment import (
    Appointment,
    DiaryCell,
    DiarySession,
    Leave,
    Resource,
    TimesOffered,
    WorkingPattern,
)
from router.model.base import Base, fresh, table
from router.model.case import Case, Repair
from router.model.correction import Correction
from router.model.deadline import Deadline, DeadlinePause
from router.model.event import Event, Heartbeat, record
from router.model.home import Block, Home, Office, Patch
from router.model.message import (
    Attachment,
    Call,
    Draft,
    Message,
    RawMessage,
    Receipt,
    SendWindow,
    ThreadKey,
)
from router.model.routing import Lever, Offer, Page, PlanVersion
from router.model.staff import SignInAttempt, Staff, StaffSession
from router.model.tenant import ContactLink, ContactPoint, OptOut, Tenant

__all__ = [
    "Appointment", "Attachment", "Base", "Block", "Call", "Case", "ContactLink", "ContactPoint", "Correction",
    "Deadline", "DeadlinePause", "DiaryCell", "DiarySession", "Draft", "Event", "Heartbeat", "Home", "Leave", "Lever",
    "Message", "Offer", "Office", "OptOut", "Page", "Patch", "PlanVersion", "RawMessage", "Receipt", "Repair",
    "Resource", "SendWindow", "SignInAttempt", "Staff", "StaffSession", "Tenant", "ThreadKey", "TimesOffered",
    "WorkingPattern", "fresh", "record", "table",
]  # fmt: skip
