"""What was said to people on call, and what they answered, stands in the case as theirs and not as the tenant's."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from router.model import Case, Message, Staff
from router.outbox import Outbox
from router.pages import Pages
from tests.queues.people import a_case

SUE = "+447700900302"


def test_a_page_and_its_answer_are_shown_as_what_they_are(house: Any, browser: Any) -> None:
    at = house.clock()
    outbox = Outbox(house.bell, {"sms": "+441632960100"}, "larkshire.example")
    pages = Pages(outbox, house.landlord, "https://front.example")
    with house.database.transaction() as session:
        session.get_one(Staff, house.people["sue"]).phone = SUE
        case = session.query(Case).filter_by(reference=house.cases["leak"]).one()
        assert pages.call(session, case, "oncall", "Nobody took it.", at)
    with house.database.transaction() as session:
        answer = Message(direction="in", channel="sms", dedupe_key=uuid4().hex, party=SUE, sender=SUE, text="yes",
                         received_at=at + timedelta(minutes=1), next_at=at, state="received")  # fmt: skip
        session.add(answer)
        session.flush()
        assert pages.hear_acknowledgement(session, answer, at + timedelta(minutes=1))
    page = browser("sue").get(house.url("leak")).text
    thread = page[page.index('id="thread"') :]
    assert "To Sue Lindqvist, on call" in thread and "Sue Lindqvist, on call, answered" in thread
    assert thread.count("From the tenant") == len(house.messages("leak", direction="in")) - 1
    assert "A machine wrote this" not in thread
    assert "Your answer goes by text message to 07700 900003" in page, "still the tenant's number"


def test_many_pages_in_a_row_are_one_card_with_names(house: Any, browser: Any) -> None:
    at = house.clock()
    with house.database.transaction() as session:
        session.get_one(Staff, house.people["sue"]).phone = SUE
        case = session.query(Case).filter_by(reference=house.cases["leak"]).one()
        for number in range(5):
            session.add(Message(direction="out", channel="sms", dedupe_key=uuid4().hex, party=SUE, sender="", recipient=SUE,
                                text=f"page {number}", received_at=at + timedelta(seconds=number), next_at=at,
                                state="failed" if number == 3 else "delivered", kind="page", automatic="staff",
                                case=case))  # fmt: skip
    page = browser("sue").get(house.url("leak")).text
    thread = page[page.index('id="thread"') :]
    assert thread.count("To Sue Lindqvist, on call") == 1
    assert "And 4 more like it, 1 of them perhaps not delivered" in thread and "page 4" in thread


def test_of_many_that_nobody_takes_the_oldest_stand_on_the_wallboard_and_the_rest_behind_a_line(
    house: Any, browser: Any
) -> None:
    at = house.clock()
    pages = Pages(
        Outbox(house.bell, {"sms": "+441632960100"}, "larkshire.example"), house.landlord, "https://f.example"
    )
    with house.database.transaction() as session:
        session.get_one(Staff, house.people["sue"]).phone = SUE
        for number in range(6):
            a_case(session, house, f"late{number}", "Ceiling down", lane=0, queue="repairs_emergency",
                   waiting_since=at - timedelta(minutes=200))  # fmt: skip
        session.flush()
        names = [f"late{number}" for number in range(6)]
        waiting = [session.query(Case).filter_by(reference=house.cases[name]).one() for name in names]
        for number, case in enumerate(waiting):
            assert pages.call(session, case, "oncall", "Nobody took it.", at + timedelta(seconds=number))
    board = browser("sue").get("/wallboard").text
    part = board[board.index('id="unanswered"') : board.index('aria-label="Now"')]
    seen, folded = part.split("<details")
    assert seen.count("wall-act__words") == 4 and "2 more, told since" in folded
    assert "Told once" in seen and "Step" not in part
    assert "has waited 3 h 20 min." in house.messages("late0", kind="page")[0].text
