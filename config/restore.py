"""`frontdoor restore FILE`: a backup into an empty place, hashes checked first, verified afterwards.

Rows and attachments are put back in one transaction, so it is all there or nothing is. What had not certainly left
when the backup was made becomes 'uncertain': it may have gone since, so the provider is asked before anything is sent.
"""

import base64
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import JSON, Connection, Date, LargeBinary, column, delete, func, insert, inspect, select, text
from sqlalchemy import table as light_table
from sqlalchemy.sql.expression import TableClause

from config import schema, verify
from config.backup import FORMAT, MANIFEST
from config.blobs import FolderBlobs, open_blobs
from config.reading_back import HEARTBEAT
from config.settings import Settings
from router import clock
from router.clock import Clock
from router.errors import RouterError
from router.model import Heartbeat, Message, record
from router.model.base import Utc
from router.receipts import RESTORED
from router.storage.database import Database
from router.values import Json

_CHUNK = 1 << 20
_ROWS = 500
_PASSING = ("staff_session", "heartbeat", "send_window")
"""What only a running house needs; nobody's sign-in comes back to life."""
_UNSURE = "This came from a backup: it may have gone since. We are looking it up."


def restore(settings: Settings, file: Path, out: TextIO, now: Clock = clock.now) -> int:
    """Put FILE into this empty place and verify it. Returns the exit status of `verify`.

    Raises RouterError, in one line and before anything is changed, for a place that is not empty and for a file that
    is not whole.
    """
    with _opened(file) as archive:
        manifest = _manifest(archive)
        _check(archive, manifest)
        made_at = datetime.fromisoformat(manifest["made_at"])
        if settings.database_url.startswith("sqlite"):
            settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        _shape(settings.database_url, manifest["revision"])
        blobs = open_blobs(settings.blobs_url)
        for name in manifest["blobs"]:
            _put_blob(blobs, name, archive)
        database = Database(settings.database_url, pool_size=1)
        try:
            with database.engine.begin() as connection:
                _refuse_unless_empty(connection)
                _fill(connection, archive, manifest, now())
            schema.migrate(settings.database_url)
            unsure = _note_restored(database, now(), made_at)
        finally:
            database.close()
    rows = sum(each["rows"] for each in manifest["tables"].values())
    print(f"Restored {rows} rows and {len(manifest['blobs'])} attachments of {manifest['made_at']}.", file=out)
    print(f"{unsure} messages on their way out are uncertain now: each is looked up before it is sent.", file=out)
    return verify.run(settings, out, now=lambda: made_at)  # what was on its way then has had no time to arrive


# --- the file --------------------------------------------------------------------------------


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise RouterError(f"{file} is not a backup, or not all of it") from None


def _manifest(archive: zipfile.ZipFile) -> Json:
    try:
        manifest: Json = json.loads(archive.read(MANIFEST))
        known = manifest["format"] == FORMAT
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile):
        raise RouterError("this is not a backup of frontdoor") from None
    if not known:
        raise RouterError(f"this backup is of another format ({manifest['format']}): use the frontdoor that made it")
    return manifest


def _check(archive: zipfile.ZipFile, manifest: Json) -> None:
    """Every byte against its hash, before anything is touched."""
    expected = {f"tables/{name}.jsonl": entry["sha256"] for name, entry in manifest["tables"].items()}
    expected |= {f"blobs/{name}": name for name in manifest["blobs"]}
    for name, sha256 in expected.items():
        hashed = hashlib.sha256()
        try:
            with archive.open(name) as entry:
                while chunk := entry.read(_CHUNK):
                    hashed.update(chunk)
        except (KeyError, EOFError, OSError, zlib.error, zipfile.BadZipFile):
            raise RouterError(f"the backup is damaged: {name} cannot be read; nothing was changed") from None
        if hashed.hexdigest() != sha256:
            raise RouterError(f"the backup is damaged: {name} is not as it was written; nothing was changed")


# --- the place -------------------------------------------------------------------------------


def _shape(url: str, revision: str) -> None:
    """Bring a new database to the shape the backup has. One that has another shape already is refused."""
    database = Database(url, pool_size=1)
    try:
        with database.engine.begin() as connection:
            stands = MigrationContext.configure(connection).get_current_revision() or ""
            if stands:
                _refuse_unless_empty(connection)
    finally:
        database.close()
    if stands and stands != revision:
        raise RouterError(f"the database here is at {stands}, the backup at {revision}: use a database that is new")
    try:
        schema.migrate(url, revision)
    except CommandError:
        raise RouterError(f"the backup is at {revision}, which this frontdoor does not know: use a newer one") from None


