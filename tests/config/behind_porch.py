"""A gunicorn of its own behind the porch, for a small app that a test writes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


@contextmanager
def behind_porch(folder: Path, app: str, workers: int, is_up: Callable[[int], bool], **settings: str) -> Iterator[int]:
    """Its port. `app` is the source of a module that has an `app`; `is_up` asks it, and may raise OSError until then."""
    (folder / "small_app.py").write_text(app)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = int(taken.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if name != "GUNICORN_CMD_ARGS"}
    environment |= {"PYTHONPATH": os.pathsep.join((str(folder), str(PROJECT))), **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "small_app:app", "-k", "sync", "-w", str(workers), "-c", "python:config.porch",
         "--bind", f"127.0.0.1:{number}", "--no-control-socket", "--log-level", "error",
         "--graceful-timeout", "3"],  # what a test left unfinished is not waited for
        env=environment, cwd=PROJECT, start_new_session=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + 30
        while True:
            try:
                assert is_up(number)
                break
            except OSError:
                assert time.monotonic() < until, "it did not start"
                time.sleep(0.05)  # a process that starts tells nobody when it listens
        yield number
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
