"""What a screen may reach for. The one file that asks Flask for the running app."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any, Protocol, cast

from flask import Flask, current_app
from sqlalchemy.orm import Session

from queues.catalogue import Catalogue
from router.appointments.offering import Appointments
from router.appointments.visits import Visits
from router.clock import now as clock_now
from router.corrections import Corrections
from router.model import Appointment, Case, Message, Resource
from router.plans import Plan
from router.ports import Blobs, Jobs
from router.snapshots import Memory
from router.storage.database import Database
from router.values import Landlord, Segments

NAME = "frontdoor-desk"


class ChannelTraits(Protocol):
    """What a screen asks of a channel (`channels/contract.py` has the real one; a screen knows no channel)."""

    @property
    def label(self) -> str: ...
    @property
    def icon(self) -> str: ...
    @property
    def two_way(self) -> bool: ...
    @property
    def longest(self) -> int: ...
    @property
    def segments(self) -> bool: ...
    @property
    def subject(self) -> bool: ...


class Outbox(Protocol):
    """The part of `router.outbox.Outbox` that screens use."""

    def write(self, session: Session, case: Case, text: str, *, kind: str = "reply", at: datetime,
              author_id: int | None = None, form_id: str = "", subject: str = "") -> Message | None:  # fmt: skip
        """Write an answer down; a worker sends it."""

    def way_out(self, session: Session, case: Case) -> tuple[str, str, str]:
        """(channel, address, words): how an answer will leave, or '' and why it cannot."""

    def withdraw(self, session: Session, message: Message, who: str, at: datetime) -> Any:
        """Take back what is still due."""

    def call_back(self, session: Session, case: Case, *, at: datetime, author_id: int) -> Message | None:
        """Ring the agent, then the tenant."""


def _no_visit_link(_visit: Appointment) -> str:
    return ""


def _no_round_link(_resource: Resource, _day: date) -> str:
    return ""


@dataclass(frozen=True)
class DeskContext:
    """Handed over by `config/wiring.py`, or by a test.

    `live_url` is where a browser finds the event streams ('http://host:port'; '' when a proxy in front brings
    /events to them). `public_url` is how the world reaches us; `secure_cookies` is true when that is https.
    `visiting` offers and books appointments, `visits` hears what becomes of them; `visit_link` and `round_link` are the
    signed addresses for whoever comes, '' where there are none.
    `read_plan` makes a plan of its text, or raises BadSetting. `memory` is what this process knows of the line, for one
    thread at a time (`looking`).
    """

    database: Database
    outbox: Outbox
    landlord: Landlord
    blobs: Blobs
    jobs: Jobs
    traits: Mapping[str, ChannelTraits]
    segments: Callable[[str], Segments]
    corrections: Corrections
    visiting: Appointments
    visits: Visits
    read_plan: Callable[[str], Plan]
    secret_key: str
    now: Callable[[], datetime] = clock_now
    secure_cookies: bool = False
    live_url: str = ""
    public_url: str = ""
    version: str = ""
    visit_link: Callable[[Appointment], str] = _no_visit_link
    round_link: Callable[[Resource, date], str] = _no_round_link
    catalogue: Catalogue = field(init=False)
    memory: Memory = field(default_factory=Memory, init=False)
    looking: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "catalogue", Catalogue(self.landlord, self.traits))


def install(app: Flask, context: DeskContext) -> None:
    """Give the app what its screens need; `queues.blueprints()`, registered after it, bring the rest."""
    app.extensions[NAME] = context


def part(name: str) -> Any:
    """What `config` handed to another set of pages, by its name."""
    return current_app.extensions[name]


def desk() -> DeskContext:
    """What the screen of this request may reach for."""
    return cast("DeskContext", current_app.extensions[NAME])
