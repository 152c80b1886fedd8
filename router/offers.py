"""Rounds of offers: made from a decision, ended by time. `offer_answers.py` hears what agents say to them.

`dispatch` may run anywhere, at any time, several at once: what it decided is looked at again under a lock before it is
written, so that nobody is offered more than they can carry and no case is offered by two rounds.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from router import open_offers, snapshots, workforce
from router.assignment import decide
from router.clock import SET_BACK
from router.decisions import Decision, NewOffer, PageCall, Snapshot, Task, Worker
from router.eligibility import Eligibility
from router.model import Case, Event, Offer, Staff, record
from router.scoring import Course
from router.snapshots import Memory, ReadPlan, Versions
from router.storage.database import Database, apart, hold_cases, lock, try_lock
from router.values import Landlord

Row = TypeVar("Row", NewOffer, PageCall)

log = logging.getLogger(__name__)

_A_COMMIT = 50
"""So many cases to a commit."""
_BREATH = 0.03
"""Seconds between two commits, in which a door may write. SQLite has no queue: whoever waits for its lock looks again
after 1, 2, 5, 10, 15, 20, 25 ... ms, and a writer that begins again at once is always there first. Measured with 5,000
new cases and three dispatchers: the slowest write of a door took 0.6 to 1.7 s without it, 0.2 to 0.5 s with it, and no
less with 0.1, which only made the looks longer. The emergency after them was offered within 1.2 s of being placed."""
_ROUNDS = 3


class Pager(Protocol):
    """Tells an on-call chain of a case (`router/pages.py`)."""

    def call(self, session: Session, case: Case, chain: str, why: str, at: datetime) -> object:
        """Does nothing while that chain is being told of this case already."""


# --- making them -----------------------------------------------------------------------------


def dispatch(database: Database, landlord: Landlord, read_plan: ReadPlan, pager: Pager, now: datetime,
             memory: Memory | None = None, beat: Callable[[], None] = lambda: None) -> int:  # fmt: skip
    """Offer what waits to whoever is free, and do whatever else is due; returns how many offers were made.

    Run twice, the second does nothing. `memory` is what this process keeps from one call to the next. `beat` is called
    before each part of the work: so many cases, and this process still gets on.
    """
    memory = memory or Memory()
    memory.looked_at = now
    end_what_is_over(database, now, beat)
    made = 0
    for _ in range(_ROUNDS):
        beat()
        with database.reading() as session:
            if not session.scalar(select(Case.id).where(Case.state == "waiting").limit(1)):
                break
            seen = session.scalar(select(func.max(Offer.id))) or 0
            versions = Versions(session)
            snapshot = snapshots.take(session, landlord, read_plan, now, memory)
        memory.eligibility = memory.eligibility or Eligibility.of(snapshot)
        beat()
        decision = decide(snapshot, now, memory.eligibility)
        memory.next_at = decision.next_at
        _complain(memory, decision)
        round_ = _Round(database, snapshot, decision, versions, pager, now, seen, beat)
        made += round_.write()
        if round_.elsewhere:
            memory.looked_at = None  # the clock looks again at once
        if round_.elsewhere or not round_.overtaken:
            break
    return made


def something_due(session: Session, memory: Memory, now: datetime, whatever_every: timedelta) -> bool:
    """Is a look worth while: has anything happened, or has the time come at which something changes by itself?

    Now and then it is whatever the answer: an event may be committed after a later one was seen.
    """
    newest = session.scalar(select(func.max(Event.id))) or 0
    looked = memory.looked_at
    if looked is not None and newest == memory.newest_event and timedelta(0) <= now - looked < whatever_every:
        due = memory.next_at is not None and memory.next_at <= now
        return due or session.scalar(_over(now).limit(1)) is not None
    memory.newest_event = newest
    return True


def unoffered_emergencies(session: Session) -> frozenset[int]:
    """The emergencies that wait and are offered to nobody now. One query over an index."""
    stands = exists().where(Offer.case_id == Case.id, Offer.outcome == "offered")
    return frozenset(session.scalars(select(Case.id).where(Case.state == "waiting", Case.lane <= 0, ~stands)))


def _complain(memory: Memory, decision: Decision) -> None:
    """Say what is wrong with a plan once, not twice a second."""
    for line in set(decision.trouble) - memory.complained:
        log.warning("the plan: %s", line)
    memory.complained |= set(decision.trouble)


@dataclass
class _Round:
    """One decision, written. `overtaken`: something had changed meanwhile, so another look is worth while.
    `elsewhere`: another dispatcher is writing just now, and this one need not wait for it."""

    database: Database
    snapshot: Snapshot
    decision: Decision
    versions: Versions
    pager: Pager
    now: datetime
    seen: int
    beat: Callable[[], None]
    overtaken: bool = False
    elsewhere: bool = False
    made: int = 0
    _mine: set[int] = field(default_factory=set)
    _more: dict[int, int] = field(default_factory=dict)

    def write(self) -> int:
        """Take back first, then rules, offers and pages, the most pressing first, fifty cases to a commit."""
        self._take_back()
        if self.elsewhere:
            return 0
        tasks = {task.id: task for task in self.snapshot.tasks}
        offers, pages = _by_case(self.decision.offers), _by_case(self.decision.pages)
        due = dict.fromkeys((*offers, *pages, *self.decision.rules))
        for numbers in _batches(due):
            self.beat()
            with self.database.transaction() as session:
                if not try_lock(session, "offers", "all"):
                    self.elsewhere = True
                    break
                if not unoffered_emergencies(session) <= tasks.keys():  # it came in since: the rest can wait for it
                    self.overtaken = True
                    break
                done = self._write_some(session, [tasks[n] for n in numbers if n in tasks], offers, pages)
            if self.database.is_sqlite and len(due) > _A_COMMIT:
                time.sleep(_BREATH)
            if not done:  # another dispatcher has done all of this
                break
        return self.made

    def _take_back(self) -> None:
        why = {withdrawal.offer_id: withdrawal.why for withdrawal in self.decision.withdrawals}
        owners = [offer.task_id for offer in self.snapshot.offers if offer.id in why]
        if not owners:
            return
        with self.database.transaction() as session:
            if not try_lock(session, "offers", "all"):
                self.elsewhere = True
                return
            for case in hold_cases(session, owners).values():
                for offer in open_offers.standing(session, case):
                    if offer.id in why:
                        open_offers.end(session, offer, case, "withdrawn", self.now, "worker", why[offer.id])
                        self._more[offer.agent_id] = self._more.get(offer.agent_id, 0) - offer.units

    def _write_some(self, session: Session, tasks: Sequence[Task], offers: Mapping[int, Sequence[NewOffer]],
                    pages: Mapping[int, Sequence[PageCall]]) -> int:  # fmt: skip
        """Returns how many of these cases were as the decision knew them."""
        held = hold_cases(session, (task.id for task in tasks))
        answered = self._offered_meanwhile(session, held)
        agents = self._as_they_were(session, [offer for task in tasks for offer in offers.get(task.id, ())])
        kept = [task for task in tasks if task.id not in answered and _unchanged(held.get(task.id), task)]
        self.overtaken = self.overtaken or len(kept) < len(tasks)
        rows: list[tuple[Case, Offer]] = []
        for task in kept:
            case = held[task.id]
            self._rule(session, case, task)
            rows += self._offer(case, offers.get(task.id, ()), agents)
        self._add(session, rows)
        for task in kept:
            for page in pages.get(task.id, ()):
                with apart(session, f"a page for case {task.id}"):
                    self.pager.call(session, held[task.id], page.chain, page.why, self.now)
        return len(kept)

    def _offered_meanwhile(self, session: Session, held: Iterable[int]) -> set[int]:
        """Cases that another dispatcher has offered since this one looked."""
        query = select(Offer.id, Offer.case_id).where(Offer.id > self.seen, Offer.case_id.in_(list(held)))
        return {row.case_id for row in session.execute(query) if row.id not in self._mine}

    def _as_they_were(self, session: Session, offers: Sequence[NewOffer]) -> dict[int, Worker]:
        """Those of these agents who carry no more than the decision knew of, and are still there."""
        numbers = sorted({offer.worker_id for offer in offers})
        if not numbers:
            return {}
        lock(session, "agent", numbers)
        weights = self.snapshot.plans[self.versions.newest].weights
        before = {worker.id: worker for worker in self.snapshot.workers}
        now = workforce.people(session, self.now, weights, {}, numbers)
        return {worker.id: worker for worker in now if worker.ready and not worker.on_line
                and worker.units <= before[worker.id].units + self._more.get(worker.id, 0)}  # fmt: skip

    def _rule(self, session: Session, case: Case, task: Task) -> None:
        chosen = self.decision.rules.get(task.id)
        if case.plan_version_id is None:
            case.plan_version_id = self.versions.newest_id
        if chosen is None:
            return
        name, since = chosen
        if (case.rule, case.routed_at) == (name[:60], since):
            return  # another dispatcher came to the same
        plan, ran = self.snapshot.plans.get(task.plan), (self.now - since).total_seconds()
        step = Course.of(plan.rule(name)).step_at(ran) if plan is not None else 0
        anew = case.rule != name[:60]  # else it goes on: a step was passed over
        record(session, self.now, "worker", "case.routed", case, rule=name, plan=task.plan, step=step, anew=anew,
               ran_ms=round(1000 * ran))  # fmt: skip
        case.rule, case.routed_at = name[:60], since

    def _offer(self, case: Case, offers: Sequence[NewOffer], agents: Mapping[int, Worker]) -> list[tuple[Case, Offer]]:
        rows = []
        for offer in offers:
            if offer.worker_id not in agents:
                self.overtaken = True
                continue
            rows.append((case, Offer(
                case_id=case.id, agent_id=offer.worker_id, fence=case.fence + 1, rule=offer.rule[:60], step=offer.step,
                units=offer.units, offered_at=self.now, expires_at=offer.expires_at, outcome="offered", reason="",
            )))  # fmt: skip
        case.fence += bool(rows)
        return rows

    def _add(self, session: Session, rows: Sequence[tuple[Case, Offer]]) -> None:
        """All at once: a flush for each case took half of the time."""
        session.add_all(row for _, row in rows)
        session.flush()
        for case, row in rows:
            self._mine.add(row.id)
            self._more[row.agent_id] = self._more.get(row.agent_id, 0) + row.units
            record(session, self.now, "worker", "offer.made", case, offer_id=row.id, agent_id=row.agent_id,
                   rule=row.rule, step=row.step)  # fmt: skip
        self.made += len(rows)


def _unchanged(case: Case | None, task: Task) -> bool:
    """Is the case still what the decision was about? What is restricted meanwhile counts as changed."""
    return (
        case is not None and case.state == "waiting"
        and (snapshots.lane_of(case.lane), case.queue) == (task.lane, task.queue)
        and (task.restricted or not case.restricted) and (case.rule == task.rule or not task.rule)
    )  # fmt: skip


def _batches(numbers: Iterable[int]) -> list[list[int]]:
    each = list(numbers)
    return [each[start : start + _A_COMMIT] for start in range(0, len(each), _A_COMMIT)]


def _by_case(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.task_id, []).append(row)
    return found


# --- time, and people who go -------------------------------------------------------------------


def end_what_is_over(database: Database, now: datetime, beat: Callable[[], None] = lambda: None) -> int:
    """End offers whose time is over, whose agent has gone, or whose case needs nobody. Returns how many ended."""
    ended = 0
    for _ in range(_ROUNDS):  # an agent who does not respond gives back what else they were offered
        with database.reading() as session:
            found = sorted(session.scalars(_over(now)))
        if not found:
            break
        for numbers in _batches(found):
            beat()
            with database.transaction() as session:
                if not try_lock(session, "offers", "all"):  # one at a time: agents' rows are written in no order
                    return ended
                for case in hold_cases(session, numbers).values():
                    with apart(session, f"what is over of case {case.id}"):
                        ended += _end_over(session, case, now)
    return ended


def _over(now: datetime):  # type: ignore[no-untyped-def]  # a Select of case numbers
    there = and_(Staff.active, Staff.readiness == "ready", Staff.present_until > now)
    query = select(Offer.case_id).join(Case, Case.id == Offer.case_id).join(Staff, Staff.id == Offer.agent_id)
    out_of_time = or_(Offer.expires_at <= now, Offer.offered_at > now + SET_BACK)
    over = or_(out_of_time, Case.state != "waiting", Staff.present_until.is_(None), not_(there))
    return query.where(Offer.outcome == "offered", over).distinct()


def _end_over(session: Session, case: Case, now: datetime) -> int:
    ended = 0
    for offer in open_offers.standing(session, case):
        if case.state != "waiting":
            open_offers.end(session, offer, case, "withdrawn", now, "worker", "It needs nobody any more.")
        elif offer.expires_at <= now or offer.offered_at > now + SET_BACK:
            open_offers.expire(session, offer, case, now)
        elif not _is_there(session, offer.agent_id, now):
            open_offers.end(session, offer, case, "withdrawn", now, "worker", "You were not there.")
        else:
            continue
        ended += 1
    return ended


def _is_there(session: Session, staff_id: int, now: datetime) -> bool:
    there = select(Staff.id).where(
        Staff.id == staff_id, Staff.active, Staff.readiness == "ready", Staff.present_until > now
    )
    return session.scalar(there) is not None
