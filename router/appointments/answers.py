"""What a tenant answers to times offered, or writes about a visit that is agreed: heard, acted on and answered.

Which offer or visit is meant comes first (`which.py`). Then `understand` (pure, from the classifiers) says what is
meant, `choices` does it to times offered, `changes` to visits. A danger is never read as an answer; what is not
understood and clearly a new matter goes on as any message.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from router import cases, households
from router.appointments import places
from router.appointments.added import weigh_in
from router.appointments.arranged import Arranged
from router.appointments.as_written import (
    AsWritten,
    is_plain,
    of_an_emergency,
    once_offered,
    own_words,
    way_back_of,
)
from router.appointments.asked import Asking, AsksFor, Understand
from router.appointments.at_office import AtOffice
from router.appointments.changes import Changes
from router.appointments.choices import Choices
from router.appointments.considering import Considering
from router.appointments.contested import Contested
from router.appointments.elsewhere import Elsewhere
from router.appointments.gone import Gone
from router.appointments.offering import Appointments
from router.appointments.passed_on import WENT, PassedOn
from router.appointments.public import Public
from router.appointments.shared_out import SharedOut
from router.appointments.stands import Standing, without_references
from router.appointments.talk import (
    SECOND_THOUGHT,
    Said,
    another_fault,
    asks_times,
    is_another_matter,
    other_business,
)
from router.appointments.which import Pair, Which
from router.appointments.who import WhoWrites
from router.belonging import TEXTS, Known
from router.identity import is_doubted
from router.labels import labels_from
from router.model import Appointment, Call, Case, Message, TimesOffered
from router.safety import is_restricted
from router.storage.database import apart
from router.values import AGREED, Answer, Asked, Labels

_YES = re.compile(r"\W*yes\W*", re.IGNORECASE)
"""Twilio's Advanced Opt-Out calls a bare YES an opt-in each time; to who was asked for it, it is an answer as well."""
OWN_LIFE = "safeguarding.suicide"
NO_ANSWER = ("bounce", "loop")


