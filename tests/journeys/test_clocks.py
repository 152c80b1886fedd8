"""The clocks of a case from its first message to its last: what starts them, what ends them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from builders import LEE, OKAFOR, OKAFOR_MAIL, Cast, a_mail, a_text, case_of, hear
from clock_house import MOULD, close, finish, happened, reply, rows, sound, states, watch
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router import cases, clocks
from router.model import Deadline, DeadlinePause, Message
from router.storage.database import hold_case
from router.values import Kept, RawMail


def test_mould_from_the_report_to_the_long_stop(house: House, cast: Cast, clock: FrozenClock) -> None:
    [kept] = hear(house, a_text(MOULD, OKAFOR))
    assert states(house, kept) == {"answer": "running", "awaab_investigate": "running"}
    assert case_of(house, kept).lane == 1
    clock.go_on(days=7)
    finish(house, kept, "awaab_investigate", "hazard_found", cast.amina, "Surveyor J. visited.")
    after = states(house, kept)
    assert after["awaab_investigate"] == "met"
    assert {rule for rule, state in after.items() if state == "running"} == {
        "answer", "awaab_summary", "awaab_safety_work", "awaab_further_steps", "awaab_longstop"}  # fmt: skip
    assert rows(house, kept)["awaab_investigate"].note == "A significant hazard was found. Surveyor J. visited."
    assert rows(house, kept)["awaab_summary"].started_at == clock()
    [event] = happened(house, kept, "deadline.met")
    assert event.who == f"staff:{cast.amina}" and "J." not in json.dumps(event.data), "events hold codes, never words"
    with pytest.raises(clocks.Refused, match="Say how it ended"):
        finish(house, kept, "awaab_investigate", "s1_acknowledged", cast.amina)
    assert sound(house)


def test_safety_work_that_is_missed_asks_for_somewhere_else_to_stay(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    [kept] = hear(house, a_text(MOULD, OKAFOR))
    reply(house, kept, cast.amina)
    finish(house, kept, "awaab_investigate", "hazard_found", cast.amina)
    clock.go_on(days=10)
    assert watch(house) > 0
    assert states(house, kept)["awaab_accommodation"] == "running"
    assert case_of(house, kept).due_at is not None and sound(house)
    reason = case_of(house, kept).reason
    assert "Late: Awaab's Law: safety work within 5 working days. It was due Mon 22 Jun 23:59." in reason
    watch(house)
    assert watch(house) == 0, "each clock is told of once"
    assert len([e for e in happened(house, kept, "deadline.breached") if e.data["rule"] == "awaab_safety_work"]) == 1


def test_an_emergency_found_later_has_its_own_24_hours(house: House, cast: Cast, clock: FrozenClock) -> None:
    [kept] = hear(house, a_text(MOULD, OKAFOR))
    clock.go_on(days=2)
    finish(house, kept, "awaab_investigate", "emergency_found", cast.amina)
    assert rows(house, kept)["awaab_emergency_found"].due_at == clock() + timedelta(hours=24)
    assert "awaab_safety_work" not in states(house, kept)


def test_an_emergency_made_safe_ends_the_investigation_too(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text(f"{MOULD} and my baby has asthma and cannot breathe", OKAFOR))
    with house.database.transaction() as session:  # whatever was read: both clocks run on it
        case = hold_case(session, case_of(house, kept).id)
        assert case is not None
        for event in ("emergency_hazard", "significant_hazard"):
            clocks.happen(session, case, event, house.now(), f"staff:{cast.sue}", house.landlord)
    finish(house, kept, "awaab_emergency", "made_safe", cast.amina)
    after = states(house, kept)
    assert (after["awaab_emergency"], after["awaab_investigate"]) == ("met", "met")
    assert after["awaab_summary"] == after["awaab_longstop"] == "running"
    assert sound(house)


def test_a_complaint_from_acknowledging_to_the_answer(house: House, cast: Cast, clock: FrozenClock) -> None:
    [kept] = hear(house, a_text("I want to make a formal complaint about how I was treated by your staff", OKAFOR))
    assert "cmp_s1_ack" in states(house, kept)
    reply(house, kept, cast.amina)
    assert states(house, kept)["cmp_s1_ack"] == "running", "any answer is not yet an acknowledgement that defines it"
    clock.go_on(days=2)
    finish(house, kept, "cmp_s1_ack", "s1_acknowledged", cast.amina)
    after = rows(house, kept)
    assert (after["cmp_s1_ack"].state, after["cmp_s1_response"].state) == ("met", "running")
    assert after["cmp_s1_response"].started_at == clock()


class TestTheAnswer:
    def test_by_any_channel_it_meets_the_clock_and_the_event_names_the_message(self, house: House, cast: Cast) -> None:
        (text,) = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
        (letter,) = hear(
            house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail("the gate squeaks"), house.now())
        )
        (called,) = hear(house, a_text("the bathroom fan is noisy", LEE))
        answers = [reply(house, text, cast.amina), reply(house, letter, cast.amina)]
        with house.database.transaction() as session:
            case = hold_case(session, case_of(house, called).id)
            assert case is not None
            answers.append(house.outbox.call_back(session, case, at=house.now(), author_id=cast.amina))
        for kept, answer, words in zip(
            (text, letter, called), answers, ("text message", "email", "telephone"), strict=True
        ):
            row, [event] = rows(house, kept)["answer"], happened(house, kept, "deadline.met")
            assert (row.state, row.note) == ("met", f"Answered by {words}.")
            assert (event.message_id, event.data["deadline"]) == (answer.id, row.id)
        assert sound(house)

    def test_what_the_house_says_by_itself_is_no_answer(self, house: House) -> None:
        [kept] = hear(house, a_text("i can smell gas", OKAFOR))
        with house.database.reading() as session:
            said = session.scalars(select(Message.kind).where(Message.direction == "out")).all()
        assert "safety" in said and states(house, kept)["answer"] == "running"

    def test_one_that_is_taken_back_lets_the_clock_run_on(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
        before = rows(house, kept)["answer"]
        answer = reply(house, kept, cast.amina)
        clock.go_on(seconds=2)
        with house.database.transaction() as session:
            hold_case(session, case_of(house, kept).id)
            assert house.outbox.withdraw(session, session.get_one(Message, answer.id), f"staff:{cast.amina}", clock())
        now = rows(house, kept)["answer"]
        assert (now.id, now.state, now.due_at, now.met_at) == (before.id, "running", before.due_at, None)
        assert case_of(house, kept).answered_at is None and case_of(house, kept).due_at == before.due_at
        assert sound(house)

    def test_one_that_does_not_arrive_asks_for_another(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        from router.receipts import fail

        [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
        length = rows(house, kept)["answer"].due_at - clock()
        answer = reply(house, kept, cast.amina)
        clock.go_on(minutes=1)
        with house.database.transaction() as session:
            hold_case(session, case_of(house, kept).id)
            fail(session, session.get_one(Message, answer.id), "failed", "30003", "The phone is off.", clock())
        again = rows(house, kept)["answer"]
        assert (again.state, again.due_at) == ("running", clock() + length), "as long as the first, from now"
        assert sound(house)

    def test_a_pause_ends_when_the_tenant_writes(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
        with house.database.transaction() as session:
            row = session.get_one(Deadline, rows(house, kept)["answer"].id)
            clocks.pause(session, row, clock(), cast.amina, "They are asked for a photo.", house.landlord)
        assert case_of(house, kept).due_at is None
        clock.go_on(minutes=50)
        hear(house, a_text("the tap is in the bathroom as well", OKAFOR, received_at=clock()))
        row = rows(house, kept)["answer"]
        assert (row.state, row.paused_seconds) == ("running", 3000)
        with house.database.reading() as session:
            assert session.scalars(select(DeadlinePause.until_at)).all() == [clock()]
        assert sound(house)


class TestClosingAndOpening:
    def reopen(self, house: House, kept: Kept, who: int) -> None:
        with house.database.transaction() as session:
            case = hold_case(session, case_of(house, kept).id)
            assert case is not None
            cases.reopen(session, case, f"staff:{who}", house.now(), "It was not done.", house.landlord)

    def test_a_legal_clock_keeps_its_first_due_time(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        [kept] = hear(house, a_text(MOULD, OKAFOR))
        first = rows(house, kept)["awaab_investigate"]
        reply(house, kept, cast.amina)
        close(house, kept, cast.amina)
        assert states(house, kept)["awaab_investigate"] == "stopped" and sound(house)
        clock.go_on(days=7)
        self.reopen(house, kept, cast.sue)
        row = rows(house, kept)["awaab_investigate"]
        assert (row.state, row.started_at, row.due_at) == ("running", first.started_at, first.due_at)
        assert row.paused_seconds == 0 and case_of(house, kept).due_at is not None
        assert rows(house, kept)["answer"].state == "running", "somebody must look again"
        assert sound(house)

    def test_one_that_ran_out_meanwhile_was_missed_and_a_new_report_starts_another(
        self, house: House, cast: Cast, clock: FrozenClock
    ) -> None:
        [kept] = hear(house, a_text(MOULD, OKAFOR))
        first = rows(house, kept)["awaab_investigate"]
        reply(house, kept, cast.amina)
        close(house, kept, cast.amina)
        with house.database.transaction() as session:  # as if it had begun long before
            session.get_one(Deadline, first.id).due_at = clock() + timedelta(days=2)
        clock.go_on(days=7)
        hear(house, a_text("the black mould on the bedroom wall is back", OKAFOR, received_at=clock()))
        with house.database.reading() as session:
            query = select(Deadline).where(Deadline.rule == "awaab_investigate").order_by(Deadline.id)
            old, new = session.scalars(query).all()
        assert (old.id, old.state, old.met_at) == (first.id, "missed", None) and old.note == clocks.RAN_OUT
        assert (new.state, new.started_at) == ("running", clock())
        assert watch(house) == 0 and sound(house), "nobody is late just now by a case having been closed"

    def test_a_clock_that_may_rest_goes_on_where_it_was(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        [kept] = hear(house, a_text("please send me all the data you hold about me", OKAFOR))
        due = rows(house, kept)["dsar"].due_at
        reply(house, kept, cast.amina)
        close(house, kept, cast.amina)
        clock.go_on(days=7)
        self.reopen(house, kept, cast.sue)
        row = rows(house, kept)["dsar"]
        assert row.state == "running" and row.due_at > due and row.paused_seconds == 7 * 86400 and sound(house)

    def test_a_tenant_who_writes_again_after_weeks_breaches_nothing_at_once(
        self, house: House, cast: Cast, clock: FrozenClock
    ) -> None:
        [kept] = hear(house, a_text("there is no hot water in my flat", OKAFOR))
        reply(house, kept, cast.amina)
        close(house, kept, cast.amina)
        clock.go_on(days=13)
        hear(house, a_text("thank you, but it is broken again", OKAFOR, received_at=clock()))
        assert case_of(house, kept).state == "waiting"
        open_ones = [row for row in rows(house, kept).values() if row.state == "running"]
        assert open_ones and all(row.due_at > clock() for row in open_ones)
        assert watch(house) == 0 and sound(house)


def test_every_channel_starts_the_same_clocks_at_receipt(house: House, cast: Cast, clock: FrozenClock) -> None:
    earlier = datetime(2026, 6, 12, 20, 0, tzinfo=UTC)  # Friday evening; it is Monday when we come to it
    found = []
    for channel, sender in (
        ("sms", "+447700900811"),
        ("whatsapp", "+447700900812"),
        ("web", ""),
        ("voice", "+447700900813"),
    ):
        [kept] = hear(house, a_text(MOULD, sender, channel=channel, received_at=earlier))
        row = rows(house, kept)["awaab_investigate"]
        found.append((row.started_at, row.due_at))
    assert set(found) == {(earlier, datetime(2026, 6, 26, 22, 59, 59, tzinfo=UTC))}
