"""A house of real processes to measure: its own DATA_DIR, its own ports, only the programs a figure needs."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self

import psutil

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 180.0  # seconds: a busy machine is no failure


class NotMeasured(Exception):
    """This figure could not be had; the words say why, and how to get it."""


class House:
    """One `frontdoor up`, with the Procfile cut down to `programs`."""

    def __init__(self, folder: Path, programs: str = "web live smtp worker clock sandbox", **settings: str) -> None:
        self.folder, self.programs = folder, programs.split()
        self.data = folder / "data"
        self.data.mkdir(parents=True, exist_ok=True)
        ports = free_ports(5)
        names = ("PORT", "SMTP_PORT", "LIVE_PORT", "SANDBOX_PORT", "SANDBOX_SMTP_PORT")
        self.ports = dict(zip(names, ports, strict=True))
        self.environment = {
            "PATH": f"{BIN}:/usr/bin:/bin", "HOME": os.environ.get("HOME", "/"), "DATA_DIR": str(self.data),
            "LOG_LEVEL": "WARNING", "PYTHONDONTWRITEBYTECODE": "1",
            **{name: str(port) for name, port in self.ports.items()}, **settings,
        }  # fmt: skip
        self._up: subprocess.Popen[bytes] | None = None

    # --- from start to stop --------------------------------------------------------------------

    def start(self, prepare: bool = True, wait_for_all: bool = True) -> "House":
        """Up, every port answering. `prepare` off: the DATA_DIR is a copy of one that was migrated and seeded."""
        procfile = self.folder / "Procfile"
        lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
        procfile.write_text("\n".join(x for x in lines if x.partition(":")[0] in self.programs) + "\n")
        code = (
            "from pathlib import Path; from config import up, settings; from config.supervisor import Supervisor; "
            f"up.PROJECT = Path({str(ROOT)!r}); "
            f"up.run(settings.load(), Path({str(procfile)!r}), prepare={prepare})"
        )
        with (self.folder / "log").open("ab") as log:
            environment = {**self.environment, "PYTHONPATH": str(ROOT)}
            self._up = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                                        stdout=log, stderr=log)  # fmt: skip
        if wait_for_all:
            self.wait_ready()
        return self

    def wait_ready(self) -> None:
        """Until every program that listens does, and every worker's children are there."""
        listening = {"web": "PORT", "smtp": "SMTP_PORT", "live": "LIVE_PORT", "sandbox": "SANDBOX_PORT"}
        for name, port in listening.items():
            if name in self.programs:
                wait(lambda port=port: answers(self.ports[port]), f"{name} did not come up", self)
        if "worker" in self.programs:
            wanted = int(self.environment.get("WORKERS", "2"))
            wait(lambda: len(self.workers()) >= wanted, "the workers did not come up", self)

    def stop(self) -> None:
        """End it; harmless when told twice."""
        if self._up is None:
            return
        self._up.send_signal(signal.SIGTERM)
        try:
            self._up.wait(30)
        except subprocess.TimeoutExpired:
            for process in tree(self._up.pid):
                process.kill()
            self._up.wait(10)
        self._up = None

    def alive(self) -> bool:
        return self._up is not None and self._up.poll() is None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # --- its processes ------------------------------------------------------------------------

    def processes(self, name: str) -> list[psutil.Process]:
        """The processes of one program of the Procfile, or 'redis', with their children."""
        marks = {"web": "config.wsgi", "redis": "valkey", "clock": "config.timetable"}
        mark = marks.get(name, f"config.{name}")
        found: list[psutil.Process] = []
        for process in psutil.Process(self._up.pid).children() if self._up else []:
            with closing_process():
                if mark in " ".join(process.cmdline()):
                    found += tree(process.pid)
        return found

    def workers(self) -> list[psutil.Process]:
        """The worker children that hear the bell (not their parent, nor the children that read mail)."""
        everyone = self.processes("worker")
        return [p for p in everyone[1:] if everyone and p.ppid() == everyone[0].pid]

    def cpu(self, name: str) -> float:
        """Seconds of processor time that a program has used, its ended children included."""
        total = 0.0
        for process in self.processes(name):
            with closing_process():
                total += sum(process.cpu_times()[:4])
        return total

    def memory(self, name: str) -> int:
        """Bytes: the sum of PSS, where each shared page is counted once over all who share it."""
        total = 0
        for process in self.processes(name):
            try:
                rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
            except OSError:
                continue
            total += next(int(x.split()[1]) for x in rollup.splitlines() if x.startswith("Pss:")) * 1024
        return total

    # --- what it says -------------------------------------------------------------------------

    @property
    def demo(self) -> dict[str, Any]:
        """Addresses, account and numbers."""
        found: dict[str, Any] = json.loads((self.data / "demo.json").read_text(encoding="utf-8"))
        return found

    @property
    def database(self) -> Path:
        return self.data / "frontdoor.sqlite3"

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the database from outside."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(query, values).fetchall()

    def one(self, query: str, *values: object) -> Any:
        """The first column of the first row."""
        return self.ask(query, *values)[0][0]

    def unplaced(self) -> int:
        return int(self.one("select count(*) from message where direction = 'in' and state = 'received'"))

    def change(self, statement: str) -> None:
        """Write to the database from outside: only to hold work back and to let it go."""
        with closing(sqlite3.connect(self.database, timeout=30)) as connection:
            connection.execute(statement)
            connection.commit()

    def ring(self) -> None:
        """Ring for the workers as a door does."""
        from queues.jobs import RqJobs  # it reads no settings, and loads Redis only here

        jobs = RqJobs(f"unix://{self.data / 'redis.sock'}")
        jobs.hush("route")
        jobs.ring("route")
        jobs.close()


def copied(source: House, folder: Path, programs: str, **settings: str) -> House:
    """A house with a copy of another's data; the other must be stopped."""
    house = House(folder, programs, **settings)
    shutil.rmtree(house.data)
    shutil.copytree(source.data, house.data, ignore=shutil.ignore_patterns("redis*", "*.lock", "*.sock"))
    return house


@contextmanager
def closing_process() -> Iterator[None]:
    """A process that ends while we look at it is no fault."""
    try:
        yield
    except psutil.Error:
        return


def tree(pid: int) -> list[psutil.Process]:
    """A process and all below it."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses at this moment."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in held]
    finally:
        for one in held:
            one.close()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 0.3).close()
    except OSError:
        return False
    return True


def wait(until: Any, words: str, house: House | None = None, every: float = 0.05, seconds: float = PATIENCE) -> None:
    """Until it is so; NotMeasured with the end of the log when the house has died or patience has."""
    end = time.monotonic() + seconds
    while not until():
        if (house is not None and not house.alive()) or time.monotonic() > end:
            log = (house.folder / "log").read_text(errors="replace")[-800:] if house else ""
            raise NotMeasured(f"{words}. {log}")
        time.sleep(every)
