"""`frontdoor up`: migrate, seed once, then keep every process of the Procfile running, with an embedded Redis.

The same processes run in production; there a Procfile runner of the platform may take this one's place.
"""

import asyncio
import fcntl
import importlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from config import pulse, redis_server
from config.settings import PROJECT, Settings
from config.supervisor import Program, Supervisor, read_procfile
from config.writing import written
from router import clock
from router.clock import london
from router.errors import BadSetting

_PORT_PATIENCE = 3.0  # seconds: what a killed house left behind needs a moment to go
_LIVE_WITHIN = 60.0  # seconds to wait for the web process before saying where to look


def run(settings: Settings, procfile: Path | None = None, prepare: bool = True) -> None:
    """Until Ctrl-C or SIGTERM. Raises BadSetting when it runs already or a port is taken.

    `prepare` off leaves out the migration and the seed: the tests' small houses have no database.
    """
    procfile = procfile or PROJECT / "Procfile"
    os.umask(0o077)  # the database, the recordings, the logs: nothing of ours is for other users of this machine
    settings.run_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(settings):
        programs = _programs(settings, procfile)
        _ports_are_free(settings, {program.name for program in programs})
        for note in settings.notes:
            _say(note)
        supervisor = Supervisor(programs, settings.child_environment(), procfile.parent, _say)
        supervisor.start_loading()
        if prepare:
            _prepare(settings)
        asyncio.run(_supervise(settings, supervisor))


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One house to a DATA_DIR. The lock goes when we do, however that is; the number in it is only to be read."""
    path = settings.run_dir / "up.lock"
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise BadSetting(
                f"frontdoor is already up with this DATA_DIR (process {lock.read().strip() or 'unknown'}): "
                f"stop it, or set another DATA_DIR"
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _programs(settings: Settings, procfile: Path) -> list[Program]:
    try:
        named = read_procfile(procfile.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSetting(f"{procfile} cannot be read: {error.strerror}") from None
    if settings.standing != "sandbox":
        named.pop("sandbox", None)
    programs = [_program(settings, name, command) for name, command in named.items()]
    if settings.embedded_redis:
        redis_server.prepare(settings)
        programs.insert(0, Program("redis", redis_server.command(settings), lambda: _renew_redis(settings)))
    return programs


def _program(settings: Settings, name: str, command: list[str]) -> Program:
    """With what shows that it gets on, where that is ours to look after: web and worker look after themselves."""
    if name != "clock":
        return Program(name, command)
    slots = pulse.of_the_clock(settings.run_dir)
    return Program(name, command, pulse=lambda: [slot.read()[1] for slot in slots],
                   patience=tuple(pulse.OF_THE_CLOCK.values()))  # fmt: skip


def _renew_redis(settings: Settings) -> str:
    aside = redis_server.set_aside(settings)
    said = redis_server.log_file(settings).name
    return f"its file may be unreadable ({said} says why): moved to {aside.name}; the database still says what waits"


def _ports_are_free(settings: Settings, names: set[str]) -> None:
    """Raises BadSetting that names every port that is taken and its setting. Only for the processes that are to run."""
    wanted = {
        "web": [("PORT", settings.port)],
        "live": [("LIVE_PORT", settings.live_port)],
        "smtp": [("SMTP_PORT", settings.smtp_port)],
        "sandbox": [("SANDBOX_PORT", settings.sandbox_port), ("SANDBOX_SMTP_PORT", settings.sandbox_smtp_port)],
    }
    theirs = [each for name, each_of in wanted.items() if name in names for each in each_of]
    until = time.monotonic() + _PORT_PATIENCE
    while taken := [(setting, port) for setting, port in theirs if not _is_free(settings.host, port)]:
        if time.monotonic() > until:
            ports, say = ", ".join(str(port) for _, port in taken), ", ".join(setting for setting, _ in taken)
            if len(taken) == 1:
                raise BadSetting(f"port {ports} is in use: stop what listens there, or set {say} to another")
            raise BadSetting(f"ports {ports} are in use: stop what listens there, or set {say} to others")
        time.sleep(0.2)  # a house that was just stopped gives its ports back in a moment


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True


def _prepare(settings: Settings) -> None:
    importlib.import_module("config.schema").migrate(settings.database_url)
    if settings.standing != "real":  # pretend people with passwords in a file have no place beside real tenants
        demo = importlib.import_module("config.demo")
        demo.seed_once(settings)
        write_private(settings.data_dir / "demo.json", json.dumps(demo.describe(settings), indent=1) + "\n")
    if note := importlib.import_module("config.plans").bring_up(settings):
        _say(note)


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, readable by its owner alone."""
    with written(path) as file:
        file.write(text.encode())


async def _supervise(settings: Settings, supervisor: Supervisor) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, _stop(supervisor))
    guide = asyncio.create_task(_say_where_to_look(settings))
    await supervisor.run()
    guide.cancel()
    _say("Stopped.")


def _stop(supervisor: Supervisor) -> Callable[[], None]:
    def stop() -> None:
        _say("Stopping...")
        supervisor.stop()

    return stop


async def _say_where_to_look(settings: Settings) -> None:
    url = f"http://{_reachable(settings.host)}:{settings.port}/live"
    until = time.monotonic() + _LIVE_WITHIN
    while time.monotonic() < until:
        if await asyncio.to_thread(_answers, url):
            _say("\n" + where_to_look(settings) + "\n")
            return
        await asyncio.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).ok
    except requests.RequestException:
        return False


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound


def where_to_look(settings: Settings) -> str:
    """What a newcomer needs: addresses, ports, and who may sign in at the desk."""
    lines = [
        f"frontdoor is up ({settings.standing}).",
        f"  Web form    {settings.public_url}/report",
        f"  Desk        {settings.public_url}/desk",
        *(f"              sign in as {words}" for words in _sign_ins(settings)),
        f"  Mail        port {settings.smtp_port}, for @{settings.mail_domain}",
    ]
    if settings.standing == "sandbox":
        lines.append(f"  Handset     {settings.public_url}/handset  (a pretend phone and mailbox)")
    if settings.ahead:
        here = f"{london(clock.now()):%a %-d %b %H:%M}"
        lines.append(f"  Clocks      run {settings.clock_ahead} ahead (CLOCK_AHEAD): here it is {here}")
    lines.append("Ctrl-C stops everything.")
    return "\n".join(lines)


_UNKNOWN = "(password not known here: it was changed, or comes from another installation)"


def _sign_ins(settings: Settings) -> Iterator[str]:
    """The demo agent and supervisor, from demo.json: one of each role that may use the desk."""
    try:
        staff = json.loads((settings.data_dir / "demo.json").read_text(encoding="utf-8")).get("staff", [])
    except (OSError, ValueError):
        return
    seen = set()
    for person in staff:
        role = person.get("role", "")
        if role in ("agent", "supervisor") and role not in seen:
            seen.add(role)
            name = person.get("username") or person.get("email") or person.get("name")
            yield f"{name} / {person.get('password') or _UNKNOWN}  ({role})"


def _say(words: str) -> None:
    """To standard output; a pipe that nobody reads any more must not stop the house."""
    with suppress(OSError):
        print(words, file=sys.stdout, flush=True)
