"""THE test: twenty `kill -9` of each process under two thousand messages, and one FLUSHALL. On PostgreSQL a quarter of
that, and a hundred under ten thousand with --full-faults.

Each process dies in pairs: once in the middle of its work, then again soon after it was started, then it is left
long enough to be counted as steady. Of web and worker any may die: the parent, or one of its children.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from redis.exceptions import RedisError

from tests.faults import books
from tests.faults.conftest import Figure
from tests.faults.house import PROCESSES, RunningHouse, patience, until
from tests.faults.ledger import Entry, Ledger
from tests.faults.senders import Senders

STEADY = 10.2  # seconds after which the supervisor takes a process for steady again
SAID = {
    "heating": "The boiler is broken and there is no heating, note {}",
    "leak": "There is a leak under the kitchen sink, note {}",
    "gas": "I can smell gas in the hallway, note {}",
    "other": "Please could somebody ring me about my tenancy, note {}",
}
SIZES = {"full": (100, 10_000), "sqlite": (20, 2_000), "postgresql": (5, 500)}  # kills of each process, messages
AT_ONCE = 32
WALKS_AWAY = 0.05  # of the senders, after a try that was not accepted
TOLD_AGAIN = 0.1  # of the texts and mails that were accepted: the provider asks once more

Item = Callable[[], None]


@dataclass
class Kills:
    """Sends SIGKILL to each process so many times, one at a time, while the others go on being killed too."""

    house: RunningHouse
    rng: random.Random
    each: int
    done: Counter[str] = field(default_factory=Counter)
    flushed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def seconds(self) -> float:
        """How long it takes at least, on a machine with nothing else to do."""
        return self.each * 7.5

    def run(self) -> None:
        """Returns when all are done. Raises when a process did not come back."""
        flush_at = time.monotonic() + self.rng.uniform(0.3, 0.7) * self.seconds
        chances = {name: random.Random(self.rng.random()) for name in PROCESSES}
        with ThreadPoolExecutor(len(PROCESSES)) as pool:
            killers = [pool.submit(self.keep_killing, name, chances[name]) for name in PROCESSES]
            while not self.flushed:
                time.sleep(max(0.0, flush_at - time.monotonic()))
                self.flush()
            for killer in killers:
                killer.result()

    def keep_killing(self, name: str, rng: random.Random) -> None:
        """In pairs: once at work, and once more soon after, while it is starting or has just started."""
        time.sleep(rng.uniform(0.2, 8))
        for number in range(self.each):
            if number % 2:
                time.sleep(rng.uniform(1.2, 3.2))
            elif number:
                time.sleep(STEADY + rng.uniform(2.0, 2.6))
                until(lambda: self.house.serves(name), f"{name} serves again", 120)
                time.sleep(rng.uniform(0.0, 1.5))
            self.kill(name, rng)

    def kill(self, name: str, rng: random.Random) -> None:
        """One of this name: the process itself, or one of its children."""
        until(lambda: self.house.pid(name), f"{name} runs again", 120)
        with self.lock:
            pids = self.house.group(name)
            self.done[name] += bool(pids and self.house.kill(name, rng.choice(pids)))

    def flush(self) -> None:
        """FLUSHALL, as soon as there is a Redis to flush."""
        try:
            with self.house.redis() as redis:
                self.flushed += bool(redis.flushall())
        except RedisError:
            time.sleep(0.1)


@dataclass
class Traffic:
    """Texts, mails in threads, calls and forms, in the order in which they are sent."""

    senders: Senders
    ledger: Ledger
    rng: random.Random
    count: int
    give_up_at: float = 0.0

    def items(self) -> Iterator[Item]:
        """Each is one message, tried until it is accepted or its sender walks away."""
        kinds = self.rng.choices(("text", "mail", "call", "form"), (58, 31, 8, 3), k=self.count)
        made: Counter[str] = Counter()
        for kind in kinds:
            made[kind] += 1
            yield getattr(self, kind)(made[kind])

    def text(self, number: int) -> Item:
        """One number says one kind of thing, so all it says belongs in one case."""
        party = number % max(1, min(self.count // 8, 400))
        sender = f"+4477009{party:05d}"
        words = list(SAID.values())[party % len(SAID)].format(number)
        sid = f"SM{self.rng.getrandbits(128):032x}"
        return self.kept_trying(lambda: self.senders.try_text(sid, sender, words, sender))

    def mail(self, number: int) -> Item:
        """Every third begins a thread; the others answer in it."""
        thread, place = divmod(number - 1, 3)
        sender, name = f"t{thread}@post.example", f"<{thread}.{place}.{self.rng.getrandbits(64):x}@post.example>"
        first = self._first.setdefault(thread, name)
        answers = first if place else ""
        words = SAID["leak" if thread % 2 else "other"].format(number)
        return self.kept_trying(
            lambda: self.senders.try_mail(name, sender, f"About thread {thread}", words, answers, f"mail {thread}")
        )

    def call(self, number: int) -> Item:
        """A third hang up at once, a third after they spoke, a third are held."""
        sid, sender = f"CA{self.rng.getrandbits(128):032x}", f"+441632{960000 + number % 1000}"
        words = "" if number % 3 == 0 else "Hello, my front door does not lock"
        return lambda: self.senders.call(sid, sender, words, number % 3 == 1, self.give_up_at)

    def form(self, number: int) -> Item:
        """One form, one case."""
        mark, phone = f"w{number}", f"07700 900{400 + number % 500}"
        words = f"The window in the bedroom will not close, note {mark}"
        return lambda: self.senders.form(mark, words, phone, self.give_up_at)

    def kept_trying(self, one_try: Callable[[], Entry]) -> Item:
        """Again until accepted; some walk away; some are told again although they were accepted."""
        walks_away, told_again = self.rng.random() < WALKS_AWAY, self.rng.random() < TOLD_AGAIN

        def item() -> None:
            pause = 0.3
            while time.monotonic() < self.give_up_at:
                entry = one_try()
                if entry.accepted or walks_away:
                    break
                time.sleep(pause)
                pause = min(2 * pause, 2.0)
            if told_again:
                one_try()

        return item

    def __post_init__(self) -> None:
        self._first: dict[int, str] = {}

    def run(self, seconds: float) -> None:
        """Send it all, spread over these seconds."""
        items, began = list(self.items()), time.monotonic()
        self.give_up_at = began + seconds + 300 * patience["times"]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            running = []
            for number, item in enumerate(items):
                time.sleep(max(0.0, began + seconds * number / len(items) - time.monotonic()))
                running.append(pool.submit(item))
            for one in running:
                one.result()


def waiting(house: RunningHouse) -> int:
    """How many messages are to be placed or to leave; what is uncertain is looked up in its own time."""
    return house.count(
        "select count(*) from message where (direction = 'in' and state = 'received') "
        "or (direction = 'out' and state = 'due')"
    )


def drain(house: RunningHouse) -> None:
    """Until nothing waits. Fails when none of them went within a hundred seconds: then they are stuck, not slow."""
    while left := waiting(house):
        until(lambda n=left: waiting(house) < n, f"fewer than {left} messages wait", 100)  # type: ignore[misc]  # mypy cannot infer a lambda with defaults


@pytest.mark.timeout(900)
def test_twenty_kills_of_each_process_under_two_thousand_messages(
    own_house: RunningHouse,
    ledger: Ledger,
    rng: random.Random,
    figure: Figure,
    full: bool,
    request: pytest.FixtureRequest,
) -> None:
    each, count = SIZES["full" if full else request.config.getoption("--database")]
    house = own_house
    kills = Kills(house, random.Random(rng.random()), each)
    traffic = Traffic(Senders(house, ledger), ledger, random.Random(rng.random()), count)
    began = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        killing = pool.submit(kills.run)
        traffic.run(kills.seconds)
        killing.result()
    house.wait_until_well(90)
    storm = time.monotonic() - began
    drain(house)

    found, out = books.audit(house, ledger), books.sent(house)
    figure(
        "A4 C4 R3 R6 kill -9 under load", kills=sum(kills.done.values()), of=dict(kills.done), flushes=kills.flushed,
        accepted=found.accepted, lost=len(found.lost), duplicated=len(found.duplicated), altered=len(found.altered),
        misplaced=len(found.misplaced), unknown=found.unknown, tries=dict(ledger.tries()),
        texts_sent=out.accepted, sent_twice=len(out.twice), uncertain=out.uncertain,
        seconds=f"{storm:.0f}+{time.monotonic() - began - storm:.0f}",
    )  # fmt: skip
    assert dict(kills.done) == dict.fromkeys(PROCESSES, each)
    assert kills.flushed == 1
    assert not ledger.wrong, Counter(ledger.wrong)
    assert found.accepted >= 0.9 * count, "too few were ever accepted for this to prove anything"
    assert found.wrong == []
    assert out.twice == []
    assert out.unknown_to_us == []
    assert books.chains(house) == []
    assert books.verify(house) == []
