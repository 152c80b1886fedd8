"""Reminders of a visit: when, how often, and never of what is no longer so."""

import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from builders import OKAFOR
from doubles import FrozenClock
from sqlalchemy import select
from visit_house import DEREK, WEDNESDAY, Visiting, agree, free, somebody, visiting

from router.appointments import booking, capacity, reminders, words
from router.clock import LONDON
from router.errors import CannotDeliver
from router.model import Appointment, Event, Leave, Message, OptOut, Resource
from router.storage.database import hold_case
from router.under_way import Claimed

__all__ = ["visiting"]

DAY_BEFORE = datetime(2026, 6, 16, 15, 0, tzinfo=UTC)  # four in the afternoon in London
LENA = "+447700900402"
MORNING = datetime(2026, 6, 17, 6, 30, tzinfo=UTC)  # half past seven


def test_the_day_before_and_that_morning_once_each(visiting: Visiting) -> None:
    visiting.at(DAY_BEFORE - timedelta(minutes=1))
    assert visiting.told() == []
    visiting.at(DAY_BEFORE)
    visiting.at(DAY_BEFORE + timedelta(minutes=1))
    (evening,) = visiting.told()
    assert "tomorrow, Wed 17 Jun, 8am to 12 noon" in evening and "An adult (18 or over) must be in." in evening
    visiting.at(MORNING)
    visiting.at(MORNING + timedelta(minutes=10))
    _, morning = visiting.told()
    assert "today, Wed 17 Jun, 8am to 12 noon" in morning


def test_a_reminder_fits_two_parts_of_plain_letters(visiting: Visiting) -> None:
    from channels.sms.segments import count_segments

    visiting.at(DAY_BEFORE)
    visiting.at(MORNING)
    for text in visiting.told():
        parts = count_segments(text)
        assert parts.segments <= 2 and parts.encoding == "GSM-7", text


def test_none_in_the_night_and_none_once_the_window_has_begun(visiting: Visiting) -> None:
    visiting.at(DAY_BEFORE.replace(hour=20))  # nine in the evening: the house was down all afternoon
    visiting.at(datetime(2026, 6, 17, 1, 0, tzinfo=UTC))
    visiting.at(WEDNESDAY)
    assert visiting.told() == []


def test_one_that_waited_for_the_night_does_not_leave_in_it(visiting: Visiting) -> None:
    visiting.at(DAY_BEFORE.replace(hour=19))
    visiting.clock.at = DAY_BEFORE.replace(hour=20, minute=5)
    assert visiting.told() == []
    assert [message.state for message in visiting.written("reminder")] == ["refused"]


def test_none_for_a_visit_agreed_just_before(visiting: Visiting) -> None:
    visiting.change(booking.cancel, "a trial")
    visiting.clock.at = DAY_BEFORE - timedelta(hours=3)
    visiting.visit_id = agree(visiting.house, visiting.case_id, visiting.derek, WEDNESDAY, ("plumbing.tap_dripping",))
    visiting.at(DAY_BEFORE)
    assert visiting.told() == []
    visiting.at(MORNING)
    assert len(visiting.told()) == 1


def test_a_moved_visit_is_reminded_of_anew_and_only_of_its_new_day(visiting: Visiting) -> None:
    visiting.at(DAY_BEFORE)
    assert "tomorrow, Wed 17 Jun" in visiting.told()[0]
    visiting.clock.at = DAY_BEFORE + timedelta(hours=1)
    assert visiting.move_to(WEDNESDAY + timedelta(days=1))
    visiting.at(MORNING)
    assert len(visiting.told()) == 1
    visiting.at(DAY_BEFORE + timedelta(days=1))
    assert "tomorrow, Thu 18 Jun" in visiting.told()[1]


