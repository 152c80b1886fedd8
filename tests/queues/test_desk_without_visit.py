"""What no visit can be booked for is seen to another way: the case then rests with what is booked for something else."""

from typing import Any

import pytest
from sqlalchemy import select

from config import verify_diary
from router.model import Case, Event, Message, Repair
from tests.queues.diaries import open_diary
from tests.queues.test_desk_appointments import book, take, times_of

LIFT = "communal.lift_out"


@pytest.fixture
def amina(house: Any, browser: Any) -> Any:
    """She has a case of a tap, which has a visit, and of a lift, which has none."""
    open_diary(house)
    with house.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.reference == house.cases["boiler"])).one()
        session.add(Repair(case_id=case.id, repair=LIFT, urgency="urgent"))
    made = browser("amina")
    take(made, house)
    assert book(made, house, times_of(made.get(house.url("boiler", "visit")).text)[0]).status_code == 302
    return made


def press(person: Any, house: Any, act: str, **more: str) -> Any:
    version = str(house.case("boiler").version)
    return person.post(house.url("boiler", act), version=version, **({"repair": LIFT} | more))


def give_back(person: Any, house: Any) -> str:
    assert press(person, house, "release").status_code == 302
    return str(house.case("boiler").state)


def test_without_a_word_it_comes_back_to_the_line(house: Any, amina: Any) -> None:
    assert "No visit booked" in amina.get(house.url("boiler")).text
    assert give_back(amina, house) == "waiting"


def test_it_rests_and_the_story_says_why(house: Any, amina: Any) -> None:
    nothing = press(amina, house, "without-visit", why=" ")
    assert nothing.status_code == 409 and "Say how it is seen to." in nothing.text
    assert press(amina, house, "without-visit", why="Reported to Orbis Lifts, job 77").status_code == 302
    page = amina.get(house.url("boiler")).text
    assert "No visit needed" in page and "Undo: it needs a visit" in page and "No visit booked" not in page
    assert "Amina Rahman said that no visit is needed. Seen to another way: Reported to Orbis Lifts, job 77" in page
    assert "Orbis Lifts" in amina.get(house.url("boiler", "why")).text
    with house.database.reading() as session:
        event = session.scalars(select(Event).where(Event.what == "appointment.not_needed")).one()
        assert event.data == {"repair": LIFT} and session.get_one(Message, event.message_id).kind == "note"
    again = press(amina, house, "without-visit", why="Twice")
    assert again.status_code == 409 and "Nothing was saved" in again.text
    assert give_back(amina, house) == "arranged"
    house.clock.forward(minutes=10)
    with house.database.reading() as session:
        assert verify_diary.nobody_sent(session, house.clock(), house.landlord) == 0


def test_undone_it_waits_again(house: Any, amina: Any) -> None:
    assert press(amina, house, "without-visit", why="Reported to Orbis Lifts").status_code == 302
    assert give_back(amina, house) == "arranged"
    assert press(amina, house, "without-visit/undo").status_code == 302
    assert house.case("boiler").state == "waiting" and "No visit is booked for" in house.case("boiler").reason
    page = amina.get(house.url("boiler")).text
    assert "No visit booked" in page and "took back that something is seen to another way" in page
    assert press(amina, house, "without-visit/undo").status_code == 409  # whoever does not have it, or twice


def test_nobody_else_says_it_and_nothing_made_up(house: Any, amina: Any, browser: Any) -> None:
    other = browser("bob")
    assert press(other, house, "without-visit", why="Mine").status_code in (403, 404, 409)
    assert press(amina, house, "without-visit", repair="lift.made_up", why="Told them").status_code == 404
    assert press(amina, house, "without-visit", repair="communal.aerial", why="x").status_code == 409
    with house.database.reading() as session:
        assert {row.state for row in session.scalars(select(Repair))} == {"reported"}
