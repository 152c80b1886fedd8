"""Keeps a handful of processes running: what dies is started again, alone.

Why not a library (tried, November 2026): honcho and foreman stop everything when one process ends;
supervisor's pauses between tries grow by a second each time without end, so that after an hour's outage it
looks again only every minute and a half, and its processes live on when it is killed; circus needs a message
broker of its own. What we need is below, on asyncio.
"""

import asyncio
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

STEADY_AFTER = 10.0  # seconds alive after which a process has earned a fresh start of its pauses
LONGEST_PAUSE = 15.0  # seconds
_LOOK_EVERY = 0.1  # seconds
STOP_WITHIN = 8.0  # seconds from the polite signal to the other one
_LEASH = Path(__file__).with_name("leash.py")


@dataclass
class Program:
    """One process to keep running. `on_trouble` is called after three quick deaths in a row."""

    name: str
    command: Sequence[str]
    on_trouble: Callable[[], str] | None = None
    deaths: int = 0  # quick ones, in a row
    pid: int = field(default=0, init=False)

    def pause(self) -> float:
        """Seconds to wait before the next start: 1, 2, 4, 8, then 15."""
        return min(LONGEST_PAUSE, 2.0 ** max(0, self.deaths - 1))


def read_procfile(text: str) -> dict[str, list[str]]:
    """`name: command  # comment` a line, to argument lists, in order. `release` is left to `frontdoor up` itself.

    `python` is the Python that runs us.
    """
    programs: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, colon, rest = line.partition(":")
        words = shlex.split(rest, comments=True)
        if not colon or not words or name.strip().startswith("#") or name.strip() == "release":
            continue
        programs[name.strip()] = [sys.executable if words[0] == "python" else words[0], *words[1:]]
    return programs


class Supervisor:
    """Runs every program until `stop`. Output goes on to ours, each line with its program's name before it."""

    def __init__(
        self,
        programs: Sequence[Program],
        environment: Mapping[str, str],
        folder: Path,
        say: Callable[[str], None],
    ) -> None:
        self.programs = programs
        self._environment = dict(environment)
        self._folder = folder
        self._say = say
        self._width = max((len(program.name) for program in programs), default=0)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Begin to stop everything; `run` returns when all are gone."""
        self._stopping.set()

    async def run(self) -> None:
        """Keep everything running until `stop` is called."""
        async with asyncio.TaskGroup() as tasks:
            for program in self.programs:
                tasks.create_task(self._keep(program))

    async def _keep(self, program: Program) -> None:
        while not self._stopping.is_set():
            started = time.monotonic()
            why = await self._run_once(program)
            if self._stopping.is_set():
                return
            quick = time.monotonic() - started < STEADY_AFTER
            program.deaths = program.deaths + 1 if quick else 1
            self._tell(program, f"{why}; starting it again in {program.pause():.0f} s")
            if program.deaths % 3 == 0 and program.on_trouble is not None:
                self._tell(program, program.on_trouble())
            await self._pause(program.pause())

    async def _run_once(self, program: Program) -> str:
        """From start to end of one life. Returns how it ended, in words."""
        # Not asyncio's own subprocess: its wait() goes on for as long as a grandchild holds the output open.
        reading, writing = os.pipe()
        try:
            process = subprocess.Popen(  # noqa: ASYNC220 - a fork takes a millisecond, and must be by this thread
                [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), *program.command],
                env=self._environment,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=writing,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            os.close(reading)
            return f"could not be started: {error.strerror}"
        finally:
            os.close(writing)
        program.pid = process.pid
        listening = asyncio.create_task(self._pass_on(program, reading))
        await self._until_gone(process)
        # Children it left behind would hold its port; nobody else is in this group.
        _signal_group(process.pid, signal.SIGKILL)
        await asyncio.wait({listening}, timeout=1.0)
        listening.cancel()
        program.pid = 0
        code = process.returncode
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"

    async def _until_gone(self, process: "subprocess.Popen[bytes]") -> None:
        """Until it ends, or until we stop: then politely first."""
        while process.poll() is None and not self._stopping.is_set():
            await self._pause(_LOOK_EVERY)
        if process.returncode is not None:
            return
        _signal_group(process.pid, signal.SIGTERM)
        until = time.monotonic() + STOP_WITHIN
        while process.poll() is None:
            if time.monotonic() > until:
                _signal_group(process.pid, signal.SIGKILL)
            await asyncio.sleep(0.02)

    async def _pass_on(self, program: Program, reading: int) -> None:
        output = asyncio.StreamReader()
        pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(output), os.fdopen(reading, "rb")
        )
        try:
            while not output.at_eof():
                try:
                    line = await output.readline()
                except ValueError:  # a line longer than the buffer: drop it rather than stop listening
                    continue
                if line:
                    self._tell(program, line.decode("utf-8", "replace").rstrip())
        finally:
            pipe.close()

    def _tell(self, program: Program, words: str) -> None:
        self._say(f"{program.name:<{self._width}} | {words}")

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return
