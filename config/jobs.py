"""What a worker can be asked to do.

A ring carries no work: whoever hears it drains what is due in the database, oldest first, in
batches of up to fifty to a commit. RQ calls `ring` by its name (`queues/jobs.py`); the port of the
same name is `router.ports.Jobs`.
"""

import importlib
import logging
import time
from datetime import timedelta

from sqlalchemy.orm import configure_mappers

from config import pulse, settings
from config.fetching import fetch_media
from config.wiring import House, build_classifier
from router import addresses, clock
from router.journey import BATCH
from router.model import Heartbeat
from router.ports import Classifier
from router.values import Landlord
from router.working_time import is_bank_holiday

log = logging.getLogger(__name__)

_AT_A_STRETCH = timedelta(seconds=2)
"""A long line of texts to send gives way to other bells after this."""

_BEAT_SECONDS = 10.0

_house: House | None = None
_beat_at = float("-inf")
_classifier: Classifier | None = None
_landlord: Landlord | None = None


def preload() -> None:
    """In the worker's parent, before any fork: the heavy things, once, so that the children share their memory."""
    global _classifier, _landlord
    for module in ("sqlite3", "classifiers.answers", "config.offering", "config.plans"):
        importlib.import_module(module)
    chosen = settings.load()
    house = House(chosen)
    _landlord = house.landlord
    _classifier = build_classifier(_landlord, chosen.model_folder)
    doors = house.channels  # their code too: Twilio's library is the largest of all
    log.debug("preloaded %d doors", len(doors))
    configure_mappers()
    is_bank_holiday(clock.now().date())
    addresses.phone("07700 900000")
    _classifier.classify(["warm up: the boiler is broken"])


def open_house(house: House | None = None) -> None:
    """In each worker, after the fork: its own database and Redis connections."""
    global _house
    _house = house or House(settings.load(), classifier_override=_classifier, landlord_override=_landlord)


def the_house() -> House:
    """The house of this worker."""
    if _house is None:
        open_house()
    assert _house is not None
    return _house


def ring(what: str) -> None:
    """Somebody rang: do what is due. See `router.ports.Jobs.ring`, which rings."""
    house = the_house()
    _say_that_we_work(house)
    hush = getattr(house.jobs, "hush", None)
    if hush is not None:
        hush(what)  # before looking, so that whoever commits from now on rings again
    if what == "route":
        _place(house)
    elif what == "send":
        until = clock.now() + _AT_A_STRETCH
        house.dispatch.drain(between=lambda: _between(house), until=until)
        if house.dispatch.due():
            house.jobs.ring("send")
    elif what == "fetch":
        fetch_media(house, between=lambda: _between(house))
    elif what == "offer" and not house.journey.due():  # a new message comes first; the clock offers meanwhile
        house.offering.rung(pulse.beat)
    elif what == "offer":
        house.offering.keep_bell()  # should the clock be dead
    else:
        log.error("somebody rang for %r, which nobody does", what)


def shadow() -> None:
    """In a child of its own, while SHADOW_MODEL is set: a candidate reads what has been placed (`config/shadow.py`)."""
    from config.shadow import keep_reading

    keep_reading(the_house(), pulse.beat, pulse.rest)


def _between(house: House) -> None:
    """A new message comes before the next text to send: it may be an emergency."""
    pulse.beat()
    if house.journey.due():
        _place(house)


def _place(house: House) -> None:
    """Place all that is due. Where that is more than one batch, ring for another worker first: one that is free would
    begin only when somebody else rings, half a second into a burst."""
    if house.journey.due(beyond=BATCH):
        house.jobs.ring("route")
    house.journey.drain(lambda: _meanwhile(house))


def _meanwhile(house: House) -> None:
    """After each batch of a line, however long: its safety words leave, and texts to people on call.

    What goes wrong with them keeps nothing from being placed: the sweep looks after it.
    """
    pulse.beat()
    try:
        house.dispatch.press(house.now() + _AT_A_STRETCH)
    except Exception:  # what is still to be placed must not wait for it: the bell for sending tries again
        log.exception("what is pressing could not be sent after a batch")


def _say_that_we_work(house: House) -> None:
    """The worker's heartbeat, with the state of its classifiers: `/health` loads no spaCy to ask."""
    global _beat_at
    if time.monotonic() - _beat_at < _BEAT_SECONDS:
        return
    _beat_at = time.monotonic()
    broken = getattr(house.classifier, "broken", ())
    state = f"without {', '.join(broken)}" if broken else getattr(house.classifier, "trouble", "") or "ok"
    with house.database.transaction() as session:
        row = session.get(Heartbeat, "worker") or Heartbeat(name="worker", at=house.now(), data={})
        row.at, row.data = house.now(), {"model": state}
        session.add(row)
