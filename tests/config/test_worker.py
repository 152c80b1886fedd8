"""The worker: hears the bell, shares what is heavy, replaces who hangs or dies, and works without Redis."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from redis import Redis

from config import memory, pulse, redis_server
from config.settings import Settings, load
from queues.jobs import RqJobs

PROJECT = Path(__file__).resolve().parents[2]
SCRIPT = """
import os, sys, time
from pathlib import Path
from config import listening, logs, memory
from config.worker import Work, Workers

folder = Path(sys.argv[1])
logs.setup()
shared = []

def note(name, words=""):
    with (folder / name).open("a") as file:
        file.write(words + "\\n")

def ring(what):
    note("rings", f"{os.getpid()} {what}")
    if what == "route" and shared:
        if (folder / "copies").exists():
            (folder / "copies").unlink()
            for each in shared:
                pass  # to look at it is to count who does, and so to write to it
        note(f"shares-{os.getpid()}", str(memory.shared()))
    if what == "route" and (folder / "hang").exists():
        (folder / "hang").unlink()
        note("hung", str(os.getpid()))
        while True:
            try:
                time.sleep(1000)  # hangs, and heeds nobody: what the watchdog is for
            except BaseException:
                pass
    if what == "route" and (folder / "fail").exists():
        raise ValueError("Mrs Okafor, 07700 900001")
    if what == "route" and (folder / "slow").exists():
        (folder / "slow").unlink()
        note("slow-began")
        time.sleep(1)
        note("slow-ended")

def preload():
    note("preloaded", str(os.getpid()))
    if (folder / "copies").exists():
        shared.extend(str(number).zfill(80) for number in range(400_000))
        listening.LEAST_LIFE = listening.LEAST_WORK = 0.0

def beside():
    note("beside", str(os.getpid()))
    from config import pulse
    if (folder / "beside-hangs").exists():
        (folder / "beside-hangs").unlink()
        pulse.beat()
        while True:
            try:
                time.sleep(1000)
            except BaseException:
                pass
    while True:
        time.sleep(0.05)  # lives on, as a reader in the shadow does

work = Work(
    beside={"the reader in the shadow": beside} if (folder / "with-a-shadow").exists() else {},
    preload=preload,
    open_house=lambda: note("opened", str(os.getpid())),
    ring=ring,
)
Workers(int(sys.argv[3]), sys.argv[2], work, stuck_after=float(sys.argv[4])).run()
"""


def until(holds: Callable[[], object], what: str, seconds: float = 20.0) -> None:
    """Wait, within bounds, for something to be so."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.02)


