"""Keep what was heard, exactly once, then nudge a worker.

One transaction: the message, its raw bytes, and the work to be done (state 'received') together.
Insert first, never check first: the pair (channel, dedupe key) is unique, so being told twice
changes nothing and gives the same answer. Nothing else stands in the way: no Redis, no classifier.
"""

import hashlib
import logging
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import OperationalError

from router import addresses
from router.clock import Clock
from router.errors import CannotKeep
from router.model import Attachment, Message, RawMessage, table
from router.ports import Blobs, Jobs
from router.storage.database import Database
from router.storage.insertion import Bare
from router.values import InboundMessage, IncomingFile, Kept, RawMail

log = logging.getLogger(__name__)

_LETTERS = "23456789BCDFGHJKMNPQRTVWXY"  # no vowels, no look-alikes: no word, nothing to misread on the phone
_MESSAGE, _RAW, _ATTACHMENT = table(Message), table(RawMessage), table(Attachment)


def new_reference() -> str:
    """A reference that a tenant can read out: 'FD-' and seven characters, 8 thousand million of them."""
    number, picked = secrets.randbelow(len(_LETTERS) ** 7), ""
    for _ in range(7):
        number, letter = divmod(number, len(_LETTERS))
        picked += _LETTERS[letter]
    return f"FD-{picked[:3]}-{picked[3:]}"


