"""'We have your message': when to say it, when never to. And the safety words, before anything else.

Never to a machine, never twice for one case (but where another fault is told in it), never more than three a day to one
address (RFC 3834; two ticket systems have greeted each other for hours), and one a day to an email address that is
nobody's we know: anybody can write it as theirs. Safety words are exempt from every budget.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from router import cases, clocks, languages
from router.deadlines import ANSWER
from router.loss import tells_of_a_loss
from router.model import Case, Event, Message, record
from router.outbox import Outbox, fill
from router.own_page import OwnPage, says
from router.plans import EMERGENCY
from router.safety import MINIMUM, RESTRICTED, is_restricted, only_minimum, words_to_say
from router.silence import wants_silence
from router.values import Labels, Landlord
from router.working_time import by_when, opening

THANKS, LOSS = "ack_thanks", "appointment_sorry_loss"
SHORT = 400
"""Letters; who writes more may tell of a death of long ago in passing."""

A_DAY = 3
"""Automatic answers to one address in 24 hours, safety words apart."""

A_DAY_TO_STRANGERS = 1
"""The same to an email address that no tenant is known by."""

_UK_MOBILE = re.compile(r"\+447(?!0|6(?!24))")
"""Ofcom's numbering plan: 070 are personal numbers and 076 pagers (but for the Isle of Man), dear to text."""

PRAISE, NO_HOME = "complaints.compliment", "homelessness."
"""Who thanks us is not looked for; who has no home is not asked for its address."""

AGAIN_AFTER = timedelta(hours=1)
"""A danger named again so long after its words were said is told them again: it may be a new one."""

MINIMUM_AGAIN_AFTER = timedelta(days=1)
"""The same for harm to a person, where every text is a risk of its own."""

KEPT_BACK = "safety.kept_back"
"""The event that says so of a case in which nothing is sent by itself any more."""

_SAFETY_TOLD = (
    select(Message.text, func.max(Message.received_at))
    .where(Message.case_id == bindparam("case"), Message.direction == "out", Message.kind == "safety")
    .group_by(Message.text)
)
"""Made once: to put a query together costs more than to run it."""


