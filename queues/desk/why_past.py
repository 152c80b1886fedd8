"""How a case that somebody took, or that is closed, went before: its rule, its steps, and who was offered it.

Told from what was written down at the time: the event that chose its rule, its offers, and the event of the claim.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from queues.context import desk
from queues.desk import plan_terms
from queues.desk.history import Line, of_offers
from queues.desk.thread import names
from queues.desk.why_walk import Walk, walked, way_of
from router import plan_versions
from router.errors import BadSetting
from router.model import Case, Event, Offer
from router.plans import Rule
from router.snapshots import ReadPlan

REACHED, PASSED, NEVER = "past", "skipped", "ahead"


@dataclass(frozen=True, slots=True)
class PastStep:
    """One step. `words` is '' where that version of the plan cannot be read any more.

    `state`: 'past'; 'skipped' for one that was passed over; 'ahead' for one that it never came to.
    """

    number: int
    state: str
    words: str
    begins_at: datetime | None
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Past:
    """The last way it went. `rule` is '' for the default; `end`: how that ended, in words."""

    rule: str
    plan: int
    since: datetime
    steps: list[PastStep]
    end: str


def read_past(session: Session, case: Case) -> Past | None:
    """The way that a case went when it last waited; None while it waits, and where no rule had looked at it."""
    way = way_of(session, case)
    if case.state not in ("held", "closed") or not way:
        return None
    chosen = way[0]
    offers = list(session.scalars(select(Offer).where(Offer.case_id == case.id, Offer.offered_at >= chosen.at)
                                  .order_by(Offer.id)))  # fmt: skip
    over = _newest(session, case, "case.claimed", chosen) or _newest(session, case, "case.closed", chosen)
    number = {int(over.who[6:])} if over is not None and over.who.startswith("staff:") else set()
    who = names(session, {offer.agent_id for offer in offers} | number)
    name, plan = str(chosen.data.get("rule", "")), int(chosen.data.get("plan", 0))
    rule = rule_of(session, chosen, desk().read_plan)
    until = over.at if over else desk().now()
    walk = walked(way, rule, until) if rule else None
    steps = list(_steps(rule, walk, case.routed_at or chosen.at, until, offers, who))
    return Past("" if name == "default" else name, plan, chosen.at, steps, _ended(session, over, offers, who))


def _newest(session: Session, case: Case, what: str, after: Event | None = None) -> Event | None:
    query = select(Event).where(Event.case_id == case.id, Event.what == what)
    if after is not None:
        query = query.where(Event.id > after.id)
    return session.scalars(query.order_by(Event.id.desc()).limit(1)).first()


def rule_of(session: Session, chosen: Event, read_plan: ReadPlan) -> Rule | None:
    """The rule that this event chose, as that version of the plan has it; None where it cannot be read any more."""
    found = plan_versions.version(session, int(chosen.data.get("plan", 0)))
    try:
        return read_plan(found.source).rule(str(chosen.data.get("rule", ""))) if found is not None else None
    except BadSetting:
        return None


def _steps(rule: Rule | None, walk: Walk | None, since: datetime, until: datetime, offers: Iterable[Offer],
           who: Mapping[int, str]) -> Iterator[PastStep]:  # fmt: skip
    """Each step of the rule, those without an offer too; of a rule that is gone, those with one."""
    by_step: dict[int, list[Offer]] = {}
    for offer in offers:
        by_step.setdefault(offer.step, []).append(offer)
    last, begins = max(by_step, default=-1), since
    furthest = max([last, *(walk or ())])
    for number in range(max(len(rule.steps) if rule else 0, last + 1)):
        step = rule.steps[number] if rule and number < len(rule.steps) else None
        if walk is None:  # kept before events told of steps: as long as each waits
            state, began = (
                (REACHED if number <= last or (step and begins <= until) else NEVER),
                begins if step else None,
            )
            begins += timedelta(seconds=(step.wait if step else None) or 0)
        else:
            here = number in walk or number in by_step
            state = REACHED if here else PASSED if number < furthest else NEVER
            began = walk[number][0] if number in walk else None
        words = plan_terms.step_words(step, desk().catalogue) if step else ""
        if step and step.page:
            words += f" Whoever is on call is told ({desk().catalogue.names.chain(step.page)})."
        lines = sorted(of_offers(by_step.get(number, []), who, named=False), key=lambda line: line.at)
        yield PastStep(number + 1, state, words, began if state == REACHED else None, lines)


def _ended(session: Session, over: Event | None, offers: Iterable[Offer], who: Mapping[int, str]) -> str:
    if over is None:
        return ""
    name = who.get(int(over.who[6:]), "Somebody who has left") if over.who.startswith("staff:") else "The house"
    if over.what == "case.closed":
        return f"{name} closed it before anybody took it."
    if any(offer.outcome == "accepted" and f"staff:{offer.agent_id}" == over.who for offer in offers):
        return f"{name} accepted it."
    answered = select(Event.id).where(Event.case_id == over.case_id, Event.what == "page.acknowledged",
                                      Event.at == over.at)  # fmt: skip
    if session.scalar(answered.limit(1)) is not None:
        return f"{name} was on call and took it by text."
    return f"{name} took it from the list."
