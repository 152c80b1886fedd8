"""Calls: our TwiML performed, the caller's words and keys posted, recordings kept, the end told."""

import io
import wave

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from config.sandbox.sandbox import Sandbox
from tests.config.sandbox.stand import ACCOUNT, OURS, TENANT, TOKEN, Answerer, Hand, Product, wait_until

ANSWER, STATUS = "/channels/voice/answer", "/channels/voice/status"


def twiml(inside: str) -> Answerer:
    """An answer of the product."""
    return lambda form: (f"<Response>{inside}</Response>", 200)


def spoken(call: dict[str, list[dict[str, str]]]) -> list[str]:
    """What the caller hears."""
    return [line["text"] for line in call["transcript"] if line["who"] == "them"]


def test_a_call_is_answered_and_what_the_caller_says_is_posted(product: Product, hand: Hand) -> None:
    product.answers[ANSWER] = twiml('<Gather input="speech" action="/need"><Say>How can we help?</Say></Gather>')
    product.answers["/need"] = twiml("<Say>Thank you.</Say><Hangup/>")
    sid = hand.post("call", **{"from": TENANT})["sid"]
    hand.call_until(sid, listening="speech")
    hand.post(f"call/{sid}/say", text="water through the light")
    call = hand.call_until(sid, over=True)
    assert spoken(call) == ["How can we help?", "Thank you."]
    [answered], [need] = product.told(ANSWER), product.told("/need")
    assert (answered["From"], answered["To"], answered["CallStatus"], answered["Direction"]) == (
        TENANT, OURS, "ringing", "inbound",
    )  # fmt: skip
    assert (need["SpeechResult"], need["CallSid"], need["CallStatus"]) == (
        "water through the light", sid, "in-progress",
    )  # fmt: skip
    [ended] = wait_until(lambda: product.told(STATUS, CallSid=sid))
    assert (ended["CallStatus"], ended["Direction"]) == ("completed", "inbound")


def test_keys_are_gathered_up_to_the_number_wanted(product: Product, hand: Hand) -> None:
    product.answers[ANSWER] = twiml('<Gather numDigits="3" action="/keys"/>')
    sid = hand.post("call", **{"from": TENANT})["sid"]
    hand.call_until(sid, listening="keys")
    hand.post(f"call/{sid}/press", keys="12")
    hand.post(f"call/{sid}/press", keys="34")
    hand.call_until(sid, over=True)
    assert [form["Digits"] for form in product.told("/keys")] == ["123"]


def test_silence_falls_through_to_the_next_verb(product: Product, hand: Hand) -> None:
    product.answers[ANSWER] = twiml('<Gather timeout="1" action="/keys"/><Say>Nothing heard.</Say>')
    sid = hand.post("call", **{"from": TENANT})["sid"]
    assert spoken(hand.call_until(sid, over=True)) == ["Nothing heard."]
    assert product.told("/keys") == []


def test_a_hold_goes_round_until_the_caller_hangs_up(product: Product, hand: Hand) -> None:
    product.answers[ANSWER] = twiml("<Redirect>/hold?round=1</Redirect>")
    hold = '<Response><Say>Place {}</Say><Pause length="3"/><Redirect>/hold?round={}</Redirect></Response>'
    product.answers["/hold"] = lambda form: (hold.format(form["round"], int(form["round"]) + 1), 200)
    sid = hand.post("call", **{"from": TENANT})["sid"]
    wait_until(lambda: len(product.told("/hold")) >= 3)
    assert hand.post(f"call/{sid}/hangup")["over"]
    assert wait_until(lambda: product.told(STATUS, CallSid=sid, CallStatus="completed"))


