"""Whose turn it is to write to SQLite.

SQLite lets one write at a time, and has the others ask again after 1, 2, 5 ... up to 100 ms. Whoever has just written
asks at once and mostly wins: of eight busy writers one got 13 turns in six seconds while another got 470, and waited
for all of them. Here everybody asks again after about a millisecond: 195 to 222 turns each, 0.2 s the longest wait.
"""

import random
import sqlite3
from threading import Event
from time import monotonic
from typing import Any

BUSY_SECONDS = 10
"""So long a writer waits for its turn before it gives up ('database is locked')."""

_ASK_AGAIN = 0.0003, 0.0012
"""Seconds between two questions, drawn anew each time: writers who began together do not ask together for ever."""
_NEVER = Event()
"""What is waited for between two questions; it does not come."""


def begin_writing(cursor: Any) -> None:
    """BEGIN IMMEDIATE, when nobody else writes. Raises sqlite3.OperationalError after BUSY_SECONDS."""
    cursor.execute("pragma busy_timeout=3")  # SQLite itself asks after 1 and 3 ms, at less cost than we can
    try:
        _ask(cursor)
    finally:
        cursor.execute(f"pragma busy_timeout={BUSY_SECONDS * 1000}")


def _ask(cursor: Any) -> None:
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() >= until:
                raise
        _NEVER.wait(random.uniform(*_ASK_AGAIN))  # noqa: S311 -- no secret: who asks when
