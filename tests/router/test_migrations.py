"""A house that is lived in moves to the newest shape with everything in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from postgres import Cluster
from sqlalchemy import select, text

from config import schema
from router.model import Case, Correction, Message, Staff
from router.storage.database import Database

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, of the kind that --database names."""
    if request.config.getoption("--database") != "postgresql":
        yield f"sqlite:///{tmp_path / 'old.sqlite3'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"old{uuid4().hex[:12]}"
    cluster._sql(f"create database {name}")
    yield cluster.url(name)
    cluster._sql(f"drop database {name} with (force)")


def test_what_was_kept_before_there_were_corrections_can_be_corrected(database_url: str) -> None:
    assert schema.migrate(database_url, "0001") == "0001"
    database = Database(database_url)
    try:
        with database.transaction() as session:
            case = Case(reference="FD-222-2222", channel="sms", queue="general", opened_at=NOW, last_activity_at=NOW)
            session.add_all([case, Staff(email="amina@homes.example", name="Amina")])
            session.flush()
            session.add(Message(direction="in", channel="sms", dedupe_key="1", received_at=NOW, next_at=NOW,
                                case_id=case.id, state="routed", labels={"repair": "gas.smell"}))  # fmt: skip
        assert "correction" not in tables(database)
        assert schema.migrate(database_url) >= "0002"
        assert schema.differences(database_url) == []
        with database.transaction() as session:
            message = session.scalars(select(Message)).one()
            staff = session.scalars(select(Staff)).one()
            session.add(Correction(message_id=message.id, case_id=message.case_id or 0, kind="corrected", before=message.labels,
                                   after={"first": "none"}, staff_id=staff.id, role=staff.role, at=NOW))  # fmt: skip
        with database.reading() as session:
            row = session.scalars(select(Correction)).one()
            assert (row.before, row.at, row.undone_at) == ({"repair": "gas.smell"}, NOW, None)
        assert schema.migrate(database_url) >= "0002", "a second time changes nothing"
    finally:
        database.close()


def tables(database: Database) -> set[str]:
    query = "select name from sqlite_master" if database.is_sqlite else "select tablename from pg_tables"
    with database.reading() as session:
        return set(session.scalars(text(query)))
