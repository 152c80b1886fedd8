"""Operatives with a diary, for tests that offer times; and the short way through a conversation."""

from datetime import date, datetime, timedelta

from builders import OKAFOR, a_text, case_of, hear
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.model import Appointment, Case, DiaryCell, Message, Resource, TimesOffered, WorkingPattern
from router.values import Kept

WEEK = tuple((day, 8 * 60, 17 * 60) for day in range(5))
LATE = tuple((day, 12 * 60, 20 * 60) for day in range(4))
SATURDAY = ((5, 9 * 60, 12 * 60),)


def add_person(house: House, code: str, *, trades: tuple[str, ...] = ("plumbing",), hours: tuple[tuple[int, int, int], ...] = WEEK,
               serves: tuple[str, ...] = ("repair_visit", "emergency_attend"), kind: str = "operative",
               patches: tuple[str, ...] = ()) -> int:  # fmt: skip
    """Somebody with a working pattern; returns their id."""
    with house.database.transaction() as session:
        row = Resource(code=code, name=f"{code.title()} Smith", kind=kind, serves=list(serves), trades=list(trades),
                       patches=list(patches), phone="+447700900601")  # fmt: skip
        session.add(row)
        session.flush()
        session.add_all(WorkingPattern(resource_id=row.id, weekday=day, starts=starts, ends=ends, from_day=date(2026, 1, 5))
                        for day, starts, ends in hours)  # fmt: skip
        return row.id


class Talk:
    """One tenant's handset: what they write, what they are told."""

    def __init__(self, house: House, clock: FrozenClock, number: str = OKAFOR, channel: str = "sms") -> None:
        self.house, self.clock, self.number, self.channel = house, clock, number, channel
        self.kept: list[Kept] = []

    def says(self, text: str, **more: object) -> str:
        """They write; returns the newest words they are answered, '' for none."""
        before = len(self.told())
        self.kept += hear(self.house, a_text(text, self.number, received_at=self.clock(), channel=self.channel, **more))
        self.clock.go_on(minutes=1)
        new = self.told()[before:]
        return new[-1] if new else ""

    def told(self) -> list[str]:
        """Everything this number was told, in the order it was written."""
        with self.house.database.reading() as session:
            rows = select(Message.text).where(Message.direction == "out", Message.party == self.number,
                                              Message.state != "note", Message.automatic != "staff")  # fmt: skip
            return list(session.scalars(rows.order_by(Message.id)))

    @property
    def case(self) -> Case:
        """The case of their first message."""
        return case_of(self.house, self.kept[0])


def visits(house: House, *states: str) -> list[Appointment]:
    with house.database.reading() as session:
        query = select(Appointment).order_by(Appointment.id)
        return list(session.scalars(query.where(Appointment.state.in_(states)) if states else query))


def offers(house: House) -> list[TimesOffered]:
    with house.database.reading() as session:
        return list(session.scalars(select(TimesOffered).order_by(TimesOffered.id)))


def cells(house: House) -> int:
    with house.database.reading() as session:
        return len(session.execute(select(DiaryCell.appointment_id)).all())


def hours_of(visit: Appointment) -> tuple[datetime, datetime]:
    return visit.window_from, visit.window_until


def listed(told: str) -> list[str]:
    """The times in a text, without their numbers."""
    return [line[2:] for line in told.splitlines() if line[:1].isdigit() and line[1:2] == " "]


A_DAY = timedelta(days=1)
