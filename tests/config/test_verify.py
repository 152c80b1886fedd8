"""Verify: zeros for a house that works; for each thing that must never be, a count when it is there."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from builders import OKAFOR, OKAFOR_MAIL, Cast, a_mail, a_text, case_of, hear
from doubles import FrozenClock
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from config import verify
from config.wiring import House
from queues import presence, waiting
from router import cases, clocks
from router.model import (
    Attachment,
    Case,
    Deadline,
    Event,
    Heartbeat,
    Message,
    Offer,
    RawMessage,
    Receipt,
    Staff,
    record,
)
from router.values import IncomingFile, RawMail

NOW = timedelta(0)


def look(house: House, due_for: timedelta = NOW) -> dict[str, str]:
    """The printed lines, by name; what is not zero is kept."""
    out = io.StringIO()
    status = verify.run(house.settings, out, due_for, house.now)
    lines = dict(line.split(": ") for line in out.getvalue().splitlines())
    wrong = {name: count for name, count in lines.items() if count != "0"}
    assert status == (1 if wrong else 0)
    assert len(lines) >= 15
    return wrong


@pytest.fixture
def lived_in(house: House, cast: Cast, clock: FrozenClock) -> House:
    """A morning's work: an emergency, a mail, a photo, a claim, an answer, a close, a second report."""
    photo = IncomingFile("tap.jpg", "image/jpeg", b"\xff\xd8 not much of a photo")
    gas, tap = hear(house, a_text("I can smell gas", OKAFOR), a_text("my tap drips", attachments=(photo,)))
    hear(house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail("My fence fell over"), clock()))
    house.dispatch.drain()
    clock.go_on(minutes=2)
    with house.database.transaction() as session:
        assert waiting.claim(session, case_of(house, tap).id, session.get_one(Staff, cast.amina), clock())
    with house.database.transaction() as session:
        case = session.get_one(Case, case_of(house, tap).id)
        house.outbox.write(session, case, "We are coming.", at=clock(), author_id=cast.amina)
    house.dispatch.drain()
    with house.database.transaction() as session:
        case = session.get_one(Case, case_of(house, tap).id)
        cases.close(session, case, f"staff:{cast.amina}", clock(), "Done")
    clock.go_on(minutes=2)
    hear(house, a_text("it drips again"), a_text("and the gas smell is back", OKAFOR))
    house.dispatch.drain()
    clock.go_on(minutes=2)
    assert case_of(house, gas).lane == 0
    with house.database.transaction() as session:
        presence.renew(session, cast.bob, clock())
    assert house.offering.rung() > 0
    house.dispatch.drain()  # no plan was installed here, so whoever is on call was told
    return house


def test_a_house_that_works_has_zeros(lived_in: House) -> None:
    assert look(lived_in) == {}


def one(session: Session, noun: Any, *conditions: Any) -> Any:
    return session.scalars(select(noun).where(*conditions).order_by(noun.id)).first()


def keep_twice(session: Session) -> None:
    message = one(session, Message, Message.direction == "in", Message.channel == "sms")
    columns = {c.name: getattr(message, c.name) for c in Message.__table__.columns if c.name != "id"}
    session.add(twin := Message(**{**columns, "dedupe_key": "another"}))
    session.flush()
    session.add(RawMessage(message_id=twin.id, body=session.get_one(RawMessage, message.id).body))


def forget_a_case(session: Session) -> None:
    one(session, Message, Message.direction == "in").case_id = None


def lose_raw(session: Session) -> None:
    session.execute(delete(RawMessage).where(RawMessage.message_id == one(session, Message).id))


def change_raw(session: Session) -> None:
    session.get_one(RawMessage, one(session, Message).id).body = b"other bytes"


def own_what_waits(session: Session) -> None:
    one(session, Case, Case.state == "waiting").agent_id = one(session, Staff).id


def hold_without_anybody(session: Session) -> None:
    one(session, Case, Case.state == "waiting").state = "held"


def no_such_queue(session: Session) -> None:
    one(session, Case, Case.state == "waiting").queue = "nowhere"


def no_such_state(session: Session) -> None:
    one(session, Case).state = "asleep"


def stop_no_clock(session: Session) -> None:
    deadline = one(session, Deadline, Deadline.state == "running")
    session.get_one(Case, deadline.case_id).state = "closed"


def rest_without_a_line(session: Session) -> None:
    deadline = one(session, Deadline, Deadline.state == "running")
    deadline.state, deadline.paused_at = "paused", deadline.started_at
    session.flush()
    clocks.settle(session, session.get_one(Case, deadline.case_id))


def start_no_clock(session: Session) -> None:
    case = one(session, Case, Case.state == "waiting")
    session.execute(delete(Deadline).where(Deadline.case_id == case.id))
    case.due_at = None


def lose_a_legal_clock(session: Session) -> None:
    session.delete(one(session, Deadline, Deadline.rule == "awaab_emergency"))


def lose_the_answer_of_a_case_with_other_clocks(session: Session) -> None:
    legal = one(session, Deadline, Deadline.rule == "awaab_emergency")
    session.execute(delete(Deadline).where(Deadline.case_id == legal.case_id, Deadline.rule == "answer"))


