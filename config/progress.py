"""What a tenant may see of their own case through a signed link, and half-filled forms."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from hashlib import blake2s
from operator import itemgetter
from typing import Any

from itsdangerous import BadData, HMACAlgorithm, TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import delete, literal, select
from sqlalchemy.orm import Session

from channels.contract import Drafts
from config.blobs import FolderBlobs
from router import addresses, clock
from router.appointments import capacity, shown, so_far, words
from router.calls import labels_of
from router.clock import Clock
from router.errors import CannotKeep
from router.model import Case, Draft, Message, table
from router.safety import MINIMUM, only_minimum, words_to_say
from router.storage.database import Database
from router.values import Labels, Landlord, Progress

_LINK_DAYS = 90
_short = partial(blake2s, digest_size=9)
"""72 bits: nobody guesses that, and a link with them fits in a text beside what is booked."""
RESERVE = 512 * 1024 * 1024
"""Bytes on the disk that photos of forms not yet sent may not use."""


class ProgressLinks:
    """Makes and reads the tokens of `/progress/<token>`: the reference, signed for this purpose, expiring."""

    def __init__(self, database: Database, secret_key: str, landlord: Landlord, now: Clock = clock.now) -> None:
        self.database, self.landlord, self.now = database, landlord, now
        self._signer = TimestampSigner(secret_key, salt="progress-link-2", algorithm=HMACAlgorithm(_short))
        self._longer = URLSafeTimedSerializer(secret_key, salt="progress-link-1")  # no longer made, still with tenants

    def token(self, reference: str) -> str:
        """The reference, when this was signed, and a signature: 27 letters, for a text message has little room."""
        short = reference.removeprefix("FD-").replace("-", "")
        return self._signer.sign(short if addresses.reference(short) == reference else reference).decode()

    def reference(self, token: str) -> str | None:
        """The reference this token was made for; None when it is not ours or older than 90 days."""
        try:
            signed = self._signer.unsign(token, max_age=_LINK_DAYS * 86400).decode()
            return addresses.reference(signed) or signed
        except (BadData, UnicodeError):
            pass
        try:
            return str(self._longer.loads(token, max_age=_LINK_DAYS * 86400))
        except BadData:
            return None

    def progress(self, token: str) -> Progress | None:
        """How it stands. None when the token leads nowhere."""
        reference = self.reference(token)
        if reference is None:
            return None
        with self.database.reading() as session:
            return self.of(session, reference)

    def of(self, session: Session, reference: str) -> Progress | None:
        """The same for a reference, read with `session`."""
        messages = _told(session, reference)
        if len(messages) > 1:  # given twice, once in a long while: we cannot tell whose case may be shown
            return Progress(reference=reference, state=_in_words(None), opened_at=messages[0].received_at)
        message, case = messages[0] if messages else None, case_of(session, reference)
        if message is None and case is None:
            return None
        labels = labels_of(message) if message and message.labels else Labels()
        restricted = bool(case and case.restricted)
        if restricted or only_minimum(labels, self.landlord, restricted):
            return Progress(reference=reference, state="", opened_at=self.now(), safety=(MINIMUM,), of_harm=True,
                            placed=case is not None)  # fmt: skip
        safety = words_to_say(labels, (), self.landlord) if message and message.labels else []
        danger = bool(labels.danger) or bool(case and case.is_hidden)
        opened = case.opened_at if case else message.received_at if message else None
        assert opened is not None
        found = Progress(
            reference=reference,
            state=_in_words(case),
            opened_at=opened,
            safety=tuple(words for _, words in safety) if danger else (),
            placed=case is not None,
            updates=_updates(case),
        )
        return self._with_times(session, found, case) if case is not None else found

    def _with_times(self, session: Session, found: Progress, case: Case) -> Progress:
        """What may be chosen and what is agreed; nothing of a case that only some people may see."""
        if case.is_hidden:
            return found
        heard, *others = found.updates  # what came of an answer comes before that we answered
        updates = sorted([heard, *so_far.lines(session, case, self.landlord), *others], key=itemgetter(0))
        found = replace(found, updates=updates)
        busy = session.scalar(select(literal(1)).where(
            Message.provider_id == f"progress:{found.reference}", Message.direction == "in",
            Message.state == "received").limit(1))  # fmt: skip
        found = replace(found, busy=bool(busy), adult_words=self.landlord.appointments.adult_words)
        offer = shown.open_times(session, case, self.now()) if case.state != "closed" else None
        held = shown.choices(session, offer) if offer is not None else ()
        first = shown.first_held(session, offer) if offer is not None else None
        if first is not None:
            kind = self.landlord.appointments.kinds.get(first.kind)
            at_home = kind is None or kind.where == "home"
            found = replace(found, adult_words=words.place(first, self.landlord), at_home=at_home)
        if offer is not None and held:
            found = replace(found, state=CHOOSE, times=held, times_id=offer.id, held_until=offer.expires_at,
                            sure=bool(offer.read_back))  # fmt: skip
        agreed = shown.counted_on(session, case, self.now())
        visit = agreed[0] if agreed else shown.last(session, case)
        if visit is None:
            return found
        thing = words.thing(visit.kind, self.landlord)
        not_met = NOT_MET.get(thing, CALLED_IN_VAIN)
        named = VISIT_WORDS if thing == "visit" else OTHER_WORDS
        stands = UNFINISHED if visit.id in so_far.unfinished(session, case) else visit.state
        state = found.state if held or stands not in named or case.state == "closed" else ""
        also = tuple(shown.as_time(other) for other in agreed[1:])
        unsure = [one for one in agreed if capacity.may_change(session, one, self.now())]
        words_of_it = UNSURE if visit in unsure else named.get(stands, "")
        return replace(found, visit=shown.as_time(visit), visit_state=stands, thing=thing, also=also,
                       unsure=tuple(map(shown.as_time, unsure)),
                       adult_words=words.place(visit, self.landlord),
                       state=state or words_of_it.format(thing=thing, not_met=not_met),
                       not_met=not_met)  # fmt: skip


def _told(session: Session, reference: str) -> Sequence[Message]:
    told = select(Message).where(Message.reference == reference, Message.direction == "in")
    return session.scalars(told.limit(2)).all()


def case_of(session: Session, reference: str) -> Case | None:
    """The case that whoever was given this reference may see; None when it was given twice."""
    messages = _told(session, reference)
    if len(messages) > 1:
        return None
    if messages:
        return session.get(Case, messages[0].case_id) if messages[0].case_id else None
    return session.scalars(select(Case).where(Case.reference == reference)).first()


CHOOSE = "You can choose a time now."
UNFINISHED = "unfinished"
"""State of a visit that took place and left more to do."""
VISIT_WORDS = {
    "booked": "A visit is booked.",
    "on_the_way": "Somebody is on the way to you.",
    "arrived": "Somebody is with you.",
    "no_access": "{not_met}",
    "missed": "We did not come when we said we would, and we are sorry.",
    "cancelled": "The visit was cancelled.",
    UNFINISHED: "Somebody came, and one more visit is needed to finish.",
}
"""How it stands while that is the newest there is to say. After a visit that is done the case itself says it."""
NOT_MET = {"visit": "We came and nobody was in.", "appointment": "We did not see you."}
"""What is said of one where the tenant was not there; of a call-back that nobody answered CALLED_IN_VAIN."""
CALLED_IN_VAIN = "We could not reach you."
UNSURE = "Your {thing} may have to change, as who was to come is away. A person will tell you."
"""Of one that is booked with somebody who cannot come any more, as a text says it too (`appointment_may_change`)."""
OTHER_WORDS = {
    "booked": "Your {thing} is booked.",
    "no_access": "{not_met}",
    "missed": "We missed your {thing}, and we are sorry.",
    "cancelled": "Your {thing} was cancelled.",
    UNFINISHED: "One more {thing} is needed to finish.",
}
"""The same where nobody comes to them: a call-back, an appointment at an office."""


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
        return int(result.rowcount)  # type: ignore[attr-defined]  # an UPDATE has it