@pytest.mark.parametrize("change", ["cancel", "move", "arrive"])
def test_a_reminder_that_is_written_is_not_sent_once_the_visit_is_changed(visiting: Visiting, change: str) -> None:
    visiting.at(DAY_BEFORE)
    if change == "cancel":
        assert visiting.change(booking.cancel, "the tenant asked")
    elif change == "move":
        assert visiting.move_to(WEDNESDAY + timedelta(days=1))
    else:
        assert visiting.change(booking.no_access, visiting.house.landlord)
    assert [text for text in visiting.told() if "tomorrow" in text] == []
    (row,) = visiting.written("reminder")
    assert (row.state, row.error_code) == ("refused", "overtaken")


def test_none_by_text_to_a_landline(visiting: Visiting) -> None:
    with visiting.house.database.transaction() as session:
        case = hold_case(session, visiting.case_id)
        assert case is not None
        for message in session.scalars(select(Message).where(Message.case_id == case.id, Message.direction == "in")):
            message.channel, message.party = "voice", "+441632960555"
        case.party, case.channel = "+441632960555", "voice"
    visiting.at(DAY_BEFORE)
    assert visiting.written("reminder") == [] and _reminded(visiting) == [], "nor does the history say that one went"


def _reminded(visiting: Visiting) -> list[str]:
    with visiting.house.database.reading() as session:
        rows = select(Event).where(Event.case_id == visiting.case_id, Event.what == "appointment.reminded")
        return [str(event.data["which"]) for event in session.scalars(rows)]


def test_of_a_visit_that_nobody_can_make_people_are_told_and_not_the_tenant(visiting: Visiting) -> None:
    visit = visiting.visit()
    with visiting.house.database.transaction() as session:
        leave, _ = capacity.add_leave(session, session.get_one(Resource, visiting.derek), visit.window_from,
                                      visit.window_until, "staff:1", visiting.clock(), known=[visit.id])  # fmt: skip
        assert leave is not None
        number = leave.id
    for moment in (DAY_BEFORE, DAY_BEFORE + timedelta(minutes=5), MORNING, MORNING + timedelta(minutes=5)):
        visiting.at(moment)
    assert visiting.written("reminder") == [] and _reminded(visiting) == []
    assert "Nobody can come Wed 17 Jun, 8am to 12 noon any more (Derek Fairlamb)" in visiting.case().reason
    with visiting.house.database.reading() as session:
        told = select(Event).where(Event.what == reminders.WITHOUT_A_PLACE).order_by(Event.id)
        assert [event.data["which"] for event in session.scalars(told)] == ["day", "morning"], "once each"
    with visiting.house.database.transaction() as session:  # he comes after all
        session.get_one(Leave, number).ended_at = visiting.clock()
    visiting.at(MORNING + timedelta(minutes=10))
    assert "today, Wed 17 Jun" in visiting.told()[0] and _reminded(visiting) == ["morning"]


def test_whoever_opted_out_is_not_reminded_and_the_desk_reads_why(visiting: Visiting) -> None:
    with visiting.house.database.transaction() as session:
        ours = visiting.house.our_addresses["sms"]
        session.add(OptOut(channel="sms", our_number=ours, address=OKAFOR, since=DAY_BEFORE))
    visiting.at(DAY_BEFORE)
    visiting.at(DAY_BEFORE + timedelta(minutes=1))
    (row,) = visiting.written("reminder")
    assert row.state == "refused" and "STOP" in row.error_words and visiting.told() == []
    assert _reminded(visiting) == [], "the history says no more than what went"


def test_none_for_a_restricted_case(visiting: Visiting) -> None:
    with visiting.house.database.transaction() as session:
        case = hold_case(session, visiting.case_id)
        assert case is not None
        case.restricted = True
    visiting.at(DAY_BEFORE)
    assert visiting.written("reminder") == []


