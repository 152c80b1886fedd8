"""What whoever comes says of a visit: on the way, arrived, nobody in, done, must come back. And that nobody came.

Each is a change of state by `booking.py`, from a state where it makes sense; a second press changes nothing and says
nothing. What the tenant is told is written in the same transaction. The case is locked by the caller (`hold_case`).
"""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from router import cases
from router.appointments import booking, words
from router.appointments.reminders import say, way
from router.appointments.sending import EMERGENCY, nobody_there
from router.clock import london
from router.model import Appointment, Attachment, Case, Event, Message, Resource, record
from router.outbox import Outbox
from router.storage.database import Database, hold_case
from router.values import AGREED, Landlord, Need

log = logging.getLogger(__name__)

AT_ONCE = 200
"""Visits asked about in one look."""
KIND = "visit"
"""Of what the tenant is told of a visit while it happens."""
SOON = (10, 20, 30, 45, 60)
"""Minutes that whoever is on the way may say; the tenant is told the time of day."""
SETS_OFF = timedelta(hours=1)
"""So long before the time that the tenant was told they may be on their way or there; earlier it is a slip."""
LATE = timedelta(hours=1)
"""How long after its window a visit of which nothing was heard becomes a question on the desk."""

UNHEARD = "appointment.unheard"

FROM = {
    "on_the_way": ("booked",),
    "arrived": ("booked", "on_the_way"),
    "no_access": AGREED,
    "done": ("on_the_way", "arrived"),
    "needs_return": ("on_the_way", "arrived"),
}
"""The states in which each may be said."""


def day_is_over(visit: Appointment, at: datetime) -> bool:
    """Is the London day of the visit past? A night's is that of its end. From then on only the office says of it."""
    return london(at).date() > london(visit.window_until).date()


OfferAgain = Callable[[Session, Case, Need, Appointment, datetime], object]
"""Offers the tenant times for what this visit left to do; nothing (None, False) when a person must."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo that was checked and kept: `sha256` names the blob."""

    name: str
    content_type: str
    sha256: str
    size: int


