"""Somebody only cries for help, on the telephone or by text: nobody knows why, so a person is told now, at any hour."""

from datetime import timedelta

import pytest
from appointment_house import WEEK, add_person, offers
from builders import OKAFOR, UNKNOWN, Cast, a_text, case_of, hear, said_to
from doubles import FrozenClock
from on_call_house import SUE, Desk, desk
from visit_house import Visiting, visiting

from config import verify
from config.wiring import House
from tests.channels.voice.simulator import speech
from tests.journeys.test_appointments_by_phone import cases, ring, spoken

__all__ = ["desk", "visiting"]

CRIES = ("help", "Help!!", "help me please", "somebody please help us now", "SOS", "it's an emergency")


@pytest.mark.parametrize("words", CRIES)
def test_it_goes_to_the_front_at_night_and_they_are_told_so(house: House, clock: FrozenClock, words: str) -> None:
    clock.go_on(hours=14)
    [kept] = hear(house, a_text(words, UNKNOWN, received_at=clock()))
    case = case_of(house, kept)
    assert (case.lane, case.queue, case.due_at) == (0, "repairs_emergency", clock() + timedelta(minutes=30))
    assert "please ring them now" in case.reason
    [said] = said_to(house, case.id)
    assert "we are telling someone now, day or night" in said.text and "999" in said.text
    house.dispatch.drain()
    clock.go_on(minutes=2)
    with house.database.reading() as session:
        counts = dict(verify.counts_in(session, house.settings, timedelta(0), house.now()))
    assert {what: count for what, count in counts.items() if count} == {}


@pytest.mark.parametrize("words", ["can you help me", "hello i need some help with a form", "emergency lighting"])
def test_who_has_time_to_ask_is_no_cry(house: House, clock: FrozenClock, words: str) -> None:
    [kept] = hear(house, a_text(words, UNKNOWN, received_at=clock()))
    assert case_of(house, kept).lane > 0


def test_whoever_is_on_call_is_told(desk: Desk) -> None:
    desk.clock.go_on(hours=12)
    [kept] = hear(desk.house, a_text("help me", "+447700900471", received_at=desk.clock()))
    desk.case_id = case_of(desk.house, kept).id
    assert desk.page()
    assert any(desk.case().reference in text for text in desk.told(SUE))


def test_beside_a_visit_it_is_no_answer(visiting: Visiting) -> None:
    [kept] = hear(visiting.house, a_text("help me please", OKAFOR, received_at=visiting.clock()))
    case = case_of(visiting.house, kept)
    assert (case.lane, case.state) == (0, "waiting")
    assert visiting.visit().state == "booked", "nobody called it off"


def test_it_is_no_answer_to_times_either(house: House, cast: Cast, clock: FrozenClock) -> None:
    add_person(house, "derek", hours=WEEK)
    hear(house, a_text("my kitchen tap is dripping at 1 Alder Road", OKAFOR, received_at=clock()))
    assert offers(house)
    [kept] = hear(house, a_text("help me please", OKAFOR, received_at=clock()))
    case = case_of(house, kept)
    assert (case.lane, case.state) == (0, "waiting")
    assert not any("which time" in said.text for said in said_to(house, case.id))
    assert "we are telling someone now, day or night" in said_to(house, case.id)[-1].text, (
        "silence is no answer to a cry"
    )


def test_a_caller_at_night_hears_that_somebody_is_told_and_never_when_we_open(house: House, clock: FrozenClock) -> None:
    clock.go_on(hours=14)
    call = ring(house, speech("help"), speech("help me please"), sender=UNKNOWN, hang_up_at=40)
    assert "We are telling someone of it now, day or night. If anyone is in danger, hang up and call 999." in spoken(
        call
    )
    assert "closed" not in spoken(call) and "We open" not in spoken(call) and "Record" in call.verbs
    [case] = cases(house)
    assert case.lane == 0
