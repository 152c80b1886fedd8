"""The waiting list's order, and one owner however many press at once."""

import threading
from datetime import timedelta
from typing import Any

from sqlalchemy import event, select

from queues import presence, waiting
from router.model import Case, Event, Staff


def staff(house: Any, name: str) -> Staff:
    with house.database.reading() as session:
        found: Staff | None = session.get(Staff, house.people[name])
        assert found is not None
        return found


def order(house: Any, name: str, **filters: Any) -> list[str]:
    with house.database.reading() as session:
        names = {reference: short for short, reference in house.cases.items()}
        return [names[case.reference] for case in waiting.waiting_list(session, staff(house, name), **filters)]


def test_lane_first_then_the_deadline(house: Any) -> None:
    assert order(house, "amina") == ["leak", "door", "boiler", "rent"]
    assert order(house, "sam") == ["leak", "abuse", "door", "boiler", "witness", "rent"]


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
    assert order(house, "amina", after=house.case("door")) == ["boiler", "rent"]


def test_the_list_is_read_through_its_index(house: Any) -> None:
    said: list[tuple[str, Any]] = []
    event.listen(
        house.database.engine,
        "before_cursor_execute",
        lambda c, cursor, statement, parameters, context, many: said.append((statement, parameters)),
    )
    order(house, "bob")
    statement, parameters = next(pair for pair in said if "ORDER BY" in pair[0])
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
    assert taken == [house.cases[name] for name in ("leak", "door", "boiler", "rent")] + [None]


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
