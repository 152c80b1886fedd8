"""Fifty for the last place, holds that wait for one another, kills between hold and booking, times that touch.

H3, H6 and H7: exactly one winner, the losers have other times at once, nobody's time is lost or given twice.
"""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from diary_house import (
    NOW,
    TAP,
    TOMORROW,
    a_minute,
    a_person,
    a_place,
    a_time,
    booked_by,
    case_held,
    history,
    new_case,
    wrong_cells,
)
from sqlalchemy import func, select

from config import verify_diary
from router.appointments import availability, booking, sessions
from router.appointments.bands import instant
from router.model import Appointment, Case, DiarySession, Resource
from router.storage.database import Database
from router.values import FreeTime, Landlord, Need
from tests.faults.conftest import Figure
from tests.faults.test_storms import at_once

BOOKERS = 50
SEEN = Need(kind="surgery", minutes=20)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A connection for each booker; whatever happens, nothing is wrong with the diary afterwards."""
    opened = Database(database_url, pool_size=BOOKERS)
    yield opened
    with opened.reading() as session:
        assert wrong_cells(session) == []
        assert {name: count for name, count in verify_diary.counts(session, NOW - timedelta(days=1)) if count} == {}
    opened.close()


def by_text(database: Database, case_id: int, free: FreeTime, need: Need) -> Appointment | None:
    """Held when it was offered, booked by the answer, which comes twice."""
    with case_held(database, case_id) as (session, case):
        row = booking.hold(session, case, free, need, NOW, NOW + timedelta(hours=2))
    if row is None:
        return None
    for expected in (True, False):
        with case_held(database, case_id) as (session, _):
            assert booking.book(session, session.get_one(Appointment, row.id), "tenant", NOW) is expected
    return row


def by_web(database: Database, case_id: int, free: FreeTime, need: Need) -> Appointment | None:
    """The same form twice."""
    rows = [
        booked_by(database, free, case_id, need, form_id=f"{case_id}:{free.window_from}:{need.kind}") for _ in range(2)
    ]
    assert len({row and row.id for row in rows}) == 1
    return rows[0]


def by_agent(database: Database, case_id: int, free: FreeTime, need: Need) -> Appointment | None:
    with case_held(database, case_id) as (session, case):
        return booking.book_now(session, case, free, need, "staff:1", NOW)


DOORS: tuple[Callable[[Database, int, FreeTime, Need], Appointment | None], ...] = (by_text, by_web, by_agent)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("where", ["visit", "surgery"])
def test_fifty_tenants_for_the_last_place(
    database: Database, landlord: Landlord, where: str, figure: Figure, full: bool
) -> None:
    """By text, web and agent at once. Of a surgery's two seats one is taken already."""
    rounds, winners, spans, next_times = 100 if full else 4, 0, [], 0
    with database.transaction() as session:
        people = [a_person(session) for _ in range(2)]
        place = a_place(session)
        ids = [new.id for new in people]
    case_ids = [new_case(database) for _ in range(BOOKERS)]
    for number in range(rounds):
        day = TOMORROW + timedelta(days=number)
        if where == "visit":
            free, need = a_time(ids[0], 9, day=day), TAP
        else:
            with database.transaction() as session:
                starts = instant(TOMORROW + timedelta(days=number), 600)
                planned = sessions.plan(
                    session, session.get_one(Resource, place.id), starts, starts + timedelta(minutes=20), "staff:1", NOW
                )
                free, need = a_minute(planned), SEEN
            assert booked_by(database, free, new_case(database), need) is not None

        def one(n: int, free: FreeTime = free, need: Need = need) -> Appointment | None:
            return DOORS[n % 3](database, case_ids[n], free, need)

        began = time.monotonic()
        won = [row for row in at_once(BOOKERS, one) if row is not None]
        spans.append(time.monotonic() - began)
        assert len(won) == 1
        winners += 1
        if where == "visit":
            with database.reading() as session:
                other = availability.find(session, landlord.appointments, need, NOW)
                next_times += bool(other)
                assert all(not (time.resource_id == ids[0] and time.blocked_from < free.blocked_until
                                and free.blocked_from < time.blocked_until) for time in other)  # fmt: skip
        with case_held(database, won[0].case_id) as (session, _):
            assert booking.cancel(session, session.get_one(Appointment, won[0].id), "tenant", NOW, "")
    figure(f"H3 {BOOKERS} tenants for the last place of a {where}", injected=BOOKERS * rounds, rounds=rounds, winners=winners,
           double=0, median_ms=round(sorted(spans)[rounds // 2] * 1000), slowest_ms=round(max(spans) * 1000))  # fmt: skip
    assert winners == rounds
    assert where == "surgery" or next_times == rounds, "whoever lost has other times at once"


@pytest.mark.timeout(300)
def test_holds_that_want_one_anothers_times_end_without_a_deadlock(
    database: Database, figure: Figure, full: bool, rng: random.Random
) -> None:
    """Each holds three times in one transaction, in any order, with a second person as often as not."""
    rounds, held, begun = 40 if full else 6, 0, time.monotonic()
    with database.transaction() as session:
        ids = [a_person(session).id for _ in range(3)]
    for number in range(rounds):
        case_ids = [new_case(database) for _ in range(12)]
        asked = []
        for _ in case_ids:
            pairs = [rng.sample(ids, 2) for _ in range(3)]
            asked.append([a_time(one, rng.choice([9, 9.5, 10]), day=TOMORROW + timedelta(days=number),
                                 second_id=other if rng.random() < 0.5 else None) for one, other in pairs])  # fmt: skip

        def hold(n: int, case_ids: list[int] = case_ids, asked: list[list[FreeTime]] = asked) -> int:
            with case_held(database, case_ids[n]) as (session, case):
                rows = [booking.hold(session, case, free, TAP, NOW, NOW + timedelta(hours=2)) for free in asked[n]]
            return sum(row is not None for row in rows)

        got = at_once(12, hold)
        assert sum(got) >= 1
        held += sum(got)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Appointment)) == held
    figure("holds in any order, three to a transaction", injected=36 * rounds, held=held, failed=0,
           seconds=round(time.monotonic() - begun, 1))  # fmt: skip


@pytest.mark.timeout(300)
def test_a_session_called_off_while_others_book_in_it_leaves_nobody_behind(
    database: Database, figure: Figure, full: bool
) -> None:
    """Whoever booked is in the list of those to tell, whoever came later was refused."""
    rounds, booked, told_of, tried = 40 if full else 6, 0, 0, 0
    with database.transaction() as session:
        place = a_place(session, seats=3)
    for number in range(rounds):
        starts = instant(TOMORROW + timedelta(days=number), 600)
        with database.transaction() as session:
            planned = sessions.plan(
                session, session.get_one(Resource, place.id), starts, starts + timedelta(hours=2), "staff:1", NOW
            )
        case_ids = [new_case(database, state="arranged", arranged_until=NOW + timedelta(days=60)) for _ in range(12)]

        gone, first = threading.Event(), threading.Event()  # who certainly comes too late, in the first and last round

        def one(n: int, planned: DiarySession = planned, case_ids: list[int] = case_ids, number: int = number,
                gone: threading.Event = gone, first: threading.Event = first) -> list[int]:  # fmt: skip
            if n < 12:
                assert number > 0 or gone.wait(60)
                row = by_agent(database, case_ids[n], a_minute(planned, n % 6), SEEN)
                first.set()
                return [row.id] if row else []
            time.sleep(number % 6 * 0.02)  # a little later each round, so that both orders are seen
            assert number < rounds - 1 or first.wait(60)
            for _ in range(50):
                try:
                    with database.transaction() as session:
                        there = session.get_one(DiarySession, planned.id)
                        told = [row.id for row in sessions.cancel(session, there, "staff:1", NOW, "ill")]
                    gone.set()
                    return told
                except sessions.Busy:
                    time.sleep(0.01)  # as whoever presses again
            raise AssertionError("busy for ever")

        *rows, told = at_once(13, one)
        assert sorted(told) == sorted(row for each in rows for row in each)
        tried, booked, told_of = tried + 12, booked + sum(map(len, rows)), told_of + len(told)
        with database.transaction() as session:  # those who were refused are nobody's care here
            for case_id, row in zip(case_ids, rows, strict=True):
                case = session.get_one(Case, case_id)
                assert case.state == ("waiting" if row else "arranged")
                case.state, case.arranged_until = "waiting", None
    assert 0 < booked < tried
    figure("a session called off while twelve book", injected=tried, booked=booked, told=told_of, left_behind=0)


POINTS = ("before the hold is committed", "between hold and booking", "before the booking is committed", "after it")


def die_at(url: str, point: str, case_id: int, free: FreeTime) -> None:
    """In a process of its own: hold and book, and end by SIGKILL on the way."""
    database = Database(url)
    with case_held(database, case_id) as (session, case):
        row = booking.hold(session, case, free, TAP, NOW, NOW + timedelta(minutes=10))
        assert row is not None
        if point == POINTS[0]:
            os.kill(os.getpid(), signal.SIGKILL)
    if point == POINTS[1]:
        os.kill(os.getpid(), signal.SIGKILL)
    with case_held(database, case_id) as (session, _):
        assert booking.book(session, session.get_one(Appointment, row.id), "tenant", NOW)
        session.flush()
        if point == POINTS[2]:
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def killed(url: str, point: str, case_id: int, free: FreeTime) -> int:
    """How that process ended."""
    pid = os.fork()
    if not pid:
        try:
            die_at(url, point, case_id, free)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.timeout(300)
def test_a_process_killed_between_hold_and_booking_leaves_no_ghost(
    database: Database, database_url: str, figure: Figure, full: bool
) -> None:
    rounds, freed, kept = 125 if full else 3, 0, 0
    with database.transaction() as session:
        person_id = a_person(session).id
    for number in range(rounds):
        for hour, point in zip((9, 11, 13, 15), POINTS, strict=True):
            free, case_id = a_time(person_id, hour, day=TOMORROW + timedelta(days=number)), new_case(database)
            assert killed(database_url, point, case_id, free) == -signal.SIGKILL
            with database.transaction() as session:
                lapsed = booking.lapse_due(session, NOW + timedelta(minutes=10))
            was_held = point in POINTS[1:3]
            assert lapsed == ([case_id] if was_held else [])
            assert history(database, case_id) == {
                POINTS[0]: [], POINTS[1]: ["held", "lapsed"], POINTS[2]: ["held", "lapsed"], POINTS[3]: ["held", "booked"],
            }[point]  # fmt: skip
            again = booked_by(database, free, new_case(database))
            assert (again is None) is (point == POINTS[3])
            freed, kept = freed + (again is not None), kept + (again is None)
    figure("H6 killed between hold and booking", injected=4 * rounds, free_again=freed, booked=kept, ghosts=0)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("night", [date(2026, 10, 25), date(2027, 3, 28)])
def test_times_that_touch_book_and_times_that_overlap_do_not_on_nights_of_the_clock_change(
    database: Database, night: date, figure: Figure, full: bool, rng: random.Random
) -> None:
    """An oracle that knows only instants says which of them may be booked."""
    tries, booked = 1000 if full else 80, 0
    with database.transaction() as session:
        ids = [a_person(session).id for _ in range(2)]
    midnight = datetime(night.year, night.month, night.day, tzinfo=UTC)
    taken: dict[int, list[tuple[datetime, datetime]]] = {one: [] for one in ids}
    case_id = 0
    for number in range(tries):
        start = midnight + timedelta(minutes=5 * rng.randrange(-12, 48))
        until = start + timedelta(minutes=5 * rng.randrange(1, 6))
        who = rng.choice(ids)
        free = FreeTime(who, "am", start, until, start, until, start, until)
        is_free = all(until <= other or start >= end for other, end in taken[who])
        if number % 10 == 0:
            case_id = new_case(database)
        need = replace(TAP, repairs=(f"job {number}",))
        row = booked_by(database, free, case_id, need)
        assert (row is not None) is is_free, (start, until)
        if row is not None:
            taken[who].append((start, until))
            booked += 1
            if rng.random() < 0.3:
                with case_held(database, case_id) as (session, _):
                    assert booking.cancel(session, session.get_one(Appointment, row.id), "tenant", NOW, "")
                taken[who].pop()
    figure(f"H7 touching and overlapping on {night}", injected=tries, booked=booked, overlapping=0)
    assert booked >= 10
