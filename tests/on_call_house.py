"""An emergency that nobody takes, the people on call and their telephones."""

from dataclasses import dataclass

import pytest
from builders import OKAFOR, Cast, a_text, case_of, hear
from doubles import FakeSender, FrozenClock
from sqlalchemy import select

from config import timetable
from config.wiring import House
from router.model import Case, Page, Staff
from router.values import InboundMessage

BOB, SUE, OWEN = "+447700900302", "+447700900303", "+447700900306"


@dataclass
class Desk:
    """The house with an emergency that nobody takes, and a look at what each telephone was sent."""

    house: House
    clock: FrozenClock
    sms: FakeSender
    case_id: int
    cast: Cast
    owen: int

    def page(self, leaves: bool = True) -> bool:
        """Tell the chain, as a plan's step does."""
        with self.house.database.transaction() as session:
            case = session.get_one(Case, self.case_id)
            called = self.house.pages.call(session, case, "oncall", "Nobody took it in 3 minutes.", self.house.now())
        if leaves:
            self.house.dispatch.drain()
        return called

    def told(self, phone: str) -> list[str]:
        """Every text that this telephone has been sent."""
        self.house.dispatch.drain()
        return [message.text for message in self.sms.sent if message.to == phone]

    def later(self, **by: float) -> None:
        """Time goes on, and the clock comes round."""
        self.clock.go_on(**by)
        timetable.tell_the_next(self.house)
        self.house.dispatch.drain()

    def answer(self, phone: str, text: str) -> InboundMessage:
        """This person texts us."""
        message = a_text(text, phone, received_at=self.clock())
        hear(self.house, message)
        return message

    def case(self) -> Case:
        with self.house.database.reading() as session:
            return session.get_one(Case, self.case_id)

    def code(self) -> str:
        with self.house.database.reading() as session:
            return (
                session.scalars(select(Page.code).where(Page.case_id == self.case_id).order_by(Page.id.desc())).first()
                or ""
            )

    def states(self) -> list[tuple[int, str]]:
        """(rung, state) of every page, oldest first."""
        with self.house.database.reading() as session:
            return [(page.rung, page.state) for page in session.scalars(select(Page).order_by(Page.id))]


@pytest.fixture
def desk(house: House, cast: Cast, clock: FrozenClock, senders: dict[str, FakeSender]) -> Desk:
    with house.database.transaction() as session:
        for number, phone in ((cast.bob, BOB), (cast.sue, SUE)):
            session.get_one(Staff, number).phone = phone
        owen = Staff(name="Owen", role="admin", email="owen@homes.example", phone=OWEN, queues=[], skills=[])
        session.add(owen)
        session.flush()
        number = owen.id
    [kept] = hear(house, a_text("water is coming through the light fitting", OKAFOR, received_at=clock()))
    house.dispatch.drain()
    clock.go_on(minutes=12)
    return Desk(house, clock, senders["sms"], case_of(house, kept).id, cast, number)
