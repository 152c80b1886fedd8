"""The provider cuts the line, errs or is slow, and workers die or are held up: nothing is said twice.

Time that must pass before something cut off is looked up is made to pass in the row itself.
"""

import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.faults import books
from tests.faults.conftest import Figure
from tests.faults.house import RunningHouse, until
from tests.faults.ledger import Ledger
from tests.faults.senders import Senders

API_TROUBLES: dict[str, dict[str, Any]] = {
    "P3 cut after effect": {"mode": "cut after effect"},
    "P4 500 after effect": {"mode": "500 after effect"},
    "P4 500 without effect": {"mode": "500"},
    "P4 503 without effect": {"mode": "503"},
    "P5 line closed": {"mode": "refuse"},
    "P4 429": {"mode": "429", "seconds": 1},
}
LEFT_ALONE = {"P4 500 without effect", "P4 503 without effect", "P5 line closed"}
"""It may have been taken and the list has nothing: nothing is sent again by itself (`reliability.md`, rule 8)."""


def make_time_pass(house: RunningHouse, minutes: int = 10) -> None:
    """What was cut off has been so for a while, and is due to be looked up."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    if house.database_url.startswith("sqlite"):
        past = past.replace(tzinfo=None)
    with house._engine.begin() as connection:
        connection.execute(
            text("update message set next_at = :past where direction = 'out' and state = 'uncertain' "
                 "and channel in ('sms', 'whatsapp')"), {"past": str(past) if past.tzinfo is None else past},
        )  # fmt: skip
        connection.execute(
            text("update message set claimed_until = :past where direction = 'out' and state = 'sending'"),
            {"past": str(past) if past.tzinfo is None else past},
        )


def outbound_to(house: RunningHouse, to: list[str]) -> dict[str, str]:
    """State by number, of what was written to these numbers."""
    rows = house.rows("select recipient, state from message where direction = 'out' and channel = 'sms'")
    return {row.recipient: row.state for row in rows if row.recipient in to}


def texted(house: RunningHouse, to: str) -> int:
    """How many texts the provider has accepted for this number."""
    return sum(taken["to"] == to for taken in house.sandbox("ledger.json")["accepted"])


@pytest.mark.timeout(180)
@pytest.mark.parametrize("row", API_TROUBLES)
def test_a_provider_that_errs_gets_each_text_once(
    running: RunningHouse, tenants: Senders, ledger: Ledger, rng: random.Random, figure: Figure, full: bool, row: str
) -> None:
    count = 20 if full else 5
    hundred = list(API_TROUBLES).index(row)  # a number that wrote in another row has a case, and gets no answer here
    numbers = [f"+447700902{hundred}{number:02d}" for number in rng.sample(range(100), count)]
    # No receipt may tell us: we must look it up.
    running.sandbox("chaos", {"webhooks": {"drop": 1.0}, "api": API_TROUBLES[row] | {"times": len(numbers)}})
    for number, to in enumerate(numbers):
        tenants.try_text(f"SM{rng.getrandbits(128):032x}", to, f"The rubbish was not collected, note {number}")
    until(lambda: len(outbound_to(running, numbers)) == len(numbers), "an answer is written to each", 30)
    until(lambda: _tried(running, numbers), "each was tried", 40)
    uncertain = sum(state == "uncertain" for state in outbound_to(running, numbers).values())

    expected = int(row not in LEFT_ALONE)

    def settled() -> bool:
        if not expected:
            return left_alone(running, numbers)
        make_time_pass(running)
        return set(outbound_to(running, numbers).values()) == {"sent"}

    if not expected:
        make_time_pass(running)
    until(settled, "each is looked up, and has gone or is left alone", 60)
    reached = [texted(running, to) for to in numbers]
    figure(f"{row} at the provider", injected=len(numbers), sent_once=reached.count(1),
           sent_twice=sum(n > 1 for n in reached), never=reached.count(0), uncertain_meanwhile=uncertain)  # fmt: skip
    assert reached == [expected] * len(numbers)
    assert (uncertain == len(numbers)) == (row != "P4 429"), outbound_to(running, numbers)


def left_alone(house: RunningHouse, to: list[str]) -> bool:
    """Was each of these looked up in vain, and left alone?"""
    rows = house.rows("select recipient, state, error_code, attempts from message where direction = 'out'")
    mine = [(row.state, row.error_code, row.attempts) for row in rows if row.recipient in to]
    return mine == [("failed", "not_listed", 1)] * len(to)


def _tried(house: RunningHouse, numbers: list[str]) -> bool:
    return all(state in ("uncertain", "sent") for state in outbound_to(house, numbers).values())


@pytest.mark.timeout(120)
def test_a_mail_whose_answer_was_cut_is_left_to_a_person(
    running: RunningHouse, tenants: Senders, rng: random.Random, figure: Figure
) -> None:
    sender = f"cut{rng.getrandbits(32)}@post.example"
    running.sandbox("chaos", {"mailbox": {"mode": "cut after effect", "times": 1}})
    tenants.try_mail(f"<{rng.getrandbits(64):x}@post.example>", sender, "Rent", "How much do I owe?")
    query = "select state from message where direction = 'out' and recipient = :to"
    until(lambda: [r.state for r in running.rows(query, to=sender)] == ["uncertain"], "it is uncertain", 40)
    make_time_pass(running)
    reached = sum(str(mail.get("to", "")).find(sender) >= 0 for mail in running.sandbox("ledger.json")["mail_in"])
    figure(
        "P9 mail cut after the dot", injected=1, sent_once=int(reached == 1), sent_twice=int(reached > 1), uncertain=1
    )
    assert reached == 1
    assert [row.state for row in running.rows(query, to=sender)] == ["uncertain"]


@pytest.mark.timeout(180)
def test_a_provider_that_hangs_keeps_no_new_emergency_waiting(
    running: RunningHouse, tenants: Senders, rng: random.Random, figure: Figure
) -> None:
    """P6: texts are on their way to a provider that answers after 13 seconds, and somebody smells gas."""
    running.sandbox("chaos", {"webhooks": {"drop": 1.0}, "api": {"mode": "delay", "seconds": 13, "times": 100}})
    tag, gas, sid = rng.randrange(10), f"+44770090{rng.randrange(5000, 6000)}", f"SM{rng.getrandbits(128):032x}"
    for number in range(8):
        to = f"+4477009045{tag}{number}"
        tenants.try_text(f"SM{rng.getrandbits(128):032x}", to, f"The street lamp is dark, note {number}")
    under_way = "select count(*) from message where direction = 'out' and state = 'sending'"
    until(lambda: running.count(under_way) >= 4, "every hand for ordinary texts waits", 12)
    began = time.monotonic()
    tenants.try_text(sid, gas, "I can smell gas in the kitchen")
    placed = "select count(*) from message where provider_id = :sid and state = 'routed'"
    until(lambda: running.count(placed, sid=sid), "it is placed", 5)
    after = time.monotonic() - began
    until(lambda: texted(running, gas) == 1, "the safety words are at the provider", 5)
    assert running.count(under_way) >= 5, "and nothing else has been answered meanwhile"
    figure(
        "P6 gas while a provider hangs", injected=1, placed=f"{after:.2f} s", told=f"{time.monotonic() - began:.2f} s"
    )
    running.sandbox("chaos", {"reset": True})
    left = "select count(*) from message where direction = 'out' and state in ('due', 'sending')"
    until(lambda: not running.count(left), "all of it has left", 60)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_sender_that_dies_in_the_middle_is_replaced_and_nothing_leaves_twice(
    running: RunningHouse, tenants: Senders, rng: random.Random, figure: Figure, how: signal.Signals
) -> None:
    running.sandbox("chaos", {"webhooks": {"drop": 1.0}, "api": {"mode": "delay", "seconds": 4, "times": 2}})
    numbers = [f"+447700905{hundred}{rng.randrange(100):02d}" for hundred in (1, 2)]
    tenants.try_text(f"SM{rng.getrandbits(128):032x}", numbers[0], "The street lamp is dark")
    until(lambda: texted(running, numbers[0]) == 1, "the provider has it", 30)
    [held] = running.rows("select claim from message where state = 'sending' and recipient = :to", to=numbers[0])
    sender = int(held.claim.rpartition("-")[2])
    assert sender in running.children("worker")
    os.kill(sender, how)
    tenants.try_text(f"SM{rng.getrandbits(128):032x}", numbers[1], "The street lamp is dark")
    until(lambda: texted(running, numbers[1]) == 1, "whoever comes in its place sends the next", 20)

    def settled() -> bool:
        make_time_pass(running)
        return set(outbound_to(running, numbers).values()) == {"sent"}

    until(settled, "both are known to have gone", 60)
    reached = [texted(running, to) for to in numbers]
    figure(
        f"P2 sender ended by {how.name}", injected=2, sent_once=reached.count(1), sent_twice=sum(n > 1 for n in reached)
    )
    assert reached == [1, 1]


@pytest.mark.timeout(180)
def test_workers_killed_while_the_provider_thinks_send_once(
    running: RunningHouse, tenants: Senders, rng: random.Random, figure: Figure, full: bool
) -> None:
    """P2: the text has gone, and whoever sent it dies before writing that down."""
    rounds = 10 if full else 2
    numbers = [f"+447700903{rng.randrange(1000):03d}" for _ in range(rounds)]
    numbers = list(dict.fromkeys(numbers))
    for number, to in enumerate(numbers):
        running.wait_until_well()
        running.sandbox("chaos", {"webhooks": {"drop": 1.0}, "api": {"mode": "delay", "seconds": 4, "times": 1}})
        tenants.try_text(f"SM{rng.getrandbits(128):032x}", to, f"The street lamp is dark, note {number}")
        until(lambda to=to: texted(running, to) == 1, "the provider has it", 30)  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        assert outbound_to(running, [to]) == {to: "sending"}
        running.kill("worker")

    def settled() -> bool:
        make_time_pass(running)
        return set(outbound_to(running, numbers).values()) == {"sent"}

    until(settled, "each is looked up and known to have gone", 60)
    reached = [texted(running, to) for to in numbers]
    figure("P2 worker killed after the call, before the commit", injected=len(numbers), sent_once=reached.count(1),
           sent_twice=sum(n > 1 for n in reached), never=reached.count(0))  # fmt: skip
    assert reached == [1] * len(numbers)


@pytest.mark.timeout(240)
def test_a_worker_held_up_beyond_its_lease_changes_nothing_when_it_wakes(
    running: RunningHouse, tenants: Senders, ledger: Ledger, rng: random.Random, figure: Figure
) -> None:
    """R8: stopped with claims in hand, its lease runs out, another places them, it wakes and finishes too late."""
    held = _stop_one_with_claims(running, tenants, rng)
    pid, ids = held
    try:
        _expire(running, ids)
        until(lambda: not _still_received(running, ids), "the others place what it had claimed", 60)
    finally:
        os.kill(pid, signal.SIGCONT)
    until(lambda: not running.count("select count(*) from message where state = 'received'"), "all is placed", 60)
    time.sleep(2)  # the one who woke has time to do harm
    found = books.audit(running, ledger)
    figure("R8 worker stopped beyond its lease", claims_held=len(ids), accepted=found.accepted, lost=len(found.lost),
           duplicated=len(found.duplicated))  # fmt: skip
    assert found.wrong == []
    assert books.chains(running) == []
    assert books.sent(running).twice == []


@pytest.mark.timeout(240)
def test_gas_from_somebody_whose_text_a_stopped_worker_has_does_not_wait_for_its_end(
    running: RunningHouse, tenants: Senders, rng: random.Random, figure: Figure
) -> None:
    """R9: what one party writes waits for what it wrote before, and that for a worker that has stopped."""
    pid, ids = _stop_one_with_claims(running, tenants, rng)
    try:
        [party] = running.rows("select party from message where id = :id", id=ids[0])
        began, sid = time.monotonic(), f"SM{rng.getrandbits(128):032x}"
        tenants.try_text(sid, party.party, "I can smell gas in the kitchen")
        lane = 'select c.lane from message m join "case" c on c.id = m.case_id where m.provider_id = :sid'
        until(lambda: [row.lane for row in running.rows(lane, sid=sid)] == [0], "it is in the first lane", 40)
        until(lambda: texted(running, party.party), "the safety words have left", 10)
        figure("R9 gas behind a stopped worker", injected=1, told=f"{time.monotonic() - began:.1f} s")
    finally:
        os.kill(pid, signal.SIGCONT)
    until(lambda: not running.count("select count(*) from message where state = 'received'"), "all is placed", 60)


def _stop_one_with_claims(house: RunningHouse, tenants: Senders, rng: random.Random) -> tuple[int, list[int]]:
    """A worker's child, stopped while it holds claims and no lock on the database."""
    number = 0
    for _ in range(60):
        for _ in range(4):
            number += 1
            sender, sid = f"+4477009041{number % 100:02d}", f"SM{rng.getrandbits(128):032x}"
            tenants.try_text(sid, sender, f"Graffiti on the wall, note {number}", sender)
        for pid in house.children("worker"):
            os.kill(pid, signal.SIGSTOP)
            ids = [row.id for row in house.rows(
                "select id from message where direction = 'in' and state = 'received' and claim like :who",
                who=f"%-{pid}:%",
            )]  # fmt: skip
            if ids and _can_write(house):
                return pid, ids
            os.kill(pid, signal.SIGCONT)
    pytest.fail("no worker was ever found with claims in hand")


def _can_write(house: RunningHouse) -> bool:
    """The stopped one holds no lock that would stop everybody."""
    if not house.database_url.startswith("sqlite"):
        waiting = (
            "select count(*) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()"
        )
        return house.count(waiting) == 0
    import sqlite3

    with sqlite3.connect(house.data_dir / "frontdoor.sqlite3", timeout=1, isolation_level=None) as connection:
        try:
            connection.execute("begin immediate")
            connection.execute("rollback")
        except sqlite3.OperationalError:
            return False
    return True


def _expire(house: RunningHouse, ids: list[int]) -> None:
    past = datetime.now(UTC) - timedelta(seconds=5)
    value = past if not house.database_url.startswith("sqlite") else str(past.replace(tzinfo=None))
    with house._engine.begin() as connection:
        for number in ids:
            connection.execute(
                text("update message set claimed_until = :past where id = :id"), {"past": value, "id": number}
            )


def _still_received(house: RunningHouse, ids: list[int]) -> int:
    return house.count(f"select count(*) from message where state = 'received' and id in ({','.join(map(str, ids))})")