def clean(text: str) -> str:
    """Text that both databases take: no NUL, no lone surrogate. The raw bytes are kept beside it."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text


def mail_key(mail: RawMail) -> str:
    """The identity of a mail: who it was for, and its bytes. Never likeness (F12)."""
    to = ",".join(sorted(recipient.lower() for recipient in mail.recipients))
    return hashlib.sha256(to.encode("utf-8", "surrogateescape") + b"\x00" + mail.content).hexdigest()


class Intake:
    """What the doors hand their messages to. Every method is durable when it returns, or raises CannotKeep."""

    def __init__(self, database: Database, blobs: Blobs, jobs: Jobs, now: Clock) -> None:
        self.database, self.blobs, self.jobs, self.now = database, blobs, jobs, now

    def receive(self, message: InboundMessage | RawMail) -> Kept:
        """Keep one message. Told again, it answers as it did the first time."""
        if isinstance(message, RawMail):
            kept = self.receive_many([message])[0]
            if isinstance(kept, Exception):
                raise kept
            return kept
        row = self._row(message)
        files = self._files(message.attachments)
        new = None if files else self._keep_first(row, message.raw)
        if new is None:
            with self.database.keeping() as connection:
                new = self._keep(connection, row, message.raw, files)
        self.jobs.ring("route")
        return new

    def receive_many(self, mails: Sequence[RawMail]) -> list[Kept | Exception]:
        """Keep several mails in one commit: all of them, or, when it cannot be made, CannotKeep for each."""
        kept: list[Kept | Exception] = []
        try:
            with self.database.keeping() as connection:
                for mail in mails:
                    kept.append(self._keep(connection, self._mail_row(mail), mail.content, ()))
        except Exception as error:  # noqa: BLE001 - whatever it is, the sender must be told to try again
            if len(mails) > 1 and not isinstance(error.__cause__, OperationalError):  # one bad mail stops no other
                return [answer for mail in mails for answer in self.receive_many([mail])]
            log.error("mail not kept: %s", type(error).__name__)
            return [error if isinstance(error, CannotKeep) else CannotKeep(type(error).__name__)] * len(mails)
        self.jobs.ring("route")
        return kept

    def _keep_first(self, row: dict[str, Any], raw: bytes) -> Kept | None:
        """The way of nearly every message: it has no files, and was never told before. None when it was."""

        def write(bare: Bare) -> int | None:
            number: int | None = self.database.insertion(_MESSAGE, row, returning="id", ignore=True).run(bare, row)
            if number is not None:
                self._keep_raw(bare, number, raw)
            return number

        number = self.database.together.keep(write)
        return None if number is None else Kept(number, row["reference"], first_time=True)

    def _keep_raw(self, connection: Connection | Bare, number: int, raw: bytes) -> None:
        self.database.insertion(_RAW, ("message_id", "body")).run(connection, {"message_id": number, "body": raw})

    def _keep(self, connection: Connection, row: dict[str, Any], raw: bytes, files: Sequence[dict[str, Any]]) -> Kept:
        keep = self.database.insertion(_MESSAGE, row, returning="id", ignore=True)
        number = keep.run(connection, row)
        if number is None:
            return self._again(connection, row)
        self._keep_raw(connection, number, raw)
        if files:
            connection.execute(insert(_ATTACHMENT), [{**file, "message_id": number} for file in files])
        return Kept(number, row["reference"], first_time=True)

    def _again(self, connection: Connection, row: dict[str, Any]) -> Kept:
        found = connection.execute(
            select(_MESSAGE.c.id, _MESSAGE.c.reference, _MESSAGE.c.raw_sha256).where(
                _MESSAGE.c.channel == row["channel"], _MESSAGE.c.dedupe_key == row["dedupe_key"]
            )
        ).one()
        if found.raw_sha256 != row["raw_sha256"] and row["source"] == "door":
            log.warning("message %s was told again with other bytes; the first stands", found.id)
        return Kept(found.id, found.reference, first_time=False)

    def _row(self, message: InboundMessage) -> dict[str, Any]:
        details: dict[str, Any] = {"facts": {key: clean(str(value)) for key, value in message.facts.items()}}
        for name in ("reply_by", "reply_to", "thread_token"):
            if getattr(message, name):
                details[name] = getattr(message, name)
        if message.references:
            details["references"] = list(message.references)
        if message.live:
            details["live"] = True
        return self._columns(
            channel=message.channel,
            dedupe_key=message.dedupe_key[:200],
            provider_id=clean(message.provider_id)[:1000],
            party=message.party,
            sender=clean(message.sender)[:1000],
            recipient=clean(message.recipient)[:1000],
            subject=clean(message.subject),
            text=clean(message.text),
            original=clean(message.original),
            raw=message.raw,
            received_at=message.received_at,
            automatic=message.automatic,
            keyword=message.keyword,
            source=message.source,
            call_id=message.call_id[:64],
            details=details,
        )

    def _mail_row(self, mail: RawMail) -> dict[str, Any]:
        details = {
            "recipients": [clean(r) for r in mail.recipients],
            "envelope_from": clean(mail.envelope_from),
            "peer": mail.peer,
        }
        return self._columns(
            channel="email",
            dedupe_key=mail_key(mail),
            party=addresses.mailbox(mail.envelope_from),
            sender=clean(mail.envelope_from)[:1000],
            recipient=clean(",".join(mail.recipients))[:1000],
            raw=mail.content,
            received_at=mail.received_at,
            details=details,
            kind="raw_mail",
        )

    def _columns(self, *, raw: bytes, received_at: datetime, **given: Any) -> dict[str, Any]:
        row: dict[str, Any] = {
            "direction": "in",
            "provider_id": "",
            "reference": new_reference(),
            "party": "",
            "sender": "",
            "recipient": "",
            "subject": "",
            "text": "",
            "original": "",
            "raw_sha256": hashlib.sha256(raw).hexdigest(),
            "received_at": received_at,
            "state": "received",
            "kind": "",
            "automatic": "",
            "keyword": "",
            "source": "door",
            "call_id": "",
            "details": {},
            "labels": {},
            "next_at": min(received_at, self.now()),  # a provider's clock may be ahead of ours
            "priority": 5,
            "claim": "",
            "attempts": 0,
            "delivery": "",
            "error_code": "",
            "error_words": "",
        }
        row.update(given)
        return row

    def _files(self, files: Sequence[IncomingFile]) -> list[dict[str, Any]]:
        """Blobs are durable before the row that names them; a blob without a row harms nobody."""
        return [attachment_row(file, self.blobs, self.now()) for file in files]


def attachment_row(file: IncomingFile, blobs: Blobs, at: datetime) -> dict[str, Any]:
    """The columns of one attachment; its bytes, when they are here, are kept first. Raises CannotKeep."""
    if file.content is None:
        return _attachment(file, at, state="to_fetch", url=file.url[:2000])
    blob = blobs.put(file.content)
    return _attachment(file, at, state="kept", size=blob.size, sha256=blob.sha256)


def failed_row(file: IncomingFile, words: str, at: datetime) -> dict[str, Any]:
    """The columns of one that we have not; `words` say why."""
    return _attachment(file, at, state="failed", words=words)


def _attachment(file: IncomingFile, at: datetime, **given: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": clean(file.name)[:200],
        "content_type": clean(file.content_type)[:100] or "application/octet-stream",
        "size": 0,
        "sha256": "",
        "url": "",
        "words": "",
        "attempts": 0,
        "next_at": at,
    }
    return {**row, **given}
