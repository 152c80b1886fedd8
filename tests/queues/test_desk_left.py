"""A tab of the desk is closed: what its person was offered goes to others soon, unless they are there otherwise."""

from typing import Any

import pytest
from small_plan import one_round, put_in_force

from queues import presence
from router.model import Case, Event, Offer, Staff
from tests.queues.people import a_case


@pytest.fixture
def offered(house: Any, browser: Any) -> Any:
    """Amina's desk is open, and she is offered an emergency for a minute and a half."""
    put_in_force(house, house.clock(), ring=9, wait=100, offer=90)
    with house.database.transaction() as session:
        session.query(Case).filter(Case.state == "waiting").update({"state": "closed"})
        session.query(Staff).update({"present_until": None})
        a_case(session, house, "light", "Water through the light fitting", lane=0, queue="repairs_emergency",
               urgency="emergency", danger=["electrical_danger"], channel="sms", waiting_since=house.clock())  # fmt: skip
    house.amina = browser("amina")
    assert one_round(house, house.clock()) == 1
    return house


def outcome(house: Any) -> str:
    one_round(house, house.clock())
    with house.database.reading() as session:
        return str(session.query(Offer).order_by(Offer.id).first().outcome)


def test_what_was_offered_goes_to_others_soon_after_the_tab_is_closed(offered: Any) -> None:
    assert offered.amina.post("/desk/leaving").status_code == 204
    assert outcome(offered) == "offered", "they may only have gone to another page"
    offered.clock.forward(seconds=presence.GRACE.seconds + 1)
    assert outcome(offered) == "withdrawn"


def test_another_screen_of_theirs_keeps_them_there(offered: Any) -> None:
    offered.amina.post("/desk/leaving")
    offered.clock.forward(seconds=presence.GRACE.seconds - 5)
    assert offered.amina.get("/desk/offers").status_code == 200
    offered.clock.forward(seconds=30)
    assert outcome(offered) == "offered"


def test_a_closed_tab_brings_nobody_back(offered: Any) -> None:
    """Neither whoever is away for long already, nor whoever is taken for not responding."""
    offered.clock.forward(minutes=5)
    with offered.database.transaction() as session:
        session.get_one(Staff, offered.people["amina"]).readiness = "not_responding"
        before = session.query(Event).filter(Event.what == "staff.on").count()
    assert offered.amina.post("/desk/leaving").status_code == 204
    with offered.database.reading() as session:
        amina = session.get_one(Staff, offered.people["amina"])
        assert not presence.is_on(amina, offered.clock()) and amina.readiness == "not_responding"
        assert session.query(Event).filter(Event.what == "staff.on").count() == before


def test_no_other_site_can_send_them_away(offered: Any) -> None:
    client = offered.amina.client
    assert client.post("/desk/leaving", data={"csrf": "guessed"}).status_code == 400
    strange = {"Origin": "https://evil.example"}
    assert client.post("/desk/leaving", data={"csrf": offered.amina.csrf}, headers=strange).status_code == 403
    offered.clock.forward(seconds=presence.GRACE.seconds + 1)
    assert outcome(offered) == "offered"
