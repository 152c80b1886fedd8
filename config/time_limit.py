"""A limit for what understands an answer: it is asked while the database is being written, where SQLite has one writer.

Its patterns are tried against hostile texts (`tests/classifiers/test_bounded_patterns.py`). Should one hang all the
same, that message is for a person, and every other message is taken as ever.
"""

import functools
import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

Understood = TypeVar("Understood")
log = logging.getLogger(__name__)
LONGEST = 3.0
"""Seconds of processor time for one text; most take a thousandth of it."""


class _TooLong(Exception):
    """It has taken longer than it may."""


def limited(
    function: Callable[..., Understood], give_up: Callable[[], Understood], longest: float = LONGEST
) -> Callable[..., Understood]:
    """The function, given `longest` seconds of processor time a call; after that what `give_up` returns.

    Only in a process's main thread, as workers call it: elsewhere no signal can be taken, and it runs as it is.
    """

    @functools.wraps(function)
    def held(*args: Any, **named: Any) -> Understood:
        if threading.current_thread() is not threading.main_thread():
            return function(*args, **named)
        before = signal.signal(signal.SIGPROF, _stop)
        try:
            signal.setitimer(signal.ITIMER_PROF, longest)
            return function(*args, **named)
        except _TooLong:
            log.error("%s took too long over a text: a person reads it", function.__name__)
            return give_up()
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)

    return held


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _TooLong