class Acknowledgement:
    """Says the fixed words of safety and of receipt."""

    def __init__(self, outbox: Outbox, landlord: Landlord, own_page: OwnPage | None = None) -> None:
        self.outbox, self.landlord = outbox, landlord
        self.own_page = own_page or OwnPage(landlord)

    def say_safety_words(self, session: Session, case: Case, message: Message, labels: Labels, at: datetime) -> bool:
        """The scripts this message calls for and this case has not had, each in one message, by their own channel."""
        silent = case.restricted and not message.automatic and self._is_silent(session, case, message, at)
        if message.automatic in ("bounce", "loop") or not (labels.danger or is_restricted(labels, self.landlord)):
            return False
        to_say = words_to_say(labels, self._said_lately(session, case, labels, at), self.landlord, case.restricted)
        channel, to = self._way_back(case, message)
        of_harm = only_minimum(labels, self.landlord, case.restricted)
        silent = silent and of_harm
        if of_harm and message.channel in ("web", "voice"):
            to = ""  # whose number or address it is nobody knows, nor who reads it (safety_scripts.yaml, `never`)
        for script, words in to_say:
            row = None
            if silent:
                case.danger = list(dict.fromkeys([*case.danger, script]))
                continue
            if to or message.channel not in ("web", "voice"):  # the page shows them, the call speaks them
                row = self.outbox.write(
                    session,
                    case,
                    words,
                    kind="safety",
                    at=at,
                    channel=channel,
                    to=to,
                    automatic=True,
                    subject=_subject(message),
                )
            if row is not None and row.state == "refused":
                cases.explain(case, f"Our safety advice could not be sent, so ring them now. {row.error_words}")
            record(session, at, "worker", "safety.said", case, row, script=script)
            case.danger = list(dict.fromkeys([*case.danger, script]))
        return bool(to_say)

    def _is_silent(self, session: Session, case: Case, message: Message, at: datetime) -> bool:
        """Have they asked, in this case, that nothing be sent? What they write later need not ask it again."""
        kept_back = select(Event.id).where(Event.case_id == case.id, Event.what == KEPT_BACK).limit(1)
        session.flush()
        asked_before = session.scalar(kept_back) is not None
        if not asked_before and wants_silence(f"{message.subject}\n{message.text}"):
            cases.explain(case, "They ask us not to write or ring, or somebody reads their phone: nothing was sent.")
            record(session, at, "worker", KEPT_BACK, case)
            return True
        return asked_before

    def _said_lately(self, session: Session, case: Case, labels: Labels, at: datetime) -> list[str]:
        """The scripts this case has had and need not have again yet."""
        wanted = RESTRICTED if only_minimum(labels, self.landlord, case.restricted) else labels.danger
        if not any(script in case.danger for script in wanted):
            return case.danger
        session.flush()  # what the messages just before this one were told is written, but not yet in the table
        told = dict(session.execute(_SAFETY_TOLD, {"case": case.id}).all())

        def is_old(script: str) -> bool:
            words = MINIMUM if script in RESTRICTED else self.landlord.scripts[script].words
            pause = MINIMUM_AGAIN_AFTER if script in RESTRICTED else AGAIN_AFTER
            if words not in told:  # they read it on the page or heard it on the line, or it was kept back
                return not case.restricted and case.opened_at <= at - pause
            return told[words] <= at - pause

        return [s for s in case.danger if not ((s in RESTRICTED or s in self.landlord.scripts) and is_old(s))]

    def _way_back(self, case: Case, message: Message) -> tuple[str, str]:
        """By the channel they wrote on; a caller hears the words on the line and gets them as a text as well."""
        wish = message.details.get("reply_by", ""), message.details.get("reply_to", "")
        if message.channel in ("sms", "whatsapp", "email"):
            return message.channel, message.party
        if (message.channel == "voice" or wish[0] == "sms") and not _UK_MOBILE.match(wish[1]):
            return "", ""  # a landline cannot read a text; and anybody may type a number that is dear to text
        if wish[0] in ("sms", "email") and wish[1]:
            return wish
        return "", ""

    def consider(
        self,
        session: Session,
        case: Case,
        message: Message,
        labels: Labels,
        opened: bool,
        budget: Mapping[str, int],
        at: datetime,
        added: bool = False,
        raised: bool = False,
    ) -> str:
        """Perhaps 'we have your message'. `added`: it tells of another fault in a case that waits already. `raised`: it
        made an emergency of an older case. Returns the address that it was written to, '' for none."""
        if not (opened or added or raised) or message.automatic or message.keyword or not message.party:
            return ""
        if is_restricted(labels, self.landlord) or case.restricted:
            return ""
        channel, to = self._way_back(case, message)
        strange = channel == "email" and case.identity not in ("known", "shared")
        if not to or budget.get(to, 0) >= (A_DAY_TO_STRANGERS if strange else A_DAY):
            return ""
        ack = self._which(message.channel, labels, case, at) if opened or raised else ""
        text = self._asking_who(ack, case, message, labels, at) if ack else self._added(session, case, at)
        # a case that this very message opened has heard nothing yet, and has no number yet to be asked about by
        if not text or (raised and not opened and self._is_said(session, case, text)):
            return ""
        self.outbox.write(
            session,
            case,
            text,
            kind="acknowledgement",
            at=at,
            channel=channel,
            to=to,
            automatic=True,
            later=True,
            subject=_subject(message) if message.channel == "email" else self._words("ack_email_subject", case, at),
        )
        return to

    def _asking_who(self, ack: str, case: Case, message: Message, labels: Labels, at: datetime) -> str:
        """That we have it; and, to a number or address that is nobody's, the question whose home it is, behind its
        first line, where somebody may have to find them. The form has asked that already; of several who share a number
        `who.py` asks; and who asks that nothing be sent is asked nothing."""
        text = self._kindly(self._words(ack, case, at), ack, case, message, labels, at)
        if case.identity != "unknown" or message.channel == "web" or ack.startswith("ack_in_"):
            return text
        if not _may_have_to_be_found(labels, case) or wants_silence(f"{message.subject}\n{message.text}"):
            return text
        question = "ack_who_name" if any(one.kind == "address" for one in labels.entities) else "ack_who"
        first, *more = text.splitlines()
        return "\n".join([f"{first} {self.landlord.replies.get(question, '')}".strip(), *more])

    def _kindly(self, text: str, ack: str, case: Case, message: Message, labels: Labels, at: datetime) -> str:
        """The same behind a word of sympathy, where somebody of theirs has died and nothing presses."""
        calm = case.lane > EMERGENCY and not labels.danger and not ack.startswith("ack_in_")
        if not calm or len(message.text) > SHORT or not tells_of_a_loss(message.text):
            return text
        return f"{self._words(LOSS, case, at)} {text}"

    def _added(self, session: Session, case: Case, at: datetime) -> str:
        """That it was added, and by when a person answers, or that we are late; '' where nobody's answer is due any
        more, or they were told something just now, or the very same before."""
        due = next((row.due_at for row in clocks.running(session, case) if row.rule == ANSWER), None)
        is_late = due is not None and due <= at
        words = self.landlord.replies.get("added_late" if is_late else "added")
        told = select(Message.id).where(Message.case_id == case.id, Message.direction == "out",
                                        Message.received_at >= at, Message.automatic != "staff")  # fmt: skip
        if session.scalar(told.limit(1)) is not None:
            return ""
        if case.state != "waiting" or due is None or words is None:
            return ""
        text = fill(words, reference=case.reference, landlord=self.landlord.name, phone=self.landlord.phone,
                    until=by_when(due, at))  # fmt: skip
        return "" if self._is_said(session, case, text) else text

    def _is_said(self, session: Session, case: Case, text: str) -> bool:
        """Were they told the very same in this case before?"""
        same = select(Message.id).where(Message.case_id == case.id, Message.direction == "out", says(text))
        return session.scalar(same.limit(1)) is not None

    def _which(self, channel: str, labels: Labels, case: Case, at: datetime) -> str:
        """In their own language where the landlord has words in it. When the office opens is no answer to an emergency,
        which is put to somebody at any hour."""
        own = f"ack_in_{languages.spoken(labels.flags)}"
        if own in self.landlord.replies:
            return own
        if case.lane <= EMERGENCY:
            urgent = f"ack_{channel}_emergency"
            return urgent if urgent in self.landlord.replies else f"ack_{channel}_open"  # words of their own, older
        if labels.topic == PRAISE and labels.repair is None and THANKS in self.landlord.replies and not (
                labels.danger or labels.needs_person or "complaint" in labels.flags):  # fmt: skip
            return THANKS
        return f"ack_{channel}_{'open' if opening(at, self.landlord.opening).open else 'closed'}"

    def _words(self, reply: str, case: Case, at: datetime) -> str:
        return fill(
            self.own_page.filled(self.landlord.replies[reply], case.reference),
            reference=case.reference,
            landlord=self.landlord.name,
            phone=self.landlord.phone,
            opening=opening(at, self.landlord.opening).opens,
        )

    def budget(self, session: Session, parties: set[str], at: datetime) -> dict[str, int]:
        """How many automatic answers each of these addresses had in the last 24 hours."""
        if not parties:
            return {}
        self.outbox.opt_outs(session, parties)
        rows = session.execute(
            select(Message.party, func.count())
            .where(
                Message.party.in_(parties),
                Message.direction == "out",
                Message.kind == "acknowledgement",
                Message.received_at >= at - timedelta(days=1),
            )
            .group_by(Message.party)
        )
        return dict(rows.all())


def _may_have_to_be_found(labels: Labels, case: Case) -> bool:
    """A fault, a job of ours, a complaint; an emergency, or somebody hurt, whatever it was read as. Not who has no
    home: they would be asked for one."""
    if labels.topic.startswith(NO_HOME):
        return False
    is_pressing = case.lane <= EMERGENCY or bool(labels.danger) or "injury" in labels.flags
    return is_pressing or (labels.is_of_a_fault and labels.topic != PRAISE)


def _subject(message: Message) -> str:
    if message.channel != "email":
        return "Your message to us"
    subject = message.subject.strip() or "Your message"
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"
