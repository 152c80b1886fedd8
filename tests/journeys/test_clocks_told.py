"""Clocks that are soon due, late, or more pressing than they were: who is told of them, once, and what the command lists."""

import io
import json
from datetime import timedelta

import pytest
from builders import OKAFOR, OKAFOR_MAIL, UNKNOWN, Cast, a_mail, a_text, case_of, hear
from clock_house import happened, reply, rows, sound, watch
from doubles import FrozenClock
from sqlalchemy import select

from config import deadline_commands, timetable
from config.wiring import House
from queues import waiting
from router import cases, clocks, escalation, promises
from router.acknowledgement import Acknowledgement
from router.corrections import Corrections, Said
from router.model import Case, Deadline, Message, Page, Staff
from router.storage.database import hold_case
from router.values import Kept, RawMail, Urgency


def posted(house: House, body: str, **headers: str) -> RawMail:
    return RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail(body, **headers), house.now())


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

    @pytest.mark.parametrize("told_of", [True, False])
    def test_a_tenants_own_words_that_make_a_late_case_an_emergency_do_the_same(
        self, house: House, cast: Cast, clock: FrozenClock, told_of: bool
    ) -> None:
        kept, number = self.late_on_a_desk(house, cast, clock, told_of)
        hear(house, posted(house, "now i can smell gas", In_Reply_To="<one@post.example>"))
        row = rows(house, kept)["answer"]
        assert case_of(house, kept).lane == 0 and (row.state, row.escalated_at) == ("running", None)
        assert case_of(house, kept).due_at == row.due_at == clock() + timedelta(minutes=2)
        assert len(happened(house, kept, "deadline.breached")) == 1, "that it was late stays on record"
        clock.go_on(minutes=1)
        hear(house, posted(house, "please hurry, i smell gas", In_Reply_To="<one@post.example>"))
        assert rows(house, kept)["answer"].due_at == row.due_at, "said twice, it gives no more time"
        clock.go_on(minutes=1)
        assert watch(house) == 1 and rows(house, kept)["answer"].escalated_at == clock()
        with house.database.reading() as session:
            assert session.scalar(select(Page.case_id).limit(1)) == number, "whoever is on call is told"
        assert sound(house)

    def test_so_does_a_correction(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        kept, number = self.late_on_a_desk(house, cast, clock, told_of=True)
        with house.database.transaction() as session:
            case, sue = hold_case(session, number), session.get_one(Staff, cast.sue)
            assert case is not None
            message = session.scalars(select(Message).where(Message.case_id == number, Message.direction == "in")).one()
            desk = Corrections(Acknowledgement(house.outbox, house.landlord), house.landlord)
            desk.correct(session, case, message, Said("leak.on_electrics", urgency="emergency"), sue, clock())
        row = rows(house, kept)["answer"]
        assert case_of(house, kept).lane == 0 and row.escalated_at is None
        clock.go_on(minutes=30)
        assert watch(house) >= 1
        with house.database.reading() as session:
            assert session.scalar(select(Page.case_id).limit(1)) == number, "whoever is on call is told"
        assert sound(house)

    def late_on_a_desk(self, house: House, cast: Cast, clock: FrozenClock, told_of: bool) -> tuple[Kept, int]:
        """A tap that Amina has had for days, and has not answered."""
        with house.database.transaction() as session:
            for person in session.scalars(select(Staff)):
                person.phone = f"+4477009003{person.id:02d}"
        [kept] = hear(house, posted(house, "my kitchen tap is dripping", message_id="<one@post.example>"))
        number = case_of(house, kept).id
        with house.database.transaction() as session:
            assert waiting.claim(session, number, session.get_one(Staff, cast.amina), house.now())
        clock.go_on(days=4)
        assert not told_of or watch(house) >= 1
        return kept, number

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
            promises.promise(session, case, "Mrs Okafor is called.", clock() + timedelta(hours=30), cast.amina, clock())
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


def test_a_case_of_an_older_day_is_warned_of_too(house: House, clock: FrozenClock) -> None:
    """A clock without a time to warn (from an earlier version) is told of when it is late."""
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    with house.database.transaction() as session:
        session.get_one(Deadline, rows(house, kept)["answer"].id).warn_at = None
    clock.go_on(days=5)
    assert watch(house) == 1 and case_of(house, kept).state == "waiting"
    with house.database.reading() as session:
        assert session.get_one(Case, case_of(house, kept).id).version >= 1
