"""What comes from the own number of somebody who comes to homes: their word on a visit, and no tenant's message.

What a text plainly says is done as by the buttons of their link ("on my way", "no access", "running late 30 min"), if
the hour and the order of their day leave no doubt which visit is meant. All else is read by a person, on the case of
that visit. Nothing that is said to tenants is answered to them (no acknowledgement, no safety words, no times): one
line says that a person reads it. What they say on the telephone does nothing by itself: it may be heard wrongly.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from router import cases, clocks, deadlines, promises
from router.appointments.capacity import still_here
from router.appointments.diary import street_of
from router.appointments.plain_words import Word, job_called, read
from router.appointments.reminders import say
from router.appointments.visits import SETS_OFF, SOON, Visits, day_is_over
from router.clock import london
from router.model import Appointment, Case, ContactLink, ContactPoint, Message, Resource, record
from router.placement import higher, weigh
from router.safety import is_restricted
from router.storage.database import Database, hold_case
from router.values import AGREED, Labels, Landlord, Placement
from router.working_time import add_working_minutes

CHANNELS = ("sms", "whatsapp", "voice")
KIND, STAFF = "visit_word", "staff"
"""Of such a message: `Message.kind`, and its `automatic`: whoever looks for a tenant's words passes it over."""
NEAR = timedelta(hours=1)
"""A visit that is planned to begin within this, or should have begun, may be the one they set off for."""
MOST_TOLD = 3
"""Lines in answer to what one number texts us in an hour."""
RING_BACK = 30
"""Opening minutes in which who rang from their own number is rung back: they may stand before a door."""
_NO_WORK = {"and", "for", "the", "not", "visit", "repair", "other", "another", "different", "with", "appointment"}
"""Words of our labels that tell no job from another."""
AHEAD, BEHIND = timedelta(days=14), timedelta(days=2)
"""How far off a visit may be for words that name none to be about it."""


class Text(Protocol):
    """What is asked of a message that was heard (`router.hearing.Heard`)."""

    id: int
    channel: str
    party: str
    text: str
    keyword: str
    labels: Labels


_WROTE = "wrote to us: please read it, and answer them."
_RANG = "rang us from their own number: please ring them back."


