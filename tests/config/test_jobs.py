"""What a worker does when it is rung for."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from builders import OKAFOR, a_text, case_of
from doubles import FakeSender
from sqlalchemy import func, select

from channels.email.child import ChildReader
from config import heartbeat, jobs
from config.wiring import House
from router.journey import BATCH
from router.model import Heartbeat, Message


@pytest.fixture
def worker(house: House) -> House:
    jobs.open_house(house)
    jobs._beat = heartbeat.Every(10)
    return house


def test_a_worker_begins_with_the_child_that_reads_mail(house: House) -> None:
    jobs.begin(house)
    reader = house.journey.hearing.reader
    assert isinstance(reader, ChildReader) and reader.pid


def test_a_ring_places_what_was_kept_and_says_that_the_worker_works(worker: House) -> None:
    kept = worker.intake.receive(a_text("kitchen tap dripping", OKAFOR))
    jobs.ring("route")
    assert case_of(worker, kept).queue == "repairs_plumbing"
    with worker.database.reading() as session:
        assert session.get_one(Heartbeat, "worker").data == {"model": "ok"}


def test_whoever_places_sends_nothing_and_rings_for_whoever_does(worker: House, senders: dict[str, FakeSender]) -> None:
    worker.intake.receive(a_text("i can smell gas", OKAFOR))
    for n in range(120):
        worker.intake.receive(a_text("kitchen tap dripping", f"+44770090{n:04d}"))
    rings = worker.jobs.rings  # type: ignore[attr-defined]  # the bell that counts
    rings.clear()
    waiting: list[int] = []
    ring = worker.jobs.ring

    def heard(what: Any) -> None:
        if what == "send":
            waiting.append(unplaced(worker))
        ring(what)

    worker.jobs.ring = heard  # type: ignore[method-assign]  # replaced for the test
    jobs.ring("route")
    assert waiting[0] == 71, "whoever sends was rung for once the first fifty were placed"
    assert unplaced(worker) == 0 and not any(sender.sent for sender in senders.values())


def unplaced(house: House) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).where(Message.direction == "in", Message.state == "received")) or 0


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
