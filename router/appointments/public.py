"""What anybody may know, whoever they are: when our offices are open, and when we walk round which estate.

Told in place of the word that we have their message; a person still reads it. Nothing of any tenant is in it, so a
phone that several share, or that nobody knows, is answered like any other. Who says next which of the sessions suits
them is told that a person books the place.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from router import cases
from router.appointments import needs, places, sessions, words
from router.appointments.asked import Asking
from router.appointments.considering import way_back
from router.appointments.letters import TWO_PARTS
from router.appointments.offering import Appointments
from router.appointments.talk import ASKED
from router.clock import london
from router.model import Case, DiarySession, Message, Resource
from router.storage.database import lock
from router.values import Labels, OfferedTime, Wish

SURGERY = "surgery"
KIND = "acknowledgement"
CHANGE = "job.appointment_change"
"""What "is there a surgery at Fernhill I can come to" may be read as: of who has no visit it changes none."""
SESSIONS = "sessions"
"""In the details of such a text: the ids of the sessions it names, in its order."""
MOST = 3
"""Sessions named in one text, and so many such texts a day to one address."""
TOLD = "They were told when our offices are open: book a place if they want one."
"""Why such a case is where it is; so it is also known, without a look, that they may answer to it."""
_PERHAPS = re.compile(r"walk|drop|surger|office|hub|library|room|shop", re.IGNORECASE)
"""Cheaply: may it be about one of them at all?"""
_A_PLACE = re.compile(
    r"\W*(?:(?:yes|ok|please|pls|can|could|you|u|i|we|have|get|want|id|like)\W+)*(?:book(?: (?:me|us))?(?: in)?"
    r"|(?:a|one) (?:place|slot|time|appointment))(?: (?:a|one|an))?"
    r"(?: (?:place|slot|time|appointment|one|then|there|please|pls))*\W*",
    re.IGNORECASE,
)
"""The whole message asks for a place, whichever: at the next session."""


class Public:
    """Asked for each message that no times were offered for."""

    def __init__(self, appointments: Appointments, asking: Asking) -> None:
        self.appointments, self.letters = appointments, appointments.letters
        self.asks_for, self.understand = asking.asks_for, asking.understand

    def wanted(self, case: Case, message: Message, labels: Labels) -> str:
        """'office' or 'estate' when it asks for one of these and nothing else comes first; else ''."""
        if message.automatic or message.keyword or not message.party or not _PERHAPS.search(message.text):
            return ""
        pressing = case.lane == 0 or case.urgency in ("life_safety", "emergency")
        if case.state != "waiting" or case.is_hidden or case.danger or labels.danger or pressing:
            return ""
        topic = self.appointments.landlord.topics.get(labels.topic)
        of_work = labels.topic == "repair" and (labels.repair != CHANGE or labels.also)
        if of_work or (topic is not None and (topic.restricted or topic.target == "immediate")):
            return ""
        where = self.asks_for(message.text).where
        return where if where in ("office", "estate") else ""

    def asks_when(self, words: str) -> bool:
        """Do they ask when one of these is, and not when their own visit is?"""
        return _PERHAPS.search(words) is not None and self.asks_for(words).where in ("office", "estate")

    def tell(self, session: Session, case: Case, message: Message, where: str, at: datetime) -> bool:
        """Say when. False when nothing is planned, or no text reaches them: then it is as with any message. And where
        times there were just put to them, for two lists have two firsts."""
        if where == "office" and any(times.offered_at == at for times in self.appointments.open_ones(session, case)):
            return False
        planned = self._offices(session, message.text, at) if where == "office" else []
        found = [_at_the_office(*one) for one in planned] or self._estates(session, case, where, at)
        channel, to = way_back(message)
        outbox = self.appointments.outbox
        if not found or not channel or outbox.told(session, message.party, KIND, at - timedelta(days=1)) >= MOST:
            return False  # a robot that answers ours is not answered for ever
        key = "walkabouts" if where == "estate" else "sessions_known" if case.identity == "known" else "sessions"
        text = self.letters.say(key, case, times="\n".join(found))
        while len(text) > TWO_PARTS and len(found) > 1:
            found = found[:-1]
            text = self.letters.say(key, case, times="\n".join(found))
        row = outbox.write(session, case, text, kind=KIND, at=at, channel=channel, to=to, automatic=True)
        row.details = {**row.details, "public": where}  # told as often as it is asked (`config/verify.py`)
        if case.identity == "shared" and where == "office":  # the words ask for their name and address
            row.details = {**row.details, ASKED: "who"}
        if where == "office":
            row.details = {**row.details, SESSIONS: [one.id for one, _ in planned[: len(found)]]}
        cases.explain(case, TOLD if where == "office" else "They were told when the next estate walkabouts are.")
        return True

    def may_choose(self, case: Case, message: Message, labels: Labels) -> bool:
        """May it say which of the sessions suits them? Asked of every message, so it reads nothing."""
        if case.identity != "known" or case.is_hidden or labels.danger or message.keyword or message.automatic:
            return False
        return TOLD in case.reason and case.state == "waiting"

    def chosen(self, session: Session, message: Message, case: Case, at: datetime) -> bool:
        """They say which suits them, and it was the last thing we told them: a person books the place, and they are
        told so. False: it goes on as any message."""
        session.flush()
        told = select(Message).where(Message.party == message.party, Message.direction == "out",
                                     Message.received_at > at - timedelta(days=1), Message.automatic != "staff",
                                     Message.kind != "note").order_by(Message.id.desc())  # fmt: skip
        last = session.scalars(told.limit(1)).first()
        named = (last.details.get(SESSIONS) or []) if last is not None and last.case_id == case.id else []
        s = DiarySession
        rows = session.execute(select(s, Resource).join(Resource, Resource.id == s.resource_id).where(
            s.id.in_(named), s.state == "planned", s.ends_at > at)) if named else ()  # fmt: skip
        there = {one.id: (one, place) for one, place in rows}
        told_of = [there[number] for number in named if number in there]
        one = self._meant(session, message, told_of)
        channel, to = way_back(message)
        if one is None:
            anyone = told_of if _A_PLACE.fullmatch(message.text) else []
            return any(self._offered(session, case, each, at, channel, to) for each in anyone)
        where = _at_the_office(*one)
        if self._offered(session, case, one, at, channel, to):
            return True
        text = self.letters.say("place", case, times=where)
        self.appointments.say(session, case, text, at, channel=channel, to=to)
        why = f"They want a place at the office: {where}. Book it, and tell them."
        self.appointments.to_people(session, case, at, why)
        return True

    def _offered(self, session: Session, case: Case, one: tuple[DiarySession, Resource], at: datetime, channel: str,
                 to: str) -> bool:  # fmt: skip
        """Numbered times of that session, where it has any free and nothing else waits for an answer in this case, nor
        is a place agreed in it already."""
        agreed = any(there.kind == SURGERY for there in self.appointments.agreed(session, case))
        if agreed or self.appointments.open_ones(session, case):
            return False
        landlord, (planned, place) = self.appointments.landlord, one
        need = replace(needs.of_case(session, case, landlord, at, SURGERY), resource_id=place.id)
        begins, ends = london(planned.starts_at), london(planned.ends_at)
        wish = Wish(days=(begins.date(),), not_before=begins.time(), not_after=ends.time())
        lock(session, "diary", ["all"])
        free = self.appointments.find(session, need, at, (wish,))
        return self.appointments.put(session, case, need, free, at, channel=channel, to=to) is not None

    def _meant(self, session: Session, message: Message,
               there: Sequence[tuple[DiarySession, Resource]]) -> tuple[DiarySession, Resource] | None:  # fmt: skip
        """The session that the words name, by its place or as one of those told."""
        if not there:
            return None
        places_named = {place.id for place in places.named(session, message.text)}
        at_it = [one for one in there if one[1].id in places_named]
        if len(at_it) == 1:
            return at_it[0]
        told = [OfferedTime(number, one.starts_at, one.ends_at, "am" if london(one.starts_at).hour < 12 else "pm")
                for number, (one, _) in enumerate(there, 1)]  # fmt: skip
        answer = self.understand(message.text, told, message.received_at, None)
        return there[answer.choice - 1] if answer.kind in ("choose", "yes") and answer.choice else None

    def _offices(self, session: Session, text: str, at: datetime) -> list[tuple[DiarySession, Resource]]:
        """The next session of each office; of one that they name, its next ones."""
        s = DiarySession
        query = select(s, Resource).join(Resource, Resource.id == s.resource_id).where(
            s.kind == SURGERY, s.state == "planned", s.ends_at > at, Resource.active
        )  # fmt: skip
        named = {place.id for place in places.named(session, text)}
        found, seen = list[tuple[DiarySession, Resource]](), set[int]()
        for planned, place in session.execute(query.order_by(s.starts_at, s.id).limit(200)):
            if (named and place.id not in named) or (not named and place.id in seen):
                continue
            seen.add(place.id)
            found.append((planned, place))
        return found[:MOST]

    def _estates(self, session: Session, case: Case, where: str, at: datetime) -> list[str]:
        """Those of their own patch where it is known, else the next ones anywhere; none of them is at an office."""
        if where != "estate":
            return []
        patch = places.patch_of(session, case) if case.identity == "known" else ""
        planned = sessions.walkabouts(session, at, patch, MOST) if patch else []
        return [f"{_when(one)}: {one.place}" for one in planned or sessions.walkabouts(session, at, limit=MOST)]


def _at_the_office(planned: DiarySession, place: Resource) -> str:
    return f"{_when(planned)}: {', '.join(filter(None, (place.name, place.address)))}"


def _when(planned: DiarySession) -> str:
    return f"{words.day(planned.starts_at)}, {words.hour(planned.starts_at)} to {words.hour(planned.ends_at)}"
