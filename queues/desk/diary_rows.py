"""The diary as its page shows it: who works, who is away, which visits they have, and the room left for emergencies."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from queues import times
from queues.access import has_role, me, visible
from queues.context import desk
from queues.desk import visit_words
from router.appointments import diary
from router.appointments.bands import CELL, days_from, instant
from router.clock import london
from router.model import Appointment, Case, DiarySession, Leave, Resource
from router.values import AppointmentRules

SHOWN = ("held", "booked", "on_the_way", "arrived", "done", "no_access", "missed")
"""States of visits that stand in the diary: what was cancelled or let go is on its case."""
KINDS = {"operative": "Operatives", "officer": "Housing officers", "surveyor": "Surveyors", "agent": "Call-backs",
         "place": "Places"}  # fmt: skip
DAWN, DUSK = 7 * 60, 21 * 60
"""What a day's strip shows, in London minutes from midnight. A visit before or after is in the words beside it."""
Key = tuple[int, date]
"""A person or place, and a London day."""
PARTS = (("Morning", 0, 12 * 60), ("Afternoon", 12 * 60, 17 * 60), ("Evening", 17 * 60, 24 * 60))


@dataclass(frozen=True, slots=True)
class Entry:
    """A visit, a session or a walkabout in somebody's day. `link`: '' where the reader may not know the case."""

    at: datetime
    when: str
    what: str
    meta: str
    state: str
    stands: str
    link: str


@dataclass(slots=True)
class Day:
    """One person's day. `strip`: (class, x, width) in five minutes from `DAWN`. `off`: they do not work then.

    `room`: minutes still free for emergencies, of `kept`; None where none is kept. `held`: times that are only kept for
    somebody to choose from; no visit yet.
    """

    day: date
    off: bool
    parts: list[list[Entry]] = field(default_factory=list)
    strip: list[tuple[str, int, int]] = field(default_factory=list)
    away: str = ""
    room: int | None = None
    kept: int = 0
    visits: int = 0
    held: int = 0
    sessions: int = 0

    @property
    def busy(self) -> bool:
        """Something stands in it, or they are away."""
        return bool(self.visits or self.held or self.sessions or self.away)

    @property
    def free(self) -> bool:
        """Nothing stands in it, and they work."""
        return not self.off and not self.visits and not self.held and not self.away


@dataclass(slots=True)
class Line:
    """One person or place, with the days that are shown. `round`: their own page of that day, for supervisors."""

    resource: Resource
    under: str
    days: list[Day]
    round: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the diary is wanted; '' and None for everything."""

    patch: str = ""
    trade: str = ""
    person: int | None = None


def read(session: Session, rules: AppointmentRules, first: date, days: int, wanted: Filters,
         now: datetime) -> dict[str, list[Line]]:  # fmt: skip
    """The lines by kind, in the order of `KINDS`."""
    people = _people(session, wanted)
    span = diary.everybody(session, people, first, days)
    entries = _entries(session, people, span, now)
    away = _leave(session, people, span, now)
    found: dict[str, list[Line]] = {}
    for person in people:
        rows = [_day(person, span, each, rules, entries, away, now) for each in days_from(first, days)]
        under = visit_words.trades(person.trades) or person.address
        patches = f"patch {', '.join(person.patches)}" if person.patches else ""
        busy = days == 1 and rows[0].visits and has_role(me(), "supervisor")
        busy = busy and all(entry.link for part in rows[0].parts for entry in part)  # it names every home of the day
        line = Line(person, " · ".join(part for part in (under, patches) if part), rows,
                    desk().round_link(person, first) if busy and person.kind != "place" else "")  # fmt: skip
        found.setdefault(KINDS.get(person.kind, "Others"), []).append(line)
    order = list(KINDS.values())
    return dict(sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))


def _people(session: Session, wanted: Filters) -> list[Resource]:
    rows = session.scalars(select(Resource).where(Resource.active).order_by(Resource.name))
    return [
        row for row in rows
        if (not wanted.patch or not row.patches or wanted.patch in row.patches)
        and (not wanted.trade or wanted.trade in row.trades) and wanted.person in (None, row.id)
    ]  # fmt: skip


def _entries(session: Session, people: Sequence[Resource], span: diary.Diary,
             now: datetime) -> dict[Key, list[Entry]]:  # fmt: skip
    ids = [person.id for person in people]
    query = select(Appointment).where(
        Appointment.state.in_(SHOWN), Appointment.window_from >= span.begins, Appointment.window_from < span.ends,
        or_(Appointment.resource_id.in_(ids), Appointment.second_id.in_(ids)),
    )  # fmt: skip
    rows = list(session.scalars(query.order_by(Appointment.starts_at, Appointment.id).options(
        joinedload(Appointment.home), joinedload(Appointment.case))))  # fmt: skip
    known = set(session.scalars(visible(select(Case.id).where(Case.id.in_({row.case_id for row in rows})), me())))
    found: dict[Key, list[Entry]] = defaultdict(list)
    for row in rows:
        entry = _visit(row, row.case_id in known)
        for number in {row.resource_id, row.second_id or row.resource_id}:
            found[number, london(row.window_from).date()].append(entry)
    for person_id, day, entry in _sessions(session, people, span):
        found[person_id, day].append(entry)
    return found


def _visit(row: Appointment, known: bool) -> Entry:
    """`known`: the reader may know of its case; else its time is taken, and that is all."""
    window = f"{times.clock(row.window_from)} to {times.clock(row.window_until)}"
    stands = visit_words.STATE_WORDS.get(row.state, row.state)
    if not known:
        return Entry(row.starts_at, window, "Taken", "Not yours to see", row.state, stands, "")
    what = visit_words.repairs(row.repairs) or visit_words.trades(row.trades) or visit_words.kind_of(row.kind)
    street = row.home.address if row.home else ""
    meta = " · ".join(part for part in (row.case.reference, street) if part)
    return Entry(row.starts_at, window, what, meta, row.state, stands, f"/desk/cases/{row.case.reference}#visit")


def _sessions(session: Session, people: Sequence[Resource], span: diary.Diary) -> Iterator[tuple[int, date, Entry]]:
    """Surgeries in the day of their place, walkabouts in their officer's."""
    by_staff = {person.staff_id: person.id for person in people if person.staff_id}
    query = select(DiarySession).where(
        DiarySession.state == "planned", DiarySession.starts_at >= span.begins, DiarySession.starts_at < span.ends,
        or_(DiarySession.resource_id.in_([person.id for person in people]), DiarySession.officer_id.in_(by_staff)),
    )  # fmt: skip
    for row in session.scalars(query.order_by(DiarySession.starts_at)):
        window = f"{times.clock(row.starts_at)} to {times.clock(row.ends_at)}"
        entry = Entry(row.starts_at, window, visit_words.kind_of(row.kind), row.place, "session", "Session",
                      f"/desk/sessions#session-{row.id}")  # fmt: skip
        for number in {row.resource_id, by_staff.get(row.officer_id or 0, row.resource_id)}:
            yield number, london(row.starts_at).date(), entry


