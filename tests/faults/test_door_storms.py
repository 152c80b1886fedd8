"""The last place of an evening, wanted at once by text, on the web and at the desk, through the doors themselves.

H3: exactly one gets it; whoever does not is told in the same step, with the next times.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from appointment_house import WEEK, add_person
from builders import PASSWORD, Cast, a_text
from diary_house import TAP, a_case, wrong_cells
from flask.testing import FlaskClient
from sqlalchemy import func, select

from config import verify_diary
from config.progress_answers import spoken_on
from config.web import create_app
from config.wiring import House
from router.appointments import availability, booking, words
from router.clock import london
from router.model import Appointment, Case, ContactLink, ContactPoint, Home, Message, Patch, Tenant, TimesOffered
from router.storage import turns
from router.storage.database import hold_case
from router.values import LIVE, TimesAnswer
from tests.faults.conftest import Figure
from tests.faults.test_storms import at_once

THURSDAY = date(2026, 6, 18)
WISH = "Thursday evening please"
FIELD = r'name="{}" value="([^"]*)"'
FULL, SMALL = (50, 200), (10, 3)
"""(how many want it at once, how often)"""
LASTING = 12
"""Whoever lost wants it again in so many rounds, while we still answer them by ourselves; then there are new tenants."""
DOORS = ("text", "web", "desk")

_numbers = count(1)


def written(page: str, name: str) -> str:
    found = re.search(FIELD.format(name), page)
    assert found is not None, name
    return found[1]


def is_the_evening(visit: Appointment) -> bool:
    return visit.slot == "evening" and london(visit.window_from).date() == THURSDAY


@dataclass
class Seat:
    """One who wants the evening: by which door, and whose case."""

    door: str
    party: str
    case_id: int
    desk: "Desk | None" = None
    form: dict[str, str] = field(default_factory=dict)
    """What stood in the desk's page of the case; whoever was refused sends it again."""


class Desk:
    """One colleague's browser."""

    def __init__(self, app: Any) -> None:
        self.client: FlaskClient = app.test_client()
        form = {"csrf": written(self.client.get("/desk/sign-in").text, "csrf"), "email": "sue@homes.example"}
        assert self.client.post("/desk/sign-in", data=form | {"password": PASSWORD}).status_code == 302

    def open(self, reference: str) -> dict[str, str]:
        page = self.client.get(f"/desk/cases/{reference}/visit").text
        return {name: written(page, name) for name in ("csrf", "version", "form_id")}