class SmallWorker:
    """The real parent and children, with work that only notes what it was asked."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        self.folder = folder
        self.redis_url = redis_url
        self.parent: subprocess.Popen[bytes] | None = None

    def start(self, count: int = 2, stuck_after: float = 60.0) -> None:
        arguments = [str(self.folder), self.redis_url, str(count), str(stuck_after)]
        with (self.folder / "log").open("ab") as log:
            self.parent = subprocess.Popen([sys.executable, "-c", SCRIPT, *arguments], stderr=log, cwd=PROJECT)
        until(lambda: len(self.lines("opened")) == count, "the children are there")

    def lines(self, name: str) -> list[str]:
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []

    def rings(self, what: str) -> int:
        return sum(line.endswith(what) for line in self.lines("rings"))

    def children(self) -> list[int]:
        return [int(line) for line in self.lines("opened")]

    def log(self) -> str:
        return (self.folder / "log").read_text()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    settings = load({"DATA_DIR": str(tmp_path_factory.mktemp("worker"))})
    with redis_server.running(settings):
        yield settings


@pytest.fixture
def worker(server: Settings, tmp_path: Path) -> Iterator[SmallWorker]:
    with Redis.from_url(server.redis_url) as redis:
        redis.flushall()
    worker = SmallWorker(tmp_path, server.redis_url)
    yield worker
    if worker.parent is not None:
        worker.parent.kill()
        worker.parent.wait()


@pytest.fixture
def bell(server: Settings) -> Iterator[RqJobs]:
    bell = RqJobs(server.redis_url)
    yield bell
    bell.close()


def test_it_loads_once_and_opens_in_each_child(worker: SmallWorker) -> None:
    worker.start(count=2)
    assert worker.parent is not None
    assert worker.lines("preloaded") == [str(worker.parent.pid)]
    assert len(set(worker.children())) == 2
    assert worker.parent.pid not in worker.children()


def test_a_ring_is_answered(worker: SmallWorker, bell: RqJobs) -> None:
    worker.start()
    for _ in range(5):
        before = worker.rings("offer")
        bell.hush("offer")
        bell.ring("offer")
        until(lambda before=before: worker.rings("offer") > before, "heard")  # type: ignore[misc]  # mypy cannot infer a lambda with defaults


def test_nobody_rings_and_it_looks_all_the_same(worker: SmallWorker) -> None:
    worker.start(count=1)
    until(lambda: worker.rings("route") and worker.rings("offer"), "it looked")
    assert not worker.rings("send") and not worker.rings("fetch"), "that is for the sender"


def test_without_redis_it_looks_every_second_and_comes_back_when_redis_does(tmp_path: Path) -> None:
    settings = load({"DATA_DIR": str(tmp_path / "data")})
    worker = SmallWorker(tmp_path, settings.redis_url)
    worker.start(count=1)
    try:
        until(lambda: worker.rings("route") >= 3, "it looks by itself")
        with redis_server.running(settings):
            until(lambda: "Redis is back" in worker.log(), "it noticed")
            bell = RqJobs(settings.redis_url)
            before = worker.rings("offer")
            bell.ring("offer")
            until(lambda: worker.rings("offer") > before, "heard again")
            bell.close()
        until(lambda: worker.log().count("Redis is away") == 2, "gone again, and noticed")
        before = worker.rings("route")
        until(lambda: worker.rings("route") >= before + 2, "it looks by itself again")
        assert len(worker.children()) == 1
    finally:
        assert worker.parent is not None
        worker.parent.kill()
        worker.parent.wait()


def test_one_that_hangs_is_killed_and_replaced_while_the_other_works_on(worker: SmallWorker, bell: RqJobs) -> None:
    worker.start(count=2, stuck_after=3.0)
    (worker.folder / "hang").touch()
    bell.ring("route")
    until(lambda: worker.lines("hung"), "one hangs")
    stuck = int(worker.lines("hung")[0])
    bell.hush("offer")
    bell.ring("offer")
    until(lambda: worker.rings("offer"), "the other hears")
    until(lambda: not psutil.pid_exists(stuck), "the stuck one is gone")
    until(lambda: len(worker.children()) == 3, "replaced")
    assert "stuck" in worker.log()


def test_one_that_is_killed_is_replaced(worker: SmallWorker, bell: RqJobs) -> None:
    worker.start(count=2)
    os.kill(worker.children()[0], signal.SIGKILL)
    until(lambda: len(worker.children()) == 3, "replaced")


def test_one_that_reads_in_the_shadow_hears_no_bell_and_may_hang(worker: SmallWorker, bell: RqJobs) -> None:
    for name in ("with-a-shadow", "beside-hangs"):
        (worker.folder / name).touch()
    worker.start(count=1, stuck_after=3.0)
    until(lambda: len(worker.lines("beside")) == 1, "it is there")
    bell.hush("offer")
    bell.ring("offer")
    until(lambda: worker.rings("offer"), "the worker hears all the same")
    until(lambda: len(worker.lines("beside")) == 2, "the stuck one is replaced")
    first, second = (int(line) for line in worker.lines("beside"))
    until(lambda: not psutil.pid_exists(first), "and gone")
    assert "the reader in the shadow was stuck" in worker.log()
    assert len(worker.children()) == 1 and {line.split()[0] for line in worker.lines("rings")} == set(
        worker.lines("opened")
    )
    worker.parent.kill()  # type: ignore[union-attr]  # started above
    worker.parent.wait()  # type: ignore[union-attr]  # started above
    until(lambda: not psutil.pid_exists(second), "it does not outlive the parent")


def test_work_that_fails_is_logged_without_what_it_said_and_goes_on(worker: SmallWorker, bell: RqJobs) -> None:
    (worker.folder / "fail").touch()
    worker.start(count=1)
    bell.ring("route")
    until(lambda: "ring failed" in worker.log(), "logged")
    bell.ring("offer")
    until(lambda: worker.rings("offer"), "still hearing")
    assert "Okafor" not in worker.log()
    assert len(worker.children()) == 1


def test_told_to_stop_it_finishes_what_it_is_at(worker: SmallWorker, bell: RqJobs) -> None:
    worker.start(count=1)
    (worker.folder / "slow").touch()
    bell.ring("route")
    until((worker.folder / "slow-began").exists, "begun")
    assert worker.parent is not None
    worker.parent.terminate()
    assert worker.parent.wait(15) == 0
    assert (worker.folder / "slow-ended").exists()
    assert not psutil.pid_exists(worker.children()[0])


def test_a_killed_parent_leaves_no_children(worker: SmallWorker) -> None:
    worker.start(count=2)
    assert worker.parent is not None
    worker.parent.kill()
    worker.parent.wait()
    until(lambda: not any(psutil.pid_exists(pid) for pid in worker.children()), "gone")


def test_rq_knows_the_workers(worker: SmallWorker, server: Settings) -> None:
    worker.start(count=2)
    with Redis.from_url(server.redis_url) as redis:
        until(lambda: redis.scard("rq:workers:frontdoor") == 2, "registered")


def test_a_pulse_is_seen_by_the_other_process() -> None:
    slot = pulse.slots(2)[1]
    assert slot.silent_for() == 0.0
    child = os.fork()
    if child == 0:
        pulse.belong_to(slot)
        pulse.beat()
        pulse.rest()
        pulse.beat()
        os._exit(0)
    os.waitpid(child, 0)
    assert slot.read()[1] == 1
    assert slot.silent_for() > 0.0


def test_a_process_is_as_silent_as_the_most_silent_of_its_threads() -> None:
    slot = pulse.slots(1)[0]
    pulse.belong_to(slot)
    try:
        hangs = threading.Thread(target=pulse.beat)
        hangs.start()
        hangs.join()
        since, _ = slot.read()
        assert since > 0.0
        pulse.beat()
        assert slot.read()[0] == since, "this one beats, and the other is silent"
        pulse.rest()
        assert slot.read()[0] == since
    finally:
        pulse.belong_to(pulse.slots(1)[0])


def test_memory_is_tidied_after_a_burst_and_never_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "TIDY_AFTER", 0.1)
    monkeypatch.setattr(memory, "QUIET", 0.04)
    done: list[str] = []

    def ring(what: str) -> None:
        done.append(what)
        until = time.process_time() + (0.2 if what == "much" else 0.0)
        while time.process_time() < until:
            pass

    tidied = memory.Tidied(ring, lambda: done.append("tidied"))
    for what in ("little", "much", "much", "little", "little"):
        tidied(what)
    assert done == ["little", "much", "much", "little", "tidied", "little"]


def test_one_that_copied_much_makes_room_for_a_fresh_fork_once_it_is_quiet(worker: SmallWorker, bell: RqJobs) -> None:
    """What it shares with its parent is its own as soon as it writes to it; a fresh one shares all of it again."""
    (worker.folder / "copies").touch()
    worker.start(count=1)
    bell.ring("route")
    until(lambda: len(worker.children()) == 2, "it is replaced")
    first, second = worker.children()
    assert worker.lines("rings")[0] == f"{first} route"
    until(lambda: worker.lines(f"shares-{second}"), "the fresh one looks, too")
    copied, fresh = (int(worker.lines(f"shares-{child}")[0]) for child in (first, second))
    assert fresh - copied > 30 * 2**20
    assert "died" not in worker.log() and f"{second} route" in worker.lines("rings")


def test_a_ring_that_fails_is_heard_of() -> None:
    def ring(what: str) -> None:
        raise ValueError(what)

    with pytest.raises(ValueError, match="route"):
        memory.Tidied(ring, memory.give_back)("route")


def test_what_malloc_keeps_goes_back_to_the_system() -> None:
    code = (
        "import psutil; from config.memory import give_back; size = lambda: psutil.Process().memory_info().rss\n"
        "held = [bytes(2_000) for _ in range(30_000)]; pins = held[::1_000]; full = size(); del held\n"
        "before = size(); give_back(); print(full - before, before - size())"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    by_itself, given_back = map(int, ran.stdout.split())
    assert given_back > 30 * 2**20 > by_itself


def test_pages_of_files_are_let_go_of_and_mapped_again_where_they_are_needed() -> None:
    code = (
        "import numpy, psutil, ssl; from config.memory import let_go_of_files\n"
        "of_files = lambda: psutil.Process().memory_info().shared\n"
        "numbers = numpy.arange(10_000.0).reshape(100, 100); product = numbers @ numbers\n"
        "before = of_files(); let_go_of_files(); after = of_files()\n"
        "assert (numbers @ numbers == product).all() and ssl.create_default_context()\n"
        "print(before, after)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    before, after = map(int, ran.stdout.split())
    assert after < before / 2
