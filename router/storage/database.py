"""Opens the database; one transaction; what happens after the commit.

SQLite is told three things that its driver does not do by itself, each measured to matter:
write-ahead logging with a full sync, a busy timeout, and BEGIN IMMEDIATE, without which four
processes lost 816 of 1,200 updates in silence.
"""

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, create_engine, event, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session, attributes

from router.errors import CannotKeep
from router.model import Base, Case, Event, Message, table
from router.model.base import Noun
from router.model.event import digest
from router.storage.insertion import Bare, Insertion
from router.storage.together import Together
from router.storage.turns import BUSY_SECONDS, begin_writing

log = logging.getLogger(__name__)

_EVENT_COLUMNS = tuple(column.name for column in table(Event).columns if column.name != "id")
_SET_HEAD = update(table(Case)).where(Case.id == bindparam("b_id")).values(event_head=bindparam("b_head"))


_SILENT_LINE = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
                "tcp_user_timeout": 20_000}  # fmt: skip
"""A PostgreSQL that has gone without a word (a machine that lost its power, a firewall that forgot us) is given up on
after 25 seconds; by itself Linux waits for two hours, and mail and the pages to people on call with it."""
IDLE_HOLDER = "60s"
"""So long may whoever holds a name of `lock` be silent towards PostgreSQL; then it ends their transaction. A worker
that was stopped, or whose machine is gone, keeps nobody waiting for ever; nothing of ours takes as long between two
queries."""
_HOLD = text("select pg_advisory_xact_lock(:key), set_config('idle_in_transaction_session_timeout', :idle, true)")


