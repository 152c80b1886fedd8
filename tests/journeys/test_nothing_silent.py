"""Whoever writes about a visit, in whatever state their case is, is answered or told that a person has it."""

from datetime import timedelta

import pytest
from appointment_house import Talk, visits
from builders import Cast
from doubles import FrozenClock

from config.wiring import House
from router.appointments import words
from router.model import Message
from router.storage.database import hold_case
from router.values import AGREED

TAP = "kitchen tap dripping, 1 Alder Road"
WITH_A_PERSON = "a person has your message and will answer you"


def answered(talk: Talk, said: str) -> str:
    """What this was answered with; '' for silence."""
    before = len(talk.told())
    talk.says(said)
    return "\n".join(talk.told()[before:])


@pytest.mark.parametrize(
    "said", ["when is it", "call it off", "has anybody been booked yet", "running late", "can u ring me"]
)
def test_who_waits_for_a_person_hears_so_again(house: House, talk: Talk, said: str) -> None:
    talk.says(TAP)
    talk.says("ring me")
    told = answered(talk, said)
    assert told and ("a person" in told), told
    assert not visits(house, "booked") and talk.case.state == "waiting"


def test_when_is_it_is_answered_as_often_as_it_is_asked(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("ring me")
    for _ in range(3):
        assert "No visit is booked yet." in answered(talk, "when is it")


def test_a_number_for_times_that_a_danger_ended_is_not_passed_over(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("i can smell gas")
    told = answered(talk, "1")
    assert told.startswith("Sorry, the times we kept for you have gone.") and "a person will get in touch" in told
    assert answered(talk, "1"), "however often"
    assert WITH_A_PERSON in answered(talk, "is there a drop in at the office")
    assert not visits(house, "booked")


@pytest.mark.parametrize(
    "words",
    [
        "yes but the dog",
        "2 but the dog bites",
        "the first one for the tap",
        "the second",
        "2 or 3",
        "either",
        "none of those",
        "the first one please",
    ],
)
def test_a_choice_among_times_that_nobody_offered_is_with_a_person(house: House, talk: Talk, words: str) -> None:
    talk.says("the lift is out of order again")
    assert WITH_A_PERSON in answered(talk, words)


def test_a_number_where_no_times_were_ever_offered_speaks_of_none(house: House, talk: Talk) -> None:
    talk.says("i can smell gas")
    assert "times we kept" not in " ".join([talk.says("1"), *talk.told()])


def test_what_a_person_must_read_leaves_the_visit_and_says_so(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("1")
    [visit] = visits(house, "booked")
    told = answered(talk, "will it be the same plumber as last time and does he mind dogs")
    assert words.window(visit) in told
    assert visits(house, "booked")


def test_a_person_in_talk_with_them_answers_and_nobody_else(
    house: House, clock: FrozenClock, talk: Talk, cast: Cast
) -> None:
    talk.says(TAP)
    talk.says("ring me")
    clock.at += timedelta(minutes=5)
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        house.outbox.write(session, case, "We are looking.", kind="reply", at=clock(), author_id=cast.amina)
    clock.at += timedelta(minutes=5)
    assert answered(talk, "when is it") == ""


@pytest.mark.parametrize("said", ["ok thanks", "please dont text me back", "my husband hits me"])
def test_thanks_and_harm_and_who_wants_silence_have_no_such_words(house: House, talk: Talk, said: str) -> None:
    talk.says(TAP)
    talk.says("ring me")
    assert WITH_A_PERSON not in answered(talk, said)


def test_a_machine_is_not_told(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("ring me")
    for _ in range(30):
        talk.says("when is it")
    with house.database.reading() as session:
        sent = session.query(Message).filter(Message.direction == "out").count()
    assert sent <= 22, "whatever answers ours without end is read by people"


def test_who_tells_of_a_fault_where_our_answer_is_late_hears_that_it_was_added(
    house: House, clock: FrozenClock
) -> None:
    talk = Talk(house, clock, "+447700900123")
    assert "we have your message" in talk.says("i need an extra fob for the front door")
    clock.go_on(days=2)
    told = answered(talk, "kitchen tap dripping, 14 Alder Row")
    assert "added that to" in told and "late with our answer" in told and talk.case.state == "waiting"
    assert answered(talk, "and the bath tap drips as well") == "", "the same words once"


def test_the_very_same_words_again_and_again_are_answered_three_times_a_day(
    house: House, talk: Talk, clock: FrozenClock
) -> None:
    talk.says("the lift is out of order again")
    assert [bool(answered(talk, "2")) for _ in range(4)] == [True, True, True, False]
    assert answered(talk, "3"), "other words are answered"
    clock.go_on(minutes=24 * 60)
    assert answered(talk, "2"), "and the next day the same ones are"


def test_thanks_in_an_emergency_is_no_message_that_a_person_must_answer(house: House, talk: Talk) -> None:
    talk.says("The bath tap will not turn off at all and water is running all the time")
    assert [visit.kind for visit in visits(house, *AGREED)] == ["emergency_attend"]
    told = talk.says("thank you so much your a lifesaver")
    assert "person" not in told and told.startswith("Thank you. Your emergency visit"), told
