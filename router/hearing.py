"""From kept to understood: raw mail is read, words are labelled. No transaction is open meanwhile."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from router.belonging import Asked, thread_key
from router.clock import london
from router.errors import CannotKeep
from router.identity import is_nameless
from router.intake import attachment_row, clean, failed_row
from router.model import Attachment, Message, RawMessage
from router.ports import Alarm, Blobs, Classifier, MailReader
from router.storage.database import Database
from router.values import Bounce, IncomingFile, Labels, RawMail, ReadMail

log = logging.getLogger(__name__)

_REFERENCE = re.compile(r"\bFD-[2-9A-Z]{3}-[2-9A-Z]{4}\b")
_WHERE_WE_LOOK = 2_000
"""Characters in which a reference, or who writes, may stand."""

PORTION = 32 * 2**20
"""Bytes of mail that are in memory at once, a single larger mail apart."""


@dataclass
class Heard:
    """One kept message, read and labelled, ready to be placed."""

    id: int
    channel: str
    party: str
    text: str
    subject: str
    automatic: str
    keyword: str
    call_id: str
    received_at: datetime
    details: dict[str, Any]
    labels: Labels = field(default_factory=Labels)
    changes: dict[str, Any] = field(default_factory=dict)  # columns that reading a mail filled in
    files: list[dict[str, Any]] = field(default_factory=list)
    bounce: Bounce | None = None
    trouble: str = ""  # why a person must look at it raw, in words
    own_id: str = ""

    @cached_property
    def asked(self) -> Asked:
        """Where it says it belongs."""
        keys: list[str] = []
        if self.channel == "email":
            names = [self.own_id, *self.details.get("references", ())]
            if self.bounce and self.bounce.original_message_id:
                names.insert(1, self.bounce.original_message_id)
            keys = [thread_key(name) for name in names if name]
        answered = str((self.details.get("facts") or {}).get("calendar_uid", ""))
        return Asked(self.channel, self.party, tuple(dict.fromkeys(keys)), self.details.get("thread_token", ""),
                     answered, self.call_id, self.automatic, self._quoted(), words_of(self.subject, self.text),
                     self._home(), is_nameless(self.details))  # fmt: skip

    def put_into(self, session: Session, message: Message) -> None:
        """Write what reading it filled in, its files too."""
        for name, value in self.changes.items():
            setattr(message, name, value)
        session.add_all(Attachment(message_id=message.id, **file) for file in self.files)

    @property
    def words(self) -> str:
        """All that they wrote of themselves: the subject, the words, the address typed into a form."""
        return f"{self.subject} {self.text} {(self.details.get('facts') or {}).get('address', '')}"[:_WHERE_WE_LOOK]

    def _home(self) -> tuple[str, str]:
        facts = self.details.get("facts") or {} if self.channel == "web" else {}
        return str(facts.get("address", "")), str(facts.get("postcode", ""))

    def _quoted(self) -> frozenset[str]:
        words = f"{self.subject} {self.text}"[:_WHERE_WE_LOOK].upper()
        return frozenset(_REFERENCE.findall(words)) if "FD-" in words else frozenset()


def words_of(subject: str, text: str) -> str:
    """What the classifier is given of a message."""
    return f"{subject}\n{text}".strip() if subject else text


OPTING = ("stop", "start")
"""Words that are about the texts themselves. HELP may be a cry: it is read like any message."""


class Hearing:
    """Reads and labels a batch."""

    def __init__(self, database: Database, blobs: Blobs, classifier: Classifier, reader: MailReader | None,
                 alarm: Alarm | None = None) -> None:  # fmt: skip
        self.database, self.blobs, self.classifier, self.reader = database, blobs, classifier, reader
        self.alarm = alarm

    def hear(self, ids: Sequence[int], now: datetime) -> list[Heard]:
        """Each of these messages, in their order; one that cannot be read comes with the reason."""
        heard = self._load(ids)
        for portion in self._portions([h for h in heard if h.changes.get("kind") == "raw_mail"]):
            self._read_mails(portion, now)
        self._label(heard)
        return heard

    def danger_in(self, number: int, now: datetime) -> tuple[Heard | None, Labels | None]:
        """What the emergency rules alone hear in a message, None when not even they could; and the message as it was
        read, None when it is no longer there to be.

        For one that may have taken its workers with it: nothing of it is read in this process.
        """
        for h in self._load([number]):
            if h.changes.get("kind") == "raw_mail":
                self._read_mails([h], now)  # by its own child, which is bounded
            return h, self.alarm.hear(words_of(h.subject, h.text)) if self.alarm is not None else None
        return None, None

    def _load(self, ids: Sequence[int]) -> list[Heard]:
        m = Message
        with self.database.reading() as session:
            rows = session.execute(
                select(m.id, m.channel, m.party, m.text, m.subject, m.automatic, m.keyword, m.call_id, m.received_at,
                       m.details, m.kind).where(m.id.in_(ids), m.state == "received").order_by(m.id)
            ).all()  # fmt: skip
        heard = []
        for row in rows:
            one = Heard(
                row.id,
                row.channel,
                row.party,
                row.text,
                row.subject,
                row.automatic,
                row.keyword,
                row.call_id,
                row.received_at,
                row.details,
            )
            one.changes = {"kind": row.kind} if row.kind == "raw_mail" else {}
            heard.append(one)
        return heard

    def _portions(self, mails: list[Heard]) -> list[list[Heard]]:
        """The same mails, in portions that fit in memory: fifty of the largest have more than a gigabyte."""
        if not mails:
            return []
        with self.database.reading() as session:
            query = select(RawMessage.message_id, func.length(RawMessage.body)).where(
                RawMessage.message_id.in_([h.id for h in mails])
            )
            sizes: dict[int, int] = dict(session.execute(query).all())
        portions: list[list[Heard]] = [[]]
        size = 0
        for h in mails:
            if portions[-1] and size + sizes[h.id] > PORTION:
                portions.append([])
                size = 0
            portions[-1].append(h)
            size += sizes[h.id]
        return portions

    def _read_mails(self, mails: list[Heard], now: datetime) -> None:
        if not mails:
            return
        with self.database.reading() as session:
            query = select(RawMessage.message_id, RawMessage.body).where(
                RawMessage.message_id.in_([h.id for h in mails])
            )
            bodies = dict(session.execute(query).all())
        raw = [RawMail(tuple(h.details.get("recipients", ())), h.details.get("envelope_from", ""), bodies[h.id],
                       h.received_at, h.details.get("peer", "")) for h in mails]  # fmt: skip
        answers: Sequence[ReadMail | None]
        try:
            if self.reader is None:
                raise LookupError("no mail reader")
            answers = self.reader.read(raw)
        except Exception:  # the reader promises never to raise; if it does, the mails go to a person as they came
            log.exception("the mail reader failed")
            answers = [None] * len(mails)
        for h, answer in zip(mails, answers, strict=True):
            self._take_in(h, answer, now)

    def _take_in(self, h: Heard, answer: ReadMail | None, now: datetime) -> None:
        h.changes = {"kind": "mail"}
        if answer is None:
            h.trouble = "This mail could not be read. Open it as it came."
            h.changes["text"] = "(This mail could not be read. Open it as it came.)"
            return
        mail = answer.message
        h.trouble, h.bounce = answer.unreadable, answer.bounce
        h.party, h.text, h.subject, h.automatic = mail.party, clean(mail.text), clean(mail.subject), mail.automatic
        h.own_id = mail.provider_id
        details = {**h.details, "facts": {k: clean(str(v)) for k, v in mail.facts.items()}}
        if mail.references:
            details["references"] = [clean(r) for r in mail.references]
        for name in ("reply_by", "reply_to", "thread_token"):
            if getattr(mail, name):
                details[name] = clean(str(getattr(mail, name)))
        h.details = details
        h.changes |= {
            "provider_id": clean(mail.provider_id)[:1000], "party": h.party, "sender": clean(mail.sender)[:1000],
            "subject": h.subject, "text": h.text, "original": clean(mail.original), "automatic": h.automatic[:20],
            "details": details,
        }  # fmt: skip
        h.files = [self._kept(file, now) for file in mail.attachments]

    def _kept(self, file: IncomingFile, now: datetime) -> dict[str, Any]:
        """A file of a mail. One that cannot be kept now keeps no word back: it is in the mail as it came."""
        try:
            return attachment_row(file, self.blobs, now)
        except CannotKeep as error:
            log.error("an attachment of a mail could not be kept apart: %s", error)
            return failed_row(file, "It could not be kept apart. It is in the mail as it came.", now)

    def _label(self, heard: list[Heard]) -> None:
        texts = [words_of(h.subject, h.text) for h in heard]
        try:
            labels = self.classifier.classify(texts, [london(h.received_at).date() for h in heard])
        except Exception:  # no state waits on a machine: without labels it goes to a person (F42)
            log.exception("the classifier failed")
            labels = [Labels(notes=("The classifier failed.",)) for _ in heard]
        for h, label in zip(heard, labels, strict=True):
            # A bare STOP is about texts, not about the water; a word that names a danger as well keeps what was read.
            h.labels = Labels(model=label.model) if h.keyword in OPTING and not label.danger else label
