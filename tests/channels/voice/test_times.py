"""Times on the telephone: what the caller hears, what they press or say, and that nobody goes in circles."""

from datetime import UTC, datetime

import pytest

from channels.voice import spoken
from router.errors import CannotKeep
from router.values import OfferedTime, Whereabouts
from tests.channels.ear import Ear
from tests.channels.twilio_stand_in import PUBLIC
from tests.channels.voice.simulator import SILENCE, Call, keys, speech
from tests.channels.voice.test_calls import GAS, an_app

VOICE = f"{PUBLIC}/channels/voice"


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


MORNING = OfferedTime(1, at(24, 8), at(24, 12), "am")
EVENING = OfferedTime(2, at(24, 17), at(24, 20), "evening")
TIMES = Whereabouts("choosing", times=(MORNING, EVENING), turn="7")
WAITING = Whereabouts("waiting", 1, turn="8", told="person")
BOOKED = Whereabouts("settled", booked=EVENING, texted=True, turn="8")
NEED = speech("my kitchen tap drips")


def answers(ear: Ear) -> list[tuple[str, str, dict[str, str]]]:
    return [(m.text, m.dedupe_key.partition(":")[2], dict(m.facts)) for m in ear.messages[1:]]


@pytest.mark.parametrize(
    ("offered", "words"),
    [
        (MORNING, "Tuesday the 24th of November, in the morning, between 8 and 12"),
        (EVENING, "Tuesday the 24th of November, in the evening, between 5 and 8"),
        (OfferedTime(3, at(1, 9, 30, 12), at(1, 14, 30, 12), "school_run"),
         "Tuesday the 1st of December, between half past 9 and half past 2"),
        (OfferedTime(1, at(22, 11, 0, 6), at(22, 16, 0, 6), "pm"),
         "Monday the 22nd of June, in the afternoon, between 12 and 5"),
        (OfferedTime(1, at(3, 9, 50), at(3, 10, 10), "am"), "Tuesday the 3rd of November, at 9 50 in the morning"),
        (OfferedTime(1, at(12, 0), at(12, 23), "today"), "Thursday the 12th of November"),
        (OfferedTime(1, at(28, 8), at(28, 11), "saturday"), "Saturday the 28th of November, in the morning, between 8 and 11"),
    ],
)  # fmt: skip
def test_a_time_is_said_as_a_person_would(offered: OfferedTime, words: str) -> None:
    assert spoken.time(offered) == words


def test_the_times_are_heard_by_number_and_a_key_chooses(ear: Ear) -> None:
    call = Call(an_app(ear, TIMES, BOOKED), [NEED, keys("2")]).ring()
    said = " ".join(call.said)
    assert "Press 1 for Tuesday the 24th of November, in the morning, between 8 and 12." in said
    assert "Press 2 for Tuesday the 24th of November, in the evening, between 5 and 8." in said
    assert said.index("Press 1 for") < said.index("Press 2 for") < said.index("Press 0 to speak to a person")
    assert answers(ear) == [("2", "chose7", {"pressed": "2"})]
    assert all(m.live and m.call_id == call.sid for m in ear.messages)
    assert said.index("That is booked: Tuesday the 24th of November, in the evening") < said.index("We have texted you")
    assert call.verbs[-1] == "Hangup"


def test_they_may_say_it_instead(ear: Ear) -> None:
    Call(an_app(ear, TIMES, BOOKED), [NEED, speech("the um second one please", "0.62")]).ring()
    assert answers(ear) == [("the um second one please", "chose7", {"confidence": "0.62"})]


def test_0_asks_for_a_person_and_the_caller_is_back_in_the_line(ear: Ear) -> None:
    said = Call(an_app(ear, TIMES, WAITING), [NEED, keys("0")], hang_up_at=30).ring().said
    assert answers(ear) == [("I want to speak to a person.", "chose7", {"pressed": "0"})]
    assert said.count("A person will find a time with you.") == 1, "said once, however long they wait"
    assert any("number 1 in the line" in words for words in said)


@pytest.mark.parametrize(("pressed", "text"), [("1", "Yes"), ("2", "No"), ("0", "I want to speak to a person.")])
def test_what_is_read_back_is_answered_yes_or_no(ear: Ear, pressed: str, text: str) -> None:
    sure = Whereabouts("choosing", times=(EVENING,), turn="9", told="sure")
    call = Call(an_app(ear, sure, BOOKED), [NEED, keys(pressed)]).ring()
    assert any("between 5 and 8. Is that right? Press 1 for yes, or 2 for no." in words for words in call.said)
    assert answers(ear) == [(text, "chose9", {"pressed": pressed})]


