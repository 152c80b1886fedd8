"""A tenant texts; it is kept, understood, placed, answered, and the answer is delivered."""

from datetime import UTC, datetime

import pytest
from builders import OKAFOR, UNKNOWN, Cast, a_text, case_of, hear, hear_texts, said_to
from doubles import FakeSender, FrozenClock
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from config.wiring import House
from router import cases
from router.errors import CannotDeliver, OptedOut, TryAgainLater, Uncertain
from router.model import Case, Deadline, Event, Message, RawMessage, Repair, table
from router.receipts import decide_uncertain
from router.storage.database import hold_case
from router.values import DeliveryReport, Kept, Landlord, Sent


def test_told_twice_is_kept_once(house: House) -> None:
    text = a_text("my tap drips")
    first, second = house.intake.receive(text), house.intake.receive(text)
    assert first.first_time and not second.first_time
    assert (first.message_id, first.reference) == (second.message_id, second.reference)
    assert house.journey.drain() == 1


def test_an_ordinary_repair_waits_in_its_queue_and_is_acknowledged(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("kitchen tap dripping constantly", OKAFOR))
    case = case_of(house, kept)
    assert (case.queue, case.lane, case.state, case.identity) == ("repairs_plumbing", 2, "waiting", "known")
    assert case.tenant_id == cast.okafor and case.home_id == cast.home
    assert "We know this number" in case.reason
    [ack] = said_to(house, case.id)
    assert ack.kind == "acknowledgement" and case.reference in ack.text and ack.state == "due"


def test_a_day_that_is_named_is_counted_from_the_day_in_london_on_which_it_came(house: House) -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # the first of July in London
    [kept] = hear(house, a_text("the boiler broke down yesterday", OKAFOR, received_at=late))
    with house.database.reading() as session:
        found = session.get_one(Message, kept.message_id).labels["entities"]
    assert [(each["kind"], each["text"], each["value"]) for each in found] == [("date", "yesterday", "2026-06-30")]


def test_gas_is_said_first_and_goes_to_the_head_of_the_emergency_lane(
    house: House, landlord: Landlord, senders: dict[str, FakeSender]
) -> None:
    hear(house, a_text("no hot water and no heating", "+447700900555"))
    [kept] = hear(house, a_text("Hi I can smell gas in the kitchen what do i do"))
    case = case_of(house, kept)
    assert (case.lane, case.urgency, case.queue) == (0, "life_safety", "repairs_emergency")
    house.dispatch.drain()
    mine = [m for m in senders["sms"].sent if m.to == UNKNOWN]
    assert mine[0].text == " ".join(landlord.scripts["gas"].say)
    assert senders["sms"].sent[0].to == UNKNOWN, "safety words leave before anybody's acknowledgement"


def test_a_second_text_continues_the_case_but_a_danger_opens_a_linked_one(house: House, clock: FrozenClock) -> None:
    a, b, c = hear_texts(house, clock, "boiler making a banging noise", "its still banging", "now i smell gas")
    assert case_of(house, a).id == case_of(house, b).id
    danger = case_of(house, c)
    assert danger.id != case_of(house, a).id and danger.linked_case_id == case_of(house, a).id
    assert danger.lane == 0


