"""Offers under load: eight dispatchers, two hundred agents, ten thousand cases; and how soon a free agent is offered one.

The storm is driven from outside, as desks would: each agent answers what is offered, lets some of it go, misses some,
closes what they hold. Afterwards the chain of events is read again: who had which case, and how much at any time.
"""

import multiprocessing
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from config import landlord_files, plans, schema, settings, wiring
from config.offering import Offering
from queues import presence
from router import cases, offer_answers, plan_versions
from router.clock import now
from router.model import Case, Event, Offer, Staff, table
from router.storage.database import Database, hold_case
from tests.benchmarks.house import House, NotMeasured, wait
from tests.benchmarks.report import Figure, load
from tests.postgres import find_cluster

LANDLORD = Path(__file__).resolve().parents[2] / "config" / "landlord"
PLAN = """
name = "Storm"

[default]

[[default.step]]
queue = "own"
offer = "20 seconds"
ring = 2
"""
CAPACITY = 100
ALWAYS_OPEN = "repairs_emergency"
"""At whatever hour this is measured, this queue offers; its cases here are ordinary ones."""


class Stop(Protocol):
    """A threading.Event or one of multiprocessing."""

    def is_set(self) -> bool: ...


class Nobody:
    """Whom this plan pages: nobody."""

    def call(self, *_: object) -> None:
        raise AssertionError("this plan pages nobody")


@dataclass(frozen=True)
class Outcome:
    """What the chain of events says. Every case should have one owner and nobody ever more than they can carry."""

    cases: int
    owned_once: int
    two_owners: int
    over_capacity: int
    left: int
    offers: int
    seconds: float


def fill(database: Database, agents: int, count: int, rng: random.Random, offer: int = 20) -> None:
    """Agents who are there, and cases that wait; a plan whose offers stand for `offer` seconds is in force."""
    at = now()
    with database.transaction() as session:
        plan_versions.install(session, PLAN.replace("20 seconds", f"{offer} seconds"), at)
        session.add_all(
            Staff(name=f"Agent {n}", email=f"storm{n}@homes.example", role="agent", phone="", password_hash="-",
                  queues=[], skills=["general"], languages=["en"], present_until=at + timedelta(hours=3), free_since=at)
            for n in range(agents)
        )  # fmt: skip
        rows = []
        for n in range(count):
            since = at - timedelta(seconds=rng.randrange(3600))
            rows.append({
                "reference": f"ST-{n:06d}", "state": "waiting", "channel": "sms", "party": f"+4477{n:08d}",
                "queue": ALWAYS_OPEN, "lane": rng.choice([1, 2, 2, 2]),
                "opened_at": since, "waiting_since": since, "last_activity_at": at,
                "due_at": at + timedelta(seconds=rng.randrange(-600, 20_000)),
            })  # fmt: skip
        session.execute(table(Case).insert(), rows)


@contextmanager
def trying_again() -> Iterator[None]:
    """A database that is busy for ten seconds says so: whoever asked comes by again, as the clock and a person do."""
    with suppress(OperationalError):
        yield


def dispatch_until(url: str, stop: Stop) -> None:
    """One dispatcher, as busy as a worker's may be."""
    landlord = landlord_files.load(LANDLORD)
    database = Database(url)
    mine = Offering(database, landlord, plans.reader(landlord), Nobody(), now)
    while not stop.is_set():
        with trying_again():
            mine.rung()
        time.sleep(0.5)  # the clock looks again about that often
    database.close()


def answer_until(url: str, agents: Sequence[int], stop: Stop, seed: int, missed: float = 0.0) -> None:
    """The desks of these agents, who let `missed` of what they are offered go by."""
    database, rng = Database(url), random.Random(seed)
    while not stop.is_set():
        for agent in agents:
            with trying_again():
                _one_turn(database, agent, rng, missed)
        time.sleep(0.01)  # people need time; without it one core does nothing else
    database.close()


