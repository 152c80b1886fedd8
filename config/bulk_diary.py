"""What a row of `frontdoor import resources|patterns|leave` means. Days and hours are London's.

A row that would leave a visit without its place is refused, with the references of those visits: they are moved or
cancelled first. So an import never changes what a tenant was told.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.bulk_rows import Wrong, fits, several
from config.landlord_queues import hours_of
from router import addresses
from router.appointments import capacity
from router.clock import LONDON
from router.model import Appointment, Case, Leave, Patch, Resource, Staff, WorkingPattern, table
from router.values import Json, Landlord

KINDS = ("operative", "officer", "surveyor", "agent", "place")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d):(\d\d) ?(BST|GMT|Z|[+-]\d\d:\d\d)?")
_ZONES = {"BST": timedelta(hours=1), "GMT": timedelta(0), "Z": timedelta(0)}
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")


class Resources:
    """resources: code, name, kind, serves, trades, patches, languages, seats, phone, address, staff, active."""

    def __init__(self, session: Session, landlord: Landlord, at: datetime, columns: frozenset[str]) -> None:
        self.session, self.landlord, self.at = session, landlord, at
        self.there = {row.code: row for row in session.scalars(select(Resource))}
        self.staff: dict[str, int] = dict(session.execute(select(Staff.email, Staff.id)).all())
        self.patches = {*landlord.patches, *session.scalars(select(Patch.code))}
        self.added = self.changed = 0

    def take(self, row: dict[str, str]) -> None:
        """One person or place. Who is new has a feed of their own, whose address nobody can guess."""
        code, values = row["code"], self._values(row)
        fits(table(Resource), {"code": code, **values})
        old = self.there.get(code)
        if old is None:
            if "kind" not in values:
                raise Wrong("kind is empty")
            new = Resource(code=code, feed=secrets.token_urlsafe(24), **values)
            self.there[code] = new
            self.session.add(new)
            self.added += 1
            return
        changes = {name: value for name, value in values.items() if getattr(old, name) != value}
        gone = changes.get("active") is False
        booked = capacity.conflicts(self.session, old, self.at, inactive=True) if gone else []
        if changes.get("seats", old.seats) < old.seats:
            booked = capacity.conflicts(self.session, old, self.at, seats=changes["seats"])
        _refuse_booked(self.session, "active" if gone else "seats", booked)
        for column in ("trades", "patches", "serves"):
            if column in changes:
                _refuse_booked(self.session, column, self._no_longer_theirs(old, column, changes[column]))
        for name, value in changes.items():
            setattr(old, name, value)
        self.changed += bool(changes)

    def _no_longer_theirs(self, resource: Resource, column: str, now: list[str]) -> list[Appointment]:
        """Visits to come that they could no longer be given: a registration is over, a patch is another's."""
        to_come = capacity.conflicts(self.session, resource, self.at, inactive=True)
        if column == "serves":
            return [visit for visit in to_come if visit.kind not in now]
        if column == "trades":
            mine = [visit for visit in to_come if visit.resource_id == resource.id]
            return [visit for visit in mine if not {*visit.trades} <= {*now} and {*visit.trades} <= {*resource.trades}]
        if not now:  # everywhere
            return []
        return [visit for visit in to_come if visit.home is not None and visit.home.patch.code not in now]

    def _values(self, row: dict[str, str]) -> Json:
        """What the columns say, checked."""
        values: Json = {"name": row["name"], **self._lists(row)}
        if row.get("kind"):
            values["kind"] = _one_of("kind", row["kind"].lower(), KINDS)
        if row.get("seats"):
            if not re.fullmatch(r"[1-9]\d?", row["seats"]):
                raise Wrong("seats: a number from 1 to 99")
            values["seats"] = int(row["seats"])
        if "phone" in row:
            values["phone"] = addresses.phone(row["phone"])
            if row["phone"] and not values["phone"]:
                raise Wrong("phone: not a telephone number")
        if "address" in row:
            values["address"] = row["address"]
        if "staff" in row:
            values["staff_id"] = self.staff.get(addresses.mailbox(row["staff"])) if row["staff"] else None
            if row["staff"] and values["staff_id"] is None:
                raise Wrong("staff: nobody signs in with that address; import staff first")
        if row.get("active"):
            values["active"] = _one_of("active", row["active"].lower(), (*_YES, *_NO)) in _YES
        return values

    def _lists(self, row: dict[str, str]) -> Json:
        """The columns that hold several ids."""
        values: Json = {}
        known: tuple[tuple[str, Iterable[str]], ...] = (
            ("serves", self.landlord.appointments.kinds), ("trades", self.landlord.trades), ("patches", self.patches),
        )  # fmt: skip
        for column, ids in known:
            if column in row:
                values[column] = [_one_of(column, item, ids) for item in several(row[column])]
        if "languages" in row:
            values["languages"] = [self._language(item) for item in several(row["languages"])]
        return values

    def _language(self, written: str) -> str:
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", written):
            raise Wrong("languages: codes such as en, pl or pt-BR")
        return written

    def write(self) -> tuple[int, int]:
        """(added, changed)"""
        self.session.flush()
        return self.added, self.changed


