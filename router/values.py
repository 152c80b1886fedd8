"""What travels between rooms: plain, frozen values. Nothing here opens a table or a socket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Urgency = Literal["life_safety", "emergency", "urgent", "routine", "planned", "none"]
URGENCIES: tuple[Urgency, ...] = (
    "life_safety",
    "emergency",
    "urgent",
    "routine",
    "planned",
    "none",
)
"""Most pressing first; the rank is the position (`repair_taxonomy.yaml`)."""

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


# --- understood ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Because:
    """The words that caused a label; `start` and `end` are character offsets into the text given."""

    label: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Labels:
    """What a message is about. Field by field as `interface.md` section 4 has it."""

    model: str = ""
    topic: str = "general.unclear"
    repair: str | None = None
    repair_group: str | None = None
    also: tuple[str, ...] = ()
    urgency: Urgency = "none"
    danger: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    confidence: float = 0.0
    needs_person: bool = True
    because: tuple[Because, ...] = ()
    notes: tuple[str, ...] = ()  # what went wrong while reading, in words


# --- decided ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SafetyScript:
    """Fixed safety advice (`safety.yaml`). `say` is sent as written, in one message."""

    id: str
    severity: Urgency
    triggers: tuple[str, ...]
    say: tuple[str, ...]
    first_question: str = ""
    after: str = ""

    @property
    def words(self) -> str:
        """The text a tenant reads or hears."""
        return " ".join(self.say)


@dataclass(frozen=True, slots=True)
class RepairType:
    """One row of the landlord's `repairs.yaml`."""

    id: str
    label: str
    group: str
    group_label: str
    queue: str
    trade: str
    urgency: Urgency
    uplifts: Mapping[str, Urgency] = field(default_factory=dict)
    right_to_repair: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    awaab: str = ""
    script: str | None = None
    booking: str = "agent"
    locations: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicType:
    """One row of the landlord's `topics.yaml`."""

    id: str
    label: str
    queue: str
    target: str
    restricted: bool = False
    script: str | None = None
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueType:
    """One queue of the landlord's `queues.toml`. `answer_within_minutes` counts working time unless `all_hours`."""

    id: str
    title: str
    skill: str
    answer_within_minutes: int
    all_hours: bool = False
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class UpliftRule:
    """Raise the urgency when all of `flags` are there; never lowers (`repairs.yaml`, `uplift_rules`)."""

    flags: tuple[str, ...]
    groups: tuple[str, ...] = ()  # empty: every group
    raise_by: int = 0
    to: Urgency | None = None
    cap: Urgency | None = None


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When people answer. `days` are Monday 0 to Sunday 6; times are London wall-clock minutes from midnight."""

    days: tuple[int, ...]
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class OfficeType:
    """A part-time office of `landlord.toml`. Each session is (day, opens, closes), as in OpeningHours."""

    id: str
    name: str
    address: str
    sessions: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A clock of `deadlines.yaml`. `unit`: hours, working_days, weeks or months; `in_force_from` is a London date.

    `starts` is a topic id or a word for what starts it. `season` and `needs` narrow a Right to Repair defect.
    """

    id: str
    starts: str
    value: int
    unit: str
    words: str
    in_force_from: date | None = None
    repairs: tuple[str, ...] = ()
    season: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Landlord:
    """Everything a landlord may change without code, read once at start and checked (`config/landlord_files.py`)."""

    name: str
    phone: str
    mail_addresses: tuple[str, ...]  # local parts: 'repairs', 'housing'
    opening: OpeningHours
    repairs: Mapping[str, RepairType]
    topics: Mapping[str, TopicType]
    queues: Mapping[str, QueueType]
    scripts: Mapping[str, SafetyScript]
    uplifts: tuple[UpliftRule, ...]
    replies: Mapping[str, str]  # the landlord's wording, by name (`replies.toml`)
    continue_days: int = 14  # a text continues a case, and a closed case reopens, within these days
    theme: Mapping[str, str] = field(default_factory=dict)  # brand colours and the like
    offices: Mapping[str, OfficeType] = field(default_factory=dict)
    patches: Mapping[str, str] = field(default_factory=dict)  # id -> name
    deadlines: Mapping[str, DeadlineRule] = field(default_factory=dict)
    hazards: Mapping[str, date] = field(default_factory=dict)  # hazard -> from when a significant one starts a clock
    flags: Mapping[str, str] = field(default_factory=dict)  # facts that may raise an urgency -> what each means


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a case waits and why. `reason` is plain English, shown to staff."""

    lane: int
    queue: str
    urgency: Urgency
    reason: str


@dataclass(frozen=True, slots=True)
class DeadlineStart:
    """A clock that begins. `due_at` is aware UTC; `rule` is the id in `deadlines.yaml` or 'answer'."""

    rule: str
    started_at: datetime
    due_at: datetime
    words: str


# --- going out -------------------------------------------------------------------------------


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

    `state`: 'unplaced' (not yet routed), 'waiting', 'coming' (an agent has claimed it), 'gone' (ended).
    """

    state: str
    position: int = 0
    say: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """Is anybody there? `words` says when they will be, in plain English."""

    open: bool
    words: str
    opens: str = ""  # the same as part of a sentence: 'tomorrow at 8am'


@dataclass(frozen=True, slots=True)
class Progress:
    """What a tenant may see of their own case through a signed link: no names, no words, no address."""

    reference: str
    state: str  # plain English
    opened_at: datetime
    safety: tuple[str, ...] = ()
    placed: bool = False
    updates: Sequence[tuple[datetime, str]] = ()


@dataclass(frozen=True, slots=True)
class BlobRef:
    """An attachment's bytes, by their hash."""

    sha256: str
    size: int


Json = dict[str, Any]
