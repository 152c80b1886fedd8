"""What the clock does: the sweep that the bell only hastens."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from builders import OKAFOR, Cast, a_text, case_of, hear
from doubles import FakeSender, FrozenClock
from sqlalchemy import select

from config import health, pulse, timetable
from config.wiring import House
from queues import waiting
from router import cases, escalation
from router.errors import TryAgainLater, Uncertain
from router.model import Case, Event, Heartbeat, Message, Staff
from router.storage.database import hold_case
from router.values import IncomingFile


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


def test_a_machine_whose_name_begins_alike_keeps_what_it_claimed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = house.intake.receive(a_text("kitchen tap dripping"))
    monkeypatch.setattr("socket.gethostname", lambda: "frontdoor-worker-1")
    house.journey.worker = house.worker_name.rpartition("-")[0] + "-999999"  # no such process on the other machine
    assert house.journey.claim() == [kept.message_id]
    monkeypatch.setattr("socket.gethostname", lambda: "frontdoor-worker-2")
    assert timetable.release_dead(house) == 0
    monkeypatch.setattr("socket.gethostname", lambda: "frontdoor-worker-1")
    assert timetable.release_dead(house) == 1


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


def test_one_case_that_fails_keeps_no_other_from_the_next_on_call_or_from_being_given_back(
    house: House, cast: Cast, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kept = hear(house, *(a_text("i can smell gas", f"+4477009004{n:02d}") for n in range(2)))
    bad, good = sorted(case_of(house, each).id for each in kept)
    with house.database.transaction() as session:
        for staff in session.scalars(select(Staff)):
            staff.phone = f"+4477009003{staff.id:02d}"
        for number in (bad, good):
            house.pages.call(session, session.get_one(Case, number), "oncall", "", house.now())
    clock.go_on(minutes=10)
    climb, release = house.pages._climb, cases.release
    monkeypatch.setattr(house.pages, "_climb", lambda session, told, at: 1 / 0 if told.case.id == bad else climb(
        session, told, at))  # fmt: skip
    assert timetable.tell_the_next(house) == 1
    for number in (bad, good):
        held_by(house, number, cast.amina, timedelta(minutes=1))
    clock.go_on(minutes=10)
    monkeypatch.setattr(cases, "release", lambda session, case, *more: 1 / 0 if case.id == bad else release(
        session, case, *more))  # fmt: skip
    timetable.give_back(house)
    assert (state_of(house, bad), state_of(house, good)) == ("held", "waiting")
    assert [f"case {bad}" in text for text in caplog.messages] == [True, True]


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


@pytest.mark.parametrize("thread", ["offering", "telling"])
def test_a_thread_that_hangs_shows_in_the_health(
    house: House, clock: FrozenClock, thread: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, hangs, may_go = threading.Event(), threading.Event(), threading.Event()

    def hang(*_: object) -> int:
        hangs.set()
        may_go.wait(60)
        return 0

    def last_seen() -> dict[str, bool]:
        return {name: part["ok"] for name, part in health.look(house)[0].items() if name in ("offering", "telling")}

    def run(some: list[timetable.Task]) -> None:
        for _ in range(2):
            for task in some:
                timetable._do(task, house)

    run(timetable.offers())
    run(timetable.telling())
    assert last_seen() == {"offering": True, "telling": True}
    working = timetable.telling() if thread == "offering" else timetable.offers()
    monkeypatch.setattr(*((house.offering, "tick") if thread == "offering" else (escalation, "look")), hang)
    hung = timetable.offers() if thread == "offering" else timetable.telling()
    running = threading.Thread(target=timetable.run, args=(house, stop, hung))
    running.start()
    try:
        assert hangs.wait(20)
        clock.go_on(minutes=2)
        run(working)
        assert last_seen() == {"offering": thread != "offering", "telling": thread != "telling"}
        assert health.look(house)[0]["status"] == "degraded"
    finally:
        stop.set()
        may_go.set()
        running.join(20)


def test_the_threads_that_are_looked_after_make_their_turns(house: House, tmp_path: Path) -> None:
    """The real timetable; whoever looks after it reads the same file."""
    slots = dict(zip(pulse.OF_THE_CLOCK, pulse.of_the_clock(tmp_path), strict=True))
    seen_by_another = pulse.of_the_clock(tmp_path)
    stop = threading.Event()
    turns = {name: slot.turn for name, slot in slots.items()}
    running = threading.Thread(target=timetable.run_all, args=(lambda: house, stop, turns))
    running.start()
    try:
        ends = time.monotonic() + 20
        while min(slot.read()[1] for slot in seen_by_another) < 10:
            assert time.monotonic() < ends, "they stand still"
            time.sleep(0.05)  # the other thread has its turn
    finally:
        stop.set()
        running.join(20)
        for thread in threading.enumerate():
            if thread.name in ("questions", "cleaning", "telling", "offers", "visits"):
                thread.join(20)


def test_every_thread_of_the_clock_is_looked_after(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that has no place in the file may hang and nobody starts the clock anew."""
    names = []
    monkeypatch.setattr(timetable, "run", lambda *_: names.append(threading.current_thread().name))
    timetable.run_all(lambda: house, threading.Event(), {})
    for thread in threading.enumerate():
        if thread.name in pulse.OF_THE_CLOCK:
            thread.join(20)
    assert {"sweep" if name == threading.current_thread().name else name for name in names} == {*pulse.OF_THE_CLOCK}


