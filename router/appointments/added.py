"""Facts told in an answer about times ("2 please, we have a new baby"): they count as in any message."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from router import cases, clocks, urgency
from router.clock import london
from router.deadlines import called_for_now, of_a_hazard
from router.model import Case, Message
from router.placement import PRESSING, higher, taken_together
from router.values import URGENCIES, Labels, Landlord, Placement, Urgency


def weigh_in(session: Session, case: Case, message: Message, labels: Labels, landlord: Landlord, at: datetime,
             before: Collection[str] | None = None) -> None:  # fmt: skip
    """Keep what was added on the case, which is locked; where it makes what was told before more pressing, or starts a
    legal clock, that follows. Only upward: an emergency waits for a person whatever time is agreed. `before`: the facts
    of the record that counted until now, where it has just become known whose case it is."""
    there = sorted(fault for fault in cases.repairs_of(session, case) if not fault.startswith("job."))
    season = urgency.season(london(message.received_at).date())
    facts = cases.facts_of(case)
    known = {*(facts if before is None else before), *case.flags} | season
    now = known | facts | {*labels.flags}
    case.flags = sorted({*case.flags, *labels.flags})
    level, because = urgency.learned(there, known, there, now, landlord)
    if labels.urgency in PRESSING:
        level = higher(level, labels.urgency)
    is_now: Urgency = next((each for each in URGENCIES if each == case.urgency), "none")
    here = Placement(case.lane, case.queue, is_now, "")
    placed = taken_together(here, level, because, case.queue, landlord)
    if placed is not here:
        case.queue = placed.queue
        cases.raise_urgency(session, case, placed.urgency, "worker", at, placed.reason, by="record")
        clocks.raised(session, case, "worker", at, landlord)
    starts = called_for_now(there, known, now, message.received_at, landlord)
    cases.start(session, case, starts)
    if case.lane > 1 and of_a_hazard(starts, landlord):
        cases.into_hazards(case)
