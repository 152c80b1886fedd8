"""When a process looks for work to offer: when something happened, when time alone changes something, now and then."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from builders import OKAFOR, UNKNOWN, Cast, a_text, case_of, hear
from doubles import FrozenClock
from sqlalchemy import select

from config import jobs, pulse, timetable
from config.wiring import House
from queues import presence
from router import offers
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

    def counting(beat: Callable[[], None]) -> int:
        LOOKED.append(1)
        return look(beat)

    house.offering._look = counting  # type: ignore[method-assign]  # replaced for the test


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
    house.jobs.rings.clear()  # type: ignore[attr-defined]  # the double of the port
    hear(house, *(a_text(f"kitchen tap dripping {n}", f"+44770090030{n}") for n in range(5)))
    assert house.jobs.rings.count("offer") == 1  # type: ignore[attr-defined]  # the double of the port
    jobs.open_house(house)
    jobs.ring("offer")
    with house.database.reading() as session:
        assert len(session.scalars(select(Offer)).all()) == 5


def test_a_worker_beats_while_it_offers(house: House, amina_is_on: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or one that works through a long line is taken for stuck."""
    beats: list[int] = []
    monkeypatch.setattr(offers, "_A_COMMIT", 1)

    def beaten() -> None:
        with house.database.reading() as session:
            beats.append(len(session.scalars(select(Offer.id)).all()))

    hear(house, *(a_text(f"kitchen tap dripping {n}", f"+44770090030{n}") for n in range(4)))
    monkeypatch.setattr(pulse, "beat", beaten)
    jobs.open_house(house)
    jobs.ring("offer")
    assert {0, 1, 2, 3} <= set(beats), "between any two commits"


def test_while_messages_are_due_the_bell_leaves_offering_to_the_clock(house: House, amina_is_on: Cast) -> None:
    hear(house, a_text("kitchen tap dripping", OKAFOR))
    house.intake.receive(a_text("and the bath", "+447700900444"))
    jobs.open_house(house)
    jobs.ring("offer")
    assert LOOKED == []
    task = timetable.offers()[0]
    task.call(house)
    assert LOOKED == [1]


def test_a_silent_desk_is_heard_of_again_when_it_comes_back(
    house: House, amina_is_on: Cast, clock: FrozenClock
) -> None:
    clock.go_on(minutes=5)
    house.jobs.rings.clear()  # type: ignore[attr-defined]  # the double of the port
    with house.database.transaction() as session:
        presence.renew(session, amina_is_on.amina, clock())
    with house.database.transaction() as session:
        presence.renew(session, amina_is_on.amina, clock() + timedelta(seconds=40))
    assert house.jobs.rings == ["offer"]  # type: ignore[attr-defined]  # the double of the port


def long_look(house: House) -> None:
    """As if this process had just looked for ten seconds of processor time."""
    house.offering._took, house.offering._ended = 10.0, time.monotonic()


def offered_to(house: House, case_id: int) -> list[int]:
    with house.database.reading() as session:
        return list(session.scalars(select(Offer.agent_id).where(Offer.case_id == case_id)))


@pytest.mark.parametrize("look", ["rung", "tick"])
def test_an_emergency_ends_the_rest_at_once(house: House, amina_is_on: Cast, look: str) -> None:
    house.offering.rung()
    long_look(house)
    (kept,) = hear(house, a_text("kitchen tap dripping", OKAFOR, received_at=house.now()))
    assert getattr(house.offering, look)() == 0
    assert offered_to(house, case_of(house, kept).id) == []
    (kept,) = hear(house, a_text("I can smell gas in the kitchen", UNKNOWN, received_at=house.now()))
    assert getattr(house.offering, look)() > 0
    assert offered_to(house, case_of(house, kept).id) == [amina_is_on.amina]


def test_an_emergency_that_nobody_can_take_does_not_keep_a_process_from_resting(house: House, cast: Cast) -> None:
    hear(house, a_text("I can smell gas in the kitchen", UNKNOWN, received_at=house.now()))
    house.offering.rung()
    LOOKED.clear()
    long_look(house)
    house.offering.rung()
    assert LOOKED == []


def test_a_bell_during_a_rest_rings_once_more_at_its_end(house: House, amina_is_on: Cast) -> None:
    house.offering.rung()
    (kept,) = hear(house, a_text("kitchen tap dripping", OKAFOR, received_at=house.now()))
    house.jobs.rings.clear()  # type: ignore[attr-defined]  # the double of the port
    long_look(house)
    jobs.open_house(house)
    for _ in range(3):
        jobs.ring("offer")
    assert house.offering._kept is not None
    house.offering._kept.join()
    assert house.jobs.rings == ["offer"]  # type: ignore[attr-defined]  # the double of the port
    jobs.ring("offer")
    assert offered_to(house, case_of(house, kept).id) == [amina_is_on.amina]


def test_a_rest_is_counted_in_processor_time_and_is_short(
    house: House, amina_is_on: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "dispatch", lambda *_: time.sleep(0.2))
    house.offering.rung()
    assert house.offering._left(1.0) < 0.1, "it slept, and took nothing from others"
    long_look(house)
    assert house.offering._left(3.0) <= 1.0
