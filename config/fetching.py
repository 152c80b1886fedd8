"""Photos and recordings that a provider holds for us: the message came first, these follow."""

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from config import pulse
from config.wiring import House
from router.errors import CannotDeliver, TryAgainLater
from router.model import Attachment, Message, record
from router.storage.database import lock

log = logging.getLogger(__name__)

_TRIES = 8
_LEASE = timedelta(seconds=120)


def fetch_media(house: House, go_on: Callable[[], bool] = lambda: True) -> int:
    """Fetch every attachment that is due, as long as `go_on` says so. Returns how many came in."""
    done = 0
    while go_on() and (number := _claim(house)) is not None:
        pulse.beat()
        done += _fetch_one(house, number)
    return done


def _claim(house: House) -> int | None:
    at = house.now()
    with house.database.transaction() as session:
        lock(session, "claim", ["fetch"])
        due = session.scalars(
            select(Attachment).where(Attachment.state == "to_fetch", Attachment.next_at <= at)
            .order_by(Attachment.id).limit(1)
        ).first()  # fmt: skip
        if due is None:
            return None
        due.attempts, due.next_at = due.attempts + 1, at + _LEASE
        return due.id


def _fetch_one(house: House, number: int) -> int:
    with house.database.reading() as session:
        attachment = session.get_one(Attachment, number)
        message = session.get_one(Message, attachment.message_id)
        url, tries, channel = attachment.url, attachment.attempts, message.channel
    opened = house.opened.get(channel)
    fetcher = (opened and opened.fetcher) or next((o.fetcher for o in house.opened.values() if o.fetcher), None)
    words, pause, file, blob = "", None, None, None
    try:
        if fetcher is None:
            raise CannotDeliver("Nothing here fetches files for this channel.")
        file = fetcher.fetch(url)
        blob = house.blobs.put(file.content or b"")
    except TryAgainLater as error:
        words, pause = error.words, timedelta(seconds=min(10 * 2**tries, 3600))
    except CannotDeliver as error:
        words = error.words
    except Exception as error:  # a disk that is full, bytes that break whoever looks at them: not for ever either
        log.exception("attachment %d could not be fetched", number)
        words = f"Something of ours broke ({type(error).__name__})."
        pause = timedelta(seconds=min(10 * 2**tries, 3600))
    at = house.now()
    with house.database.transaction() as session:
        attachment = session.get_one(Attachment, number)
        message = session.get_one(Message, attachment.message_id)
        attachment.words = words[:300]
        if blob is not None and file is not None:
            attachment.state, attachment.sha256, attachment.size = "kept", blob.sha256, blob.size
            attachment.content_type = file.content_type[:100]
        elif pause is not None and tries < _TRIES:
            attachment.next_at = at + pause
        else:
            attachment.state = "failed"
        what = {"kept": "attachment.kept", "failed": "attachment.failed"}.get(attachment.state)
        if what:
            record(session, at, "worker", what, message.case, message, attachment_id=number)
    return 1 if blob is not None else 0


def something_due(house: House) -> bool:
    """Is an attachment waiting to be fetched?"""
    with house.database.reading() as session:
        waiting = select(Attachment.id).where(
            Attachment.state == "to_fetch", Attachment.next_at <= house.now()
        )  # fmt: skip
        return session.scalar(waiting.limit(1)) is not None
