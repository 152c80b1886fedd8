"""The two routes of text messages and WhatsApp, over a real app: every odd form is kept or honestly refused."""

import itertools
import threading
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from channels import sms, whatsapp
from channels.sms.settings import SmsSettings
from channels.twilio_messages import EMPTY_ANSWER, keyword
from channels.twilio_signature import sign
from channels.whatsapp.settings import WhatsAppSettings
from router.errors import CannotKeep
from tests.channels.ear import NOW, Ear
from tests.channels.twilio_stand_in import ACCOUNT, NUMBER, PUBLIC, TOKEN, new_sid, settings

SMS, WHATSAPP = "sms", "whatsapp"


def a_form(channel: str = SMS, **changed: str) -> dict[str, str]:
    prefix = "whatsapp:" if channel == WHATSAPP else ""
    sid = new_sid()
    return {
        "ToCountry": "GB", "ToState": "", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "", "FromZip": "",
        "SmsSid": sid, "FromState": "", "SmsStatus": "received", "FromCity": "", "Body": "The boiler is off",
        "FromCountry": "GB", "To": prefix + NUMBER, "ToZip": "", "NumSegments": "1", "MessageSid": sid,
        "AccountSid": ACCOUNT, "From": f"{prefix}+447700900001", "ApiVersion": "2010-04-01",
    } | changed  # fmt: skip


class Door:
    """Both channels on one app, and somebody who signs as Twilio does."""

    def __init__(self, ear: Ear) -> None:
        self.app = Flask(__name__)
        hooks = ear.hooks()
        for name, opened in (
            (SMS, sms.channel.open(SmsSettings(**settings()), hooks)),
            (WHATSAPP, whatsapp.channel.open(WhatsAppSettings(**settings()), hooks)),
        ):
            assert opened.routes is not None
            self.app.register_blueprint(opened.routes, url_prefix=f"/channels/{name}")

    def post(self, form: dict[str, str], channel: str = SMS, step: str = "inbound", query: str = ""):  # type: ignore[no-untyped-def]  # Flask's answer
        path = f"/channels/{channel}/{step}{query}"
        return self.app.test_client().post(
            path,
            data=urlencode(form),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": sign(PUBLIC + path, form, TOKEN)},
        )


@pytest.fixture
def door(ear: Ear) -> Door:
    return Door(ear)


@pytest.mark.parametrize("channel", [SMS, WHATSAPP])
def test_a_message_is_kept_then_answered(channel: str, door: Door, ear: Ear) -> None:
    form = a_form(channel)
    answer = door.post(form, channel)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "text/xml", EMPTY_ANSWER)
    [message] = ear.messages
    assert (message.channel, message.provider_id, message.dedupe_key) == (
        channel,
        form["MessageSid"],
        form["MessageSid"],
    )
    assert (message.sender, message.recipient, message.party) == (form["From"], form["To"], "+447700900001")
    assert (message.text, message.received_at, message.source) == ("The boiler is off", NOW, "door")
    assert message.raw == urlencode(form).encode()
    assert not message.attachments and not message.keyword


def test_photos_are_named_and_left_where_they_are(door: Door, ear: Ear) -> None:
    kinds = ["image/jpeg", "application/pdf", "audio/ogg", "", "IMAGE/PNG"]
    media = {f"MediaUrl{n}": f"https://api.twilio.com/media/{n}" for n in range(5)}
    media |= {f"MediaContentType{n}": kind for n, kind in enumerate(kinds)}
    door.post(a_form(Body="", NumMedia="5", **media))
    [message] = ear.messages
    assert [file.url for file in message.attachments] == list(media.values())[:5]
    assert [file.name for file in message.attachments] == [
        "photo-1.jpg", "file-2.pdf", "recording-3.ogg", "file-4", "photo-5.png",
    ]  # fmt: skip
    assert all(file.content is None for file in message.attachments)


@pytest.mark.parametrize(
    ("given_", "text"),
    [
        ({"Body": "", "ButtonText": "Yes please", "ButtonPayload": "7"}, "Yes please"),
        ({"Body": "See here", "ButtonText": "Yes"}, "See here"),
        ({"Body": "", "Latitude": "51.5", "Longitude": "-0.12", "Label": "Home"}, "Place shared: Home; 51.5, -0.12"),
        ({"Body": "", "ProfileName": "Somebody"}, ""),
    ],
)
def test_whatsapp_speaks_in_other_ways_too(given_: dict[str, str], text: str, door: Door, ear: Ear) -> None:
    assert door.post(a_form(WHATSAPP, **given_), WHATSAPP).status_code == 200
    assert ear.messages[0].text == text


