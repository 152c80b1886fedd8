"""How much may be on its way to providers at once, so that nobody waits for a provider that does not answer.

Each channel has hands of its own, and hands that take only what presses. What is said to one person leaves in the order
in which it was written, except that what presses waits for nothing.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from router.clock import SET_BACK
from router.model import Message

LEASE = timedelta(seconds=90)
"""So long whoever claimed a message has it, counted anew when it is handed over."""
PRESSING = 1
"""The least priority of what waits for nothing: safety words (0), texts to people on call and call-backs
(`router/outbox.py`)."""
AT_ONCE, BESIDE = 4, 8
"""So many messages of a channel may be on their way at once, and so many more that press. A provider that answers
within 0.4 seconds takes ten texts a second that way, our number's rate; one that answers after 13 keeps four."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process has a lease on, to be sent now."""

    number: int
    channel: str
    priority: int
    recipient: str

    @property
    def presses(self) -> bool:
        """Does it wait for nothing?"""
        return self.priority <= PRESSING


class Room:
    """For what there is room beside what is under way."""

    def __init__(self, under_way: Collection[Claimed]) -> None:
        self._all = Counter(one.channel for one in under_way)
        self._ordinary = Counter(one.channel for one in under_way if not one.presses)
        self._parties = {(one.channel, one.recipient) for one in under_way}

    def keep_free(self, parties: Iterable[tuple[str, str]]) -> None:
        """Nothing ordinary for these, by channel and address: something is on its way to them."""
        self._parties.update(parties)

    def has_some(self) -> ColumnElement[bool]:
        """A message for which there is room, as a condition of a query."""
        closed = [channel for channel, count in self._all.items() if count >= AT_ONCE + BESIDE]
        pressing_only = [channel for channel, count in self._ordinary.items() if count >= AT_ONCE]
        parties = tuple_(Message.channel, Message.recipient).in_(sorted(self._parties))
        ordinary = and_(Message.channel.not_in(pressing_only), ~parties)
        return and_(Message.channel.not_in(closed), or_(Message.priority <= PRESSING, ordinary))

    def takes(self, one: Claimed) -> bool:
        """Is there room for this one too?"""
        if one.presses:
            return self._all[one.channel] < AT_ONCE + BESIDE
        return self._ordinary[one.channel] < AT_ONCE and (one.channel, one.recipient) not in self._parties

    def take(self, one: Claimed) -> None:
        """It is under way now."""
        self._all[one.channel] += 1
        self._ordinary[one.channel] += not one.presses
        self._parties.add((one.channel, one.recipient))


def being_sent_to(session: Session, at: datetime) -> list[tuple[str, str]]:
    """Whom anybody is sending something just now: channel and address."""
    leased = Message.claimed_until.between(at, at + LEASE + SET_BACK)
    under_way = (Message.direction == "out", Message.state == "sending", leased)
    return [(row.channel, row.recipient) for row in
            session.execute(select(Message.channel, Message.recipient).where(*under_way))]  # fmt: skip
