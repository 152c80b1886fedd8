"""`/health` says 503 when a message could not be kept now, and only then."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builders import OKAFOR, a_text

from config import health
from config.wiring import House
from router.errors import CannotKeep


@contextmanager
def a_full_disk(file: Path) -> Iterator[None]:
    """The system lets no file of this process grow beyond what this one has, as a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def is_kept(house: House, text: str) -> bool:
    try:
        house.intake.receive(a_text(text, sender=OKAFOR))
    except CannotKeep:
        return False
    return True


def test_a_full_disk_is_said_as_long_as_it_is_full(house: House) -> None:
    assert is_kept(house, "tap drips")
    with a_full_disk(Path(f"{house.database.engine.url.database}-wal")):
        assert not is_kept(house, "i can smell gas")
        report, can_keep = health.look(house)
        assert (report["status"], report["database"]["ok"], can_keep) == ("down", False, False)
    assert health.look(house)[1] and is_kept(house, "i can smell gas")


def test_looking_leaves_nothing_behind(house: House) -> None:
    report, can_keep = health.look(house)
    assert can_keep and report == health.look(house)[0]