def test_what_somebody_in_danger_texts_next_is_of_that_danger(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    gas, next_one, tap, late = hear_texts(
        house, clock, "i can smell gas", "its really strong in the kitchen and my baby is coughing",
        "also cockroaches in my flat", "i can smell gas",
    )  # fmt: skip
    assert case_of(house, next_one).id == case_of(house, gas).id == case_of(house, late).id
    assert case_of(house, tap).linked_case_id == case_of(house, gas).id, "what can wait has a case of its own"
    house.dispatch.drain()
    assert not [m.text for m in senders["sms"].sent if "adult" in m.text], "whoever was told to get out stays out"
    clock.go_on(hours=3)
    [kept] = hear(house, a_text("water is pouring out of the boiler", received_at=clock()))
    assert case_of(house, kept).id != case_of(house, gas).id


def test_another_kind_of_repair_opens_a_linked_case(house: House, clock: FrozenClock) -> None:
    a, b = hear_texts(house, clock, "boiler making a banging noise", "also cockroaches in my flat")
    assert case_of(house, b).linked_case_id == case_of(house, a).id


def test_ten_texts_at_once_from_a_new_number_are_one_case_in_order(house: House) -> None:
    kept = [house.intake.receive(a_text(f"line {n} of the story", "+447700900777")) for n in range(10)]
    house.journey.drain()
    assert len({case_of(house, k).id for k in kept}) == 1
    with house.database.reading() as session:
        thread = session.scalars(
            select(Message.text).where(Message.direction == "in").order_by(Message.received_at, Message.id)
        ).all()
        answers = session.scalars(select(Deadline.rule).where(Deadline.rule == "answer")).all()
    assert thread == [f"line {n} of the story" for n in range(10)]
    assert len(answers) == 1, "one promise, not ten"


def test_a_number_shared_by_two_tenants_belongs_to_neither(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("kitchen tap dripping", "+447700900102"))
    case = case_of(house, kept)
    assert case.identity == "shared" and case.tenant_id is None


def test_withheld_senders_are_never_the_same_person(house: House) -> None:
    one, two = hear(house, a_text("hello", ""), a_text("hello", ""))
    assert case_of(house, one).id != case_of(house, two).id
    assert said_to(house, case_of(house, one).id) == []


def test_stop_is_remembered_and_stop_the_water_is_a_message(house: House, clock: FrozenClock) -> None:
    [stop] = hear(house, a_text("STOP", keyword="stop"))
    closed = case_of(house, stop)
    assert (closed.state, closed.repair_group, closed.urgency) == ("closed", None, "none"), (
        "it is about texts, not the water"
    )
    clock.go_on(minutes=1)
    [kept] = hear(house, a_text("STOP the water!! pouring through the ceiling", received_at=clock()))
    case = case_of(house, kept)
    assert case.lane == 0 and case.state == "waiting"
    assert [m.state for m in said_to(house, case.id)].count("refused") >= 1, "texts to them are stopped, and it shows"
    clock.go_on(minutes=1)
    hear(house, a_text("START", keyword="start", received_at=clock()))
    with house.database.transaction() as session:
        held = hold_case(session, case.id)
        assert house.outbox.way_out(session, held)[0] == "sms"


def test_a_case_closed_and_opened_again_in_one_batch_has_a_clock_that_runs(house: House) -> None:
    stop, text = hear(house, a_text("STOP", keyword="stop"), a_text("hello are you there"))
    case = case_of(house, text)
    assert case.id == case_of(house, stop).id and case.state == "waiting"
    with house.database.reading() as session:
        states = session.scalars(select(Deadline.state).where(Deadline.case_id == case.id, Deadline.rule == "answer"))
        assert sorted(states) == ["running", "stopped"]


def test_a_row_that_cannot_be_written_later_is_sqlalchemys_own_error(house: House) -> None:
    with pytest.raises(IntegrityError), house.database.transaction() as session:
        insertion = house.database.insertion(table(RawMessage), ("message_id", "body"))
        insertion.run(session.connection(), {"message_id": 987654, "body": b"of no message"})


def reply(house: House, case: Case, text: str = "We are on our way.", author: int | None = None) -> int:
    with house.database.transaction() as session:
        held = hold_case(session, case.id)
        message = house.outbox.write(session, held, text, at=house.now(), author_id=author)
        session.flush()
        return message.id


def state_of(house: House, number: int) -> Message:
    with house.database.reading() as session:
        return session.get_one(Message, number)


def test_the_five_ends_of_an_answer(
    house: House, cast: Cast, senders: dict[str, FakeSender], clock: FrozenClock
) -> None:
    [kept] = hear(house, a_text("kitchen tap dripping", OKAFOR))
    case = case_of(house, kept)
    house.dispatch.drain()
    sms = senders["sms"]

    delivered = reply(house, case, author=cast.amina)
    house.dispatch.drain()
    assert state_of(house, delivered).state == "due", "for some seconds it can be taken back"
    clock.go_on(seconds=5)
    house.dispatch.drain()
    assert state_of(house, delivered).state == "sent"
    for state in ("delivered", "sent", "queued"):  # in any order
        house.receipts.report(DeliveryReport("sms", f"SMS{delivered}", state))
    assert (state_of(house, delivered).state, state_of(house, delivered).delivery) == ("delivered", "delivered")

    sms.troubles = [CannotDeliver("Not a mobile number.", "21614")]
    failed = reply(house, case)
    sms_count = len(sms.sent)
    house.dispatch.drain()
    assert state_of(house, failed).state == "failed" and len(sms.sent) == sms_count
    assert "did not arrive" in case_of(house, kept).reason

    sms.troubles = [TryAgainLater("Busy.", "429")]
    later = reply(house, case)
    house.dispatch.drain()
    assert state_of(house, later).state == "due"
    clock.go_on(minutes=20)
    house.dispatch.drain()
    assert state_of(house, later).state == "sent"

    sms.troubles = [OptedOut("They sent STOP.", "21610")]
    refused = reply(house, case)
    house.dispatch.drain()
    assert state_of(house, refused).state == "refused"
    assert state_of(house, reply(house, case)).state == "refused", "the opt-out is remembered"


def an_uncertain_answer(house: House, sms: FakeSender, trouble: Uncertain) -> tuple[int, Kept, int]:
    """An answer that the provider will err at: its number, what it answers, and how much had left before it."""
    [kept] = hear(house, a_text("kitchen tap dripping", OKAFOR))
    case = case_of(house, kept)
    house.dispatch.drain()
    sms.troubles = [trouble]
    return reply(house, case), kept, len(sms.sent)


def test_an_uncertain_answer_is_looked_up_and_never_blindly_sent_again(
    house: House, senders: dict[str, FakeSender], clock: FrozenClock
) -> None:
    sms = senders["sms"]
    number, _, count = an_uncertain_answer(house, sms, Uncertain("Timed out."))
    house.dispatch.drain()
    assert state_of(house, number).state == "uncertain"
    clock.go_on(seconds=30)
    house.dispatch.recover()
    assert (state_of(house, number).state, len(sms.sent)) == ("uncertain", count)
    sms.found = Sent("SMfound")
    clock.go_on(minutes=2)
    house.dispatch.recover()
    assert (state_of(house, number).state, state_of(house, number).provider_id) == ("sent", "SMfound")
    assert len(sms.sent) == count


def test_an_answer_after_a_fault_of_the_provider_is_for_a_person_to_send_again(
    house: House, senders: dict[str, FakeSender], clock: FrozenClock
) -> None:
    sms = senders["sms"]
    number, kept, count = an_uncertain_answer(house, sms, Uncertain("Twilio had a fault.", "500"))
    for _ in range(9):
        house.dispatch.drain()
        clock.go_on(minutes=2)
        house.dispatch.recover()
    row = state_of(house, number)
    assert (row.state, row.attempts, len(sms.sent)) == ("uncertain", 1, count)
    assert row.error_words.endswith("Please decide.")
    assert "decide whether to send it again" in case_of(house, kept).reason
    with house.database.transaction() as session:
        decide_uncertain(session, session.get_one(Message, number), False, "staff:1", clock())
    house.dispatch.drain()
    assert (state_of(house, number).state, len(sms.sent)) == ("sent", count + 1)


def test_a_worker_killed_while_sending_leaves_it_uncertain(
    house: House, senders: dict[str, FakeSender], clock: FrozenClock
) -> None:
    [kept] = hear(house, a_text("kitchen tap dripping", OKAFOR))
    house.dispatch.drain()
    number = reply(house, case_of(house, kept))
    with house.database.transaction() as session:  # as a killed worker leaves it
        row = session.get_one(Message, number)
        row.state, row.claim, row.claimed_until, row.attempts = "sending", "gone", clock(), 1
    clock.go_on(minutes=3)
    house.dispatch.recover()
    assert state_of(house, number).state == "uncertain"
    count = len(senders["sms"].sent)
    clock.go_on(minutes=3)
    house.dispatch.recover()  # the provider certainly has no such message, so now it may go
    house.dispatch.drain()
    assert (state_of(house, number).state, len(senders["sms"].sent)) == ("sent", count + 1)


def test_a_closed_case_reopens_when_the_tenant_writes_again(house: House, cast: Cast, clock: FrozenClock) -> None:
    [kept] = hear(house, a_text("kitchen tap dripping", OKAFOR))
    case = case_of(house, kept)
    with house.database.transaction() as session:
        cases.close(session, hold_case(session, case.id), f"staff:{cast.amina}", clock(), "Washer changed.")
    clock.go_on(days=3)
    [again] = hear(house, a_text("its dripping again", OKAFOR, received_at=clock()))
    assert case_of(house, again).id == case.id and case_of(house, again).state == "waiting"
    clock.go_on(days=30)
    with house.database.transaction() as session:
        cases.close(session, hold_case(session, case.id), f"staff:{cast.amina}", clock(), "Done.")
    clock.go_on(days=15)
    [late] = hear(house, a_text("dripping again", OKAFOR, received_at=clock()))
    assert case_of(house, late).id != case.id


def test_every_change_is_an_event_in_a_chain(house: House) -> None:
    [kept] = hear(house, a_text("kitchen tap dripping", OKAFOR))
    case = case_of(house, kept)
    with house.database.reading() as session:
        events = session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.id)).all()
        assert session.scalar(select(func.count()).select_from(Event)) == len(events)
    assert {"case.opened", "case.placed", "message.kept", "outbound.written", "deadline.started"} <= {
        e.what for e in events
    }
    previous = ""
    for event in events:
        assert event.previous_hash == previous
        previous = event.hash
    assert case.event_head == previous


