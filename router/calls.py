"""Telephone calls: begun, held in line, ended. A call that ends at any moment leaves exactly one case."""

import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from router.appointments import shown, words
from router.appointments.own_words import KIND as OWN_WORD
from router.clock import Clock
from router.errors import CannotKeep
from router.intake import Intake
from router.model import Appointment, Call, Case, Message, record, table
from router.placement import severity
from router.plans import EMERGENCY
from router.safety import only_minimum, scripts_for, words_to_say
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
        """A held caller's place in line, or the times they may choose from, and safety words not yet spoken."""
        at = self.now()
        with self.database.reading() as session:
            told = select(Message).where(Message.call_id == call_id, Message.direction == "in").order_by(Message.id)
            messages = session.scalars(told).all()
            call = session.scalars(select(Call).where(Call.call_id == call_id)).first()
            placed = [message for message in messages if message.case_id is not None]
            say = self._to_say(call, placed, at)
            if not messages or messages[-1].case_id is None:
                found = Whereabouts("unplaced", say=say)
            elif messages[-1].kind == OWN_WORD:  # whoever comes to homes hears nothing of a tenant's
                found = Whereabouts("settled", told="own", turn=str(messages[-1].id))
            else:
                case = session.get_one(Case, messages[-1].case_id)
                found = replace(self._place_of(session, case, call, at), say=say, turn=str(messages[-1].id),
                                pressing=case.lane == EMERGENCY)  # fmt: skip
            end, numbers = self._ending(placed)
            found = replace(found, end=end, numbers=numbers)
        if say:
            try:
                self._said(call_id, at, max(message.placed_at or at for message in placed))
            except CannotKeep as error:  # then they hear them once more: better than not at all
                log.error("that safety words are spoken on a call could not be noted: %s", error)
        return found

    def _to_say(self, call: Call | None, placed: Sequence[Message], at: datetime) -> tuple[str, ...]:
        """The safety words that what was said calls for and that were not spoken yet, or perhaps not heard."""
        said = call.safety_said_at if call is not None else None
        if said is not None and said <= at - SAY_AGAIN:
            placed = [message for message in placed if message.placed_at is not None and message.placed_at > said]
        words: dict[str, None] = {}
        for message in placed:
            labels = labels_of(message)
            if _has_words(labels, self):
                to_say = words_to_say(labels, (), self.landlord, _is_restricted(message))
                words.update((each, None) for _, each in to_say)
        return tuple(words)

    def _ending(self, placed: Sequence[Message]) -> tuple[str, tuple[str, ...]]:
        """Why the line must not go on after the safety words, and the numbers to be said again. See `Whereabouts.end`.

        `end_call_quickly`, `repeat_number` and `never: keep them talking indoors` of `safety_scripts.yaml`.
        """
        if any(only_minimum(labels_of(message), self.landlord, _is_restricted(message)) for message in placed):
            return "words", ()
        scripts = [script for message in placed for script in scripts_for(labels_of(message), self.landlord)]
        again = [script.number for script in scripts for _ in range(script.repeat_number - 1) if script.number]
        leave = any(script.end_call_quickly for script in scripts)
        return ("leave", tuple(again)) if leave else ("", ())

    def _place_of(self, session: Session, case: Case, call: Call | None, at: datetime) -> Whereabouts:
        """What there is to tell them, safety words apart."""
        reference, since = "" if case.is_hidden else case.reference, call.began_at if call is not None else at
        if case.state == "closed":
            return Whereabouts("gone", reference=reference)
        if case.state == "held":
            return Whereabouts("coming", reference=reference)
        times = shown.open_times(session, case, at)
        held = shown.choices(session, times) if times is not None else ()
        spoken = times is not None and times.channel == "voice" and bool(held) and case.lane != EMERGENCY
        if case.state != "arranged" and not spoken:  # who has times on the line chooses, whatever else a person reads
            told = _what_became(session, case, since)
            visit = _theirs(session, case, since)  # somebody is sent in an emergency, and people see to it as well
            return Whereabouts("waiting", 1 + (session.scalar(_ahead_of(case)) or 0), reference=reference, told=told,
                               booked=shown.as_time(visit) if visit is not None else None,
                               where=self._where(visit))  # fmt: skip
        if times is not None and held:
            told = "sure" if times.read_back else "again" if times.asked else "other" if times.why != "new" else ""
            where = self._where(shown.first_held(session, times))
            first = "" if times.asked or times.read_back else str(times.need.get("first", ""))
            return Whereabouts("choosing", reference=reference, times=held, told=told, where=where, first=first)
        visit = _theirs(session, case, since)
        if visit is None or visit.booked_at is None:
            return Whereabouts("settled", reference=reference, told=_what_became(session, case, since),
                               texted=_texted(session, case, since))  # fmt: skip
        moved = shown.last_moved(session, visit)
        told = "moved" if moved is not None and moved >= max(visit.booked_at, since) else ""
        texted = _texted(session, case, max(visit.booked_at, since))
        return Whereabouts("settled", reference=reference, told=told, booked=shown.as_time(visit), texted=texted,
                           where=self._where(visit))  # fmt: skip

    def _where(self, visit: Appointment | None) -> str:
        """Where they are to come to, or that we ring; '' for a visit at home."""
        kind = self.landlord.appointments.kinds.get(visit.kind) if visit is not None else None
        return words.place(visit, self.landlord) if visit is not None and kind and kind.where != "home" else ""

    def _said(self, call_id: str, at: datetime, placed_at: datetime) -> None:
        """From now on only what is placed after this is still to be said."""
        calls = table(Call)
        with self.database.keeping() as connection:
            first = calls.c.safety_said_at.is_(None) | (calls.c.safety_said_at < placed_at)
            connection.execute(update(calls).where(calls.c.call_id == call_id, first).values(safety_said_at=at))


