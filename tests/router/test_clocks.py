"""Clocks as rows: random pauses, closings, reopenings and changes of urgency, against an oracle that walks the minutes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from minutes import BANK_HOLIDAYS, CLOCK_CHANGES, runs
from sqlalchemy import select
from sqlalchemy.orm import Session

from router import cases, clocks, promises
from router.clock import LONDON
from router.deadlines import ANSWER, start_of
from router.model import Case, Deadline, DeadlinePause, Event, Staff
from router.storage.database import Database
from router.values import DeadlineStart, Landlord
from router.working_time import open_during, reach, rows_of

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
_numbers = count(1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    with opened.transaction() as session:
        session.add(Staff(email="amina@homes.example", name="Amina"))
    yield opened
    opened.close()


def a_case(session: Session, at: datetime, lane: int = 2) -> Case:
    case = Case(reference=f"FD-{next(_numbers)}", channel="sms", queue="general", lane=lane, urgency="routine",
                opened_at=at, last_activity_at=at, waiting_since=at, title="", danger=[], flags=[])  # fmt: skip
    session.add(case)
    session.flush()
    return case


def only(session: Session, case: Case, rule: str) -> Deadline:
    query = select(Deadline).where(Deadline.case_id == case.id, Deadline.rule == rule)
    return list(session.scalars(query.order_by(Deadline.id)))[-1]


@dataclass
class Oracle:
    """A clock kept by hand: it has so many minutes, and loses one for each minute in which it runs."""

    counting: str
    started: datetime
    now: datetime
    left: int
    resting: bool = False
    spent: list[str] = field(default_factory=list)

    def wait(self, minutes: int) -> None:
        for _ in range(minutes):
            if not self.resting and runs(self.counting, self.started, self.now):
                self.left -= 1
            self.now += MINUTE

    def due(self) -> datetime:
        """When it will be due if it runs on from now."""
        at, left = self.now, self.left
        while left > 0:
            left -= runs(self.counting, self.started, at)
            at += MINUTE
        return at


def minutes_until(counting: str, started: datetime, due: datetime) -> int:
    at, total = started, 0
    while at < due:
        total += runs(counting, started, at)
        at += MINUTE
    return total


MAY_REST = ("rtr_tap", "dsar", "office", "around the clock")
KINDS = (*MAY_REST, "promise", "awaab_investigate", "awaab_emergency", "cmp_s1_ack")
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 11, 1)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)
odd_days = st.tuples(st.sampled_from([*CLOCK_CHANGES, *sorted(BANK_HOLIDAYS)[:32]]), st.integers(-4000, 2000)).map(
    lambda pair: datetime(pair[0].year, pair[0].month, pair[0].day, tzinfo=UTC) + timedelta(minutes=pair[1])
)
acts = st.lists(
    st.tuples(st.sampled_from(("pause", "resume", "close", "reopen", "raise", "lower", "wait")), st.integers(0, 900)),
    max_size=10,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), at=st.one_of(moments, odd_days), steps=acts)
@example(
    kind="rtr_tap", at=datetime(2026, 12, 24, 9, 0, tzinfo=UTC), steps=[("wait", 900), ("close", 800), ("reopen", 5)]
)
@example(
    kind="office", at=datetime(2026, 10, 23, 15, 0, tzinfo=UTC), steps=[("pause", 900), ("raise", 20), ("lower", 0)]
)
@example(
    kind="promise", at=datetime(2027, 3, 27, 22, 0, tzinfo=UTC), steps=[("pause", 300), ("close", 9), ("reopen", 10)]
)
@example(kind="awaab_emergency", at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC), steps=[("close", 900), ("wait", 900)])
def test_any_history_agrees_with_the_minutes(
    database: Database, landlord: Landlord, kind: str, at: datetime, steps: list[tuple[str, int]]
) -> None:
    with database.transaction() as session:
        staff = session.scalars(select(Staff.id)).first() or 0
        case = a_case(session, at)
        oracle, second = begin(session, case, kind, at, staff, landlord)
        rule = ANSWER if kind in ("office", "around the clock") else kind
        for act, minutes in steps:
            row, now = only(session, case, rule), oracle.now
            if not follow(session, case, row, act, now, staff, oracle, landlord):
                return  # it was late when the case was closed, or opened again: nothing runs on
            oracle.wait(minutes)
            check_the_ledger(session, row, oracle.now)
        row = only(session, case, rule)
        if case.state == "closed":
            assert case.due_at is None and row.state in ("stopped", "missed")
            if rule == ANSWER:
                return
            cases.reopen(session, case, f"staff:{staff}", oracle.now, "They rang.", landlord)
            oracle.resting = False
        if row.state == "paused":
            clocks.resume(session, row, oracle.now, staff)
            oracle.resting = False
        if row.state == "missed":
            assert kind not in MAY_REST and oracle.left <= 0 and row.paused_seconds == 0
        elif oracle.left > 0:
            assert row.due_at == oracle.due() - second, (kind, row.counting)
            assert case.due_at == min(each.due_at for each in clocks.running(session, case))
        else:
            assert row.due_at + second <= oracle.now


def begin(session: Session, case: Case, kind: str, at: datetime, staff: int,
          landlord: Landlord) -> tuple[Oracle, timedelta]:  # fmt: skip
    """The clock, and an oracle that knows only how it counts and when it was first due."""
    if kind == "promise":
        promises.promise(session, case, "Someone will call.", at + timedelta(minutes=700), staff, at)
        return Oracle("elapsed", at, at, 700), timedelta(0)
    if kind in ("office", "around the clock"):
        counting = open_during(rows_of(landlord.opening)) if kind == "office" else "elapsed"
        due = reach(counting, at, at, timedelta(minutes=500))
        clocks.start(session, case, [DeadlineStart(ANSWER, at, due, "", counting, None)])
        clocks.settle(session, case)
        return Oracle(counting, at, at, 500), timedelta(0)
    clock = start_of(landlord.deadlines[kind], at)
    clocks.start(session, case, [clock])
    clocks.settle(session, case)
    oracle = Oracle(clock.counting, at, at, minutes_until(clock.counting, at, clock.due_at))
    return oracle, SECOND if clock.counting in ("days", "calendar") else timedelta(0)


def follow(session: Session, case: Case, row: Deadline, act: str, now: datetime, staff: int, oracle: Oracle,
           landlord: Landlord) -> bool:  # fmt: skip
    """Do it to the case and to the oracle. False when the clock is over."""
    who, answers = f"staff:{staff}", row.rule == ANSWER
    may_rest = answers or row.rule in MAY_REST
    if act == "pause" and row.state == "running" and case.state != "closed":
        if oracle.left <= 0 or (answers and case.lane == 0) or not may_rest:
            with pytest.raises(clocks.Refused):
                clocks.pause(session, row, now, staff, "Waiting for parts.", landlord)
        else:
            clocks.pause(session, row, now, staff, "Waiting for parts.", landlord)
            oracle.resting = True
    elif act == "resume" and row.state == "paused":
        clocks.resume(session, row, now, staff)
        oracle.resting = False
    elif act == "close" and case.state != "closed" and not answers:
        was_late = oracle.left <= 0
        cases.close(session, case, who, now, "Done.")
        assert row.state == ("missed" if was_late and not oracle.resting else "stopped")
        oracle.resting = may_rest
        return not was_late
    elif act == "reopen" and case.state == "closed":
        cases.reopen(session, case, who, now, "They rang.", landlord)
        oracle.resting = False
        ran_out = oracle.left <= 0
        assert row.state == ("missed" if ran_out else "running") and not (ran_out and may_rest)
        assert row.state == "missed" or row.due_at > now, "nobody is late just now by a case having been closed"
        return not ran_out
    elif act == "raise" and case.state != "closed":
        rises = case.urgency != "emergency"
        cases.raise_urgency(session, case, "emergency", who, now, "Water near the lights.")
        if answers and rises:
            was_resting, oracle.resting = oracle.resting, False
            if (oracle.left <= 0 and not was_resting) or oracle.due() > now + 30 * MINUTE:
                oracle.counting, oracle.left = "elapsed", 30
    elif act == "lower" and case.state != "closed":
        cases.lower_urgency(session, case, "routine", who, now, "It is only a drip.")
    return True


def check_the_ledger(session: Session, row: Deadline, now: datetime) -> None:
    """One line is open while it rests, none while it runs; the lines that are over add up."""
    session.flush()
    lines = list(session.scalars(select(DeadlinePause).where(DeadlinePause.deadline_id == row.id)))
    assert [line.until_at for line in lines].count(None) == (row.paused_at is not None)
    assert (row.state == "running") == (row.paused_at is None) or row.state in ("missed", "stopped")
    over = sum(((line.until_at - line.from_at).total_seconds() for line in lines if line.until_at), 0.0)
    assert row.paused_seconds == over and all(line.reason for line in lines)
    assert all(line.from_at <= (line.until_at or now) for line in lines)


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        ("rule", "lane", "line"),
        [
            ("awaab_emergency", 0, "the law knows no pause"),
            ("awaab_investigate", 1, "the law knows no pause"),
            ("cmp_s1_response", 2, "the law knows no pause"),
            ("gone_since", 2, "the law knows no pause"),
            ("promise", 2, "tell them and promise something new"),
            ("answer", 0, "an emergency waits for an answer"),
        ],
    )
    def test_a_clock_that_may_not_rest_is_refused_in_one_line(
        self, database: Database, landlord: Landlord, rule: str, lane: int, line: str
    ) -> None:
        at = datetime(2026, 11, 20, 10, tzinfo=UTC)
        with database.transaction() as session:
            case = a_case(session, at, lane=lane)
            clocks.start(session, case, [DeadlineStart(rule, at, at + timedelta(hours=9), "", "elapsed", None)])
            [row] = clocks.running(session, case)
            with pytest.raises(clocks.Refused, match=line) as refused:
                clocks.pause(session, row, at + MINUTE, 1, "No access.", landlord)
            assert row.state == "running" and "\n" not in str(refused.value)

    @pytest.mark.parametrize(
        ("words", "due", "line"),
        [
            ("  ", datetime(2026, 11, 20, 16, tzinfo=UTC), "Say what was promised."),
            ("We call.", datetime(2026, 11, 20, 10, tzinfo=UTC), "That time is past"),
            ("We call.", datetime(2026, 11, 19, 16, tzinfo=UTC), "That time is past"),
            ("We call.", datetime(2028, 11, 20, 16, tzinfo=UTC), "more than a year ahead"),
        ],
    )
    def test_a_promise_that_cannot_be(self, database: Database, words: str, due: datetime, line: str) -> None:
        at = datetime(2026, 11, 20, 10, tzinfo=UTC)
        with database.transaction() as session:
            case = a_case(session, at)
            with pytest.raises(clocks.Refused, match=line) as refused:
                promises.promise(session, case, words, due, 1, at)
            assert "\n" not in str(refused.value) and clocks.running(session, case) == []

    def test_more_time_than_the_rule_allows(self, database: Database, landlord: Landlord) -> None:
        at, rule = datetime(2026, 11, 20, 10, tzinfo=UTC), landlord.deadlines["cmp_s1_response"]
        with database.transaction() as session:
            case = a_case(session, at)
            clocks.start(session, case, [start_of(rule, at)])
            [row] = clocks.running(session, case)
            number = case.id
        for by, wanted in ((6, True), (5, False), (4, True), (1, False)):
            with database.transaction() as session:
                row = session.get_one(Deadline, row.id)
                if wanted:
                    clocks.extend(session, row, rule, by, "We wait for the surveyor.", 1, at + timedelta(days=1))
                else:
                    with pytest.raises(clocks.Refused):
                        clocks.extend(session, row, rule, by, "We wait for the surveyor.", 1, at + timedelta(days=1))
        with database.reading() as session:
            row = session.get_one(Deadline, row.id)
            assert row.due_at.astimezone(LONDON).date() == date(2026, 12, 18), "twenty working days in all"
            given = session.scalars(
                select(Event.data).where(Event.case_id == number, Event.what == "deadline.extended")
            )
            assert [data["by"] for data in given] == [6, 4]


def test_two_promises_stand_side_by_side_and_the_sooner_counts(database: Database) -> None:
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    with database.transaction() as session:
        case = a_case(session, at)
        for hours in (5, 2):
            promises.promise(session, case, f"Call in {hours} hours.", at + timedelta(hours=hours), 1, at)
        assert [row.words for row in clocks.running(session, case)] == ["Call in 2 hours.", "Call in 5 hours."]
        assert case.due_at == at + timedelta(hours=2)
        clocks.met(session, clocks.running(session, case)[0], at + MINUTE, "staff:1", "Called.")
        assert case.due_at == at + timedelta(hours=5)


def test_a_clock_that_was_paused_when_a_case_closed_runs_on_from_there(database: Database, landlord: Landlord) -> None:
    at = datetime(2026, 11, 23, 10, tzinfo=UTC)
    with database.transaction() as session:
        case = a_case(session, at)
        clocks.start(session, case, [DeadlineStart("rtr_tap", at, at + timedelta(hours=5), "", "elapsed", None)])
        [row] = clocks.running(session, case)
        clocks.pause(session, row, at + timedelta(hours=1), 1, "They are away.", landlord)
        cases.close(session, case, "staff:1", at + timedelta(hours=3), "Done.")
        cases.reopen(session, case, "staff:1", at + timedelta(hours=9), "They rang.", landlord)
        assert (row.state, row.due_at) == ("running", at + timedelta(hours=13)), "four hours are left of five"
        assert row.paused_seconds == 8 * 3600


class TestTheLawKnowsNoPause:
    """Awaab's Law counts from when the landlord knew: closing a case gives no new time."""

    AT = datetime(2026, 11, 23, 10, tzinfo=UTC)

    def reopened(self, session: Session, landlord: Landlord, rule: str, closed_for: timedelta) -> tuple[Case, Deadline]:
        case = a_case(session, self.AT)
        clocks.start(session, case, [start_of(landlord.deadlines[rule], self.AT)])
        cases.close(session, case, "staff:1", self.AT + timedelta(hours=2), "Done.")
        cases.reopen(session, case, "staff:1", self.AT + timedelta(hours=2) + closed_for, "It is not.", landlord)
        return case, only(session, case, rule)

    @pytest.mark.parametrize("rule", ["awaab_emergency", "awaab_investigate", "cmp_s1_ack"])
    def test_opened_in_time_it_has_its_first_due_time(self, database: Database, landlord: Landlord, rule: str) -> None:
        first = start_of(landlord.deadlines[rule], self.AT)
        with database.transaction() as session:
            case, row = self.reopened(session, landlord, rule, timedelta(hours=20))
            assert (row.state, row.started_at, row.due_at) == ("running", self.AT, first.due_at)
            assert (row.warn_at, row.paused_seconds, row.paused_at) == (first.warn_at, 0, None)
            assert case.due_at == first.due_at
            check_the_ledger(session, row, self.AT + timedelta(days=1))

    def test_opened_too_late_it_was_missed(self, database: Database, landlord: Landlord) -> None:
        with database.transaction() as session:
            case, row = self.reopened(session, landlord, "awaab_emergency", timedelta(days=3))
            assert (row.state, row.met_at, row.due_at) == ("missed", None, self.AT + timedelta(hours=24))
            assert row.note == clocks.RAN_OUT and case.due_at is None
            number = case.id
        with database.reading() as session:
            told = session.scalars(select(Event.what).where(Event.case_id == number)).all()
            assert "deadline.missed" in told and "deadline.resumed" not in told

    def test_however_often_it_is_closed(self, database: Database, landlord: Landlord) -> None:
        with database.transaction() as session:
            case, row = self.reopened(session, landlord, "awaab_investigate", timedelta(hours=5))
            for hours in (10, 30, 50):
                cases.close(session, case, "staff:1", self.AT + timedelta(hours=hours), "Done.")
                cases.reopen(session, case, "staff:1", self.AT + timedelta(hours=hours + 9), "No.", landlord)
            assert row.due_at == start_of(landlord.deadlines["awaab_investigate"], self.AT).due_at