def _leave(session: Session, people: Sequence[Resource], span: diary.Diary, now: datetime) -> dict[Key, str]:
    """Who is away on which day, in words without the reason: that is theirs."""
    query = select(Leave).where(Leave.resource_id.in_([person.id for person in people]), Leave.ended_at.is_(None),
                                Leave.until_at > span.begins, Leave.from_at < span.ends)  # fmt: skip
    places = {person.id for person in people if person.kind == "place"}
    found: dict[Key, str] = {}
    for row in session.scalars(query):
        word = "Closed" if row.resource_id in places else "Away"
        for day in days_from(span.first_day, span.days):
            begins, ends = instant(day, 0), instant(day + timedelta(days=1), 0)
            if row.from_at < ends and row.until_at > begins:
                part = _part_of_day(max(row.from_at, begins), min(row.until_at, ends), begins, ends)
                found[row.resource_id, day] = f"{word} {part}".strip()
    return found


def _part_of_day(start: datetime, until: datetime, begins: datetime, ends: datetime) -> str:
    if start <= begins and until >= ends:
        return "all day"
    if start <= begins:
        return f"until {times.clock(until)}"
    return f"from {times.clock(start)}" if until >= ends else f"{times.clock(start)} to {times.clock(until)}"


def _day(person: Resource, span: diary.Diary, day: date, rules: AppointmentRules,
         entries: Mapping[Key, list[Entry]], away: Mapping[Key, str], now: datetime) -> Day:  # fmt: skip
    theirs = sorted(entries.get((person.id, day), []), key=lambda entry: entry.at)
    seats = span.of.get(person.id, [])
    whole = span.outer(instant(day, 0), instant(day + timedelta(days=1), 0))
    works = _any(seat.works for seat in seats) & whole
    gone = _any(seat.away for seat in seats) & whole
    taken = _any(seat.taken for seat in seats) & whole
    parts = [[entry for entry in theirs if starts <= _minute(entry.at) < ends] for _, starts, ends in PARTS]
    found = Day(day, not works and not theirs, parts, away=away.get((person.id, day), ""),
                visits=sum(entry.state not in ("session", "held") for entry in theirs),
                held=sum(entry.state == "held" for entry in theirs),
                sessions=sum(entry.state == "session" for entry in theirs))  # fmt: skip
    first = span.cell(instant(day, DAWN))
    last = span.cell(instant(day, DUSK))
    for name, bits in (("works", works & ~gone), ("away", works & gone), ("busy", taken)):
        found.strip += [(name, start, length) for start, length in _runs(bits, first, last)]
    left = works & ~span.outer(span.begins, max(now, span.begins))  # none once their day is over
    if person.kind == "operative" and left and rules.reserve:
        free = (left & ~gone & ~taken).bit_count()
        found.kept = rules.reserve
        found.room = min(int(free * CELL.total_seconds() // 60), rules.reserve)
    return found


def _any(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _minute(at: datetime) -> int:
    there = london(at)
    return there.hour * 60 + there.minute


def _runs(bits: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """(beginning, length) of each stretch of set bits from cell `first` up to `last`, counted from `first`."""
    start = None
    for cell in range(first, last + 1):
        on = cell < last and bits >> cell & 1
        if on and start is None:
            start = cell
        elif not on and start is not None:
            yield start - first, cell - start
            start = None


def day_by_day(lines: dict[str, list[Line]]) -> list[tuple[date, list[tuple[Line, Day]]]]:
    """Each day with those who have something on it, for a narrow screen."""
    every = [line for group in lines.values() for line in group]
    days = [day.day for day in every[0].days] if every else []
    return [(day, [(line, line.days[nth]) for line in every if line.days[nth].busy]) for nth, day in enumerate(days)]


def counts(lines: dict[str, list[Line]]) -> dict[str, int]:
    """How many visits are shown, each once: all that count, those only held, nobody in, missed."""
    seen = {
        (entry.at, entry.meta, entry.state)
        for group in lines.values() for line in group for day in line.days for part in day.parts for entry in part
    }  # fmt: skip
    states = [state for _, _, state in seen]
    agreed = sum(state not in ("held", "session") for state in states)
    return {"visits": agreed, **{state: states.count(state) for state in ("held", "no_access", "missed")}}
