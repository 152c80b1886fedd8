"""What somebody answers on the page of their case: a time is booked at once, the rest is heard as words of theirs."""

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.progress import ProgressLinks, case_of
from router.appointments.offering import Appointments
from router.clock import Clock
from router.intake import Intake
from router.model import Case, Message, TimesOffered
from router.storage.database import Database, hold_case
from router.values import InboundMessage, TimesAnswer

SAID: Mapping[str, str] = MappingProxyType({
    "none": "None of these suit me.",
    "person": "I want to speak to a person.",
    "move": "Please move the visit to another time.",
    "cancel": "Please cancel the visit.",
    "times": "Please send me new times.",
})  # fmt: skip
"""A button of the page, in the words that are heard."""


class ProgressAnswers:
    """`Hooks.answer_times` of `channels/contract.py`."""

    def __init__(self, database: Database, links: ProgressLinks, appointments: Appointments, intake: Intake,
                 now: Clock) -> None:  # fmt: skip
        self.database, self.links, self.appointments = database, links, appointments
        self.intake, self.now = intake, now

    def answer(self, token: str, given: TimesAnswer) -> str:
        """One answer; the same form twice is one. Raises CannotKeep."""
        reference = self.links.reference(token)
        if reference is None:
            return ""
        form_id = f"web:{hashlib.sha256(f'{reference} {given.form_id}'.encode()).hexdigest()[:40]}"
        if given.choice in SAID:
            return self._say(reference, given.choice, form_id)
        if not (given.choice.isascii() and given.choice.isdigit() and len(given.choice) < 3):
            return "over"
        return self._choose(reference, given.times_id, int(given.choice), form_id)

    def _choose(self, reference: str, times_id: int, number: int, form_id: str) -> str:
        with self.database.transaction() as session:
            found = case_of(session, reference)
            case = hold_case(session, found.id) if found is not None else None
            times = session.get(TimesOffered, times_id) if case is not None else None
            if case is None or times is None or times.case_id != case.id or case.is_hidden:
                return "over"
            return self.appointments.choose(session, times, number, "tenant", self.now(), form_id).state

    def _say(self, reference: str, choice: str, form_id: str) -> str:
        with self.database.reading() as session:
            case = case_of(session, reference)
            if case is None or case.is_hidden:
                return "over"
            message = self._message(session, case, reference, choice, form_id)
        self.intake.receive(message)
        return "noted"

    def _message(self, session: Session, case: Case, reference: str, choice: str, form_id: str) -> InboundMessage:
        wish = session.scalars(
            select(Message).where(Message.case_id == case.id, Message.direction == "in", Message.automatic == "")
            .order_by(Message.id.desc()).limit(1)
        ).first()  # fmt: skip
        details = wish.details if wish is not None else {}
        return InboundMessage(
            channel="web", provider_id=spoken_on(reference), dedupe_key=form_id, sender=case.party, party=case.party,
            recipient="", text=SAID[choice],
            raw=json.dumps({"page": "progress", "choice": choice, "form": form_id}).encode(),
            received_at=self.now(), reply_by=details.get("reply_by", "") or case.channel.replace("web", ""),
            reply_to=details.get("reply_to", "") or case.party, thread_token=reference,
        )  # fmt: skip


def spoken_on(reference: str) -> str:
    """The provider's id of what is said on the page of this case."""
    return f"progress:{reference}"
