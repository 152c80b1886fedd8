"""How the supervisor starts a program: plainly, or as a fork of the fork server (`config/fork_server.py`)."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from config.fork_server import GO, PythonProgram, python_program

FIRST_ANSWER_WITHIN = 30.0  # seconds: it loads for two of them, longer on a busy machine
ANSWER_WITHIN = 3.0  # seconds: a fork takes a few milliseconds
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


class ForkServer:
    """The supervisor's end of the line to the fork server, over however many lives that has."""

    command = (Path(sys.executable).name, "-m", "config.fork_server")
    """Found on the PATH, so that the line is short: its forks have as much room for a title, or what is left over
    shows in theirs."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment, self._folder = dict(environment), folder
        self._control: socket.socket | None = None
        self._has_answered = False

    def start(self, output: int) -> int:
        """Begin a life of it; returns its process id. What was asked of the life before is refused."""
        if self._control is not None:
            self._control.close()
        self._has_answered = False
        self._control, its_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        with its_end:
            return start(self.command, self._environment, self._folder, output, its_end.fileno())

    def can_run(self, command: Sequence[str]) -> bool:
        """Is this a command that it may be asked for?"""
        return self._program(command) is not None

    def _program(self, command: Sequence[str]) -> PythonProgram | None:
        with suppress(OSError):  # the plain way says what is wrong
            return python_program(command, self._environment.get("PATH"))
        return None

    async def fork(self, command: Sequence[str], output: int) -> int:
        """Have it start a command; returns the process id of what is now our child, or 0 when it cannot or will not.

        The caller must note the number before it awaits anything else.
        """
        program = self._program(command)
        if self._control is None or program is None:
            return 0
        ours, its_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            ours.setblocking(False)
            try:
                with its_end:
                    request = json.dumps([program.name, program.is_module, program.arguments])
                    socket.send_fds(self._control, [request.encode()], [output, its_end.fileno()])
                patience = ANSWER_WITHIN if self._has_answered else FIRST_ANSWER_WITHIN
                answer = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(ours, 32), patience)
                self._has_answered = self._has_answered or bool(answer)
                return _let_go(ours, int(answer)) if answer else 0
            except (OSError, TimeoutError):
                return 0


def _let_go(line: socket.socket, pid: int) -> int:
    """Tell a new process to go ahead, if it still lives and is our child; returns its number, else 0."""
    with suppress(OSError):
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # raises when it was waited for already
        line.send(GO)
        return pid
    return 0
