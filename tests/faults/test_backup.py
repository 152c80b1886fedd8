"""A backup taken while messages pour in, restored into an empty place and verified there."""

import threading
from pathlib import Path

import pytest

from tests.faults import books
from tests.faults.conftest import Figure
from tests.faults.house import RunningHouse, until
from tests.faults.ledger import Entry, Ledger
from tests.faults.senders import Senders


@pytest.mark.timeout(300)
def test_a_backup_of_a_running_house_holds_all_that_was_accepted_before_it(
    running: RunningHouse, tenants: Senders, ledger: Ledger, tmp_path: Path, figure: Figure,
) -> None:  # fmt: skip
    over, sent = threading.Event(), 0

    def pour() -> None:
        nonlocal sent
        while not over.is_set():
            sent += 1
            tenants.try_text(f"SM{sent:032x}", f"+4477009001{sent % 100:02d}", f"Fly-tipping again, note {sent}")
            if sent % 4 == 0:
                tenants.try_mail(f"<b{sent}@post.example>", f"b{sent}@post.example", "Fly-tipping", "Again")

    pouring = threading.Thread(target=pour)
    pouring.start()
    try:
        until(lambda: len(ledger.accepted()) > 40, "messages pour in", 60)
        before = {(entry.channel, entry.key) for entry in ledger.accepted()}
        file = tmp_path / "house.backup"
        status, said = running.command("backup", str(file))
        assert status == 0, said
    finally:
        over.set()
        pouring.join(60)

    elsewhere = RunningHouse(tmp_path / "elsewhere")  # never started; its own SQLite file, wherever the copy came from
    (tmp_path / "elsewhere").mkdir(exist_ok=True)
    status, said = elsewhere.command("restore", str(file))
    assert status == 0, said
    assert books.verify(elsewhere) == []
    there = Ledger(tmp_path / "before.jsonl")
    for entry in [e for key, e in ledger.entries.items() if key in before]:
        there.note(Entry(entry.channel, entry.key, entry.sha256), "accepted")
    rows = [row for row in elsewhere.exported("messages") if row["direction"] == "in"]
    kept = {(row["channel"], row["provider_id"]): row["raw_sha256"] for row in rows}
    unread = {row["raw_sha256"] for row in rows}  # a mail not yet read has no id of its own
    lost = [e.key for e in there.accepted() if kept.get((e.channel, e.key), "") != e.sha256 and e.sha256 not in unread]
    figure("G4 backup while running, restored elsewhere", accepted_before=len(before), accepted_meanwhile=len(ledger.accepted()) - len(before),
           lost=len(lost), said=said.strip().splitlines()[-1][:80])  # fmt: skip
    assert lost == []
    there.close()