HORRORS = [
    ("nothing", "", ""),
    ("blanks", "   ", "   "),
    ("a kilobyte of emoji", "🧑‍🚒🔥" * 200, "🧑‍🚒🔥" * 200),
    ("a megabyte", "leak " * 200_000, "leak " * 200_000),
    ("right to left", "דליפת גז \u202eabc\u202c", "דליפת גז \u202eabc\u202c"),
    ("NUL", "ga\x00s", "gas"),
    ("control characters", "a\x01\x0b\x0c\x1b[31mb\x7f", "a[31mb"),
    ("line ends", "one\r\ntwo\rthree\n\tfour", "one\ntwo\nthree\n\tfour"),
    ("combining", "z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔", "z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔"),
    ("form breakers", "a&From=+44&Body=b%00%ff+%2B", "a&From=+44&Body=b%00%ff+%2B"),
    ("markup", "</Message><Say>hi</Say>]]><script>", "</Message><Say>hi</Say>]]><script>"),
    ("headers", "a\r\nSet-Cookie: x=1", "a\nSet-Cookie: x=1"),
    ("not a character", "\ufffe\uffff\U0010ffff", "\ufffe\uffff\U0010ffff"),
]


@pytest.mark.parametrize(("what", "sent", "kept"), HORRORS, ids=[row[0] for row in HORRORS])
def test_any_words_are_kept(what: str, sent: str, kept: str, door: Door, ear: Ear) -> None:
    form = a_form(Body=sent)
    assert door.post(form).status_code == 200
    assert ear.messages[0].text == kept
    assert ear.messages[0].raw == urlencode(form).encode()
    ear.messages[0].text.encode("utf-8")


def test_a_lone_surrogate_never_reaches_the_house() -> None:
    from channels.twilio_messages import clean

    assert clean("a\ud83dz") == "a\ufffdz"


@pytest.mark.parametrize(
    "changed",
    [
        {"NumMedia": "many"},
        {"NumMedia": "-1", "MediaUrl0": "javascript:alert(1)", "MediaContentType0": "\x00" * 500},
        {"NumMedia": "99999999999999999999"},
        {"MediaUrl0": "http://[", "NumMedia": "1"},
        {"From": "HMRC"},
        {"From": "60006"},
        {"From": "anonymous"},
        {"From": "+" + "9" * 5000},
        {"NumSegments": "NaN", "SmsStatus": "😀"},
        {"OptOutType": "?"},
        {"FromCity": "From Bodymoor To Tonbridge"},
        {"A": "unknown", "Ünknown": "é", "": ""},
        {"Latitude": "north", "Longitude": "\x00"},
    ],
)
def test_what_is_authentic_but_odd_is_kept(changed: dict[str, str], door: Door, ear: Ear) -> None:
    assert door.post(a_form(**changed)).status_code == 200
    assert len(ear.heard) == 1


def _is_new(name: str) -> bool:
    return name not in a_form() and name != "CallSid"


@effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    extra=st.dictionaries(st.text(max_size=20).filter(_is_new), st.text(max_size=50), max_size=5),
    body=st.text(max_size=300),
)
def test_anything_signed_is_kept(extra: dict[str, str], body: str) -> None:
    ear = Ear()
    assert Door(ear).post(a_form(Body=body) | extra).status_code == 200
    assert len(ear.heard) == 1


def test_fields_that_ran_into_one_another_are_refused(door: Door, ear: Ear) -> None:
    """The same signature covers both: names and values are joined without a mark between them."""
    form = {name: value for name, value in a_form().items() if value}
    names = sorted(form)
    for first, second in itertools.pairwise(names):
        merged = dict(form)
        merged[first] += second + merged.pop(second)
        assert sign(PUBLIC, merged, TOKEN) == sign(PUBLIC, form, TOKEN)
        refused = door.post(merged).status_code == 403
        harmless = {first, second} <= {"FromCountry", "ToCountry", "FromCity"}
        assert refused or harmless, f"{first} took in {second}"
    assert not ear.heard


@pytest.mark.parametrize(
    "changed",
    [
        {"To": "+447700900999"},
        {"To": ""},
        {"From": ""},
        {"To": f"whatsapp:{NUMBER}"},
        {"To": f"{NUMBER}9"},
        {"MessageSid": "CA" + "0" * 32},
    ],
)
def test_what_is_not_for_us_is_refused(changed: dict[str, str], door: Door, ear: Ear) -> None:
    answer = door.post(a_form(**changed))
    assert (answer.status_code, answer.data) == (403, b"")
    assert not ear.heard


@pytest.mark.parametrize("to", ["020 7946 0000", "+44 20 7946 0000", "00442079460000"])
def test_our_number_may_be_written_in_other_ways(to: str, door: Door, ear: Ear) -> None:
    assert door.post(a_form(To=to)).status_code == 200


