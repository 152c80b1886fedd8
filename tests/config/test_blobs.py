"""Attachments nobody names any more: they go after two days, and nothing that anybody names ever does."""

import contextlib
import hashlib
import io
import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from builders import a_text, hear
from doubles import FrozenClock

from config import timetable, verify
from config.blobs import FolderBlobs
from config.wiring import House
from config.writing import written
from router.model import Draft
from router.values import IncomingFile

OLD = timedelta(days=2, minutes=1)
YOUNG = timedelta(days=1, hours=23)


@pytest.fixture
def lived_in(house: House) -> House:
    """One photo belongs to a message, so it is certain that this database and this folder belong together."""
    hear(house, a_text("my tap drips", attachments=(IncomingFile("tap.jpg", "image/jpeg", b"of a message"),)))
    house.dispatch.drain()
    age(house, name_of(b"of a message"), OLD)
    return house


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def age(house: House, name: str, by: timedelta) -> None:
    at = (house.now() - by).timestamp()
    os.utime(house.blobs.folder / name[:2] / name, (at, at))


def left_behind(house: House, content: bytes, by: timedelta = OLD) -> str:
    """Put, and then the power failed before the commit."""
    name = house.blobs.put(content).sha256
    age(house, name, by)
    return name


def there(house: House) -> set[str]:
    return {path.name for path in house.blobs.folder.glob("??/*")}


def verified(house: House) -> list[str]:
    out = io.StringIO()
    assert verify.run(house.settings, out, now=house.now) == 0
    return out.getvalue().splitlines()


def test_what_nothing_names_goes_after_two_days_and_all_else_stays(lived_in: House) -> None:
    with lived_in.database.transaction() as session:
        photos = [{"sha256": left_behind(lived_in, b"of a form begun"), "name": "wall.jpg"}]
        session.add(Draft(id="a-form", data={"answers": {}, "photos": photos}, updated_at=lived_in.now()))
    left_behind(lived_in, b"nobody's")
    young = left_behind(lived_in, b"nobody's yet", YOUNG)
    stranger = lived_in.blobs.folder / "notes" / "put here by the operator"
    stranger.parent.mkdir()
    stranger.write_text("keep")
    os.utime(stranger, (0, 0))
    assert timetable.sweep_blobs(lived_in) == 1
    assert there(lived_in) == {name_of(b"of a message"), name_of(b"of a form begun"), young}
    assert stranger.read_text() == "keep"
    assert "attachment without its bytes: 0" in verified(lived_in)


def test_the_photos_of_a_form_go_two_days_after_the_form_is_forgotten(lived_in: House, clock: FrozenClock) -> None:
    with lived_in.database.transaction() as session:
        photos = [{"sha256": left_behind(lived_in, b"of a form begun", timedelta()), "name": "wall.jpg"}]
        session.add(Draft(id="a-form", data={"photos": photos}, updated_at=lived_in.now()))
    clock.go_on(days=6)
    timetable.forget(lived_in)
    assert timetable.sweep_blobs(lived_in) == 0
    clock.go_on(days=2)
    timetable.forget(lived_in)
    assert timetable.sweep_blobs(lived_in) == 1
    assert there(lived_in) == {name_of(b"of a message")}
    verified(lived_in)


def test_what_a_power_cut_left_half_written_goes_too(lived_in: House) -> None:
    half = lived_in.blobs.folder / "ab" / ".new-x1y2"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half a pho")
    os.utime(half, ((lived_in.now() - OLD).timestamp(),) * 2)
    assert timetable.sweep_blobs(lived_in) == 1
    assert not half.exists()


def test_the_same_bytes_told_again_start_their_two_days_anew(lived_in: House) -> None:
    """The row that names them may be on its way: between `put` and its commit nothing may take them away."""
    name = left_behind(lived_in, b"sent twice")
    lived_in.blobs.put(b"sent twice")
    assert lived_in.blobs.sweep({name_of(b"of a message")}, before=time.time() - 60) == 0
    assert name in there(lived_in)


