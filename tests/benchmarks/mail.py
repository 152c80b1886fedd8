"""Figures about mail: from kept to placed, and from the wire to kept."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from json import loads
from pathlib import Path

from tests.benchmarks import corpus, helpdesk, postfix, senders
from tests.benchmarks.house import House, NotMeasured, copied, wait
from tests.benchmarks.report import Figure, load, median

_HELD_BACK = "held back"
"""A state that nobody looks for. A time in the future would not do: what is due far ahead, or was never tried, is due
now, since a clock may have been set back (`router/leases.py`)."""


@dataclass(frozen=True, slots=True)
class Drain:
    """A thousand kept mails placed: how fast, what it cost, into how many cases."""

    per_second: float
    cpu_ms: float
    cases: int
    placed: int


_WRITTEN_NOT_SENT = f"""create trigger bench_holds_back after insert on message when new.direction = 'out'
begin update message set state = '{_HELD_BACK}' where id = new.id; end"""
"""The peers' acknowledgements go to a backend that drops them, so ours are written down and wait: what is measured
ends when the mail is placed. The burst (`texts.py`) sends everything."""


def keep_corpus(folder: Path) -> House:
    """A stopped house that has kept the corpus and placed none of it; its mails are not due yet."""
    with House(folder, "smtp").start() as house:
        mails = corpus.mails()
        accepted = senders.send_mails(house.ports["SMTP_PORT"], mails, connections=1, each=100)
        if accepted != len(mails):
            raise NotMeasured(f"only {accepted} of {len(mails)} mails were kept")
        house.stop()
        house.change(f"update message set state = '{_HELD_BACK}' where direction = 'in'")
        return house


def drain(kept: House, folder: Path, workers: int, kill: bool = False, send: bool = False) -> Drain:
    """Let the workers loose on a copy of the kept corpus. `kill`: one dies by SIGKILL in the middle.

    `send`: their acknowledgements leave meanwhile.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with copied(kept, folder, "worker clock sandbox", WORKERS=str(workers)).start(prepare=False) as house:
        time.sleep(1.0)  # the workers have registered and listen
        spent = house.cpu("worker")
        if not send:
            house.change(_WRITTEN_NOT_SENT)
        house.change(f"update message set state = 'received' where state = '{_HELD_BACK}' and direction = 'in'")
        began = time.monotonic()
        house.ring()
        if kill:
            wait(lambda: house.unplaced() <= 600, "nothing was placed", house, every=0.005)
            os.kill(house.workers()[0].pid, signal.SIGKILL)
        wait(lambda: house.unplaced() == 0, "not every mail was placed", house, every=0.02)
        took = time.monotonic() - began
        cpu = house.cpu("worker") - spent
        cases = int(house.one('select count(*) from "case"'))
        placed = int(house.one("select count(*) from message where direction = 'in' and state = 'routed'"))
    shutil.rmtree(folder, ignore_errors=True)
    return Drain(placed / took, 1e3 * cpu / placed, cases, placed)


def floor_rate(folder: Path) -> float:
    """Mails a second of the leanest pipeline, two processes, fifty to a commit."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    run = subprocess.run([sys.executable, "-m", "tests.benchmarks.floor", str(folder), "2"], env=environment,
                         capture_output=True, text=True, check=True, timeout=300)  # fmt: skip
    return float(loads(run.stdout.splitlines()[-1])["per_second"])


def placing(folder: Path, peer_home: Path, repeats: int) -> list[Figure]:
    """Processor time and rate from kept to placed, and how many cases the corpus becomes."""
    cost = Figure("processor time per mail, kept to placed, against django-helpdesk", "x", 1 / 4, 1 / 8, False)
    rate = Figure("sustained kept-to-placed rate, against the leanest pipeline", "x", 0.10, 0.25, True)
    cases = Figure("cases from the 1,000-mail corpus: furthest from 906, any number of workers", "off", 0, None, False)
    kept = keep_corpus(folder / "kept")
    floor_rate(folder / "floor")  # trains the small model, warms the disk
    ours: list[Drain] = []
    floors: list[float] = []
    peers: list[helpdesk.Peer] = []
    peer_words = ""
    for _ in range(repeats):  # one after the other, so that each pair meets the same machine
        floors.append(floor_rate(folder / "floor"))
        ours.append(drain(kept, folder / "drain", workers=2))
        try:
            peers.append(helpdesk.measure(peer_home, folder / "helpdesk", corpus.mails()))
        except NotMeasured as error:
            peer_words = str(error)
    mine = median([one.cpu_ms for one in ours])
    said = f"ours {mine:.2f} ms a mail of two workers and their reading children ({load()})"
    if peers:
        theirs = median([peer.cpu_ms for peer in peers])
        cost.judge(mine / theirs, said, f"django-helpdesk {theirs:.2f} ms, {peers[0].tickets} tickets")
    else:
        cost.not_run(f"{said}; {peer_words}")
    pairs = [one.per_second / floor for one, floor in zip(ours, floors, strict=True)]
    rate.judge(median(pairs), f"ours {median([one.per_second for one in ours]):.0f} mails/s, "
               f"the floor {median(floors):.0f} ({load()})")  # fmt: skip
    runs: Sequence[tuple[str, Drain]] = [
        ("1 worker", drain(kept, folder / "drain", 1)), *(("2 workers", one) for one in ours),
        ("4 workers", drain(kept, folder / "drain", 4)),
        ("2 workers, acknowledgements sent meanwhile", drain(kept, folder / "drain", 2, send=True)),
        ("2 workers, one killed in the middle", drain(kept, folder / "drain", 2, kill=True, send=True)),
    ]  # fmt: skip
    worst = max(abs(one.cases - corpus.TICKETS) + abs(one.placed - 1000) for _, one in runs)
    cases.judge(worst, "; ".join(f"{words}: {one.cases} ({one.per_second:.0f}/s)" for words, one in runs))
    return [cost, rate, cases]


def accepting(folder: Path, repeats: int, count: int = 1000) -> list[Figure]:
    """Durable SMTP, a fresh connection for each mail, beside Postfix on the same disk."""
    figure = Figure("durable SMTP at 10 fresh connections, against Postfix", "x", 0.55, 0.70, True)
    ours: list[float] = []
    theirs: list[float] = []
    why = ""
    with House(folder / "smtp", "smtp").start() as house:
        port = house.ports["SMTP_PORT"]
        senders.mail_rate(port, 100)
        before, spent = int(house.one("select count(*) from message")), house.cpu("smtp")
        for _ in range(repeats):
            try:
                with postfix.running(folder / "postfix") as other:
                    senders.mail_rate(other, 100)
                    theirs.append(senders.mail_rate(other, count))
            except NotMeasured as error:
                why = str(error)
            ours.append(senders.mail_rate(port, count))
        cost = 1e3 * (house.cpu("smtp") - spent) / (count * repeats)
        there = int(house.one("select count(*) from message")) - before
    if there != count * repeats:
        raise NotMeasured(f"{count * repeats} mails were accepted, {there} are there")
    said = f"ours {median(ours):.0f} mails/s, {cost:.2f} ms of processor each, all {there} found in the database"
    if not theirs:
        return [figure.not_run(f"{said}; {why}")]
    pairs = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return [figure.judge(median(pairs), said, f"Postfix {median(theirs):.0f} mails/s ({load()})")]
