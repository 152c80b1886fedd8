"""`frontdoor deadlines`: what falls due, soonest first. References, rules and queues: no names, addresses or words."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TextIO

from sqlalchemy import func, or_, select

from config import landlord_files
from config.settings import Settings
from router import clock
from router.clock import Clock, iso_z, london
from router.deadlines import ANSWER, PROMISE
from router.errors import RouterError
from router.model import Case, Deadline, Tenant
from router.storage.database import Database
from router.values import Json, Landlord

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_NAMES = {ANSWER: "First answer from a person", PROMISE: "Something an agent promised"}


def run(settings: Settings, within: str, overdue: bool, as_json: bool, out: TextIO, now: Clock = clock.now) -> None:
    """Print a line for each clock that is open: running ones by when they are due, then the paused ones."""
    at, until = now(), _length(within)
    landlord = landlord_files.load(settings.landlord_dir)
    database = Database(settings.database_url, pool_size=1)
    count = 0
    try:
        for row in rows(database, landlord, at, until, overdue):
            count += 1
            print(json.dumps(row) if as_json else _line(row), file=out)
    finally:
        database.close()
    if not count and not as_json:
        print("Nothing falls due." if not overdue else "Nothing is late.", file=out)


def rows(database: Database, landlord: Landlord, at: datetime, within: timedelta | None,
         overdue: bool = False) -> Iterator[Json]:  # fmt: skip
    """The clocks of open cases as plain values, times in UTC."""
    d = Deadline
    query = select(d.rule, d.words, d.state, d.started_at, d.due_at, d.warned_at, d.escalated_at, d.paused_seconds,
                   Case.reference, Case.queue, Case.lane, Case.state.label("case_state"),
                   or_(Case.restricted, func.coalesce(Tenant.restricted, False)).label("restricted"))  # fmt: skip
    query = (
        query.join(Case, Case.id == d.case_id)
        .outerjoin(Tenant, Tenant.id == Case.tenant_id)
        .where(d.state.in_(("running", "paused")), Case.state != "closed")
    )
    if overdue or within is not None:
        query = query.where(d.state == "running", d.due_at <= (at if overdue or within is None else at + within))
    query = query.order_by(d.state.desc(), d.due_at, d.id)
    with database.reading() as session:
        for row in session.execute(query.execution_options(yield_per=500)):
            queue = landlord.queues.get(row.queue)
            yield {
                "case": row.reference, "rule": row.rule, "words": _NAMES.get(row.rule, row.words),
                "state": "late" if row.state == "running" and row.due_at <= at else row.state,
                "due_at": iso_z(row.due_at), "started_at": iso_z(row.started_at), "paused_seconds": row.paused_seconds,
                "warned_at": iso_z(row.warned_at), "escalated_at": iso_z(row.escalated_at), "lane": row.lane,
                "queue": "" if row.restricted else row.queue,
                "queue_title": "Restricted" if row.restricted else queue.title if queue else row.queue,
                "held": row.case_state == "held",
            }  # fmt: skip


def _line(row: Json) -> str:
    due = datetime.fromisoformat(str(row["due_at"]))
    when = "paused" if row["state"] == "paused" else f"{london(due):%a %d %b %Y %H:%M}"
    how = "LATE" if row["state"] == "late" else ""
    return f"{when:<22}{how:<6}{row['case']:<14}{row['queue_title'][:28]:<30}{row['words']}"


def _length(written: str) -> timedelta | None:
    if not written:
        return None
    found = re.fullmatch(r"(\d{1,4})([mhd])", written.strip().lower())
    if not found:
        raise RouterError(f"--within {written!r} cannot be read: write 30m, 24h or 5d")
    return int(found[1]) * _UNITS[found[2]]
