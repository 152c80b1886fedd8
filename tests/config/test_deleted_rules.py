"""A rule goes out of deadlines.yaml while its clocks run."""

from dataclasses import replace
from pathlib import Path

import pytest
from builders import LEE, OKAFOR, Cast, a_text, case_of, hear
from sqlalchemy import select

from config import deleted_rules
from config.wiring import House
from queues import presence
from router import cases, offers, plan_versions
from router.model import Case, Deadline, Event, Offer, Staff
from router.storage.database import hold_case

PLAN = Path(__file__).resolve().parents[2] / "config" / "landlord" / "plan.toml"


def without(house: House, *rules: str) -> None:
    """The landlord takes these out of the file and the house starts again."""
    left = {name: rule for name, rule in house.landlord.deadlines.items() if name not in rules}
    house.landlord = replace(house.landlord, deadlines=left)


def clocks_of(house: House, case: Case) -> dict[str, Deadline]:
    with house.database.reading() as session:
        return {row.rule: row for row in session.scalars(select(Deadline).where(Deadline.case_id == case.id))}


def test_its_cases_wait_in_the_general_queue_with_the_reason_and_the_clock_runs_on(house: House, cast: Cast) -> None:
    with house.database.transaction() as session:
        plan_versions.install(session, PLAN.read_text("utf-8"), house.now())
    with_it, other = hear(house, a_text("there is black mould all over the bedroom wall and my baby has asthma", OKAFOR),
                          a_text("how much rent do i owe", LEE))  # fmt: skip
    before, clocks = case_of(house, with_it), clocks_of(house, case_of(house, with_it))
    gone = next(rule for rule in clocks if rule.startswith("awaab"))
    assert before.queue != "general"
    assert deleted_rules.move(house) == 0, "every rule is there"
    without(house, gone)
    assert deleted_rules.move(house) == 1
    now = case_of(house, with_it)
    assert (now.queue, now.state, now.lane, now.waiting_since, now.due_at) == (
        "general", "waiting", before.lane, before.waiting_since, before.due_at)  # fmt: skip
    assert now.reason.startswith(f"The deadline rule {gone} is gone, so it waits in general. Its clock runs on: ")
    after = clocks_of(house, now)[gone]
    assert (after.state, after.due_at) == ("running", clocks[gone].due_at)
    assert case_of(house, other).queue != "general", "another case is left alone"


def test_whoever_looked_and_hands_it_over_is_not_overruled(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("there is black mould all over the bedroom wall and my baby has asthma", OKAFOR))
    without(house, *(rule for rule in clocks_of(house, case_of(house, kept)) if rule.startswith("awaab")))
    assert deleted_rules.move(house) == 1
    with house.database.transaction() as session:
        case, sue = hold_case(session, case_of(house, kept).id), session.get_one(Staff, cast.sue)
        assert case is not None
        cases.hand_over(session, case, "repairs_damp_mould", f"staff:{sue.id}", house.now(), "they know")
    assert deleted_rules.move(house) == 0
    assert case_of(house, kept).queue == "repairs_damp_mould"
    with house.database.reading() as session:
        told = session.scalars(select(Event).where(Event.what == "deadline.rule_gone")).all()
    assert {event.case_id for event in told} == {case_of(house, kept).id}


def test_a_case_of_a_restricted_queue_stays_with_the_people_for_it(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("there is black mould all over the bedroom wall and my baby has asthma", OKAFOR))
    secret = next(name for name, queue in house.landlord.queues.items() if queue.restricted)
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        assert case is not None
        cases.hand_over(session, case, secret, f"staff:{cast.sue}", house.now(), "abuse")
    gone = next(rule for rule in clocks_of(house, case_of(house, kept)) if rule.startswith("awaab"))
    without(house, gone)
    assert deleted_rules.move(house) == 1
    now = case_of(house, kept)
    assert now.queue == secret and now.reason.startswith(f"The deadline rule {gone} is gone, somebody must look at it.")


def look(house: House) -> int:
    """As the dispatcher does, without its rest."""
    return offers.dispatch(house.database, house.landlord, house.read_plan, house.pages, house.now())


def come_on(house: House, staff_id: int) -> None:
    with house.database.transaction() as session:
        presence.renew(session, staff_id, house.now())
        presence.set_readiness(session, staff_id, "ready", house.now())


@pytest.mark.parametrize(("by_queue", "queue"), [(False, "general"), (True, "repairs_emergency")])
def test_an_emergency_waits_no_longer_by_it(house: House, cast: Cast, by_queue: bool, queue: str) -> None:
    """The landlord's plan leads it the same way from the general queue; under a plan that does not, it stays."""
    plan = PLAN.read_text("utf-8")
    if by_queue:
        plan = plan.replace("task.queue in ['repairs_emergency', 'general']", "task.queue == 'repairs_emergency'")
    with house.database.transaction() as session:
        plan_versions.install(session, plan, house.now())
    come_on(house, cast.amina)
    [kept] = hear(house, a_text("there is black mould all over the bedroom wall and my baby has asthma", OKAFOR))
    assert look(house) == 1
    before = case_of(house, kept)
    assert (before.lane, before.queue, before.rule) == (0, "repairs_emergency", "Emergency repair")
    gone = next(rule for rule in clocks_of(house, before) if rule.startswith("awaab"))
    without(house, gone)
    assert deleted_rules.move(house) == 1
    come_on(house, cast.bob)
    assert look(house) == 1, "the ring goes on"
    now = case_of(house, kept)
    assert (now.lane, now.queue, now.rule, now.routed_at) == (0, queue, before.rule, before.routed_at)
    assert now.reason.startswith(f"The deadline rule {gone} is gone, ")
    with house.database.reading() as session:
        made = session.execute(select(Offer.agent_id, Offer.outcome).where(Offer.case_id == now.id)).all()
    assert sorted(made) == [(cast.amina, "offered"), (cast.bob, "offered")]
