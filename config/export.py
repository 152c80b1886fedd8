"""`frontdoor export WHAT`: rows out, as JSON Lines or CSV.

Rows are read and written as they come, so a million of them take little memory. Times are UTC with a Z. `--since`
asks for the time a row began: a message's receipt, a case's opening, a clock's start; staff have none, so all come.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from config import export_slots, landlord_files
from config.settings import Settings
from router import clock
from router.clock import iso_z
from router.errors import RouterError
from router.model import Appointment, Case, Correction, Deadline, Event, Message, Offer, Repair, Resource, Staff
from router.storage.database import Database
from router.values import AppointmentRules, Json

PAGE = 500
"""Rows read from the database at a time."""

_JUDGED = ("first", "topic", "repair", "also", "urgency", "danger", "flags")
"""What is shown of kept labels."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula and run."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of row: its columns in order, how to ask for it, when a row began, how a row is shown."""

    columns: tuple[str, ...]
    query: Callable[[], Select[Any]] | None = None  # None: not built yet, or made
    began: Any = None  # the column that --since asks for
    show: Callable[[Any, datetime], Json] = lambda row, now: dict(row._mapping)
    made: Callable[[Session, AppointmentRules, datetime], Iterator[Json]] | None = None  # no rows of a table


def _labelled(*columns: InstrumentedAttribute[Any], **named: InstrumentedAttribute[Any]) -> Select[Any]:
    query: Select[Any] = select(*columns, *(column.label(name) for name, column in named.items()))
    return query


def _messages() -> Select[Any]:
    m = Message
    return _labelled(m.id, m.direction, m.channel, m.provider_id, m.recipient, m.sender, m.subject, m.text,
                     m.raw_sha256, m.automatic, m.case_id, m.state, m.kind, m.reference, m.source, m.placed_at,
                     at=m.received_at).where(m.state != "note").order_by(m.id)  # fmt: skip


def _show_message(row: Any, now: datetime) -> Json:
    """A message from a door keeps the door's own id, or the hash of its bytes where there is none (yet)."""
    shown = dict(row._mapping)
    shown["from"], shown["to"] = shown.pop("sender"), shown.pop("recipient")
    shown["automatic"] = bool(row.automatic)
    shown["provider_id"] = row.provider_id or (row.raw_sha256 if row.direction == "in" else "")
    return shown


def _show_case(row: Any, now: datetime) -> Json:
    """`topic` is 'repair', or an item of the contact topics; which repair it is stands in `repairs`."""
    shown = dict(row._mapping)
    if row.topic.partition(".")[0] in (row.repair_group, "job"):
        shown["topic"] = "repair"
    return shown


def _cases() -> Select[Any]:
    c = Case
    return _labelled(c.id, c.reference, c.opened_at, c.closed_at, c.state, c.lane, c.queue, c.urgency, c.topic,
                     c.tenant_id, c.agent_id, c.reason, c.channel, c.home_id, c.identity, c.repair_group, c.danger,
                     c.flags, c.needs_person, c.restricted, c.due_at, c.answered_at, c.close_reason,
                     c.linked_case_id).order_by(c.id)  # fmt: skip


def _repairs() -> Select[Any]:
    r = Repair
    query = _labelled(r.id, r.case_id, r.repair, r.urgency, r.location, r.home_id, r.state)
    return query.join(Case, Case.id == r.case_id).order_by(r.id)


def _outbound() -> Select[Any]:
    m = Message
    return _labelled(m.id, m.case_id, m.channel, m.text, m.state, m.provider_id, m.attempts, m.sent_at, m.kind,
                     m.subject, m.delivery, m.author_id, m.error_code, to=m.recipient, created_at=m.received_at).where(
                         m.direction == "out", m.state != "note").order_by(m.id)  # fmt: skip


def _deadlines() -> Select[Any]:
    d = Deadline
    return _labelled(d.id, d.case_id, d.rule, d.started_at, d.due_at, d.paused_seconds, d.met_at,
                     d.state).order_by(d.id)  # fmt: skip


