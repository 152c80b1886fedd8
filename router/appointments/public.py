"""What anybody may know, whoever they are: when our offices are open, and when we walk round which estate.

Told in place of the word that we have their message; a person still reads it. Nothing of any tenant is in it, so a
phone that several share, or that nobody knows, is answered like any other.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from router import cases
from router.appointments import places, sessions, words
from router.appointments.considering import way_back
from router.appointments.letters import TWO_PARTS
from router.appointments.offering import Appointments
from router.appointments.talk import ASKED
from router.model import Case, DiarySession, Message, Resource
from router.values import Asked, Labels

SURGERY = "surgery"
KIND = "acknowledgement"
MOST = 3
"""Sessions named in one text, and so many such texts a day to one address."""
_PERHAPS = re.compile(r"walk|drop|surger|office|hub|library|room|shop", re.IGNORECASE)
"""Cheaply: may it be about one of them at all?"""


class Public:
    """Asked for each message that no times were offered for."""

    def __init__(self, appointments: Appointments, asks_for: Callable[[str], Asked]) -> None:
        self.appointments, self.letters, self.asks_for = appointments, appointments.letters, asks_for

    def wanted(self, case: Case, message: Message, labels: Labels) -> str:
        """'office' or 'estate' when it asks for one of these and nothing else comes first; else ''."""
        if message.automatic or message.keyword or not message.party or not _PERHAPS.search(message.text):
            return ""
        pressing = case.lane == 0 or case.urgency in ("life_safety", "emergency")
        if case.state != "waiting" or case.is_hidden or case.danger or labels.danger or pressing:
            return ""
        topic = self.appointments.landlord.topics.get(labels.topic)
        if labels.topic == "repair" or (topic is not None and (topic.restricted or topic.target == "immediate")):
            return ""
        where = self.asks_for(message.text).where
        return where if where in ("office", "estate") else ""

    def tell(self, session: Session, case: Case, message: Message, where: str, at: datetime) -> bool:
        """Say when. False when nothing is planned, or no text reaches them: then it is as with any message."""
        found = self._offices(session, message.text, at) if where == "office" else self._estates(session, case, at)
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
        if case.identity == "shared" and where == "office":  # the words ask for their name and address
            row.details = {**row.details, ASKED: "who"}
        cases.explain(case, "They were told when our offices are open: book a place if they want one."
                      if where == "office" else "They were told when the next estate walkabouts are.")  # fmt: skip
        return True

    def _offices(self, session: Session, text: str, at: datetime) -> list[str]:
        """The next session of each office; of one that they name, its next ones."""
        s = DiarySession
        query = select(s, Resource).join(Resource, Resource.id == s.resource_id).where(
            s.kind == SURGERY, s.state == "planned", s.ends_at > at, Resource.active
        )  # fmt: skip
        named = {place.id for place in places.named(session, text)}
        found, seen = list[str](), set[int]()
        for planned, place in session.execute(query.order_by(s.starts_at, s.id).limit(200)):
            if (named and place.id not in named) or (not named and place.id in seen):
                continue
            seen.add(place.id)
            where = ", ".join(filter(None, (place.name, place.address)))
            found.append(f"{_when(planned)}: {where}")
        return found[:MOST]

    def _estates(self, session: Session, case: Case, at: datetime) -> list[str]:
        """Those of their own patch where it is known, else the next ones anywhere."""
        patch = places.patch_of(session, case) if case.identity == "known" else ""
        planned = sessions.walkabouts(session, at, patch, MOST) if patch else []
        return [f"{_when(one)}: {one.place}" for one in planned or sessions.walkabouts(session, at, limit=MOST)]


def _when(planned: DiarySession) -> str:
    return f"{words.day(planned.starts_at)}, {words.hour(planned.starts_at)} to {words.hour(planned.ends_at)}"
