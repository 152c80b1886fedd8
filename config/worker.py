"""The worker process: `python -m config.worker`.

A parent loads what is heavy once, then forks WORKERS children that share that memory. A child hears the bell and
places what is due (`config/listening.py`, `config/jobs.py`). One child more sends (`config/sending.py`). The parent
replaces a child that died, that has grown, or that has been stuck in one piece of work for a minute: a hang in C code
hears no other signal than SIGKILL.
"""

import contextlib
import gc
import importlib
import logging
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType

from config import leash, logs, pulse
from config.listening import BellWorker
from config.memory import Tidied, fill_holes, give_back, let_go_of_files
from config.settings import Settings, load
from router.errors import RouterError

STUCK_AFTER = 60.0  # seconds a ring may go on without a beat (`pulse.beat`)
STOP_WITHIN = 5.0  # seconds from SIGTERM to SIGKILL
LOOK_ROUND_EVERY = 0.25
LONGEST_PAUSE = 15.0  # seconds before a child that keeps dying is started again
GARBAGE_AFTER = 50_000
"""New objects between two looks for garbage. A batch of fifty makes so many that keep until its commit; looking for
garbage among them every 700, Python's own figure, took a twelfth of all the time there was."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker does; tests hand in something smaller. Each is called in the process it is meant for."""

    preload: Callable[[], None]  # in the parent, before any fork: must open no socket, file or database
    open_house: Callable[[], None]  # in each child
    ring: Callable[[str], None]  # in each child: drain what is due
    beside: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    """What is done in a child of its own each, by what that child is called: whatever becomes of it, no worker waits.
    It opens what it needs itself."""


@dataclass
class _Child:
    slot: pulse.Slot
    task: Callable[[], None]
    title: str = "a worker"
    pid: int = 0
    started: float = 0.0
    quick_deaths: int = 0
    start_at: float = 0.0


class Workers:
    """The parent: keeps `count` children at work until SIGTERM."""

    def __init__(self, count: int, redis_url: str, work: Work, stuck_after: float = STUCK_AFTER) -> None:
        self._redis_url = redis_url
        self._work = work
        self._stuck_after = stuck_after
        slots = pulse.slots(count + len(work.beside))
        self._children = [_Child(slot, self._listen) for slot in slots[:count]]
        beside = zip(slots[count:], work.beside.items(), strict=True)
        self._children += [_Child(slot, task, title) for slot, (title, task) in beside]
        self._stopping = False

    def run(self) -> None:
        """Returns when every child has gone after SIGTERM or SIGINT."""
        signal.signal(signal.SIGTERM, self._on_stop)
        signal.signal(signal.SIGINT, self._on_stop)
        self._work.preload()
        give_back()
        let_go_of_files()
        fill_holes()
        gc.freeze()  # or the collector would write to every shared page, and so copy it
        gc.set_threshold(GARBAGE_AFTER)
        while not self._stopping:
            self._bury()
            for child in self._children:
                if child.pid == 0 and time.monotonic() >= child.start_at:
                    self._start(child)
            self._end_the_stuck()
            time.sleep(LOOK_ROUND_EVERY)
        self._stop_all()

    def _start(self, child: _Child) -> None:
        parent = os.getpid()
        child.slot.write(0.0, 0)
        child.started = time.monotonic()
        with warnings.catch_warnings():
            # Python 3.12 and later warn of the idle threads that numpy begins where OMP_NUM_THREADS is more than 1; no
            # child needs them.
            warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
            pid = os.fork()
        if pid:
            child.pid = pid
            return
        status = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            leash.die_with(parent)
            pulse.belong_to(child.slot)
            child.task()
            status = 0
        except BaseException as error:
            log.exception("%s could not go on", child.title, extra={"error": type(error).__name__})
        finally:
            logging.shutdown()
            os._exit(status)  # never back into the parent's loop

    def _listen(self) -> None:
        self._work.open_house()
        BellWorker(self._redis_url, Tidied(self._work.ring, give_back)).listen()

    def _bury(self) -> None:
        for child in self._children:
            if child.pid == 0:
                continue
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid == 0:
                continue
            quick = time.monotonic() - child.started < 10.0
            child.quick_deaths = child.quick_deaths + 1 if quick else 0
            pause = min(LONGEST_PAUSE, 2.0 ** (child.quick_deaths - 1)) if child.quick_deaths else 0.0
            child.start_at = time.monotonic() + pause
            child.pid = 0
            if status != 0 and not self._stopping:
                log.error("%s died", child.title, extra={"pid": pid, "status": os.waitstatus_to_exitcode(status)})

    def _end_the_stuck(self) -> None:
        for child in self._children:
            if child.pid and child.slot.silent_for() > self._stuck_after:
                log.error("%s was stuck and is replaced", child.title, extra={"pid": child.pid})
                _send(child.pid, signal.SIGKILL)
                child.slot.write(0.0, 0)

    def _stop_all(self) -> None:
        for child in self._children:
            _send(child.pid, signal.SIGTERM)
        until = time.monotonic() + STOP_WITHIN
        while any(child.pid for child in self._children):
            self._bury()
            if time.monotonic() > until:
                for child in self._children:
                    _send(child.pid, signal.SIGKILL)
            time.sleep(0.02)

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True


def _send(pid: int, number: signal.Signals) -> None:
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def house_work(settings: Settings) -> Work:
    """The real thing: `config.jobs`. Imported late, for it loads the classifiers."""
    jobs = importlib.import_module("config.jobs")
    beside = {"the sender": jobs.send}
    if settings.shadow_model:
        beside["the reader in the shadow"] = jobs.shadow
    return Work(preload=jobs.preload, open_house=jobs.begin, ring=jobs.ring, beside=beside)


def main(settings: Settings | None = None) -> int:
    """Run until stopped. Returns the exit status."""
    try:
        settings = settings or load()
        logs.setup(settings.log_level, settings.log_format)
        Workers(settings.workers, settings.redis_url, house_work(settings)).run()
    except RouterError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
