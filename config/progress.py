"""What a tenant may see of their own case through a signed link, and half-filled forms."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import delete, select

from channels.contract import Drafts
from config.blobs import FolderBlobs
from router.calls import labels_of
from router.clock import Clock
from router.errors import CannotKeep
from router.model import Case, Draft, Message, table
from router.safety import words_to_say
from router.storage.database import Database
from router.values import Landlord, Progress

_LINK_DAYS = 90
RESERVE = 512 * 1024 * 1024
"""Bytes on the disk that photos of forms not yet sent may not use."""


class ProgressLinks:
    """Makes and reads the tokens of `/progress/<token>`: the reference, signed for this purpose, expiring."""

    def __init__(self, database: Database, secret_key: str, landlord: Landlord) -> None:
        self.database, self.landlord = database, landlord
        self._signer = URLSafeTimedSerializer(secret_key, salt="progress-link-1")

    def token(self, reference: str) -> str:
        return self._signer.dumps(reference)

    def progress(self, token: str) -> Progress | None:
        """None when the token is not ours, was made for something else, or is older than 90 days."""
        try:
            reference = str(self._signer.loads(token, max_age=_LINK_DAYS * 86400))
        except BadData:
            return None
        with self.database.reading() as session:
            told = select(Message).where(Message.reference == reference, Message.direction == "in")
            messages = session.scalars(told.limit(2)).all()
            if len(messages) > 1:  # given twice, once in a long while: we cannot tell whose case may be shown
                return Progress(reference=reference, state=_in_words(None), opened_at=messages[0].received_at)
            message = messages[0] if messages else None
            if message is not None:
                case = session.get(Case, message.case_id) if message.case_id else None
            else:
                case = session.scalars(select(Case).where(Case.reference == reference)).first()
            if message is None and case is None:
                return None
            safety = words_to_say(labels_of(message), (), self.landlord) if message and message.labels else []
            danger = bool(message and message.labels.get("danger")) or bool(case and case.restricted)
            opened = case.opened_at if case else message.received_at if message else None
            assert opened is not None
            return Progress(
                reference=reference,
                state=_in_words(case),
                opened_at=opened,
                safety=tuple(words for _, words in safety) if danger else (),
                placed=case is not None,
                updates=_updates(case),
            )


def _in_words(case: Case | None) -> str:
    if case is None:
        return "We have it. We are passing it to the right people."
    if case.state == "closed":
        return "Closed. If it is not put right, tell us and we will open it again."
    if case.answered_at:
        return "We have answered you. Someone is looking after it."
    return "Someone is reading it now." if case.state == "held" else "It is waiting for the right person."


def _updates(case: Case | None) -> list[tuple[Any, str]]:
    if case is None:
        return []
    seen = [(case.opened_at, "We had your message."), (case.answered_at, "We answered."), (case.closed_at, "Closed.")]
    return [(at, words) for at, words in seen if at]


def open_drafts(database: Database, blobs: FolderBlobs, now: Clock, reserve: int = RESERVE) -> Drafts:
    """Half-filled forms in the database; their photos are blobs.

    Anybody may upload without sending, so that must never take the last room, which `reserve` (bytes) keeps for
    messages: the form then goes on without the photo.
    """

    def load(name: str) -> Mapping[str, Any] | None:
        with database.reading() as session:
            draft = session.get(Draft, name)
            return draft.data if draft else None

    def save(name: str, data: Mapping[str, Any]) -> None:
        drafts = table(Draft)
        with database.keeping() as connection:
            row = {"id": name, "data": dict(data), "updated_at": now()}
            insertion = database.upsert(drafts, ["id"], ["data", "updated_at"])
            connection.execute(insertion, row)

    def drop(name: str) -> None:
        with database.keeping() as connection:
            connection.execute(delete(table(Draft)).where(Draft.id == name))

    def keep_file(content: bytes) -> str:
        if blobs.room() < reserve + len(content):
            raise CannotKeep("attachment: little room is left, and it is kept for messages")
        return blobs.put(content).sha256

    return Drafts(load, save, drop, keep_file, blobs.get)


def forget_old_drafts(database: Database, now: Clock, days: int = 7) -> int:
    """Half-filled forms that nobody came back to."""
    with database.transaction() as session:
        result = session.execute(delete(Draft).where(Draft.updated_at < now() - timedelta(days=days)))
        return int(result.rowcount)  # type: ignore[attr-defined]
