"""How the supervisor starts a program: plainly, or as a fork of the fork server (`config/fork_server.py`)."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.fork_server import GO, OLD, PythonProgram, python_program

FIRST_ANSWER_WITHIN = 30.0  # seconds: it loads for two of them, longer on a busy machine
ANSWER_WITHIN = 3.0  # seconds: a fork takes a few milliseconds
LIVES_IN_VAIN = 5  # of the fork server, in a row; with the pauses between them about twenty seconds
_LEASH = Path(__file__).with_name("leash.py")
_DEFAULTS = [getattr(signal, name) for name in ("SIGPIPE", "SIGXFSZ") if hasattr(signal, name)]  # Python ignores them


def start(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, output: int, stdin: int | None = None
) -> int:
    """Start a command by itself, on our leash; returns its process id. `stdin` None is nothing to read.

    Raises OSError when not even Python can be started; that the command is not there is said on its output.
    """
    nothing = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
    return os.posix_spawn(
        sys.executable,
        [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), str(folder), *command],
        dict(environment),
        file_actions=[
            nothing if stdin is None else (os.POSIX_SPAWN_DUP2, stdin, 0),
            (os.POSIX_SPAWN_DUP2, output, 1),
            (os.POSIX_SPAWN_DUP2, output, 2),
        ],
        setsigdef=_DEFAULTS,
    )


@dataclass(slots=True)
class _Life:
    """One life of the fork server, as seen from our end of its line."""

    control: socket.socket
    forked: int = 0
    is_followed: asyncio.Event = field(default_factory=asyncio.Event)
    """Another life has begun, or none will."""


class ForkServer:
    """The supervisor's end of the line to the fork server, over however many lives that has."""

    command = (Path(sys.executable).name, "-m", "config.fork_server")
    """Found on the PATH, so that the line is short: its forks have as much room for a title, or what is left over
    shows in theirs."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment, self._folder = dict(environment), folder
        self._life: _Life | None = None
        self._in_vain = 0

    def start(self, output: int) -> int:
        """Begin a life of it; returns its process id. What was asked of the life before is refused. Raises OSError."""
        self.close()
        control, its_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        control.setblocking(False)
        with its_end:
            try:
                pid = start(self.command, self._environment, self._folder, output, its_end.fileno())
            except OSError:
                control.close()
                raise
        self._life = _Life(control)
        return pid

    def is_worth_another(self, status: int) -> bool:
        """To be asked once at the end of each life: should it have one more?

        Not after LIVES_IN_VAIN of them in a row in which it started no program. A life that somebody else ended says
        nothing. `status` as `os.waitstatus_to_exitcode` gives it.
        """
        if self._life is None:  # it could not even be started
            return True
        if self._life.forked:
            self._in_vain = 0
        elif status not in (-signal.SIGKILL, -signal.SIGTERM):
            self._in_vain += 1
        return self._in_vain < LIVES_IN_VAIN

    def close(self) -> None:
        """Ask it for nothing more; it ends by itself."""
        if self._life is not None:
            self._life.control.close()
            self._life.is_followed.set()
        self._life = None

    def can_run(self, command: Sequence[str]) -> bool:
        """Is this a command that it may be asked for?"""
        return self._program(command) is not None

    def _program(self, command: Sequence[str]) -> PythonProgram | None:
        with suppress(OSError):  # the plain way says what is wrong
            return python_program(command, self._environment.get("PATH"))
        return None

    async def fork(self, command: Sequence[str], output: int) -> int:
        """Have it start a command; returns the process id of what is now our child, or 0 when it cannot or will not.

        When what it has loaded is old, it is ended, and the life that follows is asked.
        The caller must note the number before it awaits anything else.
        """
        program = self._program(command)
        if program is None:
            return 0
        request = json.dumps([program.name, program.is_module, program.arguments]).encode()
        with suppress(OSError, TimeoutError):
            for _ in range(2):
                if self._life is None:
                    break
                life = self._life
                if (pid := await _ask(life, request, output)) is not None:
                    return pid
                life.control.close()  # it ends by itself, when it has told everybody
                await asyncio.wait_for(life.is_followed.wait(), FIRST_ANSWER_WITHIN)
        return 0


async def _ask(life: _Life, request: bytes, output: int) -> int | None:
    """The process id, 0 when there is none, None when what it has loaded is old. Raises OSError, TimeoutError."""
    if life.control.fileno() < 0:  # it said so to somebody else
        return None
    ours, its_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        ours.setblocking(False)
        with its_end:
            socket.send_fds(life.control, [request], [output, its_end.fileno()])
        patience = ANSWER_WITHIN if life.forked else FIRST_ANSWER_WITHIN
        answer = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(ours, 32), patience)
        if answer == OLD:
            return None
        life.forked += bool(answer)
        return _let_go(ours, int(answer)) if answer else 0


def _let_go(line: socket.socket, pid: int) -> int:
    """Tell a new process to go ahead, if it still lives and is our child; returns its number, else 0."""
    with suppress(OSError):
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # raises when it was waited for already
        line.send(GO)
        return pid
    return 0