def test_a_long_question_counts_turns_meanwhile(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    """So that looking up many texts, each slow to be answered, is not taken for a thread that hangs."""
    turns: list[int] = []
    for number in range(3):
        hear(house, a_text("kitchen tap dripping", f"+44770090020{number}"))
    senders["sms"].troubles = [Uncertain("Twilio had a fault.", "500") for _ in range(3)]
    house.dispatch.drain()
    clock.go_on(minutes=2)
    [look_up] = [task for task in timetable.questions(lambda: turns.append(1)) if "look up" in task.name]
    timetable._do(look_up, house)
    assert len(turns) > 3


def test_whoever_offers_counts_turns_during_a_look(house: House) -> None:
    turns: list[int] = []
    hear(house, a_text("kitchen tap dripping"))
    timetable._do(timetable.offers(lambda: turns.append(1))[0], house)
    assert turns


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


def test_a_provider_that_is_still_starting_is_asked_again_soon_without_a_word(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    class Away:
        def missed(self, since_hours: float) -> list[object]:
            asked.append("asked")
            raise TryAgainLater("nobody answers")

    class Door:
        provider = Away()
        reader = sender = caller = None

    house.__dict__["opened"] = {"sms": Door(), "voice": Door()}
    [task] = [task for task in timetable.questions() if "read back" in task.name]
    timetable._do(task, house)
    assert len(asked) == 2 and caplog.messages == []
    assert task.next_at < time.monotonic() + 5
    later = time.monotonic() + timetable.PATIENCE + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    timetable._do(task, house)
    assert [text.partition(":")[0] for text in caplog.messages] == [
        "the list of sms could not be read back", "the list of voice could not be read back"]  # fmt: skip
    assert task.next_at > later + 100


@pytest.mark.parametrize("slow", ["the disk", "the provider", "the telling"])
def test_what_is_slow_keeps_no_message_waiting(house: House, monkeypatch: pytest.MonkeyPatch, slow: str) -> None:
    """The real timetable, with a sweep of attachments, or a question, that does not come back."""
    is_held, may_go, stop, rung = threading.Event(), threading.Event(), threading.Event(), threading.Event()

    def hold(*_: object) -> int:
        is_held.set()
        may_go.wait(60)
        return 0

    if slow == "the disk":
        monkeypatch.setattr(house.blobs, "sweep", hold)
        hear(house, a_text("my tap drips", attachments=(IncomingFile("tap.jpg", "image/jpeg", b"of a message"),)))
    elif slow == "the telling":
        monkeypatch.setattr(escalation, "look", hold)
    else:
        monkeypatch.setattr(house.dispatch, "recover", hold)
    clock = threading.Thread(target=timetable.run_all, args=(lambda: house, stop))
    clock.start()
    try:
        assert is_held.wait(20)
        house.intake.receive(a_text("kitchen tap dripping", OKAFOR))
        monkeypatch.setattr(house.jobs, "ring", lambda queue: rung.set() if queue == "route" else None)
        assert rung.wait(20), "nobody rang for the message that is due"
        assert not may_go.is_set()
    finally:
        may_go.set()
        stop.set()
        clock.join(20)
        for thread in threading.enumerate():
            if thread.name in ("questions", "cleaning", "telling", "offers", "visits"):
                thread.join(20)


def test_what_may_take_long_is_not_among_the_sweeps() -> None:
    beside = (timetable.questions, timetable.telling, timetable.offers, timetable.cleaning)
    sweeps, *others = [{task.name for task in some()} for some in (timetable.tasks, *beside)]
    assert {"read back what a provider could not deliver", "look up what is uncertain"} <= others[0]
    assert {"tell the next on call", "tell of clocks that are soon due, and late"} < others[1]
    assert {"sweep attachments that nothing names", "see whether messages come in as they did"} <= others[3]
    assert not sweeps & set().union(*others)
