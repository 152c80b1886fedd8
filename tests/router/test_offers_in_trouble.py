"""Offers when something is broken: one case, one person or one page stops no other."""

from typing import Any

import pytest
from builders import OKAFOR, UNKNOWN, Cast, a_text, case_of, hear
from doubles import FrozenClock
from offer_house import look, on, rows
from sqlalchemy import select, text

from config.wiring import House
from router import offers, open_offers
from router.model import Case, Event, Offer, record


def test_an_emergency_that_came_while_it_was_decided_is_offered_first(
    house: House, at_work: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(house, *(a_text(f"kitchen tap dripping {n}", f"+44770090050{n}") for n in range(2)))
    came: list[int] = []

    def meanwhile(_: object) -> None:
        if not came:
            (kept,) = hear(house, a_text("I can smell gas in the kitchen", UNKNOWN))
            came.append(case_of(house, kept).id)

    monkeypatch.setattr(offers._Round, "_take_back", meanwhile)
    look(house)
    assert next(row.case_id for row in rows(house)) == came[0]


BROKEN = {
    "flags": """update "case" set flags='null' where id=:case""",
    "danger": """update "case" set danger='null' where id=:case""",
    "lane": """update "case" set lane=-5 where id=:case""",
    "facts": """update tenant set facts='["x"]' where id=(select tenant_id from "case" where id=:case)""",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_case_that_cannot_be_read_goes_by_its_queue_and_stops_nobody(house: House, at_work: Cast, what: str) -> None:
    broken, other = hear(house, a_text("kitchen tap dripping", OKAFOR), a_text("kitchen tap dripping", UNKNOWN))
    numbers = {case_of(house, kept).id for kept in (broken, other)}
    with house.database.transaction() as session:
        session.execute(text(BROKEN[what]), {"case": case_of(house, broken).id})
    look(house)
    assert {row.case_id for row in rows(house)} == numbers


@pytest.mark.parametrize("column", ["skills", "levels", "queues", "languages"])
def test_a_person_who_cannot_be_read_is_left_out(house: House, at_work: Cast, column: str) -> None:
    with house.database.transaction() as session:
        session.execute(text(f"update staff set {column}='null' where id=:bob"), {"bob": at_work.bob})
    hear(house, a_text("kitchen tap dripping", OKAFOR), a_text("kitchen tap dripping", UNKNOWN))
    look(house)
    assert [row.agent_id for row in rows(house)] == [at_work.amina] * 2


def test_a_page_that_fails_undoes_no_offer_and_leaves_no_trace(house: House, at_work: Cast, clock: FrozenClock) -> None:
    (kept,) = hear(house, a_text("I can smell gas in the kitchen", UNKNOWN, received_at=clock()))
    gas = case_of(house, kept).id

    class Broken:
        def call(self, session: Any, case: Case, chain: str, why: str, at: Any) -> None:
            record(session, at, "worker", "page.told", case)
            raise RuntimeError

    house.pages = Broken()  # type: ignore[assignment]  # replaced for the test
    clock.go_on(minutes=2)
    for person in (at_work.amina, at_work.bob):
        on(house, person)
    hear(house, a_text("kitchen tap dripping", OKAFOR, received_at=clock()))
    look(house)
    assert len({row.case_id for row in rows(house)}) == 2
    with house.database.reading() as session:
        assert session.scalar(select(Event.id).where(Event.what == "page.told", Event.case_id == gas)) is None


def test_one_offer_that_cannot_be_ended_keeps_no_other(
    house: House, at_work: Cast, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(house, a_text("kitchen tap dripping", OKAFOR), a_text("kitchen tap dripping", UNKNOWN))
    look(house)
    clock.go_on(minutes=1)
    bad = rows(house)[0].case_id
    expire = open_offers.expire

    def fails(session: Any, offer: Offer, case: Case, at: Any) -> None:
        expire(session, offer, case, at)
        if case.id == bad:
            raise RuntimeError

    monkeypatch.setattr(open_offers, "expire", fails)
    offers.end_what_is_over(house.database, clock())
    assert {row.case_id: row.outcome for row in rows(house)}.pop(bad) == "offered"
    assert {row.outcome for row in rows(house) if row.case_id != bad} == {"expired"}
