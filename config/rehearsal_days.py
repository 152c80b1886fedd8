"""The days of a rehearsal, run through one plan: a fake clock that jumps to whatever happens next, and `decide`.

People work by their hours, one case at a time, first come first served, but a caller or an emergency at once; an offer
is answered after some seconds, now and then not at all. Everything is drawn by `luck`, so the same days come out the
same way.
"""

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from config.rehearsal_desks import Circles, Desk, Job, Known
from config.rehearsal_fates import Days, Fate
from config.rehearsal_luck import luck
from config.rehearsal_people import Member, OpenTime
from config.rehearsal_traffic import Arrival
from router import queue_rules
from router.assignment import decide
from router.candidates import REST, SHORT_REST
from router.decisions import Decision, NewOffer, OpenOffer, Snapshot, Task, Worker
from router.plans import EMERGENCY, Plan
from router.rota import shifts
from router.values import Landlord
from router.working_time import rows_of

ANSWER = (4, 16)
"""Seconds until somebody answers an offer: from, until."""
MISSED, REFUSED = 0.04, 0.02
"""How many offers nobody looks at, and how many are refused."""
HANG_UP = 600
"""Seconds after which a caller leaves a message instead (`HOLD_MINUTES`)."""
ON_CALL = (120, 420)
"""Seconds until the person on call takes a case they were paged for: from, until."""
LONGEST = 14
"""Days after the last arrival at which a rehearsal ends, whatever still waits."""
_ANSWERS, _WILL, _CALLED = 101, 102, 103


