"""Programs as forks of the fork server: in nothing but memory different from those that are started by themselves."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from config.fork_server import PythonProgram, python_program
from config.supervisor import read_procfile
from tests.config.small_house import PROJECT, SmallHouse, until

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every program is started by itself"),
    pytest.mark.timeout(400),
]

SLOW = 120.0  # seconds: the fork server loads for two of them, on a machine with nothing else to do

# Writes down what a process can know of itself.
TELLER = """
import ctypes, gc, json, os, random, signal, sys, threading, time
def is_open(handle):
    try:
        return bool(os.fstat(handle))
    except OSError:
        return False
facts = {
    "name": __name__, "spec": __spec__ and __spec__.name, "argv": sys.argv, "path": sys.path, "cwd": os.getcwd(),
    "executable": sys.executable, "flags": str(sys.flags), "environment": dict(os.environ),
    "signals": {str(number): str(signal.getsignal(number)) for number in signal.valid_signals()},
    "mask": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "handles": {number: os.readlink(f"/proc/self/fd/{number}").split(":")[0] for number in range(200) if is_open(number)},
    "same output": os.fstat(1).st_ino == os.fstat(2).st_ino,
    "leads": [os.getsid(0) == os.getpid(), os.getpgrp() == os.getpid()], "parent": os.getppid(),
    "threads": len(os.listdir("/proc/self/task")), "umask": os.umask(0o077), "collects": gc.isenabled(),
    "main": sys.modules["__main__"].__dict__ is globals(),
}
dies_by = ctypes.c_int()
ctypes.CDLL(None).prctl(2, ctypes.byref(dies_by))
facts["dies by"] = dies_by.value
facts["loaded"], facts["chance"] = "sqlalchemy" in sys.modules, random.random()
facts["version"] = getattr(sys.modules.get("router.clock"), "VERSION", "old")
draft = f"lives/draft.{os.getpid()}"
json.dump(facts, open(draft, "w"))
os.rename(draft, f"lives/{sys.argv[1]}.{os.getpid()}")
time.sleep(600)
"""
ENDER = """
import atexit, os, signal, sys, threading, time
how = sys.argv[1]
atexit.register(print, f"{how}: after all")
threading.Thread(target=lambda: (time.sleep(0.3), print(f"{how}: the thread ended"))).start()
if how == "raises":
    raise ValueError("what went wrong")
if how == "signal":
    os.kill(os.getpid(), signal.SIGTERM)
if how == "seven":
    sys.exit(7)
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SmallHouse]:
    house = SmallHouse(tmp_path)
    (house.folder / "teller.py").write_text(TELLER)
    (house.folder / "ender.py").write_text(ENDER)
    yield house
    house.kill()


def fork_server(house: SmallHouse) -> psutil.Process | None:
    """The fork server of a house, while there is one."""
    assert house.starter is not None
    children = psutil.Process(house.starter.pid).children()
    return next((child for child in children if "config.fork_server" in command_of(child)), None)


