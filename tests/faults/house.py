"""A whole house of real processes in a folder of its own, to be killed, stopped and starved.

`frontdoor up` runs as an operator runs it; we know its processes by what the operating system says, and its
database by reading it. Nothing here reaches into the product's memory.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import psutil
import requests
from redis import Redis
from sqlalchemy import NullPool, Row, create_engine, text

from config.settings import load
from config.standing import redis_socket
from tests.config.sandbox.stand import free_port

PROJECT = Path(__file__).resolve().parents[2]
FRONTDOOR = Path(sys.executable).with_name("frontdoor")

PROCESSES = {
    "forks": "config.fork_server",
    "redis": "valkey-server",
    "web": "gunicorn",
    "live": "config.live",
    "smtp": "config.smtp",
    "worker": "config.worker",
    "clock": "config.timetable",
    "sandbox": "config.sandbox",
}
"""Every process of the Procfile, the embedded Redis and the fork server, by a word of its command line."""


patience = {"times": 1.0}
"""Every wait is as many times as long: for the large sizes, on a machine that has other things to do."""


def until(holds: Callable[[], Any], what: str, seconds: float = 30.0) -> Any:
    """What `holds` gives once it is true. Fails when it never is."""
    seconds *= patience["times"]
    end = time.monotonic() + seconds
    while True:
        if found := holds():
            return found
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.05)


class RunningHouse:
    """`with RunningHouse(folder) as house:` starts it and stops it. `database_url` '' is its own SQLite file."""

    def __init__(self, folder: Path, database_url: str = "", **more: str) -> None:
        self.folder, self.data_dir = folder, folder / "data"
        self.environ = {
            "PATH": f"{FRONTDOOR.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "HOME": os.environ.get("HOME", str(folder)),
            "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
            "PYTHONPATH": str(PROJECT),  # these files, whichever the environment was made for
            "DATA_DIR": str(self.data_dir),
            **{
                name: str(free_port())
                for name in ("PORT", "SMTP_PORT", "LIVE_PORT", "SANDBOX_PORT", "SANDBOX_SMTP_PORT")
            },
            **({"DATABASE_URL": database_url} if database_url else {}),
            **more,
        }
        self.database_url = database_url or f"sqlite:///{self.data_dir / 'frontdoor.sqlite3'}"
        self.output = folder / "output"
        self._starter: subprocess.Popen[bytes] | None = None
        self.demo: dict[str, Any] = {}
        self.url = f"http://127.0.0.1:{self.environ['PORT']}"
        self.sandbox_url = f"http://127.0.0.1:{self.environ['SANDBOX_PORT']}"
        self.smtp_port = int(self.environ["SMTP_PORT"])
        # a session of its own for each question: a test that ends every session of the server ends an idle one of ours too
        self._engine = create_engine(self.database_url, poolclass=NullPool, connect_args=self._patience())

    def _patience(self) -> dict[str, Any]:
        return {"timeout": 30} if self.database_url.startswith("sqlite") else {}

    # --- its life ----------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._engine.dispose()

    def start(self) -> None:
        """Everything runs and answers when this returns."""
        with self.output.open("ab") as output:
            self._starter = subprocess.Popen(
                [str(FRONTDOOR), "up"], env=self.environ, cwd=PROJECT, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            self.wait_until_well(90)
        except BaseException:
            self.stop()
            print(self.output.read_text(errors="replace")[-3000:])
            raise
        self.demo = json.loads((self.data_dir / "demo.json").read_text(encoding="utf-8"))

    def wait_until_well(self, seconds: float = 60) -> None:
        """Every process is there and the three that listen answer."""

        def well() -> bool:
            if self._starter is not None and self._starter.poll() is not None:
                raise AssertionError(f"the house ended: {self.output.read_text(errors='replace')[-2000:]}")
            return (
                all(self.pid(name) for name in PROCESSES)
                and _answers(f"{self.url}/live")
                and _answers(f"{self.sandbox_url}/sandbox/chaos")
                and self.smtp_answers()
                and len(self.children("worker")) >= 2
            )

        until(well, "the house is up", seconds)

    def stop(self) -> None:
        """All of it, politely; what does not go is killed."""
        if self._starter is None:
            return
        everyone = self._everyone()
        self._starter.send_signal(signal.SIGTERM)
        try:
            self._starter.wait(25)
        except subprocess.TimeoutExpired:
            self._starter.kill()
            self._starter.wait(10)
        for process in everyone:  # those that were stopped by a signal hear no other until this one
            with contextlib.suppress(psutil.Error):
                process.kill()
        self._starter = None

    def _everyone(self) -> list[psutil.Process]:
        if self._starter is None:
            return []
        with contextlib.suppress(psutil.Error):
            return psutil.Process(self._starter.pid).children(recursive=True)
        return []

    # --- its processes -----------------------------------------------------------------------

    def pid(self, name: str) -> int:
        """The process of this name, or 0 while there is none."""
        if self._starter is None:
            return 0
        with contextlib.suppress(psutil.Error):
            for process in psutil.Process(self._starter.pid).children():
                with contextlib.suppress(psutil.Error):
                    if PROCESSES[name] in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                        return process.pid
        return 0

    def children(self, name: str) -> list[int]:
        """The processes that this one has forked: web workers, workers."""
        with contextlib.suppress(psutil.Error):
            return [child.pid for child in psutil.Process(self.pid(name)).children() if child.is_running()]
        return []

    def group(self, name: str) -> list[int]:
        """The process and its children."""
        pid = self.pid(name)
        return [pid, *self.children(name)] if pid else []

    def kill(self, name: str, child: int | None = None) -> int:
        """`kill -9` the process, or one of its children. Returns the pid, 0 when it was not there."""
        pid = child if child is not None else self.pid(name)
        if not pid:
            return 0
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            return pid
        return 0

    def signal(self, name: str, number: signal.Signals) -> list[int]:
        """To the process and its children. Returns who got it."""
        told = []
        for pid in self.group(name):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
                told.append(pid)
        return told

    @contextlib.contextmanager
    def stopped(self, name: str) -> Iterator[list[int]]:
        """SIGSTOP for as long as the block lasts."""
        told = self.signal(name, signal.SIGSTOP)
        try:
            yield told
        finally:
            for pid in told:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def redis(self) -> Redis:
        """A client to the house's own Redis."""
        return Redis(unix_socket_path=str(redis_socket(self.data_dir)), socket_timeout=5)

    def smtp_answers(self) -> bool:
        """Does the mail door greet?"""
        try:
            with socket.create_connection(("127.0.0.1", self.smtp_port), timeout=2) as line:
                return line.recv(3) == b"220"
        except OSError:
            return False

    def serves(self, name: str) -> bool:
        """Does this process do its work? Those that listen are asked."""
        if name == "web":
            return _answers(f"{self.url}/live", 15)
        if name == "sandbox":
            return _answers(f"{self.sandbox_url}/sandbox/chaos")
        if name == "smtp":
            return self.smtp_answers()
        return bool(self.group(name))

    # --- its command, its database, its sandbox ----------------------------------------------

    def command(self, *words: str) -> tuple[int, str]:
        """`frontdoor WORDS`: exit status and what it said."""
        done = subprocess.run(
            [str(FRONTDOOR), *words], env=self.environ, cwd=PROJECT, capture_output=True, text=True, timeout=110
        )
        return done.returncode, done.stdout + (f"\n{done.stderr}" if done.returncode else "")

    def exported(self, what: str) -> list[dict[str, Any]]:
        """`frontdoor export WHAT`, as rows."""
        status, said = self.command("export", what)
        assert status == 0, said[-2000:]
        return [json.loads(line) for line in said.splitlines()]

    def rows(self, query: str, **values: Any) -> list[Row[Any]]:
        """Ask the database."""
        with self._engine.connect() as connection:
            return list(connection.execute(text(query), values))

    def count(self, query: str, **values: Any) -> int:
        """The one number that this query gives."""
        return int(self.rows(query, **values)[0][0] or 0)

    def sandbox(self, path: str, asked: Mapping[str, Any] | None = None) -> Any:
        """GET a page of the sandbox's, or POST to it."""
        url = f"{self.sandbox_url}/sandbox/{path}"
        limit = 40 * patience["times"]
        answer = requests.get(url, timeout=limit) if asked is None else requests.post(url, json=asked, timeout=limit)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:300]}"
        return answer.json()

    def settings(self) -> Any:
        """The product's own settings, as its processes read them."""
        return load(self.environ)


def _answers(url: str, seconds: float = 2) -> bool:
    try:
        return requests.get(url, timeout=seconds).ok
    except requests.RequestException:
        return False
