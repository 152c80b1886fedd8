"""What became of what we sent: receipts, mails that came back, opt-outs, and what a person decides.

Receipts come in any order and before our own record of what they are about, so each is kept; a message's delivery
only climbs.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from router import addresses, cases, clocks
from router.clock import Clock
from router.model import Case, Message, OptOut, Page, Receipt, record, table
from router.storage.database import Database, hold_case, lock
from router.values import DELIVERY_RANK, Bounce, DeliveryReport

log = logging.getLogger(__name__)


class Receipts:
    """Takes in what providers say of our messages."""

    def __init__(self, database: Database, now: Clock) -> None:
        self.database, self.now = database, now

    def report(self, report: DeliveryReport) -> None:
        """Keep a receipt, whatever order they come in; a message's delivery only climbs."""
        at = self.now()
        with self.database.transaction() as session:
            number = report.outbound_id or session.scalar(
                select(Message.id).where(Message.provider_id == report.provider_id, Message.direction == "out")
            )
            message = None
            if number is not None:
                message = held_message(session, number)
            if message is not None and (message.direction != "out" or message.channel != report.channel):
                message = None
            insertion = self.database.insert_or_ignore(table(Receipt))
            session.execute(insertion, {
                "channel": report.channel, "provider_id": report.provider_id[:200], "state": report.state[:20],
                "code": report.code[:20], "at": at, "message_id": message.id if message else None,
            })  # fmt: skip
            if message is None:
                log.warning("a receipt came for a message that is not ours (yet)")
                return
            if not message.provider_id:
                message.provider_id = report.provider_id
            apply_receipt(session, message, report.state, report.code, report.words, at)


def held_message(session: Session, number: int) -> Message | None:
    """The message, read after its case's lock and its own were had: everybody takes them in that order."""
    case_id = session.scalar(select(Message.case_id).where(Message.id == number))
    if case_id is not None:
        hold_case(session, case_id)
    lock(session, "message", [number])
    return session.get(Message, number, populate_existing=True)


def adopt(session: Session, message: Message, at: datetime) -> None:
    """Receipts that came before we knew the provider's id."""
    rows = session.scalars(
        select(Receipt).where(Receipt.provider_id == message.provider_id, Receipt.message_id.is_(None))
    )
    for receipt in rows:
        receipt.message_id = message.id
        apply_receipt(session, message, receipt.state, receipt.code, "", at)


def apply_receipt(session: Session, message: Message, state: str, code: str, words: str, at: datetime) -> None:
    """Let one receipt bear on the message: up the ladder, never down."""
    rank, had = DELIVERY_RANK.get(state, 0), DELIVERY_RANK.get(message.delivery, 0)
    arrived = state in ("delivered", "read")
    if rank <= had or (message.state in ("failed", "refused") and not arrived):
        return
    message.delivery = state
    if arrived:  # whatever was said before: they have it
        message.state, message.sent_at = "delivered", message.sent_at or at
        message.error_code = message.error_words = ""
        record(session, at, "provider", "outbound.delivered", message.case, message)
    elif state in ("undelivered", "failed"):
        if code == "21610":
            remember_opt_out(session, message.channel, message.sender, message.recipient, at)
        fail(session, message, "refused" if code == "21610" else "failed", code,
             words or "The network could not deliver it.", at)  # fmt: skip
    elif message.state in ("sending", "uncertain", "due"):
        message.state, message.sent_at = "sent", at
        record(session, at, "provider", "outbound.sent", message.case, message)


OF_A_VISIT = ("appointment", "visit")
"""Kinds of messages about a visit: times, confirmations, changes, reminders."""
OVERTAKEN = "overtaken"
"""Of a message that no longer said what is so, and was kept back."""


def fail(session: Session, message: Message, state: str, code: str, words: str, at: datetime) -> None:
    """It did not arrive. A person must know: the case says so, and opens again if it was closed."""
    message.state, message.error_code, message.error_words = state, code[:60], words
    message.claim, message.claimed_until = "", None
    case = message.case
    record(session, at, "provider", f"outbound.{state}", case, message, code=code[:60])
    if case is not None and message.kind in ("reply", "safety", "call_back"):
        safety = message.kind == "safety"
        what = "Our safety advice did not arrive, so ring them now." if safety else "Our message did not arrive:"
        cases.explain(case, f"{what} {words}")
        case.version += 1
        cases.reopen(session, case, "worker", at, "our message did not arrive.")
        if not safety:
            clocks.answer_again(session, case, at)
    elif case is not None and message.kind in OF_A_VISIT and code != OVERTAKEN and case.state != "closed":
        # they may wait in for nobody, or be out when somebody comes
        cases.await_people(session, case, at, f"What we told them of a visit did not arrive: {words} Ring them.")
        case.version += 1


