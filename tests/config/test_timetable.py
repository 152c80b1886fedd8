"""What the clock does: the sweep that the bell only hastens."""

import threading
from datetime import timedelta

from builders import OKAFOR, Cast, a_text, case_of, hear
from doubles import FrozenClock
from sqlalchemy import select

from config import timetable
from config.wiring import House
from queues import waiting
from router.model import Case, Event, Heartbeat, Message, Staff
from router.storage.database import hold_case


def held_by(house: House, case_id: int, staff_id: int, present: timedelta) -> None:
    with house.database.transaction() as session:
        staff = session.get_one(Staff, staff_id)
        staff.present_until = house.now() + present
        assert waiting.claim(session, case_id, staff, house.now())


def state_of(house: House, case_id: int) -> str:
    with house.database.reading() as session:
        return session.get_one(Case, case_id).state


def test_everything_due_is_rung_for_again(house: House) -> None:
    house.intake.receive(a_text("kitchen tap dripping"))
    house.jobs.rings.clear()
    timetable.ring_for_due(house)
    assert house.jobs.rings == ["route"]
    house.journey.drain()
    house.jobs.rings.clear()
    timetable.ring_for_due(house)
    assert house.jobs.rings == ["send"]


def test_what_a_dead_worker_claimed_is_given_back_at_once(house: House, clock: FrozenClock) -> None:
    kept = house.intake.receive(a_text("kitchen tap dripping"))
    house.journey.worker = house.worker_name.rpartition("-")[0] + "-999999"
    assert house.journey.claim() == [kept.message_id]
    assert house.journey.claim() == []
    assert timetable.release_dead(house) == 1
    assert house.journey.claim() == [kept.message_id]


def test_an_emergency_does_not_stay_with_somebody_who_has_gone(house: House, cast: Cast, clock: FrozenClock) -> None:
    gas, tap = hear(house, a_text("i can smell gas", OKAFOR), a_text("kitchen tap dripping", "+447700900555"))
    for kept in (gas, tap):
        held_by(house, case_of(house, kept).id, cast.amina, timedelta(minutes=1))
    timetable.give_back(house)
    assert state_of(house, case_of(house, gas).id) == "held", "she is still here"
    clock.go_on(minutes=4)
    timetable.give_back(house)
    assert state_of(house, case_of(house, gas).id) == "waiting"
    assert state_of(house, case_of(house, tap).id) == "held"
    clock.go_on(hours=2)
    timetable.give_back(house)
    assert state_of(house, case_of(house, tap).id) == "waiting"


def test_an_answered_case_stays_with_its_agent(house: House, cast: Cast, clock: FrozenClock) -> None:
    [kept] = hear(house, a_text("kitchen tap dripping", OKAFOR))
    number = case_of(house, kept).id
    held_by(house, number, cast.amina, timedelta(minutes=1))
    with house.database.transaction() as session:
        house.outbox.write(session, hold_case(session, number), "We will come.", at=clock(), author_id=cast.amina)
    clock.go_on(hours=20)
    timetable.give_back(house)
    assert state_of(house, number) == "held"


def test_the_chains_are_sealed_and_the_clock_says_it_runs(house: House) -> None:
    hear(house, a_text("kitchen tap dripping"))
    timetable.seal(house)
    timetable.beat(house)
    with house.database.reading() as session:
        seal = session.scalars(select(Event).where(Event.what == "chain.sealed")).one()
        newest = session.scalars(select(Event).where(Event.stream != "house").order_by(Event.id.desc())).first()
        assert newest is not None and seal.data["last_hash"] == newest.hash
        assert session.get_one(Heartbeat, "clock").at == house.now()


def test_a_line_of_the_timetable_that_fails_comes_round_again(house: House) -> None:
    calls: list[int] = []

    def broken(_: House) -> None:
        calls.append(1)
        raise RuntimeError

    task = timetable.Task("broken", 60, broken)
    timetable._do(task, house)
    assert calls == [1] and task.failures == 1 and task.next_at > 0


def test_what_the_provider_has_and_we_have_not_is_taken_in_once(house: House) -> None:
    missed = a_text("kitchen tap dripping", source="reconciled")

    class List:
        def missed(self, since_hours: float) -> list[object]:
            return [missed]

    class Door:
        provider = List()
        reader = sender = caller = None

    house.__dict__["opened"] = {"sms": Door()}
    assert (timetable.reconcile(house), timetable.reconcile(house)) == (1, 0)
    with house.database.reading() as session:
        assert session.scalars(select(Message.source)).all() == ["reconciled"]


def test_a_provider_that_does_not_answer_stops_no_sweep(house: House) -> None:
    swept, stop, held = threading.Event(), threading.Event(), threading.Event()
    slow = [timetable.Task("ask", 1, lambda _: held.wait(20))]
    quick = [timetable.Task("sweep", 0, lambda _: swept.set())]
    threads = [threading.Thread(target=timetable.run, args=(house, stop, lines)) for lines in (slow, quick)]
    for thread in threads:
        thread.start()
    assert swept.wait(20)
    stop.set()
    held.set()
    for thread in threads:
        thread.join(20)
    swept_names, asked_names = ({task.name for task in some()} for some in (timetable.tasks, timetable.questions))
    assert {"read back what a provider could not deliver", "look up what is uncertain"} == asked_names
    assert not swept_names & asked_names