def _refuse_unless_empty(connection: Connection) -> None:
    if inspect(connection).has_table("message") and connection.scalar(select(func.count()).select_from(Message)):
        raise RouterError("there are messages here already: restore only into an empty place")


def _put_blob(blobs: FolderBlobs, name: str, archive: zipfile.ZipFile) -> None:
    if blobs.put(archive.read(f"blobs/{name}")).sha256 != name:
        raise RouterError(f"the backup is damaged: blobs/{name} is not as it was written")


def _fill(connection: Connection, archive: zipfile.ZipFile, manifest: Json, at: datetime) -> None:
    """Every table, parents first; a demo that was seeded here gives way."""
    tables = manifest["tables"]
    for name in reversed(tables):
        connection.execute(delete(light_table(name)))
    for name, entry in tables.items():
        if name in _PASSING:
            continue
        target = _light(name, entry["columns"])
        own = _points_to_itself(connection, name)
        later: list[Json] = []
        for rows in _pages(archive, name, entry["columns"]):
            settled = [_settled(row, at) for row in rows] if name == "message" else rows
            later += [{"b_id": row["id"], "b_own": row[own]} for row in settled if own and row[own] is not None]
            connection.execute(insert(target), [row | {own: None} for row in settled] if own else settled)
        if later and own:
            statement = f'update "{name}" set "{own}" = :b_own where id = :b_id'  # noqa: S608 - names of our own tables
            connection.execute(text(statement), later)
        if connection.dialect.name == "postgresql" and entry["columns"].get("id") == "plain":
            _go_on_counting(connection, name)


def _light(name: str, kinds: dict[str, str]) -> TableClause:
    """The table as the backup knows it: the models of this program may be newer."""
    types: dict[str, Any] = {"time": Utc(), "day": Date(), "bytes": LargeBinary(), "json": JSON()}
    return light_table(name, *(column(each, types.get(kind)) for each, kind in kinds.items()))


def _points_to_itself(connection: Connection, name: str) -> str:
    """The column that refers to another row of the same table, which may not be there yet; '' if none."""
    keys = inspect(connection).get_foreign_keys(name)
    return next((key["constrained_columns"][0] for key in keys if key["referred_table"] == name), "")


def _pages(archive: zipfile.ZipFile, name: str, kinds: dict[str, str]) -> Iterator[list[Json]]:
    page = 10 if "bytes" in kinds.values() else _ROWS
    with archive.open(f"tables/{name}.jsonl") as entry:
        while lines := list(islice(entry, page)):
            yield [_row(line, kinds) for line in lines]


def _row(line: bytes, kinds: dict[str, str]) -> Json:
    values = zip(kinds.items(), json.loads(line), strict=True)
    return {name: _unpacked(value, kind) for (name, kind), value in values}


def _unpacked(value: Any, kind: str) -> Any:
    if value is None or kind in ("plain", "json"):
        return value
    if kind == "day":
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if kind == "time" else base64.b64decode(value)


def _settled(row: Json, at: datetime) -> Json:
    """Nobody is working on it now; and what may have gone since is never sent before it was looked up."""
    row |= {"claim": "", "claimed_until": None}
    if row["direction"] == "out" and row["state"] in ("due", "sending"):
        row |= {"state": "uncertain", "next_at": at, "error_words": _UNSURE, "error_code": RESTORED}
    return row


def _go_on_counting(connection: Connection, name: str) -> None:
    """PostgreSQL's sequences do not see the ids that were put in."""
    sequence = connection.scalar(text("select pg_get_serial_sequence(:name, 'id')"), {"name": f'"{name}"'})
    if sequence:
        newest = f'select setval(:sequence, coalesce(max(id), 1), max(id) is not null) from "{name}"'  # noqa: S608 - the name of one of our own tables
        connection.execute(text(newest), {"sequence": sequence})


def _note_restored(database: Database, at: datetime, made_at: datetime) -> int:
    """Write down, in each case, what became uncertain, and since when we know nothing. Returns how many."""
    with database.transaction() as session:
        unsure = select(Message).where(Message.direction == "out", Message.state == "uncertain",
                                       Message.error_words == _UNSURE)  # fmt: skip
        rows = session.scalars(unsure).all()
        for message in rows:
            record(session, at, "house", "outbound.uncertain", message.case, message)
        record(session, at, "house", "house.restored", unsure=len(rows))
        session.add(Heartbeat(name=HEARTBEAT, at=made_at, data={}))  # providers are asked for all since then
    return len(rows)
