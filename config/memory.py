"""Giving memory back to the system: malloc by itself keeps what was freed."""

import ctypes
import gc
import re
import time
from collections.abc import Callable
from pathlib import Path

TIDY_AFTER = 1.0
"""Seconds of processor time that a process works before its memory is worth tidying,"""
QUIET = 0.05
"""at the next ring that took no longer than this: a burst is over, and nobody waits."""

_HOLES = (65_536, 32_768, 16_384, 8_192, *range(4_096, 8, -16))  # bytes; larger ones are no part of the heap
_DONT_NEED = 4  # MADV_DONTNEED
_ARENA_MAX = -8  # M_ARENA_MAX
_STRETCH = re.compile(
    r"^([0-9a-f]+)-([0-9a-f]+) r-[x-]. [^/\n]*/.*\n(?:(?!Anonymous:)\w+:.*\n)*Anonymous: +(\d+) kB$", re.MULTILINE
)
"""Of /proc/self/smaps, a stretch of a file that cannot be written to: its two ends, and how much of it is no file's."""

_SIZE = re.compile(r"^(\w+): +(\d+) kB$", re.MULTILINE)


def give_back() -> None:
    """What is garbage, and what malloc keeps of freed memory (glibc's; another gives it back by itself)."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def one_arena() -> None:
    """Have malloc (glibc's) keep one arena for all threads, in this process and its forks.

    By itself it gives each thread its own, up to eight a core, and what is free in one serves no other. They exist so
    that threads need not wait for one another, and Python's do anyhow.
    """
    option = getattr(ctypes.CDLL(None), "mallopt", None)
    if option is not None:
        option(_ARENA_MAX, 1)


class _MallocInfo(ctypes.Structure):
    """What `mallinfo2` tells. `keepcost`: bytes free at the end of the heap."""

    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
    )]  # fmt: skip


def fill_holes() -> None:
    """Take what malloc (glibc's) has free between what is in use, and never give it back. Before a fork.

    What a fork asks for would be put there, a little in each of a thousand pages, and each would be copied for it.
    Behind the end of the heap it lies together, in pages that nobody shares. The holes cost no memory that was not
    taken already: 1 MB in the fork server, which saves each of its forks three.
    """
    libc = ctypes.CDLL(None)
    if getattr(libc, "mallinfo2", None) is None:
        return
    libc.mallinfo2.restype = _MallocInfo
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    libc.free.restype, libc.free.argtypes = None, [ctypes.c_void_p]
    libc.sbrk.restype, libc.sbrk.argtypes = ctypes.c_void_p, [ctypes.c_ssize_t]
    end = (libc.sbrk(0) or 0) - libc.mallinfo2().keepcost
    for size in _HOLES:
        while (hole := libc.malloc(size)) and hole < end:
            pass
        libc.free(hole)  # from behind the end


def let_go_of_files() -> None:
    """The pages of libraries and other files that were read to load them: whoever needs one maps it again, in a moment.

    For a process that has loaded much and from now on only forks. Linux only. What was changed in memory, as the
    addresses in a library are when it is loaded, is no file's page any more and stays: only stretches without a single
    page of that kind are let go of.
    """
    try:
        mapped = Path("/proc/self/smaps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    let_go = ctypes.CDLL(None).madvise
    for first, last, changed in _STRETCH.findall(mapped):
        start, end = int(first, 16), int(last, 16)
        if changed == "0":
            let_go(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _DONT_NEED)


def shared() -> int:
    """Bytes that this process shares with another, files apart: of what its parent had, what neither has written to.

    A fork copies a page as soon as it writes there, and Python writes to whatever it only looks at: it counts who does.
    0 where the system does not tell (it is Linux that does).
    """
    try:
        told = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    sizes = {name: int(size) for name, size in _SIZE.findall(told)}
    return max(0, sizes.get("Anonymous", 0) - sizes.get("Private_Dirty", 0)) * 1024


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