def forget_when_it_is_due(session: Session) -> None:
    one(session, Case, Case.state == "waiting").due_at = None


def two_receipts(session: Session) -> None:
    sent = one(session, Message, Message.direction == "out", Message.state == "sent")
    for name in ("SM1", "SM2"):
        session.add(Receipt(channel=sent.channel, provider_id=name, state="sent", at=sent.received_at,
                            message_id=sent.id))  # fmt: skip
    sent.provider_id = "SM1"


def another_receipt(session: Session) -> None:
    sent = one(session, Message, Message.direction == "out", Message.state == "sent")
    session.add(Receipt(channel=sent.channel, provider_id="SM2", state="sent", at=sent.received_at, message_id=sent.id))


def one_id_for_two(session: Session) -> None:
    sent = one(session, Message, Message.direction == "out", Message.channel == "sms")
    session.execute(update(Message).where(Message.direction == "out", Message.channel == "sms")
                    .values(provider_id="SM1"))  # fmt: skip
    session.execute(update(Message).where(Message.direction == "out", Message.id > sent.id + 3, Message.channel == "sms")
                    .values(provider_id=""))  # fmt: skip


def greet_twice(session: Session) -> None:
    greeting = one(session, Message, Message.kind == "acknowledgement")
    answer = one(session, Message, Message.kind == "reply")
    answer.kind, answer.case_id, answer.text = "acknowledgement", greeting.case_id, greeting.text


def warn_twice(session: Session) -> None:
    said = one(session, Event, Event.what == "safety.said")
    record(session, said.at, "worker", "safety.said", session.get_one(Case, said.case_id), **said.data)


def leave_it_due(session: Session) -> None:
    one(session, Message, Message.direction == "out").state = "due"


def leave_it_sending(session: Session) -> None:
    one(session, Message, Message.direction == "out").state = "sending"


def change_an_event(session: Session) -> None:
    session.execute(update(Event).where(Event.id == one(session, Event, Event.what == "case.placed").id)
                    .values(data={"queue": "rents"}))  # fmt: skip


def forget_the_last_event(session: Session) -> None:
    closed = one(session, Event, Event.what == "deadline.started")
    newest = session.scalars(select(Event).where(Event.stream == closed.stream).order_by(Event.id.desc())).first()
    session.delete(newest)


def forget_all_events(session: Session) -> None:
    session.execute(delete(Event).where(Event.case_id == one(session, Case).id))


def claim_twice(session: Session) -> None:
    claimed = one(session, Event, Event.what == "case.claimed")
    case = session.get_one(Case, claimed.case_id)
    cases.reopen(session, case, "worker", claimed.at, "again")
    for _ in range(2):
        record(session, claimed.at, "staff:2", "case.claimed", case, agent_id=2)


def leave_twice(session: Session) -> None:
    sent = one(session, Event, Event.what == "outbound.sent")
    message = session.get_one(Message, sent.message_id)
    record(session, sent.at, "worker", "outbound.sent", session.get_one(Case, sent.case_id), message)


def lose_a_photo(session: Session) -> None:
    one(session, Attachment).sha256 = "0" * 64


def accept_twice(session: Session) -> None:
    offer = one(session, Offer)
    session.add(Offer(case_id=offer.case_id, agent_id=offer.agent_id + 1, fence=offer.fence, outcome="accepted",
                      offered_at=offer.offered_at, expires_at=offer.expires_at))  # fmt: skip
    offer.outcome = "accepted"


def offer_what_is_held(session: Session) -> None:
    case = session.get_one(Case, one(session, Offer).case_id)
    case.state, case.agent_id = "held", one(session, Staff).id


def let_it_ring(session: Session) -> None:
    offer = one(session, Offer)
    offer.expires_at = offer.offered_at


def offer_what_is_hidden(session: Session) -> None:
    session.get_one(Case, one(session, Offer).case_id).restricted = True


def overlook_a_case(session: Session) -> None:
    case = one(session, Case, Case.state == "waiting")
    case.rule = ""
    session.add(Heartbeat(name="clock", at=case.last_activity_at + timedelta(days=1), data={}))


SPOILS: list[tuple[Callable[[Session], None], str]] = [
    (keep_twice, "message kept twice"),
    (forget_a_case, "message placed nowhere"),
    (lose_raw, "message without its raw bytes"),
    (change_raw, "raw bytes that do not match their hash"),
    (lose_a_photo, "attachment without its bytes"),
    (own_what_waits, "case with two owners or none"),
    (hold_without_anybody, "case with two owners or none"),
    (no_such_queue, "case in no queue"),
    (no_such_state, "case in no queue"),
    (stop_no_clock, "closed case with a running deadline"),
    (rest_without_a_line, "clock at odds with its pauses"),
    (start_no_clock, "case without its deadlines"),
    (lose_a_legal_clock, "case without its deadlines"),
    (lose_the_answer_of_a_case_with_other_clocks, "case without its deadlines"),
    (forget_when_it_is_due, "case with a wrong due time"),
    (accept_twice, "offer accepted by two people"),
    (offer_what_is_held, "open offer of a case that does not wait"),
    (let_it_ring, "offer open after its time"),
    (offer_what_is_hidden, "restricted case offered to somebody without the right"),
    (overlook_a_case, "case that no plan has looked at"),
    (two_receipts, "text sent twice"),
    (another_receipt, "text sent twice"),
    (one_id_for_two, "text sent twice"),
    (greet_twice, "text sent twice"),
    (leave_it_due, "text stuck on its way out"),
    (leave_it_sending, "text stuck on its way out"),
    (change_an_event, "event chain that does not add up"),
    (forget_the_last_event, "event chain that does not add up"),
    (forget_all_events, "event chain that does not add up"),
]


