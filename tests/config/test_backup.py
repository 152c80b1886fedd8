"""Backup and restore: whole or not at all, to another place and another database, and nothing sent twice."""

import io
import json
import stat
import threading
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from builders import OKAFOR, OKAFOR_MAIL, Cast, a_mail, a_text, case_of, hear, said_to
from doubles import FakeSender, FrozenClock
from sqlalchemy import func, select

from config import backup, restore, schema, settings
from config.reading_back import HEARTBEAT
from config.wiring import House
from queues import waiting
from router.errors import RouterError, TryAgainLater
from router.model import Attachment, Base, Case, ContactPoint, Message, Patch, Staff, StaffSession
from router.values import IncomingFile, RawMail, Sent

PHOTO = b"\xff\xd8\x00 a photo, more or less"


@pytest.fixture
def lived_in(house: House, cast: Cast, clock: FrozenClock, senders: dict[str, FakeSender]) -> House:
    """Texts, a mail, a photo; one answer gone, one written, one cut off in the middle, one not yet placed."""
    photo = IncomingFile("tap.jpg", "image/jpeg", PHOTO)
    hear(house, a_text("my tap drips", OKAFOR, attachments=(photo,), raw=b"\x00\xff raw"))
    house.dispatch.drain()
    clock.go_on(minutes=1)
    (kept,) = hear(house, a_text("I can smell gas \U0001f976\u2028", "+447700900150"))
    hear(house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail("My fence fell over"), clock()))
    with house.database.transaction() as session:
        case = session.get_one(Case, case_of(house, kept).id)
        row = house.outbox.write(session, case, "Are you outside?", at=clock(), author_id=cast.amina)
        row.state, row.claim, row.claimed_until = "sending", "worker-1", clock()
        case.linked_case_id = case.id + 1  # a case that comes later in the file
        session.add(StaffSession(token_hash="x" * 64, staff_id=cast.amina, version=1, created_at=clock(),
                                 seen_at=clock(), expires_at=clock()))  # fmt: skip
    house.intake.receive(a_text("nobody has placed me yet", "+447700900151", received_at=clock()))
    house.journey.claim()
    return house


@pytest.fixture
def elsewhere(tmp_path: Path) -> Callable[..., settings.Settings]:
    """Settings of a new, empty house."""

    def elsewhere(url: str = "") -> settings.Settings:
        given = {"DATA_DIR": str(tmp_path / "elsewhere"), "PATH": "", **({"DATABASE_URL": url} if url else {})}
        return settings.load(given)

    return elsewhere


def rows_of(house: House) -> dict[str, list[dict[str, object]]]:
    with house.database.reading() as session:
        return {table.name: [dict(row._mapping) for row in session.execute(select(table).order_by(*table.primary_key))]
                for table in Base.metadata.sorted_tables}  # fmt: skip


CHANGED = ("staff_session", "heartbeat", "message", "event", "case")


def test_everything_is_there_again_and_nothing_is_sent_before_it_is_looked_up(
    lived_in: House, tmp_path: Path, elsewhere: Callable[..., settings.Settings], clock: FrozenClock
) -> None:
    file = tmp_path / "house.zip"
    said = backup.backup(lived_in.settings, file, clock)
    assert "1 attachments are in" in said and "in place of an older file" not in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert "in place of an older file of that name" in backup.backup(lived_in.settings, file, clock)
    clock.go_on(hours=1)
    out = io.StringIO()
    assert restore.restore(elsewhere(), file, out, clock) == 0
    printed = out.getvalue().splitlines()
    assert printed[1].startswith("4 messages on their way out are uncertain now")
    assert "message placed nowhere: 0" in printed
    senders = {name: FakeSender(name) for name in ("sms", "email")}
    again = House(elsewhere(), now=clock, classifier_override=lived_in.classifier, senders_override=senders, rates={})
    again.jobs_override = lived_in.jobs
    before, after = rows_of(lived_in), rows_of(again)
    assert {name: rows for name, rows in after.items() if name not in CHANGED} == {
        name: rows for name, rows in before.items() if name not in CHANGED
    }
    assert after["staff_session"] == []
    last = [(row["name"], clock() - row["at"]) for row in after["heartbeat"]]
    assert last == [(HEARTBEAT, timedelta(hours=1))], "what came since the backup is read back from the providers"
    assert [row["linked_case_id"] for row in after["case"]] == [row["linked_case_id"] for row in before["case"]]
    assert [(row["id"], row["text"]) for row in after["message"]] == [(r["id"], r["text"]) for r in before["message"]]
    assert {row["claim"] for row in after["message"]} == {""}
    with again.database.reading() as session:
        assert again.blobs.get(session.scalars(select(Attachment.sha256)).one()) == PHOTO
    assert again.dispatch.drain() == 0
    assert senders["sms"].sent == []
    senders["sms"].found = Sent("SM-it-had-gone")
    again.dispatch.recover()
    assert senders["sms"].sent == []
    assert {message.provider_id for message in said_to(again, 2)} == {"SM-it-had-gone"}
    again.journey.drain()  # what was not placed yet is placed here
    with again.database.reading() as session:
        assert session.scalar(select(func.count()).where(Message.direction == "in", Message.case_id.is_(None))) == 0
    again.close()


