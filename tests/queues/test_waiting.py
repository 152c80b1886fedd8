"""The waiting list's order, and one owner however many press at once."""

import random
import threading
from datetime import timedelta
from typing import Any

from sqlalchemy import event, select

from config import plans
from queues import presence, waiting
from router import assignment, levers, plan_versions, snapshots
from router.model import Case, Event, Offer, Staff
from tests.queues.house import LANDLORD

STEEP = """
name = "Steep"

[weights]
minutes_a_point = 50
breach_minutes = 600

[default]

[[default.step]]
queue = "own"
wait = "2 hours"
boost = 3

[[default.step]]
queue = "own"
wait = "20 hours"
boost = 100

[[default.step]]
queue = "general"
boost = 7
"""


def staff(house: Any, name: str) -> Staff:
    with house.database.reading() as session:
        found: Staff | None = session.get(Staff, house.people[name])
        assert found is not None
        return found


def order(house: Any, name: str, **filters: Any) -> list[str]:
    with house.database.reading() as session:
        names = {reference: short for short, reference in house.cases.items()}
        return [
            names[case.reference]
            for case in waiting.waiting_list(session, staff(house, name), at=house.clock(), **filters)
        ]


def test_lane_first_then_a_deadline_that_nears_then_who_waited_longest(house: Any) -> None:
    assert order(house, "amina") == ["leak", "door", "rent", "boiler"]
    assert order(house, "sam") == ["abuse", "leak", "door", "witness", "rent", "boiler"]
    house.clock.forward(minutes=60)  # the boiler is due in an hour, the rent tomorrow
    assert order(house, "amina") == ["leak", "door", "boiler", "rent"]


def test_a_live_call_goes_before_its_equals_but_never_before_a_higher_lane(house: Any) -> None:
    with house.database.transaction() as session:
        session.scalars(select(Case).where(Case.reference == house.cases["rent"])).one().live_call_id = "CA1"
    assert order(house, "amina") == ["leak", "door", "rent", "boiler"]


def test_a_case_without_a_deadline_waits_behind_those_that_have_one(house: Any) -> None:
    with house.database.transaction() as session:
        session.scalars(select(Case).where(Case.reference == house.cases["boiler"])).one().due_at = None
    assert order(house, "amina") == ["leak", "door", "rent", "boiler"]


def test_an_agent_with_queues_sees_those_and_every_emergency(house: Any) -> None:
    assert order(house, "bob") == ["leak", "rent"]


def test_filters_and_pages(house: Any) -> None:
    assert order(house, "amina", queue="rents") == ["rent"]
    assert order(house, "amina", channel="web") == ["door"]
    assert order(house, "amina", limit=2) == ["leak", "door"]
    assert order(house, "amina", after=house.case("door")) == ["rent", "boiler"]


def test_the_list_is_read_through_its_index(house: Any) -> None:
    said: list[tuple[str, Any]] = []
    event.listen(
        house.database.engine,
        "before_cursor_execute",
        lambda c, cursor, statement, parameters, context, many: said.append((statement, parameters)),
    )
    order(house, "bob")
    statement, parameters = next(
        pair for pair in said if "ORDER BY" in pair[0] and "LIMIT" in pair[0] and "plan_version." not in pair[0]
    )
    with house.database.reading() as session:
        connection, explain = session.connection(), "explain query plan "
        if not house.database.is_sqlite:  # a table of ten rows is read whole unless that is forbidden
            connection.exec_driver_sql("set local enable_seqscan = off")
            connection.exec_driver_sql("set local enable_bitmapscan = off")
            explain = "explain "
        plan = connection.exec_driver_sql(explain + statement, parameters).all()
    assert "ix_case_" in str(plan)