@dataclass
class _Hours:
    """The hours of one row, and those they replace."""

    resource: Resource
    from_day: date
    until_day: date | None
    every_weeks: int
    rows: tuple[tuple[int, int, int], ...]


class Patterns:
    """patterns: resource, from, hours, until, every_weeks.

    A row says all the hours of somebody from a day on, until the next row's day; what was in force until then ends the
    day before. What an earlier import said with the same `from` is replaced. Empty hours: no work from that day on.
    """

    def __init__(self, session: Session, landlord: Landlord, at: datetime, columns: frozenset[str]) -> None:
        self.session, self.at = session, at
        self.there = {row.code: row for row in session.scalars(select(Resource))}
        self.patterns: dict[int, list[WorkingPattern]] = {}
        for row in session.scalars(select(WorkingPattern).order_by(WorkingPattern.id)):
            self.patterns.setdefault(row.resource_id, []).append(row)
        self.added = self.changed = 0

    def take(self, row: dict[str, str]) -> None:
        """The hours of one person or place from one day on."""
        said = self._read(row)
        before = self.patterns.setdefault(said.resource.id, [])
        same = [one for one in before if one.from_day == said.from_day]
        later = [one.from_day - timedelta(days=1) for one in before if one.from_day > said.from_day]
        until_day = min((day for day in (said.until_day, *later) if day is not None), default=None)
        new = [WorkingPattern(resource_id=said.resource.id, weekday=day, starts=starts, ends=ends,
                              from_day=said.from_day, until_day=until_day, every_weeks=said.every_weeks)
               for day, starts, ends in said.rows]  # fmt: skip
        if same and sorted(map(_as_said, same)) == sorted(map(_as_said, new)):
            return
        eve = said.from_day - timedelta(days=1)
        overtaken = [one for one in before if one.from_day < said.from_day and (one.until_day or date.max) > eve]
        kept = [one for one in before if one not in same]
        ends = {id(one): one.until_day for one in overtaken}
        for one in overtaken:
            one.until_day = eve
        # hours that some of today's visits had no place in before are no reason to refuse
        lost = capacity.conflicts(self.session, said.resource, self.at, patterns=[*kept, *new])
        if lost:
            for one in overtaken:
                one.until_day = ends[id(one)]
            outside = {visit.id for visit in capacity.conflicts(self.session, said.resource, self.at, patterns=before)}
            _refuse_booked(self.session, "hours", [visit for visit in lost if visit.id not in outside])
            for one in overtaken:
                one.until_day = eve
        for one in same:
            self.session.delete(one)
        self.session.add_all(new)
        self.patterns[said.resource.id] = [*kept, *new]
        if same or overtaken:
            self.changed += 1
        else:
            self.added += 1

    def _read(self, row: dict[str, str]) -> _Hours:
        resource = _known(self.there, row["resource"])
        from_day = _day("from", row["from"])
        until_day = _day("until", row["until"]) if row.get("until") else None
        if until_day is not None and until_day < from_day:
            raise Wrong("until: it is before from")
        weeks = row.get("every_weeks") or "1"
        if not re.fullmatch(r"[1-9]|[1-4]\d|5[0-2]", weeks):
            raise Wrong("every_weeks: a number from 1 to 52")
        try:
            rows = hours_of(row["hours"].replace(";", ",")) if row.get("hours") else ()
        except ValueError as error:
            raise Wrong(f"hours: {error}; write mon-fri 08:00-16:00; sat 09:00-13:00") from None
        if any(minute % 5 for _, *stretch in rows for minute in stretch):
            raise Wrong("hours: the diary counts in five minutes")
        return _Hours(resource, from_day, until_day, int(weeks), rows)

    def write(self) -> tuple[int, int]:
        """(added, changed), in rows of the file."""
        self.session.flush()
        return self.added, self.changed


