"""The invariants that are read row by row: hashes of raw bytes, chains of events, who held a case when."""

import hashlib
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from router.model import Case, Event, Message, RawMessage
from router.model.event import digest

_MAILS = 10  # rows at a time: one may be 25 MB
_EVENTS = 2000

_ENDS_HOLDING = {"case.released", "case.handed_over", "case.closed", "case.reopened"}
_TELLING = {"case.claimed", "outbound.sent", "outbound.decided", *_ENDS_HOLDING}


def counts(session: Session) -> Iterator[tuple[str, int]]:
    """(invariant, how often it is broken)."""
    yield "raw bytes that do not match their hash", wrong_hashes(session)
    broken, two_owners, sent_again = _chains(session)
    yield "event chain that does not add up", broken + _without_chain(session)
    yield "case claimed twice at one time", two_owners
    yield "text that left twice", sent_again


def wrong_hashes(session: Session) -> int:
    """Messages whose bytes are no longer those that came."""
    query = select(Message.raw_sha256, RawMessage.body).join(RawMessage, RawMessage.message_id == Message.id)
    rows = session.execute(query.execution_options(yield_per=_MAILS))
    return sum(hashlib.sha256(body).hexdigest() != expected for expected, body in rows)


def _chains(session: Session) -> tuple[int, int, int]:
    """(streams that do not add up, claims of a case that somebody held, texts that left a second time)."""
    e = Event
    query = (
        select(e.stream, e.at, e.who, e.what, e.case_id, e.message_id, e.data, e.hash, e.previous_hash, Case.event_head)
        .outerjoin(Case, Case.id == e.case_id).order_by(e.stream, e.id)
    )  # fmt: skip
    broken = two_owners = sent_again = 0
    rows = session.execute(query.execution_options(yield_per=_EVENTS))
    # By place, not by name: of a million events this is the innermost line.
    for stream, events in groupby(rows, key=itemgetter(0)):
        chain = _Chain(stream)
        for _, at, who, what, case_id, message_id, data, said, before, head in events:
            chain.add(digest(chain.head, at, who, what, case_id, message_id, data), said, before)
            if what in _TELLING:
                chain.tell(what, message_id)
            if case_id != chain.case_id:
                chain.enter(case_id, head)
        broken += not chain.whole
        two_owners += chain.two_owners
        sent_again += chain.sent_again
    return broken, two_owners, sent_again


class _Chain:
    """One stream, event by event."""

    def __init__(self, stream: str) -> None:
        self.stream, self.head, self.adds_up = stream, "", True
        self.case_id: int | None = None
        self.case_head: str | None = None
        self.held = False
        self.left: set[int] = set()
        self.two_owners = self.sent_again = 0

    def add(self, made: str, said: str, before: str) -> None:
        """The next event: the hash it should have, the one it has, and the one it says it follows."""
        if made != said or before != self.head:
            self.adds_up = False
        self.head = said

    def enter(self, case_id: int | None, head: str | None) -> None:
        """The case whose stream this is, and the hash that the case knows as its last."""
        if self.stream != f"case:{case_id}":
            self.adds_up = False
        self.case_id, self.case_head = case_id, head

    def tell(self, what: str, message_id: int | None) -> None:
        """An event that says who has the case, or that a text left."""
        self._who_holds(what)
        self._what_left(what, message_id)

    def _who_holds(self, what: str) -> None:
        if what == "case.claimed":
            self.two_owners += self.held
            self.held = True
        elif what in _ENDS_HOLDING:
            self.held = False

    def _what_left(self, what: str, message_id: int | None) -> None:
        if what == "outbound.sent" and message_id is not None:
            self.sent_again += message_id in self.left
            self.left.add(message_id)
        elif what == "outbound.decided" and message_id is not None:  # a person said: send it again
            self.left.discard(message_id)

    @property
    def whole(self) -> bool:
        """Every event follows from the one before, and the case knows the last."""
        return self.adds_up and (not self.stream.startswith("case:") or self.head == self.case_head)


def _without_chain(session: Session) -> int:
    """Cases that claim a history of which nothing is left, or never had one."""
    there = select(Event.id).where(Event.case_id == Case.id).exists()
    return session.scalar(select(func.count()).select_from(Case).where(~there)) or 0