@pytest.mark.parametrize("step", ["inbound", "status"])
@pytest.mark.parametrize("trouble", [CannotKeep("the disk is full"), RuntimeError("a bug, with +447700900001 in it")])
def test_what_cannot_be_kept_is_said_so(
    step: str, trouble: Exception, door: Door, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    ear.deaf = trouble
    assert door.post(a_form(MessageStatus="sent"), step=step).status_code == 503
    assert "7700900001" not in caplog.text
    ear.deaf = None
    assert door.post(a_form(MessageStatus="sent"), step=step).status_code in (200, 204)


def test_only_a_post_is_a_message(door: Door) -> None:
    assert door.app.test_client().get("/channels/sms/inbound").status_code == 405


def test_the_same_text_told_twenty_times_at_once_is_the_same_each_time(door: Door, ear: Ear) -> None:
    form, answers, start = a_form(), [], threading.Barrier(20)

    def tell() -> None:
        start.wait()
        answers.append(door.post(form).data)

    threads = [threading.Thread(target=tell) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [EMPTY_ANSWER] * 20
    assert {(message.dedupe_key, message.raw) for message in ear.messages} == {
        (form["MessageSid"], urlencode(form).encode())
    }


# --- STOP, START, HELP ------------------------------------------------------------------------

WORDS = [
    *((word, "stop") for word in ("STOP", "stop", "Stop", " stop ", "STOP.", "Stop!!", "“stop”", "STOP 🛑")),
    *((word, "stop") for word in ("UNSUBSCRIBE", "end", "Quit", "STOPALL", "revoke", "OPTOUT", "Cancel", "ＳＴＯＰ")),
    *((word, "stop") for word in ("\tSTOP\n", "end.", "(stop)", "*STOP*", "_stop_", "stop\u00a0", "\u200bstop")),
    *((word, "start") for word in ("START", "start", "Unstop", " Start. ", "START!")),
    *((word, "help") for word in ("HELP", "help", "Help!", "info", "INFO?", "help\u2026")),
    *((word, "") for word in ("", " ", "!", "🛑", "YES", "yes", "no", "1", "ok", "thanks", "stopp", "st op")),
    *((word, "") for word in ("stop-all", "cancel tuesday", "STOP the water!!", "STOP 1234", "stop it", "please stop")),
    *((word, "") for word in ("Stop. Stop.", "help me", "HELP gas!!", "help help", "end of tenancy", "information")),
    *((word, "") for word in ("the end", "quit it", "CANCEL my Tuesday visit", "start on monday?", "stop" * 50)),
]  # fmt: skip


@pytest.mark.parametrize(("words", "meant"), WORDS)
def test_only_a_whole_message_is_a_keyword(words: str, meant: str) -> None:
    assert keyword(words) == meant


def test_there_are_words_enough() -> None:
    assert len(WORDS) >= 60


@pytest.mark.parametrize(
    ("told", "meant"), [("STOP", "stop"), ("START", "start"), ("HELP", "help"), ("", ""), ("X", "")]
)
def test_twilio_knows_when_it_acted(told: str, meant: str, door: Door, ear: Ear) -> None:
    door.post(a_form(Body="arrêter", OptOutType=told))
    assert (ear.messages[0].keyword, ear.messages[0].text) == (meant, "arrêter")


def test_a_keyword_keeps_its_words(door: Door, ear: Ear) -> None:
    door.post(a_form(Body="Help!"))
    assert (ear.messages[0].keyword, ear.messages[0].text) == ("help", "Help!")


# --- delivery reports -------------------------------------------------------------------------


@pytest.mark.parametrize("channel", [SMS, WHATSAPP])
def test_a_report_finds_its_message(channel: str, door: Door, ear: Ear) -> None:
    form = a_form(channel, MessageStatus="undelivered", ErrorCode="30003")
    answer = door.post(form, channel, "status", "?ref=41")
    assert (answer.status_code, answer.data) == (204, b"")
    [report] = ear.reports
    assert (report.channel, report.provider_id, report.outbound_id) == (channel, form["MessageSid"], 41)
    assert (report.state, report.code) == ("undelivered", "30003")
    assert "switched off" in report.words and report.raw == urlencode(form)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        *((s, s) for s in ("queued", "accepted", "scheduled", "sending", "sent", "delivered", "read", "failed")),
        ("DELIVERED", "delivered"),
        ("canceled", "failed"),
    ],
)
def test_every_state_is_known(told: str, state: str, door: Door, ear: Ear) -> None:
    door.post(a_form(MessageStatus=told), step="status")
    assert ear.reports[0].state == state


@pytest.mark.parametrize("changed", [{"MessageStatus": "dancing"}, {"MessageStatus": "", "SmsStatus": ""}])
def test_a_report_that_says_nothing_is_still_answered(changed: dict[str, str], door: Door, ear: Ear) -> None:
    assert door.post(a_form(**changed), step="status").status_code == 204
    assert not ear.reports


@pytest.mark.parametrize("query", ["", "?ref=", "?ref=x", "?ref=-1", "?ref=1.5", f"?ref={'9' * 40}", "?ref=%00"])
def test_a_reference_that_is_none_is_left_out(query: str, door: Door, ear: Ear) -> None:
    assert door.post(a_form(MessageStatus="sent"), step="status", query=query).status_code == 204
    assert ear.reports[0].outbound_id is None


def test_an_unsigned_report_moves_nothing(door: Door, ear: Ear) -> None:
    form = a_form(MessageStatus="delivered")
    answer = door.app.test_client().post("/channels/sms/status?ref=1", data=form)
    assert answer.status_code == 403 and not ear.reports
