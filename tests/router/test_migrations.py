"""A house that is lived in moves to the newest shape with everything in it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from postgres import Cluster
from sqlalchemy import select, text

from config import schema
from router import clocks
from router.model import Case, Correction, Deadline, Message, Offer, Staff
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


OLD_CASE = {"reference": "FD-222-2222", "state": "waiting", "channel": "sms", "party": "", "identity": "unknown",
            "title": "", "lane": 2, "queue": "general", "urgency": "none", "topic": "general.unclear", "danger": "[]",
            "flags": "[]", "needs_person": False, "restricted": False, "automatic": False, "live_call_id": "",
            "reason": "", "opened_at": NOW, "last_activity_at": NOW, "close_reason": "", "event_head": "",
            "version": 1}  # fmt: skip
OLD_STAFF = {"email": "amina@homes.example", "name": "Amina", "role": "agent", "phone": "", "password_hash": "",
             "queues": "[]", "skills": "[]", "languages": "[]", "active": True, "session_version": 1}  # fmt: skip
OLD_DEADLINE = {"case_id": 1, "rule": "answer", "words": "", "started_at": NOW, "due_at": NOW, "paused_seconds": 0,
                "state": "running"}  # fmt: skip


def put(database: Database, table: str, row: dict[str, Any]) -> None:
    """A row as an earlier version wrote it: plain SQL with the columns of that time."""
    names = ", ".join(f'"{name}"' for name in row)
    statement = text(f'insert into "{table}" ({names}) values ({", ".join(f":{name}" for name in row)})')
    with database.transaction() as session:
        session.execute(statement, {k: str(v) if isinstance(v, datetime) else v for k, v in row.items()})


@pytest.mark.parametrize("version", ["0001", "0002"])
@pytest.mark.parametrize(
    ("topic", "rule", "now", "counting"),
    [
        ("general.unclear", "answer", "answer", "elapsed"),
        ("gas.smell", "emergency_make_safe", "awaab_emergency", "elapsed"),
        ("damp.mould", "hazard_investigate", "awaab_investigate", "days"),
        ("complaints.new", "complaint_acknowledge", "cmp_s1_ack", "days"),
        ("complaints.escalate", "complaint_acknowledge", "cmp_s2_ack", "days"),
    ],
)
def test_what_an_earlier_version_kept_is_whole_in_this_one(
    database_url: str, version: str, topic: str, rule: str, now: str, counting: str
) -> None:
    assert schema.migrate(database_url, version) == version
    database = Database(database_url)
    try:
        case_row, clock_row = {**OLD_CASE, "topic": topic}, {**OLD_DEADLINE, "rule": rule}
        for table, row in (("case", case_row), ("staff", OLD_STAFF), ("deadline", clock_row)):
            put(database, table, row)
        assert "offer" not in tables(database)
        assert schema.migrate(database_url) >= "0003"
        assert schema.differences(database_url) == []
        with database.transaction() as session:
            case, staff = session.scalars(select(Case)).one(), session.scalars(select(Staff)).one()
            assert (case.rule, case.fence, case.plan_version_id, case.opened_at) == ("", 0, None, NOW)
            assert (staff.levels, staff.pattern, staff.readiness) == ({}, [], "ready")
            deadline = session.scalars(select(Deadline)).one()
            assert (deadline.paused_at, deadline.note) == (None, "")
            assert (deadline.rule, deadline.counting) == (now, counting)
            session.add(Message(direction="in", channel="sms", dedupe_key="1", received_at=NOW, next_at=NOW,
                                case_id=case.id, state="routed", labels={"repair": "gas.smell"}))  # fmt: skip
            session.flush()
            message = session.scalars(select(Message)).one()
            session.add(Correction(message_id=message.id, case_id=case.id, kind="corrected", before=message.labels,
                                   after={"first": "none"}, staff_id=staff.id, role=staff.role, at=NOW))  # fmt: skip
            session.add(Offer(case_id=case.id, agent_id=staff.id, fence=1, offered_at=NOW, expires_at=NOW))
        with database.reading() as session:
            row = session.scalars(select(Correction)).one()
            assert (row.before, row.at, row.undone_at) == ({"repair": "gas.smell"}, NOW, None)
            assert session.scalars(select(Offer)).one().outcome == "offered"
        assert schema.migrate(database_url) >= "0003", "a second time changes nothing"
    finally:
        database.close()


@pytest.mark.parametrize("version", ["0001", "0002"])
def test_an_upgrade_wakes_nobody_for_what_was_late_before_and_warns_of_the_rest(
    database_url: str, version: str
) -> None:
    schema.migrate(database_url, version)
    database = Database(database_url)
    now = datetime.now(UTC).replace(microsecond=0)
    started, late, due = now - timedelta(hours=3), now - timedelta(hours=1), now + timedelta(hours=1)
    try:
        put(database, "case", OLD_CASE)
        for due_at, state in ((late, "running"), (due, "running"), (late, "met")):
            put(database, "deadline", {**OLD_DEADLINE, "started_at": started, "due_at": due_at, "state": state})
        schema.migrate(database_url)
        with database.reading() as session:
            was_late, runs, met = session.scalars(select(Deadline).order_by(Deadline.id))
            assert (was_late.escalated_at, was_late.due_at) == (late, late)
            assert (runs.escalated_at, runs.warned_at, runs.warn_at) == (None, None, now)
            assert (met.escalated_at, met.warn_at) == (None, None)
            assert session.scalars(clocks.breached(now).where(Deadline.escalated_at.is_(None))).all() == []
            assert session.scalars(clocks.soon_due(now)).all() == [runs]
    finally:
        database.close()


def tables(database: Database) -> set[str]:
    query = "select name from sqlite_master" if database.is_sqlite else "select tablename from pg_tables"
    with database.reading() as session:
        return set(session.scalars(text(query)))
