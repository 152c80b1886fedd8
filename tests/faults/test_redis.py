"""Redis stopped, killed, emptied, full or refusing: the doors answer as before and all is placed within seconds."""

import random
import statistics
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

import pytest
from redis.exceptions import RedisError

from tests.faults import books
from tests.faults.conftest import Figure
from tests.faults.house import RunningHouse, until
from tests.faults.ledger import Ledger
from tests.faults.senders import Senders

EXTRA = 0.3  # seconds that a door may take longer, at the median
PLACED_WITHIN = 30.0  # seconds, while the trouble lasts, on a busy machine

Trouble = Callable[[RunningHouse], AbstractContextManager[object]]


@contextmanager
def killed(house: RunningHouse) -> Iterator[None]:
    """Dies again as soon as it is back."""
    house.kill("redis")
    yield
    house.kill("redis")


@contextmanager
def flushed(house: RunningHouse) -> Iterator[None]:
    """Emptied before and after."""
    with house.redis() as redis:
        redis.flushall()
        yield
        redis.flushall()


@contextmanager
def configured(house: RunningHouse, name: str, value: str) -> Iterator[None]:
    """One of its settings, for a while."""
    with house.redis() as redis:
        before = redis.config_get(name)[name]
        redis.config_set(name, value)
    try:
        yield
    finally:
        with suppress(RedisError), house.redis() as redis:
            redis.config_set(name, before)


TROUBLES: dict[str, Trouble] = {
    "R2 SIGSTOP": lambda house: house.stopped("redis"),
    "R4 kill -9": killed,
    "R3 FLUSHALL": flushed,
    "R5 full": lambda house: configured(house, "maxmemory", "1"),
    "R5 read-only": lambda house: configured(house, "min-replicas-to-write", "1"),
}


@pytest.mark.timeout(240)
@pytest.mark.parametrize("row", TROUBLES)
def test_without_redis_the_doors_answer_and_all_is_placed(
    running: RunningHouse, tenants: Senders, ledger: Ledger, rng: random.Random, figure: Figure, full: bool, row: str
) -> None:
    count = 200 if full else 30

    def send(mark: str) -> list[float]:
        """Texts and some mails; the waits of those accepted."""
        before = len(ledger.waits)
        for number in range(count):
            tag = f"{rng.getrandbits(64):016x}"
            tenants.try_text(f"SM{tag}{number:016x}", f"+4477009007{number % 90:02d}", f"Bins, note {mark}{number}")
            if number % 5 == 0:
                tenants.try_mail(f"<{tag}@post.example>", f"{mark}{number}@post.example", "Bins", "Where are they?")
        return ledger.waits[before:]

    usual = send("before")
    with TROUBLES[row](running):
        waits = send("during")
        until(lambda: _placed(running), "everything is placed while Redis is in trouble", PLACED_WITHIN)
    found = books.audit(running, ledger)
    figure(
        f"{row} of Redis", messages=len(waits), accepted=found.accepted, lost=len(found.lost),
        duplicated=len(found.duplicated), usual=books.spread(usual), during=books.spread(waits),
    )  # fmt: skip
    assert found.accepted == len(ledger.entries)
    assert found.wrong == []
    assert statistics.median(waits) - statistics.median(usual) < EXTRA


def _placed(house: RunningHouse) -> bool:
    return not house.count("select count(*) from message where direction = 'in' and state = 'received'")
