"""Answers that choose nothing: danger, STOP, called off, a question; and needs for which no times are offered."""

import pytest
from appointment_house import Talk, add_person, cells, offers, visits
from builders import OKAFOR, Cast, case_of
from doubles import FrozenClock

from config.wiring import House
from router import cases
from router.appointments import booking
from router.model import Appointment
from router.storage.database import hold_case
from router.values import AGREED

TAP = "kitchen tap dripping, 1 Alder Road"


def test_a_danger_in_the_answer_comes_first(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2 and i can smell gas")
    assert house.landlord.scripts["gas"].words in talk.told() and "booked" not in talk.told()[-1]
    assert not visits(house, "booked", "held") and offers(house)[0].state == "withdrawn"
    danger = case_of(house, talk.kept[1])
    assert danger.lane == 0 and danger.state == "waiting" and talk.case.state == "waiting"


@pytest.mark.parametrize("words", ["stop the water its everywhere", "STOP the water"])
def test_stop_the_water_is_no_answer(house: House, talk: Talk, words: str) -> None:
    talk.says(TAP)
    talk.says(words)
    assert not visits(house, "booked") and not visits(house, "cancelled")
    assert case_of(house, talk.kept[1]).state == "waiting", "a person reads it"


def test_stop_is_no_answer_and_a_person_rings(house: House, talk: Talk) -> None:
    talk.says(TAP)
    assert talk.says("STOP", keyword="stop") == ""
    assert talk.case.state == "waiting" and not visits(house, "held")
    assert "STOP" in talk.case.reason


def test_yes_that_twilio_calls_an_opt_in_is_an_answer_all_the_same(house: House, talk: Talk) -> None:
    """With Advanced Opt-Out each bare YES comes with OptOutType=START."""
    talk.says(TAP)
    assert "Reply YES to book it" in talk.says("thursday evening")
    assert "booked" in talk.says("YES", keyword="start")
    assert len(visits(house, "booked")) == 1 and talk.case.state == "arranged"


@pytest.mark.parametrize("closed_by", ["staff:1", "worker"])
def test_times_are_sent_as_our_text_says_also_when_the_case_was_closed(
    house: House, clock: FrozenClock, talk: Talk, closed_by: str
) -> None:
    talk.says(TAP)
    talk.says("2")
    assert "To book again reply TIMES" in talk.says("please cancel the visit")
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        cases.close(session, case, closed_by, clock(), "They want no visit.")
    clock.go_on(hours=20)
    told = talk.says("TIMES")
    assert "Reply 1, 2 or 3" in told and talk.case.state == "arranged" and len(talk.kept) == 4
    assert "booked" in talk.says("1") and len(visits(house, "booked")) == 1


def test_of_a_closed_case_whose_visit_took_place_a_person_reads(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        visit = session.get_one(Appointment, visits(house, "booked")[0].id)
        assert booking.done(session, visit, "staff:1", clock(), "New washer.")
        cases.close(session, case, "staff:1", clock(), "It is mended.")
    talk.says("times please")
    assert talk.case.state == "waiting" and not visits(house, "held", "booked")


@pytest.mark.parametrize("join", [". And", ", and", " and"])
def test_a_fault_in_a_complaint_of_how_another_was_dealt_with_is_offered_times(
    house: House, talk: Talk, join: str
) -> None:
    told = talk.says(f"{TAP}{join} the council won't reimburse me for the plumber I paid in March")
    assert str(talk.case.topic).startswith("complaints.")
    assert "Reply 1, 2 or 3" in told


def test_who_has_opted_out_is_offered_nothing(house: House, talk: Talk) -> None:
    talk.says("STOP", keyword="stop")
    talk.says(TAP)
    assert not offers(house) and not visits(house)
    assert case_of(house, talk.kept[1]).state == "waiting"


@pytest.mark.parametrize(
    "words",
    [
        "total power cut, no electric at all in the flat",
        "total power cut, no electric at all in the flat, and the council won't reimburse me for the last electrician",
    ],
    ids=["told", "complained of"],
)
def test_an_emergency_has_no_menu(house: House, clock: FrozenClock, cast: Cast, words: str) -> None:
    add_person(house, "eve", trades=("electrical",))
    talk = Talk(house, clock)
    told = talk.says(words)
    assert "today" in told and "must be in" in told and "1 " not in told.splitlines()[0][:2]
    (visit,) = visits(house, "booked")
    assert visit.kind == "emergency_attend" and talk.case.state == "waiting" and talk.case.lane == 0


@pytest.mark.parametrize("words", ["power is still off please come, no electric at all in the flat", "TIMES"])
def test_an_emergency_called_off_and_needed_after_all_is_come_to(
    house: House, clock: FrozenClock, cast: Cast, words: str
) -> None:
    add_person(house, "eve", trades=("electrical",))
    talk = Talk(house, clock)
    talk.says("total power cut, no electric at all in the flat")
    assert "is cancelled" in talk.says("not needed, cancel the visit please") and not visits(house, "booked")
    told = talk.says(words)
    assert "will come today" in told and "YES" not in told
    (visit,) = visits(house, "booked")
    assert visit.kind == "emergency_attend" and talk.case.state == "waiting" and talk.case.lane == 0


def test_an_emergency_nobody_is_free_for_is_the_person_on_call_s(house: House, clock: FrozenClock, cast: Cast) -> None:
    add_person(house, "derek")
    talk = Talk(house, clock)
    told = talk.says("total power cut, no electric at all in the flat")
    assert "a person is arranging" in told and not visits(house)
    assert talk.case.state == "waiting" and "whoever is on call decides" in talk.case.reason


def test_no_time_before_the_legal_deadline_goes_to_a_person_who_reads_why(
    house: House, clock: FrozenClock, cast: Cast
) -> None:
    add_person(house, "derek", hours=((4, 480, 1020),))  # Fridays only; the tap that cannot be turned has three days
    talk = Talk(house, clock)
    told = talk.says("the bathroom tap is stuck and cant be turned")
    assert "we have your message" in told and not offers(house)
    assert talk.case.state == "waiting" and "No time is free before the legal deadline, Thu 18 Jun" in talk.case.reason


def test_a_house_without_a_diary_behaves_as_before(house: House, clock: FrozenClock, cast: Cast) -> None:
    talk = Talk(house, clock)
    assert "we have your message" in talk.says(TAP) and talk.case.state == "waiting"


@pytest.mark.parametrize(
    ("text", "number"),
    [("mould on the bedroom wall", OKAFOR), (TAP, "+447700900999"), (TAP, "+447700900102"),
     ("tap dripping at 9 Mill Street", OKAFOR)],
    ids=["booked by a person", "unknown", "shared", "another home"],
)  # fmt: skip
def test_what_a_person_must_book(house: House, clock: FrozenClock, plumbers: list[int], text: str, number: str) -> None:
    talk = Talk(house, clock, number)
    assert "we have your message" in talk.says(text) and not offers(house) and talk.case.state == "waiting"


@pytest.mark.parametrize("words", ["need to cancel", "NOT NEEDED", "its not needed anymore thanks", "call it off"])
def test_called_off_by_a_plain_reply(house: House, talk: Talk, words: str) -> None:
    talk.says(TAP)
    talk.says("1")
    told = talk.says(words)
    assert "is cancelled" in told and "TIMES" in told and not visits(house, *AGREED) and cells(house) == 0
    assert talk.case.state == "waiting" and "cancelled" in talk.case.reason
    assert "Reply 1, 2 or 3" in talk.says("times please")


def test_its_fixed_is_asked_first(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("1")
    told = talk.says("its fixed now")
    assert "reply NOT NEEDED" in told and len(visits(house, "booked")) == 1


@pytest.mark.parametrize(
    ("words", "answer"),
    [("was it today?", "is booked for Mon 15 Jun"), ("running late", "passed that on"), ("yes", "Thank you"),
     ("no", "MOVE for another time"), ("2", "is booked already"), ("who is coming", "is booked for")],
)  # fmt: skip
def test_about_a_visit_that_is_booked(house: House, talk: Talk, words: str, answer: str) -> None:
    talk.says(TAP)
    talk.says("2" if words == "2" else "1")
    assert answer in talk.says(words)
    assert len(visits(house, "booked")) == 1 and talk.case.state == "arranged", "nobody need wait"


def test_nobody_in_is_offered_another_time_and_keeps_the_old_until_then(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("1")
    told = talk.says("sorry nobody will be in")
    assert told.startswith("No problem") and len(visits(house, "booked")) == 1 and len(visits(house, "held")) == 3
    assert "nobody will be in" in visits(house, "booked")[0].note


def test_a_new_matter_goes_on_as_any_message(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("also there are cockroaches in my flat")
    other = case_of(house, talk.kept[1])
    assert other.id != talk.case.id and other.state == "waiting" and talk.case.state == "arranged"
    assert "booked" in talk.says("2") and talk.case.state == "arranged"


def test_more_about_the_same_fault_is_for_a_person_also_when_they_then_choose(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("the tap is dripping worse and worse now")
    assert talk.case.state == "waiting"
    assert "booked" in talk.says("2")
    assert talk.case.state == "waiting", "somebody still reads what they wrote"


def test_of_two_offers_at_once_each_is_named_in_the_question(
    house: House, clock: FrozenClock, plumbers: list[int]
) -> None:
    add_person(house, "jo", trades=("joinery",))
    talk = Talk(house, clock)
    talk.says(TAP)
    talk.says("kitchen cupboard door has come off its hinges")
    one, two = (case_of(house, kept) for kept in talk.kept)
    assert one.id != two.id and [o.state for o in offers(house)] == ["open", "open"]
    told = talk.says("2")
    assert one.reference in told and two.reference in told and "tap" in told and "kitchen" in told
    assert not visits(house, "booked")
    assert "booked" in talk.says(f"2 {two.reference}")
    (visit,) = visits(house, "booked")
    assert visit.case_id == two.id
    assert "booked" in talk.says("1") and len(visits(house, "booked")) == 2, "one is left, so it is clear"
