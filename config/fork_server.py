"""The fork server: one process that has loaded what our programs have in common, and starts them as forks of itself.

`frontdoor up` runs it beside the programs of the Procfile (`config/starting.py` is its other end). Seven programs that
each load SQLAlchemy, pydantic and the doors for themselves hold them seven times; forks share what none of them
writes to.

Whatever this process has, every program has. So it keeps to one thread, opens no database, socket or file of its own,
and changes no signal; it leaves (and programs are then started the plain way) when a library has begun a thread.

How a program starts:
1. The supervisor sends the argument list with two descriptors: where the output goes, and a line to talk on.
2. We fork twice, and the process in between ends. The kernel gives the program to the supervisor, which has asked for
   orphans: so it waits for the program itself, and that we should die harms no program.
3. The program says its number on the line and waits for a word. It runs only when told to: a supervisor that lost
   patience has closed the line, and starts it the plain way instead.

An upgrade under a running house: a file that was loaded here is no longer the one on the disk, and a fork would mix
old code with new. So we look at every request, answer OLD instead of forking, and the supervisor starts us anew.
"""

import gc
import importlib
import json
import os
import runpy
import shutil
import socket
import sys
import time
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import setproctitle

from config import leash, memory
from config.loaded_files import LoadedFiles
from router import clock
from router.errors import RouterError

GO = b"go"
OLD = b"old"
LONGEST_REQUEST = 65_536  # bytes
ADOPTED_WITHIN = 10.0  # seconds, on a busy machine, for the process in between to end

_COMMON = (
    "asyncio",
    "sqlite3",
    "config.logs",
    "config.wiring",
    "config.fetching",
    "config.offering",
    "config.plans",
    "queues.jobs",
    "queues.sessions",
    "rq.worker",
    "psutil",
    "requests",
    "flask",
    "channels.email.child",
    "queues.live",
    "router.escalation",
    "gunicorn.app.wsgiapp",
    "gunicorn.glogging",
    "gunicorn.workers.sync",
)
"""What programs load, beside the doors: also what one alone does, since a module that is loaded after the fork copies
half as much again of what is shared. Never one that some program runs by `-m`: it would be there twice. The classifiers
are not among them: they alone take longer than all of this, and one program needs them."""


