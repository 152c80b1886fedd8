"""What no worker gets through, and what waits for one that hangs: in front of a person, as it came.

Nothing of such a message is read in this process: the emergency rules are asked alone, where they can harm nobody.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from router import belonging, cases, deadlines
from router.acknowledgement import Acknowledgement
from router.clock import Clock
from router.hearing import Heard, Hearing
from router.intake import new_reference
from router.leases import LEASE, RECEIVED, due, is_held
from router.model import Case, Message, record
from router.safety import is_restricted
from router.storage.database import Database, hold_case, lock
from router.values import Labels, Landlord, Placement, kept_labels

log = logging.getLogger(__name__)

UNHEARD = "Not even danger words could be looked for in it: please read it at once."
HELD_UP = "The process that had it did not get on, so it is here as it came, read for words of danger alone."
HELD_LONG = timedelta(seconds=15)
"""So long a batch takes only in a worker that hangs, or on a machine that has far too much to do."""
AT_A_TIME = 50


class LastResort:
    """For messages that the journey cannot take, or not in time."""

    def __init__(self, database: Database, hearing: Hearing, acknowledgement: Acknowledgement, landlord: Landlord,
                 now: Clock) -> None:  # fmt: skip
        self.database, self.hearing, self.acknowledgement = database, hearing, acknowledgement
        self.landlord, self.now = landlord, now
        self._looked_at: set[int] = set()

    def shunt(self, number: int, why: str, labels: Labels | None = None) -> int:
        """Something of ours broke. Put the message in front of a person as it is, by the simplest path there is.

        A danger that was heard in it does not wait: the first lane, and the safety words if they can be said. Where
        nothing was heard yet, the emergency rules alone are asked. Where not even they get through it, it is an
        emergency until a person has read it: nothing says that it is none, and a false alarm costs somebody a minute.
        """
        at = self.now()
        read, heard = (None, labels) if labels else self._danger_in(number, at)
        if read is not None and read.changes.get("kind") != "mail":
            read = None  # it is there as it was heard
        party = read.party if read is not None else ""
        labels = heard or Labels()
        with self.database.transaction() as session:
            message = session.get(Message, number)
            if message is None:
                return 0
            parties = {message.party, party} - {""}
            lock(session, "party", parties)  # as whoever places it does (`belonging.recall`)
            lock(session, "call", filter(None, [message.call_id]))
            session.refresh(message)
            if message.state != "received":
                return 0
            if read is not None:  # a mail: until it was read nobody knew who wrote it, and where words would go
                read.put_into(session, message)
            case = cases.open_case(
                session,
                message,
                None,
                "withheld" if not message.party else "unknown",
                Labels(),
                None,
                another_reference(session, message),
            )
            case.needs_person = True
            placement = Placement(2, "general", "none", f"{why} It may be an emergency: please look within 30 minutes.")
            if heard is None:
                placement = Placement(0, "general", "emergency", f"{why} {UNHEARD}")
            elif labels.danger:
                placement = Placement(0, "general", "emergency", why)
            if is_restricted(labels, self.landlord) and "safeguarding" in self.landlord.queues:
                placement = Placement(0, "safeguarding", "emergency", why)
            message.labels = kept_labels(labels)  # the web page and the call read the safety words from there
            told = belonging.is_confided(session, message.party, at)
            restrict(session, case, labels, self.landlord, at, told)
            if told is not None:
                placement = belonging.Found(told=told, pressing=True).at_least(placement)
            cases.judge(session, case, message, Labels(), placement, at)
            cases.start(session, case, [deadlines.first_look(message.received_at)])
            cases.join_queue(session, case, at)
            settle(message, case, "shunted", at)
            record(session, at, "worker", "message.shunted", case, message, clocks=[deadlines.ANSWER])
        try:
            with self.database.transaction() as session:
                held, kept = hold_case(session, case.id), session.get(Message, number)
                if held is not None and kept is not None:
                    self.acknowledgement.say_safety_words(session, held, kept, labels, at)
        except Exception:  # it is in front of a person already; this may be the very thing that is broken
            log.exception("no safety words for message %d", number)
        return 1

    def rescue(self) -> int:
        """A text that tells of a danger, and waits for another worker that has had it, or an earlier one of the same
        party, for HELD_LONG: straight to a person, with its safety words. Returns how many.

        That worker may hang, and would keep them for a minute. Only the emergency rules read it, where they harm
        nobody: these may be the very words that hang, and would take us too. Everything else keeps its order. Should
        the other wake after all, whoever comes second finds the message placed.
        """
        at = self.now()
        long = and_(is_held(at), Message.claimed_until <= at + LEASE - HELD_LONG)
        with self.database.reading() as session:
            parties = select(Message.party).where(*RECEIVED, long, Message.party != "")
            behind = and_(Message.party.in_(parties), *due(at))
            held_up = (*RECEIVED, Message.kind != "raw_mail", or_(long, behind))
            numbers = session.scalars(select(Message.id).where(*held_up).order_by(Message.id).limit(AT_A_TIME)).all()
        self._looked_at &= set(numbers)
        rescued = 0
        for number in numbers:
            if number not in self._looked_at:
                self._looked_at.add(number)
                _, labels = self._danger_in(number, at)
                if labels is not None and labels.danger:
                    rescued += self.shunt(number, HELD_UP, labels)
        return rescued

    def _danger_in(self, number: int, at: datetime) -> tuple[Heard | None, Labels | None]:
        try:
            return self.hearing.danger_in(number, at)
        except Exception:  # then nothing was heard, and a person reads it at once
            log.exception("no danger could be looked for in message %d", number)
            return None, None


def restrict(session: Session, case: Case, labels: Labels, landlord: Landlord, at: datetime,
         told: Case | None = None) -> None:  # fmt: skip
    """What tells of harm, or may belong to a case that does (`told`), is for few from now on."""
    if (told is not None or is_restricted(labels, landlord)) and not case.restricted:
        cases.restrict(session, case, at)
        cases.release(session, case, "worker", at, "only staff with the right may see it from now on.")


def settle(message: Message, case: Case, state: str, at: datetime) -> None:
    """It is in this case now, and nobody has a lease on it."""
    message.case, message.state, message.placed_at = case, state, at
    message.claim, message.claimed_until = "", None
    case.last_activity_at = max(case.last_activity_at, message.received_at)


def another_reference(session: Session, message: Message) -> str:
    """A new one when the message's own was given to somebody else too (once in a long while), else ''.

    Asked only of a message whose first try failed: two cases with one reference are what makes it fail.
    """
    if message.attempts < 2:
        return ""
    taken = session.scalar(select(Case.id).where(Case.reference == message.reference))
    return new_reference() if taken is not None else ""
