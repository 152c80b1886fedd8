"""Keeps a handful of processes running: what dies is started again, alone.

Why not a library (tried, November 2026): honcho and foreman stop everything when one process ends;
supervisor's pauses between tries grow by a second each time without end, so that after an hour's outage it
looks again only every minute and a half, and its processes live on when it is killed; circus needs a message
broker of its own. What we need is below, on asyncio.
"""

import asyncio
import errno
import os
import shlex
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from config import leash
from config.starting import LIVES_IN_VAIN, ForkServer, start

STEADY_AFTER = 10.0  # seconds alive after which a process has earned a fresh start of its pauses
LONGEST_PAUSE = 15.0  # seconds
_LOOK_EVERY = 0.1  # seconds between two looks at what does not die
FROZEN_AFTER = 60  # looks, one a second, in which a pulse stands still. Looks, not seconds: while we are stopped
# ourselves, by Ctrl-Z or a closed lid, nobody is taken for frozen
STOP_WITHIN = 8.0  # seconds from the polite signal to the other one
_LEFT_OUT = (
    f"{LIVES_IN_VAIN} times in a row it could start no program. It is left out until the next `frontdoor up`: "
    "programs start without it, and take more memory"
)


@dataclass
class Program:
    """One process to keep running. `on_trouble` is called after three quick deaths in a row.

    `pulse`: numbers each of which goes on changing while the process gets on. Once they have begun to in this life and
    one of them stands still for FROZEN_AFTER looks, the process is replaced: it is frozen, or a thread of it hangs.
    `patience`: for each number so many times FROZEN_AFTER; once where nothing is said.
    """

    name: str
    command: Sequence[str]
    on_trouble: Callable[[], str] | None = None
    pulse: Callable[[], Sequence[int]] | None = None
    patience: Sequence[int] = ()
    deaths: int = 0  # quick ones, in a row
    pid: int = field(default=0, init=False)
    status: int = field(default=0, init=False)  # of the last life, as `os.waitstatus_to_exitcode` gives it

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


class _Watch:
    """Over the pulse of one life of a program."""

    def __init__(self, program: Program) -> None:
        self._read = program.pulse or tuple
        self.every = 1.0 if program.pulse else None  # seconds between two looks; None: there is nothing to see
        self._first = self._last = self._read()
        self._same = [0] * len(self._last)
        self._most = [FROZEN_AFTER * times for times in program.patience or [1] * len(self._last)]

    def is_frozen(self) -> bool:
        """To be asked every so many seconds. One that has not begun to beat is still starting."""
        now = self._read()
        begun = [number != first for number, first in zip(now, self._first, strict=True)]
        stands = [one == other for one, other in zip(now, self._last, strict=True)]
        self._same = [(count + 1) * (still and moved) for count, still, moved in
                      zip(self._same, stands, begun, strict=True)]  # fmt: skip
        self._last = now
        return any(count >= most for count, most in zip(self._same, self._most, strict=True))


@dataclass(slots=True)
class _Life:
    """One life of a program, from its start until the kernel has told us how it ended."""

    pid: int
    output: int
    over: asyncio.Event = field(default_factory=asyncio.Event)
    status: int = 0  # as `os.waitstatus_to_exitcode` gives it


