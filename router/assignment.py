"""Who is offered what next, and why: `decide(snapshot, now)`. Pure.

Live routing, the "why?" panel, the rehearsal and the property tests all call it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from router.candidates import REST, SHORT_REST, Agent, Demand, Round
from router.conditions import compiled
from router.decisions import (
    Decision,
    NewOffer,
    OpenOffer,
    PageCall,
    Snapshot,
    StepStory,
    Story,
    Task,
    Value,
    Verdict,
    Withdrawal,
    Worker,
)
from router.eligibility import Eligibility, Ring
from router.explaining import explain
from router.line import Place, bare, in_line, placed, unread
from router.plans import EMERGENCY
from router.reach import out_of_hours, possible
from router.scoring import FOREVER, score

__all__ = [
    "Decision", "NewOffer", "OpenOffer", "PageCall", "Snapshot", "StepStory", "Story", "Task", "Value", "Verdict",
    "Withdrawal", "Worker", "decide", "explain", "in_order", "out_of_hours", "possible", "score",
]  # fmt: skip

JUST = timedelta(seconds=2)
"""A step has just begun: its `skip_if` is looked at. The clock comes by twice a second.

Of an emergency it is looked at for as long as the step lasts: neither a look that came late nor somebody who let it go
may cost a person in danger the rest of the step.
"""


@dataclass(slots=True)
class _Sheet:
    """What has been decided so far. `next_at` and `next_in` (in seconds): when time alone changes something."""

    offers: list[NewOffer] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    pages: list[PageCall] = field(default_factory=list)
    rules: dict[int, tuple[str, datetime]] = field(default_factory=dict)
    trouble: dict[str, None] = field(default_factory=dict)
    next_at: datetime | None = None
    next_in: float = FOREVER

    def wake(self, at: datetime) -> None:
        """Something changes then."""
        if self.next_at is None or at < self.next_at:
            self.next_at = at


def decide(snapshot: Snapshot, now: datetime, eligibility: Eligibility | None = None) -> Decision:
    """What to do now: offers to make and to withdraw, chains to page, rules chosen. The same input, the same answer.

    `eligibility`: what the last decision was made with, to be spared the conditions; it is brought up to date.
    Never raises for what a case or an agent says: such a case goes by its queue, and `trouble` names it.
    """
    if eligibility is None:
        eligibility = Eligibility.of(snapshot)
    else:
        eligibility.bring_up_to_date(snapshot)
    sheet = _Sheet()
    line = in_line(snapshot, now, eligibility, sheet.trouble)
    look = Round(snapshot, now, eligibility)
    _settle_offers(look, line, sheet)
    for place in line:
        try:
            _serve(look, place, sheet)
        except Exception as error:  # noqa: BLE001 -- one case that cannot be read must not stop the others
            sheet.trouble[unread(place.task, error)] = None
            _serve(look, placed(bare(place.task, now), place.number, now, eligibility), sheet)
    if eligibility.is_troubled:
        sheet.trouble |= dict.fromkeys(wrong for place in line for wrong in place.way.wrong_needs())
    for worker in snapshot.workers:
        if worker.shift_changes_at is not None:
            sheet.wake(worker.shift_changes_at)
    if sheet.next_in < FOREVER:
        sheet.wake(now + timedelta(seconds=sheet.next_in))
    return Decision(
        tuple(sheet.offers), tuple(sheet.withdrawals), tuple(sheet.pages), sheet.rules, sheet.next_at,
        tuple(sheet.trouble),
    )  # fmt: skip


def in_order(snapshot: Snapshot, now: datetime, eligibility: Eligibility | None = None) -> list[Task]:
    """The line, most pressing first."""
    return [place.task for place in in_line(snapshot, now, eligibility or Eligibility.of(snapshot), {})]


# --- offers that stand -----------------------------------------------------------------------


def _settle_offers(look: Round, line: Sequence[Place], sheet: _Sheet) -> None:
    """Count the offers that stand; withdraw those whose agent can no longer take them."""
    if not look.snapshot.offers:
        return
    waiting = {place.id: place for place in line}
    agents = {agent.worker.id: agent for agent in look.agents.values()}
    for offer in look.snapshot.offers:
        place = waiting.get(offer.task_id)
        if place is None or offer.expires_at <= look.now:
            continue
        agent = agents.get(offer.worker_id)
        why = _why_withdrawn(agent, place.task)
        if agent is None or why:
            sheet.withdrawals.append(Withdrawal(offer.id, why))
            continue
        look.stands(offer, place.task, look.demand(place.task, place.way).units, agent)
        sheet.wake(offer.expires_at)


def _why_withdrawn(agent: Agent | None, task: Task) -> str:
    if agent is None or not agent.worker.ready:
        return "they are no longer ready"
    if agent.worker.on_line:
        return "they are on a call now"
    return "the case is restricted now" if task.restricted and not agent.worker.restricted else ""


# --- one case --------------------------------------------------------------------------------


def _serve(look: Round, place: Place, sheet: _Sheet) -> None:
    """Offer one case to whom it may be offered now; pass over the steps that say so."""
    task, way, now = place.task, place.way, look.now
    course, entered_at, step = way.course, place.entered_at, place.step
    wanted = look.demands.get((task.plan, task.channel)) or look.demand(task, way)
    chosen: list[Agent] = []
    if wanted.room or task.lane <= EMERGENCY or course.steps[step].skip_if:
        step, entered_at, chosen = _walk(look, place, wanted, sheet)
    if course.pages:
        _tell(place, step, sheet, now)
    for agent in chosen:
        _offer(look, place, step, agent, wanted, sheet)
    if course.name != task.rule or (entered_at is not task.entered_at and entered_at != task.entered_at):
        sheet.rules[task.id] = (course.name, entered_at)
    if step < course.last:
        elapsed = place.elapsed if step == place.step else (now - entered_at).total_seconds()
        sheet.next_in = min(sheet.next_in, course.ends[step] - elapsed)
    if task.refused:
        _wake_rested(task, now, sheet)


def _walk(look: Round, place: Place, wanted: Demand, sheet: _Sheet) -> tuple[int, datetime, list[Agent]]:
    """The step where it is offered, or waits; since when its steps count then; and who is offered it."""
    course, entered_at, step = place.way.course, place.entered_at, place.step
    standing = look.offered.get(place.id, ())
    while True:
        begins = entered_at + timedelta(seconds=course.begins(step))
        missing = max(course.steps[step].ring, 1) - len(standing)
        chosen = _choose(look, place, step, begins, wanted, missing) if missing > 0 else []
        if chosen or standing or not _is_skipped(look, place, step, begins, wanted, sheet):
            return step, entered_at, chosen
        entered_at = look.now - timedelta(seconds=course.ends[step])
        step += 1


def _wake_rested(task: Task, now: datetime, sheet: _Sheet) -> None:
    """When somebody who let it go may be asked again."""
    for at in task.refused.values():
        for rest in (SHORT_REST, REST):
            if at + rest > now:
                sheet.wake(at + rest)


def _choose(look: Round, place: Place, step: int, begins: datetime, wanted: Demand, missing: int) -> list[Agent]:
    """Who is offered it at this step. In the last one, with nobody else, those who let it go are asked again."""
    task, ring = place.task, place.way.rings[step]
    eligible = look.eligible(task, place.way, step)
    ringing = look.ringing(task)
    here = eligible & ~ringing
    if not here & look.available(task, wanted):
        return []
    chosen = _pick(look, task, here & ~look.resting(task, begins), ring, wanted, missing)
    if not chosen and not ringing and task.refused and step == place.way.course.last:
        chosen = _pick(look, task, look.may_be_asked_again(task, begins, here), ring, wanted, missing)
    return chosen


def _pick(look: Round, task: Task, bits: int, ring: Ring, wanted: Demand, missing: int) -> list[Agent]:
    """Those with room; for an emergency then those with whom enough rings already, then those who would have room
    without lesser offers, then the busy ones."""
    free = bits & wanted.room
    chosen = look.first(free, ring, missing)
    if task.lane <= EMERGENCY and len(chosen) < missing:
        others = bits & look.interruptible & ~free
        able = look.bits(agent for agent in look.of(others) if agent.can_carry(wanted))
        lighter = look.bits(agent for agent in look.of(others & ~able) if agent.can_carry(wanted, agent.lesser()))
        for some in (able, lighter, others & ~able & ~lighter):
            chosen += look.first(some, ring, missing - len(chosen))
    return chosen


def _offer(look: Round, place: Place, step: int, agent: Agent, wanted: Demand, sheet: _Sheet) -> None:
    task, course = place.task, place.way.course
    if task.lane <= EMERGENCY:
        for offer in look.take_back(agent, wanted):
            sheet.withdrawals.append(Withdrawal(offer.id, "an emergency comes first"))
    look.give(agent, task, wanted)
    expires_at = look.now + timedelta(seconds=max(course.steps[step].offer, 1))
    sheet.offers.append(NewOffer(task.id, agent.worker.id, course.rule.name, step, wanted.units, expires_at))
    sheet.wake(expires_at)


def _is_skipped(look: Round, place: Place, step: int, begins: datetime, wanted: Demand, sheet: _Sheet) -> bool:
    """Is this step passed over? Asked when nobody could be offered the case now and no offer of it stands (`JUST`).

    What is passed over is kept by counting the steps from an earlier instant, so that the next look begins behind it.
    """
    course, task = place.way.course, place.task
    condition = course.steps[step].skip_if
    asked = look.now - begins <= JUST and not any(at >= begins for at in task.refused.values())
    asked = asked or task.lane <= EMERGENCY
    if not condition or step == course.last or course.ends[step] >= FOREVER or not asked:
        return False
    eligible = look.eligible(task, place.way, step)
    free = (eligible & look.available(task, wanted) & ~look.resting(task, begins)).bit_count()
    workers: Mapping[str, Value] = {"free": free, "on": (eligible & look.ready).bit_count()}
    found, trouble = compiled(condition).judge(task.attributes, None, workers)
    if trouble:
        sheet.trouble[f"rule '{course.rule.name}', step {step + 1}: skip_if {trouble}"] = None
    return found


def _tell(place: Place, step: int, sheet: _Sheet, now: datetime) -> None:
    """Call the chains of the steps it has come to, each once."""
    called = set(place.task.paged)
    for one in place.way.course.steps[: step + 1]:
        if one.page and one.page not in called:
            called.add(one.page)
            minutes = int((now - place.task.waiting_since).total_seconds() // 60)
            waited = (
                f"nobody took it in {minutes} minute{'s' * (minutes != 1)}" if minutes > 0 else "nobody is free for it"
            )
            sheet.pages.append(PageCall(place.task.id, one.page, f"{place.way.course.rule.name}: {waited}"))
