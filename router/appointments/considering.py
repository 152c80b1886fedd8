"""Times offered by themselves: to a known tenant, for a repair that may be booked so, instead of an acknowledgement.

An emergency has no menu: whoever of the trade is free comes today, and people see the case all the same.
"""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from router import cases
from router.addresses import same_home
from router.appointments import needs
from router.appointments.asked import Asking, said_before
from router.appointments.offering import KIND, MOBILE, Appointments, no_time_words
from router.appointments.open_times import ASKS_ALSO
from router.appointments.sending import EMERGENCY, Sending
from router.appointments.shown import NOTHING_FREE
from router.appointments.talk import ASKED, Said, asks_times, reported_anew
from router.identity import is_doubted
from router.model import Appointment, Case, Home, Message, Repair, TimesOffered
from router.storage.database import write_later
from router.values import LIVE, Asked, Labels

MOST_OPEN = 3
"""Offers that wait for one address, or one home, at once."""

_CAME_TO_NOTHING = ("cancelled", "no_access", "missed")
_COMMANDS = re.compile(r"\W*(?:please )?stop\b", re.IGNORECASE)
"""'Stop the water!': whatever it is read as, a person looks first."""


class Considering:
    """Asked once for each message placed."""

    def __init__(self, appointments: Appointments, asking: Asking | None = None) -> None:
        self.appointments, self.landlord, self.asking = appointments, appointments.landlord, asking
        self.sending = Sending(appointments)

    def may_be(self, case: Case, message: Message, labels: Labels, whoever: bool = False) -> bool:
        """Is it worth a look? Asked of every message, so it reads nothing. `whoever`: would it be, of a known tenant,
        where times are offered and nobody is sent?"""
        if message.automatic or message.keyword or not message.party or case.state != "waiting":
            return False
        if _COMMANDS.match(message.text):
            return False
        if not needs.emergency(case, labels, self.landlord):
            return True
        return (
            not needs.bookable(case, labels, self.landlord, whoever)
            or self._asked(case, labels, message, whoever) != ""
        )

    def _asked(self, case: Case, labels: Labels, message: Message, whoever: bool = False) -> str:
        """The kind of appointment that they ask for, where it is no repair that is booked by itself."""
        return self.asking.kind(case, labels, message, whoever) if self.asking is not None else ""

    def consider(self, session: Session, case: Case, message: Message, labels: Labels, opened: bool,
                 at: datetime) -> bool:  # fmt: skip
        """Offers times, or sends somebody, or neither. True if the tenant was told: no acknowledgement is due."""
        pressing = not needs.emergency(case, labels, self.landlord)
        repair = not needs.bookable(case, labels, self.landlord)
        kind = "" if pressing or repair else self._asked(case, labels, message)
        if not self.appointments.anybody(session):
            return False
        write_later(session)
        session.flush()
        if why := self._why_not(session, case, message, labels, opened, kind):
            if why != "-":
                cases.explain(case, f"No time was offered. {why}")
            return False
        channel, to = _way(case, message)
        if pressing and (channel or wants_to_be_rung(message)):
            return self.sending.send(session, case, channel, to, at)
        if not channel:
            if wants_to_be_rung(message):
                cases.explain(case, "They asked to be rung, and no text reaches them: find a time with them.")
            return False
        if kind and self.asking is not None:
            return self.asking.offer(session, case, message, kind, channel, to, at)
        return self._offer(session, case, message, labels, channel, to, at)

    def _offer(self, session: Session, case: Case, message: Message, labels: Labels, channel: str, to: str,
               at: datetime) -> bool:  # fmt: skip
        """Times for what is broken. What they want besides waits for a person all the same."""
        rung = wants_to_be_rung(message)
        need = needs.of_case(session, case, self.landlord, at, alone=True)
        wishes = self.asking.wishes(message) if self.asking is not None else ()
        money = labels.is_of_money_and_a_fault
        first = self.appointments.letters.say("rung_too" if rung else "rest_too", case) if rung or money else ""
        way: dict[str, Any] = {"first": first, "channel": channel, "to": to}
        offered = (self.asking.find_and_put(session, case, need, wishes, at, **way)
                   if self.asking is not None and wishes
                   else self.appointments.offer(session, case, need, at, **way))  # fmt: skip
        if offered is None:
            message.details = {**message.details, NOTHING_FREE: True}
            cases.explain(case, no_time_words(need))
        elif rung:
            message.details = {**message.details, ASKS_ALSO: True}
            why = "They asked on the form to be rung: ring them. Times were texted too."
            cases.await_people(session, case, at, why)
        elif why := " ".join(filter(None, (self._for_people(session, case, at), self._also_asked(message, money)))):
            message.details = {**message.details, ASKS_ALSO: True}
            cases.await_people(session, case, at, f"{why} The visit books itself.")
        return offered is not None

    def _for_people(self, session: Session, case: Case, at: datetime) -> str:
        """What they told beside it that only a person books, for whoever does; '' for nothing."""
        labels = needs.labels_for_people(needs.left_to_do(session, case, self.landlord, at), self.landlord)
        return f"A person books this: {', '.join(labels)}." if labels else ""

    def _also_asked(self, message: Message, money: bool) -> str:
        """What else they want, for whoever answers it; '' for nothing. `money`: it is about the rent first."""
        asked = self.asking.asks_for(message.text) if self.asking is not None else Asked()
        if asked.where == "office":
            return "They also ask for a time at an office: book that with them."
        if asked.where == "phone":
            return "They also ask to be rung: ring them."
        return "They also ask about something else: answer that." if asked.beside or money else ""

    def _why_not(self, session: Session, case: Case, message: Message, labels: Labels, opened: bool,
                 kind: str) -> str:  # fmt: skip
        """Why a person must do it: a sentence for them, or '-' where nothing need be said."""
        if case.answered_at is not None or case.last_agent_id is not None or self._is_begun(session, case):
            return "-"
        reported = session.scalars(
            select(Repair.repair).where(Repair.case_id == case.id, Repair.state != "denied",
                                        ~Repair.repair.like("job.%"))
        )  # fmt: skip
        if needs.bookable(case, labels, self.landlord) == "":
            types = [self.landlord.repairs[name] for name in reported if name in self.landlord.repairs]
            if why := needs.not_one_by_itself(types):
                return why
        if kind and self.asking is not None:
            if why := self.asking.why_not(session, case, message, kind, opened):
                return why
        elif not opened and not self._only_repairs(session, case, message):
            return "They wrote of something else here too."
        if is_doubted(message.details):
            return "This mail may not be from whom it says: no times are kept for it."
        home = session.get(Home, case.home_id) if case.home_id else None
        if home is None:
            return "-"
        if why := self._too_many(session, case, message):
            return why
        if needs.names_another_home(labels, home):
            return "They name another address than the one we have on record."
        if message.channel == "web" and not typed_this_home(message, home):
            return "The address or the postcode they typed is not as we have it on record for them."
        return ""

    def _is_begun(self, session: Session, case: Case) -> bool:
        """Is a visit offered or agreed, or was anything said of one? Who only was asked who it is waits for times."""
        live = select(Appointment.id).where(Appointment.case_id == case.id, Appointment.state.in_(LIVE))
        asked = select(TimesOffered.id).where(TimesOffered.case_id == case.id)
        if any(session.scalar(query.limit(1)) is not None for query in (live, asked)):
            return True
        told = select(Message.details).where(Message.case_id == case.id, Message.kind == KIND)
        return any(ASKED not in details for details in session.scalars(told))

    def _too_many(self, session: Session, case: Case, message: Message) -> str:
        """Nobody holds the whole diary by writing often, nor by writing in a tenant's name."""
        t, a = TimesOffered, Appointment
        theirs = select(func.count()).where(t.state == "open", t.party == message.party)
        at_home = (
            select(func.count(t.id.distinct()))
            .join(Case, Case.id == t.case_id)
            .where(t.state == "open", Case.home_id == case.home_id)
        )
        if max(session.scalar(theirs) or 0, session.scalar(at_home) or 0) >= MOST_OPEN:
            return "They have times on offer for other repairs already."
        broken = set(session.scalars(select(Repair.repair).where(Repair.case_id == case.id, Repair.state != "denied")))
        there = session.scalars(select(a.repairs).where(a.home_id == case.home_id, a.state.in_(LIVE)))
        if any(broken & set(repairs) for repairs in there):
            return "A visit for the same is offered or agreed in another case of this home."
        return ""

    def _only_repairs(self, session: Session, case: Case, message: Message) -> bool:
        """Was every earlier message of the case about a repair that we were sure of?"""
        said = said_before(session, case, message)
        return all(labels.get("topic") == "repair" and not labels.get("needs_person") for labels in said)

    def needed_after_all(self, case: Case, visit: Appointment, said: Said) -> bool:
        """Was it the visit of an emergency, which was called off or came to nothing, and do they want it again? Who
        asks for times is sent somebody as well: there is no menu in an emergency."""
        if visit.kind != EMERGENCY or visit.state not in _CAME_TO_NOTHING or case.lane != 0 or case.is_hidden:
            return False
        anew = reported_anew(said.labels, visit.repairs) and not needs.emergency(case, said.labels, self.landlord)
        return anew or asks_times(said.words) or said.answer.kind in ("move", "wish")


