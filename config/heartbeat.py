"""A process, or a thread of one, says that it works: `/health` asks how long ago that was."""

import time
from collections.abc import Callable

from config.wiring import House
from router.model import Heartbeat, table

SENDER = "sender"
"""The name under which the sender does (`config/sending.py`)."""


def say(house: House, name: str, data: dict[str, object] | None = None) -> None:
    """Note under this name that it works now, and what else is to be known of it: codes and counts, never words."""
    beats = table(Heartbeat)
    with house.database.transaction() as session:  # two workers may begin in the same instant
        session.execute(house.database.upsert(beats, ["name"], ["at", "data"]),
                        {"name": name, "at": house.now(), "data": data or {}})  # fmt: skip


class Every:
    """Says so at most once in so many seconds, however often it is asked to."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._said_at = seconds, float("-inf")

    def say(self, house: House, name: str, data: Callable[[], dict[str, object]] = dict) -> None:
        """As `say`, when it is time."""
        if time.monotonic() - self._said_at >= self._seconds:
            self._said_at = time.monotonic()
            say(house, name, data())
