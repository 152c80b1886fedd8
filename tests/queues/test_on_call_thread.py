"""What was said to people on call, and what they answered, stands in the case as theirs and not as the tenant's."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from router.model import Case, Message, Staff
from router.outbox import Outbox
from router.pages import Pages

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
    assert "To whoever is on call" in thread and "Sue Lindqvist, on call, answered" in thread
    assert thread.count("From the tenant") == len(house.messages("leak", direction="in")) - 1
    assert "A machine wrote this" not in thread
    assert "Your answer goes by text message to 07700 900003" in page, "still the tenant's number"