def _offers() -> Select[Any]:
    """Every offer, and how it ended. Why somebody let it go is theirs and their supervisor's."""
    o = Offer
    return _labelled(o.id, o.case_id, o.agent_id, o.offered_at, o.ended_at, o.outcome, o.expires_at, o.rule, o.step,
                     o.units, o.fence).order_by(o.id)  # fmt: skip


def _appointments() -> Select[Any]:
    """Every hold and visit with its work as planned, and the window that the tenant was told."""
    a = Appointment
    query = _labelled(a.id, a.case_id, a.slot_id, a.kind, a.starts_at, a.ends_at, a.state, a.window_from,
                      a.window_until, a.slot, a.seat, a.held_until, a.booked_at, a.booked_by, a.visit, a.no_access,
                      a.owed_pounds, a.sequence, a.ended_at, resource=Resource.code)  # fmt: skip
    return query.join(Resource, Resource.id == a.resource_id).order_by(a.id)


def _events() -> Select[Any]:
    e = Event
    return _labelled(e.id, e.at, e.who, e.what, e.case_id, e.message_id, e.data, e.hash, e.previous_hash,
                     e.stream).order_by(e.id)  # fmt: skip


def _corrections() -> Select[Any]:
    """What people said of readings. Their words to colleagues stay inside, as notes do."""
    c = Correction
    return _labelled(c.id, c.at, c.case_id, c.message_id, c.kind, c.model, c.before, c.after, c.staff_id, c.role,
                     c.undone_at, c.undone_by).order_by(c.id)  # fmt: skip


def _show_correction(row: Any, now: datetime) -> Json:
    """Labels only: the tenant's own words are in their message."""
    shown = dict(row._mapping)
    for side in ("before", "after"):
        shown[side] = {name: value for name, value in shown[side].items() if name in _JUDGED}
    return shown


def _staff() -> Select[Any]:
    s = Staff
    return _labelled(s.id, s.name, s.role, s.queues, s.skills, s.email, s.languages, s.active,
                     s.levels, s.present_until, s.readiness, s.free_since).order_by(s.id)  # fmt: skip


def _show_staff(row: Any, now: datetime) -> Json:
    shown = dict(row._mapping)
    until = shown.pop("present_until")
    return shown | {"present": until is not None and until > now}


KINDS: dict[str, Kind] = {
    "messages": Kind(
        ("id", "at", "direction", "channel", "provider_id", "from", "to", "subject", "text", "raw_sha256", "automatic",
         "case_id", "state", "kind", "reference", "source", "placed_at"), _messages, Message.received_at,
        _show_message),
    "cases": Kind(
        ("id", "reference", "opened_at", "closed_at", "state", "lane", "queue", "urgency", "topic", "tenant_id",
         "agent_id", "reason", "channel", "home_id", "identity", "repair_group", "danger", "flags", "needs_person",
         "restricted", "due_at", "answered_at", "close_reason", "linked_case_id"), _cases, Case.opened_at, _show_case),
    "repairs": Kind(("id", "case_id", "repair", "urgency", "location", "home_id", "state"), _repairs, Case.opened_at),
    "appointments": Kind(
        ("id", "case_id", "slot_id", "kind", "resource", "starts_at", "ends_at", "state", "window_from", "window_until",
         "slot", "seat", "held_until", "booked_at", "booked_by", "visit", "no_access", "owed_pounds", "sequence",
         "ended_at"), _appointments, Appointment.starts_at),
    "slots": Kind(("id", "kind", "resource", "starts_at", "ends_at", "capacity", "taken"), made=export_slots.rows),
    "outbound": Kind(
        ("id", "case_id", "channel", "to", "text", "state", "provider_id", "attempts", "created_at", "sent_at", "kind",
         "subject", "delivery", "author_id", "error_code"), _outbound, Message.received_at),
    "deadlines": Kind(
        ("id", "case_id", "rule", "started_at", "due_at", "paused_seconds", "met_at", "state"), _deadlines,
        Deadline.started_at),
    "offers": Kind(
        ("id", "case_id", "agent_id", "offered_at", "ended_at", "outcome", "expires_at", "rule", "step", "units",
         "fence"), _offers, Offer.offered_at),
    "events": Kind(
        ("id", "at", "who", "what", "case_id", "message_id", "data", "hash", "previous_hash", "stream"), _events,
        Event.at),
    "staff": Kind(("id", "name", "role", "queues", "skills", "present", "email", "languages", "active",
               "readiness", "free_since", "levels"), _staff, None,
                  _show_staff),
    "corrections": Kind(
        ("id", "at", "case_id", "message_id", "kind", "model", "before", "after", "staff_id", "role", "undone_at",
         "undone_by"), _corrections, Correction.at, _show_correction),
}  # fmt: skip
"""Every kind, with the columns in the order that CSV has them."""


