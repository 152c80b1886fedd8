"""Who would like an earlier time, and what nobody asks for any more: looked after by the clock."""

from datetime import datetime, timedelta

import pytest
from appointment_house import WEEK, Talk, add_person, visits
from builders import Cast
from diary_house import a_case
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.appointments import availability, booking, capacity, lapsing
from router.clock import london
from router.model import Appointment, Case, Leave, Resource, Tenant
from router.storage.database import hold_case
from router.values import Need

TAP = "kitchen tap dripping, 1 Alder Road"
LONG = Need("repair_visit", ("joinery",), 60, repairs=("joinery.door",))


@pytest.fixture
def away(house: House, clock: FrozenClock, cast: Cast) -> Leave:
    """Derek is a plumber, and away for two days."""
    derek = add_person(house, "derek", hours=WEEK)
    with house.database.transaction() as session:
        row = Leave(resource_id=derek, from_at=clock(), until_at=clock() + timedelta(days=2), reason="", by=None)
        session.add(row)
    return row


@pytest.fixture
def talk(house: House, clock: FrozenClock, away: Leave) -> Talk:
    talk = Talk(house, clock)
    talk.says(TAP)
    talk.says("1")
    assert "We will text you" in talk.says("anything sooner?")
    return talk


def comes_back(house: House, away: Leave, at: datetime) -> None:
    with house.database.transaction() as session:
        session.merge(away).ended_at = at


def in_front(house: House, clock: FrozenClock, many: int) -> None:
    """So many who agreed before, of a trade in which nothing earlier is free."""
    jo = add_person(house, "jo", trades=("joinery",), hours=WEEK)
    with house.database.transaction() as session:
        first = availability.find(session, house.landlord.appointments, LONG, clock(), limit=1)[0]
        for _ in range(many):
            case = a_case(session, state="arranged", queue="repairs_routine")
            row = Appointment(
                case_id=case.id, kind="repair_visit", state="booked", resource_id=jo, slot=first.slot, slot_id="",
                window_from=first.window_from, window_until=first.window_until, starts_at=first.starts_at,
                ends_at=first.ends_at, blocked_from=first.blocked_from, blocked_until=first.blocked_until,
                trades=["joinery"], repairs=[], uid=f"jo-{case.id}", sooner=True, booked_at=clock() - timedelta(days=3),
            )  # fmt: skip
            session.add(row)


def test_whoever_fits_the_time_that_came_free_is_offered_it_however_many_wait_before_them(
    house: House, clock: FrozenClock, talk: Talk, away: Leave, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_front(house, clock, lapsing.AT_ONCE + 20)
    looked: list[object] = []
    find = availability.find
    monkeypatch.setattr(availability, "find", lambda *given, **more: looked.append(given) or find(*given, **more))
    assert house.lapsing.sooner(clock()) == 0
    assert len(looked) == 2, "once for each kind of visit, not for everybody who waits"
    comes_back(house, away, clock())
    assert house.lapsing.sooner(clock()) == 1
    assert "An earlier time is free" in talk.told()[-1]
    assert "moved" in talk.says("yes")


def test_the_longer_somebody_waits_the_sooner_they_are_offered(
    house: House, clock: FrozenClock, talk: Talk, away: Leave
) -> None:
    """Both would take the one earlier time there is: who agreed first has it, the other the next."""
    with house.database.transaction() as session:
        mine = session.scalars(select(Appointment).where(Appointment.state == "booked")).one()
        case = a_case(session, state="arranged", queue="repairs_routine", party="+447700900888", channel="sms",
                      identity="known")  # fmt: skip
        need = booking.need_of(mine)
        free = availability.find(session, house.landlord.appointments, need, clock(), limit=1)[0]
        other = booking.book_now(session, case, free, need, "tenant", clock() - timedelta(days=1))
        assert other is not None
        other.sooner = True
        first_id = other.id
    comes_back(house, away, clock())
    assert house.lapsing.sooner(clock()) == 2
    held = sorted(visits(house, "held"), key=lambda one: one.starts_at)
    with house.database.reading() as session:
        assert held[0].case_id == session.get_one(Appointment, first_id).case_id


def test_nobody_who_was_restricted_since_is_told_anything_by_itself(
    house: House, clock: FrozenClock, talk: Talk, away: Leave
) -> None:
    """Their case was opened before: it is still theirs."""
    with house.database.transaction() as session:
        tenant = session.get_one(Tenant, talk.case.tenant_id)
        tenant.restricted = True
    told = len(talk.told())
    comes_back(house, away, clock())
    assert house.lapsing.sooner(clock()) == 0
    (visit,) = visits(house, "booked")
    the_day_before = london(visit.window_from).replace(hour=16, minute=30) - timedelta(days=1)
    clock.go_on(seconds=(the_day_before - clock()).total_seconds())
    assert house.reminders.remind() == 0 and len(talk.told()) == told
    with house.database.transaction() as session:
        session.get_one(Tenant, talk.case.tenant_id).restricted = False
    assert house.reminders.remind() == 1, "nothing else kept it back"


def test_a_time_kept_by_hand_is_free_again_when_its_hour_is_over(house: House, clock: FrozenClock, away: Leave) -> None:
    with house.database.transaction() as session:
        case = a_case(session, state="arranged", queue="repairs_routine", arranged_until=clock() + timedelta(days=9))
        need = Need("repair_visit", ("plumbing",), 30, repairs=("plumbing.tap_dripping",))
        free = availability.find(session, house.landlord.appointments, need, clock(), limit=1)[0]
        held = booking.hold(session, case, free, need, clock(), clock() + timedelta(hours=1))
        assert held is not None
    assert house.lapsing.lapse(clock()) == 0
    clock.go_on(hours=1)
    assert house.lapsing.lapse(clock()) == 1 and house.lapsing.lapse(clock()) == 0
    assert [one.state for one in visits(house)] == ["lapsed"]
    with house.database.transaction() as session:
        found = hold_case(session, case.id)
        assert isinstance(found, Case) and found.state == "waiting" and "not taken" in found.reason


def test_an_earlier_time_that_went_again_leaves_the_visit_and_says_so(
    house: House, clock: FrozenClock, talk: Talk, away: Leave
) -> None:
    """Derek came back and is away again before they answer: nothing else is earlier, and nobody need find a time."""
    comes_back(house, away, clock())
    assert house.lapsing.sooner(clock()) == 1
    (before,) = visits(house, "booked")
    with house.database.transaction() as session:
        derek = session.get_one(Resource, before.resource_id)
        held = [visit.id for visit in visits(house, "held")]
        capacity.add_leave(session, derek, clock(), clock() + timedelta(days=2), "staff:1", clock(), known=held)
    told = talk.says("yes")
    (still,) = visits(house, "booked")
    assert (still.id, still.sequence) == (before.id, before.sequence) and talk.case.state == "arranged"
    assert told.startswith("Sorry, that time has just gone.") and "Your visit stays" in told and "person" not in told
