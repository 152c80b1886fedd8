"""The emergency rules alone, asked where they can harm nobody: in a fork of this process, for bounded time and memory.

For words that may have taken a worker with them (`router/hearing.py`): no model and no tables, only the rules that name
a danger. What ends or stalls the child ends nothing else.
"""

import json
import logging
import os
import resource
import select
import signal
import time
import warnings
from contextlib import suppress
from pathlib import Path

from config import leash
from router.labels import kept_labels, labels_from
from router.ports import Classifier
from router.values import Labels

SECONDS = 10.0
"""The rules take some milliseconds for one text; a machine that is busy may take a thousand times as long."""
GROWTH = 256 * 2**20
"""Bytes that the child may need beyond what it shares with us."""
log = logging.getLogger(__name__)


class Alarm:
    """`router.ports.Alarm` by rules that were made with the pipeline."""

    def __init__(self, rules: Classifier, seconds: float = SECONDS) -> None:
        self._rules, self._seconds = rules, seconds

    def hear(self, text: str) -> Labels | None:
        """What the rules find in it; None when they did not get through it. Never raises for what the text does."""
        reading, writing = os.pipe()
        us = os.getpid()
        with warnings.catch_warnings():
            # Python 3.12 and later warn of a second thread, the model's: the child needs none, and is bounded.
            warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
            child = os.fork()
        if child == 0:
            try:
                leash.die_with(us)
                self._answer(text, writing)
            finally:
                os._exit(0)  # never back into whoever asked: what they opened is not ours
        os.close(writing)
        try:
            said = _read_all(reading, time.monotonic() + self._seconds)
        finally:
            os.close(reading)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        try:
            return labels_from(json.loads(said))
        except ValueError:  # cut off, or not a word
            log.error("not even the rules for emergencies got through a text")
            return None

    def _answer(self, text: str, writing: int) -> None:
        """In the child. Whatever happens here, nobody hears more of it than that there was no answer."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + GROWTH
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        [labels] = self._rules.classify([text])
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(kept_labels(labels)).encode())


def _read_all(handle: int, until: float) -> bytes:
    """All that is written before the other end closes; what there is when the time is over."""
    said = b""
    while (left := until - time.monotonic()) > 0 and select.select([handle], [], [], left)[0]:
        some = os.read(handle, 65_536)
        if not some:
            break
        said += some
    return said