def test_a_message_that_breaks_a_step_three_times_goes_to_a_person(house: House, clock: FrozenClock) -> None:
    class Broken:
        def hear(self, ids: list[int], now: object) -> list[object]:
            raise RuntimeError("a bug of ours")

    kept = house.intake.receive(a_text("kitchen tap dripping"))
    good = house.journey.hearing
    house.journey.hearing = Broken()  # type: ignore[assignment]  # replaced for the test
    for _ in range(5):
        house.journey.drain()
        clock.go_on(minutes=2)
    house.journey.hearing = good
    case = case_of(house, kept)
    assert (case.queue, case.state) == ("general", "waiting")
    assert "as it came" in case.reason and state_of(house, kept.message_id).state == "shunted"


def test_a_message_that_kills_its_worker_is_taken_alone_and_stops_nobody(house: House, clock: FrozenClock) -> None:
    poison = house.intake.receive(a_text("poison", "+447700900801"))
    for _ in range(3):  # claimed, and the worker died each time
        assert house.journey.claim() == [poison.message_id]
        clock.go_on(minutes=2)
    others = [house.intake.receive(a_text(f"tap {n}", f"+4477009008{n:02d}")) for n in range(10, 15)]
    house.journey.drain()
    assert case_of(house, poison).queue == "general"
    assert all(case_of(house, other).id for other in others)