class Database:
    """One database, opened by each process for itself (never carried across a fork)."""

    def __init__(self, url: str, pool_size: int = 5) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _open(url, pool_size)
        self._reader = self.engine.execution_options(reading=True)
        self._insertions: dict[object, Insertion] = {}
        self.together = Together(self.inserting, _is_down)
        self.told: Callable[[frozenset[str]], None] | None = None  # what happened, after each commit (`record`)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One write transaction. Commits at the end, events first; rolls back and raises on any error.

        What was handed to `after_commit` runs once the commit stands, and only then.
        """
        with Session(self.engine, autoflush=False, expire_on_commit=False) as session:
            session.info["database"] = self
            with session.begin():
                yield session
                session.flush()
                write_later(session)
                happened = _write_events(session, self)
            calls = session.info.pop("after_commit", [])
        if self.told is not None and happened:
            calls = [*calls, partial(self.told, happened)]
        for call in calls:
            try:
                call()
            except Exception:  # the sweep is the guarantee; a bell that does not ring must not undo a commit
                log.exception("after-commit call failed")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads: on SQLite it waits for nobody and keeps nobody waiting."""
        with (
            Session(self._reader, autoflush=False, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def keeping(self) -> Iterator[Connection]:
        """A write transaction for the doors: plain Core, no session. Raises CannotKeep for any database trouble."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise CannotKeep(type(error.orig).__name__) from error

    @contextmanager
    def inserting(self) -> Iterator[Bare]:
        """A write transaction for `Insertion` alone, by the driver itself: a third of a webhook's time was SQLAlchemy's
        way to begin and end one. Raises CannotKeep for any database trouble; whatever else is raised undoes it."""
        driver: Any = self.engine.dialect.loaded_dbapi
        try:
            bare = Bare(self.engine.raw_connection())
            try:
                if self.is_sqlite:
                    begin_writing(bare.connection.cursor())
                yield bare
                bare.connection.commit()
            except BaseException:
                bare.connection.invalidate()  # nothing of a transaction that failed is used again
                raise
            finally:
                bare.connection.close()
        except DBAPIError as error:
            raise CannotKeep(type(error.orig).__name__) from error
        except driver.Error as error:
            raise CannotKeep(type(error).__name__) from error

    def insertion(
        self, table: Table, columns: Iterable[str], *, returning: str = "", ignore: bool = False
    ) -> Insertion:
        """An INSERT that is made once and run often."""
        key = (table.name, *columns, returning, ignore)
        made = self._insertions.get(key)
        if made is None:
            made = Insertion(table, columns, self.engine.dialect, returning=returning, ignore=ignore)
            self._insertions[key] = made
        return made

    def insert_or_ignore(self, table: Table) -> Any:
        """INSERT ... ON CONFLICT DO NOTHING, in this database's words."""
        dialect = sqlite if self.is_sqlite else postgresql
        return dialect.insert(table).on_conflict_do_nothing()

    def upsert(self, table: Table, key: list[str], columns: list[str]) -> Any:
        """INSERT ... ON CONFLICT (key) DO UPDATE of these columns, in this database's words."""
        insertion = (sqlite if self.is_sqlite else postgresql).insert(table)
        return insertion.on_conflict_do_update(
            index_elements=key, set_={name: insertion.excluded[name] for name in columns}
        )

    def close(self) -> None:
        self.engine.dispose()


def _is_down(error: Exception) -> bool:
    """Full, gone, busy; but not two transactions that waited for one another (SQLSTATE 40...): alone each is kept."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    return isinstance(error, OperationalError) and not state.startswith("40")


def after_commit(session: Session, call: Callable[[], None]) -> None:
    """Run `call` when this transaction's commit stands. Used by intake and outbox, to ring a worker."""
    session.info.setdefault("after_commit", []).append(call)


@contextmanager
def apart(session: Session, what: str) -> Iterator[None]:
    """A part of a transaction that may fail alone: then it is undone and logged, and the rest goes on."""
    noted = {key: _copy(session.info.get(key)) for key in ("events", "after_commit", "later")}
    try:
        with session.begin_nested():
            yield
    except Exception as error:  # noqa: BLE001 - whatever it was
        session.info.update((key, kept) for key, kept in noted.items() if kept is not None)
        for key in [key for key, kept in noted.items() if kept is None]:
            session.info.pop(key, None)
        log.error("%s failed (%s); the rest goes on", what, type(error).__name__)


def _copy(kept: Any) -> Any:
    return {noun: list(rows) for noun, rows in kept.items()} if isinstance(kept, dict) else kept and list(kept)


def add_later(session: Session, row: Base, case: Case) -> None:
    """Add a row of this case with the transaction's last writes, past the session, which costs a tenth of its way.

    The row is one of `fresh` with every column but `id` and `case_id` set. Until then it is in `waiting_rows`;
    after `write_later` a query finds it. A message then has its `id`, for the events that name it.
    """
    session.info.setdefault("later", {}).setdefault(type(row), []).append((row, case))


def waiting_rows(session: Session, noun: type[Noun], case: Case) -> list[Noun]:
    """What `add_later` was given for this case and is not in the database yet."""
    return [row for row, owner in session.info.get("later", {}).get(noun, ()) if owner is case]


def write_later(session: Session) -> None:
    """Write what `add_later` was given. Call it before a query that must find those rows."""
    later = session.info.pop("later", None)
    if not later:
        return
    session.flush()  # new cases get their numbers
    database: Database = session.info["database"]
    for noun, rows in later.items():
        columns = _columns(noun)
        inserted = [{**{name: row.__dict__.get(name) for name in columns}, "case_id": case.id} for row, case in rows]
        if noun is not Message:
            database.insertion(table(noun), (*columns, "case_id")).run_many(session.connection(), inserted)
            continue
        insertion = database.insertion(table(noun), (*columns, "case_id"), returning="id")
        for (row, _), number in zip(rows, insertion.run_each(session.connection(), inserted), strict=True):
            row.__dict__["id"] = number


@cache
def _columns(noun: type[Base]) -> tuple[str, ...]:
    return tuple(column.name for column in table(noun).columns if column.name not in ("id", "case_id"))


def lock(session: Session, kind: str, keys: Iterable[object]) -> None:
    """Hold these names until the transaction ends, so that two workers take turns.

    On SQLite the transaction itself is the lock. On PostgreSQL advisory locks, taken in one order.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    for key in sorted({_number(kind, key) for key in keys}):
        session.execute(_HOLD, {"key": key, "idle": IDLE_HOLDER})


def try_lock(session: Session, kind: str, key: object) -> bool:
    """The same without waiting: False when somebody else holds this name."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(session.scalar(text("select pg_try_advisory_xact_lock(:key)"), {"key": _number(kind, key)}))


def _number(kind: str, key: object) -> int:
    return int.from_bytes(hashlib.sha256(f"{kind}:{key}".encode()).digest()[:8], "big", signed=True)


def hold_case(session: Session, case_id: int) -> Case | None:
    """The case, locked for this transaction and read after the lock; None when there is none."""
    lock(session, "case", [case_id])
    return session.get(Case, case_id, populate_existing=True)


def hold_cases(session: Session, case_ids: Iterable[int]) -> dict[int, Case]:
    """Several cases, locked in one order and read after the locks."""
    ids = sorted(set(case_ids))
    if not ids:
        return {}
    lock(session, "case", ids)
    rows = session.scalars(select(Case).where(Case.id.in_(ids)).execution_options(populate_existing=True))
    return {case.id: case for case in rows}


def _open(url: str, pool_size: int) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True, hide_parameters=True,
                             connect_args={"connect_timeout": 5, **_SILENT_LINE})  # fmt: skip
    engine = create_engine(
        url,
        pool_size=pool_size,
        hide_parameters=True,  # they hold what tenants said, and errors go to the log
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on", f"busy_timeout={BUSY_SECONDS * 1000}",
                       "temp_store=memory", "wal_autocheckpoint=4000", "cache_size=-2000"):  # fmt: skip
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        cursor = connection.connection.cursor()  # not by `exec_driver_sql`, which does thirty times the work
        try:
            if reading:
                cursor.execute("BEGIN")
            else:
                begin_writing(cursor)
        except sqlite3.Error as error:
            raise OperationalError("BEGIN", None, error) from error
        finally:
            cursor.close()

    return engine


def _write_events(session: Session, database: Database) -> frozenset[str]:
    """Chain and insert what `record` noted. Locks are taken before the heads are read. Returns what happened."""
    pending = session.info.pop("events", None)
    if not pending:
        return frozenset()
    cases: dict[int, Case] = {case.id: case for _, _, _, case, _, _ in pending if case is not None}
    heads = {f"case:{number}": case.event_head for number, case in cases.items()}
    if not database.is_sqlite:
        lock(session, "case", sorted(cases))
        rows = session.execute(select(Case.id, Case.event_head).where(Case.id.in_(cases)))
        heads = {f"case:{number}": head for number, head in rows}
    if any(case is None for _, _, _, case, _, _ in pending):
        lock(session, "stream", ["house"])
        newest = select(func.max(Event.id)).where(Event.stream == "house").scalar_subquery()
        heads["house"] = session.scalar(select(Event.hash).where(Event.id == newest)) or ""
    rows_out = []
    for at, who, what, case, message, data in pending:
        stream = f"case:{case.id}" if case is not None else "house"
        case_id, message_id = (
            (case.id if case is not None else None),
            (message.id if message is not None else None),
        )
        previous = heads[stream]
        heads[stream] = digest(previous, at, who, what, case_id, message_id, data)
        rows_out.append({"at": at, "who": who, "what": what, "stream": stream, "case_id": case_id,
                         "message_id": message_id, "data": data, "hash": heads[stream],
                         "previous_hash": previous})  # fmt: skip
    database.insertion(table(Event), _EVENT_COLUMNS).run_many(session.connection(), rows_out)
    if cases:
        session.connection().execute(_SET_HEAD, [{"b_id": n, "b_head": heads[f"case:{n}"]} for n in cases])
        for number, case in cases.items():
            attributes.set_committed_value(case, "event_head", heads[f"case:{number}"])
    return frozenset(what for _, _, what, _, _, _ in pending)
