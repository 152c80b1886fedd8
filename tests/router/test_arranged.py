"""A case for which a time is arranged: out of every line, never out of sight, and back as soon as a person is needed."""

from datetime import timedelta

from builders import a_text, case_of, hear
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from queues import waiting
from router import cases, escalation
from router.model import Case, Deadline, Event, Staff
from router.storage.database import hold_case


def arranged(house: House, clock: FrozenClock, text: str = "my kitchen tap drips") -> int:
    """A text was placed, and a time is arranged until tomorrow."""
    case_id = case_of(house, *hear(house, a_text(text))).id
    with house.database.transaction() as session:
        case = hold_case(session, case_id)
        assert case is not None
        assert cases.arrange(session, case, clock() + timedelta(days=1), clock()) == (case.lane > 0)
    return case_id


def now_of(house: House, case_id: int) -> Case:
    with house.database.reading() as session:
        return session.get_one(Case, case_id)


def an_agent(house: House) -> int:
    with house.database.transaction() as session:
        person = Staff(email="a@frontdoor.example", name="Amina", role="agent")
        session.add(person)
        session.flush()
        return person.id


def test_it_is_in_no_line_and_can_still_be_taken(house: House, clock: FrozenClock) -> None:
    case_id, agent = arranged(house, clock), an_agent(house)
    with house.database.transaction() as session:
        person = session.get_one(Staff, agent)
        assert waiting.waiting_list(session, person, at=clock()) == []
        assert waiting.take_next(session, person, clock()) is None
        assert waiting.claim(session, case_id, person, clock())
    case = now_of(house, case_id)
    assert (case.state, case.agent_id, case.arranged_until) == ("held", agent, None)


def test_an_emergency_is_never_arranged_away(house: House, clock: FrozenClock) -> None:
    assert now_of(house, arranged(house, clock, "i can smell gas in the hall")).state == "waiting"


def test_raised_to_an_emergency_it_waits_for_a_person_at_once(house: House, clock: FrozenClock) -> None:
    case_id = arranged(house, clock)
    with house.database.transaction() as session:
        case = hold_case(session, case_id)
        assert case is not None
        cases.raise_urgency(session, case, "emergency", "staff:1", clock(), "The ceiling came down.")
    case = now_of(house, case_id)
    assert (case.state, case.lane, case.waiting_since, case.arranged_until) == ("waiting", 0, clock(), None)


def test_the_tenants_next_words_bring_it_back(house: House, clock: FrozenClock) -> None:
    case_id = arranged(house, clock)
    clock.go_on(minutes=5)
    assert case_of(house, *hear(house, a_text("can somebody ring me about the tap"))).id == case_id
    assert now_of(house, case_id).state == "waiting"


def test_a_clock_that_runs_out_brings_it_back(house: House, clock: FrozenClock) -> None:
    case_id = arranged(house, clock)
    with house.database.reading() as session:
        due = session.scalars(select(Deadline.due_at).where(Deadline.case_id == case_id)).all()
    clock.go_on(seconds=(max(due) - clock()).total_seconds() + 1)
    escalation.look(house.database, house.landlord, lambda *_: None, clock())
    case = now_of(house, case_id)
    assert case.state == "waiting" and "Late:" in case.reason and case.waiting_since == clock()


def test_what_happened_is_in_its_chain(house: House, clock: FrozenClock) -> None:
    case_id = arranged(house, clock)
    with house.database.transaction() as session:
        case = hold_case(session, case_id)
        assert case is not None
        cases.await_people(session, case, clock(), "They did not choose.")
        assert case.state == "waiting" and case.reason.startswith("They did not choose.")
    with house.database.reading() as session:
        what = session.scalars(select(Event.what).where(Event.case_id == case_id).order_by(Event.id)).all()
    assert what[-2:] == ["case.arranged", "case.placed"]