def test_a_case_of_an_earlier_version_needs_any_clock(lived_in: House) -> None:
    """Its events do not say which it should have: nobody is told of what cannot be known."""
    with Session(lived_in.database.engine, autoflush=False) as session:
        for event in session.scalars(select(Event).where(Event.what == "message.kept")):
            assert "answer" in event.data["clocks"]
            event.data = {"channel": event.data["channel"]}
        lose_a_legal_clock(session)
        session.flush()
        found = dict(verify.counts_in(session, lived_in.settings, NOW, lived_in.now()))
        session.rollback()
    assert found["case without its deadlines"] == 0


BESIDE = {"case with a wrong due time", "open offer of a case that does not wait"}
"""What some of these bring along."""


def test_it_counts_each_thing_that_must_never_be(lived_in: House) -> None:
    """Each is spoiled, counted and put back."""
    seen = {}
    for spoil, name in SPOILS:
        with Session(lived_in.database.engine, autoflush=False) as session:
            spoil(session)
            session.flush()
            found = dict(verify.counts_in(session, lived_in.settings, NOW, lived_in.now()))
            session.rollback()
        wrong = {each for each, count in found.items() if count}
        seen[spoil.__name__] = name in wrong and wrong - {name} <= BESIDE
    assert [name for name, right in seen.items() if not right] == []
    assert look(lived_in) == {}


def test_it_reads_in_the_events_what_no_row_shows(lived_in: House) -> None:
    spoils = {warn_twice: "safety words said twice", claim_twice: "case claimed twice at one time",
              leave_twice: "text that left twice"}  # fmt: skip
    expected: dict[str, str] = {}
    for spoil, name in spoils.items():
        with lived_in.database.transaction() as session:
            spoil(session)
        expected[name] = "1"
        assert look(lived_in) == expected


def test_safety_words_said_again_for_a_danger_told_of_an_hour_later_are_not_twice(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    twice = "safety words said twice"
    hear(house, a_text("i can smell gas", OKAFOR, received_at=clock()))
    clock.go_on(minutes=60)
    hear(house, a_text("i can smell gas again", OKAFOR, received_at=clock()))
    with house.database.reading() as session:
        assert len(session.scalars(select(Event).where(Event.what == "safety.said")).all()) == 2
    assert twice not in look(house)
    with house.database.transaction() as session:
        said = session.scalars(select(Event).where(Event.what == "safety.said").order_by(Event.id)).all()[-1]
        late = said.at + timedelta(minutes=59)
        record(session, late, "worker", "safety.said", session.get_one(Case, said.case_id), **said.data)
    assert look(house)[twice] == "1"


def test_what_is_wrong_in_the_database_is_the_exit_status(lived_in: House) -> None:
    with lived_in.database.transaction() as session:
        lose_raw(session)
    assert look(lived_in) == {"message without its raw bytes": "1"}


def test_what_has_only_just_come_is_not_stuck(house: House, cast: Cast, clock: FrozenClock) -> None:
    house.intake.receive(a_text("hello"))
    clock.go_on(seconds=30)
    assert look(house, verify.DUE_FOR) == {}
    clock.go_on(seconds=31)
    assert look(house, verify.DUE_FOR) == {"message placed nowhere": "1"}
    house.journey.drain()
    assert look(house, verify.DUE_FOR) == {}
    clock.go_on(minutes=9)
    assert look(house, verify.DUE_FOR) == {}
    clock.go_on(minutes=2)
    assert look(house, verify.DUE_FOR) == {"text stuck on its way out": "1"}


def test_a_message_told_three_times_is_counted_once_too_often_twice(lived_in: House) -> None:
    with lived_in.database.transaction() as session:
        keep_twice(session)
    with lived_in.database.transaction() as session:
        message = one(session, Message, Message.dedupe_key == "another")
        message.dedupe_key = "a third"
        keep_twice(session)
    assert look(lived_in) == {"message kept twice": "2"}


def test_a_person_may_send_an_uncertain_text_again(lived_in: House) -> None:
    with lived_in.database.transaction() as session:
        sent = one(session, Event, Event.what == "outbound.sent")
        case, message = session.get_one(Case, sent.case_id), session.get_one(Message, sent.message_id)
        record(session, sent.at, "staff:1", "outbound.decided", case, message, sent=False)
        record(session, sent.at, "worker", "outbound.sent", case, message)
    assert look(lived_in) == {}
