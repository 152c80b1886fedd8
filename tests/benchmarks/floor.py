"""The leanest pipeline that Python can do on this machine: what the sustained rate is held against.

Parse, thread by References, strip quotes, classify with a small spaCy model, route by one rule, five rows, one durable
commit for fifty mails; two processes on one SQLite file. Nothing is safe, nothing is explained, nobody is identified,
and with two processes it even threads some answers wrongly. It is a floor, not a rival.

Run as a process of its own: `python -m tests.benchmarks.floor FOLDER PROCESSES`.
"""

import email
import hashlib
import json
import multiprocessing
import random
import re
import sqlite3
import sys
import time
from email.message import Message
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from tests.benchmarks import corpus

BATCH = 50
_QUEUES = {"plumbing": "trades-a", "heating": "gas", "electrical": "elec"}
_QUOTED = re.compile(r"^(>|On .{5,120} wrote:)")
_TABLES = """
create table if not exists message(id integer primary key, mid text unique, ticket integer, sender text, subject text,
  body text, raw blob, at real);
create table if not exists ticket(id integer primary key, ref text, queue text, label text, conf real, state text,
  requester text, at real);
create index if not exists t_req on ticket(requester, state);
create table if not exists event(id integer primary key, ticket integer, kind text, data text, at real);
create table if not exists outbox(id integer primary key, ticket integer, channel text, dest text, body text, due real,
  state text);
"""


def train(folder: Path) -> None:
    """A small bag-of-words classifier from the corpus's own texts; its accuracy means nothing, its speed does."""
    import spacy
    from spacy import util
    from spacy.training import Example

    util.fix_random_seed(1)  # type: ignore[attr-defined]  # spaCy has no types of its own here
    rows = corpus.labelled_texts(2000)
    labels = sorted({label for label, _ in rows})
    nlp = spacy.blank("en")
    model = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True, "length": 262144, "ngram_size": 1,
             "no_output_layer": False}  # fmt: skip
    head: Any = nlp.add_pipe("textcat", config={"model": model})
    for label in labels:
        head.add_label(label)
    examples = [
        Example.from_dict(nlp.make_doc(text), {"cats": {one: float(one == label) for one in labels}})
        for label, text in rows
    ]
    optimiser = nlp.initialize(lambda: examples[:300])
    for turn in range(2):
        random.Random(turn).shuffle(examples)
        for batch in util.minibatch(examples, 64):  # type: ignore[no-untyped-call]  # spaCy has no types of its own here
            nlp.update(batch, sgd=optimiser, drop=0.2)
    nlp.to_disk(folder)


def _parse(raw: bytes) -> tuple[Message, str]:
    mail, text = email.message_from_bytes(raw), ""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "text/plain" and not text:
            body = part.get_payload(decode=True)
            assert isinstance(body, bytes)
            text = body.decode(part.get_content_charset() or "utf-8", "replace")
        elif kind.startswith("image/"):
            part.get_payload(decode=True)
    return mail, text


def _words(mail: Message, text: str) -> str:
    return " ".join(f"{mail['Subject']}\n{_stripped(text)[:1000]}".split())


def _stripped(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not _QUOTED.match(line))


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=60)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.executescript(_TABLES)
    return connection


def _one(c: sqlite3.Connection, raw: bytes, mail: Message, text: str, cats: dict[str, float]) -> None:
    own_id = (mail["Message-ID"] or "").strip()
    sender = parseaddr(mail["From"] or "")[1].lower()
    references = (mail["In-Reply-To"] or "").split() + (mail["References"] or "").split()
    now, ticket = time.time(), None
    if references:
        marks = ",".join("?" * len(references))
        found = c.execute(f"select ticket from message where mid in ({marks}) limit 1", references).fetchone()
        ticket = found and found[0]
    if ticket is None:
        label = max(cats, key=cats.__getitem__)
        queue = _QUEUES.get(label, "general") if cats[label] > 0.5 else "triage"
        reference = hashlib.blake2b(own_id.encode(), digest_size=5).hexdigest()
        ticket = c.execute("insert into ticket(ref,queue,label,conf,state,requester,at) values(?,?,?,?,?,?,?)",
                           (reference, queue, label, cats[label], "open", sender, now)).lastrowid  # fmt: skip
        c.execute("insert into event(ticket,kind,data,at) values(?,?,?,?)",
                  (ticket, "routed", json.dumps({"q": queue, "l": label}), now))  # fmt: skip
        c.execute("insert into outbox(ticket,channel,dest,body,due,state) values(?,?,?,?,?,?)",
                  (ticket, "email", sender, f"We have your report, reference {ticket}.", now, "due"))  # fmt: skip
    c.execute("insert or ignore into message(mid,ticket,sender,subject,body,raw,at) values(?,?,?,?,?,?,?)",
              (own_id, ticket, sender, str(mail["Subject"]), _stripped(text), raw, now))  # fmt: skip


def _run(mails: list[bytes], path: Path, model: Path, ready: Any, wanted: int, out: Any) -> None:
    import spacy

    nlp = spacy.load(model)
    nlp("warm up the model")
    connection = _open(path)
    with ready.get_lock():
        ready.value += 1
    while ready.value < wanted:
        time.sleep(0.001)
    began, spent = time.perf_counter(), time.process_time()
    for at in range(0, len(mails), BATCH):
        batch = mails[at : at + BATCH]
        parsed = [_parse(raw) for raw in batch]
        found = [doc.cats for doc in nlp.pipe(_words(mail, text) for mail, text in parsed)]
        connection.execute("begin immediate")
        for raw, (mail, text), cats in zip(batch, parsed, found, strict=True):
            _one(connection, raw, mail, text, cats)
        connection.execute("commit")
    out.put((time.perf_counter() - began, time.process_time() - spent))


def main(folder: Path, processes: int) -> None:
    """Train if need be, run once, print one line of JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / "model"
    if not model.exists():
        train(model)
    path = folder / "floor.sqlite3"
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    _open(path).close()
    mails = corpus.mails()
    context = multiprocessing.get_context("fork")
    ready, out = context.Value("i", 0), context.Queue()
    running = [
        context.Process(target=_run, args=(mails[n::processes], path, model, ready, processes, out))
        for n in range(processes)
    ]
    for process in running:
        process.start()
    took = [out.get() for _ in running]
    for process in running:
        process.join()
    messages, tickets = _open(path).execute("select count(*), (select count(*) from ticket) from message").fetchone()
    assert messages == len(mails), f"{messages} of {len(mails)} mails are there"
    rate = len(mails) / max(wall for wall, _ in took)
    print(
        json.dumps({"per_second": rate, "cpu_ms": 1e3 * sum(cpu for _, cpu in took) / len(mails), "tickets": tickets})
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
