"""A number that several tenants share: who it is that writes is asked before times are offered, or a visit is changed.

What one household has agreed is neither told to another nor changed by it. Who says which home it is, by name or by
address, is answered as if the number were theirs alone; an answer to what we have just written there needs no name.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from router import cases, households, identity
from router.appointments.added import weigh_in
from router.appointments.asked import Asking
from router.appointments.considering import Considering, way_back
from router.appointments.offering import KIND
from router.appointments.talk import ASKED, NAMES_NOBODY, Said, told_of_the_fault
from router.appointments.which import ASKED_WHICH
from router.belonging import SAME_TALK, TEXTS
from router.labels import labels_from
from router.model import Case, Message, Tenant
from router.values import Labels

ABOUT = "asked_about"
"""In the details of our question who writes: the id of the message that it was asked of."""
OURS = "acknowledgement"
"""The kind of the first such text: it says that we have their message as well."""
_NO_MORE = re.compile(
    r"hi|hello|hiya|its|im|i|am|this|is|it|me|my|name|mr|mrs|ms|miss|here|at|from|for|the|number|no|flat|yes|sorry|please"
    r"|pls|thanks|thank|you|ta|cheers|son|daughter|dad|mum|father|mother"
)
"""Words that add nothing to a name."""
ASKED_TWICE = 2
"""Texts about who they are after the first: one that asks again, and one that a person asks them."""
A_FEW_WORDS = 5
"""An answer so short that names nobody is for nobody to read: they are asked again."""
MOST_ASKED_OF = 5
"""Messages, the newest first, in which is looked for what they had asked for."""
A_DAY = 3
"""Such texts to one number in a day, acknowledgements among them: robots that answer ours are not asked for ever."""


class WhoWrites:
    """What is done where it matters who of several writes."""

    def __init__(self, considering: Considering, asking: Asking) -> None:
        self.considering, self.asking = considering, asking
        self.appointments, self.landlord = asking.appointments, asking.landlord

    def may_ask(self, case: Case, message: Message, labels: Labels) -> bool:
        """Would times be offered, if it were only known who writes? Asked of every message, so it reads nothing."""
        return case.identity == "shared" and self.considering.may_be(case, message, labels, whoever=True)

    def ask(self, session: Session, case: Case, message: Message, at: datetime) -> bool:
        """One text: we have their message, and who is it? Once in a case. False: it is as with any message."""
        channel, to = way_back(message)
        several = self._several(session, message)
        if not channel or case.live_call_id or not several or any(tenant.restricted for tenant in several):
            return False
        lately = self.appointments.outbox.told(session, to, OURS, at - timedelta(days=1))
        if lately >= A_DAY or self._asked(session, case) or not self.appointments.anybody(session):
            return False
        self._write(session, case, "who", OURS, channel, to, at)
        cases.explain(case, "They were asked who it is, by name or address: times are offered once they say.")
        return True

    def may_say(self, case: Case, message: Message, labels: Labels) -> bool:
        """May they say who they are in a case of nobody's? Asked of every message, so it reads nothing."""
        if case.identity != "shared" or case.state != "waiting" or labels.danger:
            return False
        return not (message.keyword or message.automatic or case.is_hidden)

    def hear(self, session: Session, message: Message, labels: Labels, case: Case, at: datetime) -> Case | None:
        """Who it is, if they say so (`may_say`): the case is theirs from now on. The case, if they said no more
        than that: then what they had asked for before is done; None: it goes on as any message."""
        asked = self._asked(session, case)
        tenant = households.named(self._several(session, message), message.text, answers=asked)
        unread = not told_of_the_fault(labels) and (labels.needs_person or labels.topic == "general.unclear")
        if tenant is None:
            named_nobody = asked and not told_of_the_fault(labels) and self._not_a_name(session, case, message, at)
            return case if named_nobody and unread else None
        before = cases.facts_of(case)
        identity.this_is(session, case, tenant, "tenant", at, "They said so when they were asked.")
        session.flush()
        session.refresh(case, ["tenant", "home"])
        cases.explain(case, "Several tenants use this number. They wrote which of them it is.")
        weigh_in(session, case, message, labels, self.landlord, at, before)
        left = _left_over(tenant, message.text)
        if not asked or (left and not unread):
            return None
        if not self._offered(session, case, message, at) and not case.is_hidden:
            self._person(session, case, message, at)
        if left:  # words that nobody understood: a person reads them as well, and they choose none of the times
            session.info["said_who"] = message.id
            return None
        message.details = {**message.details, "heard": "who"}
        return case

    def _not_a_name(self, session: Session, case: Case, message: Message, at: datetime) -> bool:
        """We asked who it is, and this names nobody: asked once more, then a person asks them. True where it says no
        more than that: 'the first'."""
        told, (channel, to) = self._told(session, case), way_back(message)
        if told >= ASKED_TWICE or not channel:
            return False
        message.details = {**message.details, NAMES_NOBODY: True}
        if told == 0:
            self._write(session, case, "who_again", KIND, channel, to, at)
        else:
            self._person(session, case, message, at)
        if len(message.text.split()) > A_FEW_WORDS:
            return False
        message.details = {**message.details, "heard": "who"}
        return True

    def _offered(self, session: Session, case: Case, message: Message, at: datetime) -> bool:
        """What they had asked for when we asked them who it is."""
        theirs = select(Message).where(Message.case_id == case.id, Message.direction == "in", Message.id != message.id,
                                       Message.automatic == "")  # fmt: skip
        ours = self.considering
        for first in session.scalars(theirs.order_by(Message.id.desc()).limit(MOST_ASKED_OF)):
            labels = labels_from(first.labels or {})
            if ours.may_be(case, first, labels):
                return ours.consider(session, case, first, labels, False, at)
        return False

    # --- an answer, or something about a visit ---------------------------------------------------

    def meant(self, session: Session, message: Message, at: datetime) -> Tenant | None:
        """Whose visit or times the words are about, by name or address; a first name is enough where we asked."""
        several = self._several(session, message)
        if not several:
            return None
        newest = self._newest(session, message, at)
        asked = newest is not None and not {ASKED, ASKED_WHICH}.isdisjoint(newest.details)
        return households.named(several, message.text, answers=asked) or households.begins_with(several, message.text)

    def asked_about(self, session: Session, message: Message, at: datetime) -> Message | None:
        """What they had written when we asked them who it is, or which visit they mean."""
        newest = self._newest(session, message, at)
        asked = newest.details if newest is not None else {}
        about = asked.get(ABOUT) or (asked.get(ASKED_WHICH) or {}).get("about")
        return session.get(Message, about) if about else None

    def doubtful(self, session: Session, message: Message, case: Case, at: datetime) -> bool:
        """May it be another household that writes than the one whose visit this is? They name nobody, and it answers
        nothing that we have just written there."""
        if message.channel not in (*TEXTS, "voice") or len(self._several(session, message)) < 2:
            return False
        newest = self._newest(session, message, at)
        return newest is None or newest.case_id != case.id or ASKED in newest.details

    def ask_again(self, session: Session, case: Case, said: Said, at: datetime) -> bool:
        """'Please send that again, with the name or the address.' Asked once; then a person rings. False: it goes on as
        any message, and who is on the line is asked by a person."""
        if said.message.channel == "voice" or said.answer.kind == "unclear":
            return False
        session.flush()
        asked = select(Message.details).where(Message.party == said.to, Message.direction == "out",
                                              Message.received_at > at - SAME_TALK)  # fmt: skip
        if any(details.get(ASKED) for details in session.scalars(asked)):
            why = f"Several tenants use this number, and who writes about a visit they do not say: “{said.quoted}”"
            self.appointments.to_people(session, case, at, why)
            self._person(session, case, said.message, at, "passed_on_soon")
            return True
        row = self._write(session, case, "who_again", KIND, said.channel, said.to, at)
        row.details = {**row.details, ABOUT: said.message.id}
        return True

    def is_shared(self, session: Session, message: Message) -> bool:
        """Do several tenants use this number?"""
        return len(self._several(session, message)) > 1

    # --- small things ----------------------------------------------------------------------------

    def _newest(self, session: Session, message: Message, at: datetime) -> Message | None:
        """What was last said to this number, if that is not long ago."""
        session.flush()
        return session.scalars(
            select(Message).where(Message.party == message.party, Message.direction == "out",
                                  Message.received_at > at - SAME_TALK, Message.automatic != "staff",
                                  Message.kind != "note").order_by(Message.id.desc()).limit(1)
        ).first()  # fmt: skip

    def _several(self, session: Session, message: Message) -> Sequence[Tenant]:
        return households.sharers(identity.known_points(session, [message.party]).get(message.party))

    def _asked(self, session: Session, case: Case) -> bool:
        session.flush()
        ours = select(Message.details).where(Message.case_id == case.id, Message.direction == "out",
                                             Message.kind == OURS)  # fmt: skip
        return any(details.get(ASKED) for details in session.scalars(ours))

    def _told(self, session: Session, case: Case) -> int:
        """How often something was said to them of times, or of who they are, since we first asked."""
        told = select(func.count()).where(Message.case_id == case.id, Message.kind == KIND)
        return session.scalar(told) or 0

    def _person(self, session: Session, case: Case, message: Message, at: datetime, key: str = "person") -> None:
        channel, to = way_back(message)
        text = self.appointments.letters.say(key, case)
        row = self.appointments.say(session, case, text, at, channel=channel, to=to)
        if row is not None:
            row.details = {**row.details, ASKED: "who"}  # it tells nobody of a visit

    def _write(self, session: Session, case: Case, key: str, kind: str, channel: str, to: str,
               at: datetime) -> Message:  # fmt: skip
        text = self.appointments.letters.say(key, case)
        row = self.appointments.outbox.write(session, case, text, kind=kind, at=at, channel=channel, to=to,
                                             automatic=True)  # fmt: skip
        row.details = {**row.details, ASKED: "who"}
        return row


def _left_over(tenant: Tenant, text: str) -> list[str]:
    """What the words say besides who they are."""
    names = set(tenant.name.casefold().split())
    left = re.findall(r"\w+", households.without(tenant, text).casefold().replace("'", ""))
    return [word for word in left if word not in names and not _NO_MORE.fullmatch(word)]
