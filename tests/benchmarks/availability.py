"""Figures about the diary: 14 days, 60 operatives, 20,000 bookings; reading the database included, by processor time.

Beside what one would write first: read the visits as objects, and for each day, band and person try every quarter of an
hour against each of them.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from config import landlord_files, schema
from router.appointments.availability import any_time, every_time, find, why_not
from router.appointments.bands import days_from, instant
from router.appointments.taken import forget
from router.model import Appointment, Case, Home, Leave, Patch, Resource, WorkingPattern, table
from router.storage.database import Database
from router.values import LIVE, AppointmentRules, Need
from tests.benchmarks.report import Figure, load, median

LANDLORD = Path(__file__).resolve().parents[2] / "config" / "landlord"
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
DAYS, OPERATIVES, BOOKINGS, HOMES, PATCHES = 14, 60, 20_000, 2_000, 6
NEED = Need("repair_visit", ("plumbing",), 45, "P3", "Street 8", 700)
LONG = replace(NEED, minutes=290)
FIRST, LAST = 8 * 60, 20 * 60
_FULL = 92  # of a hundred gaps that a visit would fit into, so many have one


def fill(database: Database, chance: random.Random, *, dense: bool) -> int:
    """The house. `dense`: all the bookings lie within the 14 days, by the quarter of an hour and round the clock.

    Otherwise the 14 days are nearly full of visits of usual length, and the rest of the bookings are over. Returns how
    many are live within the days.
    """
    with database.transaction() as session:
        patches = [Patch(code=f"P{n}", name=f"Patch {n}") for n in range(1, PATCHES + 1)]
        session.add_all(patches)
        session.flush()
        session.execute(insert(table(Home)), [
            {"uprn": f"9{n:09}", "address": f"{n % 40 + 1} Street {n // 40}, Larkbridge", "postcode": "LX1 1AA",
             "kind": "house", "bedrooms": 2, "patch_id": patches[n * PATCHES // HOMES].id, "facts": {}}
            for n in range(HOMES)
        ])  # fmt: skip
        session.add_all(
            Resource(code=f"o{n}", name=f"Operative {n}", kind="operative", serves=["repair_visit"],
                     trades=["plumbing"] if n % 3 else ["multi_trade"], languages=["en"])
            for n in range(OPERATIVES)
        )  # fmt: skip
        session.add(Case(reference="FD-BENCH", channel="sms", queue="bench", opened_at=NOW, last_activity_at=NOW))
        session.flush()
        people = list(session.scalars(select(Resource.id)))
        weekdays, starts, ends = (range(7), 0, 24 * 60) if dense else (range(6), FIRST, LAST)
        session.add_all(
            WorkingPattern(resource_id=who, weekday=day, starts=starts, ends=ends, from_day=MONDAY - timedelta(weeks=9))
            for who in people for day in weekdays
        )  # fmt: skip
        session.add_all(
            Leave(resource_id=who, from_at=instant(day, 0), until_at=instant(day + timedelta(days=1), 0))
            for who in people[::12] for day in days_from(MONDAY, 2)
        )  # fmt: skip
        rows = list(_by_quarters(people) if dense else _usual(people, chance))
        live = len(rows)
        over = NOW - timedelta(days=1)
        while len(rows) < BOOKINGS:
            over -= timedelta(minutes=15)
            rows += [_row(len(rows) + n, who, over, 45, 15, "done", chance) for n, who in enumerate(people)]
        for start in range(0, BOOKINGS, 1000):
            session.execute(insert(table(Appointment)), rows[start : min(start + 1000, BOOKINGS)])
    return min(live, BOOKINGS)


def _usual(people: list[int], chance: random.Random) -> Iterator[dict[str, object]]:
    number = 0
    for who in people:
        for day in days_from(MONDAY, DAYS):
            at = FIRST if day.weekday() < 6 else LAST
            while at + 65 <= LAST:
                if chance.randrange(100) < _FULL:
                    yield _row(number, who, instant(day, at), 45, 15, "booked", chance)
                    number += 1
                at += 65


def _by_quarters(people: list[int]) -> Iterator[dict[str, object]]:
    chance, number = random.Random(1), 0
    for who in people:
        at = instant(MONDAY, 0)
        for _ in range(DAYS * 24):
            yield _row(number, who, at, 25, 5, "booked", chance)
            at, number = at + timedelta(hours=1), number + 1


def _row(number: int, who: int, at: datetime, work: int, travel: int, state: str,
         chance: random.Random) -> dict[str, object]:  # fmt: skip
    starts = at + timedelta(minutes=travel)
    ends = starts + timedelta(minutes=work)
    return {
        "case_id": 1, "kind": "repair_visit", "state": state, "resource_id": who, "home_id": chance.randrange(HOMES) + 1,
        "slot": "am", "slot_id": "", "number": 0, "seat": 0, "window_from": at, "window_until": ends, "starts_at": starts,
        "ends_at": ends, "blocked_from": at, "blocked_until": ends + timedelta(minutes=5), "uid": f"b{number}-{who}-{state}",
        "repairs": [], "trades": ["plumbing"], "booked_by": "", "sequence": 0, "note": "", "visit": 1, "no_access": 0,
        "owed_pounds": 0, "sooner": False, "reminded_day": -1, "reminded_morning": -1, "outcome": "", "version": 1,
    }  # fmt: skip


def first_try(session: Session, rules: AppointmentRules) -> list[tuple[datetime, int]]:
    """What one would write first. It knows neither travel by place nor room for emergencies; it finds the soonest."""
    people = [one for one in session.scalars(select(Resource).where(Resource.active))
              if "plumbing" in one.trades or "multi_trade" in one.trades]  # fmt: skip
    patterns = list(session.scalars(select(WorkingPattern)))
    begin, end = instant(MONDAY, 0), instant(MONDAY + timedelta(days=DAYS), 0)
    visits = list(session.scalars(select(Appointment).where(
        Appointment.state.in_(LIVE), Appointment.blocked_from < end, Appointment.blocked_until > begin)))  # fmt: skip
    found = []
    for day in days_from(MONDAY, DAYS):
        for slot in ("am", "school_run", "pm", "evening", "saturday"):
            band = rules.slots[slot]
            if day.weekday() in band.days:
                found += _first_free(day, band.starts, band.ends, people, patterns, visits)
    return found


def _first_free(day: date, starts: int, ends: int, people: list[Resource], patterns: list[WorkingPattern],
                visits: list[Appointment]) -> list[tuple[datetime, int]]:  # fmt: skip
    for one in people:
        theirs = [visit for visit in visits if visit.resource_id == one.id]
        for minute in range(starts, ends - 45 + 1, 15):
            at, until = instant(day, minute), instant(day, minute) + timedelta(minutes=50)
            works = any(row.resource_id == one.id and row.weekday == day.weekday()
                        and row.starts <= minute - 15 and minute + 50 <= row.ends for row in patterns)  # fmt: skip
            before = at - timedelta(minutes=15)
            if works and not any(visit.blocked_from < until and before < visit.blocked_until for visit in theirs):
                return [(at, one.id)]
    return []


def availability(repeats: int) -> list[Figure]:
    """`find` on a diary that is nearly full, and on one with every booking in these 14 days. The slower case counts."""
    rules = landlord_files.load(LANDLORD).appointments
    usual = Figure(f"three times to offer: {DAYS} days, {OPERATIVES} operatives, {BOOKINGS:,} bookings kept",
                   "ms", 50, 25, False)  # fmt: skip
    most = Figure(f"the same with all {BOOKINGS:,} bookings live within the {DAYS} days", "ms", 50, 25, False)
    times = max(repeats, 1) * 10
    for figure, dense in ((usual, False), (most, True)):
        with tempfile.TemporaryDirectory(prefix="fd-bench-") as folder:
            url = f"sqlite:///{folder}/diary.sqlite3"
            schema.migrate(url)
            database = Database(url)
            live = fill(database, random.Random(5), dense=dense)
            figure.notes.append(f"{live:,} of them live within the days")
            _measure(figure, database, rules, times, naive=not dense)
            database.close()
    return [usual, most]


def _measure(figure: Figure, database: Database, rules: AppointmentRules, times: int, *, naive: bool) -> None:
    with database.reading() as session:
        found = find(session, rules, NEED, NOW)  # once, so that statements are compiled and holidays known
        taken = [_took(lambda: find(session, rules, NEED, NOW)) for _ in range(times)]
        day = MONDAY + timedelta(days=4)
        one = [_took(lambda: any_time(session, rules, NEED, NOW, day, "pm")) for _ in range(times)]
        why = [_took(lambda: why_not(session, rules, NEED, NOW, MONDAY, DAYS)) for _ in range(3)]
        every = [_took(lambda: every_time(session, rules, NEED, NOW, MONDAY, DAYS)) for _ in range(3)]
        nothing = [_took(lambda: find(session, rules, LONG, NOW)) for _ in range(times)]
        first = [_took(lambda: _as_after_a_start(session, rules)) for _ in range(times)]
        figure.judge(
            max(median(taken), median(nothing), median(first)),
            f"{len(found)} found in {median(taken):.1f} ms, slowest {max(taken):.1f}, best {min(taken):.1f} ms ({load()})",
            f"work that fits nowhere, so that every day is read ({len(find(session, rules, LONG, NOW))} found): "
            f"{median(nothing):.1f} ms, slowest {max(nothing):.1f}, best {min(nothing):.1f} ms",
            f"as after a start, every text of it new: {median(first):.1f} ms, slowest {max(first):.1f}",
            f"one band of one day {median(one):.1f} ms, 'why not' {median(why):.0f} ms, "
            f"all there is for an agent {median(every):.0f} ms",
        )
        if naive:
            figure.notes.append(f"what one would write first: {_took(lambda: first_try(session, rules)):,.0f} ms")


def _as_after_a_start(session: Session, rules: AppointmentRules) -> None:
    forget()
    find(session, rules, NEED, NOW)


def _took(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1e3 * (time.process_time() - began)