class Visits:
    """Hears whoever comes. `offer_again` may be None: then a person books what follows."""

    def __init__(self, outbox: Outbox, landlord: Landlord, offer_again: OfferAgain | None = None) -> None:
        self.outbox, self.landlord, self.offer_again = outbox, landlord, offer_again

    def act(self, session: Session, case: Case, visit: Appointment, by: Resource, what: str, at: datetime, *,
            minutes: int = 20, outcome: str = "", who: str = "", came_at: datetime | None = None) -> str:  # fmt: skip
        """'' when it is so now, or why not: 'again' (said before), 'early', 'another_day', 'not_now', 'empty'.

        `who`: a colleague who says it for them, 'staff:<id>'. `came_at`: when they were at the door, if not now.
        """
        if why := self.why_not(visit, what, at):
            return why
        if what in ("done", "needs_return") and not outcome.strip():
            return "empty"
        who = who or (f"staff:{by.staff_id}" if by.staff_id else f"resource:{by.id}")
        outcome = " ".join(outcome.split())[:300]
        if what == "on_the_way":
            done = booking.on_the_way(session, visit, who, at)
        elif what == "arrived":
            done = booking.arrived(session, visit, who, at)
        elif what == "no_access":
            done = booking.no_access(session, visit, who, at, self.landlord)
        else:
            done = booking.done(session, visit, who, at, outcome, what == "needs_return", self._again)
        if not done:
            return "again"
        self._tell(session, case, visit, what, at, minutes, came_at or at)
        return ""

    @staticmethod
    def why_not(visit: Appointment, what: str, at: datetime) -> str:
        """Why this cannot be said of the visit now, as a word; '' when it can."""
        if visit.state == what or (what == "needs_return" and visit.state == "done"):
            return "again"
        if visit.state not in FROM.get(what, ()):
            return "not_now"
        first, last = london(visit.window_from).date(), london(visit.window_until).date()  # a night's ends on the next
        if what in ("on_the_way", "arrived") and not first <= london(at).date() <= last:
            return "another_day"
        first_said = visit.window_from - (timedelta(0) if what == "no_access" else SETS_OFF)
        if what in ("on_the_way", "arrived", "no_access") and at < min(first_said, visit.starts_at):
            return "early"
        return ""

    def _tell(self, session: Session, case: Case, visit: Appointment, what: str, at: datetime, minutes: int,
              came_at: datetime) -> None:  # fmt: skip
        if what == "on_the_way":
            minutes = minutes if minutes in SOON else 20
            self._say(session, case, visit, "visit_on_the_way", at, tied=True,
                      time=words.hour(_next_five(at + timedelta(minutes=minutes))))  # fmt: skip
        elif what == "no_access":
            last = case.state == "closed" or visit.no_access >= self.landlord.appointments.no_access_visits
            at_home = "visit_no_access_last" if last else "visit_no_access"
            elsewhere = {"appointment": "visit_no_show", "call-back": "visit_no_answer"}
            key = elsewhere.get(words.thing(visit.kind, self.landlord), at_home)
            self._say(session, case, visit, key, at, time=words.hour(came_at))

    def _again(self, session: Session, case: Case, need: Need, visit: Appointment, at: datetime) -> None:
        """Times for what is left to do; where none can be offered the tenant is told that a person will see to it."""
        if not self._offered(session, case, need, visit, at):
            self._say(session, case, visit, "visit_return", at)
            cases.await_people(session, case, at, "We must come back to finish: please book the next visit.")

    def _offered(self, session: Session, case: Case, need: Need, visit: Appointment, at: datetime) -> bool:
        """Only somebody we know is offered anything without a person; in a restricted case nobody is."""
        if self.offer_again is None or case.identity != "known" or case.is_hidden or case.state == "closed":
            return False
        return bool(self.offer_again(session, case, need, visit, at))

    def missed(self, session: Session, case: Case, visit: Appointment, who: str, at: datetime) -> bool:
        """A person or the tenant says that nobody came: what we owe is noted, we say sorry and offer new times."""
        if not booking.missed(session, visit, who, at, self.landlord.appointments):
            return False
        if visit.kind == EMERGENCY:
            nobody_there(session, case, f"Nobody came to the emergency visit of {words.window(visit)}.", at, who)
        if not self._offered(session, case, booking.need_of(visit), visit, at):
            self._say(session, case, visit, "visit_missed", at, pounds=str(visit.owed_pounds))
        return True

    def late(self, session: Session, case: Case, visit: Appointment, minutes: int, at: datetime, who: str,
             tell: bool = False) -> bool:  # fmt: skip
        """Whoever comes runs so many minutes late. The tenant is told where that is news to them (`is_news`), or where
        whoever comes wants them told (`tell`).

        False when it is to be read by a person: the visit is not to come, or nobody can be with them that day.
        """
        there = self.there(visit, minutes, at)
        if visit.state not in ("booked", "on_the_way") or london(there).date() != london(visit.window_until).date():
            return False
        record(session, at, who, "appointment.late", case, appointment_id=visit.id, minutes=minutes)
        case.version += 1
        if tell or self.is_news(visit, there):
            key = "visit_late_coming" if visit.state == "on_the_way" else "visit_late"  # which can be moved no more
            self._say(session, case, visit, key, at, tied=True, time=words.hour(_next_five(there)))
        if there > visit.window_until:
            why = f"{visit.resource.name} will be {minutes} minutes late, after the time the tenant was told."
            cases.await_people(session, case, at, why, who)
        return True

    @staticmethod
    def there(visit: Appointment, minutes: int, at: datetime) -> datetime:
        """When who is so many minutes late will be at the door."""
        return max(visit.starts_at, at) + timedelta(minutes=minutes)

    @staticmethod
    def is_news(visit: Appointment, there: datetime) -> bool:
        """Was the tenant told another time: a window that is over by then, or one that was said on the way?"""
        return there > visit.window_until or visit.state == "on_the_way"

    def _say(self, session: Session, case: Case, visit: Appointment, key: str, at: datetime, tied: bool = False,
             **more: str) -> None:  # fmt: skip
        """`tied`: only sent while the visit is still as it is now. Of a restricted case a person says it."""
        if case.is_hidden:
            cases.explain(case, "Tell the tenant yourself what became of the visit: nothing is sent by itself here.")
            return
        found = way(session, self.outbox, case, at)
        if found is None:
            cases.explain(case, "Ring the tenant about the visit: a text cannot reach them.")
            return
        channel, to = found
        form = [key, visit.id, visit.sequence, visit.visit, *([more["time"]] if key.startswith("visit_late") else [])]
        row = self.outbox.write(session, case, say(self.landlord, key, visit, case, **more), kind=KIND, at=at,
                                channel=channel, to=to, automatic=True,
                                form_id=":".join(map(str, form)))  # fmt: skip
        if tied:
            until = (at + timedelta(hours=1)).isoformat()
            row.details = {"appointment": {"id": visit.id, "sequence": visit.sequence, "until": until}}

    def pictures_of(self, session: Session, case: Case) -> int:
        """How many photos are kept with the case's notes."""
        return len(self._pictures(session, case))

    def _pictures(self, session: Session, case: Case) -> set[str]:
        return set(session.scalars(
            select(Attachment.sha256).join(Message, Message.id == Attachment.message_id)
            .where(Message.case_id == case.id, Message.kind == "note")
        ))  # fmt: skip

    def keep_pictures(self, session: Session, case: Case, visit: Appointment, by: Resource,
                      pictures: Sequence[Picture], at: datetime) -> int:  # fmt: skip
        """Photos taken at a visit, as a note on the case; one that is there already is not kept again."""
        there = self._pictures(session, case)
        new = [each for each in {picture.sha256: picture for picture in pictures}.values() if each.sha256 not in there]
        if not new:
            return 0
        row = Message(
            direction="out", channel="note", dedupe_key=f"note:{uuid4().hex}", case=case, state="note", kind="note",
            text=f"From {by.name}, at the visit of {words.day(visit.window_from)}.", received_at=at, next_at=at,
            author_id=by.staff_id, party="", sender="", recipient="",
        )  # fmt: skip
        row.attachments = [
            Attachment(name=each.name, content_type=each.content_type, sha256=each.sha256, size=each.size,
                       state="kept", next_at=at) for each in new
        ]  # fmt: skip
        session.add(row)
        case.version += 1
        session.flush()
        who = f"staff:{by.staff_id}" if by.staff_id else f"resource:{by.id}"
        record(session, at, who, "case.noted", case, row)
        return len(new)