@pytest.mark.parametrize("by_key", [True, False], ids=["by a key", "by hanging up"])
def test_a_voicemail_becomes_a_recording(product: Product, hand: Hand, twilio: Client, by_key: bool) -> None:
    product.answers[ANSWER] = twiml('<Record action="/recorded" recordingStatusCallback="/ready" maxLength="120"/>')
    sid = hand.post("call", **{"from": TENANT})["sid"]
    hand.call_until(sid, listening="recording")
    hand.post(f"call/{sid}/say", text="there is no heating in my flat at all")
    hand.post(f"call/{sid}/press", keys="#") if by_key else hand.post(f"call/{sid}/hangup")
    hand.call_until(sid, over=True)
    [ready] = wait_until(lambda: product.told("/ready"))
    [recorded] = product.told("/recorded")
    assert recorded["Digits"] == ("#" if by_key else "hangup")
    assert (ready["RecordingStatus"], ready["RecordingDuration"], ready["CallSid"]) == ("completed", "4", sid)
    [found] = twilio.recordings.list(call_sid=sid)
    assert (found.sid, found.duration) == (ready["RecordingSid"], "4")
    for ending in ("", ".wav", ".mp3"):
        sound = requests.get(ready["RecordingUrl"] + ending, auth=(ACCOUNT, TOKEN), timeout=5)
        with wave.open(io.BytesIO(sound.content)) as read:
            assert read.getnframes() / read.getframerate() == 4.5
    assert requests.get(ready["RecordingUrl"], timeout=5).status_code == 401
    assert twilio.recordings(str(found.sid)).delete()
    assert twilio.recordings.list(call_sid=sid) == []


def test_nothing_said_is_no_recording(product: Product, hand: Hand, twilio: Client) -> None:
    product.answers[ANSWER] = twiml('<Record action="/recorded"/>')
    sid = hand.post("call", **{"from": TENANT})["sid"]
    hand.call_until(sid, listening="recording")
    hand.post(f"call/{sid}/hangup")
    assert product.told("/recorded") == [] and twilio.recordings.list() == []


def test_a_broken_application_apologises_and_ends_the_call(product: Product, hand: Hand) -> None:
    product.answers[ANSWER] = lambda form: ("<Response><Say>&nope;</Say></Response>", 200)
    sid = hand.post("call", **{"from": TENANT})["sid"]
    assert "gone wrong" in spoken(hand.call_until(sid, over=True))[0]


def test_reject_is_never_answered(product: Product, hand: Hand, twilio: Client) -> None:
    product.answers[ANSWER] = twiml('<Reject reason="busy"/>')
    sid = hand.post("call", **{"from": TENANT})["sid"]
    hand.call_until(sid, over=True)
    assert str(twilio.calls(sid).fetch().status) == "busy"


def test_the_product_rings_a_person_and_hears_each_step(product: Product, hand: Hand, twilio: Client) -> None:
    product.answers["/hello"] = twiml("<Say>Hello</Say>")
    made = twilio.calls.create(
        to=TENANT, from_=OURS, url=f"{product.url}/hello", status_callback=f"{product.url}{STATUS}?ref=5",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )  # fmt: skip
    sid = str(made.sid)
    assert str(made.status) == "queued"
    hand.call_until(sid, prompt="Ringing")
    [shown] = hand.get("state.json", phone=TENANT)["calls"]
    assert (shown["sid"], shown["status"]) == (sid, "ringing")
    hand.post(f"call/{sid}/answer")
    hand.call_until(sid, over=True)
    forms = wait_until(lambda: len(product.told(STATUS)) == 4 and product.told(STATUS))
    in_order = sorted(forms, key=lambda form: form["SequenceNumber"])
    assert [form["CallStatus"] for form in in_order] == ["initiated", "ringing", "in-progress", "completed"]
    assert {form["ref"] for form in forms} == {"5"} and in_order[-1]["CallDuration"] == "1"
    found = twilio.calls(sid).fetch()
    assert (str(found.status), found.direction, found.duration) == ("completed", "outbound-api", "1")


@pytest.mark.parametrize(
    ("to", "status"), [("+447700900999", "busy"), ("+447700900998", "no-answer")], ids=["busy", "no answer"]
)
def test_a_phone_that_is_not_answered(product: Product, hand: Hand, twilio: Client, to: str, status: str) -> None:
    sid = str(twilio.calls.create(to=to, from_=OURS, twiml="<Response/>").sid)
    hand.call_until(sid, over=True)
    assert str(twilio.calls(sid).fetch().status) == status


