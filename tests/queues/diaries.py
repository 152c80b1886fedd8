"""A small diary for the screens' house: two plumbers, an electrician, the officer of patch P1, and an office."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import availability, booking, needs, states
from router.appointments.bands import instant
from router.clock import london
from router.model import Appointment, Case, DiarySession, Patch, Repair, Resource, Staff, WorkingPattern
from router.storage.database import hold_case
from router.values import AGREED, LIVE, Need

if TYPE_CHECKING:
    from tests.queues.house import House

WEEKDAYS = range(5)
PEOPLE: tuple[dict[str, Any], ...] = (
    {"code": "derek", "name": "Derek Fairlamb", "trades": ["plumbing"], "patches": ["P1"]},
    {"code": "anya", "name": "Anya Kowalczyk", "trades": ["plumbing"]},
    {"code": "ravi", "name": "Ravi Sandhu", "trades": ["electrical"]},
    {"code": "colin", "name": "Colin Thirlby", "trades": ["gas_heating"]},
)


def open_diary(house: "House", weeks: int = 4) -> dict[str, int]:
    """Everybody works 08:00 to 17:00, Monday to Friday, Anya until 20:00. The office opens on Tuesdays. Ids by code."""
    ids: dict[str, int] = {}
    today = london(house.clock()).date()
    monday = today - timedelta(days=today.weekday())
    with house.database.transaction() as session:
        officer = session.scalars(select(Staff).where(Staff.id == house.people["bob"])).one()
        session.scalars(select(Patch).where(Patch.code == "P1")).one().officer_id = officer.id
        for one in PEOPLE:
            row = Resource(kind="operative", serves=["repair_visit", "emergency_attend"], **one)
            ids[one["code"]] = _works(session, row, monday, 20 if one["code"] == "anya" else 17)
        bob = Resource(code="bob", name="Bob Carter", kind="officer", staff_id=officer.id, patches=["P1"],
                       serves=["housing_officer_visit", "estate_walkabout"])  # fmt: skip
        ids["bob"] = _works(session, bob, monday, 17)
        office = Resource(code="office", name="Millgate office", kind="place", serves=["surgery"], seats=2,
                          address="2 Market Row, Millgate")  # fmt: skip
        session.add(office)
        session.flush()
        ids["office"] = office.id
        for week in range(weeks):
            day = monday + timedelta(days=7 * week + 1)
            if day >= today:
                session.add(DiarySession(kind="surgery", resource_id=office.id, starts_at=instant(day, 600),
                                         ends_at=instant(day, 720), minutes=20, seats=2, place=office.address))  # fmt: skip
        case = session.scalars(select(Case).where(Case.reference == house.cases["boiler"])).one()
        session.add(Repair(case_id=case.id, repair="plumbing.tap_dripping", urgency="routine"))
    return ids


def _works(session: Session, row: Resource, monday: date, until: int) -> int:
    session.add(row)
    session.flush()
    session.add_all(WorkingPattern(resource_id=row.id, weekday=day, starts=8 * 60, ends=until * 60, from_day=monday)
                    for day in WEEKDAYS)  # fmt: skip
    return row.id


def a_visit(
    house: "House", name: str = "boiler", kind: str = "", nth: int = 0, state: str = "booked", **more: Any
) -> int:
    """A visit of this case at the nth time that is free; `more`: columns set by hand afterwards. Its id."""
    at = house.clock()
    with house.database.transaction() as session:
        found = session.scalars(select(Case).where(Case.reference == house.cases[name])).one()
        case = hold_case(session, found.id)
        assert case is not None
        need: Need = needs.of_case(session, case, house.landlord, at, kind=kind)
        if need.kind == "repair_visit" and not need.trades:
            need = replace(need, trades=("plumbing",), repairs=("plumbing.tap_dripping",))
        free = availability.find(session, house.landlord.appointments, need, at, limit=20)[nth]
        visit = booking.book_now(session, case, free, need, "tenant", at)
        assert visit is not None, "somebody had that time"
        if state in LIVE:
            visit.state = state
        else:
            assert states.end(session, visit, AGREED, state, at)
        for column, value in more.items():
            setattr(visit, column, value)
        session.flush()
        return visit.id


def visit(house: "House", number: int) -> Appointment:
    """It, as it stands in the database now."""
    with house.database.reading() as session:
        return session.get_one(Appointment, number)


def visits(house: "House", name: str = "boiler", **where: Any) -> list[Appointment]:
    """The visits of a case, in the order they were made."""
    with house.database.reading() as session:
        case = session.scalars(select(Case).where(Case.reference == house.cases[name])).one()
        query = select(Appointment).filter_by(case_id=case.id, **where).order_by(Appointment.id)
        return list(session.scalars(query))
