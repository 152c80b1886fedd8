"""What travels between rooms: plain, frozen values. Nothing here opens a table or a socket.

The landlord's own part is in `router/landlord.py`, what appointments need in `router/appointment_values.py`, what is
read in a message in `router/labels.py`; all are handed on from here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from router.appointment_values import AGREED as AGREED
from router.appointment_values import LIVE as LIVE
from router.appointment_values import Answer as Answer
from router.appointment_values import AppointmentKind as AppointmentKind
from router.appointment_values import AppointmentRules as AppointmentRules
from router.appointment_values import Asked as Asked
from router.appointment_values import FreeTime as FreeTime
from router.appointment_values import Need as Need
from router.appointment_values import NotFree as NotFree
from router.appointment_values import OfferedTime as OfferedTime
from router.appointment_values import SlotName as SlotName
from router.appointment_values import SlotType as SlotType
from router.appointment_values import Wish as Wish
from router.labels import Because as Because
from router.labels import Entity as Entity
from router.labels import Labels as Labels
from router.labels import Since as Since
from router.labels import kept_labels as kept_labels
from router.labels import labels_from as labels_from
from router.landlord import EMERGENCY_HAZARD as EMERGENCY_HAZARD
from router.landlord import RIGHT_TO_REPAIR as RIGHT_TO_REPAIR
from router.landlord import SIGNIFICANT_HAZARD as SIGNIFICANT_HAZARD
from router.landlord import URGENCIES as URGENCIES
from router.landlord import ClockEvent as ClockEvent
from router.landlord import DeadlineRule as DeadlineRule
from router.landlord import Landlord as Landlord
from router.landlord import OfficeType as OfficeType
from router.landlord import OnCall as OnCall
from router.landlord import OpeningHours as OpeningHours
from router.landlord import QueueType as QueueType
from router.landlord import RepairType as RepairType
from router.landlord import Rung as Rung
from router.landlord import SafetyScript as SafetyScript
from router.landlord import TopicType as TopicType
from router.landlord import UpliftRule as UpliftRule
from router.landlord import Urgency as Urgency

LANES = ("emergency", "statutory hazard", "everything else")
"""Lane 0 is never overtaken by lane 1, nor lane 1 by lane 2."""


# --- coming in -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A photo, document or recording. Either `content` is here, or `url` says where a job fetches it."""

    name: str
    content_type: str
    content: bytes | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One thing said to us, through any door.

    `dedupe_key` is unique within the channel: told twice, kept once. `provider_id` is the door's own
    id (MessageSid, CallSid, Message-ID). `sender` is as it was written, `party` the one spelling of it
    ('' when withheld). `text` is what was newly said; `original` everything, when that is more.
    `raw` holds the bytes as they arrived and is hashed. `received_at` is aware UTC.
    """

    channel: str
    provider_id: str
    dedupe_key: str
    sender: str
    party: str
    recipient: str
    text: str
    raw: bytes
    received_at: datetime
    subject: str = ""
    original: str = ""
    reply_by: str = ""  # a channel's name when the answer goes another way than it came
    reply_to: str = ""  # the address for that
    attachments: tuple[IncomingFile, ...] = ()
    automatic: str = ""  # why we think a machine wrote it: 'auto-reply', 'bounce', 'list', 'receipt'; '' for a person
    references: tuple[str, ...] = ()  # Message-IDs this mail answers, nearest first
    thread_token: str = ""  # our own signed token, already verified by the channel: the case reference in it
    call_id: str = ""  # the telephone call this belongs to
    live: bool = False  # the caller is on the line now
    keyword: Literal["", "stop", "start", "help"] = ""  # the whole message is an opt-out, opt-in or help word
    facts: Mapping[str, str] = field(default_factory=dict)  # what a form asked: name, address, postcode, phone, email
    source: str = "door"  # or 'reconciled': read back from the provider's own list


@dataclass(frozen=True, slots=True)
class RawMail:
    """A mail as the SMTP dialogue gave it, unparsed."""

    recipients: tuple[str, ...]
    envelope_from: str
    content: bytes
    received_at: datetime
    peer: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that tells us one of ours could not be delivered."""

    original_message_id: str
    recipient: str
    permanent: bool
    words: str


