"""What a provider has from tenants and we have not, read back from its own lists: the second way in.

Twilio tries a webhook a few times within 15 seconds and then only notes an error. So its lists are read again and
again, and after an outage as far back as the last time that all of them were read.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from config.wiring import House
from router.errors import CannotKeep, SendError
from router.model import Heartbeat, Message
from router.values import InboundMessage

log = logging.getLogger(__name__)

EVERY = 180.0
"""Seconds between two readings."""
AT_LEAST, AT_MOST = 24.0, 24.0 * 30
"""Hours that a reading goes back."""
OVERLAP = 1.0
"""Hours before the last reading: what was then on its way into the list."""
HEARTBEAT = "read_back"
"""The row that says when all lists were last read."""
_KEYS = 500


class NotYet(Exception):
    """Whom we asked is still starting: ask again in a moment, and say nothing of it."""


def reconcile(house: House, starting_until: float = 0.0, beat: Callable[[], None] = lambda: None) -> int:
    """Take in what had not reached us, each once, however often it is read back. Returns how many.

    One list that cannot be had, and one message that cannot be taken in, keep no other. Raises NotYet when a list
    cannot be had before `starting_until` (by the monotonic clock), CannotKeep when nothing can be kept now. `beat` is
    called before each list, and before each message that is taken in.
    """
    at, hours = house.now(), hours_back(house)
    first_time, all_read, unanswered = 0, True, False
    for name, opened in house.opened.items():
        if opened.provider is None:
            continue
        beat()
        try:
            found = opened.provider.missed(hours)
        except SendError as error:
            all_read = False
            if time.monotonic() < starting_until:
                unanswered = True
            else:
                log.warning("the list of %s could not be read back: %s", name, error.words)
            continue
        except CannotKeep:
            raise
        except Exception:  # an answer in no shape we know: the other lists are read all the same
            log.exception("the list of %s could not be read back", name)
            all_read = False
            continue
        taken, failed = _take_in(house, found, beat)
        first_time, all_read = first_time + taken, all_read and not failed
    if first_time:
        log.warning("%d messages had not reached us; read back from the provider", first_time)
    if all_read:
        _note(house, at)
    if unanswered:
        raise NotYet
    return first_time


def hours_back(house: House) -> float:
    """How far back the lists are to be read: a day, or since they were last read when that is longer."""
    with house.database.reading() as session:
        last = session.scalar(select(Heartbeat.at).where(Heartbeat.name == HEARTBEAT))
    since = (house.now() - last) / timedelta(hours=1) + OVERLAP if last is not None else 0.0
    return min(max(AT_LEAST, since), AT_MOST)


def _take_in(house: House, found: Sequence[InboundMessage], beat: Callable[[], None]) -> tuple[int, int]:
    """(how many were new, how many could not be taken in). What we have is not written again."""
    taken = failed = 0
    for message in _not_here(house, found):
        beat()
        try:
            taken += house.intake.receive(message).first_time
        except CannotKeep:
            raise
        except Exception:  # one that no database takes must not keep the others
            log.exception("a message of the list could not be taken in")
            if _bare(house, message):
                taken += 1
            else:
                failed += 1
    return taken, failed


def _bare(house: House, message: InboundMessage) -> bool:
    """That there is such a message, for a person to look up at the provider. One that can never be taken in would
    make every reading go further back than the one before."""
    words = "A message of the provider's list could not be kept as it is. Look it up there, by its number, and ring."
    raw = json.dumps({"provider_id": message.provider_id}).encode()
    try:
        house.intake.receive(replace(message, text=words, sender=message.party, subject="", original="", raw=raw,
                                     attachments=(), facts={}, references=(), keyword=""))  # fmt: skip
    except CannotKeep:
        raise
    except Exception:  # then the list counts as not read, and is read again
        log.exception("not even that there is such a message could be kept")
        return False
    return True


def _not_here(house: House, found: Sequence[InboundMessage]) -> Iterator[InboundMessage]:
    for start in range(0, len(found), _KEYS):
        some = found[start : start + _KEYS]
        here = select(Message.channel, Message.dedupe_key).where(
            Message.dedupe_key.in_([one.dedupe_key for one in some])
        )
        with house.database.reading() as session:
            there = {(row.channel, row.dedupe_key) for row in session.execute(here)}
        yield from (one for one in some if (one.channel, one.dedupe_key) not in there)


def _note(house: House, at: datetime) -> None:
    with house.database.transaction() as session:
        row = session.get(Heartbeat, HEARTBEAT) or Heartbeat(name=HEARTBEAT, at=at, data={})
        row.at = at
        session.add(row)
