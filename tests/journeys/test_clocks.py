"""The clocks of a case from its first message to its last: what starts them, what ends them, who is told."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from builders import LEE, OKAFOR, OKAFOR_MAIL, UNKNOWN, Cast, a_mail, a_text, case_of, hear
from doubles import FrozenClock
from sqlalchemy import select

from config import deadline_commands, timetable, verify
from config.wiring import House
from queues import waiting
from router import cases, clocks, escalation
from router.model import Case, Deadline, DeadlinePause, Event, Message, Page, Staff
from router.storage.database import hold_case
from router.values import Kept, RawMail, Urgency

MOULD = "there is black mould all over the bedroom wall"


def rows(house: House, kept: Kept) -> dict[str, Deadline]:
    """The newest clock of each rule."""
    with house.database.reading() as session:
        query = select(Deadline).where(Deadline.case_id == case_of(house, kept).id).order_by(Deadline.id)
        return {row.rule: row for row in session.scalars(query)}


def states(house: House, kept: Kept) -> dict[str, str]:
    return {rule: row.state for rule, row in rows(house, kept).items()}


def happened(house: House, kept: Kept, what: str) -> list[Event]:
    with house.database.reading() as session:
        query = select(Event).where(Event.case_id == case_of(house, kept).id, Event.what == what).order_by(Event.id)
        return list(session.scalars(query))


def finish(house: House, kept: Kept, rule: str, outcome: str, who: int, note: str = "") -> None:
    with house.database.transaction() as session:
        hold_case(session, case_of(house, kept).id)
        row = session.get_one(Deadline, rows(house, kept)[rule].id)
        clocks.finish(session, row, outcome, house.now(), f"staff:{who}", note, house.landlord)


def reply(house: House, kept: Kept, who: int, text: str = "We will come tomorrow.") -> Message:
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        assert case is not None
        return house.outbox.write(session, case, text, at=house.now(), author_id=who)


def close(house: House, kept: Kept, who: int) -> None:
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        assert case is not None
        cases.close(session, case, f"staff:{who}", house.now(), "Done.")


def watch(house: House) -> int:
    return escalation.look(house.database, house.landlord, house.pages.call, house.now())


def sound(house: House) -> bool:
    """Nothing that must never be; nothing is sent here, so what waits to leave is passed over."""
    with verify.one_moment(house.database) as session:
        told = dict(verify.counts_in(session, house.settings, verify.DUE_FOR, house.now()))
    assert {name for name, n in told.items() if n} <= {"text stuck on its way out"}, told
    return True


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
            clocks.pause(session, row, clock(), cast.amina, "They are asked for a photo.")
        assert case_of(house, kept).due_at is None
        clock.go_on(minutes=50)
        hear(house, a_text("the tap is in the bathroom as well", OKAFOR, received_at=clock()))
        row = rows(house, kept)["answer"]
        assert (row.state, row.paused_seconds) == ("running", 3000)
        with house.database.reading() as session:
            assert session.scalars(select(DeadlinePause.until_at)).all() == [clock()]
        assert sound(house)


class TestClosingAndOpening:
    def test_a_legal_clock_goes_on_where_it_was(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        [kept] = hear(house, a_text(MOULD, OKAFOR))
        due = rows(house, kept)["awaab_investigate"].due_at
        reply(house, kept, cast.amina)
        close(house, kept, cast.amina)
        assert states(house, kept)["awaab_investigate"] == "stopped" and sound(house)
        clock.go_on(days=7)
        with house.database.transaction() as session:
            case = hold_case(session, case_of(house, kept).id)
            assert case is not None
            cases.reopen(session, case, f"staff:{cast.sue}", clock(), "It was not done.")
        row = rows(house, kept)["awaab_investigate"]
        assert row.state == "running" and row.due_at > due and row.paused_seconds == 7 * 86400
        assert rows(house, kept)["answer"].state == "running", "somebody must look again"
        assert sound(house)

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


class TestTelling:
    def test_a_warning_comes_before_the_breach_and_each_once(
        self, house: House, cast: Cast, clock: FrozenClock
    ) -> None:
        [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
        row = rows(house, kept)["answer"]
        assert watch(house) == 0
        clock.at = row.warn_at
        assert (watch(house), watch(house)) == (1, 0)
        assert rows(house, kept)["answer"].warned_at == clock() and happened(house, kept, "deadline.breached") == []
        clock.at = row.due_at
        assert (watch(house), watch(house)) == (1, 0)
        case = case_of(house, kept)
        assert case.reason.startswith("Late: First answer from a person") and case.lane == 2, "its lane stays"
        assert [e.what for e in happened(house, kept, "deadline.warned") + happened(house, kept, "deadline.breached")] == [
            "deadline.warned", "deadline.breached"]  # fmt: skip
        with house.database.reading() as session:
            assert session.scalars(select(Page)).all() == [], "nobody is woken for a tap"
        assert sound(house)

    def test_an_emergency_that_nobody_answers_is_told_to_those_on_call(
        self, house: House, cast: Cast, clock: FrozenClock
    ) -> None:
        with house.database.transaction() as session:
            for person in session.scalars(select(Staff)):
                person.phone = f"+4477009003{person.id:02d}"
        [kept] = hear(house, a_text("i can smell gas", OKAFOR))
        clock.go_on(minutes=2)
        timetable.tell_of_clocks(house)
        with house.database.reading() as session:
            pages = list(session.scalars(select(Page)))
        assert {page.case_id for page in pages} == {case_of(house, kept).id}
        assert timetable.tell_of_clocks(house) == 0
        assert "a clock" in case_of(house, kept).reason.lower() and sound(house)

    def test_the_most_pressing_are_told_of_first_and_not_all_in_one_look(
        self, house: House, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(escalation, "BATCH", 3)
        taps = hear(house, *(a_text("kitchen tap dripping", f"+4477009008{n:02d}") for n in range(4)))
        clock.go_on(minutes=5)
        gas = hear(house, *(a_text("i can smell gas", f"+4477009009{n:02d}") for n in range(2)))
        clock.go_on(days=9)
        working = escalation._one
        monkeypatch.setattr(escalation, "_one", lambda session, case, *more: 1 / 0 if case.id == first else working(
            session, case, *more))  # fmt: skip
        first = case_of(house, gas[0]).id
        watch(house)
        told = [each for each in (*taps, *gas) if rows(house, each)["answer"].escalated_at]
        assert told == [taps[0], gas[1]], "emergencies first; one that fails keeps the others not waiting"
        monkeypatch.setattr(escalation, "_one", working)
        while watch(house):
            pass
        assert all(rows(house, each)["answer"].escalated_at == clock() for each in (*taps, *gas))


class TestRaising:
    def test_by_hand_it_is_answered_within_half_an_hour(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
        with house.database.transaction() as session:
            case = hold_case(session, case_of(house, kept).id)
            assert case is not None
            cases.raise_urgency(session, case, "emergency", f"staff:{cast.sue}", clock(), "She is ninety.")
        assert rows(house, kept)["answer"].due_at == clock() + timedelta(minutes=30)
        with house.database.transaction() as session:
            case = hold_case(session, case_of(house, kept).id)
            assert case is not None
            cases.lower_urgency(session, case, "routine", f"staff:{cast.sue}", clock(), "It is a drip.")
        assert rows(house, kept)["answer"].due_at == clock() + timedelta(minutes=30), "lowering gives no more time"
        assert sound(house)

    @pytest.mark.parametrize(("level", "minutes"), [("life_safety", 2), ("emergency", 30)])
    @pytest.mark.parametrize("told_of", [True, False])
    def test_what_was_late_already_begins_anew_and_wakes_somebody(
        self, house: House, cast: Cast, clock: FrozenClock, level: Urgency, minutes: int, told_of: bool
    ) -> None:
        with house.database.transaction() as session:
            for person in session.scalars(select(Staff)):
                person.phone = f"+4477009003{person.id:02d}"
        [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
        with house.database.transaction() as session:
            number = case_of(house, kept).id
            assert waiting.claim(session, number, session.get_one(Staff, cast.amina), house.now())
        clock.go_on(days=4)
        assert not told_of or watch(house) == 1
        with house.database.transaction() as session:
            case = hold_case(session, number)
            assert case is not None
            cases.raise_urgency(session, case, level, f"staff:{cast.sue}", clock(), "It is worse.")
        row = rows(house, kept)["answer"]
        assert (row.due_at, row.escalated_at) == (clock() + timedelta(minutes=minutes), None)
        assert case_of(house, kept).due_at == row.due_at and len(happened(house, kept, "deadline.breached")) == 1
        clock.go_on(minutes=minutes)
        assert watch(house) == 1
        with house.database.transaction() as session:
            assert session.scalar(select(Page.case_id).limit(1)) == number, "whoever is on call is told"
            case = hold_case(session, number)
            assert case is not None
            cases.raise_urgency(session, case, level, f"staff:{cast.sue}", clock(), "Still.")
        assert rows(house, kept)["answer"].due_at == clock(), "said twice, it gives no more time"
        reply(house, kept, cast.amina)
        with house.database.transaction() as session:
            case = hold_case(session, number)
            assert case is not None
            clocks.answer_again(session, case, clock())
        assert rows(house, kept)["answer"].due_at == clock() + timedelta(minutes=minutes), "as an emergency's has"
        assert sound(house)

    def test_its_24_hours_run_from_the_tenants_newest_words(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        [kept] = hear(house, a_text("there is black mould in the bedroom", OKAFOR))
        told = clock()
        clock.go_on(hours=3)
        with house.database.transaction() as session:
            case = hold_case(session, case_of(house, kept).id)
            assert case is not None
            assert case.lane == 1
            cases.raise_urgency(session, case, "emergency", f"staff:{cast.sue}", clock(), "The baby cannot breathe.")
            clocks.raised(session, case, f"staff:{cast.sue}", clock(), house.landlord)
        assert rows(house, kept)["awaab_emergency"].due_at == told + timedelta(hours=24)
        with house.database.transaction() as session:
            case = hold_case(session, case_of(house, kept).id)
            assert case is not None
            hazard = clocks.hazard_runs(session, case, house.landlord)
            cases.lower_urgency(session, case, "urgent", f"staff:{cast.sue}", clock(), "She is well.", hazard)
            assert case.lane == 1, "the clock of a significant hazard runs on"
        assert sound(house)


class TestTheCommand:
    def run(self, house: House, within: str = "", overdue: bool = False, as_json: bool = False) -> str:
        out = io.StringIO()
        deadline_commands.run(house.settings, within, overdue, as_json, out, house.now)
        return out.getvalue()

    def test_it_lists_what_falls_due_soonest_first_and_names_nobody(
        self, house: House, cast: Cast, clock: FrozenClock
    ) -> None:
        assert self.run(house) == "Nothing falls due.\n"
        tap, gas = hear(house, a_text("my kitchen tap is dripping", OKAFOR), a_text("i can smell gas", UNKNOWN))
        with house.database.transaction() as session:
            case = hold_case(session, case_of(house, tap).id)
            assert case is not None
            clocks.promise(session, case, "Mrs Okafor is called.", clock() + timedelta(hours=30), cast.amina, clock())
        clock.go_on(minutes=5)
        told = self.run(house)
        lines = told.splitlines()
        assert "LATE" in lines[0] and case_of(house, gas).reference in lines[0]
        assert [line for line in lines if "Something an agent promised" in line]
        for hidden in ("Okafor", OKAFOR, OKAFOR[3:], "tap is", "Amina"):
            assert hidden not in told
        assert self.run(house, overdue=True).splitlines() == lines[:1]
        found = [json.loads(line) for line in self.run(house, within="24h", as_json=True).splitlines()]
        assert [row["due_at"] for row in found] == sorted(row["due_at"] for row in found)
        assert {row["rule"] for row in found} == {"answer", "awaab_emergency"} and found[0]["state"] == "late"

    def test_a_restricted_case_shows_no_queue(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        [kept] = hear(house, a_text("my husband hits me and i am scared", UNKNOWN))
        assert case_of(house, kept).restricted
        told = self.run(house) + self.run(house, as_json=True)
        assert case_of(house, kept).reference in told and "afeguard" not in told and "omestic" not in told

    @pytest.mark.parametrize("wrong", ["soon", "24", "h24", "-1h"])
    def test_a_length_it_cannot_read_is_refused_in_one_line(self, house: House, wrong: str) -> None:
        from router.errors import RouterError

        with pytest.raises(RouterError, match="write 30m, 24h or 5d"):
            self.run(house, within=wrong)


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


def test_a_case_of_an_older_day_is_warned_of_too(house: House, clock: FrozenClock) -> None:
    """A clock without a time to warn (from an earlier version) is told of when it is late."""
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    with house.database.transaction() as session:
        session.get_one(Deadline, rows(house, kept)["answer"].id).warn_at = None
    clock.go_on(days=5)
    assert watch(house) == 1 and case_of(house, kept).state == "waiting"
    with house.database.reading() as session:
        assert session.get_one(Case, case_of(house, kept).id).version >= 1