@dataclass(frozen=True, slots=True)
class ReadMail:
    """What a raw mail turned out to be. `unreadable` says in words why a person must look at it raw."""

    message: InboundMessage
    bounce: Bounce | None = None
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer of `Hooks.receive`: it is safe. `reference` is what a tenant may quote."""

    message_id: int
    reference: str
    first_time: bool


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A provider's word about something we sent. `state` is one of DELIVERY_RANK's keys.

    `outbound_id` comes back in our own callback address, so a report that overtakes our
    record of the provider's id still finds its message.
    """

    channel: str
    provider_id: str
    state: str
    code: str = ""
    words: str = ""
    outbound_id: int | None = None
    raw: str = ""


DELIVERY_RANK = {
    "queued": 1, "accepted": 1, "scheduled": 1, "sending": 2, "sent": 3,
    "delivered": 4, "undelivered": 4, "failed": 4, "read": 5,
}  # fmt: skip
"""Receipts come in any order; a message's delivery only ever climbs this ladder."""


@dataclass(frozen=True, slots=True)
class CallReport:
    """What became of a telephone call: 'in-progress', 'completed', 'busy', 'no-answer', 'failed', 'canceled'."""

    call_id: str
    state: str
    party: str = ""
    recipient: str = ""
    seconds: int = 0


# --- decided ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a case waits and why. `reason` is plain English, shown to staff.

    `any_hour`: nobody knows how pressing it is, so a person looks within half an hour, also at night.
    """

    lane: int
    queue: str
    urgency: Urgency
    reason: str
    any_hour: bool = False


@dataclass(frozen=True, slots=True)
class DeadlineStart:
    """A clock that begins. `due_at` is aware UTC; `rule` is the id in `deadlines.yaml` or 'answer'.

    `counting`: how its time runs (`router/model/deadline.py`); from `warn_at` on, somebody is told that it is soon due.
    """

    rule: str
    started_at: datetime
    due_at: datetime
    words: str
    counting: str = "elapsed"
    warn_at: datetime | None = None


# --- going out -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Invitation:
    """A visit as the calendar entry that goes with a mail (RFC 5545, 5546). Both ends are aware UTC.

    `uid` stays for ever, `sequence` rises with every change; `cancelled` takes the entry out of their calendar again.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    cancelled: bool = False


def kept_invitation(invitation: Invitation) -> dict[str, object]:
    """As it is kept with a message, under `calendar` of its details."""
    ends = {"starts_at": invitation.starts_at.isoformat(), "ends_at": invitation.ends_at.isoformat()}
    return {**asdict(invitation), **ends}


def invitation_from(kept: Mapping[str, Any] | None) -> Invitation | None:
    """The same the other way round."""
    if not kept:
        return None
    ends = {name: datetime.fromisoformat(kept[name]) for name in ("starts_at", "ends_at")}
    return Invitation(**{**kept, **ends})


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One thing to say to a tenant, handed to a channel's Sender.

    `client_ref` goes into the provider's callback address so that a receipt finds its row.
    """

    id: int
    channel: str
    to: str
    sender: str
    text: str
    client_ref: str
    subject: str = ""
    automatic: bool = False
    case_reference: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    created_at: datetime | None = None
    last_inbound_at: datetime | None = None  # for the WhatsApp window
    attachments: tuple[IncomingFile, ...] = ()
    invitation: Invitation | None = None  # a mail carries it as a calendar entry


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it. `provider_id` is its own id for it."""

    provider_id: str
    state: str = "sent"