def test_cancel_against_send(visiting: Visiting, request: pytest.FixtureRequest) -> None:
    """P8: whoever cancels a visit while its reminder is still due knows that it will not be sent."""
    house, broken, seen = visiting.house, [], {True: 0, False: 0}
    luck = random.Random(2026)
    for turn in range(500 if request.config.getoption("--full-faults") else 60):
        number, visit_id = _due_reminder(visiting, turn)
        [claimed] = house.dispatch.claim()
        begin, was_due = threading.Barrier(2), []

        def send(claimed: Claimed = claimed, begin: threading.Barrier = begin) -> None:
            begin.wait()
            house.dispatch.send(claimed)

        sending = threading.Thread(target=send)
        sending.start()
        begin.wait()
        if luck.random() < 0.5:
            threading.Event().wait(luck.random() / 500)  # a part of a turn: both orders happen
        with house.database.transaction() as session:
            hold_case(session, visiting.case_id)
            was_due.append(session.scalar(select(Message.state).where(Message.id == number)) == "due")
            assert booking.cancel(session, session.get_one(Appointment, visit_id), "tenant", house.now(), "")
        sending.join()
        gone = any(message.id == number for message in visiting.sms.sent)
        seen[was_due[0]] += 1
        if gone == was_due[0]:  # cancelled first and yet sent; or it was leaving already, and must not be lost
            broken.append(number)
    assert broken == []
    assert all(seen.values()), f"one side always won: {seen}"


def _due_reminder(visiting: Visiting, turn: int) -> tuple[int, int]:
    """A visit of its own week, and its reminder, which is due. (message, visit)"""
    visiting.clock.at = DAY_BEFORE
    with visiting.house.database.transaction() as session:
        case = hold_case(session, visiting.case_id)
        assert case is not None
        begin = WEDNESDAY + timedelta(weeks=turn + 1)
        need = booking.need_of(session.get_one(Appointment, visiting.visit_id))
        held = booking.hold(session, case, free(visiting.derek, begin), need, visiting.clock(), begin)
        assert held is not None
        if turn == 0:
            assert booking.cancel(session, session.get_one(Appointment, visiting.visit_id), "tenant", DAY_BEFORE, "")
        assert booking.book(session, held, "tenant", DAY_BEFORE)
        visiting.house.reminders._write(session, case, held, "day", DAY_BEFORE)
        held_id = held.id
    return visiting.written("reminder")[-1].id, held_id


# --- hours -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        (datetime(2026, 10, 26), 16),
        (datetime(2026, 10, 25), 15),
        (datetime(2027, 3, 29), 15),
        (datetime(2027, 3, 28), 16),
    ],
    ids=["the day after the clocks go back", "the day they go back", "the day after they go on", "the day they go on"],
)
def test_four_in_the_afternoon_is_four_on_both_sides_of_a_clock_change(
    visiting: Visiting, day: datetime, hour: int
) -> None:
    begin = day.replace(hour=9, tzinfo=LONDON).astimezone(UTC)
    visit = Appointment(window_from=begin, window_until=begin + timedelta(hours=3))
    due = reminders.moment(visit, visiting.house.landlord, "day")
    assert (due.astimezone(LONDON).hour, due.hour) == (16, hour)
    assert reminders.moment(visit, visiting.house.landlord, "morning").astimezone(LONDON).strftime("%H:%M") == "07:30"


def test_an_hour_that_comes_twice_is_said_with_its_zone() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert (words.hour(first), words.hour(first + timedelta(hours=1))) == ("1.30am BST", "1.30am GMT")
    assert words.hour(first + timedelta(hours=2)) == "2.30am"


# --- whoever comes -----------------------------------------------------------------------------


def test_whoever_comes_has_the_link_to_tomorrow_in_the_evening_once(visiting: Visiting) -> None:
    visiting.at(datetime(2026, 6, 16, 16, 55, tzinfo=UTC))
    assert visiting.told(DEREK) == []
    visiting.at(datetime(2026, 6, 16, 17, 0, tzinfo=UTC))
    (text,) = visiting.told(DEREK)
    visiting.at(MORNING)
    assert visiting.told(DEREK) == [text]
    assert "Wed 17 Jun: 1." in text and "/round/" in text
    assert "Okafor" not in text and "Alder" not in text and OKAFOR not in text


