"""Telephone calls: begun, held in line, ended. A call that ends at any moment leaves exactly one case."""

import json
import logging
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from router.clock import Clock
from router.intake import Intake
from router.model import Call, Case, Message, record, table
from router.placement import severity
from router.safety import words_to_say
from router.storage.database import Database, hold_cases, lock
from router.values import CallReport, InboundMessage, Labels, Landlord, Whereabouts

log = logging.getLogger(__name__)

SAY_AGAIN = timedelta(seconds=10)
"""Asked again so soon, our answer may never have reached the provider: the safety words are said again."""

ENDED = ("completed", "busy", "no-answer", "failed", "canceled")


class Calls:
    """What the voice door asks of the house. `report` is durable when it returns, or raises CannotKeep."""

    def __init__(self, database: Database, intake: Intake, landlord: Landlord, now: Clock) -> None:
        self.database, self.intake, self.landlord, self.now = database, intake, landlord, now

    def report(self, report: CallReport) -> None:
        """Keep the provider's word for a call. One that ended with nothing said becomes a message itself."""
        at = self.now()
        with self.database.keeping() as connection:
            calls = table(Call)
            row = {
                "call_id": report.call_id,
                "party": report.party,
                "recipient": report.recipient,
                "state": report.state,
                "began_at": at,
                "ended_at": None,
                "safety_said_at": None,
            }
            connection.execute(self.database.insert_or_ignore(calls), row)
            if report.state in ENDED:
                connection.execute(
                    update(calls)
                    .where(calls.c.call_id == report.call_id, calls.c.ended_at.is_(None))
                    .values(state=report.state, ended_at=at)
                )
            said = connection.scalar(select(func.count()).where(Message.call_id == report.call_id))
        if report.state in ENDED:
            if not said:
                self.intake.receive(_abandoned(report, self.now))
            self._hang_up(report.call_id)

    def _hang_up(self, call_id: str) -> None:
        """The caller is no longer on the line: their case waits like any other."""
        with self.database.transaction() as session:
            lock(session, "call", [call_id])  # whoever places it now has done so, or sees that the call has ended
            ids = session.scalars(select(Case.id).where(Case.live_call_id == call_id)).all()
            for case in hold_cases(session, ids).values():
                if case.live_call_id != call_id:
                    continue
                case.live_call_id = ""
                case.version += 1
                record(session, self.now(), "provider", "call.ended", case)

    def whereabouts(self, call_id: str) -> Whereabouts:
        """A held caller's place in line, and the safety words not yet spoken on this call."""
        with self.database.reading() as session:
            message = session.scalars(
                select(Message).where(Message.call_id == call_id, Message.direction == "in").order_by(Message.id)
            ).first()
            call = session.scalars(select(Call).where(Call.call_id == call_id)).first()
            if message is None or message.case_id is None:
                return Whereabouts("unplaced")
            case = session.get_one(Case, message.case_id)
            say: tuple[str, ...] = ()
            at = self.now()
            if call is None or call.safety_said_at is None or call.safety_said_at > at - SAY_AGAIN:
                labels = labels_of(message)
                say = tuple(words for _, words in words_to_say(labels, (), self.landlord) if _has_words(labels, self))
            state, position = "waiting", 0
            if case.state == "closed":
                state = "gone"
            elif case.state == "held":
                state = "coming"
            else:
                position = 1 + (session.scalar(_ahead_of(case)) or 0)
            reference = "" if case.restricted else case.reference
        if say:
            self._said(call_id, at)
        return Whereabouts(state, position, say, reference)

    def _said(self, call_id: str, at: datetime) -> None:
        with self.database.keeping() as connection:
            first = (Call.call_id == call_id) & Call.safety_said_at.is_(None)
            connection.execute(update(table(Call)).where(first).values(safety_said_at=at))


def _has_words(labels: Labels, calls: Calls) -> bool:
    return bool(labels.danger) or severity(labels, "none", calls.landlord) != "none"


def _ahead_of(case: Case):  # type: ignore[no-untyped-def]  # a Select of one integer
    """How many callers on the line come before this one: lane, then deadline, then the order they came in."""
    same_lane = (Case.lane == case.lane) & (
        (Case.due_at < case.due_at) | ((Case.due_at == case.due_at) & (Case.id < case.id))
    )
    return select(func.count()).where(
        Case.state == "waiting", Case.live_call_id != "", Case.id != case.id, (Case.lane < case.lane) | same_lane
    )


def labels_of(message: Message) -> Labels:
    """The labels as they were kept with the message."""
    kept = message.labels or {}
    return Labels(
        topic=kept.get("topic", "general.unclear"),
        repair=kept.get("repair"),
        repair_group=kept.get("repair_group"),
        danger=tuple(kept.get("danger", ())),
        flags=tuple(kept.get("flags", ())),
    )


def _abandoned(report: CallReport, now: Clock) -> InboundMessage:
    raw = json.dumps({"call": report.call_id, "ended": report.state}, sort_keys=True).encode()
    return InboundMessage(
        channel="voice",
        provider_id=report.call_id,
        dedupe_key=f"{report.call_id}:ended",
        sender=report.party,
        party=report.party,
        recipient=report.recipient,
        text="",
        raw=raw,
        received_at=now(),
        call_id=report.call_id,
        reply_by="sms" if report.party else "",
        reply_to=report.party,
        facts={"call_ended": report.state},
    )
