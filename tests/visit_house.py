"""A tenant with a visit agreed for Wednesday morning, and whoever comes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from appointment_house import add_person
from builders import OKAFOR, Cast, a_text, case_of, hear
from doubles import FakeSender, FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.appointments import booking
from router.model import Appointment, Case, Message, Resource
from router.storage.database import hold_case
from router.values import FreeTime, Need

DEREK = "+447700900401"
WEDNESDAY = datetime(2026, 6, 17, 7, 0, tzinfo=UTC)
"""Eight in the morning in London, two days after the tests begin."""


@dataclass
class Visiting:
    """The house, the case of a dripping tap, and its visit."""

    house: House
    clock: FrozenClock
    sms: FakeSender
    case_id: int
    visit_id: int
    derek: int

    def visit(self) -> Appointment:
        """As it stands now."""
        with self.house.database.reading() as session:
            found = session.get_one(Appointment, self.visit_id)
            _ = found.resource, found.case
            return found

    def case(self) -> Case:
        with self.house.database.reading() as session:
            return session.get_one(Case, self.case_id)

    def written(self, kind: str = "") -> list[Message]:
        """What was written to anybody in this case, oldest first."""
        with self.house.database.reading() as session:
            rows = select(Message).where(Message.case_id == self.case_id, Message.direction == "out")
            return list(session.scalars((rows.where(Message.kind == kind) if kind else rows).order_by(Message.id)))

    def told(self, phone: str = OKAFOR) -> list[str]:
        """Every text that has left for this telephone since the visit was agreed."""
        self.house.dispatch.drain()
        return [message.text for message in self.sms.sent if message.to == phone]

    def at(self, moment: datetime) -> None:
        """It is this moment, and what happens by the clock has happened."""
        self.clock.at = moment
        self.house.reminders.remind()
        self.house.reminders.tell_rounds()

    def change(self, act: Callable[..., Any], *args: Any) -> Any:
        """What `router.appointments.booking` does to the visit, its case locked."""
        with self.house.database.transaction() as session:
            hold_case(session, self.case_id)
            return act(session, session.get_one(Appointment, self.visit_id), "staff:1", self.clock(), *args)

    def move_to(self, begin: datetime) -> bool:
        """Another time is agreed."""
        with self.house.database.transaction() as session:
            case = hold_case(session, self.case_id)
            visit = session.get_one(Appointment, self.visit_id)
            to = booking.hold(session, case, free(self.derek, begin), booking.need_of(visit), self.clock(),
                              self.clock() + timedelta(hours=2))  # fmt: skip
            assert to is not None
            return booking.move(session, visit, to, "tenant", self.clock())


def free(resource_id: int, begin: datetime, hours: int = 4, work: int = 60) -> FreeTime:
    """A free time whose window begins then; the work is planned an hour into it."""
    starts = begin + timedelta(hours=1)
    ends = starts + timedelta(minutes=work)
    return FreeTime(resource_id, "am", begin, begin + timedelta(hours=hours), starts, ends,
                    starts - timedelta(minutes=15), ends + timedelta(minutes=5))  # fmt: skip


def agree(house: House, case_id: int, resource_id: int, begin: datetime, repairs: tuple[str, ...] = ()) -> int:
    """A visit is booked; its id."""
    with house.database.transaction() as session:
        case = hold_case(session, case_id)
        assert case is not None
        need = Need("repair_visit", ("plumbing",), home_id=case.home_id, repairs=repairs)
        visit = booking.book_now(session, case, free(resource_id, begin), need, "tenant", house.now())
        assert visit is not None
        return visit.id


def somebody(house: House, **more: Any) -> int:
    """Somebody who comes to mend things; their id."""
    given = {"code": "derek", "name": "Derek Fairlamb", "kind": "operative", "serves": ["repair_visit"],
             "trades": ["plumbing"], "phone": DEREK, "feed": "s" * 32} | more  # fmt: skip
    with house.database.transaction() as session:
        row = Resource(**given)
        session.add(row)
        session.flush()
        return row.id


@pytest.fixture
def visiting(house: House, cast: Cast, clock: FrozenClock, senders: dict[str, Any]) -> Visiting:
    """Mrs Okafor's kitchen tap drips; Derek comes on Wednesday morning. What was sent until then is forgotten."""
    (kept,) = hear(house, a_text("kitchen tap dripping at 1 Alder Road", OKAFOR, received_at=clock()))
    case = case_of(house, kept)
    derek = somebody(house)
    visit = agree(house, case.id, derek, WEDNESDAY, ("plumbing.tap_dripping",))
    house.dispatch.drain()
    senders["sms"].sent.clear()
    return Visiting(house, clock, senders["sms"], case.id, visit, derek)


def book_office(visiting: Visiting) -> None:
    """And a place at an office a week later, in the same case; Jane works on weekdays."""
    office = add_person(visiting.house, "office", kind="place", serves=("surgery",))
    add_person(visiting.house, "jane")
    with visiting.house.database.transaction() as session:
        case = hold_case(session, visiting.case_id)
        assert case is not None
        there = free(office, WEDNESDAY + timedelta(days=7))
        assert booking.book_now(session, case, there, Need("surgery", home_id=case.home_id), "tenant", visiting.clock())
        visiting.house.appointments.settle(session, case, visiting.clock())