class Leaves:
    """leave: resource, from, until, reason.

    `from` and `until` are days (both count in) or London times, '2026-12-24 12:00'. A time that a clock change makes
    twice is written with its zone, '2026-10-25 01:30 GMT'.
    """

    def __init__(self, session: Session, landlord: Landlord, at: datetime, columns: frozenset[str]) -> None:
        self.session, self.at = session, at
        self.there = {row.code: row for row in session.scalars(select(Resource))}
        open_ones = select(Leave).where(Leave.ended_at.is_(None))
        self.leave = {(row.resource_id, row.from_at, row.until_at): row for row in session.scalars(open_ones)}
        self.added = self.changed = 0

    def take(self, row: dict[str, str]) -> None:
        """One absence of one person, or one closure of one place."""
        resource = _known(self.there, row["resource"])
        from_at, until_at = instant("from", row["from"]), instant("until", row["until"], end=True)
        if until_at <= from_at:
            raise Wrong("until: it is not after from")
        reason = fits(table(Leave), {"reason": row.get("reason", "")})["reason"]
        old = self.leave.get((resource.id, from_at, until_at))
        if old is not None:
            self.changed += "reason" in row and old.reason != reason
            old.reason = reason if "reason" in row else old.reason
            return
        # times that are only on offer keep nobody at work: whoever chooses one has other times at once
        there = capacity.conflicts(self.session, resource, self.at, leave=(from_at, until_at))
        held = {row.id for row in there if row.state == "held"}
        leave, booked = capacity.add_leave(
            self.session, resource, from_at, until_at, "house", self.at, reason=reason, known=held
        )
        if leave is None:
            _refuse_booked(self.session, "from", booked)
        else:
            self.leave[resource.id, from_at, until_at] = leave
            self.added += 1

    def write(self) -> tuple[int, int]:
        """(added, changed)"""
        self.session.flush()
        return self.added, self.changed


def instant(column: str, written: str, end: bool = False) -> datetime:
    """The UTC instant of a London day or time. `end`: of a day, its end. Raises Wrong where no one instant is meant."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        day = _day(column, written)
        midnight = datetime.combine(day + timedelta(days=1) if end else day, time(), LONDON)
        return midnight.astimezone(UTC)
    found = _TIME.fullmatch(written)
    if not found:
        raise Wrong(f"{column}: write a day, 2026-12-24, or a time, 2026-12-24 12:00")
    hour, minute, zone = int(found[2]), int(found[3]), found[4]
    if hour > 23 or minute > 59:
        raise Wrong(f"{column}: there is no such time of day")
    local = datetime.combine(_day(column, found[1]), time(hour, minute))
    if zone:
        offset = _ZONES.get(zone)
        if offset is None:
            hours, minutes = zone[1:].split(":")
            if int(hours) > 14 or int(minutes) > 59:
                raise Wrong(f"{column}: no place on earth has the time zone {zone}")
            offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if zone[0] == "-" else 1)
        at = (local - offset).replace(tzinfo=UTC)
        if zone in ("BST", "GMT") and at.astimezone(LONDON).tzname() != zone:
            raise Wrong(f"{column}: London is not on {zone} then")
        return at
    first, second = (local.replace(tzinfo=LONDON, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        if first.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local:
            raise Wrong(f"{column}: there is no such time that night, the clocks go on")
        raise Wrong(f"{column}: that time comes twice that night; add BST for the first or GMT for the second")
    return first.astimezone(UTC)


def _day(column: str, written: str) -> date:
    try:
        day = date.fromisoformat(written) if re.fullmatch(r"\d{4}-\d\d-\d\d", written) else _no_day(column)
    except ValueError:
        return _no_day(column)
    if not 2000 <= day.year < 2200:  # beyond, a slip of the pen; and the calendar's edge has no instant in UTC
        raise Wrong(f"{column}: a diary has days from 2000 to 2199")
    return day


def _no_day(column: str) -> date:
    raise Wrong(f"{column}: write a day as 2026-12-24")


def _known(there: dict[str, Resource], code: str) -> Resource:
    if code not in there:
        raise Wrong("resource: there is no such code; import resources first")
    return there[code]


def _one_of(column: str, written: str, known: Iterable[str]) -> str:
    if written not in known:
        raise Wrong(f"{column}: one of {', '.join(known)}")
    return written


def _as_said(row: WorkingPattern) -> tuple[int, int, int, date, int]:
    return row.weekday, row.starts, row.ends, row.until_day or date.max, row.every_weeks


def _refuse_booked(session: Session, column: str, booked: Sequence[Appointment]) -> None:
    """Raises Wrong for visits that would lose their place."""
    if not booked:
        return
    rows = select(Case.reference).where(Case.id.in_({visit.case_id for visit in booked})).order_by(Case.reference)
    named = list(session.scalars(rows))
    more = f" and {len(named) - 5} more" if len(named) > 5 else ""
    raise Wrong(f"{column}: visits are booked then: {', '.join(named[:5])}{more}. Move or cancel them first")
