"""What the pages of whoever comes may reach for; `config/web.py` hands it over, or a test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from flask import Flask

from queues.context import part
from router.appointments.visits import Visits
from router.storage.database import Database
from router.values import Landlord

NAME = "frontdoor-visit"


class Taken(Protocol):
    """A photo drawn anew, without the place and time a phone writes into it (`channels/web/photos.py`)."""

    @property
    def name(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def shown(self) -> bool: ...


@dataclass(frozen=True)
class VisitContext:
    """`take_photo` raises ValueError for what is no photo; `keep_file` keeps bytes and gives their SHA-256, or raises
    CannotKeep; `read_file` gives them back, or raises KeyError. `largest` is in
    bytes, of one photo; `most`: how many at once."""

    database: Database
    landlord: Landlord
    visits: Visits
    now: Callable[[], datetime]
    secret_key: str
    public_url: str
    take_photo: Callable[[str, bytes], Taken]
    keep_file: Callable[[bytes], str]
    read_file: Callable[[str], bytes]
    largest: int
    most: int


def install(app: Flask, context: VisitContext) -> None:
    """Give the app what these pages need."""
    app.extensions[NAME] = context


def here() -> VisitContext:
    """What the page of this request may reach for."""
    return cast("VisitContext", part(NAME))
