"""What a worker can be asked to do.

A ring carries no work: whoever hears it drains what is due in the database, oldest first, in
batches of up to fifty to a commit. RQ calls `ring` by its name (`queues/jobs.py`); the port of the
same name is `router.ports.Jobs`.
"""

import gc
import importlib
import logging

from sqlalchemy.orm import configure_mappers

from config import heartbeat, pulse, settings
from config.listening import BellWorker
from config.memory import Tidied, give_back
from config.sending import Sending
from config.wiring import House, build_classifier
from queues import jobs as bells
from router import addresses, clock
from router.journey import BATCH
from router.ports import Classifier
from router.values import Landlord
from router.working_time import is_bank_holiday

log = logging.getLogger(__name__)

GARBAGE_OF_SENDING = 5_000
"""New objects between two looks for garbage in the sender. It makes no batches, and in a mail's headers are classes of
their own: with as many as a worker may make it kept eight megabytes of them."""

_house: House | None = None
_beat = heartbeat.Every(10.0)
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
    """After the fork: this process's own database and Redis connections."""
    global _house
    _house = house or House(settings.load(), classifier_override=_classifier, landlord_override=_landlord)


def begin(house: House | None = None) -> None:
    """In each worker, after the fork: opens its house, and starts the child that reads mail before there is any."""
    open_house(house)
    reader = the_house().journey.hearing.reader
    if reader is not None:
        reader.begin()


def the_house() -> House:
    """The house of this worker."""
    if _house is None:
        open_house()
    assert _house is not None
    return _house


def ring(what: str) -> None:
    """Somebody rang: do what is due. See `router.ports.Jobs.ring`, which rings."""
    house = the_house()
    _beat.say(house, "worker", lambda: {"model": _state_of_model(house)})  # `/health` loads no model to ask
    house.jobs.hush(what)  # before looking, so that whoever commits from now on rings again
    if what == "route":
        _place(house)
    elif what == "offer" and not house.journey.due():  # a new message comes first; the clock offers meanwhile
        house.offering.rung(pulse.beat)
    elif what == "offer":
        house.offering.keep_bell()  # should the clock be dead
    else:
        log.error("somebody rang for %r, which nobody does here", what)


def send() -> None:
    """In a child of its own: all that waits for providers (`config/sending.py`). Until it is told to stop."""
    gc.set_threshold(GARBAGE_OF_SENDING)
    house = the_house()
    sending = Sending(house)
    BellWorker(house.settings.redis_url, Tidied(sending.ring, give_back), bells.SENDING, sending.is_busy).listen()
    sending.finish()


def shadow() -> None:
    """In a child of its own, while SHADOW_MODEL is set: a candidate reads what has been placed (`config/shadow.py`)."""
    from config.shadow import keep_reading

    keep_reading(the_house(), pulse.beat, pulse.rest)


def _place(house: House) -> None:
    """Place all that is due. Where that is more than one batch, ring for another worker first: one that is free would
    begin only when somebody else rings, half a second into a burst."""
    if house.journey.due(beyond=BATCH):
        house.jobs.ring("route")
    house.journey.drain(pulse.beat)


def _state_of_model(house: House) -> str:
    broken = getattr(house.classifier, "broken", ())
    return f"without {', '.join(broken)}" if broken else getattr(house.classifier, "trouble", "") or "ok"