class OwnWords:
    """Asked for every text before it is placed as a tenant's."""

    def __init__(self, database: Database, visits: Visits) -> None:
        self.database, self.visits = database, visits

    def hear(self, heard: Sequence[Text], at: datetime) -> set[int]:
        """The ids of those that came from somebody who comes to homes: each is done with. One transaction each."""
        texts = [one for one in heard if one.channel in CHANNELS and one.party and not one.keyword]
        if not texts:
            return set()
        with self.database.reading() as session:
            rows = session.scalars(select(Resource).where(
                Resource.active, Resource.kind != "place", Resource.phone.in_({one.party for one in texts})
            ).order_by(Resource.id.desc()))  # fmt: skip
            theirs = {row.phone: row.id for row in rows if still_here(session, row, at)}
        return {one.id for one in texts if one.party in theirs and self._hear(one, theirs[one.party], at)}

    def _hear(self, one: Text, resource_id: int, at: datetime) -> bool:
        with self.database.transaction() as session:
            by = session.get_one(Resource, resource_id)
            theirs = _visits(session, by, at)
            visit, word = _meant(theirs, one.text, at, self.visits.landlord)
            if one.channel == "voice":
                visit, word = _spoken_of(theirs, one.text, at), Word("")
            if not word.what and _is_tenants(session, one.party):
                return False  # they live in one of our homes too: only plain words are those of whoever comes
            case = hold_case(session, visit.case_id) if visit is not None else None
            message = session.get(Message, one.id, populate_existing=True)
            if message is None or message.state != "received":
                return True
            if visit is not None and case is not None:
                session.refresh(visit)
                self._take_in(session, message, case, by, at)
                again = _said_already(visit, word, at)
                if one.labels.danger or not self._done(session, case, visit, by, word, at):
                    self._to_people(session, case, by, one.labels, at, one.channel)
                    if not one.labels.danger:  # then they are rung
                        self._tell_them(session, message, case, visit, at)
                elif again:
                    self._tell_them(session, message, case, visit, at, "visit_word_again")
                elif word.what == "late":  # whether the tenant was told is theirs to know: they may stand at the door
                    told = word.tell or self.visits.is_news(visit, self.visits.there(visit, word.minutes, at))
                    key = "visit_word_late" if told else "visit_word_in_time"
                    self._tell_them(session, message, case, visit, at, key)
            else:
                self._without_visit(session, message, by, one.labels, at)
        return True

    def _done(self, session: Session, case: Case, visit: Appointment, by: Resource, word: Word, at: datetime) -> bool:
        """Did the word do all that is to be done? Then nobody need read it."""
        if word.what == "late":
            return bool(word.minutes) and self.visits.late(session, case, visit, word.minutes, at, _who(by), word.tell)
        if not word.what:
            return False
        if _said_already(visit, word, at):
            return True
        minutes = min((each for each in SOON if each >= word.minutes), default=max(SOON)) if word.minutes else 20
        return self.visits.act(session, case, visit, by, word.what, at, minutes=minutes) in ("", "again")

    def _take_in(self, session: Session, message: Message, case: Case, by: Resource, at: datetime) -> None:
        message.case, message.state, message.placed_at = case, "routed", at
        message.claim, message.claimed_until = "", None
        message.kind, message.automatic, message.author_id = KIND, STAFF, by.staff_id
        message.details = {**message.details, "resource": by.id}
        record(session, message.received_at, _who(by), "message.kept", case, message, channel=message.channel)

    def _tell_them(self, session: Session, message: Message, case: Case, visit: Appointment, at: datetime,
                   key: str = "") -> None:  # fmt: skip
        """One line, so that they know that it did nothing by itself; a few an hour, for a robot would go on."""
        if message.channel == "voice" or self.visits.outbox.told(session, message.party, KIND, at - NEAR) >= MOST_TOLD:
            return
        said = read(message.text, [*_names(visit), job_called(message.text)]).what
        early = visit.state in AGREED and at < visit.window_from - (SETS_OFF if said == "on_the_way" else timedelta(0))
        because = {"no_access": "visit_word_early", "on_the_way": "visit_word_far"}.get(said, "") if early else ""
        key = key or because or "visit_word_read"
        text = say(self.visits.landlord, key, visit, case)
        last = case.last_activity_at
        row = self.visits.outbox.write(session, case, text, kind=KIND, at=at, channel=message.channel,
                                       to=message.party, automatic=True, form_id=f"word:{message.id}")  # fmt: skip
        row.automatic, case.last_activity_at = STAFF, last  # the tenant's matter is as old as it was

    def _to_people(self, session: Session, case: Case, by: Resource, labels: Labels, at: datetime,
                   channel: str) -> None:  # fmt: skip
        who = _who(by)
        if case.state == "closed":
            cases.reopen(session, case, who, at, f"{by.name}, who comes, told us something.", self.visits.landlord)
        told = _RANG if channel == "voice" else _WROTE
        cases.await_people(session, case, at, f"{by.name}, who comes, {told}", who)
        if channel == "voice":
            self._to_ring_back(session, case, by, at)
        if labels.danger:
            self._raise(session, case, by, labels, at)
        case.version += 1

    def _to_ring_back(self, session: Session, case: Case, by: Resource, at: datetime) -> None:
        """They were told on the line that the office rings them back: a clock holds us to it."""
        due = add_working_minutes(at, RING_BACK, self.visits.landlord.opening)
        promises.promised_by_us(session, case, f"Ring {by.name} back: they rang from their own number.", due, at)

    def _raise(self, session: Session, case: Case, by: Resource, labels: Labels, at: datetime) -> None:
        """They wrote of a danger: as pressing, and as hidden, as if the tenant had."""
        placed, who = self._weighed(labels, at), _who(by)
        if is_restricted(labels, self.visits.landlord):
            cases.restrict(session, case, at)
            cases.release(session, case, "worker", at, "only staff with the right may see it from now on.")
            case.queue = placed.queue
        elif case.lane > 0:  # whoever holds it may be busy: now it is for whoever is free
            cases.release(session, case, "worker", at, "a danger was named.")
            case.queue = placed.queue
        cases.raise_urgency(session, case, placed.urgency, who, at, f"{by.name} wrote of a danger there.")
        clocks.raised(session, case, who, at, self.visits.landlord)

    def _weighed(self, labels: Labels, at: datetime) -> Placement:
        """Where a danger puts it: an emergency at least."""
        placed, _ = weigh(labels, (), at, self.visits.landlord)
        return replace(placed, lane=0, urgency=higher("emergency", placed.urgency))

    def _without_visit(self, session: Session, message: Message, by: Resource, labels: Labels, at: datetime) -> None:
        """They have no visit that it could be about: a case of its own, or the one that such a text opened before."""
        query = select(Case.id).where(Case.party == message.party, Case.state != "closed", Case.tenant_id.is_(None))
        number = session.scalar(query.order_by(Case.id.desc()).limit(1))
        case = hold_case(session, number) if number is not None else None
        if case is None:
            case = cases.open_case(session, message, None, "unknown", Labels(), None)
            case.needs_person = True
            reason = f"{by.name}, who comes to homes, wrote and has no visit just now: please read it, and answer them."
            if message.channel == "voice":
                reason = f"{by.name}, who comes to homes, {_RANG} Which visit it is about, if any, they did not say."
            placement = Placement(2, "general", "none", reason)
            if labels.danger:
                placement = replace(self._weighed(labels, at), reason=reason)
            if is_restricted(labels, self.visits.landlord):
                cases.restrict(session, case, at)
            cases.judge(session, case, message, Labels(), placement, at)
            look = deadlines.first_look(message.received_at)
            if labels.danger:
                look = deadlines.started_by(Labels(), placement, message.received_at, self.visits.landlord)[0]
            cases.start(session, case, [look])
            cases.join_queue(session, case, at)
            session.flush()
            self._take_in(session, message, case, by, at)
            if message.channel == "voice":
                self._to_ring_back(session, case, by, at)
        else:
            self._take_in(session, message, case, by, at)
            self._to_people(session, case, by, labels, at, message.channel)
        case.last_activity_at = max(case.last_activity_at, message.received_at)


