"""The clock of the machine was an hour ahead and is set right: nothing waits for that hour to come again."""

from datetime import timedelta

import pytest
from builders import OKAFOR, Cast, a_text, case_of, hear
from doubles import FakeSender, FrozenClock
from offer_house import at_work, look, offered_case, rows
from on_call_house import SUE, Desk, desk
from sqlalchemy import select, update

from config.wiring import House
from queues import waiting
from router.errors import TryAgainLater
from router.leases import LEASE
from router.model import Deadline, Message, Staff

__all__ = ["at_work", "desk"]


def test_what_was_kept_before_is_placed_now(house: House, clock: FrozenClock) -> None:
    kept = house.intake.receive(a_text("i can smell gas", OKAFOR, received_at=clock()))
    clock.go_on(hours=-1)
    house.journey.drain()
    assert case_of(house, kept).lane == 0


def test_a_lease_or_a_pause_that_lies_an_hour_ahead_holds_nothing(house: House, clock: FrozenClock) -> None:
    kept = house.intake.receive(a_text("i can smell gas", OKAFOR, received_at=clock()))
    assert house.journey.claim() == [kept.message_id]
    house.journey.drain()
    assert state(house, kept.message_id) == "received", "while the lease runs it is another's"
    with house.database.transaction() as session:
        session.execute(update(Message).values(next_at=clock() + timedelta(seconds=30)))
    clock.go_on(hours=-1)
    house.journey.drain()
    assert state(house, kept.message_id) == "routed"


def test_a_lease_of_another_machine_whose_clock_is_a_little_ahead_is_kept_to(house: House, clock: FrozenClock) -> None:
    kept = house.intake.receive(a_text("i can smell gas", OKAFOR, received_at=clock()))
    house.journey.claim()
    clock.go_on(minutes=-5)
    house.journey.drain()
    assert state(house, kept.message_id) == "received"
    clock.go_on(seconds=LEASE.total_seconds() + 301)
    house.journey.drain()
    assert state(house, kept.message_id) == "routed"


def test_safety_words_that_were_put_off_leave_now(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    hear(house, a_text("i can smell gas", OKAFOR, received_at=clock()))
    senders["sms"].troubles = [TryAgainLater("Busy.", "20429"), TryAgainLater("Busy.", "20429")]
    house.dispatch.drain()
    assert safety_words(house).state == "due"
    clock.go_on(hours=-1)
    house.dispatch.drain()
    assert safety_words(house).state == "sent"


@pytest.mark.parametrize("asked", [86_400.0, float("inf")])
def test_however_long_a_provider_asks_to_wait_safety_words_are_tried_every_minute(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender], asked: float
) -> None:
    hear(house, a_text("i can smell gas", OKAFOR, received_at=clock()))
    senders["sms"].troubles = [TryAgainLater("Busy.", "20429", asked)]
    house.dispatch.drain()
    assert safety_words(house).state == "due"
    clock.go_on(seconds=60)
    house.dispatch.drain()
    assert safety_words(house).state == "sent"


def test_an_offer_of_that_hour_is_over_and_the_next_is_asked(house: House, at_work: Cast, clock: FrozenClock) -> None:
    case, offer = offered_case(house)
    clock.go_on(hours=-1)
    look(house)
    first, *others = rows(house, case_id=case.id)
    assert (first.id, first.outcome) == (offer.id, "expired")
    assert [each.agent_id for each in others] and others[0].agent_id != offer.agent_id


def test_the_next_on_call_is_told_now(desk: Desk) -> None:
    desk.page()
    desk.later(hours=-1)
    assert len(desk.told(SUE)) == 1


def safety_words(house: House) -> Message:
    with house.database.reading() as session:
        return session.scalars(select(Message).where(Message.kind == "safety")).one()


def state(house: House, number: int) -> str:
    with house.database.reading() as session:
        return session.scalar(select(Message.state).where(Message.id == number)) or ""


def test_whoever_takes_it_after_the_clock_was_set_back_has_it(desk: Desk) -> None:
    """It is late, and its chain was told an hour "from now"."""
    desk.page()
    with desk.house.database.transaction() as session:
        session.execute(update(Deadline).values(due_at=desk.clock() - timedelta(days=1)))
    desk.clock.go_on(hours=-1)
    with desk.house.database.transaction() as session:
        assert waiting.claim(session, desk.case_id, session.get_one(Staff, desk.cast.amina), desk.clock())
    desk.later(seconds=1)
    assert {state for _, state in desk.states()} == {"stood_down"} and desk.told(SUE) == []
