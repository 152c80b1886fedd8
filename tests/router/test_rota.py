"""When staff work, as live routing, the rehearsal and `frontdoor check` see it."""

from datetime import UTC, datetime, timedelta

import pytest
from builders import OKAFOR, Cast, a_text, case_of, hear
from doubles import FrozenClock
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from config import plans
from config.wiring import House
from queues import presence
from router import offers, plan_versions, snapshots, workforce
from router.clock import LONDON
from router.explaining import explain
from router.model import Offer, Staff
from router.reach import possible
from router.rota import hours_of, on_shift, shifts

NIGHTS = ((4, 20 * 60, 32 * 60), (5, 20 * 60, 32 * 60), (6, 0, 8 * 60))
PLAN = """name = "hours"

[[rule]]
name = "In their hours"
when = "task.restricted == false"

[[rule.step]]
queue = "own"
need = "worker.on_shift"
offer = "30 seconds"

[default]

[[default.step]]
queue = "own"
offer = "30 seconds"
"""


@given(st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31)))
def test_it_is_what_the_rehearsal_counts_as_a_shift(naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC)
    midnight = datetime.combine(at.astimezone(LONDON).date() - timedelta(days=3), datetime.min.time(), LONDON)
    start = midnight.astimezone(UTC)
    second = (at - start).total_seconds()
    spans = shifts(NIGHTS, start, 14)
    here, changes_at = on_shift(NIGHTS, at)
    assert here == any(begin <= second < end for begin, end in spans)
    edges = sorted(edge for span in spans for edge in span if edge > second)
    assert changes_at == start + timedelta(seconds=edges[0])


@pytest.mark.parametrize(("role", "pattern", "hours"), [
    ("agent", [], ((0, 480, 1020),)), ("supervisor", [], ()), ("supervisor", [[5, 0, 60]], ((5, 0, 60),)),
])  # fmt: skip
def test_whose_hours_are_whose(role: str, pattern: list[list[int]], hours: tuple[object, ...]) -> None:
    assert hours_of(role, pattern, ((0, 480, 1020),)) == hours
    assert on_shift((), datetime(2026, 6, 15, tzinfo=UTC)) == (False, None)


def look(house: House, memory: snapshots.Memory) -> int:
    """As the dispatcher does, without its rest."""
    return offers.dispatch(house.database, house.landlord, house.read_plan, house.pages, house.now(), memory)


def test_nobody_is_asked_outside_their_hours_and_everybody_when_they_begin(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    """Amina is signed in and ready before her day begins."""
    now = clock().astimezone(LONDON)
    begins = now.hour * 60 + now.minute + 20
    with house.database.transaction() as session:
        plan_versions.install(session, PLAN, house.now())
        for staff in session.scalars(select(Staff)):
            staff.pattern = [[now.weekday(), begins, begins + 240]] if staff.id == cast.amina else []
            staff.role = "agent" if staff.id == cast.amina else "supervisor"
        presence.renew(session, cast.amina, house.now() + timedelta(hours=1))
        presence.set_readiness(session, cast.amina, "ready", house.now())
    [kept] = hear(house, a_text("how much rent do i owe", OKAFOR))
    case = case_of(house, kept)
    memory = snapshots.Memory()
    assert look(house, memory) == 0
    with house.database.reading() as session:
        snapshot = snapshots.take(session, house.landlord, house.read_plan, house.now())
        assert possible(house.read_plan(PLAN), plans.people(session), ()) == [], "a plan is not refused at night"
    told = explain(snapshot, case.id, house.now())
    [why] = [one.why for one in told.steps[0].verdicts if one.worker_id == cast.amina]
    assert why == "is outside their working hours" and "with working hours now" in told.steps[0].words
    assert any(
        line.startswith("Amina") and line.endswith("comes to their working hours.") for line in told.would_change
    )
    assert memory.next_at == house.now() + timedelta(minutes=20), "and that time alone changes it"
    clock.go_on(minutes=20)
    assert look(house, memory) == 1
    with house.database.reading() as session:
        assert session.scalars(select(Offer.agent_id)).all() == [cast.amina]


def test_hours_that_cannot_be_read_take_nobody_off_the_queues(house: House, cast: Cast, clock: FrozenClock) -> None:
    with house.database.transaction() as session:
        presence.renew(session, cast.amina, clock() + timedelta(hours=1))
        presence.set_readiness(session, cast.amina, "ready", clock())
        session.get_one(Staff, cast.amina).pattern = [[0, 480]]
    with house.database.reading() as session:
        [amina] = workforce.people(session, clock(), plan_versions.LAST_RESORT.weights, {}, only=[cast.amina])
    assert amina.ready and not amina.attributes["on_shift"]
