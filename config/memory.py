"""Giving memory back to the system: malloc by itself keeps what was freed."""

import ctypes
import gc
import time
from collections.abc import Callable

TIDY_AFTER = 1.0
"""Seconds of processor time that a process works before its memory is worth tidying,"""
QUIET = 0.05
"""at the next ring that took no longer than this: a burst is over, and nobody waits."""


def give_back() -> None:
    """What is garbage, and what malloc keeps of freed memory (glibc's; another gives it back by itself)."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class Tidied:
    """Rings, and after a burst gives the memory that is free back to the system: malloc by itself keeps it."""

    def __init__(self, ring: Callable[[str], None], tidy: Callable[[], None]) -> None:
        self._ring, self._tidy = ring, tidy
        self._tidied_at = time.process_time()

    def __call__(self, what: str) -> None:
        """Ring; tidy when much has been done since the last time, and this was little."""
        began = time.process_time()
        self._ring(what)
        ended = time.process_time()
        if ended - began <= QUIET and ended - self._tidied_at > TIDY_AFTER:
            self._tidy()
            self._tidied_at = time.process_time()
