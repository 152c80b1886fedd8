"""The diary as it is read, in texts and for those only who have room, against the plain way: row by row, everybody."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from router.appointments import diary, placing, taken
from router.appointments.availability import any_time, every_time, find, why_not
from router.appointments.diary import street_of
from router.appointments.placing import Job, Openings
from router.appointments.span import Diarist, Diary, Found, Visits
from router.clock import london
from router.model import Appointment, Home, Patch
from router.storage.database import Database
from router.values import AGREED, LIVE, AppointmentRules, Need
from tests.router import test_availability
from tests.router.test_availability import NOWS, _a_visit, a_need, a_town, undone

database = test_availability.database
SEATS = 3


def near_by_row(session: Session, need: Need | None, home: Home | None) -> int:
    if need is None or home is None:
        return 0
    there = session.get(Home, need.home_id) if need.home_id else None
    patch = need.patch or (there.patch.code if there else "")
    if session.get_one(Patch, home.patch_id).code != patch:
        return 0
    street = street_of(need.street)
    return 2 if street and street_of(home.address) == street else 1


def read_by_row(session: Session, span: Diary, need: Need | None) -> None:
    """Every live visit as an object, each cell of it set by itself, all visits of everybody looked at."""
    a = Appointment
    rows = session.scalars(
        select(a).where(a.state.in_(LIVE), or_(a.resource_id.in_(span.of), a.second_id.in_(span.of)))
    )
    found: dict[tuple[int, int], list[tuple[bool, int, int, int, int]]] = {}
    for row in rows:
        begin, end = span.cell(row.blocked_from), span.cell_after(row.blocked_until)
        if end <= 0 or begin >= span.cells:
            continue
        near = near_by_row(session, need, row.home)
        for number, seat in ((row.resource_id, row.seat), (row.second_id, 0)):
            if number in span.of:
                seat = seat if seat < len(span.of[number]) else 0  # noqa: PLW2901 - the seat that is there
                for cell in range(max(begin, 0), min(end, span.cells)):
                    span.of[number][seat].taken |= 1 << cell
                visit = row.state in AGREED, begin, end, span.cell(row.starts_at), near
                found.setdefault((number, seat), []).append(visit)
    for (number, seat), visits in found.items():
        span.of[number][seat].visits = Visits(partial(apart, visits))


def apart(visits: list[tuple[bool, int, int, int, int]], _days: int, travel: int) -> Found:
    near = [(end, start, begin, how) for agreed, begin, end, start, how in visits if agreed and how]
    short = [
        (begin, start) for agreed, begin, _, start, how in visits if not (agreed and how) and begin > start - travel
    ]
    return near, short


def all_openings(span: Diary, job: Job, *people: Diarist, floor: int) -> Openings:
    """Cell by cell, whether or not there is room."""
    free = {cell for cell in range(max(floor, 0), span.cells)
            if all((one.works & ~one.away & ~one.taken) >> cell & 1 for one in people)}  # fmt: skip
    nearby: set[int] | None = None
    for one in people:
        near, short = one.visits.around(-1, job.travel)
        for begin, start in short:
            free -= set(range(start - job.travel, begin))
        mine: set[int] = set()
        for until, start, begin, _ in near:
            free -= set(range(start - job.near, begin))
            later = next((cell for cell in range(until, until + 96) if one.taken >> cell & 1), until + 96)
            mine |= set(range(until + job.near, later))
        nearby = mine if nearby is None else nearby & mine
    starts = 0
    for cell in range(span.cells):
        for travel in {job.travel, *({job.near} if nearby and cell in nearby else ())}:
            if all(at in free for at in range(cell - travel, cell + job.work + job.buffer)):
                starts |= 1 << cell
    return Openings(sum(1 << cell for cell in free), sum(1 << cell for cell in nearby or ()), starts)


@contextmanager
def the_plain_way() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taken, "read", read_by_row)
        for module in ("search", "why"):
            patch.setattr(f"router.appointments.{module}.openings", all_openings)
        yield


@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(seed=st.integers(0, 2**32), now=st.sampled_from(NOWS), visits=st.integers(0, 40))
def test_read_in_texts_the_diary_gives_the_same_times(
    database: Database, rules: AppointmentRules, seed: int, now: datetime, visits: int
) -> None:
    """Every question that is asked of it, over diaries by chance, some of people with several seats."""
    chance = random.Random(seed)
    with undone(database) as session:
        town = a_town(session, chance, now, visits // 2)
        town.people[0].seats = chance.randrange(1, SEATS + 1)
        for _ in range(visits - visits // 2):
            _a_visit(session, chance, now, town)
        _two_of_them(session, chance)
        need, today = a_need(chance, town, now), london(now).date()
        day = today + timedelta(days=chance.randrange(7))

        def asked() -> list[Any]:
            return [find(session, rules, need, now), every_time(session, rules, need, now, today, 8),
                    [any_time(session, rules, need, now, day, slot) for slot in ("am", "pm", "evening")],
                    why_not(session, rules, need, now, day, 2)]  # fmt: skip

        found = asked()
        with the_plain_way():
            assert asked() == found


def _two_of_them(session: Session, chance: random.Random) -> None:
    """Somebody else comes along to some of the visits, also where that is double: nothing here asks who may."""
    rows = session.scalars(select(Appointment)).all()
    people = sorted({row.resource_id for row in rows})
    for row in rows:
        others = [number for number in people if number != row.resource_id]
        row.second_id = chance.choice(others) if others and not chance.randrange(4) else None
    session.flush()


def test_nobodys_visits_are_looked_at_on_days_without_room(
    database: Database, rules: AppointmentRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What makes a full diary quick, and that it does so."""
    looked: list[int] = []
    look = Diary.cells_of

    def counted(span: Diary, days: int) -> str:
        looked.append(days.bit_count())
        return look(span, days)

    monkeypatch.setattr(Diary, "cells_of", counted)
    now = NOWS[0]
    with undone(database) as session:
        town = a_town(session, random.Random(4), now, 12)
        need = Need("repair_visit", ("plumbing",), 30, home_id=town.homes[0].id)
        kind = rules.kinds[need.kind]
        span = diary.read(session, kind, need, london(now).date(), 8)
        for one in span.diarists:
            one.works = 0
            assert placing.openings(span, placing.job_of(rules, kind, need), one, floor=0).starts == 0
    assert looked == []
