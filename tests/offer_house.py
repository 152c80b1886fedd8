"""A small plan with two people at work, and what may be asked of their offers."""

from collections.abc import Callable
from typing import Any

import pytest
from builders import OKAFOR, Cast, a_text, case_of, hear
from sqlalchemy import select

from config.wiring import House
from queues import presence
from router import offer_answers, offers, plan_versions
from router.model import Case, Offer, Staff

PLAN = """
name = "A small plan"

[[rule]]
name = "emergency"
when = "task.lane == 'emergency'"

[[rule.step]]
queue = "own"
wait = "1 minute"
offer = "20 seconds"
ring = 2

[[rule.step]]
queue = ["own", "general"]
offer = "20 seconds"
ring = 6
page = "oncall"

[default]

[[default.step]]
queue = "own"
offer = "30 seconds"
"""

Look = Callable[[], int]


@pytest.fixture
def at_work(house: House, cast: Cast) -> Cast:
    """The small plan is in force; Amina and Bob, in this order, have their desks open."""
    with house.database.transaction() as session:
        plan_versions.install(session, PLAN, house.now())
    for person in (cast.amina, cast.bob):
        on(house, person)
    return cast


def on(house: House, person: int) -> None:
    with house.database.transaction() as session:
        presence.renew(session, person, house.now())
        presence.set_readiness(session, person, "ready", house.now())


def look(house: House, **more: Any) -> int:
    return offers.dispatch(house.database, house.landlord, house.read_plan, house.pages, house.now(), **more)


def rows(house: House, **where: Any) -> list[Offer]:
    with house.database.reading() as session:
        return list(session.scalars(select(Offer).filter_by(**where).order_by(Offer.id)))


def accept(house: House, offer: Offer, by: int = 0, fence: int | None = None) -> str:
    with house.database.transaction() as session:
        fence = offer.fence if fence is None else fence
        return offer_answers.accept(session, offer.id, by or offer.agent_id, fence, house.now())


def staff(house: House, number: int) -> Staff:
    with house.database.reading() as session:
        return session.get_one(Staff, number)


def offered_case(house: House, text: str = "kitchen tap dripping", sender: str = OKAFOR) -> tuple[Case, Offer]:
    """A case that has just been placed, and the one offer of it."""
    (kept,) = hear(house, a_text(text, sender, received_at=house.now()))
    assert look(house) == 1
    (offer,) = rows(house, case_id=case_of(house, kept).id)
    return case_of(house, kept), offer