def _who(by: Resource) -> str:
    return f"staff:{by.staff_id}" if by.staff_id else f"resource:{by.id}"


def _visits(session: Session, by: Resource, at: datetime) -> list[Appointment]:
    """What it may be about, in the order of their day: visits agreed, and those just over."""
    a, states = Appointment, (*AGREED, "done", "no_access", "missed")
    theirs = or_(a.resource_id == by.id, a.second_id == by.id)
    near = a.starts_at < at + AHEAD, a.window_until > at - BEHIND
    query = select(a).where(theirs, *near, a.state.in_(states))
    return list(session.scalars(query.order_by(a.starts_at, a.id)))


def _meant(theirs: Sequence[Appointment], text: str, at: datetime,
           landlord: Landlord) -> tuple[Appointment | None, Word]:  # fmt: skip
    """(the visit that these words are about, what they plainly say of it).

    One that they name by its reference or street, or as a job by what it is for ("the mould job"); else, of those the
    word could be said of, the only one. Where that leaves a doubt nothing is plain, and the next visit is where a
    person reads it.
    """
    said = text.casefold()
    names, named = {visit.id: _names(visit) for visit in theirs}, _named(theirs, said)
    job = job_called(text)
    if job and not named:
        named = [visit for visit in theirs if set(job.split()) & _work(visit, landlord)]
        names = {visit.id: [job] for visit in named}
    word = read(text, [name for visit in named for name in names[visit.id]])
    agreed = [visit for visit in (named or theirs) if visit.state in AGREED]
    could = _in_order([visit for visit in agreed if _could(visit, word, at)], agreed, word, at)
    if len({visit.id for visit in could}) == 1:
        return could[0], word
    told = [visit for visit in (named or theirs) if _said_already(visit, word, at)]
    if not could and len({visit.id for visit in told}) == 1:
        return told[0], word
    under_way = [visit for visit in agreed if visit.state != "booked"]
    rest = under_way or agreed or list(reversed(named or list(theirs)))
    return (rest[0] if rest else None), Word("")


