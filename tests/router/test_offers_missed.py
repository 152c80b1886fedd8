"""Offers that nobody answers: twice, and their agent counts as not responding."""

from builders import Cast
from doubles import FrozenClock
from offer_house import accept, look, offered_case, on, rows, staff
from sqlalchemy import select

from config.wiring import House
from queues import presence
from router.model import Event, Page


def test_two_unanswered_in_a_row_and_they_are_taken_for_gone(house: House, at_work: Cast, clock: FrozenClock) -> None:
    with house.database.transaction() as session:
        presence.go_off(session, at_work.bob, clock())
    offered_case(house, "kitchen tap dripping 1", "+447700900901")
    clock.go_on(seconds=31)
    offered_case(house, "kitchen tap dripping 2", "+447700900902")
    clock.go_on(seconds=31)
    on(house, at_work.bob)
    assert staff(house, at_work.amina).readiness == "ready"
    assert look(house) == 2, "both go to Bob"
    assert [row.outcome for row in rows(house, agent_id=at_work.amina)] == ["expired", "expired"]
    assert staff(house, at_work.amina).readiness == "not_responding"
    with house.database.reading() as session:
        told = session.scalars(select(Event).where(Event.what == "staff.not_responding")).all()
        assert session.scalars(select(Page)).all() == [], "a page to nobody"
    assert [row.data for row in told] == [{"staff_id": at_work.amina}]
    on(house, at_work.amina)
    assert (staff(house, at_work.amina).readiness, staff(house, at_work.amina).missed_offers) == ("ready", 0)


def test_offers_that_rang_together_are_one_silence(house: House, at_work: Cast, clock: FrozenClock) -> None:
    """The first runs out at 30 seconds; what was offered before that belongs to it, what comes after does not."""
    with house.database.transaction() as session:
        presence.go_off(session, at_work.bob, clock())

    def amina() -> tuple[str, int]:
        return staff(house, at_work.amina).readiness, staff(house, at_work.amina).missed_offers

    for number, seconds in enumerate((0, 0, 20)):
        clock.go_on(seconds=seconds)
        offered_case(house, f"kitchen tap dripping {number}", f"+44770090090{number}")
    clock.go_on(seconds=10)
    look(house)
    assert [row.outcome for row in rows(house)] == ["expired", "expired", "offered"]
    assert amina() == ("ready", 1)
    clock.go_on(seconds=5)
    offered_case(house, "kitchen tap dripping 4", "+447700900904")
    clock.go_on(seconds=15)
    look(house)
    assert [row.outcome for row in rows(house)][:4] == ["expired", "expired", "expired", "offered"]
    assert amina() == ("ready", 1), "it rang with the first two"
    clock.go_on(seconds=15)
    look(house)
    assert amina()[0] == "not_responding", "it was offered when those had run out, though it rang with the third"


def test_an_answer_between_two_silences_is_an_answer(house: House, at_work: Cast, clock: FrozenClock) -> None:
    with house.database.transaction() as session:
        presence.go_off(session, at_work.bob, clock())
    offered_case(house, sender="+447700900801")
    clock.go_on(seconds=31)
    look(house)
    _, offer = offered_case(house, sender="+447700900802")
    assert accept(house, offer) == ""
    offered_case(house, sender="+447700900803")
    clock.go_on(seconds=31)
    look(house)
    assert (staff(house, at_work.amina).readiness, staff(house, at_work.amina).missed_offers) == ("ready", 1)
