"""What is said of a visit and does not arrive is for a person: they may wait in for nobody."""

import pytest
from appointment_house import Talk, add_person
from builders import Cast
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.appointments import booking
from router.model import Appointment, Case, Message
from router.receipts import OVERTAKEN, fail
from router.storage.database import hold_case


def told(house: House, case_id: int, code: str) -> Case:
    """The newest words about the visit fail with this code."""
    with house.database.transaction() as session:
        hold_case(session, case_id)
        query = select(Message).where(Message.case_id == case_id, Message.kind == "appointment")
        message = session.scalars(query.order_by(Message.id.desc())).first()
        assert message is not None
        fail(session, message, "failed", code, "There is no such number.", house.now())
    with house.database.reading() as session:
        return session.get_one(Case, case_id)


@pytest.fixture
def arranged(house: House, clock: FrozenClock, cast: Cast) -> int:
    add_person(house, "derek")
    talk = Talk(house, clock)
    assert "Reply 1, 2 or 3" in talk.says("my kitchen tap is dripping")
    assert "booked" in talk.says("1")
    assert talk.case.state == "arranged"
    return talk.case.id


def test_a_confirmation_that_does_not_arrive_brings_the_case_to_people(house: House, arranged: int) -> None:
    case = told(house, arranged, "30005")
    assert case.state == "waiting"
    assert case.reason.startswith("What we told them of a visit did not arrive: There is no such number. Ring them.")


def test_what_was_kept_back_as_overtaken_worries_nobody(house: House, arranged: int) -> None:
    assert told(house, arranged, OVERTAKEN).state == "arranged"


def test_who_cannot_be_texted_that_we_call_it_off_is_rung(house: House, arranged: int) -> None:
    with house.database.transaction() as session:
        case = hold_case(session, arranged)
        assert case is not None
        for message in session.scalars(select(Message).where(Message.case_id == arranged, Message.direction == "in")):
            message.channel, message.party = "voice", "+441632960555"
        case.party, case.channel = "+441632960555", "voice"
        visit = session.scalars(select(Appointment).where(Appointment.state == "booked")).one()
        assert booking.cancel(session, visit, "staff:1", house.now(), "The officer is ill")
        assert house.appointments.confirm(session, case, visit, house.now(), "called_off") is None
        assert "No text told them that their visit is off: ring them." in case.reason
