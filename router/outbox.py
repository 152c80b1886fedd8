"""The one way to say something to a tenant: write it down first.

Replies, acknowledgements, safety words and call-backs are rows before anything is sent. After the
commit a worker is rung; `router/dispatch.py` does the rest.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from router import addresses, cases, clocks
from router.model import Case, Message, OptOut, fresh, record
from router.ports import Jobs
from router.receipts import our_number
from router.storage.database import add_later, after_commit, lock, write_later

PRIORITY = {
    "safety": 0,
    "page": 1,
    "call_back": 1,
    "reply": 2,
    "appointment": 2,
    "visit": 2,
    "link": 3,
    "acknowledgement": 4,
}
"""Safety words leave before anything else that is due; then texts to people on call; then all else of an emergency."""
OF_AN_EMERGENCY = 2

UNDO = timedelta(seconds=4)
"""What an agent sends leaves after this, so that they can take it back."""

REPLY_CHANNELS = {"sms": "sms", "whatsapp": "whatsapp", "email": "email", "voice": "sms", "web": ""}
"""How an answer leaves when the tenant did not say: a caller is answered by text."""


class Outbox:
    """Writes what is to be said. `our_addresses` are our own numbers by channel, for opt-outs and loops."""

    def __init__(self, jobs: Jobs, our_addresses: Mapping[str, str], mail_domain: str) -> None:
        self.jobs, self.our_addresses, self.mail_domain = jobs, our_addresses, mail_domain

    def way_out(self, session: Session, case: Case) -> tuple[str, str, str]:
        """(channel, address, words): how an answer to this case leaves; channel '' and why, when none can."""
        asked = _newest_wish(session, case)
        channel = asked.get("reply_by") or REPLY_CHANNELS.get(case.channel, "")
        to = asked.get("reply_to") or case.party
        if channel == "voice":
            return "voice", to, f"They asked us to ring {addresses.show_phone(to)}."
        if not channel:
            channel = "email" if "@" in to else "sms" if to else ""
        if not channel or not to:
            return "", "", "We have no number or address to answer. Ask who it is, or ring."
        if "@" in to and to.rpartition("@")[2] == self.mail_domain:
            return "", "", "That is our own address."
        if self.opted_out(session, channel, to):
            return "", to, f"They sent STOP to this number, so {channel} cannot reach them. Ring instead."
        shown = to if "@" in to else addresses.show_phone(to)
        return channel, to, f"Your answer goes by {_spoken(channel)} to {shown}."

    def opted_out(self, session: Session, channel: str, to: str) -> bool:
        """Has this address said STOP to our number on this channel?"""
        ours = our_number(self.our_addresses.get(channel, ""))
        known = session.info.get("opt_outs")
        if known is not None and to in known:
            return (channel, ours) in known[to]
        return (channel, ours) in self.opt_outs(session, {to})[to]

    def opt_outs(self, session: Session, parties: set[str]) -> dict[str, set[tuple[str, str]]]:
        """(channel, our number) that each of these addresses has said STOP to; remembered for this transaction."""
        found: dict[str, set[tuple[str, str]]] = {party: set() for party in parties}
        open_ones = select(OptOut.address, OptOut.channel, OptOut.our_number).where(
            OptOut.address.in_(parties), OptOut.ended_at.is_(None)
        )
        for address, channel, ours in session.execute(open_ones):
            found[address].add((channel, ours))
        session.info.setdefault("opt_outs", {}).update(found)
        return found

    def write(
        self,
        session: Session,
        case: Case,
        text: str,
        *,
        kind: str = "reply",
        at: datetime,
        author_id: int | None = None,
        channel: str = "",
        to: str = "",
        automatic: bool = False,
        subject: str = "",
        form_id: str = "",
        later: bool = False,
    ) -> Message:
        """Write one message down. It is due at once, or 'refused' when the tenant has opted out or no way leads there.

        `form_id` makes it idempotent: the same form sent twice is one message. `later`: with the last rows of the
        transaction (`add_later`), for what nothing in it reads again.
        """
        key = f"out:{form_id or uuid4().hex}"
        if form_id:
            there = session.scalars(
                select(Message).where(Message.direction == "out", Message.dedupe_key == key)
            ).first()
            if there is not None:
                return there
        words = ""
        if not (channel and to):
            channel, to, words = self.way_out(session, case)
        elif self.opted_out(session, channel, to):
            words = "They sent STOP to this number."
            return self._add(session, case, key, text, kind, at, author_id, channel, to, automatic, subject, words,
                             later)  # fmt: skip
        refused = words if not channel else ""
        return self._add(session, case, key, text, kind, at, author_id, channel, to, automatic, subject, refused, later)

    def _add(
        self,
        session: Session,
        case: Case,
        key: str,
        text: str,
        kind: str,
        at: datetime,
        author_id: int | None,
        channel: str,
        to: str,
        automatic: bool,
        subject: str,
        refused: str,
        later: bool,
    ) -> Message:
        row = fresh(
            Message,
            direction="out",
            channel=channel or case.channel,
            dedupe_key=key,
            party=to,
            recipient=to,
            sender=self.our_addresses.get(channel, ""),
            subject=_subject(case, subject) if channel == "email" else "",
            text=text,
            original="",
            received_at=at,
            state="refused" if refused else "due",
            kind=kind,
            automatic="auto" if automatic else "",
            priority=min(PRIORITY.get(kind, 5), OF_AN_EMERGENCY if case.lane == 0 else 5),
            next_at=at + UNDO if author_id is not None and kind == "reply" else at,
            author_id=author_id,
            error_words=refused,
            provider_id="",
            reference="",
            raw_sha256="",
            keyword="",
            source="house",
            call_id="",
            details={},
            labels={},
            claim="",
            attempts=0,
            delivery="",
            error_code="",
            placed_at=None,
            claimed_until=None,
            sent_at=None,
        )
        if later:
            add_later(session, row, case)
        else:
            row.case = case
            session.add(row)
        who = f"staff:{author_id}" if author_id else "worker"
        record(session, at, who, "outbound.refused" if refused else "outbound.written", case, row, kind=kind)
        case.last_activity_at = max(case.last_activity_at, at)
        if kind in ("reply", "call_back") and author_id is not None and not refused:
            session.flush()  # the clock's event names it
            cases.answered(session, case, who, at, row)
        if not refused:
            after_commit(session, lambda: self.jobs.ring("send"))
        return row

    def told(self, session: Session, to: str, kind: str, since: datetime) -> int:
        """How many messages of this kind were written to this address since then, by whatever case."""
        write_later(session)
        session.flush()
        m = Message
        count = select(func.count()).where(m.party == to, m.direction == "out", m.kind == kind, m.received_at > since)
        return session.scalar(count) or 0

    def call_back(self, session: Session, case: Case, *, at: datetime, author_id: int, to: str = "") -> Message:
        """A call-back: rings the agent first, then the tenant."""
        to = to or case.party
        return self.write(
            session, case, "Call-back", kind="call_back", at=at, author_id=author_id, channel="voice", to=to
        )

    def withdraw(self, session: Session, message: Message, who: str, at: datetime) -> bool:
        """Take back what has not left yet. False when it is too late."""
        lock(session, "message", [message.id])
        session.refresh(message)  # it may have begun to leave since it was read
        if message.state != "due" or message.claim:
            return False
        message.state, message.error_words = "refused", "Taken back before it was sent."
        record(session, at, who, "outbound.withdrawn", message.case, message)
        if message.case is not None:
            clocks.not_answered(session, message.case, message, who, at)
        return True


def _newest_wish(session: Session, case: Case) -> Mapping[str, str]:
    """How the tenant last asked to be answered, from their newest message in this case."""
    if not inspect(case).persistent:
        return {}
    newest = session.scalars(
        select(Message)
        .where(Message.case_id == case.id, Message.direction == "in", Message.automatic == "")
        .order_by(Message.received_at.desc(), Message.id.desc())
        .limit(1)
    ).first()
    if newest is None:
        return {}
    wish = {"reply_by": newest.details.get("reply_by", ""), "reply_to": newest.details.get("reply_to", "")}
    if not wish["reply_by"] and newest.channel in ("sms", "whatsapp", "email"):
        wish["reply_by"] = newest.channel
    if not wish["reply_to"]:
        wish["reply_to"] = newest.party
    return wish


def _subject(case: Case, given: str) -> str:
    """What a mail is about. One that answers no mail of theirs names the reference, once: nothing else ties them."""
    title = case.title.strip()
    if case.channel != "email":
        subject = given or title or "Your message to us"
        return subject if case.reference in subject else f"[{case.reference}] {subject}"
    if given or not title:
        return given or "Your message to us"
    return title if title.lower().startswith("re:") else f"Re: {title}"


def _spoken(channel: str) -> str:
    return {"sms": "text message", "whatsapp": "WhatsApp", "email": "email"}.get(channel, channel)


def fill(template: str, **words: str) -> str:
    """Plain substitution of {name}; nothing in a landlord's text is ever run."""
    for name, word in words.items():
        template = template.replace("{" + name + "}", word)
    return template
