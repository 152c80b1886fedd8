"""Versions of the plan: one in force, the others kept for the cases that came in under them."""

import uuid
from datetime import timedelta

import pytest
from builders import OKAFOR, UNKNOWN, Cast, a_text, case_of, hear
from doubles import FrozenClock
from sqlalchemy import func, select

from config.wiring import House
from queues import presence
from router import plan_versions
from router.errors import BadSetting
from router.model import Event, Offer, Page, PlanVersion
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


class TestAnEmergencyWithoutAnyPlan:
    """Somebody is told, though no version was ever installed or none can be read."""

    def paged(self, house: House) -> list[tuple[int, str]]:
        with house.database.reading() as session:
            return [(page.case_id, page.chain) for page in session.scalars(select(Page))]

    def offered(self, house: House) -> set[int]:
        with house.database.reading() as session:
            return set(session.scalars(select(Offer.agent_id).where(Offer.outcome == "offered")))

    def come_on(self, house: House, *people: int) -> None:
        with house.database.transaction() as session:
            for person in people:
                presence.renew(session, person, house.now())
                presence.set_readiness(session, person, "ready", house.now())

    @pytest.mark.parametrize("source", ["", "cannot be read"])
    def test_with_nobody_there_it_is_paged_at_once_and_nothing_else_is(
        self, house: House, cast: Cast, source: str
    ) -> None:
        if source:
            with house.database.transaction() as session:
                plan_versions.install(session, source, house.now())
        gas, _ = hear(house, a_text("i can smell gas", OKAFOR), a_text("my kitchen tap is dripping", UNKNOWN))
        house.offering.rung()
        assert {case for case, _ in self.paged(house)} == {case_of(house, gas).id}

    def test_it_rings_for_several_and_is_paged_all_the_same(self, house: House, cast: Cast) -> None:
        self.come_on(house, cast.amina, cast.bob)
        hear(house, a_text("i can smell gas", OKAFOR))
        house.offering.rung()
        assert self.offered(house) == {cast.amina, cast.bob}
        assert self.paged(house)

    def test_a_restricted_case_is_offered_to_nobody_without_the_right_and_paged(self, house: House, cast: Cast) -> None:
        self.come_on(house, cast.amina, cast.bob)
        [kept] = hear(house, a_text("my husband hits me and i am scared", UNKNOWN))
        house.offering.rung()
        assert case_of(house, kept).restricted and self.offered(house) == set()
        assert self.paged(house)