STOPPED_LATELY = timedelta(hours=1)
NOT_LISTED = "It is not in the provider's list, so it has probably not gone."
RESTORED = "restored"
"""The code of a message of which a backup did not know yet whether it had left."""


def unsettled(session: Session, message: Message, at: datetime) -> None:
    """The provider erred and its list has no such message. It is not sent again by itself: a person decides whether an
    answer, or what is said of a visit, goes again; what nobody need decide has failed."""
    case = message.case
    if case is None or message.kind not in ("reply", "call_back", *OF_A_VISIT):
        fail(session, message, "failed", "not_listed", message.error_words, at)
        return
    message.error_words = f"{message.error_words} Please decide."
    words = "We cannot tell whether our message arrived: see below, and decide whether to send it again."
    if message.kind in OF_A_VISIT:
        if case.state != "closed":
            cases.await_people(session, case, at, f"{words} It is about a visit.")
    else:
        cases.explain(case, words)
        cases.reopen(session, case, "worker", at, "our message may not have arrived.")
    case.version += 1


def say_what_stop_kept_back(session: Session, channel: str, party: str, at: datetime) -> None:
    """They sent START: safety words of the last hour that STOP kept from them leave now. People were told to ring; but
    whoever asks for texts again in such an hour may have nothing else. Of harm to a person nothing is said twice."""
    m = Message
    kept_back = select(m).join(Case, Case.id == m.case_id).where(
        m.direction == "out", m.kind == "safety", m.state == "refused", m.channel == channel, m.recipient == party,
        m.received_at > at - STOPPED_LATELY, ~Case.restricted, Case.state != "closed",
    ).order_by(m.id)  # fmt: skip
    for message in {row.text: row for row in session.scalars(kept_back)}.values():
        if not message.details.get("anew"):
            write_anew(session, message, at, "", "They sent START, so it was written once more.")


def write_anew(session: Session, message: Message, at: datetime, code: str = "not_listed",
               why: str = "It is not in the provider's list, so it was written once more.") -> Message:  # fmt: skip
    """The same words as a message of its own, to leave at once; the first has failed, unless a receipt says otherwise.

    Only for what presses. Each is handed over once; whoever reads it twice loses nothing.
    """
    again = int(message.details.get("anew", 0)) + 1
    names = {column.key for column in inspect(Message).column_attrs} - {"id"}
    copied = {name: getattr(message, name) for name in names}
    row = Message(**copied | {
        "dedupe_key": f"{message.dedupe_key.partition('#')[0][:190]}#{again}", "state": "due", "next_at": at,
        "attempts": 0, "claim": "", "claimed_until": None, "provider_id": "", "delivery": "", "error_code": "",
        "error_words": "", "details": {**message.details, "anew": again},
    })  # fmt: skip
    session.add(row)
    session.flush()
    session.execute(update(Page).where(Page.message_id == message.id).values(message_id=row.id))
    message.state, message.error_code, message.error_words = "failed", code, why
    record(session, at, "worker", "outbound.failed", message.case, message, code=message.error_code)
    record(session, at, "worker", "outbound.written", message.case, row, kind=row.kind)
    return row


def our_number(written: str) -> str:
    """Our own end as opt-outs are kept by it, however a provider writes it: 'whatsapp:+44...' and '+44...' are one."""
    return addresses.party(written) or written


def remember_opt_out(session: Session, channel: str, ours: str, address: str, at: datetime) -> None:
    """The provider says they sent STOP, perhaps to it and not to us."""
    ours = our_number(ours)
    row = session.scalars(
        select(OptOut).where(OptOut.channel == channel, OptOut.our_number == ours, OptOut.address == address)
    ).first()
    if row is None:
        session.add(OptOut(channel=channel, our_number=ours, address=address, since=at, ended_at=None))
    else:
        row.ended_at = None


def mark_bounced(session: Session, bounce: Bounce, at: datetime) -> Case | None:
    """A mail of ours came back. Returns the case it belongs to, if we know it."""
    if not bounce.original_message_id:
        return None
    message = session.scalars(
        select(Message).where(Message.provider_id == bounce.original_message_id, Message.direction == "out")
    ).first()
    if message is None:
        return None
    if bounce.permanent and message.state not in ("failed", "refused"):
        fail(session, message, "failed", "bounce", bounce.words or "The mail came back.", at)
    return message.case


def decide_uncertain(session: Session, message: Message, sent: bool, who: str, at: datetime) -> None:
    """A person decides about what cannot be looked up: it arrived, or send it again."""
    lock(session, "message", [message.id])
    session.refresh(message)
    if message.state != "uncertain":
        return
    message.state, message.next_at, message.error_words = ("sent", at, "") if sent else ("due", at, "")
    record(session, at, who, "outbound.decided", message.case, message, sent=sent)