def test_ids_go_on_where_they_were(
    lived_in: House, tmp_path: Path, elsewhere: Callable[..., settings.Settings], request: pytest.FixtureRequest
) -> None:
    """From SQLite to PostgreSQL, or the other way round: whichever the house is not on."""
    on_sqlite = lived_in.settings.database_url.startswith("sqlite")
    if on_sqlite and request.config.getoption("--database") != "postgresql":
        url = request.getfixturevalue("postgresql_url")
    else:
        url = ""
    file = tmp_path / "house.zip"
    backup.backup(lived_in.settings, file, lived_in.now)
    there = elsewhere(url)
    assert there.database_url.startswith("sqlite") != on_sqlite
    assert restore.restore(there, file, io.StringIO()) == 0
    again = House(there, classifier_override=lived_in.classifier, jobs_override=lived_in.jobs)
    before, after = rows_of(lived_in), rows_of(again)
    for name in ("raw_message", "home", "staff", "deadline", "attachment"):
        assert after[name] == before[name]
    (kept,) = hear(again, a_text("hello", "+447700900199"))
    assert kept.message_id == max(int(str(row["id"])) for row in before["message"]) + 1
    assert len(rows_of(again)["event"]) > len(after["event"])
    with again.database.transaction() as session:
        session.add(Patch(code="P9", name="New"))
    again.close()


def test_only_into_an_empty_place(lived_in: House, tmp_path: Path) -> None:
    file = tmp_path / "house.zip"
    backup.backup(lived_in.settings, file, lived_in.now)
    before = rows_of(lived_in)
    with pytest.raises(RouterError, match="there are messages here already: restore only into an empty place"):
        restore.restore(lived_in.settings, file, io.StringIO())
    assert rows_of(lived_in) == before


def test_a_seeded_place_without_messages_gives_way(
    lived_in: House, tmp_path: Path, elsewhere: Callable[..., settings.Settings]
) -> None:
    file = tmp_path / "house.zip"
    backup.backup(lived_in.settings, file, lived_in.now)
    there = elsewhere()
    there.data_dir.mkdir(exist_ok=True)
    schema.migrate(there.database_url)
    other = House(there)
    with other.database.transaction() as session:
        session.add(Staff(email="demo@homes.example", name="Demo"))
    assert restore.restore(there, file, io.StringIO()) == 0
    with other.database.reading() as session:
        assert session.scalar(select(func.count()).where(Staff.email == "demo@homes.example")) == 0
    other.close()


