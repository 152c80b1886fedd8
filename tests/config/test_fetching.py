"""Photos and recordings that a provider holds: fetched, tried again a few times, and never for ever."""

from datetime import timedelta

import pytest
from builders import a_text, hear
from doubles import FrozenClock
from sqlalchemy import select

from config.fetching import fetch_media
from config.wiring import House
from router.errors import CannotKeep
from router.model import Attachment
from router.values import IncomingFile

PHOTO = IncomingFile("photo.jpg", "image/jpeg", b"\xff\xd8\xff the tap")


class Fetcher:
    """Gives a photo, or breaks on it as `fault` says."""

    reader = sender = caller = provider = None

    def __init__(self) -> None:
        self.fetcher = self
        self.fault: Exception | None = None
        self.asked = 0

    def fetch(self, url: str) -> IncomingFile:
        self.asked += 1
        if self.fault is not None and url.endswith("bad"):
            raise self.fault
        return PHOTO


@pytest.fixture
def fetcher(house: House) -> Fetcher:
    door = Fetcher()
    house.__dict__["opened"] = {"sms": door}
    return door


def with_files(house: House, *names: str) -> None:
    files = tuple(IncomingFile(name, "image/jpeg", None, f"https://api.twilio.example/{name}") for name in names)
    hear(house, a_text("see the photos", attachments=files))


def states(house: House) -> list[str]:
    with house.database.reading() as session:
        return list(session.scalars(select(Attachment.state).order_by(Attachment.id)))


@pytest.mark.parametrize("fault", [IndexError("odd bytes"), CannotKeep("disk full")])
def test_a_file_that_breaks_whoever_takes_it_keeps_no_other_and_is_given_up_on(
    house: House, fetcher: Fetcher, clock: FrozenClock, fault: Exception
) -> None:
    fetcher.fault = fault
    with_files(house, "bad", "good")
    assert fetch_media(house) == 1
    assert states(house) == ["to_fetch", "kept"]
    for _ in range(20):
        clock.go_on(hours=2)
        fetch_media(house)
    assert states(house) == ["failed", "kept"] and fetcher.asked == 1 + 8


def test_one_that_was_given_a_moment_comes_in_later(house: House, fetcher: Fetcher, clock: FrozenClock) -> None:
    fetcher.fault = CannotKeep("disk full")
    with_files(house, "bad")
    fetch_media(house)
    fetcher.fault = None
    clock.at += timedelta(minutes=1)
    assert fetch_media(house) == 1 and states(house) == ["kept"]
