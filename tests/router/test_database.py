"""What SQLite must be told, and what both databases must do alike."""

import multiprocessing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

from config import schema
from router.clock import LONDON
from router.errors import CannotKeep
from router.model import Draft, Event, record, table
from router.model.base import Utc
from router.storage.database import Database, after_commit, lock

AT = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
_context = multiprocessing.get_context("spawn")


def count_up(url: str, times: int) -> None:
    database = Database(url)
    for _ in range(times):
        with database.transaction() as session:
            row = session.get_one(Draft, "counter")
            row.data = {"n": row.data["n"] + 1}
    database.close()


def test_four_processes_lose_no_update(migrated: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'count.sqlite3'}"
    schema.migrate(url)
    database = Database(url)
    with database.transaction() as session:
        session.add(Draft(id="counter", data={"n": 0}, updated_at=AT))
    workers = [_context.Process(target=count_up, args=(url, 50)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(100)
    with database.reading() as session:
        assert session.get_one(Draft, "counter").data == {"n": 200}
    database.close()


def test_sqlite_is_told_what_it_must_be_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'told.sqlite3'}")
    with database.engine.connect() as connection:
        told = {name: connection.exec_driver_sql(f"pragma {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}  # fmt: skip
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}
    database.close()


def test_postgresql_gone_without_a_word_is_given_up_on(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite is on no line")
    database = Database(database_url)
    with database.engine.connect() as connection:
        told = connection.connection.driver_connection.info.get_parameters()  # type: ignore[union-attr]  # psycopg's
    database.close()
    seconds = int(told["keepalives_idle"]) + int(told["keepalives_interval"]) * int(told["keepalives_count"])
    assert told["keepalives"] == "1" and seconds <= 30 and 0 < int(told["tcp_user_timeout"]) <= 30_000


def test_whoever_holds_a_name_and_is_silent_keeps_nobody_waiting_for_ever(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("a process that is stopped in a write to SQLite is ended by whoever started it")
    monkeypatch.setattr("router.storage.database.IDLE_HOLDER", "200ms")
    stopped, other = Database(database_url), Database(database_url)
    with pytest.raises(DBAPIError), stopped.transaction() as late:
        lock(late, "case", [1])
        with other.transaction() as session:
            lock(session, "case", [1])
            session.add(Draft(id="of the other", data={}, updated_at=AT))
        late.add(Draft(id="too late", data={}, updated_at=AT))
    with other.reading() as session:
        assert session.scalars(select(Draft.id)).all() == ["of the other"]
    stopped.close()
    other.close()


def test_models_and_migrations_agree(database_url: str) -> None:
    assert schema.differences(database_url) == []
    assert schema.migrate(database_url) == schema.migrate(database_url)


def test_a_failed_transaction_leaves_nothing_and_rings_nobody(database_url: str) -> None:
    database, rung = Database(database_url), []
    with pytest.raises(RuntimeError), database.transaction() as session:
        record(session, AT, "worker", "nothing.happened")
        after_commit(session, lambda: rung.append(1))
        raise RuntimeError
    with database.transaction() as session:
        record(session, AT, "worker", "something.happened")
        after_commit(session, lambda: rung.append(2))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == 1
    assert rung == [2]
    database.close()


def test_a_bell_that_breaks_undoes_no_commit(database_url: str) -> None:
    database = Database(database_url)
    with database.transaction() as session:
        record(session, AT, "worker", "something.happened")
        after_commit(session, lambda: 1 / 0)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == 1
    database.close()


def test_database_trouble_at_a_door_is_cannot_keep(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    with pytest.raises(CannotKeep), database.keeping() as connection:
        connection.execute(text("insert into message (id) values (1)"))
    database.close()


def test_what_fails_while_it_is_inserted_is_undone_and_the_next_is_kept(database_url: str) -> None:
    database = Database(database_url)
    insertion = database.insertion(table(Draft), ("id", "data", "updated_at"))
    row = {"id": "kept", "data": {}, "updated_at": AT}
    with pytest.raises(ZeroDivisionError), database.inserting() as bare:
        insertion.run(bare, row | {"id": "undone"})
        raise ZeroDivisionError
    with database.inserting() as bare:
        insertion.run(bare, row)
    with pytest.raises(CannotKeep), database.inserting() as bare:
        insertion.run(bare, row)  # there already
    with database.reading() as session:
        assert list(session.scalars(select(Draft.id))) == ["kept"]
    database.close()


def test_who_cannot_begin_to_insert_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("router.storage.turns.BUSY_SECONDS", 0)
    url = f"sqlite:///{tmp_path / 'house.sqlite3'}"
    schema.migrate(url)
    one, other = Database(url), Database(url)
    with one.inserting(), pytest.raises(CannotKeep), other.inserting():
        raise AssertionError("both write at once")
    with other.inserting() as bare:
        assert bare.connection.in_transaction, "the other has let go"


def test_times_come_back_aware_and_a_naive_one_is_refused(database_url: str) -> None:
    database = Database(database_url)
    with database.transaction() as session:
        session.add(Draft(id="a", data={}, updated_at=AT))
    with database.reading() as session:
        assert session.get_one(Draft, "a").updated_at == AT
    with pytest.raises(Exception, match="zone"), database.transaction() as session:
        session.add(Draft(id="b", data={}, updated_at=datetime(2026, 1, 1)))
        session.flush()
    database.close()


def test_an_instant_is_written_for_sqlite_as_its_own_type_writes_it() -> None:
    dialect = sqlite.dialect()
    stock, ours = sqlite.DATETIME().bind_processor(dialect), Utc().dialect_impl(dialect).bind_processor(dialect)
    assert stock is not None and ours is not None
    for at in (
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        datetime(2026, 7, 1, 12, 5, 9, 30, tzinfo=LONDON),
        datetime.max.replace(tzinfo=UTC),
    ):
        assert ours(at) == stock(at.astimezone(UTC).replace(tzinfo=None))
    assert ours(None) is None
    with pytest.raises(ValueError, match="without a zone"):
        ours(datetime(2026, 7, 1))
