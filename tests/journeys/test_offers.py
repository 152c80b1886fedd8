"""A text arrives and is offered to whoever is there; the first to accept has it."""

from pathlib import Path

import pytest
from builders import OKAFOR, Cast, a_text, case_of, hear
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.wiring import House
from queues import presence
from router import offer_answers, plan_versions
from router.model import Event, Offer

PLAN = Path(__file__).resolve().parents[2] / "config" / "landlord" / "plan.toml"


@pytest.fixture
def at_work(house: House, cast: Cast) -> Cast:
    """The landlord's own plan is in force; Amina and Bob have their desks open."""
    with house.database.transaction() as session:
        plan_versions.install(session, PLAN.read_text("utf-8"), house.now())
        for person in (cast.amina, cast.bob):
            come_on(session, person, house)
    return cast


def come_on(session: Session, staff_id: int, house: House) -> None:
    presence.renew(session, staff_id, house.now())
    presence.set_readiness(session, staff_id, "ready", house.now())


def offered(house: House, **where: object) -> list[Offer]:
    with house.database.reading() as session:
        return list(session.scalars(select(Offer).filter_by(**where).order_by(Offer.id)))


def accept(house: House, offer: Offer, by: int | None = None) -> str:
    with house.database.transaction() as session:
        return offer_answers.accept(session, offer.id, by or offer.agent_id, offer.fence, house.now())


def test_a_text_is_offered_and_the_first_to_accept_has_it(house: House, at_work: Cast) -> None:
    (kept,) = hear(house, a_text("water is coming through the light fitting", OKAFOR))
    assert "offer" in house.jobs.rings  # type: ignore[attr-defined]  # the double of the port
    made = house.offering.rung()
    rows = offered(house)
    assert made == len(rows) == 2, "an emergency rings for both"
    assert {row.agent_id for row in rows} == {at_work.amina, at_work.bob}
    first, second = rows
    assert accept(house, first) == ""
    case = case_of(house, kept)
    assert (case.state, case.agent_id, case.last_agent_id) == ("held", first.agent_id, first.agent_id)
    assert [row.outcome for row in offered(house)] == ["accepted", "withdrawn"]
    assert accept(house, first) == "", "pressed twice it is still theirs"
    assert accept(house, second).startswith("Too late: ")
    with house.database.reading() as session:
        told = [row.what for row in session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.id))]
    assert told.count("offer.made") == 2 and told.count("case.claimed") == 1 and "case.routed" in told
    assert house.offering.rung() == 0, "nothing is offered twice"
