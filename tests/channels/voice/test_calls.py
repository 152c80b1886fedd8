"""Whole calls: hung up at every verb, said nothing, pressed keys, held, recorded; and hostile ones."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from channels.contract import Hooks
from channels.voice import open_channel
from channels.voice.settings import VoiceSettings
from router.errors import CannotKeep
from router.values import Opening, Whereabouts
from tests.channels.ear import NOW, Ear
from tests.channels.twilio_stand_in import PUBLIC, settings
from tests.channels.voice.simulator import CALLER, SILENCE, Call, keys, speech

GAS = "If you smell gas, open the windows."
WAITING = Whereabouts("waiting", 2)
VOICE = f"{PUBLIC}/channels/voice"


def an_app(ear: Ear, *places: Whereabouts, is_open: bool = True, **more: object) -> Flask:
    """Twenty seconds pass from one look at the clock to the next; the last place given stays."""
    clock, left = [NOW], list(places) or [WAITING]

    def now() -> object:
        clock[0] += timedelta(seconds=20)
        return clock[0]

    def whereabouts(call: str) -> Whereabouts:
        return left.pop(0) if len(left) > 1 else left[0]

    closed = Opening(is_open, "We are closed now.", "" if is_open else "tomorrow at 8am")
    given = {"now": now, "whereabouts": whereabouts, "open_now": lambda: closed} | more
    hooks: Hooks = replace(ear.hooks(), **given)  # type: ignore[arg-type]  # whatever the test gives
    app = Flask(__name__)
    routes = open_channel(VoiceSettings(**settings()), hooks).routes
    assert routes is not None
    app.register_blueprint(routes, url_prefix="/channels/voice")
    return app


PATHS: dict[str, list[dict[str, str]]] = {
    "says nothing": [],
    "says nothing, then leaves a message": [SILENCE, SILENCE, speech("x")],
    "says what is wrong": [speech("no heating")],
    "says it when asked again": [SILENCE, speech("no heating")],
    "presses 1 for a repair": [keys("1")],
    "presses 2": [keys("2")],
    "presses 3 and leaves a message": [keys("3"), speech("x")],
    "presses 3 and says nothing": [keys("3")],
    "presses 9 twice": [keys("9"), keys("9")],
    "holds, then leaves a message": [speech("no heating"), SILENCE, keys("1"), speech("x")],
    "holds and presses another key": [speech("no heating"), keys("5")],
}


@pytest.mark.parametrize("path", PATHS)
def test_hung_up_at_every_verb_the_house_hears_the_end_and_at_most_one_message(path: str) -> None:
    whole = Call(an_app(Ear()), PATHS[path]).ring()
    assert whole.verbs[-1] in ("Hangup", "Record", "Say", "Gather")
    assert len(whole.verbs) < 200, "the call went in circles"
    ear = Ear()
    app = an_app(ear)
    for verb in range(len(whole.verbs) + 1):
        ear.calls.clear()
        ear.heard.clear()
        call = Call(app, PATHS[path], hang_up_at=verb).ring()
        assert [report.state for report in ear.calls] == ["in-progress", "completed"]
        assert {report.call_id for report in ear.calls} == {call.sid}
        spoken = [message for message in ear.messages if not message.attachments]
        assert len(spoken) <= 1
        assert len(ear.messages) == len(spoken) + len(call.recordings)
        assert {message.call_id for message in ear.messages} <= {call.sid}


def test_words_are_kept_as_a_live_message_answered_by_text(ear: Ear) -> None:
    call = Call(an_app(ear), [speech("no heating\x00\x0b", "0.31")], hang_up_at=3).ring()
    (message,) = ear.messages
    assert (message.text, message.live, message.party, message.sender) == ("no heating", True, CALLER, CALLER)
    assert (message.reply_by, message.reply_to, message.call_id) == ("sms", CALLER, call.sid)
    assert message.facts == {"confidence": "0.31"}
    assert message.dedupe_key == f"{call.sid}:heard1"
    assert b"no+heating" in message.raw


@pytest.mark.parametrize("number", ["anonymous", "+266696687", "Restricted", "", "sip:front@door.example"])
def test_a_withheld_caller_is_nobody_and_is_not_answered_by_text(ear: Ear, number: str) -> None:
    Call(an_app(ear), [speech("no heating")], sender=number, hang_up_at=3).ring()
    assert [(m.party, m.reply_by, m.reply_to) for m in ear.messages] == [("", "", "")]
    assert {report.party for report in ear.calls} == {""}


def test_every_step_told_again_has_the_same_key_and_the_same_bytes(ear: Ear) -> None:
    call = Call(an_app(ear), PATHS["holds, then leaves a message"]).ring()
    first = {message.dedupe_key: message.raw for message in ear.messages}
    assert len(first) == 2
    for url, more in list(call.posted):
        assert call.post(url, more).status_code in (200, 204)
    assert {message.dedupe_key: message.raw for message in ear.messages} == first
    assert len(ear.messages) == 4


def test_safety_is_said_before_the_place_in_line(ear: Ear) -> None:
    places = [Whereabouts("unplaced"), Whereabouts("waiting", 2, say=(GAS,)), Whereabouts("waiting", 1)]
    said = Call(an_app(ear, *places), [speech("I smell gas")]).ring().said
    assert said.index(GAS) < next(i for i, words in enumerate(said) if "number 2 in the line" in words)
    assert any("number 1 in the line" in words for words in said)
    assert said.count(GAS) == 1


def test_words_said_in_the_line_are_kept_with_a_key_of_their_own(ear: Ear) -> None:
    waiting = Whereabouts("waiting", 2, turn="17")
    call = Call(an_app(ear, waiting), [speech("no heating"), SILENCE, speech("I smell gas now", "0.5")]).ring()
    first, held = [message for message in ear.messages if not message.attachments]
    assert (held.text, held.live, held.dedupe_key) == ("I smell gas now", True, f"{call.sid}:held17")
    assert held.facts == {"confidence": "0.5"} and first.dedupe_key != held.dedupe_key


@pytest.mark.parametrize("said", [(GAS,), ()])
def test_out_of_hours_an_emergency_is_told_to_somebody_and_never_that_we_are_closed(ear: Ear, said: tuple[str]) -> None:
    places = [Whereabouts("unplaced"), Whereabouts("waiting", 1, say=said, reference="FD-234-5678", pressing=True)]
    call = Call(an_app(ear, *places, is_open=False), [speech("I smell gas")]).ring()
    told = next(i for i, words in enumerate(call.said) if "telling somebody of it now" in words)
    assert all(call.said.index(words) < told for words in said)
    assert not any("closed" in words or "tomorrow" in words for words in call.said)
    assert "Record" in call.verbs


def test_out_of_hours_what_only_some_may_see_is_told_nothing_but_its_safety_words(ear: Ear) -> None:
    places = [Whereabouts("unplaced"), Whereabouts("waiting", 1, say=("Call 999.",), pressing=True)]
    said = " ".join(Call(an_app(ear, *places, is_open=False), [speech("he hits me")]).ring().said)
    assert "Call 999." in said and "telling somebody" not in said and "tomorrow" not in said


@pytest.mark.parametrize("state", ["unplaced", "waiting", "coming", "choosing", "settled"])
@pytest.mark.parametrize("is_open", [True, False])
def test_whoever_must_get_out_is_told_the_number_twice_and_nothing_keeps_them(
    ear: Ear, state: str, is_open: bool
) -> None:
    """`end_call_quickly`, `repeat_number: 2` and `never: keep them talking indoors` of safety_scripts.yaml."""
    place = Whereabouts(state, 1, say=(GAS,), reference="FD-234-5678", pressing=True, end="leave",
                        numbers=("0800 111 999",))  # fmt: skip
    call = Call(an_app(ear, place, is_open=is_open), [speech("I smell gas")]).ring()
    after = call.said[call.said.index(GAS) + 1 :]
    assert after[0] == "The number again: 0800 111 999."
    assert len(after) == 2 and "telling somebody of it now" in after[1]
    assert call.verbs[-1] == "Hangup" and "Record" not in call.verbs


@pytest.mark.parametrize("state", ["unplaced", "waiting", "coming"])
@pytest.mark.parametrize("is_open", [True, False])
def test_nothing_is_said_beside_the_shortest_words(ear: Ear, state: str, is_open: bool) -> None:
    place = Whereabouts(state, 1, say=("Call 999.",), pressing=True, end="words", numbers=("0800 111 999",))
    call = Call(an_app(ear, place, is_open=is_open), [speech("he hits me")]).ring()
    assert call.said[-1] == "Call 999."
    assert call.verbs[-1] == "Hangup" and "Record" not in call.verbs


@pytest.mark.parametrize("state", ["unplaced", "waiting", "coming", "gone"])
@pytest.mark.parametrize("is_open", [True, False])
def test_nobody_holds_for_ever(ear: Ear, state: str, is_open: bool) -> None:
    call = Call(an_app(ear, Whereabouts(state, 1), is_open=is_open), [speech("no heating")], at_most=1000).ring()
    assert call.verbs[-1] == "Hangup"
    assert "Record" in call.verbs


def test_someone_coming_is_said_once_and_the_caller_holds_on(ear: Ear) -> None:
    said = Call(an_app(ear, WAITING, Whereabouts("coming")), [speech("no heating")], hang_up_at=25).ring().said
    assert said[-1] == "Someone is coming to the phone."
    assert said.count(said[-1]) == 1


def test_a_fault_while_holding_does_not_end_the_call(ear: Ear) -> None:
    def broken(call: str) -> Whereabouts:
        raise CannotKeep("disk full")

    call = Call(an_app(ear, whereabouts=broken), [speech("no heating")], hang_up_at=9).ring()
    assert call.verbs[-1] in ("Pause", "Redirect")


HOSTILE = [
    "<Say>x</Say>",
    "]]>&amp;&#0;",
    "\x00\x01\x0b\x1b[31m",
    "\ud800x",
    "{phone}{{7*7}}",
    "\u202e\ufffe",
    "x" * 9999,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_never_reach_the_xml(ear: Ear, words: str) -> None:
    given = words.encode("utf-8", "replace").decode()
    plain = Call(an_app(Ear()), [speech("no heating")], hang_up_at=6).ring()
    call = Call(an_app(ear), [speech(given)], hang_up_at=6).ring()
    if ear.messages:
        assert call.said == plain.said
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", ear.messages[0].text)
    for field in ("From", "Digits", "Confidence", "RecordingUrl", "CallDuration", "CallStatus", "RecordingSid"):
        for step in ("answer", "heard", "hold", "leave", "voicemail", "goodbye", "recording", "transcript", "status"):
            assert call.post(f"{VOICE}/{step}", {field: given}).status_code in (200, 204)


def test_a_landlords_odd_wording_is_still_xml(ear: Ear) -> None:
    app = an_app(ear, replies={"voice_greeting": "A <b> & \x00\x0b\ufffe {landlord} {odd}"})
    assert Call(app, hang_up_at=1).ring().said == ["A <b> &  Harbour Homes {odd}"]


@pytest.mark.parametrize("step", ["answer", "heard", "status", "recording", "transcript"])
def test_what_cannot_be_kept_is_answered_503(ear: Ear, step: str) -> None:
    ear.deaf = CannotKeep("disk full")
    recording = {"RecordingSid": "RE" + "1" * 32, "RecordingUrl": "https://api.twilio.com/x", "TranscriptionText": "x"}
    answer = Call(an_app(ear)).post(f"{VOICE}/{step}", speech("no heating") | recording)
    assert (answer.status_code, answer.data) == (503, b"")


def test_a_stranger_is_refused_and_so_is_a_form_without_a_call(ear: Ear) -> None:
    app = an_app(ear)
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("voice."):
            assert app.test_client().post(rule.rule, data={"CallSid": "CA" + "0" * 32}).status_code == 403
    assert Call(app, sid="SM" + "0" * 32).post(f"{VOICE}/answer", {}).status_code == 403
    assert not ear.calls


def test_recording_and_transcript_are_messages_of_the_same_call(ear: Ear) -> None:
    call, sid = Call(an_app(ear)), "RE" + "1" * 32
    told = {"RecordingSid": sid, "RecordingUrl": "https://api.twilio.com/r/1", "RecordingDuration": "121"}
    call.post(f"{VOICE}/recording", told | {"RecordingStatus": "completed"})
    call.post(f"{VOICE}/transcript", told | {"TranscriptionStatus": "failed"})
    call.post(f"{VOICE}/transcript", told | {"TranscriptionStatus": "completed", "TranscriptionText": "no heating"})
    call.post(f"{VOICE}/recording", told | {"RecordingStatus": "absent"})
    recording, words = ear.messages
    assert recording.dedupe_key == sid
    (file,) = recording.attachments
    assert (file.url, file.content_type) == ("https://api.twilio.com/r/1.mp3", "audio/mpeg")
    assert (words.text, words.dedupe_key) == ("no heating", f"{sid}:words")
    assert {message.call_id for message in ear.messages} == {call.sid}


def test_a_call_of_our_own_is_no_tenants(ear: Ear) -> None:
    call = Call(an_app(ear))
    assert call.post(f"{VOICE}/status", {"CallStatus": "completed", "Direction": "outbound-dial"}).status_code == 204
    assert not ear.calls
    for state in ("busy", "no-answer", "failed", "canceled", "completed"):
        call.post(f"{VOICE}/status", {"CallStatus": state})
    assert [report.state for report in ear.calls] == ["busy", "no-answer", "failed", "canceled", "completed"]
