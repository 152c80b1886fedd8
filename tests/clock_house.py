"""What the tests of a case's clocks have in common: its clocks, its events, and what is done to it."""

from builders import case_of
from sqlalchemy import select

from config import verify
from config.wiring import House
from router import cases, clocks, escalation
from router.model import Deadline, Event, Message
from router.storage.database import hold_case
from router.values import Kept

MOULD = "there is black mould all over the bedroom wall"


def rows(house: House, kept: Kept) -> dict[str, Deadline]:
    """The newest clock of each rule."""
    with house.database.reading() as session:
        query = select(Deadline).where(Deadline.case_id == case_of(house, kept).id).order_by(Deadline.id)
        return {row.rule: row for row in session.scalars(query)}


def states(house: House, kept: Kept) -> dict[str, str]:
    return {rule: row.state for rule, row in rows(house, kept).items()}


def happened(house: House, kept: Kept, what: str) -> list[Event]:
    with house.database.reading() as session:
        query = select(Event).where(Event.case_id == case_of(house, kept).id, Event.what == what).order_by(Event.id)
        return list(session.scalars(query))


def finish(house: House, kept: Kept, rule: str, outcome: str, who: int, note: str = "") -> None:
    with house.database.transaction() as session:
        hold_case(session, case_of(house, kept).id)
        row = session.get_one(Deadline, rows(house, kept)[rule].id)
        clocks.finish(session, row, outcome, house.now(), f"staff:{who}", note, house.landlord)


def reply(house: House, kept: Kept, who: int, text: str = "We will come tomorrow.") -> Message:
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        assert case is not None
        return house.outbox.write(session, case, text, at=house.now(), author_id=who)


def close(house: House, kept: Kept, who: int) -> None:
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        assert case is not None
        cases.close(session, case, f"staff:{who}", house.now(), "Done.")


def watch(house: House) -> int:
    return escalation.look(house.database, house.landlord, house.pages.call, house.now())


def sound(house: House) -> bool:
    """Nothing that must never be; nothing is sent here, so what waits to leave is passed over."""
    with verify.one_moment(house.database) as session:
        told = dict(verify.counts_in(session, house.settings, verify.DUE_FOR, house.now()))
    assert {name for name, n in told.items() if n} <= {"text stuck on its way out"}, told
    return True
