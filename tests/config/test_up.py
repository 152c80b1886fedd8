"""`frontdoor up`, with small real processes: what dies comes back alone, and nothing is left behind."""

import os
import signal
import socket
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from redis import Redis
from redis.exceptions import RedisError

from config import pulse, redis_server, supervisor
from config.settings import Settings, load
from config.standing import redis_socket
from config.supervisor import Program, read_procfile
from config.up import write_private
from tests.config.small_house import STARTER, SmallHouse, until


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SmallHouse]:
    house = SmallHouse(tmp_path)
    yield house
    house.kill()


TWO = "release: false\nweb: python liver.py web  # with a comment\nsmtp: python liver.py smtp\n"


def two_are_up(house: SmallHouse) -> tuple[int, int]:
    house.start(TWO)
    until(lambda: bool(house.pids("web") and house.pids("smtp")), "both processes up")
    return house.pids("web")[0], house.pids("smtp")[0]


def answers(settings: Settings) -> bool:
    with Redis.from_url(settings.redis_url) as redis:
        try:
            return bool(redis.ping())
        except RedisError:
            return False


def test_what_is_killed_is_started_again_and_the_others_are_not_touched(house: SmallHouse) -> None:
    web, smtp = two_are_up(house)
    os.kill(web, signal.SIGKILL)
    until(lambda: len(house.pids("web")) == 2, "web started again", seconds=6)
    assert house.pids("smtp") == [smtp]
    assert psutil.pid_exists(smtp)
    assert "web   | killed by SIGKILL; starting it again" in house.said()


def test_a_killed_supervisor_leaves_nobody(house: SmallHouse) -> None:
    web, smtp = two_are_up(house)
    until(lambda: answers(house.settings()), "redis answers")
    house.kill()
    until(lambda: not psutil.pid_exists(web) and not psutil.pid_exists(smtp), "children gone")
    until(lambda: not answers(house.settings()), "redis gone")


def test_being_told_to_stop_stops_everyone(house: SmallHouse) -> None:
    web, smtp = two_are_up(house)
    assert house.starter is not None
    house.starter.send_signal(signal.SIGINT)
    assert house.starter.wait(20) == 0
    assert not psutil.pid_exists(web)
    assert not psutil.pid_exists(smtp)
    assert not answers(house.settings())


BEATER = """
import os, signal, sys, time
from pathlib import Path
from config import pulse
open(f"lives/clock.{os.getpid()}", "w").close()
places = pulse.of_the_clock(Path("data/run"))
signal.signal(signal.SIGUSR1, lambda *_: places.pop(0))
while True:
    for place in places:
        place.turn()
    time.sleep(0.1)
"""


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGUSR1], ids=["frozen", "one thread hangs"])
def test_a_clock_that_does_not_get_on_is_replaced(house: SmallHouse, number: signal.Signals) -> None:
    house.starter_words = STARTER.replace("try:", "import config.supervisor as s; s.FROZEN_AFTER = 2\ntry:")
    (house.folder / "clock.py").write_text(BEATER)
    house.start("web: python liver.py web\nclock: python clock.py\n")
    until(lambda: bool(house.pids("clock") and house.pids("web")), "both are up")
    slots = pulse.of_the_clock(house.settings().run_dir)
    until(lambda: slots[0].read()[1] > 40, "it has beaten for four seconds")
    [first] = house.pids("clock")
    os.kill(first, number)
    until(lambda: len(house.pids("clock")) == 2, "the clock is started again")
    assert not psutil.pid_exists(first)
    assert "clock | got on with nothing" in house.said()
    assert len(house.pids("web")) == 1, "one that has no pulse is left alone"


def test_a_number_may_stand_still_as_long_as_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FROZEN_AFTER", 2)
    numbers = [0, 0]
    watch = supervisor._Watch(Program("clock", ["clock"], pulse=lambda: list(numbers), patience=(1, 3)))
    numbers[:] = [1, 1]
    assert not watch.is_frozen()
    looks = []
    for _ in range(8):
        numbers[0] += 1
        looks.append(watch.is_frozen())
    assert looks == [False] * 5 + [True] * 3, "the second was given three times as long"