_WHO = (
    r"(?:s?he|they|you|(?:the |your |ur )?(?:man|bloke|guy|plumber|engineer|electrician|surveyor|workm[ae]n|operative|"
    r"officer|joiner|roofer))"
)
_NOBODY_CAME = re.compile(
    rf"\b(?:no[- ]?(?:body|one)(?:'?s| has)?|{_WHO} (?:did ?n.?t|did not|never|ha(?:s|ve) ?(?:n.?t|not)))"
    r" (?:even |ever |actually )?(?:came|come|turned up|turn up|showed up|show up|showed|show|arrived|arrive|been)\b",
    re.IGNORECASE,
)
_NO_WORD_OF_US = re.compile(r"\?|\b(?:when|if|until|till|unless|because|cos|thanks)\b", re.IGNORECASE)


def says_nobody_came(text: str) -> bool:
    """Do these words say that nobody came, and leave no doubt of it? A question does not, nor anything with an 'if'."""
    return bool(_NOBODY_CAME.search(text)) and not _NO_WORD_OF_US.search(text)


def unheard(session: Session, at: datetime) -> list[Appointment]:
    """Visits whose window ended an hour ago or more, an emergency's as soon as it ended, and of which nobody has said
    that anybody came."""
    a = Appointment
    over = or_(a.window_until <= at - LATE, and_(a.kind == EMERGENCY, a.window_until <= at))
    query = select(a).where(a.state.in_(("booked", "on_the_way")), over)
    return list(session.scalars(query.order_by(Appointment.window_until, Appointment.id)))


def ask_about_unheard(database: Database, at: datetime) -> int:
    """Each of them becomes a question on the desk, once: did we come? Returns how many did, at most `AT_ONCE`.

    One that fails keeps no other waiting, and is tried again at the next look.
    """
    with database.reading() as session:
        found = [(visit.id, visit.case_id) for visit in unheard(session, at) if not _asked(session, visit)]
    asked = 0
    for number, case_id in found[:AT_ONCE]:
        try:
            with database.transaction() as session:
                done = _ask(session, case_id, number, at)
            asked += done
        except Exception:  # the next look tries again; the others are asked meanwhile
            log.exception("it could not be asked what became of visit %d", number)
    return asked


def _ask(session: Session, case_id: int, number: int, at: datetime) -> bool:
    case, visit = hold_case(session, case_id), session.get(Appointment, number, populate_existing=True)
    if case is None or visit is None or visit.state not in ("booked", "on_the_way") or _asked(session, visit):
        return False
    record(session, at, "worker", UNHEARD, case, appointment_id=visit.id, sequence=visit.sequence)
    why = f"Did we come? Nothing was heard of the visit of {words.window(visit)}."
    if visit.kind == EMERGENCY:
        nobody_there(session, case, why, at)
    else:
        cases.await_people(session, case, at, why)
    case.version += 1
    return True


def _asked(session: Session, visit: Appointment) -> bool:
    """Was it asked of this visit, at this time of it?"""
    before = session.scalars(select(Event).where(Event.case_id == visit.case_id, Event.what == UNHEARD))
    return any(event.data == {"appointment_id": visit.id, "sequence": visit.sequence} for event in before)


def _next_five(at: datetime) -> datetime:
    """The next full five minutes: nobody believes 10.37."""
    over = (at.minute % 5) * 60 + at.second
    at = at.replace(microsecond=0)
    return at if not over else at + timedelta(seconds=300 - over)
