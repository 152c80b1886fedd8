"""What Twilio could not deliver is read back from its lists, exactly once, also when both come at once."""

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from config.timetable import reconcile
from config.wiring import House as OneProcess
from tests.faults import books
from tests.faults.conftest import Figure
from tests.faults.house import RunningHouse, until


@pytest.fixture
def clocks(running: RunningHouse) -> Iterator[list[OneProcess]]:
    """Two clocks that read back the same lists at the same time."""
    houses = [OneProcess(running.settings()) for _ in range(2)]
    yield houses
    for house in houses:
        house.close()


def read_back(clocks: list[OneProcess]) -> int:
    """Both at once. How many messages were new."""
    with ThreadPoolExecutor(len(clocks)) as pool:
        return sum(pool.map(reconcile, clocks))


def sids_of(running: RunningHouse, sids: list[str]) -> dict[str, int]:
    """How many rows there are for each, in a case."""
    rows = running.rows("select provider_id, count(*) as n from message where direction = 'in' and case_id is not null "
                        "group by provider_id")  # fmt: skip
    counted = {row.provider_id: int(row.n) for row in rows}
    return {sid: counted.get(sid, 0) for sid in sids}


def placed(running: RunningHouse) -> bool:
    return not running.count("select count(*) from message where direction = 'in' and state = 'received'")


def judge(running: RunningHouse, sids: list[str], figure: Figure, row: str) -> None:
    until(lambda: placed(running), "all is placed", 60)
    counted = sids_of(running, sids)
    figure(row, injected=len(sids), once=list(counted.values()).count(1), lost=list(counted.values()).count(0),
           duplicated=sum(n > 1 for n in counted.values()))  # fmt: skip
    assert set(counted.values()) == {1}
    assert books.chains(running) == []


def texts(count: int, rng: random.Random, prefix: str) -> list[dict[str, str]]:
    return [{"from": f"+447700900{prefix}{number % 100:02d}", "body": f"The hedge is high, note {rng.random()}"}
            for number in range(count)]  # fmt: skip


@pytest.mark.timeout(180)
def test_webhooks_that_never_came_are_read_back_once(
    running: RunningHouse, clocks: list[OneProcess], rng: random.Random, figure: Figure, full: bool
) -> None:
    running.sandbox("chaos", {"webhooks": {"drop": 1.0}})
    sent = running.sandbox("texts", {"texts": texts(500 if full else 60, rng, "2")})["sent"]
    sids = [one["sid"] for one in sent]
    assert set(sids_of(running, sids).values()) == {0}
    assert read_back(clocks) > 0, "the house's own clock may have read some of them back meanwhile"
    assert read_back(clocks) == 0
    judge(running, sids, figure, "B12 webhooks missed altogether")


@pytest.mark.timeout(240)
def test_texts_sent_while_the_web_was_down_are_read_back_once(
    running: RunningHouse, clocks: list[OneProcess], rng: random.Random, figure: Figure
) -> None:
    sids: list[str] = []
    with running.stopped("web"):  # Twilio waits fifteen seconds, and the requests stay in the door's own line
        told = running.sandbox("texts", {"texts": texts(8, rng, "3"), "at_once": 8})["sent"]
        sids += [one["sid"] for one in told]
        assert all(one["webhook"]["state"] == "gave up" for one in told), told
    read_back(clocks)  # while the web process wakes up and finds the old requests
    running.kill("web")
    sids += [one["sid"] for one in running.sandbox("texts", {"texts": texts(20, rng, "4")})["sent"]]
    running.wait_until_well()
    read_back(clocks)
    judge(running, sids, figure, "B12 web stopped, then killed")


@pytest.mark.timeout(180)
def test_webhooks_and_reading_back_race(
    running: RunningHouse, clocks: list[OneProcess], rng: random.Random, figure: Figure, full: bool
) -> None:
    running.sandbox("chaos", {"webhooks": {"duplicate": 0.5}})
    over = threading.Event()

    def read_on() -> None:
        while not over.is_set():
            read_back(clocks)
            time.sleep(0.05)

    reading = threading.Thread(target=read_on)
    reading.start()
    try:
        sent = running.sandbox("texts", {"texts": texts(400 if full else 80, rng, "5"), "at_once": 8})["sent"]
    finally:
        over.set()
        reading.join()
    read_back(clocks)
    judge(running, [one["sid"] for one in sent], figure, "B13 webhook and reconciler race")


@pytest.mark.timeout(180)
def test_calls_that_reached_nobody_are_read_back_once(
    running: RunningHouse, clocks: list[OneProcess], figure: Figure
) -> None:
    running.kill("web")
    sids = [running.sandbox("call", {"from": f"+4416329602{number:02d}"})["sid"] for number in range(4)]
    for sid in sids:
        running.sandbox(f"call/{sid}/hangup", {})
    running.wait_until_well()
    until(lambda: all(running.sandbox(f"call/{sid}.json")["over"] for sid in sids), "the calls are over", 60)
    read_back(clocks)
    read_back(clocks)
    judge(running, sids, figure, "B17 calls while the web was down")