def run(settings: Settings, what: str, shape: str, since: str | None, out: TextIO) -> None:
    """Write every row of a kind to `out`; `shape` is 'jsonl' or 'csv'. Raises RouterError in one line."""
    kind = KINDS.get(what)
    if kind is None:
        raise RouterError(f"there is no {what!r} to export: choose one of {', '.join(KINDS)}")
    began = read_since(since)
    reconfigure = getattr(out, "reconfigure", None)
    if reconfigure is not None:  # whatever the terminal's own encoding and line ends are
        reconfigure(encoding="utf-8", newline="")
    rules = landlord_files.load(settings.landlord_dir).appointments if kind.made else None
    database = Database(settings.database_url, pool_size=1)
    try:
        _write(out, shape, kind.columns, rows(database, kind, began, clock.now(), rules))
    finally:
        database.close()


def rows(database: Database, kind: Kind, since: datetime | None, now: datetime,
         rules: AppointmentRules | None = None) -> Iterator[Json]:  # fmt: skip
    """The rows of a kind, oldest first, read a page at a time. `rules`: the landlord's, for what is made by them."""
    if kind.made is not None:
        asked_from = iso_z(since) or ""
        with database.reading() as session:
            made = kind.made(session, rules or AppointmentRules(), now)
            yield from (row for row in made if row["starts_at"] >= asked_from)
        return
    if kind.query is None:
        return
    query = kind.query()
    if since is not None and kind.began is not None:
        query = query.where(kind.began >= since)
    with database.reading() as session, session.execute(query.execution_options(yield_per=PAGE)) as found:
        for row in found:  # closed also when whoever reads has read enough
            shown = kind.show(row, now)
            yield {name: _plain(shown[name]) for name in kind.columns}


def read_since(written: str | None) -> datetime | None:
    """An instant from ISO 8601; without a zone it is UTC. Raises RouterError when it is neither date nor time."""
    if written is None:
        return None
    try:
        at = datetime.fromisoformat(written.strip())
    except ValueError:
        raise RouterError(f"--since {written!r} is not a time: write it as 2026-11-01T09:30:00Z") from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _plain(value: Any) -> Any:
    return iso_z(value) if isinstance(value, datetime) else value


def _write(out: TextIO, shape: str, columns: Sequence[str], found: Iterator[Row]) -> None:
    if shape == "csv":
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(columns)
        for row in found:
            writer.writerow([_cell(row[name]) for name in columns])
        return
    for row in found:
        # ASCII only: some readers take the line separator U+2028 inside a text for the end of a row
        out.write(json.dumps(row, separators=(",", ":")) + "\n")


def _cell(value: Any) -> str:
    """One cell: lists joined by semicolons, what a spreadsheet would run made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = ";".join(str(item) for item in value)
    elif isinstance(value, dict):
        value = json.dumps(value, separators=(",", ":"))
    elif not isinstance(value, str):
        return str(value)
    return f"'{value}" if value.startswith(_FORMULA) else value