class Race:
    """A diary with room by day, and one operative whose Thursday evening is all but full."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.app = create_app(house)
        self.seats: list[Seat] = []
        self.rounds = 0
        for number in range(6):
            add_person(house, f"day{number}", hours=WEEK)
        self.derek = add_person(house, "derek", hours=((3, 17 * 60, 20 * 60),))
        self.need = replace(TAP, minutes=30, resource_id=self.derek)
        self.last = 0
        self.won: Seat | None = None
        while self.fill():
            pass
        assert self.last

    def fill(self) -> bool:
        at = self.house.now()
        with self.house.database.transaction() as session:
            free = availability.any_time(session, self.house.landlord.appointments, self.need, at, THURSDAY, "evening")
            if free is None:
                return False
            visit = booking.book_now(session, a_case(session), free, self.need, "worker", at)
            assert visit is not None
            self.last = visit.id
            return True

    def free_the_last(self) -> None:
        self.call_off(self.last)

    def call_off(self, number: int) -> None:
        with self.house.database.transaction() as session:
            visit = session.get_one(Appointment, number)
            hold_case(session, visit.case_id)
            assert booking.cancel(session, visit, "worker", self.house.now(), "the next round")

    def tenants(self, many: int) -> list[tuple[str, int]]:
        """So many known tenants, each with times on offer by day: their number and case."""
        at, numbers = self.house.now(), []
        with self.house.database.transaction() as session:
            patch = session.scalars(select(Patch.id)).first()
            for n in (next(_numbers) for _ in range(many)):
                home = Home(uprn=f"77{n:010}", address=f"{n} Elm Street, Larkbridge", postcode="LX1 2AB", patch_id=patch,
                            facts={})  # fmt: skip
                session.add(home)
                session.flush()
                tenant = Tenant(number=f"D{n}", name=f"Tenant {n}", home_id=home.id, facts={})
                point = ContactPoint(address=f"+447{700000000 + n:09}", first_seen_at=at, last_seen_at=at)
                session.add_all([tenant, point])
                session.add(ContactLink(contact_point=point, tenant=tenant, why="record", by="house", at=at))
                numbers.append(point.address)
        for number in numbers:
            self.house.intake.receive(a_text("kitchen tap dripping", number, received_at=at))
        self.house.journey.drain()
        with self.house.database.reading() as session:
            ids = {c.party: c.id for c in session.scalars(select(Case).where(Case.party.in_(numbers)))}
            offered = select(TimesOffered.case_id).where(TimesOffered.state == "open")
            assert set(ids.values()) <= set(session.scalars(offered))
        return [(number, ids[number]) for number in numbers]

    def case(self, number: int) -> Case:
        with self.house.database.reading() as session:
            return session.get_one(Case, number)

    def evening(self) -> list[Appointment]:
        """Who has derek's evening, the fillers before the last one aside."""
        with self.house.database.reading() as session:
            query = select(Appointment).where(Appointment.resource_id == self.derek, Appointment.state.in_(LIVE))
            return [one for one in session.scalars(query) if one.case_id in self.racing and is_the_evening(one)]

    def seat(self, many: int) -> None:
        """Everybody is there: new tenants every so many rounds, and one for whoever won."""
        if self.rounds % LASTING == 0:
            self.withdraw({each.case_id for each in self.seats})
            desks = [each.desk for each in self.seats if each.desk is not None]
            self.seats = [Seat(DOORS[n % 3], *who) for n, who in enumerate(self.tenants(many))]
            for each in [each for each in self.seats if each.door == "desk"]:
                each.desk = desks.pop() if desks else Desk(self.app)
        elif self.won is not None:
            ((self.won.party, self.won.case_id),) = self.tenants(1)
            self.won.form = {}
        self.rounds += 1
        self.racing = {each.case_id for each in self.seats}

    def run(self, many: int) -> tuple[str, float, int]:
        """One round. Which door won, how long it took in seconds, and how many were told of other times."""
        self.seat(many)
        self.free_the_last()
        value = f"{THURSDAY}|evening|{self.derek}|"
        acts = [self._prepared(each, value) for each in self.seats]
        while self.house.journey.claim():  # each worker has one of them, as if fifty workers had claimed
            pass
        with self.house.database.reading() as session:
            before = session.scalar(select(func.max(Message.id))) or 0
        began = time.monotonic()
        pages = at_once(many, lambda n: acts[n]())
        took = time.monotonic() - began
        (visit,) = self.evening()
        told = 0
        for each, page in zip(self.seats, pages, strict=True):
            if each.case_id == visit.case_id:
                self.won = each
            elif each.door == "desk":
                told += self._refused_at_the_desk(page, value)
            else:
                told += self._told_other_times(each.case_id, before)
        self._take(visit, self.won.door)
        self._clear(visit)
        return self.won.door, took, told

    def _prepared(self, each: Seat, value: str) -> Callable[[], Any]:
        """What they do when all begin."""
        reference = self.case(each.case_id).reference
        if each.desk is not None:
            each.form = each.form or each.desk.open(reference)
            return partial(
                each.desk.client.post, f"/desk/cases/{reference}/visits/book", data=each.form | {"time": value}
            )
        more: dict[str, Any] = {}
        if each.door == "web":
            more = {"channel": "web", "provider_id": spoken_on(reference), "thread_token": reference, "reply_by": "sms",
                    "reply_to": each.party}  # fmt: skip
        return partial(self._work, self._kept(a_text(WISH, each.party, received_at=self.house.now(), **more)))

    def _kept(self, message: Any) -> int:
        self.house.intake.receive(message)
        with self.house.database.reading() as session:
            return session.scalars(select(Message.id).where(Message.dedupe_key == message.dedupe_key)).one()

    def _work(self, number: int) -> None:
        """A worker with this message."""
        assert self.house.journey.run([number]) == 1

    def _refused_at_the_desk(self, page: Any, value: str) -> bool:
        assert page.status_code == 409, page.status_code
        assert page.text.count("Somebody was first:") == 1
        times = re.findall(r'name="time" value="([^"]+)"', page.text)
        assert times and value not in times
        return True

    def _told_other_times(self, case_id: int, before: int) -> bool:
        """The newest words to them name every time that is held for them now, and none of them is the evening."""
        with self.house.database.reading() as session:
            query = select(Message).where(Message.case_id == case_id, Message.direction == "out", Message.id > before)
            rows = session.scalars(query.order_by(Message.id)).all()
            held = session.scalars(
                select(Appointment).where(Appointment.case_id == case_id, Appointment.state == "held")
            )
            windows = [words.window(one) for one in held if not is_the_evening(one)]
            assert len(rows) == 1, [row.text for row in rows]
            assert windows and all(window in rows[-1].text for window in windows), (windows, rows[-1].text)
        return True

    def _take(self, won: Appointment, door: str) -> None:
        """It was read back to them: they agree, by the door they came by."""
        house = self.house
        if door == "web":
            token = house.hooks.progress_token(self.case(won.case_id).reference)
            given = TimesAnswer(choice=str(won.number), times_id=won.times_id or 0, form_id="f" * 32)
            assert house.hooks.answer_times(token, given) == "booked"
        elif door == "text":
            house.intake.receive(a_text("yes", self.case(won.case_id).party, received_at=house.now()))
            house.journey.drain()
        (visit,) = self.evening()
        assert (visit.id, visit.state) == (won.id, "booked")
        with house.database.reading() as session:
            told = session.scalars(
                select(Message.text).where(Message.case_id == won.case_id, Message.direction == "out")
            )
            assert sum("booked" in text and words.window(visit) in text for text in told) == 1
            assert wrong_cells(session) == []
            broken = {name: n for name, n in verify_diary.counts(session, house.now() - timedelta(days=1)) if n}
            assert broken == {}

    def _clear(self, won: Appointment) -> None:
        """The evening is filled again, and who won holds nothing."""
        self.call_off(won.id)
        assert self.fill() and london(won.window_from).date() == THURSDAY
        self.withdraw({won.case_id})

    def withdraw(self, ids: set[int]) -> None:
        for number in sorted(ids):
            with self.house.database.transaction() as session:
                case = hold_case(session, number)
                assert case is not None
                for times in self.house.appointments.open_ones(session, case):
                    self.house.appointments.end(session, times, "withdrawn", self.house.now())