class Supervisor:
    """Runs every program until `stop`. Output goes on to ours, each line with its program's name before it.

    It waits for every child of this process: nothing else here may start one meanwhile.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        environment: Mapping[str, str],
        folder: Path,
        say: Callable[[str], None],
    ) -> None:
        self._environment = dict(environment)
        self._folder = folder
        self._say = say
        self._forks = ForkServer(environment, folder)
        self._forker = Program("forks", self._forks.command)
        self.programs = [*programs]
        if any(self._forks.can_run(program.command) for program in programs) and leash.adopt_orphans():
            self.programs.insert(0, self._forker)
        self._width = max((len(program.name) for program in self.programs), default=0)
        self._stopping = asyncio.Event()
        self._lives: dict[int, _Life] = {}
        self._begun: _Life | None = None

    def start_loading(self) -> None:
        """Start the fork server ahead of `run`, so that it loads while the caller has other things to do."""
        if self._forker in self.programs:
            with suppress(OSError):  # it is tried again by `run`, which says why
                self._begun = self._start(self._forks.start)

    def stop(self) -> None:
        """Begin to stop everything; `run` returns when all are gone."""
        self._stopping.set()

    async def run(self) -> None:
        """Keep everything running until `stop` is called."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGCHLD, self._bury)
        try:
            self._bury()
            async with asyncio.TaskGroup() as tasks:
                for program in self.programs:
                    tasks.create_task(self._keep_forker() if program is self._forker else self._keep(program))
        finally:
            loop.remove_signal_handler(signal.SIGCHLD)

    def _bury(self) -> None:
        """Take note of every child that has ended: our programs, and orphans of theirs that became ours."""
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                life = self._lives.pop(ended[0], None)
                if life is not None:
                    life.status = os.waitstatus_to_exitcode(ended[1])
                    life.over.set()

    async def _keep_forker(self) -> None:
        """As any program, but not for ever when it starts none."""
        try:
            await self._keep(self._forker)
        finally:
            self._forks.close()  # or somebody waits for its next life

    async def _keep(self, program: Program) -> None:
        while not self._stopping.is_set():
            started = time.monotonic()
            why = await self._run_once(program)
            if self._stopping.is_set():
                return
            if program is self._forker and not self._forks.is_worth_another(program.status):
                self._tell(program, f"{why}; {_LEFT_OUT}")
                return
            quick = time.monotonic() - started < STEADY_AFTER
            program.deaths = program.deaths + 1 if quick else 1
            self._tell(program, f"{why}; starting it again in {program.pause():.0f} s")
            if program.deaths % 3 == 0 and program.on_trouble is not None:
                self._tell(program, program.on_trouble())
            await _any_of(self._stopping, seconds=program.pause())

    async def _run_once(self, program: Program) -> str:
        """From start to end of one life. Returns how it ended, in words."""
        try:
            life = await self._begin(program)
        except OSError as error:
            return f"could not be started: {error.strerror}"
        program.pid = life.pid
        listening = asyncio.create_task(self._pass_on(program, life.output))
        await self._until_gone(program, life)
        # Children it left behind would hold its port; nobody else is in this group.
        _signal_group(life.pid, signal.SIGKILL)
        await asyncio.wait({listening}, timeout=1.0)
        listening.cancel()
        program.pid = 0
        program.status = code = life.status
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"

    async def _begin(self, program: Program) -> _Life:
        """Start it, as a fork where that can be. Raises OSError."""
        if program is self._forker:
            life, self._begun = self._begun, None
            return life or self._start(self._forks.start)
        if self._forker in self.programs:
            reading, writing = os.pipe()
            pid = await self._forks.fork(program.command, writing)
            os.close(writing)
            if pid:
                return self._note(pid, reading)
            os.close(reading)
            if self._stopping.is_set():
                raise InterruptedError(errno.EINTR, "told to stop")
        return self._start(lambda output: start(program.command, self._environment, self._folder, output))

    def _start(self, how: Callable[[int], int]) -> _Life:
        reading, writing = os.pipe()
        try:
            return self._note(how(writing), reading)
        except OSError:
            os.close(reading)
            raise
        finally:
            os.close(writing)

    def _note(self, pid: int, output: int) -> _Life:
        self._lives[pid] = life = _Life(pid, output)
        return life

    async def _until_gone(self, program: Program, life: _Life) -> None:
        """Until it ends, is found frozen, or we stop: then politely first."""
        watch, frozen = _Watch(program), False
        while not (life.over.is_set() or self._stopping.is_set() or frozen):
            await _any_of(life.over, self._stopping, seconds=watch.every)
            frozen = watch.is_frozen()
        if life.over.is_set():
            return
        if frozen:  # it hears no polite word
            self._tell(program, "got on with nothing, or one thing of it did not, and is ended")
        else:
            _signal_group(life.pid, signal.SIGTERM)
            await _any_of(life.over, seconds=STOP_WITHIN)
        while not life.over.is_set():
            _signal_group(life.pid, signal.SIGKILL)
            await _any_of(life.over, seconds=_LOOK_EVERY)

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


async def _any_of(*events: asyncio.Event, seconds: float | None = None) -> None:
    """Wait until one of them is set, or until the time is over."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return