def _spoken_of(theirs: Sequence[Appointment], text: str, at: datetime) -> Appointment | None:
    """The visit that a call is about: one that it names, else the only one of today; None where that is not plain."""
    said, today = text.casefold(), london(at).date()
    named = _named(theirs, said)
    here = named or [visit for visit in theirs if visit.state in AGREED and london(visit.starts_at).date() == today]
    return here[0] if len({visit.case_id for visit in here}) == 1 else None


def _in_order(could: list[Appointment], agreed: Sequence[Appointment], word: Word, at: datetime) -> list[Appointment]:
    """Of several of one day, those that the order of the day leaves.

    Who sets off goes to one that is due, the first while its planned time is not past; to the first of the others only
    where none is due, and none is under way. Who is late is late for the one they are on the way to, else for the
    first whose window is not over.
    """
    if word.what == "on_the_way":
        due = [visit for visit in could if visit.starts_at <= at + NEAR]
        driving = any(visit.state == "on_the_way" and not day_is_over(visit, at) for visit in agreed)
        if due and not driving and at <= due[0].starts_at + NEAR / 4:
            return due[:1]
        return due or ([] if driving else could[:1])
    if word.what == "late":
        begun = [visit for visit in could if visit.state == "on_the_way"]
        return begun or [visit for visit in could if visit.window_until > at][:1] or could
    return could


def _could(visit: Appointment, word: Word, at: datetime) -> bool:
    """Can this be said of this visit at this hour?"""
    if word.what == "no_access":
        return not day_is_over(visit, at) and (visit.state != "booked" or visit.starts_at <= at + NEAR / 4)
    if word.what == "on_the_way":  # as by the button
        return visit.state == "booked" and not Visits.why_not(visit, "on_the_way", at)
    if word.what == "late":
        today = london(visit.starts_at).date() == london(at).date()
        return today and visit.state in ("booked", "on_the_way") and visit.starts_at <= at + NEAR * 4
    return False


def _named(theirs: Sequence[Appointment], said: str) -> list[Appointment]:
    """Those that the words name: by reference or address where one is named so, else by their street or postcode."""
    for first, last in ((0, 2), (2, None)):
        found = [visit for visit in theirs if any(_in(name, said) for name in _names(visit)[first:last])]
        if found:
            return found
    return []


def _in(name: str, said: str) -> bool:
    """As words of its own: '1 alder row' is not in '41 alder row'."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) is not None


def _said_already(visit: Appointment, word: Word, at: datetime) -> bool:
    """Does this visit of today stand so, or further, by what they said before?"""
    stands = {"on_the_way": ("on_the_way", "arrived"), "no_access": ("no_access",)}.get(word.what, ())
    return visit.state in stands and london(visit.starts_at).date() == london(at).date()


def _names(visit: Appointment) -> list[str]:
    """How somebody names it: its reference, '14 alder row'; then 'alder row', its postcode."""
    home = visit.home or visit.case.home
    reference = visit.case.reference.casefold()
    if home is None:
        return [reference]
    first = home.address.split(",")[0].strip().casefold()
    return [name for name in (reference, first, street_of(home.address), home.postcode.casefold()) if name]


def _work(visit: Appointment, landlord: Landlord) -> set[str]:
    """The words that say what it is for: of its kind, its trades and what is broken."""
    repairs = [landlord.repairs[name].label for name in visit.repairs if name in landlord.repairs]
    kind = landlord.appointments.kinds.get(visit.kind)
    labels = [kind.label if kind else "", *(landlord.trades.get(name, "") for name in visit.trades), *repairs]
    return {*re.findall(r"[a-z]{3,}", " ".join(labels).casefold())} - _NO_WORK


def _is_tenants(session: Session, party: str) -> bool:
    """Is this number known as a tenant's too?"""
    query = select(ContactLink.id).join(ContactPoint, ContactPoint.id == ContactLink.contact_point_id)
    return (
        session.scalar(query.where(ContactPoint.address == party, ContactLink.ended_at.is_(None)).limit(1)) is not None
    )
