"""Clocks whose rule the landlord no longer has: their cases go to the default queue, with the reason. Never nowhere.

The clock itself runs on with its words and its due time, for nothing says that the law ended with the file. Cases of
a restricted queue stay with the people for them, with the reason: nobody else may have them. So does an emergency that
the plan would lead another way from the default queue: it must not wait for its clock's name. Once for each clock:
whoever looked and hands the case over knows better.
"""

import logging

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from config.deleted_queues import AT_ONCE
from config.wiring import House
from router import cases, clocks, snapshots
from router.deadlines import ANSWER, PROMISE
from router.eligibility import choose
from router.model import Case, Deadline, Event
from router.placement import DEFAULT_QUEUE
from router.plans import EMERGENCY
from router.storage.database import hold_case

log = logging.getLogger(__name__)


def move(house: House) -> int:
    """Move every open case with a clock whose rule is not in `deadlines.yaml`. Says how many there were."""
    lost = _lost(house)
    with house.database.reading() as session:
        of_cases = lost.with_only_columns(Deadline.case_id)
        told = {data["deadline"] for data in session.scalars(_told().where(Event.case_id.in_(of_cases)))}
        numbers = list(dict.fromkeys(row.case_id for row in session.scalars(lost) if row.id not in told))
    for start in range(0, len(numbers), AT_ONCE):
        with house.database.transaction() as session:
            for number in numbers[start : start + AT_ONCE]:
                case = hold_case(session, number)
                if case is not None and case.state != "closed":
                    _move(session, house, case)
    if numbers:
        log.warning("%d cases have clocks whose rule is gone; they are in %s now", len(numbers), DEFAULT_QUEUE)
    return len(numbers)


def _move(session: Session, house: House, case: Case) -> None:
    told = {data["deadline"] for data in session.scalars(_told().where(Event.case_id == case.id))}
    rows = [row for row in session.scalars(_lost(house).where(Case.id == case.id)) if row.id not in told]
    queue = house.landlord.queues.get(case.queue)
    stays = (queue is not None and queue.restricted) or (case.lane <= EMERGENCY and not _goes_on(session, house, case))
    for row in rows:
        cases.lose_rule(session, case, row, case.queue if stays else DEFAULT_QUEUE, house.now())


def _goes_on(session: Session, house: House, case: Case) -> bool:
    """Would the default queue lead an emergency by the same steps to the same people, its time in them kept?"""
    session.flush()
    snapshot = snapshots.take(session, house.landlord, house.read_plan, house.now(), only=[case.id])
    for task in snapshot.tasks:
        plan = snapshot.plans[task.plan]
        here, there = (choose(plan, {**task.attributes, "queue": name}, []) for name in (case.queue, DEFAULT_QUEUE))
        return here is there and all(step.queue and "" not in step.also for step in here.steps)
    return False  # somebody has it: with them it stays


def _lost(house: House) -> Select[Deadline]:
    known = (*house.landlord.deadlines, ANSWER, PROMISE)
    return select(Deadline).join(Case, Case.id == Deadline.case_id).where(
        Case.state != "closed", Deadline.state.in_(clocks.OPEN), Deadline.rule.not_in(known),
    ).order_by(Case.lane, Deadline.id)  # fmt: skip


def _told() -> Select[dict[str, int]]:
    return select(Event.data).where(Event.what == "deadline.rule_gone")