def _one_turn(database: Database, agent: int, rng: random.Random, missed: float) -> None:
    with database.reading() as session:
        open_now = [(offer.id, offer.fence) for offer in offer_answers.open_for(session, agent, now())]
        held = list(session.scalars(select(Case.id).where(Case.agent_id == agent, Case.state == "held")))
        silent = session.scalar(select(Staff.readiness).where(Staff.id == agent)) != "ready"
    for offer_id, fence in open_now:
        chance = rng.random()
        if chance > 1 - missed:
            continue
        with database.transaction() as session:
            if chance < 0.1:
                offer_answers.reject(session, offer_id, agent, now(), "busy")
            else:
                offer_answers.accept(session, offer_id, agent, fence, now())
    for number in held:
        with database.transaction() as session:
            case = hold_case(session, number)
            assert case is not None
            cases.close(session, case, f"staff:{agent}", now(), "Done")
    if silent:
        with database.transaction() as session:
            presence.set_readiness(session, agent, "ready", now())


def storm(url: str, start: Callable[..., Any], stop: Any, agents: int, count: int, dispatchers: int = 8,
          desks: int = 4, patience: float = 900, missed: float = 0.0, offer: int = 20) -> Outcome:  # fmt: skip
    """Run it until every case is closed. `start` makes a thread or a process of (target, args)."""
    database = Database(url)
    fill(database, agents, count, random.Random(7), offer)
    with database.reading() as session:
        people = list(session.scalars(select(Staff.id).where(Staff.email.startswith("storm")).order_by(Staff.id)))
    hands = [start(target=dispatch_until, args=(url, stop)) for _ in range(dispatchers)]
    hands += [start(target=answer_until, args=(url, people[n::desks], stop, n, missed)) for n in range(desks)]
    began = time.monotonic()
    for hand in hands:
        hand.start()
    try:
        while _left(database) and time.monotonic() - began < patience:
            time.sleep(0.2)  # the one who watches takes no time from those who work
        took = time.monotonic() - began
    finally:
        stop.set()
        for hand in hands:
            hand.join(60)
    found = read_again(database, took)
    database.close()
    return found


def _left(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(Case.id)).where(Case.state != "closed")) or 0


def read_again(database: Database, seconds: float) -> Outcome:
    """The story that the events tell, from the first to the last."""
    units: dict[int, int] = defaultdict(int)
    holder: dict[int, int] = {}
    accepted: set[tuple[int, int]] = set()
    claims: Counter[int] = Counter()
    two, over = 0, 0
    with database.reading() as session:
        cost = {row.id: row.units for row in session.execute(select(Offer.id, Offer.units))}
        query = select(Event.what, Event.case_id, Event.data).order_by(Event.id)
        for what, case_id, data in session.execute(query.execution_options(yield_per=2000)):
            if what == "offer.made":
                units[data["agent_id"]] += cost[data["offer_id"]]
                over += units[data["agent_id"]] > CAPACITY
            elif what in ("offer.withdrawn", "offer.rejected", "offer.expired"):
                units[data["agent_id"]] -= cost[data["offer_id"]]
            elif what == "offer.accepted":
                accepted.add((case_id, data["agent_id"]))
            elif what == "case.claimed":
                claims[case_id] += 1
                two += case_id in holder or (case_id, data["agent_id"]) not in accepted
                holder[case_id] = data["agent_id"]
            elif what == "case.closed":
                units[holder.pop(case_id)] -= 20
        count = session.scalar(select(func.count(Case.id))) or 0
    return Outcome(count, sum(n == 1 for n in claims.values()), two, over, _left(database), len(cost), seconds)


# --- figures ---------------------------------------------------------------------------------


def offering(folder: Path, agents: int = 200, count: int = 10_000) -> list[Figure]:
    """The storm on both databases, and how soon a free agent is offered something."""
    figures = [*how_soon(folder)]
    url = f"sqlite:///{folder / 'storm.sqlite3'}"
    schema.migrate(url)
    figures.append(_judged("SQLite", url, agents, count))
    home = Path(tempfile.mkdtemp(prefix="frontdoor-pg-"))
    cluster = find_cluster(home)
    if cluster is None:
        name = "storm on PostgreSQL: cases without exactly one owner, and offers above capacity"
        figures.append(Figure(name, "", 0, None, False).not_run("apt-get install postgresql"))
        return figures
    with cluster, cluster.database(schema.migrate) as postgresql:
        figures.append(_judged("PostgreSQL", postgresql, agents, count))
    shutil.rmtree(home, ignore_errors=True)
    return figures


