"""A small plan with two people at work, and what may be asked of their offers."""

from collections.abc import Callable
from typing import Any

import pytest
from builders import OKAFOR, Cast, a_text, case_of, hear
from small_plan import one_round, put_in_force
from sqlalchemy import select

from config.wiring import House
from queues import presence
from router import offer_answers
from router.model import Case, Offer, Staff

Look = Callable[[], int]


@pytest.fixture
def at_work(house: House, cast: Cast) -> Cast:
    """The small plan is in force; Amina and Bob, in this order, have their desks open."""
    put_in_force(house, house.now())
    for person in (cast.amina, cast.bob):
        on(house, person)
    return cast


def on(house: House, person: int) -> None:
    with house.database.transaction() as session:
        presence.renew(session, person, house.now())
        presence.set_readiness(session, person, "ready", house.now())


def look(house: House, **more: Any) -> int:
    return one_round(house, house.now(), house.pages, **more)


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
