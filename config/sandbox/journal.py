"""What the sandbox has accepted, kept in one SQLite file so that a restart forgets nothing.

Twilio's lists are read back by the product when it was down, so they must be true: whatever is accepted is
committed here before it is answered. WAL with synchronous=NORMAL survives the death of the process at any
instant, which is all a stand-in must survive.
"""

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from router.clock import Clock

Json = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS thing (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, sid TEXT NOT NULL UNIQUE,
    sender TEXT NOT NULL, recipient TEXT NOT NULL, at REAL NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS thing_by_sender ON thing (kind, sender, seq);
CREATE INDEX IF NOT EXISTS thing_by_recipient ON thing (kind, recipient, seq);
CREATE TABLE IF NOT EXISTS webhook (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, about TEXT NOT NULL, url TEXT NOT NULL,
    form TEXT NOT NULL, token TEXT NOT NULL, due REAL NOT NULL, state TEXT NOT NULL DEFAULT 'pending',
    status INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS webhook_pending ON webhook (state) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS opted_out (address TEXT PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request the provider owes the product. `after` is seconds from now; an empty `url` only moves the status."""

    kind: str
    about: str
    url: str
    form: Mapping[str, str]
    after: float = 0.0
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    id: int = 0


def new_sid(prefix: str) -> str:
    """An id as Twilio makes them: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


INSERT_THING = "INSERT INTO thing (kind, sid, sender, recipient, at, body) VALUES (?, ?, ?, ?, ?, ?)"


def in_folder(folder: Path, wait: float) -> sqlite3.Connection:
    """The file. `wait`: seconds for another process that is writing."""
    database = sqlite3.connect(folder / "journal.sqlite3", wait, check_same_thread=False, isolation_level=None)
    database.execute("PRAGMA synchronous = NORMAL")
    return database


def thing_row(kind: str, sid: str, sender: str, recipient: str, at: float, body: Json) -> tuple[Any, ...]:
    """What `INSERT_THING` is given. `at`: seconds since 1970, UTC."""
    return kind, sid, sender, recipient, at, json.dumps(body)


class Journal:
    """Things by their id, the webhooks owed, and a bell that rings at every change.

    Safe to call from many threads: one connection behind one lock.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.clock = clock
        self._lock = threading.RLock()
        self._changed = threading.Condition()
        # A page that was open before a restart must notice, so versions never start again from nought.
        self.version = int(clock().timestamp() * 1000)
        self._db = in_folder(folder, 10.0)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file. Nothing may be asked afterwards."""
        with self._lock:
            self._db.close()

    # --- things ----------------------------------------------------------------------------------

    def put(
        self,
        kind: str,
        sid: str,
        body: Json,
        sender: str = "",
        recipient: str = "",
        webhooks: Sequence[Webhook] = (),
    ) -> list[Webhook]:
        """Keep a new thing and the webhooks it will cause in one commit; gives the webhooks with their ids."""
        at = self.clock().timestamp()
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.execute(INSERT_THING, thing_row(kind, sid, sender, recipient, at, body))
                owed = [self._owe(webhook, at) for webhook in webhooks]
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
        self.ring()
        return owed

    def change(self, sid: str, only_if: Callable[[Json], bool] = lambda _: True, **fields: Any) -> Json | None:
        """Set fields of a thing; gives it as it now is, or None when there is no such thing.

        `only_if`: asked of the thing as it stands; where it says no nothing is set, and the answer is None too.
        """
        with self._lock:
            body = self.get(sid)
            if body is None or not only_if(body):
                return None
            body.update(fields)
            self._db.execute("UPDATE thing SET body = ? WHERE sid = ?", (json.dumps(body), sid))
        self.ring()
        return body

    def get(self, sid: str) -> Json | None:
        """The thing with this id."""
        with self._lock:
            row = self._db.execute("SELECT body, seq FROM thing WHERE sid = ?", (sid,)).fetchone()
        return None if row is None else _body(*row)

    def remove(self, sid: str) -> bool:
        """Forget a thing; False when there was none."""
        with self._lock:
            gone = self._db.execute("DELETE FROM thing WHERE sid = ?", (sid,)).rowcount
        self.ring()
        return bool(gone)

    def find(
        self,
        kind: str,
        sender: str = "",
        recipient: str = "",
        since: datetime | None = None,
        before: datetime | None = None,
        limit: int = 1000,
        offset: int = 0,
    ) -> list[Json]:
        """Things of one kind, newest first; `since` is included, `before` is not."""
        where, values = ["kind = ?"], [kind]
        for column, value in (("sender", sender), ("recipient", recipient)):
            if value:
                where.append(f"{column} = ?")
                values.append(value)
        bounds: list[float] = []
        for comparison, moment in ((">=", since), ("<", before)):
            if moment is not None:
                where.append(f"at {comparison} ?")
                bounds.append(moment.timestamp())
        with self._lock:
            rows = self._db.execute(
                # The columns are named above, never by a caller.
                f"SELECT body, seq FROM thing WHERE {' AND '.join(where)} ORDER BY seq DESC LIMIT ? OFFSET ?",  # noqa: S608
                (*values, *bounds, limit, offset),
            ).fetchall()
        return [_body(*row) for row in rows]

    # --- webhooks owed ---------------------------------------------------------------------------

    def owe(self, webhook: Webhook) -> Webhook:
        """Keep one webhook that must be posted; gives it with its id."""
        with self._lock:
            return self._owe(webhook, self.clock().timestamp())

    def _owe(self, webhook: Webhook, at: float) -> Webhook:
        cursor = self._db.execute(
            "INSERT INTO webhook (kind, about, url, form, token, due, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (webhook.kind, webhook.about, webhook.url, json.dumps(dict(webhook.form)), webhook.token,
             at + webhook.after, at),
        )  # fmt: skip
        return Webhook(
            webhook.kind, webhook.about, webhook.url, webhook.form, webhook.after, webhook.token, cursor.lastrowid or 0
        )

    def settle(self, webhook_id: int, state: str, status: int, attempts: int) -> None:
        """Write down how a webhook ended: 'done', 'gave up' or 'dropped'."""
        with self._lock:
            self._db.execute(
                "UPDATE webhook SET state = ?, status = ?, attempts = ?, at = ? WHERE id = ?",
                (state, status, attempts, self.clock().timestamp(), webhook_id),
            )
        self.ring()

    def owed(self) -> list[Webhook]:
        """Webhooks a dead sandbox did not get round to posting, soonest first."""
        now = self.clock().timestamp()
        with self._lock:
            rows = self._db.execute(
                "SELECT kind, about, url, form, due, token, id FROM webhook WHERE state = 'pending' ORDER BY due"
            ).fetchall()
        return [Webhook(r[0], r[1], r[2], json.loads(r[3]), max(0.0, r[4] - now), r[5], r[6]) for r in rows]

    def posted(self) -> list[Json]:
        """Every webhook, oldest first, with what became of it."""
        with self._lock:
            rows = self._db.execute(
                "SELECT id, kind, about, url, form, token, state, status, attempts, at FROM webhook ORDER BY id"
            ).fetchall()
        names = ("id", "kind", "sid", "url", "form", "token", "state", "status", "attempts", "at")
        return [dict(zip(names, (*r[:4], json.loads(r[4]), *r[5:]), strict=True)) for r in rows]

    # --- who said STOP ---------------------------------------------------------------------------

    def opt_out(self, address: str, stopped: bool) -> None:
        """Remember, or forget, that this address takes no more texts from us."""
        with self._lock:
            if stopped:
                self._db.execute("INSERT OR IGNORE INTO opted_out VALUES (?)", (address,))
            else:
                self._db.execute("DELETE FROM opted_out WHERE address = ?", (address,))
        self.ring()

    def opted_out(self, address: str) -> bool:
        """Has this address said STOP?"""
        with self._lock:
            return self._db.execute("SELECT 1 FROM opted_out WHERE address = ?", (address,)).fetchone() is not None

    # --- the bell --------------------------------------------------------------------------------

    def ring(self) -> None:
        """Tell every open page that something changed."""
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def wait_beyond(self, version: int, seconds: float) -> int:
        """Return the version as soon as it is another than `version`, or after so many seconds."""
        until = time.monotonic() + seconds
        with self._changed:
            while self.version == version and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            return self.version

    # --- files -----------------------------------------------------------------------------------

    def keep_file(self, sid: str, content: bytes) -> None:
        """Keep the bytes of a photo, a recording or a mail under its id."""
        path = self._file(sid)
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(path)

    def read_file(self, sid: str) -> bytes | None:
        """The bytes kept under an id, or None."""
        path = self._file(sid)
        return path.read_bytes() if path.exists() else None

    def drop_file(self, sid: str) -> None:
        """Forget the bytes kept under an id."""
        self._file(sid).unlink(missing_ok=True)

    def _file(self, sid: str) -> Path:
        if not sid.isalnum():
            raise ValueError("an id holds letters and digits only")
        return self.folder / "files" / sid


def _body(text: str, seq: int) -> Json:
    body: Json = json.loads(text)
    body["_order"] = seq  # in what order things happened here; never shown to the product
    return body
