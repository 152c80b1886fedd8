"""Links to the page of a case, for whoever asks with their reference (`/progress`): kept first, looked into afterwards.

What is asked is a row like any half-filled form, whatever the reference: that the answer comes as fast for one that is
wrong keeps it from telling which are right. The clock takes the rows up seconds later (`config/timetable.py`), and a
link leaves only where an answer in that case would go.
"""

import logging
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.orm import Session

from config.progress import ProgressLinks, case_of
from router import addresses
from router.acknowledgement import KEPT_BACK
from router.appointments.offering import MOBILE
from router.clock import Clock
from router.model import Case, ContactLink, ContactPoint, Draft, Event, Message
from router.outbox import Outbox
from router.own_page import OwnPage
from router.storage.database import Database, hold_case
from router.tries import count_try, counted_address
from router.values import LinkAsked

log = logging.getLogger(__name__)

KIND = "link"
"""Of a message that holds nothing but the link."""
FROM_ONE_ADDRESS, FOR_ONE_CASE = 50, 5
"""Tries in 15 minutes: a whole office, or a library, may ask from one address."""
A_DAY, PAUSE = 3, timedelta(minutes=10)
"""Links to one address in 24 hours, and between two: nobody floods a telephone that is not theirs."""
PATIENCE = timedelta(hours=1)
"""So long one that fails is looked into again; by then they have asked anew."""
_NEVER = (LookupError, TypeError, ValueError, DataError)
"""What was asked cannot be read, and never will."""
_NAMES = "link:"
_MANY = 50


class LinksAsked:
    """`Hooks.ask_link` of `channels/contract.py`, and what comes of it."""

    def __init__(self, database: Database, links: ProgressLinks, own_page: OwnPage, outbox: Outbox, now: Clock) -> None:
        self.database, self.links, self.own_page = database, links, own_page
        self.outbox, self.now = outbox, now

    def ask(self, asked: LinkAsked, secret_key: str) -> bool:
        """Keeps it. False: too often from there, or for this reference, in the last 15 minutes. Raises CannotKeep."""
        from queues.sessions import seal  # here: the clock has no use for passwords

        at = self.now()
        place = seal(secret_key, "link", f"address:{counted_address(asked.address)}")
        what = seal(secret_key, "link", f"reference:{asked.reference}")
        if not count_try(self.database, {place: FROM_ONE_ADDRESS, what: FOR_ONE_CASE}, at):
            return False
        data = {"reference": asked.reference, "known": asked.known}
        with self.database.transaction() as session:
            session.add(Draft(id=f"{_NAMES}{secrets.token_hex(16)}", data=data, updated_at=at))
        return True

    def send(self) -> int:
        """Looks into what was asked, oldest first; how many links were written down. One that can never be answered is
        given up, and any other that fails is looked into again, for an hour; neither keeps another waiting."""
        with self.database.reading() as session:
            due = select(Draft.id, Draft.updated_at).where(Draft.id >= _NAMES, Draft.id < _NAMES[:-1] + ";")
            rows = session.execute(due.order_by(Draft.updated_at).limit(_MANY)).all()
        sent = 0
        for name, asked_at in rows:
            try:
                sent += self._send_one(name)
            except OperationalError:  # it is the database: the others need not be asked of it
                log.warning("the links asked for wait for the database")
                break
            except Exception as trouble:  # noqa: BLE001  the others are looked into all the same
                log.error("a link asked for was not sent: %s", type(trouble).__name__)
                if isinstance(trouble, _NEVER) or self.now() - asked_at > PATIENCE:
                    with self.database.transaction() as session:
                        session.execute(delete(Draft).where(Draft.id == name))
        return sent

    def _send_one(self, name: str) -> bool:
        at = self.now()
        with self.database.transaction() as session:
            asked = session.get(Draft, name)
            if asked is None:
                return False
            reference, known = str(asked.data["reference"]), str(asked.data["known"])
            session.delete(asked)
            found = case_of(session, reference)
            case = hold_case(session, found.id) if found is not None else None
            if case is None or not _knows(session, case, known) or not self._may_be_told(session, case, reference):
                return False
            channel, to = self._way(session, case)
            if not channel or self._told_lately(session, to, at):
                return False
            words = self.own_page.sent(reference)
            self.outbox.write(session, case, words, kind=KIND, at=at, channel=channel, to=to, automatic=True)
            return True

    def _may_be_told(self, session: Session, case: Case, reference: str) -> bool:
        """Nothing is sent of a case that only some may see, where a person may be harmed, or where they asked for
        silence."""
        shown = self.links.of(session, reference)
        silent = select(Event.id).where(Event.case_id == case.id, Event.what == KEPT_BACK).limit(1)
        return shown is not None and not shown.of_harm and not case.is_hidden and session.scalar(silent) is None

    def _way(self, session: Session, case: Case) -> tuple[str, str]:
        """As an answer leaves; where we are to ring, as a text to that mobile."""
        channel, to, _ = self.outbox.way_out(session, case)
        if channel == "voice":
            channel = "sms"
        if channel == "sms" and (not MOBILE.match(to) or self.outbox.opted_out(session, channel, to)):
            return "", ""
        return channel, to

    def _told_lately(self, session: Session, to: str, at: datetime) -> bool:
        day, lately = at - timedelta(days=1), at - PAUSE
        return self.outbox.told(session, to, KIND, day) >= A_DAY or self.outbox.told(session, to, KIND, lately) > 0


def _knows(session: Session, case: Case, known: str) -> bool:
    """Is this number, address or postcode one that we hold for the case, or for its tenant?"""
    told = select(Message.party, Message.details).where(Message.case_id == case.id, Message.direction == "in")
    rows = session.execute(told).all()
    postcode, party = addresses.postcode(known), addresses.party(known)
    if party:
        ours = {case.party, *(row.party for row in rows), *(row.details.get("reply_to", "") for row in rows)}
        mine = select(ContactPoint.address).join(ContactLink, ContactLink.contact_point_id == ContactPoint.id)
        mine = mine.where(ContactLink.tenant_id == case.tenant_id, ContactLink.ended_at.is_(None))
        return party in ours or (case.tenant_id is not None and party in session.scalars(mine).all())
    homes = [case.home, case.tenant.home if case.tenant is not None else None]
    theirs = {home.postcode for home in homes if home is not None}
    theirs |= {(row.details.get("facts") or {}).get("postcode", "") for row in rows}
    return bool(postcode) and postcode in {addresses.postcode(one) for one in theirs if one}
