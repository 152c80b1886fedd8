"""H4: random steps through a diary, each compared with a plain model of who has what time; ten thousand on each
database in the large size.

Hold, book, move, cancel, lapse, nobody in, missed, leave, sessions planned and called off: after every step the cells are
those of the live appointments (I4), and a time can be had exactly when nobody has it: none is lost and none created.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from diary_house import NOW, TAP, TOMORROW, a_case, a_minute, a_person, a_place, a_time, wrong_cells
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, text

from config import verify_diary
from router.appointments import booking, capacity, sessions
from router.appointments.bands import instant
from router.model import Appointment, Case, DiarySession, Leave, Resource
from router.storage.database import Database
from router.values import AGREED, LIVE, FreeTime, Landlord, Need
from tests.faults.conftest import Figure

CASES, HOURS = 4, (8.5, 9, 9.5, 10.25, 14)
SEEN = Need(kind="surgery", minutes=20)
TABLES = ("diary_cell", "appointment", "leave", "diary_session", "working_pattern", "resource", "event", '"case"')
HELD_FOR = timedelta(minutes=30)

Wanted = tuple[str, int, float, int]
"""'person', which of two, hour, the other one comes too (1) or not; or 'surgery', which session, its minute, 0."""

wanted = st.one_of(
    st.tuples(st.just("person"), st.integers(0, 1), st.sampled_from(HOURS), st.integers(0, 1)),
    st.tuples(st.just("surgery"), st.integers(0, 1), st.integers(0, 2), st.just(0)),
)
cases = st.integers(0, CASES - 1)


@dataclass
class Known:
    """What the model believes of an appointment."""

    case: int
    kind: str
    state: str
    free: FreeTime
    seat: int
    held_until: datetime | None = None

    def has(self, resource_id: int, start: datetime, until: datetime, seat: int) -> bool:
        """Does it own any of this time?"""
        if self.state not in LIVE or not (self.free.blocked_from < until and start < self.free.blocked_until):
            return False
        return (self.free.resource_id, self.seat) == (resource_id, seat) or (self.free.second_id, 0) == (
            resource_id,
            seat,
        )


class DiaryHistory(RuleBasedStateMachine):
    """One diary of two people and an office with two sessions of two seats, four cases."""

    database: Database
    landlord: Landlord
    steps = 0
    taken: dict[str, int] = {}  # noqa: RUF012 - counted over all histories

    rows = Bundle("rows")
    leaves = Bundle("leaves")

    @initialize()
    def begin(self) -> None:
        self.now, self.known, self.away, self.open, self.numbers, self.mine = NOW, {}, {}, [True, True], 0, 0
        with self.database.transaction() as session:
            for name in TABLES:
                session.execute(text(f"delete from {name}"))
            self.people = [a_person(session).id for _ in range(2)]
            place = a_place(session)
            self.planned = [sessions.plan(session, place, instant(TOMORROW, minute), instant(TOMORROW, minute + 60), "staff:1", NOW)
                            for minute in (600, 720)]  # fmt: skip
            self.cases = [a_case(session).id for _ in range(CASES)]
        self.known: dict[int, Known]
        self.away: dict[int, tuple[int, datetime, datetime]]

    # --- the model ---------------------------------------------------------------------------

    def time(self, asked: Wanted) -> tuple[FreeTime, Need]:
        kind, which, hour, both = asked
        if kind == "surgery":
            return a_minute(self.planned[which], int(hour)), SEEN
        other = self.people[1 - which] if both else None
        return a_time(self.people[which], hour, second_id=other), TAP

    def seat_for(self, free: FreeTime, but: int = 0) -> int | None:
        """The lowest seat the model gives, None when this cannot be had."""
        rows = [row for number, row in self.known.items() if number != but]
        start, until = free.blocked_from, free.blocked_until
        if free.starts_at < self.now:
            return None
        if free.session_id is not None:
            which = [one.id for one in self.planned].index(free.session_id)
            seats = range(2) if self.open[which] else ()
            return next((seat for seat in seats
                         if not any(row.has(free.resource_id, start, until, seat) for row in rows)), None)  # fmt: skip
        for person in (free.resource_id, free.second_id):
            if person is None:
                continue
            if any(row.has(person, start, until, 0) for row in rows):
                return None
            if any(
                who == person and begin < free.ends_at and end > free.starts_at
                for who, begin, end in self.away.values()
            ):
                return None
        return 0

    def shut(self, row: Known) -> bool:
        """Has somebody of it gone on leave since?"""
        free = row.free
        return any(who in (free.resource_id, free.second_id) and begin < free.ends_at and end > free.starts_at
                   for who, begin, end in self.away.values())  # fmt: skip

    def agreed(self, case: int, kind: str) -> int | None:
        there = (
            number for number, row in self.known.items() if (row.case, row.kind) == (case, kind) and row.state in AGREED
        )
        return next(there, None)

    def note(self, what: str, happened: object) -> None:
        type(self).steps += 1
        self.mine += 1
        if happened:
            type(self).taken[what] = type(self).taken.get(what, 0) + 1

    def act(self, number: int, what: Callable[..., bool], *more: object, happens: bool, state: str = "") -> None:
        """One change; it must happen exactly when the model says so."""
        with self.database.transaction() as session:
            row = session.get_one(Appointment, number)
            did = what(session, row, *more)
        assert did is happens, (what.__name__, self.known[number])
        if did and state:
            self.known[number].state = state
        self.note(what.__name__, did)

    # --- steps -------------------------------------------------------------------------------

    @rule(target=rows, case=cases, asked=wanted)
    def hold(self, case: int, asked: Wanted) -> object:
        free, need = self.time(asked)
        seat, until = self.seat_for(free), self.now + HELD_FOR
        with self.database.transaction() as session:
            row = booking.hold(session, session.get_one(Case, self.cases[case]), free, need, self.now, until)
        assert (row.seat if row else None) == seat, (asked, self.known)
        self.note("hold", row)
        if row is None:
            return multiple()
        self.known[row.id] = Known(case, need.kind, "held", free, row.seat, until)
        return row.id

    @rule(target=rows, case=cases, asked=wanted)
    def book_now(self, case: int, asked: Wanted) -> object:
        free, need = self.time(asked)
        there, seat = self.agreed(case, need.kind), self.seat_for(free)
        with self.database.transaction() as session:
            found = session.get_one(Case, self.cases[case])
            row = booking.book_now(session, found, free, need, "tenant", self.now)
        if there is not None:
            assert row is not None
            assert row.id == there, "one visit for a job"
            row = None
        else:
            assert (row.seat if row else None) == seat, (asked, self.known)
        self.note("book_now", row)
        if row is None:
            return multiple()
        self.known[row.id] = Known(case, need.kind, "booked", free, row.seat)
        return row.id

    @rule(number=rows)
    def book(self, number: int) -> None:
        row = self.known[number]
        can = row.state == "held" and row.free.ends_at > self.now and self.agreed(row.case, row.kind) is None
        can = can and not self.shut(row)
        self.act(number, booking.book, "tenant", self.now, happens=can, state="booked")

    @rule(number=rows, to=rows)
    def move(self, number: int, to: int) -> None:
        row, hold = self.known[number], self.known[to]
        can = (row.state, hold.state) == ("booked", "held") and hold.free.ends_at > self.now
        can = can and (row.case, row.kind) == (hold.case, hold.kind) and not self.shut(hold)
        with self.database.transaction() as session:
            did = booking.move(
                session, session.get_one(Appointment, number), session.get_one(Appointment, to), "tenant", self.now
            )
        assert did is can
        self.note("move", did)
        if did:
            row.free, row.seat, hold.state = hold.free, hold.seat, "released"

    @rule(target=rows, number=rows, asked=wanted)
    def hold_and_move(self, number: int, asked: Wanted) -> object:
        """As a tenant moves: another time is held for their case, then taken."""
        case = self.known[number].case
        held = self.hold(case, asked)
        if isinstance(held, int):
            self.move(number, held)
        return held

    @rule(number=rows, asked=wanted)
    def move_now(self, number: int, asked: Wanted) -> None:
        row, (free, _) = self.known[number], self.time(asked)
        seat = self.seat_for(free, but=number) if row.state == "booked" else None
        self.act(number, booking.move_now, free, "staff:1", self.now, happens=seat is not None)
        if seat is not None:
            row.free, row.seat = free, seat

    @rule(number=rows)
    def cancel(self, number: int) -> None:
        can = self.known[number].state in ("booked", "on_the_way")
        self.act(number, booking.cancel, "tenant", self.now, "", happens=can, state="cancelled")

    @rule(number=rows)
    def release(self, number: int) -> None:
        self.act(number, booking.release, self.now, happens=self.known[number].state == "held", state="released")

    @rule(number=rows)
    def on_the_way(self, number: int) -> None:
        self.act(
            number,
            booking.on_the_way,
            "house",
            self.now,
            happens=self.known[number].state == "booked",
            state="on_the_way",
        )

    @rule(number=rows)
    def arrived(self, number: int) -> None:
        can = self.known[number].state in ("booked", "on_the_way")
        self.act(number, booking.arrived, "house", self.now, happens=can, state="arrived")

    @rule(number=rows)
    def done(self, number: int) -> None:
        self.act(number, booking.done, "house", self.now, happens=self.known[number].state in AGREED, state="done")

    @rule(number=rows)
    def no_access(self, number: int) -> None:
        can = self.known[number].state in AGREED
        self.act(number, booking.no_access, "house", self.now, self.landlord, happens=can, state="no_access")

    @rule(number=rows)
    def missed(self, number: int) -> None:
        can = self.known[number].state in ("booked", "on_the_way")
        self.act(number, booking.missed, "staff:1", self.now, self.landlord.appointments, happens=can, state="missed")

    @rule(minutes=st.sampled_from([1, 10, 40]))
    def go_on(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        due = [number for number, row in self.known.items()
               if row.state == "held" and row.held_until and row.held_until <= self.now]  # fmt: skip
        with self.database.transaction() as session:
            lapsed = booking.lapse_due(session, self.now)
        assert lapsed == sorted({self.cases[self.known[number].case] for number in due})
        for number in due:
            self.known[number].state = "lapsed"
        self.note("lapse", due)

    @precondition(lambda self: len(self.away) < 2)
    @rule(target=leaves, person=st.integers(0, 1), hour=st.sampled_from(HOURS), known=st.booleans())
    def go_away(self, person: int, hour: float, known: bool) -> object:
        who, start = self.people[person], instant(TOMORROW, int(hour * 60))
        until = start + timedelta(minutes=90)
        there = {number for number, row in self.known.items()
                 if row.state in LIVE and who in (row.free.resource_id, row.free.second_id)
                 and row.free.starts_at < until and row.free.ends_at > start}  # fmt: skip
        with self.database.transaction() as session:
            leave, listed = capacity.add_leave(session, session.get_one(Resource, who), start, until, "staff:1", self.now,
                                               known=there if known else ())  # fmt: skip
        assert {row.id for row in listed} == there, "listed, never silent"
        assert (leave is not None) is (known or not there)
        self.note("leave", leave)
        if leave is None:
            return multiple()
        self.away[leave.id] = who, start, until
        return leave.id

    @rule(number=consumes(leaves))
    def come_back(self, number: int) -> None:
        with self.database.transaction() as session:
            session.get_one(Leave, number).ended_at = self.now
        del self.away[number]
        self.note("come back", True)

    @precondition(lambda self: self.mine % 6 == 5)
    @rule(which=st.integers(0, 1))
    def call_off(self, which: int) -> None:
        there = [number for number, row in self.known.items()
                 if row.free.session_id == self.planned[which].id and row.state in LIVE]  # fmt: skip
        agreed = {number for number in there if self.known[number].state in ("booked", "on_the_way")}
        with self.database.transaction() as session:
            told = sessions.cancel(
                session, session.get_one(DiarySession, self.planned[which].id), "staff:1", self.now, "ill"
            )
            assert {row.id for row in told} == (agreed if self.open[which] else set())
            after = {row.id: row.state for row in session.scalars(select(Appointment).where(Appointment.id.in_(there)))}
        if self.open[which]:
            for number in there:
                held, arrived = (self.known[number].state == state for state in ("held", "arrived"))
                self.known[number].state = "released" if held else "done" if arrived else "cancelled"
                assert after[number] == self.known[number].state
        self.note("call off", self.open[which])
        self.open[which] = False

    @precondition(lambda self: not all(self.open))
    @rule()
    def open_again(self) -> None:
        """A session a little earlier or later in place of one that was called off."""
        which = self.open.index(False)
        self.numbers += 1
        starts = self.planned[which].starts_at + timedelta(minutes=5 if self.numbers % 2 else -5)
        with self.database.transaction() as session:
            place = session.get_one(Resource, self.planned[which].resource_id)
            try:
                self.planned[which] = sessions.plan(
                    session, place, starts, starts + timedelta(minutes=60), "staff:1", self.now
                )
                self.open[which] = True
            except sessions.NotPlanned:
                pass
        self.note("open again", self.open[which])

    # --- what always holds -------------------------------------------------------------------

    @invariant()
    def cells_are_those_of_the_live(self) -> None:
        if not hasattr(self, "known"):
            return
        with self.database.reading() as session:
            assert wrong_cells(session) == []
            states = {row.id: row.state for row in session.scalars(select(Appointment)) if row.id in self.known}
            often = self.mine % 8 == 0
            counted = dict(verify_diary.counts(session, self.now - timedelta(days=1))) if often else {}
        assert states == {number: row.state for number, row in self.known.items()}
        assert {name: count for name, count in counted.items() if count} == {}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url, pool_size=2)
    yield opened
    opened.close()


@pytest.mark.timeout(900)
def test_random_steps_lose_and_create_no_time(
    database: Database, landlord: Landlord, figure: Figure, full: bool
) -> None:
    machine = type("Here", (DiaryHistory,), {"database": database, "landlord": landlord, "steps": 0, "taken": {}})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=260 if full else 12, stateful_step_count=50 if full else 30, deadline=None,
                          derandomize=True, suppress_health_check=list(HealthCheck), database=None),
    )  # fmt: skip
    figure("H4 random steps through a diary", injected=machine.steps, **dict(sorted(machine.taken.items())))
    assert machine.steps >= (10_000 if full else 200)
    assert len(machine.taken) >= (15 if full else 10), "most kinds of step did happen"