def spoiled(file: Path, name: str, content: bytes | None) -> Path:
    """The same backup with one entry changed, or left out."""
    other = file.with_name(f"spoiled-{uuid4().hex}.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
            elif content is not None:
                new.writestr(entry, content)
    return other


def test_a_backup_that_is_not_whole_changes_nothing(
    lived_in: House, tmp_path: Path, elsewhere: Callable[..., settings.Settings]
) -> None:
    file = tmp_path / "house.zip"
    backup.backup(lived_in.settings, file, lived_in.now)
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        photo = next(name for name in archive.namelist() if name.startswith("blobs/"))
        messages = archive.read("tables/message.jsonl")
    cut = file.with_name("cut.zip")
    cut.write_bytes(file.read_bytes()[:-200])
    newer = json.dumps(manifest | {"revision": "9999"}).encode()
    strange = json.dumps(manifest | {"format": 99}).encode()
    for bad, words in (
        (cut, "is not a backup, or not all of it"),
        (spoiled(file, "manifest.json", None), "not a backup of frontdoor"),
        (spoiled(file, "manifest.json", b"{}"), "not a backup of frontdoor"),
        (spoiled(file, "manifest.json", strange), "of another format"),
        (spoiled(file, "manifest.json", newer), "which this frontdoor does not know"),
        (spoiled(file, photo, b"another photo"), "is not as it was written; nothing was changed"),
        (spoiled(file, photo, None), "cannot be read; nothing was changed"),
        (spoiled(file, "tables/message.jsonl", messages.split(b"\n", 1)[1]), "message.jsonl is not as it was written"),
    ):
        with pytest.raises(RouterError, match=words):
            restore.restore(elsewhere(), bad, io.StringIO())
        assert not (elsewhere().data_dir / "blobs").exists()


def test_a_backup_that_fails_leaves_the_old_one(lived_in: House, tmp_path: Path) -> None:
    file = tmp_path / "house.zip"
    backup.backup(lived_in.settings, file, lived_in.now)
    before = file.read_bytes()
    empty = settings.load({"DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}", "DATA_DIR": str(tmp_path / "d")})
    with pytest.raises(RouterError, match="the database is at nothing: run frontdoor migrate first"):
        backup.backup(empty, file)
    assert file.read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_folder_that_is_not_there_is_named_by_the_file_that_was_asked_for(lived_in: House, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as refused:
        backup.backup(lived_in.settings, tmp_path / "nowhere" / "monday.zip")
    assert refused.value.filename == str(tmp_path / "nowhere" / "monday.zip")


def test_a_lost_attachment_is_said_and_does_not_stop_the_backup(lived_in: House, tmp_path: Path) -> None:
    for blob in lived_in.blobs.folder.glob("??/*"):
        blob.unlink()
    assert "1 attachments were missing before" in backup.backup(lived_in.settings, tmp_path / "house.zip")


def test_one_that_is_swept_away_meanwhile_does_not_stop_the_backup(lived_in: House, tmp_path: Path) -> None:
    gone = lived_in.blobs.folder / "ab" / f"ab{62 * '0'}"
    gone.parent.mkdir(exist_ok=True)
    gone.symlink_to("nowhere")  # listed, and not there when it is opened
    assert "1 attachments are in" in backup.backup(lived_in.settings, tmp_path / "house.zip")


def test_it_is_of_one_moment_while_everything_runs(
    lived_in: House, tmp_path: Path, elsewhere: Callable[..., settings.Settings]
) -> None:
    """Messages arrive meanwhile. Whatever is in the file is whole: verify finds every chain and every raw byte."""
    file, stop = tmp_path / "house.zip", threading.Event()

    def keep_on() -> None:
        number = 0
        while not stop.is_set() and number < 300:
            number += 1
            lived_in.intake.receive(a_text(f"hello {number}", f"+44770090{number:04}"))

    busy = threading.Thread(target=keep_on)
    busy.start()
    try:
        backup.backup(lived_in.settings, file, lived_in.now)
    finally:
        stop.set()
        busy.join()
    out = io.StringIO()
    restore.restore(elsewhere(), file, out)
    wrong = [line for line in out.getvalue().splitlines()[2:] if not line.endswith((": 0", ": not yet"))]
    assert [line for line in wrong if not line.startswith("message placed nowhere")] == []


def test_what_the_provider_never_had_goes_after_all(
    house: House, cast: Cast, tmp_path: Path, elsewhere: Callable[..., settings.Settings], clock: FrozenClock,
    senders: dict[str, FakeSender],
) -> None:  # fmt: skip
    senders["sms"].troubles.append(TryAgainLater("busy"))
    hear(house, a_text("my rent is wrong", OKAFOR))
    house.dispatch.drain()
    with house.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        assert waiting.claim(session, case.id, session.get_one(Staff, cast.amina), clock())
    file = tmp_path / "house.zip"
    backup.backup(house.settings, file, clock)
    assert restore.restore(elsewhere(), file, io.StringIO(), clock) == 0
    fresh = {"sms": FakeSender("sms")}
    again = House(elsewhere(), now=clock, jobs_override=house.jobs, senders_override=fresh, rates={})
    again.dispatch.recover()
    again.dispatch.drain()
    assert len(fresh["sms"].sent) == 1
    with again.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ContactPoint)) == 3
    again.close()