def test_what_a_process_leaves_behind_goes_with_it(house: SmallHouse) -> None:
    (house.folder / "parent.py").write_text(
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, 'liver.py', 'child'])\n"
        "open('lives/parent.' + str(__import__('os').getpid()), 'w').close()\n"
        "time.sleep(600)\n"
    )
    house.start("worker: python parent.py\n")
    until(lambda: bool(house.pids("child")), "the child is up")
    child, parent = house.pids("child")[0], house.pids("parent")[0]
    os.kill(parent, signal.SIGKILL)
    until(lambda: not psutil.pid_exists(child), "the child is gone")


def test_a_second_house_on_the_same_data_is_refused_in_one_line(house: SmallHouse) -> None:
    two_are_up(house)
    refusal = house.again()
    assert "already up with this DATA_DIR" in refusal
    assert str(house.starter.pid if house.starter else "") in refusal
    assert len(refusal.strip().splitlines()) == 1


def test_a_port_in_use_is_named_with_what_to_do(house: SmallHouse) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(house.environ["SMTP_PORT"])))
        taken.listen()
        house.start(TWO)
        assert house.starter is not None
        assert house.starter.wait(30) == 1
    assert house.said().strip() == (
        f"port {house.environ['SMTP_PORT']} is in use: stop what listens there, or set SMTP_PORT to another"
    )


def test_every_port_in_use_is_named_at_once(house: SmallHouse) -> None:
    with socket.socket() as one, socket.socket() as other:
        for taken, name in ((one, "PORT"), (other, "SMTP_PORT")):
            taken.bind(("127.0.0.1", int(house.environ[name])))
            taken.listen()
        house.start(TWO)
        assert house.starter is not None
        assert house.starter.wait(30) == 1
    ports = f"{house.environ['PORT']}, {house.environ['SMTP_PORT']}"
    assert house.said().strip() == (
        f"ports {ports} are in use: stop what listens there, or set PORT, SMTP_PORT to others"
    )


def test_the_sandbox_runs_only_in_the_sandbox(house: SmallHouse) -> None:
    house.environ |= {
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "theirs",
        "TWILIO_NUMBER": "+441632960100",
        "TWILIO_API_URL": "http://127.0.0.1:9",
        "HOST": "127.0.0.1",
    }
    house.start(TWO + "sandbox: python liver.py sandbox\n")
    until(lambda: bool(house.pids("web") and house.pids("smtp")), "both processes up")
    assert house.starter is not None
    house.starter.send_signal(signal.SIGTERM)
    house.starter.wait(20)
    assert house.pids("sandbox") == []


def test_redis_keeps_what_it_was_told_through_a_kill(tmp_path: Path) -> None:
    settings = load({"DATA_DIR": str(tmp_path / "data")})
    with redis_server.running(settings) as server, Redis.from_url(settings.redis_url) as redis:
        socket_file = redis_socket(settings.data_dir)
        assert stat.S_IMODE(socket_file.stat().st_mode) == 0o700
        assert redis.config_get("port") == {b"port": b"0"} or redis.config_get("port") == {"port": "0"}
        redis.set("told", "yes")
        server.kill()
        server.wait()
    newest = max((settings.data_dir / "redis").rglob("*.aof"), key=lambda path: path.stat().st_size)
    with newest.open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$4\r\nhalf")  # the power went in the middle of a line
    with redis_server.running(settings), Redis.from_url(settings.redis_url) as redis:
        assert redis.get("told") == b"yes"
        assert redis.get("half") is None


def test_a_redis_file_beyond_repair_is_set_aside_and_it_starts_empty(house: SmallHouse) -> None:
    folder = house.folder / "data" / "redis" / "appendonlydir"
    folder.mkdir(parents=True)
    (folder / "appendonly.aof.manifest").write_text("nonsense that no server reads\n")
    house.start("web: python liver.py web\n")
    until(lambda: answers(house.settings()), "redis answers", seconds=40)
    assert (house.folder / "data" / "redis.unreadable-1" / "appendonlydir").is_dir()


def test_the_procfile_is_read_as_others_read_it() -> None:
    read = read_procfile(
        "# note\nrelease: frontdoor migrate\nweb:  gunicorn a:b -w 2  # why\nclock: python -m c 'x y'\n"
    )
    assert read == {"web": ["gunicorn", "a:b", "-w", "2"], "clock": [sys.executable, "-m", "c", "x y"]}


def test_pauses_grow_and_end() -> None:
    program = Program("web", ["true"])
    pauses = []
    for deaths in range(1, 8):
        program.deaths = deaths
        pauses.append(program.pause())
    assert pauses == [1, 2, 4, 8, 15, 15, 15]


def test_a_private_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    path.write_text("old, and open to all")
    write_private(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