def test_whoever_the_evening_text_did_not_reach_has_it_in_the_morning(visiting: Visiting) -> None:
    visiting.at(DAY_BEFORE)
    assert len(visiting.told()) == 1
    visiting.at(datetime(2026, 6, 16, 17, 0, tzinfo=UTC))
    visiting.sms.troubles.append(CannotDeliver("No such number just now."))
    assert visiting.told(DEREK) == []
    visiting.at(datetime(2026, 6, 16, 17, 5, tzinfo=UTC))
    assert visiting.told(DEREK) == []
    visiting.at(MORNING)
    visiting.at(MORNING + timedelta(minutes=1))
    assert len(visiting.told(DEREK)) == 1


def test_a_visit_added_after_that_is_texted_by_itself(visiting: Visiting) -> None:
    visiting.at(MORNING)
    visiting.clock.at = MORNING + timedelta(hours=2)
    agree(
        visiting.house, visiting.case_id, visiting.derek, WEDNESDAY + timedelta(hours=6), ("electrical.light_fitting",)
    )
    visiting.at(MORNING + timedelta(hours=2, minutes=1))
    visiting.at(MORNING + timedelta(hours=2, minutes=2))
    first, more = visiting.told(DEREK)
    assert "/round/" in first and "one more visit Wed 17 Jun" in more and "/visit/" in more


def test_an_emergency_is_texted_at_any_hour_and_nothing_else_is(visiting: Visiting) -> None:
    night = datetime(2026, 6, 17, 1, 0, tzinfo=UTC)
    visiting.at(night)
    assert visiting.told(DEREK) == []
    visiting.clock.at = night + timedelta(minutes=5)
    urgent = agree(visiting.house, visiting.case_id, visiting.derek, night + timedelta(minutes=5), ("plumbing.burst",))
    with visiting.house.database.transaction() as session:
        session.get_one(Appointment, urgent).slot = "today"
    visiting.at(night + timedelta(minutes=6))
    visiting.at(night + timedelta(minutes=7))
    (text,) = visiting.told(DEREK)
    assert "one more visit Wed 17 Jun" in text and "/visit/" in text
    visiting.at(MORNING)
    assert "/round/" in visiting.told(DEREK)[1] and len(visiting.told(DEREK)) == 2


def test_what_is_agreed_late_in_the_evening_is_said_in_the_morning(visiting: Visiting) -> None:
    evening = datetime(2026, 6, 16, 17, 0, tzinfo=UTC)
    visiting.at(evening)
    assert len(visiting.told(DEREK)) == 1
    late = evening + timedelta(hours=3, minutes=5)  # five past nine
    visiting.clock.at = late
    agree(visiting.house, visiting.case_id, visiting.derek, WEDNESDAY + timedelta(hours=6), ("doors.internal",))
    lena = somebody(visiting.house, code="lena", phone=LENA, feed="t" * 32)
    agree(visiting.house, visiting.case_id, lena, WEDNESDAY + timedelta(hours=6), ("plumbing.sink_blocked",))
    for later in (late, late + timedelta(hours=2), late + timedelta(hours=5)):
        visiting.at(later)
    assert (len(visiting.told(DEREK)), visiting.told(LENA)) == (1, [])
    visiting.at(MORNING)
    assert "one more visit Wed 17 Jun" in visiting.told(DEREK)[1]
    assert "Wed 17 Jun: 1." in visiting.told(LENA)[0]


def test_a_visit_moved_into_a_day_that_was_told_is_texted_too(visiting: Visiting) -> None:
    agree(visiting.house, visiting.case_id, visiting.derek, WEDNESDAY + timedelta(days=1), ("doors.internal",))
    visiting.at(MORNING + timedelta(days=1))
    visiting.clock.at = MORNING + timedelta(days=1, minutes=5)
    assert visiting.move_to(WEDNESDAY + timedelta(days=1, hours=6))
    visiting.at(MORNING + timedelta(days=1, minutes=6))
    assert ["one more" in text for text in visiting.told(DEREK)] == [False, True]


def test_texts_to_whoever_comes_are_no_tenants_words(visiting: Visiting, clock: FrozenClock) -> None:
    before = visiting.case().last_activity_at
    visiting.at(MORNING)
    (row,) = visiting.written("round")
    assert row.automatic == "staff" and row.recipient == DEREK
    assert before <= visiting.case().last_activity_at <= MORNING
