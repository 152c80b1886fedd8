"""Giving memory back to the system: malloc by itself keeps what was freed."""

import ctypes
import gc


def give_back() -> None:
    """What is garbage, and what malloc keeps of freed memory (glibc's; another gives it back by itself)."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
