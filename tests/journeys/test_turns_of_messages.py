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


@pytest.mark.parametrize("what", ["a text that was tried before", "a mail"])
def test_a_line_that_does_not_end_keeps_nothing_for_ever(house: House, what: str) -> None:
    if what == "a mail":
        mail = RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail("I can smell gas"), house.now())
        old = house.intake.receive(mail).message_id
    else:
        (old,) = kept(house, "i can smell gas")
        with house.database.transaction() as session:
            session.execute(update(Message).values(attempts=1))
    claims = 0
    while states(house, old) == {"received"}:
        claims += 1
        assert claims <= OLDEST_AFTER + 1, "the line comes first for ever"
        kept(house, *["kitchen tap dripping"] * BATCH)
        numbers = house.journey.claim()
        if old in numbers:
            assert numbers == [old], "alone"
            house.journey.run(numbers)
    assert claims == OLDEST_AFTER + 1


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
