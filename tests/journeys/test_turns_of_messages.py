"""Whose turn it is: a long line, a worker that died, a database that went away in the middle; nothing is left behind."""

from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from builders import OKAFOR_MAIL, a_mail, a_text
from doubles import FrozenClock
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from config.wiring import House
from router.journey import BATCH, OLDEST_AFTER
from router.model import Message
from router.values import RawMail

_people = count()


def kept(house: House, *texts: str) -> list[int]:
    """One from each of so many people."""
    return [house.intake.receive(a_text(text, f"+44770090{next(_people):04d}")).message_id for text in texts]


def states(house: House, *numbers: int) -> set[str]:
    with house.database.reading() as session:
        return set(session.scalars(select(Message.state).where(Message.id.in_(numbers))))


def test_a_line_that_does_not_end_keeps_no_mail_for_ever(house: House) -> None:
    mail = RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail("I can smell gas"), house.now())
    assert turns_until(house, house.intake.receive(mail).message_id) == OLDEST_AFTER + 1


def test_what_a_killed_worker_had_is_taken_up_next(house: House) -> None:
    """A try was counted for each of its batch, though none of them had killed it."""
    old = kept(house, *["i can smell gas"] * 12)
    with house.database.transaction() as session:
        session.execute(update(Message).values(attempts=1))
    assert turns_until(house, *old) == 4, "ten with the second turn, two with the fourth"


def test_a_line_that_is_never_empty_keeps_nothing_that_was_tried(house: House) -> None:
    (old,) = kept(house, "i can smell gas")
    with house.database.transaction() as session:
        session.execute(update(Message).values(attempts=2))
    assert turns_until(house, old, others=1) == 2


def test_two_workers_never_both_have_what_was_tried(house: House) -> None:
    """It may have been made to be slow: one of them goes on with what is new."""
    old = kept(house, *["tap drips"] * 30)
    with house.database.transaction() as session:
        session.execute(update(Message).values(attempts=1))
    new = kept(house, "i can smell gas")
    assert house.journey.claim() == new
    assert house.journey.claim() == old[:10]
    new = kept(house, "i can smell gas", "tap drips")
    assert house.journey.claim() == new
    new = kept(house, "smoke in the hall")
    assert house.journey.claim() == new, "the ten are still under way"


def turns_until(house: House, *numbers: int, others: int = BATCH) -> int:
    """Turns of one worker until these are placed, while so many new ones come before each."""
    turns = 0
    while "received" in states(house, *numbers):
        turns += 1
        assert turns <= 2 * OLDEST_AFTER, "the line comes first for ever"
        kept(house, *["kitchen tap dripping"] * others)
        taken = house.journey.claim()
        if set(numbers) & set(taken):
            assert set(taken) <= set(numbers)
            house.journey.run(taken)
    return turns


def test_what_a_database_that_went_away_left_behind_is_placed_when_it_is_back(
    house: House, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = kept(house, "kitchen tap dripping", "i can smell gas", "bins")
    journey = house.journey
    assert journey.claim() == numbers
    whole = house.database.transaction

    @contextmanager
    def away() -> Any:
        raise OperationalError("BEGIN", None, ConnectionError("the server closed the connection"))
        yield

    monkeypatch.setattr(house.database, "transaction", away)
    with pytest.raises(OperationalError):
        journey.run(numbers)
    monkeypatch.setattr(house.database, "transaction", whole)
    assert journey.drain() == 3
    assert states(house, *numbers) == {"routed"}


def test_one_of_which_not_even_its_failing_can_be_written_keeps_no_other(
    house: House, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, *others = kept(house, "kitchen tap dripping", "i can smell gas", "bins")
    one = house.journey._run_one

    def breaks(number: int) -> int:
        if number == bad:
            raise LookupError("its row")
        return one(number)

    monkeypatch.setattr(house.journey, "_run_one", breaks)
    monkeypatch.setattr(house.journey.hearing, "hear", broken_once(house))
    house.journey.drain()
    assert states(house, *others) == {"routed"} and states(house, bad) == {"received"}
    monkeypatch.undo()
    clock.at += timedelta(seconds=31)
    house.journey.drain()
    assert states(house, bad) == {"routed"}


def broken_once(house: House) -> Any:
    hear, calls = house.journey.hearing.hear, []

    def first(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 1:
            raise LookupError("one of the batch")
        return hear(*given)

    return first
