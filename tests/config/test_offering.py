"""When a process looks for work to offer: when something happened, when time alone changes something, now and then."""

from datetime import timedelta

import pytest
from builders import OKAFOR, Cast, a_text, hear
from doubles import FrozenClock
from sqlalchemy import select

from config import jobs, timetable
from config.wiring import House
from queues import presence
from router.model import Offer, Staff


@pytest.fixture
def amina_is_on(house: House, cast: Cast) -> Cast:
    with house.database.transaction() as session:
        presence.renew(session, cast.amina, house.now())
    return cast


def looks(house: House) -> int:
    """How many of five ticks look at all."""
    before = len(LOOKED)
    for _ in range(5):
        house.offering._took = 0.0
        house.offering.tick()
    return len(LOOKED) - before


LOOKED: list[int] = []


@pytest.fixture(autouse=True)
def counted(house: House) -> None:
    """Counts the looks of this house's process."""
    LOOKED.clear()
    look = house.offering._look

    def counting() -> int:
        LOOKED.append(1)
        return look()

    house.offering._look = counting  # type: ignore[method-assign]


def test_the_clock_looks_once_for_what_happened_and_then_rests(house: House, amina_is_on: Cast) -> None:
    looks(house)
    assert looks(house) == 0, "nothing has happened"
    hear(house, a_text("kitchen tap dripping", OKAFOR, received_at=house.now()))
    assert looks(house) > 0
    with house.database.reading() as session:
        assert len(session.scalars(select(Offer)).all()) == 1
    looks(house)
    assert looks(house) == 0


def test_it_looks_when_an_offer_runs_out_and_when_a_desk_falls_silent(
    house: House, amina_is_on: Cast, clock: FrozenClock
) -> None:
    hear(house, a_text("kitchen tap dripping", OKAFOR, received_at=clock()))
    looks(house)
    looks(house)
    with house.database.transaction() as session:
        session.get_one(Staff, amina_is_on.amina).present_until = clock()
    assert looks(house) > 0
    with house.database.reading() as session:
        assert [row.outcome for row in session.scalars(select(Offer))] == ["withdrawn"]


def test_it_looks_now_and_then_whatever_it_has_heard(house: House, amina_is_on: Cast, clock: FrozenClock) -> None:
    looks(house)
    assert looks(house) == 0
    clock.go_on(seconds=5)
    assert looks(house) > 0


def test_after_a_long_look_a_process_rests(house: House, amina_is_on: Cast) -> None:
    house.offering._ended = house.offering._took = float("inf")
    assert (house.offering.rung(), house.offering.tick()) == (0, 0)
    assert LOOKED == []


def test_the_bell_is_rung_once_a_commit_and_heard(house: House, amina_is_on: Cast) -> None:
    house.jobs.rings.clear()  # type: ignore[attr-defined]
    hear(house, *(a_text(f"kitchen tap dripping {n}", f"+44770090030{n}") for n in range(5)))
    assert house.jobs.rings.count("offer") == 1  # type: ignore[attr-defined]
    jobs.open_house(house)
    jobs.ring("offer")
    with house.database.reading() as session:
        assert len(session.scalars(select(Offer)).all()) == 5


def test_while_messages_are_due_the_bell_leaves_offering_to_the_clock(house: House, amina_is_on: Cast) -> None:
    hear(house, a_text("kitchen tap dripping", OKAFOR))
    house.intake.receive(a_text("and the bath", "+447700900444"))
    jobs.open_house(house)
    jobs.ring("offer")
    assert LOOKED == []
    (task,) = timetable.offers()
    task.call(house)
    assert LOOKED == [1]


def test_a_silent_desk_is_heard_of_again_when_it_comes_back(
    house: House, amina_is_on: Cast, clock: FrozenClock
) -> None:
    clock.go_on(minutes=5)
    house.jobs.rings.clear()  # type: ignore[attr-defined]
    with house.database.transaction() as session:
        presence.renew(session, amina_is_on.amina, clock())
    with house.database.transaction() as session:
        presence.renew(session, amina_is_on.amina, clock() + timedelta(seconds=40))
    assert house.jobs.rings == ["offer"]  # type: ignore[attr-defined]