@dataclass(frozen=True, slots=True)
class PythonProgram:
    """A command that this Python can run itself. `name` is a module, or the path of a script."""

    name: str
    is_module: bool
    arguments: tuple[str, ...]

    @property
    def title(self) -> str:
        """The command line as `ps` would show it, had it been started by itself."""
        how = ["-m", self.name] if self.is_module else [self.name]
        return " ".join([sys.executable, *how, *self.arguments])

    @property
    def short_name(self) -> str:
        """What the kernel would call it: the file that was asked for."""
        return Path(sys.executable if self.is_module else self.name).name

    def run(self) -> None:
        """As `python -m NAME` or `python NAME` would; returns, or raises SystemExit."""
        sys.argv[:] = [self.name, *self.arguments]
        if not sys.flags.safe_path:
            sys.path[0] = str(Path.cwd() if self.is_module else Path(self.name).parent)
        if self.is_module:
            runpy.run_module(self.name, run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(self.name, run_name="__main__")


def python_program(command: Sequence[str], search: str | None) -> PythonProgram | None:
    """`python -m MODULE ...`, or a script that was installed for this very Python; None for any other command.

    `search` is the PATH to look on. Raises OSError for a script that cannot be read.
    """
    if command[0] == sys.executable:
        if len(command) < 3 or command[1] != "-m":
            return None
        return PythonProgram(command[2], True, tuple(command[3:]))
    script = shutil.which(command[0], path=search)
    if script is None:
        return None
    with Path(script).open("rb") as file:
        first = file.readline(1024).rstrip()
    python = Path(os.fsdecode(first.removeprefix(b"#!")))
    is_ours = first.startswith(b"#!") and python.parent == Path(sys.executable).parent
    if not is_ours or not python.name.startswith("python"):
        return None
    return PythonProgram(script, False, tuple(command[1:]))


def preload() -> None:
    """Load what the programs have in common, down to the maps of the tables. Opens nothing."""
    for module in _COMMON:
        importlib.import_module(module)
    chosen = importlib.import_module("config.settings").load()
    list(importlib.import_module("config.wiring").House(chosen).channels)  # loads the doors
    if not chosen.database_url.startswith("sqlite"):
        importlib.import_module("psycopg")
    importlib.import_module("sqlalchemy.orm").configure_mappers()
    importlib.import_module("router.addresses").phone("07700 900000")  # reads the rules for numbers
    importlib.import_module("config.bank_holidays").bring(clock.now().year)
    with suppress(RouterError):  # each program that needs it says what is wrong
        importlib.import_module("config.landlord_kept").keep(chosen.landlord_dir)


@dataclass(frozen=True, slots=True)
class Start:
    """In a new process: what to run there, where its output goes, and the line to the supervisor."""

    program: PythonProgram
    output: int
    line: int


def serve(control: socket.socket, loaded: LoadedFiles) -> Start | None:
    """Fork for each request. Returns once in each new process; None when the supervisor has gone, or hung up."""
    is_old = False
    while True:
        message, handles, _, _ = socket.recv_fds(control, LONGEST_REQUEST, 2)
        if not message:
            return None
        if not is_old and loaded.have_changed():
            is_old = True
            print("what was loaded here has been replaced on the disk: to be started anew", file=sys.stderr, flush=True)
        if is_old and len(handles) == 2:
            with suppress(OSError):  # nobody waits for the answer any more
                os.write(handles[1], OLD)
        elif len(handles) == 2 and _fork():
            control.close()
            name, is_module, arguments = json.loads(message)
            return Start(PythonProgram(name, is_module, tuple(arguments)), *handles)
        for handle in handles:  # when nobody was forked, this tells the supervisor so
            os.close(handle)


def _fork() -> bool:
    """Fork twice; True in the new process, once the one in between is on its way out."""
    with warnings.catch_warnings():
        # Python 3.12 and later count threads in /proc/self/stat, where a name with spaces moves the columns: they take
        # our priority for the number. `main` has counted them.
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        return _fork_twice()


def _fork_twice() -> bool:
    try:
        between = os.fork()
    except OSError as error:
        print(f"cannot fork: {error.strerror}", file=sys.stderr, flush=True)
        return False
    if between:
        os.waitpid(between, 0)
        return False
    status = 1
    try:
        if os.fork() == 0:
            return True
        status = 0
    except OSError as error:
        print(f"cannot fork: {error.strerror}", file=sys.stderr, flush=True)
    os._exit(status)


def _settle(start: Start, supervisor: int) -> None:
    """Become a process such as the supervisor starts. Ends here when it is no longer wanted.

    Signals need nothing: this process never changed any.
    """
    os.setsid()
    until = time.monotonic() + ADOPTED_WITHIN
    while os.getppid() != supervisor and time.monotonic() < until:
        time.sleep(0.001)
    leash.die_with(supervisor)
    setproctitle.setproctitle(start.program.title)
    with suppress(OSError):  # not to be written in some containers; it is only a name
        Path("/proc/self/comm").write_text(start.program.short_name)  # the title has changed this too
    # Whatever may fail is behind us: who says its number can run.
    try:
        os.write(start.line, str(os.getpid()).encode())
        wanted = os.read(start.line, len(GO)) == GO
    except OSError:
        wanted = False
    if not wanted:
        os._exit(1)
    os.dup2(start.output, 1)
    os.dup2(start.output, 2)
    os.close(start.output)
    os.close(start.line)


def main() -> PythonProgram | None:
    """Load, then serve. What it returns, in each new process, is to be run as the last thing there."""
    supervisor, began = os.getppid(), clock.now().timestamp()
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    memory.one_arena()
    setproctitle.getproctitle()  # finds its place in memory now, before the environment can move
    preload()
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        sys.exit("a library has begun a thread: programs cannot be forked from here")
    loaded = LoadedFiles()
    if loaded.changed_after(began):
        sys.exit("files were replaced while they were loaded: what is here may be half old, half new")
    memory.give_back()
    memory.let_go_of_files()
    memory.fill_holes()
    gc.freeze()  # or the collector would write to every shared page, and so copy it
    start = serve(control, loaded)
    if start is None:
        return None
    _settle(start, supervisor)
    return start.program


if __name__ == "__main__":
    _program = main()
    if _program is not None:
        _program.run()
