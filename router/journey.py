"""START HERE. The life of an inbound message, from kept to waiting for a person.

A message is claimed (a lease, attempts counted before), heard (read and labelled, no transaction
open), and placed: up to fifty in one commit. A batch that fails is tried again one by one; a
message that fails three times goes in front of a person as it came.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, literal, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from router import belonging, cases, deadlines, households, identity, standing
from router.acknowledgement import Acknowledgement
from router.appointments.answers import Answers
from router.appointments.at_office import is_own_matter
from router.appointments.own_words import OwnWords
from router.clock import Clock
from router.hearing import Heard, Hearing
from router.last_resort import LastResort, another_reference, restrict, settle
from router.leases import LEASE, RECEIVED, due, is_held, messages_due
from router.model import Call, Case, ContactPoint, Message, OptOut, record
from router.on_call import understand
from router.pages import Pages
from router.placement import is_cry, weigh
from router.receipts import mark_bounced, our_number, say_what_stop_kept_back
from router.safety import is_restricted
from router.storage.database import Database, lock
from router.values import DeadlineStart, Labels, Landlord, Placement, kept_labels

log = logging.getLogger(__name__)

BATCH = 50
OLDEST_AFTER = 4
"""Full batches in a row, after which the oldest message has its turn."""
TRIED_TOGETHER = 10
"""At most so many of those that were tried once."""
TRIES = 3


class Journey:
    """Takes what the doors kept to where a person finds it."""

    def __init__(
        self,
        database: Database,
        hearing: Hearing,
        acknowledgement: Acknowledgement,
        landlord: Landlord,
        now: Clock,
        worker: str = "",
        pages: Pages | None = None,
        answers: Answers | None = None,
        own_words: OwnWords | None = None,
    ) -> None:
        self.pages, self.answers, self.own_words = pages, answers, own_words
        self.database, self.hearing, self.acknowledgement = database, hearing, acknowledgement
        self.last_resort = LastResort(database, hearing, acknowledgement, landlord, now)
        self.landlord, self.now, self.worker = landlord, now, worker or uuid4().hex[:12]
        self._left: list[int] = []
        self._full_batches, self._tried_wait = 0, False

    def drain(self, beat: Callable[[], None] = lambda: None) -> int:
        """Place everything that is due, oldest first. `beat` is called after each batch. Returns how many."""
        self._let_go()
        done = 0
        while ids := self.claim():
            done += self.run(ids)
            beat()
        return done + self.last_resort.rescue()

    def _let_go(self) -> None:
        """What the database failed us with does not wait until our lease is over."""
        if not self._left:
            return
        mine = Message.id.in_(self._left), Message.claim.like(f"{self.worker}:%"), *RECEIVED
        with self.database.transaction() as session:
            session.execute(
                update(Message).where(*mine).values(claim="", claimed_until=None)
                .execution_options(synchronize_session=False)
            )  # fmt: skip
        self._left = []

    def due(self, beyond: int = 0) -> bool:
        """Is anything waiting to be placed? `beyond`: more than so many messages."""
        return messages_due(self.database, self.now(), beyond)

    def claim(self) -> list[int]:
        """A lease on the oldest due messages, one party's messages never split between two workers.

        What was tried before comes after what was not, and has the next turn, whatever has come meanwhile: a worker
        that was killed had counted a try for each of its batch. A few that were tried once are taken together, after
        that each alone, so that one that kills its worker takes no other with it; and by one worker at a time, so that
        fifty mails made to be slow keep no new emergency waiting. Mail, which must be read first, comes after what
        needs no reading. In a line that does not end the oldest has its turn after so many full batches.
        """
        at, mine = self.now(), f"{self.worker}:{uuid4().hex[:8]}"[:32]
        with self.database.transaction() as session:
            lock(session, "claim", ["route"])
            # asked first and once: asked of each due message, a long line took a tenth of all the time there was
            held = select(Message.party).where(*RECEIVED, is_held(at), Message.party != "").distinct()
            waiting = (*due(at), Message.party.not_in(list(session.scalars(held))))
            rows = self._in_turn(session, waiting, at)
            if not rows:
                return []
            first = rows[0].attempts
            most = BATCH if first == 0 else TRIED_TOGETHER if first == 1 else 1
            ids = [row.id for row in rows if row.attempts == first][:most]
            worn_out = rows[0].id if first >= TRIES else None
            session.execute(
                update(Message).where(Message.id.in_(ids))
                .values(claim=mine, claimed_until=at + LEASE, attempts=Message.attempts + 1)
                .execution_options(synchronize_session=False)
            )  # fmt: skip
        if worn_out is not None:  # it took its workers with it, three times
            self.last_resort.shunt(worn_out, "It could not be worked through, three times, so it is here as it came.")
        return ids

    def _in_turn(
        self, session: Session, waiting: Sequence[ColumnElement[bool]], at: datetime
    ) -> Sequence[Row[int, int]]:
        """(id, tries) of those whose turn it is, of these that are due."""
        query = select(Message.id, Message.attempts).where(*waiting)
        tried = query.where(Message.attempts > 0).order_by(Message.attempts, Message.kind == "raw_mail", Message.id)
        rows: Sequence[Row[int, int]] = []
        if self._tried_wait and not self._elsewhere(session, at):
            rows = session.execute(tried.limit(TRIED_TOGETHER)).all()
        self._tried_wait = False
        if rows:
            return rows
        oldest = self._full_batches >= OLDEST_AFTER
        order = (Message.attempts > 0, Message.kind == "raw_mail", Message.id)
        rows = session.execute(query.order_by(*(order[-1:] if oldest else order)).limit(1 if oldest else BATCH)).all()
        full = len(rows) == BATCH
        self._full_batches = self._full_batches + 1 if full else 0
        if rows and rows[0].attempts == 0:
            unseen = (full or oldest) and session.execute(tried.limit(1)).first() is not None
            self._tried_wait = rows[-1].attempts > 0 or unseen
        return rows

    def _elsewhere(self, session: Session, at: datetime) -> bool:
        """Does another worker have what was tried before?"""
        again = (*RECEIVED, is_held(at), Message.attempts > 1)
        return session.scalar(select(literal(1)).where(*again).limit(1)) is not None

    def run(self, ids: Sequence[int]) -> int:
        """Hear and place these messages. One bad message never stops the others."""
        try:
            heard = self.hearing.hear(ids, self.now())
            return self._place_all(heard)
        except Exception:  # one bad message must not stop the others of its batch
            log.exception("a batch of %d failed; trying one by one", len(ids))
        done = 0
        for place, number in enumerate(ids):
            try:
                done += self._run_one(number)
            except OperationalError:  # it is the database: the others need not be asked of it
                self._left += ids[place:]
                raise
            except Exception:  # not even that it failed could be written down
                log.exception("message %d failed, and so did what follows", number)
                self._left.append(number)
        return done

    def _run_one(self, number: int) -> int:
        labels: Labels | None = None
        try:
            heard = self.hearing.hear([number], self.now())
            labels = heard[0].labels if heard else None
            return self._place_all(heard)
        except Exception as error:  # counted: after three it goes to a person as it came
            log.exception("message %d failed", number)
            with self.database.transaction() as session:
                message = session.get(Message, number)
                if message is None or message.state != "received":
                    return 0
                message.claimed_until, message.claim = None, ""
                message.next_at = self.now() + timedelta(seconds=min(2**message.attempts, 30))
                if message.attempts < TRIES:
                    return 0
            why = f"Something of ours broke ({type(error).__name__}), so it is here as it came."
            return self.last_resort.shunt(number, why, labels)

    def _place_all(self, heard: Sequence[Heard]) -> int:
        at = self.now()
        answers = {h.id for h in heard if self._answers_a_page(h, at)}
        if self.own_words is not None:  # whoever comes to homes is no tenant
            answers |= self.own_words.hear([h for h in heard if h.id not in answers], at)
        return len(answers) + self._place_together([h for h in heard if h.id not in answers], at)

    def _answers_a_page(self, h: Heard, at: datetime) -> bool:
        """Somebody on call wrote YES or NO. In a transaction of its own: it locks another case than its party's."""
        if self.pages is None or understand(h.text) is None:
            return False
        with self.database.transaction() as session:
            message = session.get(Message, h.id)
            if message is None or message.state != "received":
                return False
            return self.pages.hear_acknowledgement(session, message, at)

    def _place_together(self, heard: Sequence[Heard], at: datetime) -> int:
        if not heard:
            return 0
        with self.database.transaction() as session:
            known = belonging.recall(session, [h.asked for h in heard], at, self.landlord.continue_days)
            points = identity.known_points(session, [h.party for h in heard])
            rows = {m.id: m for m in session.scalars(select(Message).where(Message.id.in_([h.id for h in heard])))}
            written_to = {h.party for h in heard} | {h.details.get("reply_to", "") for h in heard}
            budget = self.acknowledgement.budget(session, written_to - {""}, at)
            placed = 0
            for h in heard:
                message = rows.get(h.id)
                if message is None or message.state != "received":
                    continue  # another worker was here first
                self._place(session, h, message, known, points, budget, at)
                placed += 1
            return placed

    def _place(self, session: Session, h: Heard, message: Message, known: belonging.Known,
               points: dict[str, ContactPoint], budget: dict[str, int], at: datetime) -> None:  # fmt: skip
        """The steps, a line each."""
        h.put_into(session, message)
        message.labels = kept_labels(h.labels)
        bounced = mark_bounced(session, h.bounce, at) if h.bounce else None
        point = identity.identify(session, points, "" if h.asked.nameless else h.party, at)
        named_as = ("unknown", None) if h.asked.nameless else identity.who_is(point)
        known_as, tenant, household = households.who_writes(*named_as, point, h.words)
        found = belonging.belongs_to(h.asked, h.labels, known, at, self.landlord.continue_days, household)
        case = found.case or bounced
        if self._answers_times(session, h, message, case, known, at, found.private):
            return
        case = None if is_own_matter(session, message) else case
        opened = case is None
        if case is None:
            other = another_reference(session, message)
            case = cases.open_case(session, message, point, known_as, h.labels, found.linked, other, tenant)
            known.add(case)
        elif case.state == "closed":
            if (h.keyword in ("stop", "start") or message.automatic) and not h.labels.danger:
                self._file(session, case, h, message, known, at)
                return
            cases.reopen(session, case, "tenant", at, "they wrote again.", self.landlord)
        restrict(session, case, h.labels, self.landlord, at, found.told)
        self.acknowledgement.say_safety_words(session, case, message, h.labels, at)  # first, whatever else is said
        placement, labels = self._placement(case, h, message, known_as if opened else "", found.why), h.labels
        if case.id in known.corrected:
            word = standing.words_on(session, case)
            labels, placement = standing.beside(word, case, message, labels, placement, self.landlord)
        earlier = deadlines.Earlier() if opened else cases.told_before(session, case, labels, message.received_at)
        added = not opened and cases.tells_more(labels, earlier)
        placement = found.at_least(placement)
        alone, placement = placement, standing.together(case, labels, placement, earlier, message, self.landlord,
                                                      aside=labels is not h.labels)  # fmt: skip
        if placement.lane == 0 and case.lane > 0:  # whoever holds it may be busy: now it is for whoever is free
            cases.release(session, case, "worker", at, "a danger was named.")
        before = case.lane
        worse = cases.judge(session, case, message, labels, placement, at)
        if placement.any_hour and not (opened or worse):
            cases.explain(case, placement.reason)
        if worse and case.lane == 0 and not opened:
            cases.more_pressing(session, case, message.received_at, at)
        if found.told is not None or is_restricted(h.labels, self.landlord):
            case.queue = placement.queue  # however pressing it was before: only there do people see it
        read = replace(labels, topic=h.labels.topic)  # a complaint has its clock also in a case that a person corrected
        facts = cases.facts_of(case)
        starts = deadlines.started_by(read, placement, message.received_at, self.landlord, facts, earlier,
                                      together=placement is not alone)  # fmt: skip
        cases.start(session, case, starts)
        if case.lane > 1 and deadlines.of_a_hazard(starts, self.landlord):
            cases.into_hazards(case)
        self._on_the_line(session, case, message)
        cases.join_queue(session, case, at)
        raised = worse and case.lane == 0 < before and message.channel != "voice"  # who is on the line hears it there
        self._say_that_we_have_it(session, case, message, h, labels, opened, added, raised, budget, at)
        if h.call_id:
            known.by_call[h.call_id] = case
        self._file(session, case, h, message, known, at, opened, starts)

    def _answers_times(self, session: Session, h: Heard, message: Message, case: Case | None, known: belonging.Known,
                       at: datetime, private: bool) -> bool:  # fmt: skip
        """Does it answer to times offered, or concern a visit that is agreed? Then that is done now. A cry is no
        answer."""
        if is_cry(h.labels):
            return False
        settled = self.answers.hear(session, message, h.labels, case, known, at, private) if self.answers else None
        if settled is None:
            return False
        if h.call_id:
            known.by_call[h.call_id] = settled
            self._on_the_line(session, settled, message)
        self._file(session, settled, h, message, known, at)
        return True

    def _say_that_we_have_it(self, session: Session, case: Case, message: Message, h: Heard, labels: Labels,
                             opened: bool, added: bool, raised: bool, budget: dict[str, int],
                             at: datetime) -> None:  # fmt: skip
        """One message, not two: times to choose from, or the word that we have theirs; that somebody is told now also
        where this message made an emergency of an older case (`raised`)."""
        if self.answers is not None and self.answers.consider(session, case, message, labels, opened, at):
            return
        if to := self.acknowledgement.consider(session, case, message, h.labels, opened, budget, at, added, raised):
            budget[to] = budget.get(to, 0) + 1
        elif self.answers is not None and not opened:
            self.answers.say_who_has_it(session, case, message, h.labels, at)

    def _file(self, session: Session, case: Case, h: Heard, message: Message, known: belonging.Known, at: datetime,
              opened: bool = False, starts: Sequence[DeadlineStart] = ()) -> None:  # fmt: skip
        """Put the message into its case. For a closed case and a machine's answer that is all there is to do.

        The event names the clocks that its labels and the facts called for: `frontdoor verify` looks for each.
        """
        theirs = "" if h.asked.nameless else h.party  # what the next mail of this sender answers
        cases.keep_thread(session, case, known, theirs, h.asked.thread_keys, at)
        settle(message, case, "routed", at)
        record(session, message.received_at, "tenant", "message.kept", case, message, channel=message.channel,
               clocks=[clock.rule for clock in starts])  # fmt: skip
        self._keyword(session, case, message, opened, at)

    def _placement(self, case: Case, h: Heard, message: Message, known_as: str, why: str) -> Placement:
        """The words' own urgency, raised by what is known of the household and the season."""
        placement, raised = weigh(h.labels, cases.facts_of(case), message.received_at, self.landlord, message.automatic)
        notes = [placement.reason, h.trouble, why, identity.words(known_as) if known_as else "",
                 _sentence(raised), *h.labels.notes]  # fmt: skip
        stray = message.channel == "email" and case.identity not in ("known", "shared")  # most of such mail is junk
        return replace(placement, reason=" ".join(note for note in notes if note),
                       any_hour=placement.any_hour and not stray)  # fmt: skip

    def _on_the_line(self, session: Session, case: Case, message: Message) -> None:
        """A caller still on the line is put ahead of their equals, unless the call has ended meanwhile."""
        if not message.details.get("live"):
            return
        call = session.scalars(select(Call).where(Call.call_id == message.call_id)).first()
        if call is None or call.ended_at is None:
            case.live_call_id = message.call_id

    def _keyword(self, session: Session, case: Case, message: Message, opened: bool, at: datetime) -> None:
        """STOP and START are remembered per number; a case that holds nothing else needs nobody."""
        if message.keyword not in ("stop", "start") or not message.party:
            return
        ours = our_number(message.recipient)
        row = session.scalars(
            select(OptOut).where(
                OptOut.channel == message.channel, OptOut.our_number == ours, OptOut.address == message.party
            )
        ).first()
        if row is None:
            row = OptOut(channel=message.channel, our_number=ours, address=message.party, since=at, ended_at=None)
            session.add(row)
        row.since, row.ended_at = (at, None) if message.keyword == "stop" else (row.since, at)
        session.flush()  # the next message of this batch may be theirs
        session.info.pop("opt_outs", None)
        record(session, at, "tenant", f"contact.{message.keyword}", case, message)
        if message.keyword == "start":
            say_what_stop_kept_back(session, message.channel, message.party, at)
        cases.explain(case, "They sent STOP: texts cannot reach them. Ring instead." if message.keyword == "stop"
                      else "They sent START: texts reach them again.")  # fmt: skip
        if opened:
            session.flush()
            cases.close(session, case, "worker", at, f"{message.keyword.upper()} was noted; nothing else was said.")


def _sentence(reasons: Sequence[str]) -> str:
    said = "; ".join(reasons)
    return f"{said[0].upper()}{said[1:]}." if said else ""