def test_what_could_not_be_read_may_be_an_emergency_so_somebody_looks_within_half_an_hour(
    house: House, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 6, 14, 1, 0, tzinfo=UTC)  # a Sunday night: nobody answers ordinary enquiries
    poison = house.intake.receive(a_text("poison", received_at=clock()))
    for _ in range(4):
        house.journey.claim()
        clock.go_on(minutes=2)
    case = case_of(house, poison)
    assert (case.lane, case.queue, case.urgency, case.needs_person) == (2, "general", "none", True)
    assert case.reason.endswith("as it came. It may be an emergency: please look within 30 minutes.")
    with house.database.reading() as session:
        clocks = session.scalars(select(Deadline).where(Deadline.case_id == case.id)).all()
    assert [(clock.rule, clock.due_at, clock.state) for clock in clocks] == [
        ("answer", datetime(2026, 6, 14, 1, 30, tzinfo=UTC), "running")
    ]
    assert case.due_at == clocks[0].due_at


def test_an_answer_can_be_taken_back_for_some_seconds(
    house: House, cast: Cast, senders: dict[str, FakeSender], clock: FrozenClock
) -> None:
    [kept] = hear(house, a_text("kitchen tap dripping", OKAFOR))
    number = reply(house, case_of(house, kept), "Wrong words", cast.amina)
    with house.database.transaction() as session:
        assert house.outbox.withdraw(session, session.get_one(Message, number), f"staff:{cast.amina}", clock())
    clock.go_on(seconds=10)
    house.dispatch.drain()
    assert state_of(house, number).state == "refused"
    assert "Wrong words" not in [m.text for m in senders["sms"].sent]


def test_the_same_fault_told_again_is_one_repair(house: House, clock: FrozenClock) -> None:
    a, _ = hear_texts(house, clock, "kitchen tap dripping constantly", "kitchen tap still dripping")
    with house.database.reading() as session:
        repairs = session.scalars(select(Repair.repair).where(Repair.case_id == case_of(house, a).id)).all()
    assert repairs == ["plumbing.tap_dripping"]


def test_what_failed_before_keeps_nothing_new_waiting(house: House, clock: FrozenClock) -> None:
    slow = [house.intake.receive(a_text(f"slow {n}", f"+4477009008{n:02d}")) for n in range(3)]
    house.journey.claim()
    clock.go_on(minutes=2)  # its worker died with all three
    gas = house.intake.receive(a_text("i can smell gas"))
    assert house.journey.claim() == [gas.message_id]
    assert house.journey.claim() == [each.message_id for each in slow]
    clock.go_on(minutes=2)  # and another
    assert house.journey.claim() == [slow[0].message_id], "from now on it takes no other with it"


def test_a_closed_case_reopens_though_another_is_open(house: House, cast: Cast, clock: FrozenClock) -> None:
    tap, _ = hear_texts(house, clock, "kitchen tap dripping constantly", "i can smell gas", sender=OKAFOR)
    with house.database.transaction() as session:
        cases.close(session, hold_case(session, case_of(house, tap).id), f"staff:{cast.amina}", clock(), "Done.")
    [again] = hear_texts(house, clock, "the tap is dripping again", sender=OKAFOR)
    assert case_of(house, again).id == case_of(house, tap).id and case_of(house, again).state == "waiting"
    reference = case_of(house, tap).reference.lower()
    for words in ("the radiator is cold too", "no heating and no hot water, my baby is freezing"):
        [quoted] = hear_texts(house, clock, f"any news about {reference}? {words}", sender=OKAFOR)
        assert case_of(house, quoted).id == case_of(house, tap).id, "they named it"
    [stranger] = hear_texts(house, clock, f"any news about {reference}?", sender="+447700900888")
    assert case_of(house, stranger).id != case_of(house, tap).id, "a reference opens nobody else's case"