def _judged(name: str, url: str, agents: int, count: int) -> Figure:
    figure = Figure(f"storm on {name}: cases without exactly one owner, and offers above capacity", "", 0, None, False)
    context = multiprocessing.get_context("spawn")
    found = storm(url, context.Process, context.Event(), agents, count, missed=0.03)
    wrong = (found.cases - found.owned_once) + found.two_owners + found.over_capacity + found.left
    return figure.judge(wrong, f"8 dispatchers, {agents} agents, {found.cases:,} cases, {found.offers:,} offers in "
                        f"{found.seconds:.0f} s, {found.cases / found.seconds:.0f} cases a second ({load()})")  # fmt: skip


def how_soon(folder: Path, rounds: int = 60) -> list[Figure]:
    """From the commit that frees an agent to the commit of their next offer, in a house of real processes."""
    figures = []
    with House(folder / "offering", "web worker clock").start() as house:
        own = wiring.House(settings.load(house.environment))
        with own.database.transaction() as session:
            plan_versions.install(session, PLAN.replace("ring = 2", "ring = 1").replace("20 sec", "900 sec"), now())
            agent = session.scalars(select(Staff.id).order_by(Staff.id)).first()
            assert agent is not None
            chosen = session.get_one(Staff, agent)
            chosen.queues, chosen.present_until = [], now() + timedelta(hours=3)
        fill_line(own.database, rounds * 2 + 200)
        for name, database in (("with the bell", own.database), ("by the clock alone", Database(own.database.url))):
            figure = Figure(f"free agent to offer, p95, {name}", "s", 1.0, 0.6, False)
            waits = sorted(_until_offered(house, database, agent) for _ in range(rounds))
            said = f"p50 {statistics.median(waits):.3f} s, slowest {waits[-1]:.3f} s of {rounds}, 200 cases waiting"
            figures.append(figure.judge(waits[int(len(waits) * 0.95) - 1], said, load()))
        own.close()
    return figures


def fill_line(database: Database, count: int) -> None:
    """Cases that wait and cost a whole agent each: live calls do."""
    at = now()
    rows = [{"reference": f"HS-{n:06d}", "state": "waiting", "channel": "voice", "party": "", "queue": ALWAYS_OPEN,
             "lane": 2, "opened_at": at, "waiting_since": at, "last_activity_at": at} for n in range(count)]  # fmt: skip
    with database.transaction() as session:
        session.execute(table(Case).insert(), rows)


def _until_offered(house: House, database: Database, agent: int) -> float:
    """Take what is offered, close it, and wait for the next."""

    def offer() -> tuple[int, int] | None:
        with database.reading() as session:
            query = select(Offer.id, Offer.fence).where(Offer.agent_id == agent, Offer.outcome == "offered")
            row = session.execute(query).first()
            return (row.id, row.fence) if row else None

    wait(lambda: offer() is not None, "nothing was offered at all", house, every=0.005)
    found = offer()
    assert found is not None
    with database.transaction() as session:
        if offer_answers.accept(session, found[0], agent, found[1], now()):
            raise NotMeasured("an offer could not be accepted")
    time.sleep(random.Random(found[0]).random() / 2)  # not in step with the clock
    with database.transaction() as session:
        case = hold_case(session, session.get_one(Offer, found[0]).case_id)
        assert case is not None
        cases.close(session, case, f"staff:{agent}", now(), "Done")
    began = time.monotonic()
    wait(lambda: offer() is not None, "nothing was offered again", house, every=0.002)
    return time.monotonic() - began


def in_threads(url: str, agents: int, count: int, dispatchers: int = 8) -> Outcome:
    """A smaller storm inside one process, for the tests: no offer runs out, however busy the machine is."""
    stop = threading.Event()
    return storm(url, threading.Thread, stop, agents, count, dispatchers, desks=3, patience=200, offer=3600)