class Answers:
    """Asked for every message before it is placed, when its party has anything arranged."""

    def __init__(self, appointments: Appointments, understand: Understand, asks_for: AsksFor | None = None) -> None:
        self.appointments, self.understand = appointments, understand
        self.asking = Asking(appointments, understand, asks_for or (lambda _text: Asked()))
        self.considering = Considering(appointments, self.asking)
        self.who = WhoWrites(self.considering, self.asking)
        self.choices, self.changes, self.which = Choices(appointments), Changes(appointments), Which(appointments)
        self.gone = Gone(self.choices)
        self.standing = Standing(appointments, understand)
        self.as_written = AsWritten(understand, self.which)
        self.shared_out = SharedOut(self.as_written, self.which)
        self.contested = Contested(self.changes)
        self.at_office = AtOffice(self.asking, self.who)
        self.elsewhere, self.public = Elsewhere(self.asking), Public(appointments, self.asking)
        self.passed_on = PassedOn(appointments, self.asking, self.who)

    def consider(self, session: Session, case: Case, message: Message, labels: Labels, opened: bool,
                 at: datetime) -> bool:  # fmt: skip
        """Perhaps times are offered by themselves (`considering.py`). What fails here leaves the case to people."""
        if self.passed_on.has_gone(session, message):  # a part of its own costs a flush, of what fifty would share
            with apart(session, "saying what became of a choice"):
                self.passed_on.say_what_went(session, message, at)
        told = False
        if self.considering.may_be(case, message, labels):
            with apart(session, "offering times"):
                told = self.considering.consider(session, case, message, labels, opened, at)
        if not told and (where := self.public.wanted(case, message, labels)):
            with apart(session, "telling what is public"):
                told = self.public.tell(session, case, message, where, at)
        if not told and self.who.may_ask(case, message, labels):
            with apart(session, "asking who writes"):
                told = self.who.ask(session, case, message, at)
        if not told and (why := self.asking.for_people(message)):
            cases.explain(case, why)
        return told

    def say_who_has_it(self, session: Session, case: Case, message: Message, labels: Labels, at: datetime) -> None:
        """Nothing was said to what goes on a case: whoever writes about a visit hears that a person has it."""
        if self.passed_on.may_tell(case, message, labels):
            with apart(session, "saying that a person has it"):
                self.passed_on.tell(session, case, message, labels, at)

    def hear(self, session: Session, message: Message, labels: Labels, case: Case | None, known: Known,
             at: datetime, private: bool = False) -> Case | None:  # fmt: skip
        """The case in which this answer was settled, so that nobody need wait; None: it goes on as any message.

        `private`: by somebody who has a case that only some may see, and naming no other; it may be meant for them.
        `case` is the one that the message would continue. All of the party's cases are locked (`belonging.recall`).
        """
        if is_doubted(message.details):
            return None  # a person reads it, and nothing is changed by itself
        settled: Case | None = None
        if case is not None and self.who.may_say(case, message, labels):
            with apart(session, "hearing who writes"):
                settled = self.who.hear(session, message, labels, case, at)
        if settled is None and case is not None and self.public.may_choose(case, message, labels):
            with apart(session, "hearing which session suits"):
                settled = case if self.public.chosen(session, message, case, at) else None
            if settled is not None:
                return settled
        there = self.standing.cases(session, message, case, known) if settled is None else []
        there = [] if session.info.get("said_who") == message.id else there
        if there and (message.keyword not in ("start", "help") or _YES.fullmatch(message.text)):
            with apart(session, "hearing an answer about a visit"):
                settled = self._hear(session, message, labels, case, there, at, private)
        return settled

    def _hear(self, session: Session, message: Message, labels: Labels, case: Case | None, of: Sequence[Case],
              at: datetime, private: bool = False) -> Case | None:  # fmt: skip
        there = [each for each in (self.standing.of(session, one, message, at) for one in of) if each is not None]
        if not there:
            return None
        restricted = is_restricted(labels, self.appointments.landlord) or any(each.case.is_hidden for each in there)
        if message.keyword == "stop" or labels.danger or restricted:
            for each in self._seen_to(there, message, labels, case):
                self._not_an_answer(session, each, message, labels, at)
            return None
        if message.automatic:
            keeps = case is not None and case.state == "arranged" and message.automatic not in NO_ANSWER
            return case if keeps and any(each.case is case for each in there) else None
        words = without_references(message.text)
        if (visit := self.contested.about(session, of, words, at)) is not None:
            return self._contests(session, message, Said(Answer("unclear"), message, words, labels), visit, at)
        return self._heard(session, message, labels, case, there, at, private)

    def _contests(self, session: Session, message: Message, said: Said, visit: Appointment,
                  at: datetime) -> Case | None:  # fmt: skip
        """'I was in all morning': a person looks at it. A number of several is not told whose visit it was."""
        case = visit.case
        if self.who.meant(session, message, at) is None and self.who.doubtful(session, message, case, at):
            why = f"Perhaps about the visit when nobody was in; several tenants use this number: “{said.quoted}”"
            self.appointments.to_people(session, case, at, why)
            return None
        channel, to = way_back_of(message, case)
        said = replace(said, channel=channel, to=to)
        return case if self.contested.act(session, case, visit, said, at) else None

    def _heard(self, session: Session, message: Message, labels: Labels, case: Case | None, there: list[Arranged],
               at: datetime, private: bool) -> Case | None:  # fmt: skip
        """What is meant, and that done; None: a person must read it."""
        words = without_references(message.text)
        if (tenant := self.who.meant(session, message, at)) is not None:  # one of several who share the number
            there = [each for each in there if each.case.tenant_id == tenant.id]
            words = households.without(tenant, words)
        own = self.at_office.is_own(session, there, message, words, labels, at, tenant is not None)
        there = [] if own else self._not_of_an_office(there, words)
        if not there:
            return None
        meant = [
            self.which.narrowed(session, each, words, at)
            for each in self.standing.meant(session, there, message, case, at)
        ]
        words = own_words(message, words)
        begun, about = self.which.after_asking(session, there, message, words, at)
        if tenant is not None and not words:  # no more than their name, as we asked
            about = self.who.asked_about(session, message, at)
        meant = [begun] if begun is not None else meant
        if begun is None and (shared := self._shared_out(session, there, meant, message, words, at)):
            return self._each(session, shared, message, labels, tenant is not None, case, at)
        first = (
            (without_references(about.text), labels_from(about.labels or {})) if about is not None else (words, labels)
        )
        pairs = self.as_written.read(
            session, meant, message, *first, about.received_at if about is not None else message.received_at
        )
        pairs = self.which.still_meant(pairs, at)
        said, standing = self.which.pick(pairs, at) or (pairs[-1][0], None)
        if self._is_for_others(session, said, standing, pairs, case, private, tenant is None, at):
            return None
        if standing is not None and tenant is None and self._is_anothers(session, message, standing, case, at):
            asked = self.who.ask_again(session, standing.case, said, at)
            return standing.case if asked and not another_fault(labels, standing.case) else None
        if standing is None:
            settled = self._of_which(session, pairs, tenant is None and self.who.is_shared(session, message), at)
        elif self.appointments.told_too_often(session, standing.case, at):
            why = "So many messages about times in a day: please look."
            self.appointments.to_person(session, standing.case, at, why, quietly=True)
            return None
        else:
            settled = self._acted(session, standing, said, at)
        if not settled:
            return None
        found = standing.case if standing is not None else meant[-1].case
        weigh_in(session, found, message, labels, self.appointments.landlord, at)
        if found.id not in session.info.get("to_people", ()):  # what a person must see to is not settled by itself
            message.details = {**message.details, "heard": said.answer.kind}
        if found.state == "arranged":  # whoever put it to people meanwhile had a reason
            self.appointments.settle(session, found, at)
        return found

    def _not_of_an_office(self, there: list[Arranged], words: str) -> list[Arranged]:
        """Without what is never at an office, where they ask for a place at one, and not for that instead."""
        if self.asking.asks_for(words).where != "office" or places.instead(words):
            return there
        rules = self.appointments.rules
        return [each for each in there
                if any(places.at_a_place(rules, kind) for kind in rules.by_topic.get(each.case.topic, ()))]  # fmt: skip

    def _shared_out(self, session: Session, there: list[Arranged], meant: list[Arranged], message: Message, words: str,
                    at: datetime) -> list[Pair]:  # fmt: skip
        """What is said of each of several in one message; nothing where it is about one, or not plain."""
        those, before = self.which.all_asked(session, there, message, words, at)
        if before is not None:
            return self.shared_out.as_before(session, those, message, before, without_references(before.text))
        return self.shared_out.parts(session, meant, message, words)

    def _each(self, session: Session, shared: list[Pair], message: Message, labels: Labels, named: bool,
              case: Case | None, at: datetime) -> Case | None:  # fmt: skip
        """Each is done what was said of it. `named`: they said which of several households they are."""
        if not named and any(self._is_anothers(session, message, each, case, at) for _, each in shared):
            return shared[0][1].case if self.who.ask_again(session, shared[0][1].case, shared[0][0], at) else None
        done = [self._acted(session, each, said, at) and not said.answer.also for said, each in shared]
        for _, each in shared:
            if each.case.state == "arranged":
                self.appointments.settle(session, each.case, at)
        found = shared[-1][1].case
        weigh_in(session, found, message, labels, self.appointments.landlord, at)
        if not all(done) or all(another_fault(labels, each.case) for _, each in shared):
            return None
        message.details = {**message.details, "heard": shared[0][0].answer.kind}
        return found

    def _is_for_others(self, session: Session, said: Said, standing: Arranged | None, there: Sequence[Pair],
                       case: Case | None, private: bool, unnamed: bool, at: datetime) -> bool:  # fmt: skip
        """Is it about a walkabout and no visit, or about money ("I am paid on the 19th")? Do they ask when somebody
        comes, and it is an emergency that nobody is booked for? Or is it by somebody who told us of harm (`private`),
        and no plain choice?
        Then it goes to whoever sees that; to 'when is it' how what others see too stands is told all the same, but not
        to a number that several share."""
        asks_when = said.answer.kind == "when"
        if asks_when and (self.public.asks_when(said.words) or of_an_emergency(case, there)):
            return True
        if is_another_matter(said, (standing or there[-1][1]).case):
            return True
        if not private or is_plain(said, standing, case):
            return False
        asks = asks_when and not said.answer.also and standing is not None
        if asks and standing is not None and standing.case.state != "closed":
            shared = unnamed and self.who.is_shared(session, said.message)
            if not (shared or standing.case.is_hidden):
                self._act(session, standing, said, at)
        return True

    def _of_which(self, session: Session, pairs: Sequence[Pair], shared: bool, at: datetime) -> bool:
        """Several visits or offers may be meant. Of a number that several share nobody is told of another's."""
        said, newest = pairs[-1]
        if shared and said.answer.kind in ("when", "yes", "keep"):
            return self.who.ask_again(session, newest.case, said, at)
        return self.which.answer(session, pairs, shared, at)

    def _acted(self, session: Session, standing: Arranged, said: Said, at: datetime) -> bool:
        """`_act`, in a case that is open, and on the line where a caller hears the answer."""
        if standing.case.state == "closed" and not self._opened_again(session, standing, at):
            return False
        before = standing.case.live_call_id
        settled = self._act(session, standing, self._on_the_line(session, standing, said), at)
        standing.case.live_call_id = standing.case.live_call_id if settled else before
        return settled

    def _on_the_line(self, session: Session, standing: Arranged, said: Said) -> Said:
        """Who rings about a visit that is agreed, and would like another time, hears the times on the line: from here
        on the call is about that case. Said anywhere else, as it was."""
        wants = said.answer.kind in ("move", "wish", "none", "nobody_in") or asks_times(said.words)
        message = said.message
        if message.channel != "voice" or said.spoken or not message.details.get("live"):
            return said
        if not wants or standing.times is not None or not message.party:
            return said
        call = session.scalars(select(Call).where(Call.call_id == message.call_id)).first()
        if call is not None and call.ended_at is not None:
            return said
        standing.case.live_call_id = message.call_id
        return replace(said, channel="voice", to=message.party)

    def _opened_again(self, session: Session, standing: Arranged, at: datetime) -> bool:
        """They ask for times in a case that is closed, whose visit did not take place: it opens again, and they have
        them. Of one that did, a person reads what they want."""
        if standing.past is not None and standing.past.state == "done":
            return False
        cases.reopen(session, standing.case, "tenant", at, "they ask for times again.", self.appointments.landlord)
        return True

    # --- what may be meant ---------------------------------------------------------------------

    def _seen_to(self, there: list[Arranged], message: Message, labels: Labels, case: Case | None) -> list[Arranged]:
        """Those that people must see to. Harm is told to few: nothing about a case that others see may hint at it. So
        an agreed visit stays, for whoever sees the harm sees it too; times on offer end, or more would be written to a
        telephone that somebody else may hold. Who speaks of their own life alone may still choose one of them."""
        if message.keyword == "stop" or not is_restricted(labels, self.appointments.landlord):
            return there
        stay = labels.topic == OWN_LIFE and "domestic_abuse" not in labels.danger
        ends = [each for each in there if each.times is not None and not stay]
        return [each for each in there if each.case is case or each.case.is_hidden or each in ends]

    def _not_an_answer(self, session: Session, standing: Arranged, message: Message, labels: Labels,
                       at: datetime) -> None:  # fmt: skip
        """STOP, or a danger: people see to it, and the times are no longer offered."""
        if labels.danger and standing.times is None and standing.visit is None:
            return  # they were asked nothing, and nobody comes
        if standing.times is not None:
            self.appointments.end(session, standing.times, "withdrawn", at)
            if labels.danger and not is_restricted(labels, self.appointments.landlord):
                session.info.setdefault(WENT, {}).setdefault(message.id, {})[standing.times.id] = standing
        if message.keyword == "stop":
            why = f"They sent {message.text.strip()[:10].upper()}, which ends our texts. Is the visit off? Ring them."
        elif standing.case.is_hidden:  # whoever sees this case sees the message as well
            why = "Look at their newest message before anything is said of the visit."
        elif is_restricted(labels, self.appointments.landlord):
            why = "No time was chosen."
        else:
            why = "They named a danger when they were asked about a visit: see to that first."
        self.appointments.to_people(session, standing.case, at, why)

    # --- acting --------------------------------------------------------------------------------

    def _is_anothers(self, session: Session, message: Message, standing: Arranged, case: Case | None,
                     at: datetime) -> bool:  # fmt: skip
        """May the visit that is meant be another household's than the writer's? What is on offer was put to this very
        number just now, and a page or a call has its own case."""
        if standing.times is not None or standing.case.reference in message.text.upper():
            return False
        own = standing.case is case and message.channel not in TEXTS
        return not own and self.who.doubtful(session, message, standing.case, at)

    def _act(self, session: Session, standing: Arranged, said: Said, at: datetime) -> bool:
        """True if it is settled; False if a person must read the message as well."""
        case, kind = standing.case, said.answer.kind
        if kind == "ring_me" and other_business(said.labels, case):
            return False  # 'ring me about my rent' is no business of whoever comes
        if kind == "ring_me":
            why = f"They ask to be rung about the visit (call-back): “{said.quoted}”"
            self.appointments.to_person(session, case, at, why, key="ring", channel=said.channel, to=said.to)
            return not said.is_another_fault(case)
        if kind == "stop_asking":
            self.appointments.to_person(session, case, at, "They ask us not to write about times.", quietly=True)
            return False
        if self.elsewhere.asks(session, standing.times, standing.visit, said):
            placed = self.elsewhere.act(session, case, standing.times, standing.visit, said, at)
            return placed and self.elsewhere.all_read(case, said)
        if standing.times is not None:
            done = self._of_times(session, standing, standing.times, said, at)
        elif standing.visit is not None:
            done = self._of_visit(session, standing, standing.visit, said, at)
        elif standing.over is not None and standing.over.state == "lapsed":
            done = self.gone.too_late(session, case, standing.over, said, at)
        elif standing.over is not None:
            done = self.gone.after_all(session, case, standing.over, said, at)
        elif standing.past is not None and self.considering.needed_after_all(case, standing.past, said):
            done = self.considering.sending.send(session, case, said.channel, said.to, at)
        else:
            done = standing.past is not None and self.changes.after(session, case, standing.past, said, at)
        if said.message.channel == "voice" and not said.words:
            return False  # they rang off without a word: a person rings back
        odd = said.labels.needs_person and kind not in ("choose", "yes")  # a note is enough with those
        return bool(done) and not (said.answer.also and (odd or said.is_new_matter(case)))

    def _of_times(self, session: Session, standing: Arranged, times: TimesOffered, said: Said, at: datetime) -> bool:
        """Times are on offer; what is not about them may be about the visit that is agreed."""
        if standing.asked is not None:
            return self.choices.as_asked(session, standing.case, standing.asked, said, at)
        done = self.choices.act(session, standing.case, times, standing.held, standing.visit, said, at)
        if done is None and standing.visit is not None:
            done = self.changes.act(session, standing.case, standing.visit, None, said, at)
        return bool(done)

    def _of_visit(self, session: Session, standing: Arranged, visit: Appointment, said: Said, at: datetime) -> bool:
        """Nothing is offered. 'no wait 3', just after 2 was booked: the numbers are those of the times it came from."""
        read = standing.over is not None and standing.over.channel == said.message.channel  # what was heard has no list
        once = once_offered(session, standing.over) if read and standing.over is not None else []
        if once and standing.over is not None and said.answer.kind in ("unclear", "no", "choose"):
            words, thought_again = SECOND_THOUGHT.subn("", said.words, count=1)
            words = words.strip(" ,.-") if thought_again else words
            answer = self.understand(words, once, said.message.received_at, None)
            chosen = self.appointments.taken(session, standing.over)
            if answer.kind == "choose" and chosen is not None and chosen.state in AGREED:
                said, visit = said.with_answer(answer), chosen
        return self.changes.act(session, standing.case, visit, once, said, at, standing.sure)