class Meanwhile(float):
    """A moment that, when it is first asked whether a file is older, lets something happen before it answers."""

    def __init__(self, at: float) -> None:
        self.happens: list[Callable[[], object]] = []

    def __gt__(self, other: float) -> bool:
        older = super().__gt__(other)
        while self.happens:
            self.happens.pop()()
        return older


def test_what_is_told_again_while_it_is_looked_at_stays(lived_in: House) -> None:
    name = left_behind(lived_in, b"sent twice")
    moment = Meanwhile(lived_in.now().timestamp())
    moment.happens.append(lambda: lived_in.blobs.put(b"sent twice"))
    assert lived_in.blobs.sweep({name_of(b"of a message")}, before=moment) == 0
    assert lived_in.blobs.get(name) == b"sent twice"
    age(lived_in, name, OLD)
    assert lived_in.blobs.sweep({name_of(b"of a message")}, before=lived_in.now().timestamp()) == 1


def test_what_was_laid_aside_when_the_power_failed_comes_back_when_it_is_named(lived_in: House) -> None:
    place = lived_in.blobs.folder / name_of(b"of a message")[:2] / name_of(b"of a message")
    aside = place.with_name(f".old-{place.name}")
    place.rename(aside)
    other = left_behind(lived_in, b"nobody's")
    (lived_in.blobs.folder / other[:2] / other).rename(lived_in.blobs.folder / other[:2] / f".old-{other}")
    assert timetable.sweep_blobs(lived_in) == 1
    assert there(lived_in) == {place.name}


def test_a_database_that_names_no_attachment_takes_none_away(house: House) -> None:
    """It may be a new one, put beside the attachments of another by mistake."""
    name = left_behind(house, b"of the other database")
    assert timetable.sweep_blobs(house) == 0
    assert there(house) == {name}


def test_it_is_on_the_timetable_once_a_day() -> None:
    (task,) = [each for each in timetable.cleaning() if each.call is timetable.sweep_blobs]
    assert task.seconds == 86400


def test_what_cannot_be_read_or_removed_is_passed_over_and_said_once(
    lived_in: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even root can look through a link that leads to itself, or remove a folder as if it were a file."""
    folder = lived_in.blobs.folder
    for digit in "0123456789abcdef":  # so that in whatever order they are read, some come after the bad ones
        left_behind(lived_in, f"nobody's {digit}".encode())
    for number in (1, 2):
        loop = folder / "7f" / f"{number:064x}"
        loop.parent.mkdir(exist_ok=True)
        loop.symlink_to(loop.name)
    no_file = folder / "80" / f"{3:064x}"
    (no_file / "within").mkdir(parents=True)
    os.utime(no_file, (0, 0))
    assert timetable.sweep_blobs(lived_in) == 16
    assert there(lived_in) == {name_of(b"of a message"), *(f"{n:064x}" for n in (1, 2)), f".old-{3:064x}"}
    (said,) = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert "2 times 'Too many levels of symbolic links', 1 times 'Is a directory'" in said
    assert "0001" not in said


def test_putting_and_sweeping_at_once_loses_nothing(tmp_path: Path) -> None:
    """What was old when the sweeper looked, and is told again before it takes it away, is still there afterwards."""
    blobs, stop, swept = FolderBlobs(tmp_path), threading.Event(), []
    content = b"the same photo, again and again"
    place = tmp_path / name_of(content)[:2] / name_of(content)

    def sweep() -> None:
        while not stop.is_set():
            swept.append(blobs.sweep(set(), before=1000))

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    lost = 0
    try:
        while sum(swept) < 200:
            blobs.put(content)
            lost += not any(place.exists() or time.sleep(0.001) for _ in range(500))  # aside for a moment is not lost
            with contextlib.suppress(FileNotFoundError):
                os.utime(place, (0, 0))
    finally:
        stop.set()
        sweeper.join()
    assert lost == 0


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    place = tmp_path / "file"
    with written(place) as stream:
        stream.write(b"old")
    with pytest.raises(RuntimeError), written(place) as stream:
        stream.write(b"half of the ne")
        raise RuntimeError
    assert place.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [place]