def _has_words(labels: Labels, calls: Calls) -> bool:
    return bool(labels.danger) or severity(labels, "none", calls.landlord) != "none"


def _is_restricted(message: Message) -> bool:
    return message.case is not None and message.case.restricted


def _theirs(session: Session, case: Case, since: datetime) -> Appointment | None:
    """The visit that was agreed in this call, the newest where there are two. Of one that was agreed before nothing is
    spoken: a caller's number can be forged, and a text reaches only whoever has it."""
    there = (each for each in shown.all_agreed(session, case) if shown.agreed_since(session, each, since))
    return max(there, key=lambda each: (shown.agreed_at(session, each) or since, each.id), default=None)


def _what_became(session: Session, case: Case, since: datetime) -> str:
    """'cancelled', 'not_needed', 'person' or 'none_free' when the visit, or the times offered or asked for, came to
    that in this call, or ''."""
    gone = shown.last(session, case)
    if gone is not None and gone.state == "cancelled" and gone.ended_at is not None and gone.ended_at >= since:
        return "cancelled"
    ended = shown.gave_up(session, case, since)
    if not ended:
        return "none_free" if shown.none_was_free(session, case, since) else ""
    return "not_needed" if ended == "declined" else "person"


def _texted(session: Session, case: Case, since: datetime) -> bool:
    """Was a text written to them since then that can reach them?"""
    return bool(session.scalar(
        select(literal(1)).where(Message.case_id == case.id, Message.direction == "out", Message.channel == "sms",
                                 Message.state.not_in(("refused", "failed")), Message.kind != "safety",
                                 Message.received_at >= since).limit(1)
    ))  # fmt: skip


def _ahead_of(case: Case):  # type: ignore[no-untyped-def]  # a Select of one integer
    """How many callers on the line come before this one: lane, then deadline, then the order they came in."""
    earlier = Case.id < case.id
    if case.due_at is None:  # no clock runs any more: after all that have one
        sooner = Case.due_at.is_not(None) | earlier
    else:
        sooner = (Case.due_at < case.due_at) | ((Case.due_at == case.due_at) & earlier)
    same_lane = (Case.lane == case.lane) & sooner
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