@dataclass(frozen=True, slots=True)
class Segments:
    """How a text is charged and carried: GSM-7 or UCS-2, and in how many parts (3GPP TS 23.038)."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int


# --- asked by doors and screens ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A held caller's place. `say` are safety words not yet spoken on this call, to be said first.

    `state`: 'unplaced' (not yet routed), 'waiting', 'coming' (an agent has claimed it), 'choosing' (`times` are held
    for them: ask which), 'settled' (nobody need speak to them: `booked` is their visit, if any), 'gone' (ended).
    `turn` names what they were told, so that their answer to it is one answer however often it reaches us. `told`:
    'again' (their last words were not understood), 'other' (other times than before), 'sure' (the one time is read
    back and waits for a yes), 'person' (back in the line for a person), 'cancelled' (their visit, as they asked),
    'moved' (`booked`, which was agreed before), 'not_needed' (they want none of the times), 'none_free' (no time
    was free for what they asked), 'own' (they are one of
    those who come to homes, and their word is with people).
    `texted`: they have it in writing. `where`: where to come to, or that we ring, in a sentence; '' at their home.
    `first`: what is said before the times, such as that nothing is free when they asked. `pressing`: an emergency,
    which is put to somebody at any hour. `end`: the call ends after `say`: 'leave' (they must get out, or ring for
    help; `numbers` are said once more each), or 'words' (harm to a person: nothing may be said beside `say`).
    """

    state: str
    position: int = 0
    say: tuple[str, ...] = ()
    reference: str = ""
    times: tuple[OfferedTime, ...] = ()
    turn: str = ""
    told: str = ""
    booked: OfferedTime | None = None
    texted: bool = False
    where: str = ""
    first: str = ""
    pressing: bool = False
    end: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """Is anybody there? `words` says when they will be, in plain English."""

    open: bool
    words: str
    opens: str = ""  # the same as part of a sentence: 'tomorrow at 8am'


@dataclass(frozen=True, slots=True)
class Progress:
    """What a tenant may see of their own case through a signed link: no names, no words, no address.

    `times` are held for them until `held_until`; `times_id` names the offer; `sure`: the one time is read back and
    waits for a yes. `visit` is the newest agreed, `visit_state` as `Appointment.state`, or 'unfinished' where it took
    place and one more is needed. `busy`: something they answered here is still being worked on. `adult_words`: who must
    be in, where to come to, or that we ring; `at_home`: we come.
    `thing`: 'visit', 'appointment' or 'call-back', as what is agreed is called. `of_harm`: a person may be harmed, so
    nothing at all is shown beside `safety`. `also`: further visits that are agreed. `unsure`: those of `visit` and
    `also` that may have to change, as who was to come is away. `not_met`: how it is said that they were not there.
    """

    reference: str
    state: str  # plain English
    opened_at: datetime
    safety: tuple[str, ...] = ()
    placed: bool = False
    updates: Sequence[tuple[datetime, str]] = ()
    times: tuple[OfferedTime, ...] = ()
    times_id: int = 0
    held_until: datetime | None = None
    sure: bool = False
    visit: OfferedTime | None = None
    visit_state: str = ""
    adult_words: str = ""
    thing: str = "visit"
    busy: bool = False
    at_home: bool = True
    of_harm: bool = False
    also: tuple[OfferedTime, ...] = ()
    unsure: tuple[OfferedTime, ...] = ()
    not_met: str = "We came and nobody was in."


@dataclass(frozen=True, slots=True)
class TimesAnswer:
    """What somebody answered on the page of their case. `choice`: the number of a time, or one of 'none', 'person',
    'move', 'cancel', 'times' (they would like new ones). `times_id`: to which offer. One `form_id` is one answer."""

    choice: str
    form_id: str
    times_id: int = 0


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """Somebody asks for the link to the page of a case. `known`: a telephone number, an email address or a postcode
    that they say is ours to know of them. `address`: the IP address they ask from."""

    reference: str
    known: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class BlobRef:
    """An attachment's bytes, by their hash."""

    sha256: str
    size: int


Json = dict[str, Any]
