"""`frontdoor backup FILE`: one file with the database and the attachments, taken while everything runs.

A zip file: `tables/NAME.jsonl`, every row of one moment; `blobs/HASH`, every attachment; `manifest.json`, last, with
counts and hashes. It is a logical copy, the same from SQLite and PostgreSQL, so it also moves a house from one to the
other (`config/restore.py`). Settings and secrets are not in it.
"""

import base64
import hashlib
import json
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Column, Date, LargeBinary, Table, select
from sqlalchemy.orm import Session

from config.blobs import open_blobs
from config.schema import MIGRATIONS
from config.settings import Settings
from config.verify import one_moment
from config.writing import written
from router import clock
from router.clock import Clock, iso_z
from router.errors import RouterError
from router.model import Attachment, Base
from router.model.base import Utc
from router.storage.database import Database
from router.values import Json

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 1 << 20  # bytes copied at a time
_ROWS, _WIDE_ROWS = 1000, 10  # rows read at a time; those with raw bytes may be 25 MB each
_BLOB = re.compile(r"[0-9a-f]{64}")


def backup(settings: Settings, file: Path, now: Clock = clock.now) -> str:
    """Write FILE, whole or not at all, readable by its owner alone. Returns one line that says what is in it.

    Raises RouterError when the database is not at the newest shape.
    """
    database, before = Database(settings.database_url, pool_size=1), file.exists()
    try:
        with written(file) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            with one_moment(database) as session:
                manifest: Json = {"format": FORMAT, "made_at": iso_z(now()), "revision": _revision(session)}
                manifest["tables"] = {t.name: _table(session, t, archive) for t in Base.metadata.sorted_tables}
                named = set(session.scalars(select(Attachment.sha256).where(Attachment.state == "kept").distinct()))
            # After the rows: a blob is written before the row that names it, so none of theirs can be missing.
            kept = _blobs(open_blobs(settings.blobs_url).folder, archive)
            manifest["blobs"] = kept
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    finally:
        database.close()
    missing = len(named - set(kept))
    rows = sum(each["rows"] for each in manifest["tables"].values())
    words = f"{rows} rows and {len(kept)} attachments are in {file}. Settings and secrets are not: keep those apart."
    words = f"{words} It stands in place of an older file of that name." if before else words
    return f"{words} {missing} attachments were missing before: see frontdoor verify." if missing else words


def _revision(session: Session) -> str:
    """The shape of the database, which must be that of this program."""
    revision = MigrationContext.configure(session.connection()).get_current_revision() or ""
    if revision != ScriptDirectory(str(MIGRATIONS)).get_current_head():
        raise RouterError(f"the database is at {revision or 'nothing'}: run frontdoor migrate first")
    return revision


def _table(session: Session, table: Table, archive: zipfile.ZipFile) -> Json:
    """Write every row of a table; returns its entry in the manifest."""
    kinds = {column.name: kind_of(column) for column in table.columns}
    page = _WIDE_ROWS if "bytes" in kinds.values() else _ROWS
    rows, hashed = 0, hashlib.sha256()
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=page)
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as entry:
        for row in session.execute(query):
            line = json.dumps([_packed(value) for value in row], separators=(",", ":")).encode() + b"\n"
            entry.write(line)
            hashed.update(line)
            rows += 1
    return {"rows": rows, "sha256": hashed.hexdigest(), "columns": kinds}


def kind_of(column: Column[Any]) -> str:
    """How a column's values are written: 'time', 'day', 'bytes', 'json' or 'plain'."""
    if isinstance(column.type, Utc):
        return "time"
    if isinstance(column.type, Date):
        return "day"
    if isinstance(column.type, LargeBinary):
        return "bytes"
    return "json" if isinstance(column.type, JSON) else "plain"


def _packed(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso_z(value)
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _blobs(folder: Path, archive: zipfile.ZipFile) -> dict[str, int]:
    """Copy every attachment, as it is (photos do not get smaller); returns hash -> size."""
    kept: dict[str, int] = {}
    for path in sorted(folder.glob("??/*")):
        if not _BLOB.fullmatch(path.name):
            continue  # one being written just now
        try:
            source = path.open("rb")
        except FileNotFoundError:
            continue  # nobody names it any more, and it was swept away meanwhile
        with source, archive.open(zipfile.ZipInfo(f"blobs/{path.name}"), "w", force_zip64=True) as to:
            size = 0
            while chunk := source.read(_CHUNK):
                size += to.write(chunk)
        kept[path.name] = size
    return kept