def test_somebody_who_says_nothing_is_asked_three_times_and_then_put_through(ear: Ear) -> None:
    call = Call(an_app(ear, TIMES, TIMES, TIMES, TIMES, WAITING), [NEED], hang_up_at=40).ring()
    assert sum("Press 1 for Tuesday" in words for words in call.said) == 3
    assert answers(ear) == [("I want to speak to a person.", "chose7", {"pressed": ""})]
    assert any("in the line" in words for words in call.said)


def test_what_was_not_understood_is_said_and_asked_again(ear: Ear) -> None:
    again = Whereabouts("choosing", times=(MORNING, EVENING), turn="8", told="again")
    call = Call(an_app(ear, TIMES, again, BOOKED), [NEED, speech("well the thing is"), keys("1")]).ring()
    assert [key for _, key, _ in answers(ear)] == ["chose7", "chose8"], "two answers to two questions"
    sorry = next(i for i, words in enumerate(call.said) if "did not understand" in words)
    assert "Press 1 for" in call.said[sorry + 1]


def test_an_answer_told_twice_has_the_same_key(ear: Ear) -> None:
    call = Call(an_app(ear, TIMES, BOOKED), [NEED, keys("2")]).ring()
    before = {message.dedupe_key for message in ear.messages}
    for url, more in list(call.posted):
        assert call.post(url, more).status_code in (200, 204)
    assert {message.dedupe_key for message in ear.messages} == before


def test_safety_words_come_before_the_times_and_before_what_is_booked(ear: Ear) -> None:
    first = Whereabouts("choosing", times=(MORNING,), turn="7", say=(GAS,))
    last = Whereabouts("settled", booked=MORNING, say=(GAS,))
    said = Call(an_app(ear, first, last), [NEED, keys("1")]).ring().said
    assert said.index(GAS) < next(i for i, words in enumerate(said) if "Press 1 for" in words)
    assert len(said) - 1 - said[::-1].index(GAS) < next(i for i, words in enumerate(said) if "That is booked" in words)


def test_at_night_times_are_offered_all_the_same(ear: Ear) -> None:
    call = Call(an_app(ear, TIMES, BOOKED, is_open=False), [NEED, keys("2")]).ring()
    assert "Record" not in call.verbs and any("That is booked" in words for words in call.said)


@pytest.mark.parametrize("pressed", ["0", "1", "#"])
def test_whoever_has_something_else_to_say_reaches_a_person(ear: Ear, pressed: str) -> None:
    call = Call(an_app(ear, BOOKED, WAITING), [NEED, keys(pressed)], hang_up_at=20).ring()
    assert any("anything else, press 0" in words for words in call.said)
    if pressed == "0":
        assert answers(ear) == [("I want to speak to a person.", "chose8", {"pressed": "0"})]
        assert any("in the line" in words for words in call.said)
    else:
        assert not answers(ear) and call.verbs[-1] == "Hangup"


def test_a_landline_is_not_told_of_a_text(ear: Ear) -> None:
    said = Call(an_app(ear, TIMES, Whereabouts("settled", booked=EVENING)), [NEED, keys("2")]).ring().said
    assert not any("texted" in words for words in said)


PATHS = {
    "a key": ([TIMES, BOOKED], [NEED, keys("2")]),
    "silence": ([TIMES], [NEED]),
    "words": ([TIMES, WAITING], [NEED, speech("neither")]),
    "odd keys": ([TIMES], [NEED, keys("#"), keys("*"), keys("9"), SILENCE, keys("7")]),
}


@pytest.mark.parametrize("path", PATHS)
def test_hung_up_at_every_verb_nothing_is_told_twice(path: str) -> None:
    places, given = PATHS[path]
    whole = Call(an_app(Ear(), *places), given, at_most=400).ring()
    assert len(whole.verbs) < 400, "the call went in circles"
    for verb in range(len(whole.verbs) + 1):
        ear = Ear()
        call = Call(an_app(ear, *places), given, hang_up_at=verb).ring()
        assert [report.state for report in ear.calls] == ["in-progress", "completed"]
        assert {message.call_id for message in ear.messages} <= {call.sid}


def test_an_answer_that_cannot_be_kept_is_never_thanked_for(ear: Ear) -> None:
    call = Call(an_app(ear, TIMES))
    ear.deaf = CannotKeep("disk full")
    assert call.post(f"{VOICE}/chosen?since=1&turn=7", {"Digits": "2"}).status_code == 503


@pytest.mark.parametrize(
    "query", ["turn=7", "since=x&turn=&silent=-1", "since=9999999999999&turn=" + "7" * 5000, "sure=%00"]
)
@pytest.mark.parametrize("given", [{}, {"Digits": "\x00"}, {"SpeechResult": "<Say>\x00\u202e"}, {"Digits": "1" * 5000}])
def test_odd_requests_are_answered(ear: Ear, query: str, given: dict[str, str]) -> None:
    call = Call(an_app(ear, TIMES))
    assert call.ask(f"{VOICE}/chosen?{query}", **given).tag == "Response"