def command_of(process: psutil.Process) -> list[str]:
    """Its command; nothing of one that has just ended."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def told(path: Path) -> dict[str, Any]:
    """What the process that left this file said of itself, and what the system says of it."""
    process = psutil.Process(int(path.suffix[1:]))
    said: dict[str, Any] = json.loads(path.read_text())
    return said | {"command line": process.cmdline(), "short name": process.name(), "pid": process.pid}


def ended(house: SmallHouse) -> bool:
    """Has the house itself given up?"""
    return house.starter is None or house.starter.poll() is not None


def facts(house: SmallHouse, name: str, life: int = 1) -> dict[str, Any]:
    """Of the newest life of this name, once there have been so many."""
    until(lambda: ended(house) or len(house.pids(name)) >= life, f"life {life} of {name}", SLOW)
    assert not ended(house), house.said()
    return told(max((house.folder / "lives").glob(f"{name}.*"), key=lambda path: path.stat().st_mtime_ns))


@pytest.mark.parametrize(
    "command", [f"{shlex.quote(sys.executable)} -m teller same 'two words'", "./a-script same 'two'"]
)
def test_a_fork_finds_itself_as_if_started_by_itself(house: SmallHouse, command: str) -> None:
    script = house.folder / "a-script"
    script.write_text(f"#!{sys.executable}{TELLER}")
    script.chmod(0o700)
    command = command.replace("./", f"{house.folder}/")
    house.start(f"web: {command}\nsmtp: env {command}\n")
    until(lambda: len(house.pids("same")) == 2, "both are up", SLOW)
    both = [told(path) for path in (house.folder / "lives").glob("same.*")]
    for one in both:
        one["command line"] = " ".join(one["command line"])  # who writes his own title cannot mark where words end
        del one["pid"]
    fork, plain = sorted(both, key=lambda one: not one.pop("loaded"))
    assert fork.pop("chance") != plain.pop("chance")
    assert fork["parent"] == house.starter.pid  # type: ignore[union-attr]  # it was started above
    assert fork["dies by"] == signal.SIGKILL
    assert fork["handles"] == {"0": "/dev/null", "1": "pipe", "2": "pipe"}
    assert fork == plain


def test_two_forks_share_what_is_loaded_and_no_chance(house: SmallHouse) -> None:
    house.start("web: python -m teller web\nsmtp: python -m teller smtp\n")
    web, smtp = facts(house, "web"), facts(house, "smtp")
    assert web["loaded"] and smtp["loaded"]
    assert web["chance"] != smtp["chance"]
    assert web["command line"] == [sys.executable, "-m", "teller", "web"]
    assert "Warning" not in house.said()


def test_a_fork_ends_as_any_program_does(house: SmallHouse) -> None:
    house.start("".join(f"{how}: python -m ender {how}\n" for how in ("raises", "signal", "seven", "well")))
    for how, end in (
        ("raises", "ended with status 1"),
        ("signal", "killed by SIGTERM"),
        ("seven", "ended with status 7"),
        ("well", "ended with status 0"),
    ):
        until(lambda how=how, end=end: f"{how:<6} | {end}; starting it again in" in house.said(), end, SLOW)  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
    for how in ("raises", "seven", "well"):
        assert house.said().index(f"{how}: the thread ended") < house.said().index(f"{how}: after all")
    assert "raises | ValueError: what went wrong" in house.said()
    assert "signal: after all" not in house.said()


def test_a_killed_fork_server_harms_nobody_and_is_back_for_the_next(house: SmallHouse) -> None:
    house.start("web: python -m teller web\nsmtp: python -m teller smtp\n")
    web, smtp = facts(house, "web"), facts(house, "smtp")
    killed = fork_server(house)
    assert killed is not None
    killed.kill()
    until(lambda: fork_server(house) not in (None, killed), "a new fork server", SLOW)
    assert psutil.pid_exists(web["pid"]) and psutil.pid_exists(smtp["pid"])
    os.kill(web["pid"], signal.SIGKILL)
    again = facts(house, "web", life=2)
    assert again["loaded"]
    assert house.pids("smtp") == [smtp["pid"]]
    assert "forks | killed by SIGKILL; starting it again in 1 s" in house.said()
    assert "web   | killed by SIGKILL; starting it again in 1 s" in house.said()


def test_a_fork_server_that_does_not_answer_holds_nobody_up(house: SmallHouse) -> None:
    house.start("web: python -m teller web\n")
    web = facts(house, "web")
    stuck = fork_server(house)
    assert stuck is not None
    stuck.suspend()
    os.kill(web["pid"], signal.SIGKILL)
    second = facts(house, "web", life=2)
    assert not second["loaded"]
    stuck.resume()
    os.kill(second["pid"], signal.SIGKILL)
    third = facts(house, "web", life=3)
    assert third["loaded"]
    os.kill(third["pid"], signal.SIGKILL)
    facts(house, "web", life=4)
    # What was asked of it while it was stuck must not run as well, known to nobody.
    assert len(house.pids("web")) == 4
    assert house.said().count("web   | killed by SIGKILL") == 3


def test_programs_run_where_no_fork_server_can(house: SmallHouse) -> None:
    (house.folder / "setproctitle.py").write_text("raise ImportError('not to be had')\n")
    house.start("web: python -m teller web\n")
    web = facts(house, "web")
    assert not web["loaded"]
    until(lambda: "It is left out until the next `frontdoor up`" in house.said(), "it is given up", SLOW)
    os.kill(web["pid"], signal.SIGKILL)
    assert not facts(house, "web", life=2)["loaded"]
    assert house.said().count("forks | ended with status 1") == 5
    assert house.said().count("forks | ended with status 1; starting it again") == 4
    assert fork_server(house) is None


def test_a_fork_server_that_fails_every_fork_is_given_up(house: SmallHouse) -> None:
    """It starts and loads every time, and ends as soon as it is asked for a program."""
    (house.folder / "setproctitle.py").write_text(
        "import os\n"
        "def getproctitle(): os.fork = lambda: os._exit(3)\n"
        "def setproctitle(title): pass\n"
    )  # fmt: skip
    (house.folder / "short.py").write_text(TELLER.replace("time.sleep(600)", "time.sleep(0.2)"))
    house.start("web: python -m short web\n")
    until(lambda: "It is left out until the next `frontdoor up`" in house.said(), "it is given up", 2 * SLOW)
    lives = len(house.pids("web"))
    assert not facts(house, "web", life=lives + 2)["loaded"]
    assert house.said().count("forks | ended with status 3") == 5
    assert fork_server(house) is None


def test_a_fork_server_that_others_end_is_not_given_up(house: SmallHouse) -> None:
    house.start("web: python -m teller web\n")
    web = facts(house, "web")
    for number in range(6):
        until(lambda: fork_server(house) is not None, "a fork server", SLOW)
        server = fork_server(house)
        assert server is not None
        server.kill()
        until(lambda n=number: house.said().count("forks | killed by SIGKILL") > n, "it is known", SLOW)  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
    os.kill(web["pid"], signal.SIGKILL)
    assert facts(house, "web", life=2)["pid"] != web["pid"]
    assert "It is left out" not in house.said()


@pytest.mark.parametrize("how", ["written to", "swapped, with the date it had"])
def test_after_an_upgrade_nothing_is_forked_from_the_code_of_before(house: SmallHouse, how: str) -> None:
    house.project = house.folder / "project"
    for name in ("router", "channels", "queues", "config"):
        shutil.copytree(PROJECT / name, house.project / name, ignore=shutil.ignore_patterns("__pycache__"))
    (house.project / "classifiers").symlink_to(PROJECT / "classifiers")
    clock = house.project / "router" / "clock.py"
    house.start("web: python -m teller web\nsmtp: python -m teller smtp\n")
    first = [facts(house, "web"), facts(house, "smtp")]
    assert [(one["loaded"], one["version"]) for one in first] == [(True, "old")] * 2

    newer = clock.with_name("newer.py")
    newer.write_text(clock.read_text() + 'VERSION = "new"\n')
    if how == "written to":
        clock.write_text(newer.read_text())
    else:
        os.utime(newer, ns=(clock.stat().st_atime_ns, clock.stat().st_mtime_ns))
        newer.replace(clock)
    for one in first:
        os.kill(one["pid"], signal.SIGKILL)
    second = [facts(house, "web", life=2), facts(house, "smtp", life=2)]
    assert [(one["loaded"], one["version"]) for one in second] == [(True, "new")] * 2
    assert house.said().count("what was loaded here has been replaced on the disk") == 1

    os.kill(second[0]["pid"], signal.SIGKILL)
    assert facts(house, "web", life=3)["version"] == "new"
    assert house.said().count("forks | ended with status 0; starting it again") == 1


def test_a_killed_supervisor_leaves_no_fork(house: SmallHouse) -> None:
    house.start("web: python -m teller web\n")
    web, server = facts(house, "web"), fork_server(house)
    assert server is not None
    house.kill()
    until(lambda: not psutil.pid_exists(web["pid"]) and not server.is_running(), "everyone is gone")


def test_being_told_to_stop_stops_the_forks_and_waits_for_them(house: SmallHouse) -> None:
    house.start("web: python -m teller web\nsmtp: python -m teller smtp\n")
    pids = [facts(house, "web")["pid"], facts(house, "smtp")["pid"]]
    assert house.starter is not None
    house.starter.send_signal(signal.SIGINT)
    assert house.starter.wait(20) == 0
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_orphans_of_a_fork_go_with_it_and_are_buried(house: SmallHouse) -> None:
    (house.folder / "parent.py").write_text(
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, 'liver.py', 'child'])\n"
        "open(f'lives/parent.{__import__(\"os\").getpid()}', 'w').close()\n"
        "time.sleep(600)\n"
    )
    house.start("worker: python -m parent\n")
    until(lambda: bool(house.pids("child") and house.pids("parent")), "both are up", SLOW)
    child, parent = house.pids("child")[0], house.pids("parent")[0]
    os.kill(parent, signal.SIGKILL)
    until(lambda: not psutil.pid_exists(child) and not psutil.pid_exists(parent), "no process, and no zombie")


def test_loading_leaves_nothing_behind_that_a_fork_must_not_have(tmp_path: Path) -> None:
    """No thread, no open file, no handler; and no module that a program runs as its own."""
    code = (
        "import json, logging, os, signal, sys\n"
        "def handlers(): return {n: str(signal.getsignal(n)) for n in signal.valid_signals()}\n"
        "before = handlers()\n"
        "from config import fork_server\n"
        "fork_server.preload()\n"
        "links = [f'/proc/self/fd/{n}' for n in os.listdir('/proc/self/fd') if int(n) > 2]\n"
        "print(json.dumps({'threads': len(os.listdir('/proc/self/task')), 'logging': len(logging.root.handlers),\n"
        "  'open': [os.readlink(x) for x in links if os.path.exists(x)], 'signals': handlers() == before,\n"
        "  'modules': sorted(sys.modules)}))\n"
    )
    environment = {"DATA_DIR": str(tmp_path), "PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": "1", "PATH": os.defpath}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True,
                          stdin=subprocess.DEVNULL)  # fmt: skip
    left = json.loads(done.stdout)
    modules = set(left.pop("modules"))
    assert left == {"threads": 1, "logging": 0, "open": [], "signals": True}
    assert {"sqlalchemy.orm", "router.journey", "config.wiring", "flask", "twilio.rest"} <= modules
    run = {command[2] for command in read_procfile((PROJECT / "Procfile").read_text()).values() if command[1] == "-m"}
    assert "config.worker" in run
    assert not run & modules
    assert not {"config.wsgi", "config.sandbox.__main__", "spacy", "holidays"} & modules
    assert done.stderr == ""


def test_what_can_be_forked(tmp_path: Path) -> None:
    ours, theirs, shell = tmp_path / "ours", tmp_path / "theirs", tmp_path / "shell"
    ours.write_text(f"#!{sys.executable}\nprint()\n")
    theirs.write_text("#!/opt/other/bin/python3\nprint()\n")
    shell.write_text(f"#!{Path(sys.executable).with_name('perl')}\n")
    for path in (ours, theirs, shell):
        path.chmod(0o700)
    search = str(tmp_path)
    assert python_program([sys.executable, "-m", "a.b", "-c"], search) == PythonProgram("a.b", True, ("-c",))
    assert python_program(["ours", "x y"], search) == PythonProgram(str(ours), False, ("x y",))
    for other in (
        ["theirs"],
        ["shell"],
        ["absent"],
        [sys.executable, "a.py"],
        [sys.executable, "-u", "-m", "a"],
        [sys.executable],
    ):
        assert python_program(other, search) is None, other
