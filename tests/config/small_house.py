"""A small house: a Procfile of our own, run by the real supervisor in a process of its own."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from config.settings import Settings, load

STARTER = """
import sys
from pathlib import Path
from config.settings import load
from config.up import run
from router.errors import RouterError
try:
    run(load(dict(pair.split("=", 1) for pair in sys.argv[2:])), Path(sys.argv[1]), prepare=False)
except RouterError as error:
    sys.exit(str(error))
"""
# Leaves a file with its name and number, so that the test knows who lived.
LIVER = """
import os, sys, time
open(f"lives/{sys.argv[1]}.{os.getpid()}", "w").close()
print("here I am", flush=True)
time.sleep(600)
"""
PROJECT = Path(__file__).resolve().parents[2]
PORTS = (10_000, 32_000)
_given: set[int] = set()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, below those that the system gives to connections by itself: so
    nobody else is given it before it is taken, also not a test of another worker (but for one chance in thousands).
    """
    while True:
        port = random.SystemRandom().randrange(*PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            if port not in _given:
                _given.add(port)
                return port


def until(holds: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
    """Wait, within bounds, for something to be so."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.03)


class SmallHouse:
    """A Procfile of our own, run by the real supervisor in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = PROJECT  # where our packages lie
        (folder / "lives").mkdir()
        (folder / "liver.py").write_text(LIVER)
        self.environ = {
            "DATA_DIR": str(folder / "data"),
            **{name: str(free_port()) for name in ("PORT", "SMTP_PORT", "LIVE_PORT", "SANDBOX_PORT")},
            "SANDBOX_SMTP_PORT": str(free_port()),
        }
        self.starter: subprocess.Popen[str] | None = None
        self.output = folder / "output"
        self.starter_words = STARTER

    def start(self, procfile: str) -> None:
        (self.folder / "Procfile").write_text(procfile)
        self.starter = self._popen()

    def _popen(self) -> "subprocess.Popen[str]":
        pairs = [f"{name}={value}" for name, value in self.environ.items()]
        with self.output.open("a") as output:
            return subprocess.Popen(
                [sys.executable, "-c", self.starter_words, str(self.folder / "Procfile"), *pairs],
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=self.project,
                env=os.environ | {"PYTHONPATH": str(self.project)},
            )

    def again(self) -> str:
        """Try a second one beside the first; what it said. It must have refused."""
        before = len(self.said())
        second = self._popen()
        assert second.wait(30) == 1
        return self.said()[before:]

    def said(self) -> str:
        return self.output.read_text() if self.output.exists() else ""

    def pids(self, name: str) -> list[int]:
        """Everyone who has lived under that name, dead or alive."""
        return [int(path.suffix[1:]) for path in (self.folder / "lives").glob(f"{name}.*")]

    def settings(self) -> Settings:
        return load(self.environ)

    def kill(self) -> None:
        if self.starter is not None and self.starter.poll() is None:
            self.starter.kill()
            self.starter.wait()
