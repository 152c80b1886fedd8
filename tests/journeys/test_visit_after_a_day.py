"""What is said of a visit days later: by text to whoever wrote on WhatsApp, where free words no longer arrive."""

from appointment_house import Talk, add_person, visits
from builders import OKAFOR, Cast
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.model import Message
from router.storage.database import hold_case


def confirmed_by(house: House, talk: Talk) -> str:
    """The channel by which the visit is confirmed anew, as when the desk moves it."""
    [visit] = visits(house, "booked")
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        house.appointments.confirm(session, case, session.merge(visit), house.now(), "moved")
        newest = select(Message.channel).where(Message.direction == "out").order_by(Message.id.desc())
        return str(session.scalars(newest.limit(1)).one())


def test_words_about_a_visit_leave_whatsapp_when_its_day_is_over(house: House, clock: FrozenClock, cast: Cast) -> None:
    add_person(house, "derek")
    talk = Talk(house, clock, OKAFOR, "whatsapp")
    talk.says("my kitchen tap is dripping")
    assert "booked" in talk.says("2")
    assert confirmed_by(house, talk) == "whatsapp"
    clock.go_on(hours=25)
    assert confirmed_by(house, talk) == "sms"
