"""Whoever writes about a visit has an answer; where none is known by itself, they are told that a person has it.

Asked last of each message that goes on a case they have already, when nothing else was said to them: of an emergency
each time, of what is about no visit where nothing was said for a while. In a talk that a
person has begun that person answers, and of what only some may see nothing is sent.
"""

import re
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from router import clocks
from router.appointments import shown
from router.appointments.as_written import once_offered, way_back_of
from router.appointments.asked import Asking
from router.appointments.considering import way_back
from router.appointments.offering import Appointments
from router.appointments.stands import without_references
from router.appointments.talk import CALLS, CALLS_OFF, ONLY_THANKS, asks_who
from router.appointments.who import WhoWrites
from router.deadlines import ANSWER
from router.identity import is_doubted
from router.loss import tells_of_a_loss
from router.model import Case, Message, TimesOffered
from router.placement import PRESSING
from router.safety import is_restricted
from router.silence import wants_silence
from router.values import Labels, OfferedTime
from router.working_time import by_when

DOORS = ("sms", "whatsapp", "email")
"""Who rings hears how it stands, and who writes on the page sees it."""
ABOUT = ("when", "cancel", "move", "late", "nobody_in", "ring_me", "wish", "none")
"""Plainly about a visit, whether or not there is one; and so is 'leave it as it was' ('keep')."""
CHOOSES = ("choose", "yes", "wish", "none", "no")
"""An answer to times that are on offer."""
WENT = "went"
"""In `Session.info`: by message, the times that a danger told of in it put an end to, each once."""
TALK = timedelta(days=1)
"""So long after a person's last word what is written is for them."""
WONDERS = timedelta(hours=1)
"""What is written so long after our last word is told that a person has it, whatever it is about."""
ANSWERED_ALIKE = 3
"""So often a day the very same words are answered."""
_WHICH = (
    r"(?:first|second|third|last|middle|1st|2nd|3rd)(?: (?:one|time|slot))?|either(?: one)?|both"
    r"|(?:any|none)(?: of (?:them|those|these))?"
)
_A_NUMBER = re.compile(
    r"\W*(?:(?:option|number|no) ?)?\d{1,2}(?: ?(?:or|and|/|&) ?\d{1,2})?\W*"
    rf"|\W*(?:(?:ok|yes|please|pls|the) )*(?:{_WHICH})(?: (?:please|pls|thanks|will do|is fine))*\W*",
    re.IGNORECASE,
)
"""The whole message chooses among times, or refuses them all."""
_AND_MORE = re.compile(
    rf"\W*(?:yes|yeah|yep|no|nope|\d|(?:the )?(?:{_WHICH}))\b[ ,.]*(?:but|and|for|cos|because|if|please|pls)\b",
    re.IGNORECASE,
)
"""It begins like an answer to times: 'yes but the dog'."""


