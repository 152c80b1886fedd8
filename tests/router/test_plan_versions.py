"""Versions of the plan: one in force, the others kept for the cases that came in under them."""

import uuid
from datetime import timedelta

from doubles import FrozenClock
from sqlalchemy import func, select

from config.wiring import House
from router import plan_versions
from router.errors import BadSetting
from router.model import Event, PlanVersion
from router.plans import Plan, Rule, Step


def a_plan(source: str) -> Plan:
    """A stand-in for reading: a plan that is called as its text is."""
    if "deleted" in source:
        raise BadSetting("names an unknown queue")
    return Plan(source, (), Rule("default", "", (Step(),)))


def test_the_same_text_is_installed_once(house: House, clock: FrozenClock) -> None:
    with house.database.transaction() as session:
        assert plan_versions.in_force(session) is None
        first = plan_versions.install(session, "one", clock())
        assert plan_versions.install(session, "one", clock()) is first
        clock.go_on(minutes=1)
        second = plan_versions.install(session, "two", clock(), by=None)
        assert (first.number, second.number) == (1, 2)
    with house.database.reading() as session:
        newest = plan_versions.in_force(session)
        assert newest is not None and (newest.number, newest.source) == (2, "two")
        old = plan_versions.version(session, 1)
        assert old is not None and old.source == "one"
        events = session.scalars(select(Event).where(Event.what == "plan.installed").order_by(Event.id)).all()
        assert [event.data["version"] for event in events] == [1, 2]


def test_going_back_to_an_old_text_is_a_new_version(house: House, clock: FrozenClock) -> None:
    with house.database.transaction() as session:
        for source in ("one", "two", "one"):
            plan_versions.install(session, source, clock.go_on(minutes=1))
    with house.database.reading() as session:
        newest = plan_versions.in_force(session)
        assert newest is not None and (newest.number, newest.source) == (3, "one")
        assert session.scalar(select(func.count()).select_from(PlanVersion)) == 3


def test_each_case_goes_by_its_own_version_and_each_is_read_once(house: House, clock: FrozenClock) -> None:
    one, two = (f"{name} {uuid.uuid4()}" for name in ("one", "two"))  # what was read stays in the process
    reads: list[str] = []

    def read(source: str) -> Plan:
        reads.append(source)
        return a_plan(source)

    with house.database.transaction() as session:
        for source in (one, two):
            plan_versions.install(session, source, clock.go_on(minutes=1))
    with house.database.reading() as session:
        for _ in range(2):
            found = plan_versions.plans(session, {1, 2}, read)
            assert (found[1].name, found[2].name) == (one, two)
    assert sorted(reads) == sorted([one, two])


def test_a_version_that_cannot_be_followed_any_more_gives_way_to_the_one_in_force(
    house: House, clock: FrozenClock
) -> None:
    old, new = f"deleted {uuid.uuid4()}", f"new {uuid.uuid4()}"
    with house.database.transaction() as session:
        plan_versions.install(session, old, clock())
        plan_versions.install(session, new, clock() + timedelta(minutes=1))
    with house.database.reading() as session:
        found = plan_versions.plans(session, {1, 2, 99}, a_plan)
        assert {number: plan.name for number, plan in found.items()} == {1: new, 2: new, 99: new}


def test_without_any_version_every_case_is_offered_to_its_own_queue(house: House, clock: FrozenClock) -> None:
    with house.database.transaction() as session:
        assert plan_versions.plans(session, {0}, a_plan) == {0: plan_versions.LAST_RESORT}
        plan_versions.install(session, f"deleted {uuid.uuid4()}", clock())
        assert plan_versions.plans(session, {1}, a_plan) == {1: plan_versions.LAST_RESORT}
