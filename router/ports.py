"""What the router needs from outside. `config/wiring.py` hands it over; tests hand over doubles."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, Protocol

from router.values import (
    BlobRef,
    InboundMessage,
    IncomingFile,
    Labels,
    OutboundMessage,
    RawMail,
    ReadMail,
    Sent,
)


class Sender(Protocol):
    """A channel's way out."""

    def send(self, message: OutboundMessage) -> Sent:
        """Hand one message to the provider.

        Raises TryAgainLater, CannotDeliver, OptedOut or Uncertain; nothing else.
        """

    def look_up(self, message: OutboundMessage, known: Sequence[str]) -> Sent | None:
        """Ask the provider whether it has this message, for one whose sending was cut off.

        `known` are provider ids that belong to other messages of ours. Returns what was found, None
        when the provider certainly has no such message. Raises Uncertain when it cannot be told.
        """


class Caller(Protocol):
    """The telephone's way out."""

    def call_back(self, to: str, agent_number: str, client_ref: str) -> Sent:
        """Ring the agent, then the tenant, and join them. Raises as Sender.send does."""


class Provider(Protocol):
    """What a provider knows that we may have missed, read back from its own lists."""

    def missed(self, since_hours: float) -> Sequence[InboundMessage]:
        """Inbound messages and calls of the last hours, as the door would have made them."""


class Classifier(Protocol):
    """Reads words and puts labels on them."""

    def classify(self, texts: Sequence[str], on: Sequence[date | None] = ()) -> list[Labels]:
        """Labels for each text, in order. Never raises: what fails is noted in `Labels.notes`.

        `on`: the day in London on which each was written, so that "yesterday" has a date.
        """


class Alarm(Protocol):
    """The emergency rules alone, asked where they can harm nobody: for words that may have ended a worker."""

    def hear(self, text: str) -> Labels | None:
        """Which dangers they find; None when they did not get through it, in bounded time and memory. Never raises."""


class MailReader(Protocol):
    """Turns raw mails into messages, in a bounded child process."""

    def begin(self) -> None:
        """Be ready before there is mail. Never raises."""

    def read(self, mails: Sequence[RawMail]) -> list[ReadMail]:
        """One answer a mail, in order. Never raises: a hostile one comes back as unreadable."""


class MediaFetcher(Protocol):
    """Fetches photos and recordings that a provider holds for us."""

    def fetch(self, url: str) -> IncomingFile:
        """Raises TryAgainLater or CannotDeliver (never there, not allowed, too large, wrong type)."""


class Jobs(Protocol):
    """Rings a worker. Each method has a function of the same name in `config/jobs.py`.

    A ring carries no work: whoever hears it drains what is due in the database, oldest first,
    in batches of up to fifty to a commit, attempts counted before; a batch that fails is tried
    again one by one.
    """

    def ring(self, what: Literal["route", "send", "fetch", "offer"]) -> None:
        """Never raises and never blocks for long: the sweep is the guarantee, this is only the bell."""


class Bell(Jobs, Protocol):
    """The same bell, for whoever listens to it."""

    def hush(self, what: str) -> None:
        """Whoever was rung for has heard it: from now on a ring is a new one. Call it before reading what is due."""


class Blobs(Protocol):
    """Where attachments and recordings lie, named by the hash of their bytes."""

    def put(self, content: bytes) -> BlobRef:
        """Durable when it returns. The same bytes twice are one blob."""

    def get(self, sha256: str) -> bytes:
        """Raises KeyError when there is none."""