@pytest.fixture
def race(house: House, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Race]:
    # Fifty workers and colleagues are many processes: here as well each has a connection of its own.
    monkeypatch.setattr(house.database.engine.pool, "_max_overflow", FULL[0])
    # Fifty that ask SQLite for their turn every millisecond in one process keep its one running thread from its work:
    # they ask less often here, and wait as long as fifty such turns need on a busy machine.
    monkeypatch.setattr(turns, "_ASK_AGAIN", (0.02, 0.06))
    monkeypatch.setattr(turns, "BUSY_SECONDS", 120)
    yield Race(house)
    assert threading.active_count() < 50


@pytest.mark.timeout(600)
def test_the_last_evening_is_one_tenants_and_the_others_have_other_times_at_once(
    race: Race, figure: Figure, full: bool
) -> None:
    many, rounds = FULL if full else SMALL
    came = [race.run(many) for _ in range(rounds)]
    told, spans = sum(each[2] for each in came), sorted(each[1] for each in came)
    won = {door: [each[0] for each in came].count(door) for door in ("text", "web", "desk")}
    figure(f"H3 {many} for the last evening by text, web and desk", injected=many * rounds, rounds=rounds, **won,
           told_other_times=told, median_ms=round(spans[rounds // 2] * 1000), slowest_ms=round(spans[-1] * 1000))  # fmt: skip
    assert sum(won.values()) == rounds and told == rounds * (many - 1)