def test_fifty_agents_claim_one_case_and_one_has_it(house: Any) -> None:
    with house.database.transaction() as session:
        crowd = [
            Staff(email=f"a{n}@larkshire.example", name=f"Agent {n}", queues=[], skills=[], languages=[])
            for n in range(50)
        ]
        session.add_all(crowd)
    case_id, barrier, won = house.case("leak").id, threading.Barrier(50), []

    def grab(person: Staff) -> None:
        barrier.wait(30)
        with house.database.transaction() as session:
            if waiting.claim(session, case_id, person, house.clock()):
                won.append(person.id)

    threads = [threading.Thread(target=grab, args=(person,)) for person in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(won) == 1
    assert (house.case("leak").state, house.case("leak").agent_id) == ("held", won[0])
    with house.database.reading() as session:
        claims = session.scalars(select(Event).where(Event.what == "case.claimed")).all()
    assert [row.data["agent_id"] for row in claims] == won


def test_take_next_skips_what_others_took_and_restricted_cases(house: Any) -> None:
    taken = []
    for _ in range(5):
        with house.database.transaction() as session:
            case = waiting.take_next(session, staff(house, "amina"), house.clock())
            taken.append(case.reference if case else None)
    assert taken == [house.cases[name] for name in ("leak", "door", "rent", "boiler")] + [None]


def test_nobody_claims_what_they_may_not_see(house: Any) -> None:
    with house.database.transaction() as session:
        assert not waiting.claim(session, house.case("abuse").id, staff(house, "adam"), house.clock())
    assert house.case("abuse").state == "waiting"


def test_what_waits_can_be_taken_whoever_had_it_before(house: Any) -> None:
    with house.database.transaction() as session:
        session.scalars(select(Case).where(Case.reference == house.cases["rent"])).one().agent_id = house.people["gone"]
    with house.database.transaction() as session:
        assert waiting.claim(session, house.case("rent").id, staff(house, "bob"), house.clock())


def test_a_case_is_given_back_by_whoever_has_it_or_a_supervisor(house: Any) -> None:
    case_id = house.case("rent").id
    with house.database.transaction() as session:
        assert waiting.claim(session, case_id, staff(house, "bob"), house.clock())
    with house.database.transaction() as session:
        assert not waiting.release(session, case_id, staff(house, "amina"), house.clock())
        assert waiting.release(session, case_id, staff(house, "sue"), house.clock(), "lunch")
    assert house.case("rent").state == "waiting"


def test_depth_counts_by_queue_and_channel_without_what_is_hidden(house: Any) -> None:
    with house.database.reading() as session:
        seen = waiting.depth(session, staff(house, "amina"))
        all_of_it = waiting.depth(session, staff(house, "sam"))
    assert (seen.total.waiting, seen.total.emergencies) == (4, 1)
    assert seen.by_channel["sms"].waiting == 2 and "safeguarding" not in seen.by_queue
    assert all_of_it.total.waiting == 6
    assert seen.total.oldest == house.clock() - timedelta(minutes=4)


def test_presence_is_a_lease(house: Any, browser: Any) -> None:
    amina = browser("amina")
    with house.database.reading() as session:
        assert [person.name for person in presence.who_is_on(session, house.clock())] == ["Amina Rahman"]
        assert presence.who_is_on(session, house.clock() + presence.LEASE) == []
    house.clock.forward(minutes=3)
    amina.get("/desk/waiting", headers={"HX-Request": "true"})
    with house.database.reading() as session:
        assert len(presence.who_is_on(session, house.clock())) == 1
    amina.post("/desk/sign-out")
    with house.database.reading() as session:
        assert presence.who_is_on(session, house.clock()) == []


def test_the_list_stands_in_the_order_in_which_cases_are_offered(house: Any) -> None:
    """The SQL of the list against `assignment.in_order`, over plans with boosts, ages, deadlines and calls by chance."""
    rng, at = random.Random(4), house.clock()
    read_plan = plans.reader(house.landlord)
    with house.database.transaction() as session:
        old = plan_versions.install(session, STEEP, at)
        plan_versions.install(session, (LANDLORD / "plan.toml").read_text("utf-8"), at + timedelta(seconds=1))
        for n in range(300):
            waited = timedelta(seconds=rng.randrange(200_000))
            session.add(Case(
                reference=f"LH-90-{n:04d}", channel="sms", party="", title="", queue=rng.choice(["general", "rents"]),
                lane=rng.choice([0, 1, 2, 2, 2]), opened_at=at - waited, waiting_since=at - waited, last_activity_at=at,
                due_at=rng.choice([None, at + timedelta(seconds=rng.randrange(-20_000, 40_000))]),
                live_call_id=rng.choice(["", "", "CA1"]), plan_version_id=rng.choice([None, old.id]),
            ))  # fmt: skip
    with house.database.transaction() as session:
        snapshot = snapshots.take(session, house.landlord, read_plan, at)
        chosen = assignment.decide(snapshot, at).rules
        for number, (rule, since) in chosen.items():
            case = session.get_one(Case, number)
            case.rule, case.routed_at = rule, since
    for later in (0, 50, 4_000):
        now = at + timedelta(seconds=later)
        with house.database.reading() as session:
            line = assignment.in_order(snapshots.take(session, house.landlord, read_plan, now), now)
            sam = staff(house, "sam")
            shown = waiting.waiting_list(session, sam, limit=1000, at=now, read_plan=read_plan)
            paged: list[Case] = []
            while more := waiting.waiting_list(
                session, sam, limit=97, after=paged[-1] if paged else None, at=now, read_plan=read_plan
            ):
                paged += more
        assert len(shown) == 306
        assert [case.id for case in shown] == [task.id for task in line]
        assert [case.id for case in paged] == [case.id for case in shown]


def test_take_next_leaves_alone_what_others_are_offered(house: Any) -> None:
    at, leak = house.clock(), house.case("leak").id
    with house.database.transaction() as session:
        case = session.get_one(Case, leak)
        case.fence = 1
        for name in ("bob", "amina"):
            session.add(Offer(case_id=leak, agent_id=house.people[name], fence=1, offered_at=at, units=20,
                              expires_at=at + timedelta(seconds=30), outcome="offered"))  # fmt: skip
    with house.database.transaction() as session:
        case = waiting.take_next(session, staff(house, "amina"), at)
        assert case is not None and case.reference == house.cases["door"]
    house.clock.forward(seconds=30)
    with house.database.transaction() as session:
        case = waiting.take_next(session, staff(house, "amina"), house.clock())
        assert case is not None and case.id == leak, "nobody answered"


def test_a_claim_by_hand_goes_before_an_offer_to_somebody_else(house: Any) -> None:
    at, leak = house.clock(), house.case("leak").id
    with house.database.transaction() as session:
        session.get_one(Case, leak).fence = 1
        for name in ("bob", "amina"):
            session.add(Offer(case_id=leak, agent_id=house.people[name], fence=1, offered_at=at, units=20,
                              expires_at=at + timedelta(seconds=30), outcome="offered"))  # fmt: skip
    with house.database.transaction() as session:
        assert waiting.claim(session, leak, staff(house, "amina"), at)
    with house.database.reading() as session:
        ended = {offer.agent_id: offer.outcome for offer in session.scalars(select(Offer))}
    assert ended == {house.people["bob"]: "withdrawn", house.people["amina"]: "accepted"}


def test_who_is_lent_sees_what_waits_there_for_so_long(house: Any) -> None:
    at = house.clock()
    assert order(house, "bob") == ["leak", "rent"]
    with house.database.transaction() as session:
        door = house.case("door").queue
        levers.lend(session, [house.people["bob"]], door, 30, "a storm", house.people["sue"], at)
    assert "door" in order(house, "bob")
    house.clock.forward(minutes=30)
    assert order(house, "bob") == ["leak", "rent"]
