"""Figures about texts: the webhook's rate, the wait when idle, the burst, memory, and the second start."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.benchmarks import corpus, senders
from tests.benchmarks.house import ROOT, House, NotMeasured, answers, free_ports, wait
from tests.benchmarks.report import Figure, load, median


@contextmanager
def no_store(folder: Path) -> Iterator[tuple[int, senders.Texter]]:
    """The server that stores nothing: the same gunicorn, synchronous, two workers."""
    port = free_ports(1)[0]
    texter = senders.Texter(f"http://127.0.0.1:{port}{senders.PATH}", "AC" + "0" * 32, "0" * 32, "+441632960100")
    environment = {**os.environ, "URL": texter.url, "TOKEN": texter.token, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "gunicorn", "-k", "sync", "-w", "2", "-b", f"127.0.0.1:{port}", "--log-level",
               "error", "--no-control-socket", "tests.benchmarks.no_store:app"]  # fmt: skip
    server = subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL)
    try:
        wait(lambda: answers(port), "the server without a store did not come up", seconds=60)
        yield port, texter
    finally:
        server.terminate()
        server.wait(20)


def webhook(folder: Path, repeats: int, seconds: float = 4.0) -> list[Figure]:
    """Signed texts kept a second, beside the same server keeping nothing; and how long the slowest waited."""
    rate = Figure("durable signed webhook, against the same server storing nothing", "x", 0.45, 0.60, True)
    slow = Figure("webhook p99 at 16 connections", "ms", 100, 30, False)
    ours: list[senders.Rate] = []
    theirs: list[senders.Rate] = []
    with House(folder / "web", "web").start() as house, no_store(folder) as (other, stranger):
        texter, port = senders.Texter.of(house), house.ports["PORT"]
        for port_, one in ((port, texter), (other, stranger)):
            senders.text_rate(folder, port_, one, 1.0, 4)
        spent = house.cpu("web")
        sent = 0.0
        for _ in range(repeats):
            theirs.append(senders.text_rate(folder, other, stranger, seconds))
            ours.append(senders.text_rate(folder, port, texter, seconds))
            sent += ours[-1].per_second * seconds
        cost = 1e3 * (house.cpu("web") - spent) / sent
    pairs = [mine.per_second / none.per_second for mine, none in zip(ours, theirs, strict=True)]
    mine, none = median([one.per_second for one in ours]), median([one.per_second for one in theirs])
    rate.judge(
        median(pairs), f"ours {mine:.0f}/s at {cost:.2f} ms of processor, without a store {none:.0f}/s ({load()})"
    )
    slow.judge(median([one.p99 for one in ours]), f"p50 {median([one.p50 for one in ours]):.1f} ms; without a store "
               f"p99 {median([one.p99 for one in theirs]):.1f} ms")  # fmt: skip
    return [rate, slow]


def whole_house(folder: Path) -> list[Figure]:
    """One house with every process: the wait when idle, the burst, the memory after it, the second start."""
    with House(folder / "whole").start() as house:
        figures = [*_idle(house), *_burst(house), _memory(house)]
        house.stop()
        return [*figures, _second_start(house)]


def _idle(house: House, count: int = 100) -> list[Figure]:
    """Texts one at a time, each waited for: as the sender sees it, and as the rows say."""
    middle = Figure("kept to placed when idle, p50", "ms", 100, 25, False)
    slowest = Figure("kept to placed when idle, p99", "ms", 500, 100, False)
    texter = senders.Texter.of(house)
    seen: list[float] = []
    for number, text in enumerate(texter.texts(count + 10)):
        connection = http.client.HTTPConnection("127.0.0.1", house.ports["PORT"], timeout=30)
        began = time.monotonic()
        if senders.post(connection, text) // 100 != 2:
            raise NotMeasured("a text was not accepted")
        connection.close()
        wait(lambda sid=text.sid: house.ask("select 1 from message where provider_id = ? and state = 'routed'", sid),
             "a text was not placed", house, every=0.001)  # fmt: skip
        if number >= 10:
            seen.append(1e3 * (time.monotonic() - began))
        time.sleep(0.03)
    rows = house.ask("select received_at, placed_at from message where direction = 'in' and state = 'routed' "
                     "order by id desc limit ?", count)  # fmt: skip
    waits = sorted(1e3 * (datetime.fromisoformat(b) - datetime.fromisoformat(a)).total_seconds() for a, b in rows)
    seen.sort()
    last = int(len(waits) * 0.99) - 1
    said = f"as the sender sees it, from posting to committed: p50 {seen[len(seen) // 2]:.1f}, p99 {seen[last]:.1f} ms"
    return [middle.judge(waits[len(waits) // 2], said, load()), slowest.judge(waits[last])]


def _burst(house: House) -> list[Figure]:
    """A thousand mails and a thousand texts at once."""
    figure = Figure("1,000 mails and 1,000 texts at once, all placed within", "s", 20, 6, False)
    mails, texts = corpus.mails(), senders.Texter.of(house).texts(1000)
    before = int(house.one("select count(*) from message where direction = 'in' and state = 'routed'"))
    accepted: list[int] = []
    doors = [
        threading.Thread(target=lambda: accepted.append(senders.send_mails(house.ports["SMTP_PORT"], mails))),
        threading.Thread(target=lambda: accepted.append(senders.send_texts(house.ports["PORT"], texts)[0])),
    ]
    began = time.monotonic()
    for door in doors:
        door.start()
    for door in doors:
        door.join()
    kept = time.monotonic() - began
    if sum(accepted) != 2000:
        raise NotMeasured(f"{sum(accepted)} of 2,000 were accepted")
    count = "select count(*) from message where direction = 'in' and state = 'routed'"
    wait(lambda: int(house.one(count)) - before >= 2000, "not everything was placed", house)
    took = time.monotonic() - began
    cases = house.one("select count(distinct case_id) from message where direction = 'in' and channel = 'email'")
    return [figure.judge(took, f"all kept after {kept:.1f} s; the mails became {cases} cases ({load()})")]


MEASURED = ("web", "live", "smtp", "worker", "clock", "redis", "fork_server")


def _memory(house: House) -> Figure:
    """After the load: what each process holds, a shared page counted once; before that, all of it in the burst's last
    moment."""
    figure = Figure(
        "memory (PSS) of web, live, smtp, two workers, clock and Redis, and what they share", "MB", 600, 400, False
    )
    at_once = sum(house.memory(name) for name in MEASURED) / 2**20
    time.sleep(3)
    house.wait_ready()  # a worker that was replaced after the burst counts too
    held = {name: house.memory(name) / 2**20 for name in MEASURED}
    parts = ", ".join(f"{name} {size:.0f}" for name, size in held.items())
    return figure.judge(sum(held.values()), f"{parts}; {at_once:.0f} at the end of the burst")


def _second_start(house: House) -> Figure:
    """From the command to pages and mail being served, on a machine that has done it before."""
    figure = Figure("`frontdoor up` for the second time: serving within", "s", 10, None, False)
    took, complete = [], []
    for _ in range(3):
        began = time.monotonic()
        house.start(wait_for_all=False)
        wait(lambda: _is_served(house), "the house did not come up again", house)
        took.append(time.monotonic() - began)
        house.wait_ready()
        complete.append(time.monotonic() - began)
        house.stop()
    runs = ", ".join(f"{one:.1f}" for one in took)
    return figure.judge(median(took), f"pages and mail: {runs} s; workers too: {median(complete):.1f} s ({load()})")


def _is_served(house: House) -> bool:
    """Does a page come, and does the letterbox greet?"""
    connection = http.client.HTTPConnection("127.0.0.1", house.ports["PORT"], timeout=5)
    try:
        connection.request("GET", "/live")
        if connection.getresponse().status != 200:
            return False
        with socket.create_connection(("127.0.0.1", house.ports["SMTP_PORT"]), 5) as letterbox:
            return letterbox.recv(3) == b"220"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