class Rehearsal:
    """One plan, one traffic, one crew.

    A case that nobody could take sleeps until something that matters to it happens: somebody whose queue it asks has
    more room, its step ends, its queue opens. Only cases that are awake are decided on, which gives the same answers as
    deciding on all of them (`whole`, and a test) several times faster.
    """

    def __init__(self, plan: Plan, traffic: Sequence[Arrival], members: Sequence[Member], landlord: Landlord,
                 start: datetime, days: int, seed: int, whole: bool = False) -> None:  # fmt: skip
        self.plan, self.landlord, self.start, self.seed, self.whole = plan, landlord, start, seed, whole
        self.result = Days({each.id: Fate(each) for each in traffic})
        self.tasks: dict[int, Task] = {}
        self.awake: set[int] = set()
        self.roused: dict[int, set[float]] = {}  # case -> when it is woken
        self.asleep: dict[str, set[int]] = {}  # by the queues whose people are asked at their step
        self.beds: dict[int, set[str]] = {}  # the same, by case
        self.offers: dict[int, OpenOffer] = {}
        self.units: dict[int, int] = {}
        self.workers = {one.worker.id: one.worker for one in members}
        self.desks = {one.worker.id: Desk() for one in members}
        self.changed: dict[int, bool] = {}  # whose load has changed, and whether they may have more room
        self.heap: list[tuple[float, int, Callable[..., None], tuple[object, ...]]] = []
        self.number = self.begun = 0
        self.now = 0.0
        self.eligibility = Known({1: plan}, (), self.workers.values())
        self.circles = Circles(self.workers.values(), landlord.queues)
        self.on_duty: set[int] = set()
        self.closed: frozenset[str] = frozenset()
        self.overflow: dict[str, tuple[str, ...]] = {}
        whole_days = days + LONGEST + 1
        self.office = OpenTime(rows_of(landlord.opening), start, whole_days)
        self.open_times = {queue.id: OpenTime(queue.hours, start, whole_days) if queue.hours else self.office
                           for queue in landlord.queues.values() if not queue.all_hours}  # fmt: skip
        self.restricted = frozenset(queue.id for queue in landlord.queues.values() if queue.restricted)
        self.queues = frozenset(landlord.queues)
        for each in traffic:
            self._at(each.at, self._arrive, each)
        for one in members:
            for begin, end in shifts(one.pattern, start, days + LONGEST):
                self._at(begin, self._duty, one.worker.id, True)
                self._at(end, self._duty, one.worker.id, False)
        self.end = (days + LONGEST) * 86_400.0
        self._at(0, self._hours)

    def run(self, say: Callable[[int, int], None] = lambda done, whole: None) -> Days:
        """Until every case was begun, or a fortnight after the last day. `say(done, of)` now and then."""
        left, whole, done = len(self.result.fates), len(self.result.fates), 0
        while self.heap and left > 0:
            self.now = self.heap[0][0]
            if self.now > self.end:
                break
            while self.heap and self.heap[0][0] <= self.now:
                _, _, call, given = heapq.heappop(self.heap)
                call(*given)
            self._decide()
            left = whole - self.begun
            if self.begun - done >= 500:
                done = self.begun
                say(done, whole)
        return self.result

    # --- the clock ---

    def _at(self, at: float, call: Callable[..., None], *given: object) -> None:
        self.number += 1
        heapq.heappush(self.heap, (at, self.number, call, given))

    def _time(self, seconds: float | None = None) -> datetime:
        return self.start + timedelta(seconds=self.now if seconds is None else seconds)

    def _draw(self, *numbers: int) -> float:
        return luck(self.seed, *numbers)

    # --- what happens ---

    def _arrive(self, arrival: Arrival) -> None:
        at = self._time()
        self.tasks[arrival.id] = Task(
            id=arrival.id, lane=arrival.lane, queue=arrival.queue, channel=arrival.channel, plan=1, waiting_since=at,
            entered_at=at, attributes=arrival.attributes, live=arrival.live, restricted=arrival.restricted,
            due_at=self._time(arrival.due),
        )  # fmt: skip
        self.awake.add(arrival.id)
        if arrival.live and arrival.lane > EMERGENCY and not self.office.is_open(self.now):
            self._leave(arrival.id)  # they hear that we are closed
        elif arrival.live:
            self._at(self.now + HANG_UP, self._hang_up, arrival.id)
        queue = self.landlord.queues.get(arrival.queue)
        if queue is not None and queue.overflow:
            self._at(self.now + queue.overflow_minutes * 60, self._look)

    def _hang_up(self, case: int) -> None:
        """A caller whom nobody took in time leaves a message."""
        if case in self.tasks and self.tasks[case].live:
            self.result.hung_up += 1
            self._leave(case)

    def _leave(self, case: int) -> None:
        """The case waits on, with nobody on the line."""
        task = self.tasks[case]
        self.tasks[case] = replace(task, live=False, attributes={**task.attributes, "live": False})
        self.awake.add(case)

    def _duty(self, worker: int, on: bool) -> None:
        desk = self.desks[worker]
        desk.on_duty = on
        if on:
            desk.free_since = self.now
            self.on_duty.add(worker)
        else:
            self.on_duty.discard(worker)
        self._change(worker, more_room=on)

    def _hours(self) -> None:
        """Queues open and close."""
        self._look()
        coming = queue_rules.next_change(self.landlord, {}, self._time())
        if coming is not None:
            self._at((coming - self.start).total_seconds(), self._hours)

    def _look(self) -> None:
        """Look again at what is closed and what overflows."""
        before = (self.closed, self.overflow)
        self.closed = queue_rules.closed(self.landlord, self._time())
        oldest: dict[str, datetime] = {}
        for task in self.tasks.values():
            if self.landlord.queues[task.queue].overflow and (
                task.queue not in oldest or task.waiting_since < oldest[task.queue]
            ):
                oldest[task.queue] = task.waiting_since
        self.overflow = queue_rules.overflowing(self.landlord, oldest, self._time())
        if before != (self.closed, self.overflow):
            self.circles.overflow(self.overflow)
            self.awake.update(self.tasks)

    def _waited(self, arrival: Arrival) -> float:
        """Since it came, in the hours of its queue; in all hours for an emergency."""
        hours = self.open_times.get(arrival.queue)
        if hours is None or arrival.lane == EMERGENCY:
            return self.now - arrival.at
        return hours.until(self.now) - hours.until(arrival.at)

    def _wake(self, case: int) -> None:
        if case in self.tasks:
            self.awake.add(case)

    # --- offers ---

    def _decide(self) -> None:
        """Decide on what is awake, and on what is offered now."""
        for number in sorted(self.changed):
            self._renew(number)
            if self.changed[number] and self.workers[number].ready:
                self.awake |= self._asks(self.workers[number])
        self.changed.clear()
        if not self.awake:
            return
        numbers = self.tasks.keys() if self.whole else self.awake | {one.task_id for one in self.offers.values()}
        chosen = [self.tasks[number] for number in sorted(numbers)]
        self.awake.clear()
        for number in numbers:
            for queue in self.beds.pop(number, ()):
                self.asleep[queue].discard(number)
        snapshot = Snapshot(
            plans={1: self.plan}, tasks=chosen, workers=self._relevant(chosen),
            offers=list(self.offers.values()), restricted_queues=self.restricted, closed=self.closed,
            overflow=self.overflow, queues=self.queues,
        )  # fmt: skip
        self.result.decisions += 1
        self._apply(decide(snapshot, self._time(), self.eligibility))
        offered = {one.task_id for one in self.offers.values()}
        for task in chosen:
            if task.id in self.tasks and task.id not in offered:
                self._sleep(self.tasks[task.id])

    def _relevant(self, tasks: Sequence[Task]) -> list[Worker]:
        """Those on duty whom any step of these cases asks, and those who have been offered something."""
        if self.whole:
            return list(self.workers.values())
        numbers: set[int] = set()
        for task in tasks:
            numbers |= self.circles.of(self.eligibility.way(task), task.queue)
        numbers &= self.on_duty
        numbers.update(offer.worker_id for offer in self.offers.values())
        return [self.workers[number] for number in sorted(numbers)]

    def _asks(self, worker: Worker) -> set[int]:
        """The sleeping cases that this agent's queues are asked for: they may have more room now."""
        queues = worker.queues or self.asleep.keys()
        return {case for queue in queues for case in self.asleep.get(queue, ()) if case in self.tasks}

    def _sleep(self, task: Task) -> None:
        course = self.eligibility.way(task).course
        entered = (task.entered_at - self.start).total_seconds()
        step = course.step_at(self.now - entered)
        here = course.steps[step]
        beds = self.beds.setdefault(task.id, set())
        for name in (here.queue, *here.also):
            queue = name or task.queue
            for other in (queue, *self.overflow.get(queue, ())):
                self.asleep.setdefault(other, set()).add(task.id)
                beds.add(other)
        if step < course.last:
            self._rouse(max(entered + course.ends[step], self.now + 0.001), task.id)
        for at in task.refused.values():
            for rest in (SHORT_REST, REST):
                when = (at + rest - self.start).total_seconds()
                if when > self.now:
                    self._rouse(when, task.id)

    def _rouse(self, at: float, case: int) -> None:
        """Wake this case then, once."""
        if at not in self.roused.setdefault(case, set()):
            self.roused[case].add(at)
            self._at(at, self._wake, case)

    def _apply(self, decision: Decision) -> None:
        for wrong in decision.trouble:
            self.result.trouble[wrong] = None
        for case, (rule, since) in decision.rules.items():
            self.tasks[case] = replace(self.tasks[case], rule=rule, entered_at=since)
        for withdrawal in decision.withdrawals:
            self._over(withdrawal.offer_id)
        for offer in decision.offers:
            self._offer(offer)
        for page in decision.pages:
            self.result.pages += 1
            task = self.tasks[page.task_id]
            self.tasks[page.task_id] = replace(task, paged=(*task.paged, page.chain))
            least, most = ON_CALL
            wait = least + int(self._draw(page.task_id, _CALLED) * (most - least))
            self._at(self.now + wait, self._on_call, page.task_id)

    def _offer(self, new: NewOffer) -> None:
        self.number += 1
        number = self.number
        self.offers[number] = OpenOffer(number, new.task_id, new.worker_id, new.step, new.expires_at)
        self.units[number] = new.units
        desk = self.desks[new.worker_id]
        desk.offered[self.tasks[new.task_id].channel] += 1
        desk.offered_units += new.units
        self._change(new.worker_id)
        self.result.offers += 1
        least, most = ANSWER
        turn = len(self.tasks[new.task_id].refused)
        wait = least + int(self._draw(new.task_id, new.worker_id, turn, _ANSWERS) * (most - least))
        will = self._draw(new.task_id, new.worker_id, turn, _WILL)
        expires = (new.expires_at - self.start).total_seconds()
        if will < MISSED or self.now + wait >= expires:
            self._at(expires, self._let_go, number, "missed")
        elif will < MISSED + REFUSED:
            self._at(self.now + wait, self._let_go, number, "refused")
        else:
            self._at(self.now + wait, self._accept, number)

    def _over(self, number: int) -> OpenOffer | None:
        """This offer is over, however: its agent has the units back."""
        offer = self.offers.pop(number, None)
        if offer is not None:
            desk = self.desks[offer.worker_id]
            task = self.tasks.get(offer.task_id)
            desk.offered_units -= self.units.pop(number)
            desk.offered[task.channel if task else ""] -= 1
            self._change(offer.worker_id, more_room=True)
            self.awake.add(offer.task_id)
        return offer

    def _let_go(self, number: int, how: str) -> None:
        offer = self._over(number)
        if offer is None:
            return
        setattr(self.result, how, getattr(self.result, how) + 1)
        task = self.tasks[offer.task_id]
        self.tasks[task.id] = replace(task, refused={**task.refused, offer.worker_id: self._time()})

    def _accept(self, number: int) -> None:
        offer = self.offers.get(number)
        if offer is None:
            return
        units = self.units[number]
        self._rescind(offer.task_id)
        self._take(offer.task_id, offer.worker_id, units)

    def _rescind(self, case: int) -> None:
        for other in [one.id for one in self.offers.values() if one.task_id == case]:
            self._over(other)

    def _on_call(self, case: int) -> None:
        """Whoever was paged takes it, unless somebody at a desk was faster."""
        if case in self.tasks:
            self._rescind(case)
            self._gone(case)
            self._begin(case, 0)

    def _gone(self, case: int) -> Task:
        """Somebody has it: it waits no longer."""
        self.awake.discard(case)
        self.eligibility.remove_task(case)
        self.roused.pop(case, None)
        return self.tasks.pop(case)

    # --- work ---

    def _take(self, case: int, worker: int, units: int) -> None:
        task, desk = self._gone(case), self.desks[worker]
        arrival = self.result.fates[case].arrival
        job = Job(arrival, arrival.work, units, task.live)
        if task.live or task.lane == EMERGENCY:
            desk.pause(self.now)
            desk.jobs.insert(0, job)
        else:
            desk.jobs.append(job)
        if desk.jobs[0] is job:
            self._work(worker, desk)
        self._change(worker)

    def _work(self, worker: int, desk: Desk) -> None:
        """Go on with the first job."""
        desk.since = self.now
        desk.mark += 1
        job = desk.jobs[0]
        self._begin(job.arrival.id, worker)
        self._at(math.ceil(self.now + job.left), self._finish, worker, desk.mark)

    def _begin(self, case: int, worker: int) -> None:
        fate = self.result.fates[case]
        if fate.begun is None:
            fate.begun, fate.by = self.now, worker
            fate.waited = self._waited(fate.arrival)
            self.begun += 1

    def _finish(self, worker: int, mark: int) -> None:
        desk = self.desks[worker]
        if desk.mark != mark:
            return
        job = desk.jobs.pop(0)
        self.result.worked[worker] += round(job.arrival.work)
        desk.free_since = self.now
        self._change(worker, more_room=True)
        if desk.jobs:
            self._work(worker, desk)

    def _change(self, worker: int, more_room: bool = False) -> None:
        self.changed[worker] = more_room or self.changed.get(worker, False)

    def _renew(self, worker: int) -> None:
        """What `decide` sees of this agent now."""
        desk = self.desks[worker]
        self.workers[worker] = desk.as_seen(self.workers[worker], self._time(desk.free_since))
