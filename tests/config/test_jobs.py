"""What a worker does when it is rung for."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from builders import OKAFOR, a_text, case_of, hear
from doubles import FakeSender
from sqlalchemy import func, select, update

from config import jobs
from config.wiring import House
from router.journey import BATCH
from router.model import Heartbeat, Message


@pytest.fixture
def worker(house: House) -> House:
    jobs.open_house(house)
    jobs._beat_at = float("-inf")
    return house


def test_a_ring_places_what_was_kept_and_says_that_the_worker_works(worker: House) -> None:
    kept = worker.intake.receive(a_text("kitchen tap dripping", OKAFOR))
    jobs.ring("route")
    assert case_of(worker, kept).queue == "repairs_plumbing"
    with worker.database.reading() as session:
        assert session.get_one(Heartbeat, "worker").data == {"model": "ok"}


def test_an_emergency_does_not_wait_behind_a_long_line_of_texts(worker: House, senders: dict[str, FakeSender]) -> None:
    hear(worker, *(a_text("kitchen tap dripping", f"+4477009005{n:02d}") for n in range(30)))
    gas = worker.intake.receive(a_text("i can smell gas", OKAFOR))
    sms = senders["sms"]
    send, order = sms.send, []

    def watched(message):  # type: ignore[no-untyped-def]  # types add nothing here
        with worker.database.reading() as session:
            order.append(session.get_one(Message, gas.message_id).state)
        return send(message)

    sms.send = watched  # type: ignore[method-assign]  # replaced for the test
    jobs.ring("send")
    assert order[0] == "received" and order[1] == "routed", "it was placed after the first of thirty texts"


def test_safety_words_do_not_wait_for_the_end_of_a_long_line(worker: House, senders: dict[str, FakeSender]) -> None:
    worker.intake.receive(a_text("i can smell gas", OKAFOR))
    for n in range(120):
        worker.intake.receive(a_text("kitchen tap dripping", f"+44770090{n:04d}"))
    sms = senders["sms"]
    send, waiting = sms.send, []

    def watched(message):  # type: ignore[no-untyped-def]  # types add nothing here
        with worker.database.reading() as session:
            placed = select(func.count()).where(Message.direction == "in", Message.state == "received")
            waiting.append(session.scalar(placed))
        return send(message)

    sms.send = watched  # type: ignore[method-assign]  # replaced for the test
    jobs.ring("route")
    assert waiting and waiting[0] >= 70, "they left after the first batch of fifty"
    assert all("gas" in message.text.lower() for message in sms.sent), "nothing else left on the way"


def test_while_a_provider_keeps_one_worker_the_others_go_on_placing(
    worker: House, senders: dict[str, FakeSender]
) -> None:
    hear(worker, a_text("i can smell gas", OKAFOR))
    with worker.database.transaction() as session:
        said = session.scalars(select(Message).where(Message.kind == "safety")).one()
        said.state, said.claim, said.claimed_until = "sending", "another", worker.now() + timedelta(seconds=60)
    hear(worker, a_text("i can smell gas", "+447700900777"))
    assert worker.dispatch.press(worker.now() + timedelta(seconds=2)) == 0 and not senders["sms"].sent
    with worker.database.transaction() as session:
        session.execute(update(Message).where(Message.state == "sending").values(priority=4))
    until = worker.now() + timedelta(seconds=2)
    assert worker.dispatch.press(until) == 1, "for no acknowledgement that is on its way"


def test_who_takes_one_batch_of_many_rings_for_another_worker(worker: House) -> None:
    for n in range(BATCH + 1):
        worker.intake.receive(a_text("kitchen tap dripping", f"+4477009004{n:02d}"))
    rings = worker.jobs.rings  # type: ignore[attr-defined]  # the bell that counts
    rings.clear()
    jobs.ring("route")
    assert rings == ["route", *rings[1:]] and rings.count("route") == 1, "before anything else, and once"
    rings.clear()
    worker.intake.receive(a_text("kitchen tap dripping", "+447700900499"))
    rings.clear()
    jobs.ring("route")
    assert "route" not in rings, "one message is nothing to share"


def test_nobody_does_what_is_not_known(worker: House, caplog: pytest.LogCaptureFixture) -> None:
    jobs.ring("os.system")
    assert "nobody does" in caplog.text


def test_at_a_weekend_too_the_children_share_the_bank_holidays(tmp_path: Path) -> None:
    code = (
        "import sys; from datetime import UTC, datetime; from router import clock\n"
        "clock.now = lambda: datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday\n"
        "from config import jobs; jobs.preload(); print('holidays' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).resolve().parents[2], text=True, check=True,
                         env={**os.environ, "DATA_DIR": str(tmp_path)}, capture_output=True)  # fmt: skip
    assert ran.stdout.split() == ["True"]
