"""The database refuses: 503 and 451, nothing half, nothing lost of what was acknowledged, and it recovers."""

import random
import resource
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.faults import books
from tests.faults.conftest import Figure
from tests.faults.house import RunningHouse, until
from tests.faults.ledger import Ledger
from tests.faults.senders import Senders


def send(tenants: Senders, rng: random.Random, count: int, mark: str, at_once: int = 8) -> None:
    """Texts and mails, one try each."""

    def one(number: int) -> None:
        if number % 3:
            text, sender = f"Noise next door {mark}{number}", f"+44770090{5000 + number % 1000}"
            tenants.try_text(f"SM{tags[number]}", sender, text)
        else:
            tenants.try_mail(f"<{tags[number]}@post.example>", f"{mark}{number}@post.example", "Noise", "It is loud")

    tags = [f"{rng.getrandbits(128):032x}" for _ in range(count)]
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, range(count)))


def judge(house: RunningHouse, ledger: Ledger, figure: Figure, row: str, refused: int) -> None:
    """What was acknowledged is there, once; what was refused is not; nothing is half."""
    until(lambda: not house.count("select count(*) from message where direction = 'in' and state = 'received'"),
          "all is placed", 60)  # fmt: skip
    found = books.audit(house, ledger)
    honest = [e for e in ledger.entries.values() if set(e.outcomes) == {"refused"}]
    kept = {row.provider_id for row in house.rows("select provider_id from message where direction = 'in'")}
    half = [e.key for e in honest if e.key in kept]
    figure(row, accepted=found.accepted, refused=refused, unknown=found.unknown, lost=len(found.lost),
           duplicated=len(found.duplicated), kept_though_refused=len(half))  # fmt: skip
    assert ledger.wrong == []
    assert found.wrong == []
    assert half == []
    assert books.chains(house) == []


def sqlite_only(house: RunningHouse) -> None:
    if not house.database_url.startswith("sqlite"):
        pytest.skip("a fault of SQLite's own file")


@contextmanager
def no_room(house: RunningHouse) -> Iterator[None]:
    """The processes that keep messages may not write a file any further than four kilobytes."""
    pids = [pid for name in ("web", "smtp") for pid in house.group(name)]
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@pytest.mark.timeout(240)
def test_a_full_disk_is_told_and_survived(
    running: RunningHouse, tenants: Senders, ledger: Ledger, rng: random.Random, figure: Figure, full: bool
) -> None:
    sqlite_only(running)
    count = 300 if full else 45
    send(tenants, rng, count, "before")
    with no_room(running):
        send(tenants, rng, count, "during")
        refused = ledger.tries()["refused"]
        health = running.command("check")
    send(tenants, rng, count, "after")
    judge(running, ledger, figure, "A10 A13 no room to write", refused)
    assert health
    assert refused > count / 2
    assert ledger.tries()["refused"] == refused, "it must recover at once"


@contextmanager
def locked(house: RunningHouse) -> Iterator[None]:
    """Somebody else holds the database's write lock."""
    if house.database_url.startswith("sqlite"):
        with sqlite3.connect(house.data_dir / "frontdoor.sqlite3", timeout=20, isolation_level=None) as connection:
            connection.execute("begin immediate")
            yield
            connection.execute("rollback")
        return
    url = make_url(house.database_url)
    with psycopg.connect(host=url.query["host"], user=url.username, dbname=url.database) as connection:  # type: ignore[arg-type]  # one value, not several
        connection.execute("lock table message in access exclusive mode")
        yield
        connection.rollback()


@pytest.mark.timeout(240)
def test_a_database_locked_for_long_is_told_and_survived(
    running: RunningHouse, tenants: Senders, ledger: Ledger, rng: random.Random, figure: Figure
) -> None:
    send(tenants, rng, 12, "before")
    waiting = threading.Thread(target=send, args=(tenants, rng, 12, "during", 12))
    with locked(running):
        waiting.start()
        time.sleep(14)  # longer than anybody waits for SQLite's lock
    waiting.join(60)
    refused = ledger.tries()["refused"]
    send(tenants, rng, 12, "after")
    judge(running, ledger, figure, "A8 database locked for 14 s", refused)
    if running.database_url.startswith("sqlite"):
        assert refused > 0, "nobody was told"


@pytest.mark.timeout(240)
def test_a_server_that_ends_every_session_loses_nothing(
    running: RunningHouse, tenants: Senders, ledger: Ledger, rng: random.Random, figure: Figure, full: bool
) -> None:
    if running.database_url.startswith("sqlite"):
        pytest.skip("SQLite has no server")
    url, over, ended = make_url(running.database_url), threading.Event(), [0]

    def end_sessions() -> None:
        with psycopg.connect(host=url.query["host"], user=url.username, dbname="postgres", autocommit=True) as line:  # type: ignore[arg-type]  # one value, not several
            while not over.is_set():
                query = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = %s"
                found = line.execute(query, (url.database,)).fetchone()
                ended[0] += found[0] if found else 0
                over.wait(0.3)

    thread = threading.Thread(target=end_sessions)
    thread.start()
    try:
        send(tenants, rng, 1000 if full else 150, "during")
    finally:
        over.set()
        thread.join()
    send(tenants, rng, 12, "after")
    judge(running, ledger, figure, f"A9 {ended[0]} sessions ended by the server", ledger.tries()["refused"])
    assert ended[0] > 5
