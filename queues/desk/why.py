"""Why a case is where it is: what routing would do with it now, and everything that happened to it, as a story."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import make_response, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues.access import has_role, may_see_restricted, me, needs, quiet, staff_pages
from queues.context import desk
from queues.desk import history, plan, why_past
from queues.desk.case import find_case
from queues.desk.inbox import same_as_before
from queues.desk.why_walk import Walk, walked, way_of
from router import explaining, snapshots
from router.decisions import StepStory, Story
from router.model import Case, PlanVersion
from router.snapshots import ReadPlan

pages = staff_pages("why", __name__)

ASKED = "is being asked"
"""How `router/explaining.py` begins what it says of somebody to whom it is offered now."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A step of the plan with its people: who is asked, who may be, and who not, by the clause that ruled them out."""

    step: StepStory
    asked: list[str]
    may: list[str]
    ruled_out: list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Why:
    """What routing says of a waiting case, `of` so many that wait, counted as far as the reader may know of them."""

    story: Story
    rings: list[Ring]
    of: int


def read_why(session: Session, case: Case, at: datetime) -> Why | None:
    """The same decision that live routing makes, told; None for a case that does not wait."""
    if case.state != "waiting":
        return None
    context = desk()
    with context.looking:
        snapshot = snapshots.take(session, context.landlord, context.read_plan, at, context.memory)
    if not may_see_restricted(me()):
        snapshot = replace(snapshot, tasks=[task for task in snapshot.tasks if not task.restricted])
    if not any(task.id == case.id for task in snapshot.tasks):
        return None
    story = explaining.explain(snapshot, case.id, at, names=context.catalogue.names)
    story = replace(story, steps=_as_they_were(session, case, story.steps, context.read_plan, at))
    names = {worker.id: worker.name for worker in snapshot.workers}
    return Why(story, [_ring(step, names) for step in story.steps], len(snapshot.tasks))


def _as_they_were(session: Session, case: Case, steps: Sequence[StepStory], read_plan: ReadPlan,
                  at: datetime) -> tuple[StepStory, ...]:  # fmt: skip
    """The same steps, those that are over with the times that they had: where one is passed over, routing counts the
    steps anew, and knows no more when those before it began."""
    way = way_of(session, case)
    rule = why_past.rule_of(session, way[0], read_plan) if way else None
    walk = walked(way, rule, at) if rule is not None else None
    if walk is None:
        return tuple(steps)
    return tuple(_as_it_was(step, walk) if step.state in ("past", "skipped", "now") else step for step in steps)


def _as_it_was(step: StepStory, walk: Walk) -> StepStory:
    found = walk.get(step.number - 1)
    if step.state == "now":
        return replace(step, begins_at=found[0]) if found else step
    return (
        replace(step, state="past", begins_at=found[0], ends_at=found[1]) if found else replace(step, state="skipped")
    )


def _ring(step: StepStory, names: Mapping[int, str]) -> Ring:
    asked: list[str] = []
    may: list[str] = []
    out: dict[str, list[str]] = defaultdict(list)
    for verdict in step.verdicts:
        name = names.get(verdict.worker_id, "somebody who has left")
        if verdict.why.startswith(ASKED):
            asked.append(name)
        elif verdict.why:
            out[verdict.why].append(name)
        else:
            may.append(name)
    return Ring(
        step, asked, may, sorted(((why, sorted(who)) for why, who in out.items()), key=lambda row: -len(row[1]))
    )


def _page(session: Session, case: Case) -> str:
    at = desk().now()
    newest = session.scalar(select(PlanVersion).where(PlanVersion.in_force_at.is_not(None))
                            .order_by(PlanVersion.in_force_at.desc(), PlanVersion.number.desc()).limit(1))  # fmt: skip
    why = read_why(session, case, at)
    others = plan.others(session, why.story.plan) if why and has_role(me(), "supervisor") else []
    return render_template("desk/_why.html", case=case, why=why, newest=newest, others=others,
                           past=why_past.read_past(session, case),
                           days=history.by_day(history.told(session, case), at))  # fmt: skip


@pages.get("/desk/cases/<reference>/why")
@needs("agent")
def show(reference: str) -> AnyResponse:
    """The whole page."""
    with desk().database.reading() as session:
        case = find_case(session, reference)
        return make_response(render_template("desk/why.html", case=case, why=_page(session, case)))


@pages.get("/desk/cases/<reference>/why/now")
@needs("agent")
@quiet
def again(reference: str) -> AnyResponse:
    """What it says now, for an open screen."""
    with desk().database.reading() as session:
        return same_as_before(_page(session, find_case(session, reference)))
