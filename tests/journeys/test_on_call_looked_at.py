"""The clock looks each second at whoever waits for an answer: it finds whatever ends that, and else writes nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from on_call_house import SUE, Desk, desk
from sqlalchemy.orm import Session

from config import timetable
from queues import waiting
from router import page_rounds
from router.model import Case, Staff, Tenant

__all__ = ["desk"]


def has_left(session: Session, desk: Desk) -> None:
    session.get_one(Staff, desk.cast.bob).active = False


def has_no_telephone(session: Session, desk: Desk) -> None:
    session.get_one(Staff, desk.cast.bob).phone = ""


def case_is_restricted(session: Session, desk: Desk) -> None:
    session.get_one(Case, desk.case_id).restricted = True


def tenant_is_restricted(session: Session, desk: Desk) -> None:
    case = session.get_one(Case, desk.case_id)
    session.get_one(Tenant, case.tenant_id).restricted = True


@pytest.mark.parametrize("happens", [has_left, has_no_telephone, case_is_restricted, tenant_is_restricted])
def test_whoever_can_no_longer_take_it_is_found_in_the_same_second(
    desk: Desk, happens: Callable[[Session, Desk], None]
) -> None:
    desk.page()
    with desk.house.database.transaction() as session:
        happens(session, desk)
    desk.later(seconds=1)
    assert desk.states()[0] == (0, "climbed") and desk.states()[-1][0] > 0
    assert len(desk.told(SUE)) == 1


def test_a_case_that_was_closed_without_a_word_is_found_in_the_same_second(desk: Desk) -> None:
    desk.page()
    with desk.house.database.transaction() as session:
        session.get_one(Case, desk.case_id).state = "closed"
    desk.later(seconds=1)
    assert desk.states() == [(0, "stood_down")]


@pytest.fixture
def written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each write transaction that is begun from now on."""
    begun: list[int] = []
    begin = desk.house.database.transaction

    def counted() -> AbstractContextManager[Session]:
        begun.append(1)
        return begin()

    monkeypatch.setattr(desk.house.database, "transaction", counted)
    return begun


def test_while_their_answer_is_waited_for_nothing_is_written(desk: Desk, written: list[int]) -> None:
    desk.page()
    written.clear()
    desk.clock.go_on(minutes=1)
    with desk.house.database.reading() as session:
        assert page_rounds.worth_a_look(session, desk.clock()) == [], "one query for all of them is enough"
    assert timetable.tell_the_next(desk.house) == 0
    assert written == []
    desk.later(minutes=2)
    assert written and len(desk.told(SUE)) == 1


def test_nor_while_whoever_has_it_is_late(desk: Desk, written: list[int]) -> None:
    """The look asks of more than is due; what it found is read before a write is begun."""
    with desk.house.database.transaction() as session:
        assert waiting.claim(session, desk.case_id, session.get_one(Staff, desk.cast.amina), desk.clock())
    desk.clock.go_on(minutes=45)
    assert timetable.tell_of_clocks(desk.house)
    assert desk.states()[0] == (0, "paging")
    written.clear()
    assert timetable.tell_the_next(desk.house) == 0
    assert written == []
    desk.later(minutes=3)
    assert written and desk.states()[0] == (0, "climbed")