def test_dial_joins_two_people_until_one_leaves(product: Product, hand: Hand, twilio: Client) -> None:
    agent = "+442079460123"
    product.answers[ANSWER] = twiml(f'<Dial action="/after" callerId="{OURS}"><Number>{agent}</Number></Dial>')
    product.answers["/after"] = twiml("<Say>Goodbye.</Say>")
    sid = hand.post("call", **{"from": TENANT})["sid"]
    [leg] = wait_until(lambda: [c for c in hand.get("state.json")["elsewhere"] if c["status"] == "ringing"])
    assert (leg["to"], leg["parent"]) == (agent, sid)
    hand.post(f"call/{leg['sid']}/answer")
    hand.call_until(sid, listening="person")
    hand.post(f"call/{sid}/say", text="hello agent")
    hand.post(f"call/{leg['sid']}/say", text="hello tenant")
    assert spoken(hand.get(f"call/{leg['sid']}.json")) == ["hello agent"]
    hand.post(f"call/{leg['sid']}/hangup")
    assert spoken(hand.call_until(sid, over=True)) == ["hello tenant", "Goodbye."]
    [after] = product.told("/after")
    assert (after["DialCallStatus"], after["DialCallSid"]) == ("completed", leg["sid"])


def test_an_agent_who_declines_is_told_of(product: Product, hand: Hand) -> None:
    product.answers[ANSWER] = twiml('<Dial action="/after">+442079460123</Dial>')
    sid = hand.post("call", **{"from": TENANT})["sid"]
    [leg] = wait_until(lambda: hand.get("state.json")["elsewhere"])
    hand.post(f"call/{leg['sid']}/decline")
    hand.call_until(sid, over=True)
    assert [form["DialCallStatus"] for form in product.told("/after")] == ["busy"]


def test_two_calls_meet_in_a_conference(product: Product, hand: Hand, twilio: Client) -> None:
    room = "<Response><Dial><Conference endConferenceOnExit='true'>case-7</Conference></Dial></Response>"
    product.answers[ANSWER] = lambda form: (room, 200)
    sid = hand.post("call", **{"from": TENANT})["sid"]
    hand.call_until(sid, listening="person")
    agent = str(twilio.calls.create(to="+442079460123", from_=OURS, twiml=room).sid)
    hand.call_until(agent, prompt="Ringing")
    hand.post(f"call/{agent}/answer")
    hand.call_until(agent, prompt="In conversation")
    hand.post(f"call/{agent}/say", text="this is the repairs team")
    assert spoken(hand.get(f"call/{sid}.json")) == ["this is the repairs team"]
    hand.post(f"call/{sid}/hangup")
    hand.call_until(agent, over=True)


def test_a_live_call_follows_other_twiml_and_can_be_ended(product: Product, hand: Hand, twilio: Client) -> None:
    product.answers[ANSWER] = twiml('<Pause length="3600"/>')
    product.answers["/coming"] = twiml('<Say>Somebody is coming.</Say><Pause length="3600"/>')
    sid = hand.post("call", **{"from": TENANT})["sid"]
    hand.call_until(sid, status="in-progress")
    twilio.calls(sid).update(url=f"{product.url}/coming")
    wait_until(lambda: spoken(hand.get(f"call/{sid}.json")) == ["Somebody is coming."])
    assert str(twilio.calls(sid).update(status="completed").status) == "completed"
    with pytest.raises(TwilioRestException) as refused:
        twilio.calls(sid).update(status="completed")
    assert refused.value.code == 21220


def test_calls_are_listed_for_those_who_missed_them(sandbox: Sandbox, hand: Hand, twilio: Client) -> None:
    sid = hand.post("call", **{"from": TENANT})["sid"]
    hand.call_until(sid, over=True)
    assert [call.sid for call in twilio.calls.list(to=OURS)] == [sid]
    assert twilio.calls.list(to=OURS, status="ringing") == []
