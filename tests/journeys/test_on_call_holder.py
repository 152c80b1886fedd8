"""Whoever took a case and has not answered hears that it is late by text, on the chain or not, while they are at work."""

from collections.abc import Iterator

import pytest
from builders import a_text, hear
from on_call_house import BOB, SUE, Desk, desk
from sqlalchemy import select

from config import timetable, verify
from queues import waiting
from router import page_rounds
from router.model import Event, Staff
from router.storage.database import hold_case

__all__ = ["desk"]

AMINA = "+447700900301"


@pytest.fixture
def late(desk: Desk) -> Iterator[Desk]:
    """Amina, who is not on the chain, took it on a Monday morning and answered nobody."""
    with desk.house.database.transaction() as session:
        amina = session.get_one(Staff, desk.cast.amina)
        amina.phone, amina.present_until = AMINA, None
        assert waiting.claim(session, desk.case_id, amina, desk.clock())
    desk.clock.go_on(minutes=45)
    yield desk
    assert not [name for name, n in verify.counts(desk.house.database, desk.house.settings, verify.DUE_FOR,
                                                  desk.clock()) if n]  # fmt: skip


def tell(desk: Desk) -> None:
    assert timetable.tell_of_clocks(desk.house)
    desk.house.dispatch.drain()


def told_beside(desk: Desk) -> list[tuple[int | None, int]]:
    """(case, who has it) of every text to somebody who has a late case."""
    with desk.house.database.reading() as session:
        said = session.scalars(select(Event).where(Event.what == "page.holder_told"))
        return [(event.case_id, event.data["staff_id"]) for event in said]


def test_who_has_it_is_told_beside_the_chain(late: Desk) -> None:
    tell(late)
    [told] = late.told(AMINA)
    assert "is yours: nobody has answered the tenant yet" in told and "to take it" not in told
    assert "Amina took it" in late.told(BOB)[-1]
    late.later(minutes=3)
    assert len(late.told(SUE)) == 1 and len(late.told(AMINA)) == 1, "the chain climbs as fast as without them"
    assert told_beside(late) == [(late.case_id, late.cast.amina)]


def test_the_next_are_told_at_once_when_whoever_is_on_call_says_no(late: Desk) -> None:
    tell(late)
    late.answer(BOB, f"no {late.code()}")
    assert len(late.told(SUE)) == 1, "nobody waits for her who has it"


def test_yes_of_whoever_has_it_ends_the_chain(late: Desk) -> None:
    tell(late)
    late.answer(AMINA, "yes")
    assert "is yours. Thank you" in late.told(AMINA)[-1] and "taken by Amina" in late.told(BOB)[-1]
    late.later(minutes=30)
    assert late.told(SUE) == [] and late.case().agent_id == late.cast.amina


def test_no_of_whoever_has_it_leaves_it_to_the_chain(late: Desk) -> None:
    tell(late)
    late.answer(AMINA, f"no {late.code()}")
    assert "telling the next person" in late.told(AMINA)[-1]
    late.answer(BOB, "yes")
    assert late.case().agent_id == late.cast.bob
    assert len(late.told(AMINA)) == 2, "they passed it on and hear no more of it"


def test_nobody_is_texted_at_home(late: Desk) -> None:
    with late.house.database.transaction() as session:
        session.get_one(Staff, late.cast.amina).pattern = [[2, 480, 960]]  # Wednesdays
    tell(late)
    assert late.told(AMINA) == [] and len(late.told(BOB)) == 1


def test_at_the_desk_beyond_their_hours_is_at_work(late: Desk) -> None:
    with late.house.database.transaction() as session:
        amina = session.get_one(Staff, late.cast.amina)
        amina.pattern, amina.present_until = [[2, 480, 960]], late.clock().replace(hour=23)
    tell(late)
    assert len(late.told(AMINA)) == 1


def test_hours_that_cannot_be_read_keep_nobody_else_from_being_told(late: Desk) -> None:
    with late.house.database.transaction() as session:
        session.get_one(Staff, late.cast.amina).pattern = ["mornings"]
    tell(late)
    assert late.told(AMINA) == [] and len(late.told(BOB)) == 1


def test_who_has_it_and_is_on_the_first_rung_is_told_once(late: Desk) -> None:
    with late.house.database.transaction() as session:
        case = hold_case(session, late.case_id)
        assert case is not None
        case.agent_id = late.cast.bob
    tell(late)
    assert len(late.told(BOB)) == 1 and "is yours" in late.told(BOB)[0]
    assert told_beside(late) == []


def test_who_sent_stop_is_not_texted(late: Desk) -> None:
    hear(late.house, a_text("STOP", AMINA, keyword="stop", received_at=late.clock()))
    before = len(late.told(AMINA))
    tell(late)
    assert len(late.told(AMINA)) == before and len(late.told(BOB)) == 1
    assert told_beside(late) == [], "and none is kept as told"


def test_the_wallboard_names_whom_we_wait_for(late: Desk) -> None:
    tell(late)
    with late.house.database.reading() as session:
        [open_one] = page_rounds.unanswered(session)
    assert open_one.told == ("Bob",), "she is not waited for"
