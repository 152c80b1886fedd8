"""From the outbox through a channel; what is uncertain. What providers say of it afterwards: `receipts.py`.

Three short steps a message, and no transaction open while a provider is spoken to: mark it
'sending', talk, write down the outcome. Sending a text is not idempotent at the provider, so
nothing is ever sent again blindly: a message cut off in 'sending' becomes 'uncertain' and is
looked up. What the provider's list has is adopted. What it has not: cut off by our own death, it leaves
now; after a fault of the provider's, a person decides (`reliability.md`, rule 8), but for words that
press, which are written anew and told to people (`not_there`).
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, literal, or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from router import cases, receipts
from router.belonging import thread_key
from router.clock import SET_BACK, Clock
from router.errors import CannotDeliver, OptedOut, SendError, TryAgainLater, Uncertain
from router.model import Appointment, Case, Message, SendWindow, Staff, ThreadKey, record, table
from router.ports import Caller, Sender
from router.receipts import OVERTAKEN, adopt, fail, held_message, remember_opt_out
from router.storage.database import Database, lock
from router.under_way import LEASE, PRESSING, Claimed, Room, being_sent_to
from router.values import AGREED, OutboundMessage, Sent, invitation_from

log = logging.getLogger(__name__)

LOOK_AFTER = timedelta(seconds=60)
"""How long after it was cut off a message is looked up: the provider's list has it by then."""
LOOK_SOON = timedelta(seconds=5)
"""The same of what presses: somebody in danger reads it twice rather than a minute later."""
ANEW_AT_MOST = 3
"""So often words that press are written once more while the provider errs; people know after the first."""
CUT_OFF = "cut_off"
"""The code of a message that whoever sent it did not live to see leave: it may never have been handed over."""
LONGEST_PAUSE, PAUSE_OF_WHAT_PRESSES = 900.0, 60.0
"""Seconds between two tries, whatever a provider asks for."""
LATE = timedelta(minutes=5)
"""So long after they were written people hear of safety words that have not left."""
GIVE_UP_AFTER = timedelta(hours=6)
"""A text that could not leave for so long is stale: the agent is told instead (F32)."""
NEVER = timedelta(days=3650)
CLAIM = 20
AHEAD = timedelta(seconds=1)
"""How far ahead of our number's rate messages may be handed over: the provider has a queue of its own."""


