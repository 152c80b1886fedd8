"""What a channel is: a name, its traits, its settings, a way in, a way out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from router.ports import Caller, MailReader, MediaFetcher, Provider, Sender
from router.values import (
    CallReport,
    DeliveryReport,
    InboundMessage,
    Kept,
    LinkAsked,
    Opening,
    Progress,
    RawMail,
    TimesAnswer,
    Whereabouts,
)

if TYPE_CHECKING:  # the mail process has doors and no pages: it does without Flask
    from flask import Blueprint


@dataclass(frozen=True, slots=True)
class Traits:
    """What the desk must know of a channel to show it and to write by it."""

    label: str  # 'Text message'
    icon: str  # a name in queues/static/icons
    two_way: bool = True  # can an answer leave by it
    longest: int = 0  # characters of one answer; 0: no limit
    reply_window: timedelta | None = None  # how long after the tenant's last message free text may be sent
    segments: bool = False  # show GSM-7/UCS-2 segments before sending
    subject: bool = False


@dataclass(frozen=True, slots=True)
class Drafts:
    """Half-filled forms kept at the server, so that nothing typed is lost. Values are short text."""

    load: Callable[[str], Mapping[str, Any] | None]  # draft id -> data
    save: Callable[[str, Mapping[str, Any]], None]
    drop: Callable[[str], None]
    keep_file: Callable[[bytes], str]  # content -> sha256, kept as a blob
    read_file: Callable[[str], bytes]  # sha256 -> content; KeyError when there is none


def _nothing_offered(token: str, answer: TimesAnswer) -> str:
    return ""


def _nobody_sends(asked: LinkAsked) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the house hands to a channel: plain functions; their types are in `router/values.py`."""

    receive: Callable[[InboundMessage | RawMail], Kept]  # durable when it returns; raises CannotKeep
    receive_many: Callable[[Sequence[RawMail]], Sequence[Kept | Exception]]  # one commit for all: the group commit
    report: Callable[[DeliveryReport], None]  # durable; raises CannotKeep
    report_call: Callable[[CallReport], None]  # durable; raises CannotKeep
    whereabouts: Callable[[str], Whereabouts]  # a held caller's place, by call id
    progress: Callable[[str], Progress | None]  # a signed token, checked here; None when expired or not ours
    progress_token: Callable[[str], str]  # a case or message reference -> signed, expiring token
    open_now: Callable[[], Opening]
    drafts: Drafts
    now: Callable[[], datetime]
    replies: Mapping[str, str] = field(default_factory=dict)  # the landlord's wording (`replies.toml`)
    landlord_name: str = ""
    landlord_phone: str = ""
    theme: Mapping[str, str] = field(default_factory=dict)
    answer_times: Callable[[str, TimesAnswer], str] = _nothing_offered
    """A signed token and what was answered on its page, checked here and durable when it returns: 'booked', 'moved',
    'gone' (somebody was first), 'over' (nothing to answer any more), 'noted' (it is being worked on), '' for a token
    that is expired or not ours. Raises CannotKeep."""
    ask_link: Callable[[LinkAsked], bool] = _nobody_sends
    """Somebody without their link asks for it: kept when it returns, and looked into afterwards, so that nobody learns
    from the answer whether there is such a case. False: too many asked from there, or for it. Raises CannotKeep."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A channel with its settings and hooks: what the processes take from it."""

    routes: "Blueprint | None" = None  # mounted at /channels/<name>, or at the root when the channel says so
    url_prefix: str | None = None
    sender: Sender | None = None
    caller: Caller | None = None
    reader: MailReader | None = None
    fetcher: MediaFetcher | None = None
    provider: Provider | None = None
    listen: Callable[[], None] | None = None  # blocks: the mail-listening process runs it


@dataclass(frozen=True, slots=True)
class Channel:
    """One door. `open` is called in the process that needs it, with the settings read and checked."""

    name: str
    traits: Traits
    settings: type[BaseModel]
    open: Callable[[Any, Hooks], Opened]


@dataclass(frozen=True, slots=True)
class Common:
    """Settings that every channel may ask of the house; `config/settings.py` fills them."""

    public_url: str
    secret_key: str
    mail_domain: str
    mail_addresses: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict)
