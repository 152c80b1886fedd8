"""A fact that is learned later makes what was told before more pressing: the urgency, the lane and the clocks follow."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from appointment_house import Talk, visits
from builders import OKAFOR, UNKNOWN, Cast, a_text, case_of, hear
from clock_house import happened, rows, sound, states
from doubles import FrozenClock

from config.wiring import House
from router import cases, identity, standing
from router.acknowledgement import Acknowledgement
from router.corrections import Corrections, Said
from router.model import Home, Message, Staff, Tenant
from router.storage.database import hold_case
from router.values import Kept

AUTUMN = datetime(2026, 10, 30, 11, 0, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


def tells(house: House, clock: FrozenClock, words: str, sender: str = OKAFOR) -> Kept:
    [kept] = hear(house, a_text(words, sender, received_at=clock()))
    return kept


def say(house: House, kept: Kept, said: Said, who: int) -> None:
    """A person says what this message is about."""
    desk = Corrections(Acknowledgement(house.outbox, house.landlord), house.landlord)
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        message, staff = session.get_one(Message, kept.message_id), session.get_one(Staff, who)
        assert case is not None
        desk.correct(session, case, message, said, staff, house.now())


def is_an_emergency_since(house: House, kept: Kept, told: datetime) -> None:
    case, clocks = case_of(house, kept), rows(house, kept)
    assert (case.lane, case.urgency, case.queue) == (0, "emergency", "repairs_emergency")
    assert clocks["answer"].due_at == told + HALF_AN_HOUR, "a person answers as they would an emergency"
    assert clocks["awaab_emergency"].started_at == told
    assert sound(house)


def test_a_baby_told_of_in_the_second_message(house: House, cast: Cast, clock: FrozenClock) -> None:
    kept = tells(house, clock, "there is no hot water, the heating works")
    assert (case_of(house, kept).lane, case_of(house, kept).urgency) == (2, "urgent")
    clock.go_on(hours=1)
    more = tells(house, clock, "we have a new baby in the house")
    assert case_of(house, more).id == case_of(house, kept).id
    is_an_emergency_since(house, kept, clock())
    why = case_of(house, kept).reason.splitlines()[0]
    assert why.startswith("Taken together with what was told before, raised to emergency: anyone over 70"), why


def test_a_fact_told_before_the_fault(house: House, cast: Cast, clock: FrozenClock) -> None:
    kept = tells(house, clock, "something is broken here, and we have a new baby in the house")
    clock.go_on(hours=1)
    tells(house, clock, "there is no hot water, the heating works")
    is_an_emergency_since(house, kept, clock())


def test_winter_comes_while_they_wait(house: House, cast: Cast, clock: FrozenClock) -> None:
    clock.at = AUTUMN
    kept = tells(house, clock, "there is no heating and no hot water")
    assert case_of(house, kept).urgency == "urgent"
    clock.go_on(days=1)
    tells(house, clock, "any news please?")
    assert case_of(house, kept).urgency == "urgent", "it is October still"
    clock.go_on(days=2)
    tells(house, clock, "any news please?")
    is_an_emergency_since(house, kept, clock())


def test_who_lowered_it_is_not_overruled_by_the_same_fact_again(house: House, cast: Cast, clock: FrozenClock) -> None:
    kept = tells(house, clock, "there is no hot water, the heating works. we have a new baby in the house")
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        assert case is not None and case.urgency == "emergency"
        cases.lower_urgency(session, case, "urgent", f"staff:{cast.sue}", clock(), "They have an electric shower.")
    clock.go_on(hours=1)
    tells(house, clock, "our new baby is one week old today")
    assert (case_of(house, kept).urgency, case_of(house, kept).lane) == ("urgent", 2)


def test_a_person_names_the_fact(house: House, cast: Cast, clock: FrozenClock) -> None:
    kept = tells(house, clock, "there is no hot water, the heating works")
    clock.go_on(hours=1)
    more = tells(house, clock, "please be quick, you know about our little one")
    assert case_of(house, kept).urgency == "urgent"
    clock.go_on(minutes=5)
    say(house, more, Said("none", flags=("baby",)), cast.sue)
    case = case_of(house, kept)
    assert (case.lane, case.urgency) == (0, "emergency") and "awaab_emergency" in states(house, kept)
    assert "under 12 months" in case.reason and sound(house)


def they_are(house: House, kept: Kept, tenant: int, who: int, at: Callable[[], datetime]) -> None:
    """What the desk does when an agent says who this is."""
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        assert case is not None
        known = cases.facts_of(case)
        identity.this_is(session, case, session.get_one(Tenant, tenant), f"staff:{who}", at(), "They said so.")
        session.flush()
        session.refresh(case, ["tenant", "home"])
        standing.facts_learned(session, case, known, f"staff:{who}", at(), house.landlord)


def test_the_record_of_whoever_it_turns_out_to_be(house: House, cast: Cast, clock: FrozenClock) -> None:
    with house.database.transaction() as session:
        session.get_one(Tenant, cast.lee).facts = {"vulnerable": True}
    kept = tells(house, clock, "there is no hot water, the heating works", UNKNOWN)
    told = clock()
    assert case_of(house, kept).urgency == "urgent"
    clock.go_on(minutes=10)
    they_are(house, kept, cast.lee, cast.amina, clock)
    case, clocks = case_of(house, kept), rows(house, kept)
    assert (case.lane, case.urgency) == (0, "emergency")
    assert case.reason.startswith("Raised to emergency: the household's record counts now, raised to emergency: anyone")
    assert clocks["answer"].due_at == clock() + HALF_AN_HOUR and clocks["awaab_emergency"].started_at == told
    assert len(happened(house, kept, "case.raised")) == 1 and sound(house)
    they_are(house, kept, cast.lee, cast.amina, clock)
    assert len(happened(house, kept, "case.raised")) == 1, "nothing new was learned"


def test_a_record_that_says_nothing_raises_nothing(house: House, cast: Cast, clock: FrozenClock) -> None:
    kept = tells(house, clock, "there is no hot water, the heating works", UNKNOWN)
    they_are(house, kept, cast.lee, cast.amina, clock)
    assert (case_of(house, kept).urgency, case_of(house, kept).lane) == ("urgent", 2)


def test_a_record_that_makes_it_a_hazard_with_a_clock(house: House, cast: Cast, clock: FrozenClock) -> None:
    with house.database.transaction() as session:
        session.get_one(Home, cast.home + 1).facts = {"respiratory": True}
    kept = tells(house, clock, "there is condensation on my windows", UNKNOWN)
    assert "awaab_investigate" not in states(house, kept)
    told = clock()
    clock.go_on(hours=2)
    they_are(house, kept, cast.lee, cast.amina, clock)
    assert rows(house, kept)["awaab_investigate"].started_at == told, "we were aware from when they told us"
    assert case_of(house, kept).lane == 1 and sound(house)


def test_a_fact_told_with_the_answer_to_times(house: House, talk: Talk) -> None:
    talk.says("toilet keeps running, 1 Alder Road")
    assert (talk.case.lane, talk.case.urgency) == (2, "urgent")
    assert "booked" in talk.says("2 please, we have a new baby in the house")
    case = talk.case
    assert (case.lane, case.urgency, case.queue, case.state) == (0, "emergency", "repairs_emergency", "waiting")
    assert "baby" in case.flags and len(visits(house, "booked")) == 1 and sound(house)
    assert {"answer", "awaab_emergency"} <= {
        rule for rule, state in states(house, talk.kept[0]).items() if state == "running"
    }


def test_a_fact_that_makes_nothing_worse_is_kept_and_the_visit_stands(house: House, talk: Talk) -> None:
    talk.says("kitchen tap dripping, 1 Alder Road")
    talk.says("2 please, we have a new baby in the house")
    assert talk.case.state == "arranged" and "baby" in talk.case.flags
    assert not happened(house, talk.kept[0], "case.raised")