class Dispatch:
    """Sends what is due. `rates` are messages a second by channel; `senders` the ways out."""

    def __init__(self, database: Database, senders: Mapping[str, Sender], caller: Caller | None, now: Clock,
                 rates: Mapping[str, float], worker: str = "", look_after: timedelta = LOOK_AFTER) -> None:  # fmt: skip
        self.database, self.senders, self.caller, self.now = database, senders, caller, now
        self.rates, self.worker, self.look_after = rates, worker or uuid4().hex[:12], look_after

    # --- sending -----------------------------------------------------------------------------

    def drain(self) -> int:
        """Send everything that is due, one by one, the most pressing first. Returns how many.

        A house does this with many hands (`config/sending.py`), of which none waits for another.
        """
        done = 0
        while claimed := self.claim(most=1):
            done += sum(self.send(one) for one in claimed)
        return done

    def due(self) -> bool:
        """Is anything waiting to leave?"""
        at = self.now()
        with self.database.reading() as session:
            return bool(session.scalar(select(literal(1)).where(*_due(at, ("due",))).limit(1)))

    def claim(self, under_way: Collection[Claimed] = (), most: int = CLAIM) -> list[Claimed]:
        """A lease on at most so many that are due, most pressing first, each to be handed to `send` at once.

        `under_way`: what this process is sending. No channel has more than AT_ONCE ordinary messages in hand, so that
        a provider that does not answer keeps no other channel waiting, and BESIDE more may be in hand that press. What
        is ordinary also waits until nothing else is on its way to the same person, or they would read it in another
        order; what presses waits for nothing.
        """
        at, room = self.now(), Room(under_way)
        wanted = (*_due(at, ("due",)), room.has_some())
        with self.database.reading() as session:
            if session.scalar(select(literal(1)).where(*wanted).limit(1)) is None:
                return []  # nobody need wait for our lock
        with self.database.transaction() as session:
            lock(session, "claim", ["send"])
            room.keep_free(being_sent_to(session, at))
            full = select(SendWindow.channel).where(
                SendWindow.next_at > at + AHEAD, SendWindow.next_at <= at + 2 * AHEAD
            )
            rows = session.execute(  # a number that has sent all it may for now keeps no other channel waiting
                select(Message.id, Message.channel, Message.priority, Message.recipient)
                .where(*_due(at, ("due",)), room.has_some(), Message.channel.not_in(full))
                .order_by(Message.priority, Message.id).limit(most)
            ).all()  # fmt: skip
            claimed = []
            for one in (Claimed(*row) for row in rows):
                if room.takes(one) and self._may_leave(session, one.channel, at):
                    room.take(one)
                    claimed.append(one)
            if claimed:
                session.execute(
                    update(Message).where(Message.id.in_([one.number for one in claimed]))
                    .values(claim=self.worker, claimed_until=at + LEASE)
                    .execution_options(synchronize_session=False)
                )  # fmt: skip
            return claimed

    def _may_leave(self, session: Session, channel: str, at: datetime) -> bool:
        """Keep to our number's rate: each message takes its place in the second, up to a second ahead."""
        rate = self.rates.get(channel, 0)
        if not rate:
            return True
        window = session.scalars(select(SendWindow).where(SendWindow.channel == channel)).first()
        if window is None:
            window = SendWindow(channel=channel, next_at=at)
            session.add(window)
        begin = max(window.next_at, at - timedelta(seconds=1 / rate))
        if begin > at + 2 * AHEAD:  # our clock was set back
            begin = at
        if begin > at + AHEAD:
            return False
        window.next_at = begin + timedelta(seconds=1 / rate)
        session.flush()
        return True

    def send(self, claimed: Claimed, beat: Callable[[], None] = lambda: None) -> int:
        """Hand it to its provider and write down what became of it. Returns 1, or 0 when it was not to be sent.

        `beat` is called after each step. Never raises: the sweep looks after what fails in a way nobody thought of.
        """
        try:
            return self._send(claimed.number, beat)
        except Exception:  # one message must not hold back the others
            log.exception("message %d could not be dealt with", claimed.number)
            return 0

    def _send(self, number: int, beat: Callable[[], None]) -> int:
        at = self.now()
        with self.database.transaction() as session:
            message = held_message(session, number)
            if message is None or message.state != "due" or message.claim != self.worker:
                return 0
            if message.received_at < at - GIVE_UP_AFTER and message.kind != "safety":
                fail(session, message, "failed", "", "It could not leave for six hours and is out of date now.", at)
                return 0
            if why := _overtaken(session, message, at):
                fail(session, message, "refused", OVERTAKEN, why, at)
                return 0
            message.state, message.attempts, message.claimed_until = "sending", message.attempts + 1, at + LEASE
            letter, agent_number = self._letter(session, message), self._agent_number(session, message)
            kind = message.kind
        beat()
        outcome: Sent | SendError
        try:
            outcome = self._hand_over(letter, kind, agent_number)
        except SendError as error:
            outcome = error
        except Exception as error:  # a sender promises not to; if it does, it may have gone
            log.exception("sending message %d failed in an unforeseen way", number)
            outcome = Uncertain(f"Something broke while sending ({type(error).__name__}).")
        beat()
        for more in (True, True, False):
            try:
                self._settle(number, outcome)
                break
            except DBAPIError:  # a deadlock, a lock not had in time: a known outcome must not become uncertain
                if not more:
                    raise
                log.exception("the outcome of message %d could not be written down; trying again", number)
        return 1

    def _hand_over(self, letter: OutboundMessage, kind: str, agent_number: str) -> Sent:
        if kind == "call_back":
            if self.caller is None:
                raise CannotDeliver("No telephone is set up.")
            if not agent_number:
                raise CannotDeliver("Your own telephone number is not in your account, so we cannot ring you.")
            return self.caller.call_back(letter.to, agent_number, letter.client_ref)
        sender = self.senders.get(letter.channel)
        if sender is None:
            raise CannotDeliver(f"Nothing can be sent by {letter.channel} here.")
        return sender.send(letter)

    def _agent_number(self, session: Session, message: Message) -> str:
        agent = session.get(Staff, message.author_id) if message.author_id else None
        return agent.phone if agent else ""

    def _letter(self, session: Session, message: Message) -> OutboundMessage:
        case = session.get_one(Case, message.case_id) if message.case_id else None
        references: tuple[str, ...] = ()
        heard: list[Message] = []
        if case is not None:
            heard = list(session.scalars(
                select(Message).where(Message.case_id == case.id, Message.direction == "in")
                .order_by(Message.received_at.desc(), Message.id.desc()).limit(20)
            ))  # fmt: skip
            references = tuple(m.provider_id for m in heard if m.channel == "email" and m.provider_id.startswith("<"))
        return OutboundMessage(
            id=message.id, channel=message.channel, to=message.recipient, sender=message.sender, text=message.text,
            client_ref=str(message.id), subject=message.subject, automatic=bool(message.automatic),
            case_reference=case.reference if case else "", in_reply_to=references[0] if references else "",
            references=tuple(reversed(references[:10])), created_at=message.received_at,
            last_inbound_at=max((m.received_at for m in heard if m.channel == message.channel), default=None),
            invitation=invitation_from(message.details.get("calendar")),
        )  # fmt: skip

    def _settle(self, number: int, outcome: Sent | SendError) -> None:
        at = self.now()
        with self.database.transaction() as session:
            message = held_message(session, number)
            if message is None:
                return
            message.claim, message.claimed_until = "", None
            if isinstance(outcome, Sent):
                self._sent(session, message, outcome, at)
            elif message.state not in ("sending", "uncertain"):
                return  # a receipt was quicker than we were
            elif isinstance(outcome, TryAgainLater):
                most = PAUSE_OF_WHAT_PRESSES if message.priority <= PRESSING else LONGEST_PAUSE
                pause = min(outcome.after or 5.0 * 2 ** min(message.attempts, 10), most)
                message.state, message.next_at = "due", at + timedelta(seconds=pause)
                message.error_code, message.error_words = outcome.code, outcome.words
                if message.received_at <= at - LATE:
                    self._tell_people(session, message, f"It could not leave yet. {outcome.words}", at)
            elif isinstance(outcome, OptedOut):
                remember_opt_out(session, message.channel, message.sender, message.recipient, at)
                fail(session, message, "refused", outcome.code, outcome.words, at)
            elif isinstance(outcome, CannotDeliver):
                fail(session, message, "failed", outcome.code, outcome.words, at)
            else:
                self._uncertain(session, message, outcome.words, outcome.code, at)

    def _sent(self, session: Session, message: Message, sent: Sent, at: datetime) -> None:
        message.provider_id = sent.provider_id
        if message.state in ("sending", "uncertain", "due"):
            message.state, message.sent_at = "sent", at
            message.error_code = message.error_words = ""
            record(session, at, "worker", "outbound.sent", message.case, message)
        if message.channel == "email" and sent.provider_id and message.case_id:
            key, party = thread_key(sent.provider_id), message.recipient  # their answer may be being placed just now
            row = {"key": key, "party": party, "case_id": message.case_id, "at": at}
            session.execute(self.database.insert_or_ignore(table(ThreadKey)), row)
        adopt(session, message, at)

    def _uncertain(self, session: Session, message: Message, words: str, code: str, at: datetime) -> None:
        look_after = min(LOOK_SOON, self.look_after) if _presses(message) else self.look_after
        message.state, message.next_at, message.error_code = "uncertain", at + look_after, code[:60]
        message.error_words = words or "It may or may not have gone. We are looking it up."
        record(session, at, "worker", "outbound.uncertain", message.case, message)

    def _tell_people(self, session: Session, message: Message, words: str, at: datetime) -> None:
        """Safety words that did not get through, so far as we know: said on the case, once, so that somebody rings."""
        case = message.case
        if message.kind != "safety" or case is None or message.details.get("told"):
            return
        message.details = {**message.details, "told": True}
        cases.explain(case, f"Our safety advice may not have reached them, so ring them now. {words}")
        case.version += 1
        cases.reopen(session, case, "worker", at, "our safety advice may not have reached them.")

    # --- what was cut off --------------------------------------------------------------------

    def recover(self, beat: Callable[[], None] = lambda: None) -> int:
        """What a worker that died left in 'sending' becomes uncertain; what is uncertain is looked up, what presses
        before all else. `beat` is called between two questions to a provider."""
        at = self.now()
        with self.database.transaction() as session:
            cut_off = (Message.direction == "out", Message.state == "sending", Message.claimed_until < at)
            numbers = session.scalars(select(Message.id).where(*cut_off).order_by(Message.id).limit(CLAIM)).all()
        stuck = [number for number in numbers if self._give_up_on(number, at)]
        done = len(stuck)
        for _ in range(CLAIM):  # asked anew each time: a provider that does not answer keeps no safety words waiting
            beat()
            with self.database.reading() as session:
                unsure = select(Message.id).where(*_due(self.now(), ("uncertain",)))
                number = session.scalar(unsure.order_by(Message.priority, Message.id).limit(1))
            if number is None:
                break
            done += self._look_up(number)
        return done

    def _give_up_on(self, number: int, at: datetime) -> bool:
        """Was it still being sent by somebody whose lease is over? Then it is uncertain."""
        with self.database.transaction() as session:
            message = held_message(session, number)
            gone = (
                message is not None
                and message.state == "sending"
                and message.claimed_until is not None
                and message.claimed_until < at
            )
            if message is not None and gone:
                message.claim, message.claimed_until = "", None
                self._uncertain(session, message, "We were cut off while sending it. We are looking it up.", CUT_OFF,
                                at)  # fmt: skip
            return gone

    def _look_up(self, number: int) -> int:
        at = self.now()
        with self.database.transaction() as session:
            message = held_message(session, number)
            if message is None or message.state != "uncertain":
                return 0
            message.next_at = at + timedelta(minutes=5)  # our lease: nobody else looks meanwhile
            letter = self._letter(session, message)
            known = list(session.scalars(
                select(Message.provider_id).where(Message.direction == "out", Message.recipient == message.recipient,
                                                  Message.provider_id != "", Message.id != message.id)
                .order_by(Message.id.desc()).limit(1000)
            ))  # fmt: skip
            sender, kind = self.senders.get(message.channel), message.kind
        try:
            if sender is None or kind == "call_back":
                raise Uncertain("It cannot be looked up.")
            found = sender.look_up(letter, known)
        except SendError as error:
            return self._leave_to_a_person(number, error, at)
        with self.database.transaction() as session:
            message = held_message(session, number)
            if message is None or message.state != "uncertain":
                return 0
            if found is not None:
                self._sent(session, message, found, at)
            else:
                self._not_there(session, message, at)
        return 1

    def _not_there(self, session: Session, message: Message, at: datetime) -> None:
        """The provider has no such message."""
        record(session, at, "worker", "outbound.not_gone", message.case, message)
        if message.error_code in (CUT_OFF, receipts.RESTORED):  # nobody answered for it: it never went, and may go now
            message.state, message.next_at, message.error_code, message.error_words = "due", at, "", ""
            return
        message.next_at, message.error_words = at + NEVER, f"{message.error_words} {receipts.NOT_LISTED}".strip()
        if not _presses(message):
            receipts.unsettled(session, message, at)
            return
        self._tell_people(session, message, f"We cannot tell whether it arrived. {message.error_words}", at)
        harm = message.case is not None and message.case.restricted  # there each text is a risk of its own
        if not harm and int(message.details.get("anew", 0)) < ANEW_AT_MOST:
            receipts.write_anew(session, message, at)

    def _leave_to_a_person(self, number: int, error: SendError, at: datetime) -> int:
        """It cannot be told: the agent decides. A list that is only down for now is asked again."""
        with self.database.transaction() as session:
            message = held_message(session, number)
            if message is None or message.state != "uncertain":
                return 0
            if _presses(message):
                message.next_at = at + LOOK_AFTER  # the list may be down for a moment only
            if message.channel in ("email", "voice"):
                message.next_at = at + NEVER
                message.error_words = f"{error.words} We cannot tell whether it arrived. Please decide."
            self._tell_people(session, message, f"We cannot tell whether it arrived. {error.words}", at)
        return 0


def _presses(message: Message) -> bool:
    """Is it said to somebody in danger, or to whoever must come to them?"""
    return message.kind in ("safety", "page")


def _due(at: datetime, states: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    free = (Message.claimed_until.is_(None)) | ~Message.claimed_until.between(at, at + LEASE + SET_BACK)
    was_set_back = and_(Message.state == "due", Message.next_at > at + timedelta(seconds=LONGEST_PAUSE) + SET_BACK)
    return (Message.direction == "out", Message.state.in_(states), or_(Message.next_at <= at, was_set_back), free)


def _overtaken(session: Session, message: Message, at: datetime) -> str:
    """Why what it says of a visit is no longer so; '' while it is, and for what speaks of none.

    `details["appointment"]` names the visit's id and sequence as they were when it was written, and perhaps an instant
    `until`. Whoever changes a visit holds its case, as we do: what we find stays so until this message is 'sending'.
    """
    said = message.details.get("appointment")
    if not said:
        return ""
    there = session.get(Appointment, said["id"], populate_existing=True)
    if there is None or there.sequence != said["sequence"] or there.state not in AGREED:
        return "The visit was changed before this left."
    if said.get("until") and datetime.fromisoformat(said["until"]) <= at:
        return "It is too late to say this now."
    return ""