def way_back(message: Message) -> tuple[str, str]:
    """By the channel they wrote on; a caller and a form by text, where that is a mobile, or by mail; else ('', '')."""
    asked, to = message.details.get("reply_by", ""), message.details.get("reply_to", "")
    if message.channel in ("sms", "whatsapp", "email"):
        return message.channel, message.party
    if asked == "email" and to:
        return "email", to
    to = to or message.party
    return ("sms", to) if MOBILE.match(to) and asked in ("sms", "") else ("", "")


def _way(case: Case, message: Message) -> tuple[str, str]:
    """How times are put to them: spoken to who is on the line, texted to who is to be rung on a mobile."""
    if message.channel == "voice" and case.live_call_id:
        return "voice", message.party
    if wants_to_be_rung(message) and MOBILE.match(message.party):
        return "sms", message.party
    return way_back(message)


def wants_to_be_rung(message: Message) -> bool:
    """Did they choose on the form that a person rings them?"""
    return message.channel == "web" and bool(message.party) and message.details.get("reply_by") == "voice"


def typed_this_home(message: Message, home: Home) -> bool:
    """Is the address in the form the home's on record?"""
    facts = message.details.get("facts") or {}
    return same_home(str(facts.get("address", "")), str(facts.get("postcode", "")), home.address, home.postcode)
