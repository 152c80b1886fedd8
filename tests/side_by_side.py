"""`pytest -n 2 --dist loadfile`: which worker gets what, and what must not run beside its like.

A worker is given whole files, so that what a file shares (a browser, a house) is built once. Each has a PostgreSQL
server, temporary folders and ports of its own. What runs real processes and kills, stops or starves them is done in
turn by one worker; the others meanwhile do what only needs a processor, for most of such a test is waiting.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from xdist.scheduler import LoadFileScheduling

IN_TURN = (
    "tests/faults/",
    "tests/config/test_worker.py",
    "tests/config/test_fork_server.py",
    "tests/config/test_up.py",
)
"""One of these at a time, however many workers there are."""


class OneHouseAtATime(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Files in the order in which they are collected, those of `IN_TURN` all to the same worker."""

    def _split_scope(self, nodeid: str) -> str:
        return "in turn" if nodeid.startswith(IN_TURN) else str(super()._split_scope(nodeid))

    def schedule(self) -> None:
        self.config.option.loadscopereorder = False
        super().schedule()


def longest_first(items: Sequence[pytest.Item]) -> Callable[[pytest.Item], tuple[bool, int, str]]:
    """What is done in turn begins first, then files by how many tests they have: so all workers end together."""
    tests = Counter(item.path for item in items)
    return lambda item: (not item.nodeid.startswith(IN_TURN), -tests[item.path], str(item.path))
