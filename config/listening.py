"""The ear of a worker, or of the sender: waits for the bell and drains what is due; looks by itself when none is heard.

While Redis is away it looks into the database every second. It also looks when nobody has rung for some seconds,
so that a lost bell costs seconds, never a message.

Why not RQ's own loop: it follows whatever a job's hash names (callbacks, dependents, pickled results), interrupts
a job by an alarm signal that an `except Exception` swallows, and waits ever longer for a Redis that is away.
"""

import contextlib
import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType

import psutil
from redis.exceptions import RedisError
from rq.serializers import JSONSerializer
from rq.worker import SimpleWorker

from config import memory, pulse
from queues import jobs

LISTEN_SECONDS = 2  # how long one wait for the bell lasts
LOOK_EVERY = 4.0  # seconds: an idle worker looks by itself
LOOK_EVERY_WITHOUT_BELL = 1.0
RINGS_A_LIFE = 20_000
GROWTH_A_LIFE = 200 * 1024 * 1024  # bytes over what the process began with
COPIED_A_LIFE = 15 * 1024 * 1024
"""Bytes of what it shared with its parent that a process may have copied before a fresh fork takes its place, which
shares all of it again,"""
LEAST_LIFE, LEAST_WORK = 20.0, 3.0
"""and seconds that it lives first, and works: what a fresh one has to learn again is then next to nothing of them."""
REGISTER_EVERY = 60.0

log = logging.getLogger(__name__)


class _Stop(Exception):
    """SIGTERM came while nothing was being done."""


class BellWorker(SimpleWorker):
    """An RQ worker, so that `rq info` shows it, that only ever listens for our bell."""

    def __init__(
        self, redis_url: str, ring: Callable[[str], None], line: str = jobs.QUEUE,
        is_busy: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        """`line`: which bells it hears. `is_busy`: is something under way that its end would cut off? Then it ends
        later, unless it is told to stop."""
        super().__init__(
            [line],
            connection=jobs.connect(redis_url, LISTEN_SECONDS + 1.0),
            serializer=JSONSerializer,
            prepare_for_work=False,  # it would ask Redis for our address, and Redis may be away
        )
        self.connection.connection_pool.connection_kwargs["socket_timeout"] = LISTEN_SECONDS + 1.0  # RQ raised it
        self.hostname, self.pid = socket.gethostname(), os.getpid()
        self._doorbell = jobs.connect(redis_url, 0.3)
        self._ring, self._line, self._is_busy = ring, line, is_busy
        self._stop = False
        self._waiting = False
        self._looked_at = 0.0
        self._registered_at = 0.0
        self._began_with = psutil.Process().memory_info().rss
        self._began_sharing, self._began_at = memory.shared(), time.monotonic()
        self._look_after = time.process_time() + LEAST_WORK
        self._is_quiet = False

    def listen(self) -> None:
        """Until SIGTERM, or until it is time for a fresh process."""
        signal.signal(signal.SIGTERM, self._on_stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, and it tells us
        heard = 0
        with contextlib.suppress(_Stop):
            while not self._stop and not self._is_over(heard):
                what = self._next()
                self._is_quiet = what is None
                if what is not None:
                    heard += 1
                    self.drain(what)
        with contextlib.suppress(RedisError):
            self.register_death()  # type: ignore[no-untyped-call]  # RQ has no types here

    def drain(self, what: str) -> None:
        """One ring. Whatever goes wrong is logged; the rows are still due, and the sweep comes by."""
        pulse.beat()
        try:
            self._ring(what)
        except Exception as error:  # a worker outlives any one ring: the rows are still due
            log.exception("ring failed", extra={"what": what, "error": type(error).__name__})
            time.sleep(0.2)  # a database that is away is not asked thousands of times a second
        finally:
            pulse.rest()

    def _next(self) -> str | None:
        """Wait for the bell; look by ourselves when it is silent or gone."""
        try:
            self._register()
            self._interruptible(True)
            what = jobs.take(self.connection, LISTEN_SECONDS, self._line)
            self._interruptible(False)
        except RedisError as error:
            self._interruptible(False)
            log.warning("Redis is away (%s); looking into the database instead.", type(error).__name__)
            self._without_bell()
            return None
        if what is None and time.monotonic() - self._looked_at > LOOK_EVERY:
            self._look()
        return what

    def _without_bell(self) -> None:
        self._registered_at = 0.0
        while not self._stop:
            self._look()
            self._interruptible(True)
            time.sleep(LOOK_EVERY_WITHOUT_BELL)
            self._interruptible(False)
            with contextlib.suppress(RedisError):
                self._doorbell.ping()
                log.warning("Redis is back.")
                return

    def _look(self) -> None:
        for what in jobs.WHATS[self._line]:
            self.drain(what)
        self._looked_at = time.monotonic()

    def _register(self) -> None:
        if self._registered_at == 0.0:
            try:
                self.register_birth()  # type: ignore[no-untyped-call]  # RQ has no types here
            except ValueError:  # Redis was only away, and still knows us
                self.heartbeat()
        elif time.monotonic() - self._registered_at > REGISTER_EVERY:
            self.heartbeat()
        else:
            return
        self._registered_at = time.monotonic()

    def _is_over(self, heard: int) -> bool:
        return not self._is_busy() and (heard >= RINGS_A_LIFE or self._has_grown(heard) or self._has_copied())

    def _has_grown(self, heard: int) -> bool:
        return heard % 50 == 49 and psutil.Process().memory_info().rss - self._began_with > GROWTH_A_LIFE

    def _has_copied(self) -> bool:
        """Has it, by much work, copied so much that a fresh fork is worth more than what this one remembers?

        What it has made since does not count: a fresh one would make it again. Asked when nobody has rung for
        LISTEN_SECONDS: never in the middle of a burst.
        """
        worked = time.process_time()
        if not self._is_quiet or worked < self._look_after or time.monotonic() - self._began_at < LEAST_LIFE:
            return False
        self._look_after = worked + LEAST_WORK
        return self._began_sharing - memory.shared() > COPIED_A_LIFE

    def _interruptible(self, waiting: bool) -> None:
        self._waiting = waiting
        if self._stop:
            raise _Stop

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop = True
        if self._waiting:
            self._waiting = False
            raise _Stop