class PassedOn:
    """`tell` says who has it; True if it was said."""

    def __init__(self, appointments: Appointments, asking: Asking, who: WhoWrites) -> None:
        self.appointments, self.letters, self.asking, self.who = appointments, appointments.letters, asking, who

    def has_gone(self, session: Session, message: Message) -> bool:
        """Did a danger in this message put an end to times on offer? Asked of every message, so it reads nothing."""
        return message.id in session.info.get(WENT, ())

    def say_what_went(self, session: Session, message: Message, at: datetime) -> None:
        """'2 please, and i smell gas': after the words about the danger, that nothing is booked. Who told of the danger
        alone has no need of it."""
        for standing in session.info[WENT].pop(message.id).values():
            said, held = without_references(message.text), once_offered(session, standing.times)
            kind = self.asking.understand(said, held, message.received_at, None).kind
            if message.channel in DOORS and kind in CHOOSES and held and standing.held:
                text = self.letters.say("danger_first", standing.case, standing.held[0])
                channel, to = way_back_of(message, standing.case)
                self.appointments.say(session, standing.case, text, at, channel=channel, to=to)

    def may_tell(self, case: Case, message: Message, labels: Labels) -> bool:
        """Is it worth a look? Asked of every message, so it reads nothing."""
        if message.channel not in DOORS or message.automatic or message.keyword or not message.party:
            return False
        if is_doubted(message.details):  # whoever forged it hears nothing of a visit
            return False
        if (
            case.is_hidden
            or case.state == "closed"
            or labels.danger
            or is_restricted(labels, self.appointments.landlord)
        ):
            return False
        known = message.channel != "email" or case.identity in ("known", "shared")  # anybody can write as anybody
        said = message.text.strip()
        return bool(known and said) and not ONLY_THANKS.fullmatch(said[:80]) and not wants_silence(said)

    def tell(self, session: Session, case: Case, message: Message, labels: Labels, at: datetime) -> bool:
        """That a person has it and by when they answer, and how the visit stands."""
        kind = self._kind(message, labels)
        times = session.scalar(select(TimesOffered.id).where(TimesOffered.case_id == case.id).limit(1)) is not None
        stands = shown.agreed(session, case)
        channel, to = way_back(message)
        if not (kind or times or stands is not None or case.lane == 0 or self._long_silent(session, case, at)):
            return False
        if not channel or self._is_told(session, case, to, at) or self.appointments.told_too_often(session, case, at):
            return False
        if self._says_the_same(session, case, message, at):
            return False
        text = self._words(session, case, message, kind, at)
        return self.appointments.say(session, case, text, at, channel=channel, to=to) is not None

    def _long_silent(self, session: Session, case: Case, at: datetime) -> bool:
        """Has nothing been said in this case for so long that they may wonder whether it is read?"""
        session.flush()
        m = Message
        lately = select(m.id).where(m.case_id == case.id, m.direction == "out", m.kind != "note",
                                    m.received_at > at - WONDERS)  # fmt: skip
        return case.state == "waiting" and session.scalar(lately.limit(1)) is None

    def _kind(self, message: Message, labels: Labels) -> str:
        """What it says of a visit: one of `ABOUT`, 'number', 'asked' (for one), 'job' (who came, or not), or ''."""
        if CALLS_OFF.fullmatch(message.text):
            return "cancel"
        if _A_NUMBER.fullmatch(message.text) or _AND_MORE.match(message.text):
            return "number"
        if tells_of_a_loss(message.text):
            return "loss"
        answer = self.asking.understand(message.text, [], message.received_at, None)
        if answer.kind in ABOUT:
            return answer.kind
        if self.asking.understand(message.text, [], message.received_at, _any_visit(message)).kind == "keep":
            return "keep"
        if asks_who(message.text):
            return "who"
        if CALLS.fullmatch(message.text):
            return "calls"
        if self.asking.asks_for(message.text).where:
            return "asked"
        return "job" if (labels.repair or "").startswith("job.") else ""

    def _words(self, session: Session, case: Case, message: Message, kind: str, at: datetime) -> str:
        visit, first = next(iter(shown.counted_on(session, case, at)), None), ""
        untouched = case.answered_at is None and case.last_agent_id is None  # a person may have promised them one
        if visit is not None:
            if not self.who.is_shared(session, message) and visit.window_until > at:  # nobody reads of another's visit
                first = self.letters.say("still", case, visit)
                first = f"{self.letters.say('sorry_loss', case)} {first}" if kind == "loss" else first
        elif kind == "number":
            theirs = select(TimesOffered.id).where(TimesOffered.party == message.party).limit(1)
            first = self.letters.say("lapsed", case) if session.scalar(theirs) is not None else ""
        elif kind == "loss":
            first = self.letters.say("sorry_loss", case)
        elif kind == "who":
            first = self.letters.say("this_is", case)
        elif kind not in ("", "calls", "keep") and untouched and case.urgency not in PRESSING and case.lane != 0:
            first = self.letters.say("none_yet", case)
        due = next((row.due_at for row in clocks.running(session, case) if row.rule == ANSWER), None)
        if due is None or due <= at:
            return self.letters.say("passed_on_soon", case, None, first)
        return self.letters.say("passed_on", case, None, first, until=by_when(due, at))

    def _is_told(self, session: Session, case: Case, to: str, at: datetime) -> bool:
        """Was something said to them just now, or is a person in talk with them?"""
        session.flush()
        m = Message
        ours = select(m).where(m.case_id == case.id, m.party == to, m.direction == "out", m.automatic != "staff",
                               m.kind != "note", m.received_at > at - TALK).order_by(m.id.desc())  # fmt: skip
        last = session.scalars(ours.limit(1)).first()
        now = select(m.id).where(m.party == to, m.direction == "out", m.automatic != "staff", m.received_at >= at)
        by_person = last is not None and last.author_id is not None
        return by_person or session.scalar(now.limit(1)) is not None

    def _says_the_same(self, session: Session, case: Case, message: Message, at: datetime) -> bool:
        """The very same words again and again: a machine, or somebody who has been told."""
        m = Message
        same = select(func.count()).where(m.case_id == case.id, m.direction == "in", m.text == message.text,
                                          m.received_at > at - TALK)  # fmt: skip
        return (session.scalar(same) or 0) >= ANSWERED_ALIKE


def _any_visit(message: Message) -> OfferedTime:
    """Some visit a month off: would these words be about one that is agreed?"""
    then = message.received_at + timedelta(days=30)
    return OfferedTime(0, then, then + timedelta(hours=4), "am")
