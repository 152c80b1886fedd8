"""Sending once, and finding again what was cut off."""

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from channels.sms.outbound import SmsSender
from channels.sms.settings import SmsSettings
from channels.twilio_client import TwilioClient
from channels.twilio_sending import MessageSender
from channels.whatsapp.outbound import WhatsAppSender
from channels.whatsapp.settings import WhatsAppSettings
from router.errors import CannotDeliver, OptedOut, TryAgainLater, Uncertain
from router.values import IncomingFile, OutboundMessage
from tests.channels.ear import NOW
from tests.channels.twilio_stand_in import NUMBER, PUBLIC, StandIn, settings

TENANT = "+447700900001"


def a_message(**given: Any) -> OutboundMessage:
    fields: dict[str, Any] = {
        "id": 7, "channel": "sms", "to": TENANT, "sender": NUMBER, "text": "We have your message.",
        "client_ref": "7", "created_at": NOW,
    } | given  # fmt: skip
    return OutboundMessage(**fields)


@pytest.fixture
def sms(stand_in: StandIn) -> SmsSender:
    sms_settings = SmsSettings(**settings(stand_in.url))
    return SmsSender(sms_settings.line, TwilioClient(sms_settings, read_seconds=0.5))


@pytest.fixture
def whatsapp(stand_in: StandIn) -> WhatsAppSender:
    wa_settings = WhatsAppSettings(**settings(stand_in.url))
    return WhatsAppSender(wa_settings.line, TwilioClient(wa_settings, read_seconds=0.5))


def test_a_text_goes_with_its_callback(sms: SmsSender, stand_in: StandIn) -> None:
    sent = sms.send(a_message(text="Someone is coming. 🔧"))
    assert (sent.provider_id, sent.state) == (stand_in.listed[0]["sid"], "queued")
    assert stand_in.taken == [
        {
            "To": TENANT, "From": NUMBER, "Body": "Someone is coming. 🔧",
            "StatusCallback": f"{PUBLIC}/channels/sms/status?ref=7",
        }
    ]  # fmt: skip


def test_whatsapp_has_its_own_addresses(whatsapp: WhatsAppSender, stand_in: StandIn) -> None:
    whatsapp.send(a_message())
    whatsapp.send(a_message(to=f"whatsapp:{TENANT}"))
    for form in stand_in.taken:
        assert (form["To"], form["From"]) == (f"whatsapp:{TENANT}", f"whatsapp:{NUMBER}")
        assert form["StatusCallback"] == f"{PUBLIC}/channels/whatsapp/status?ref=7"


def test_the_reference_cannot_break_out_of_the_callback(sms: SmsSender, stand_in: StandIn) -> None:
    sms.send(a_message(client_ref="7&x=1#y /é"))
    assert stand_in.taken[0]["StatusCallback"].endswith("?ref=7%26x%3D1%23y%20%2F%C3%A9")


def test_sixteen_hundred_characters_and_not_one_more(sms: SmsSender, stand_in: StandIn) -> None:
    sms.send(a_message(text="x" * 1600))
    with pytest.raises(CannotDeliver) as refused:
        sms.send(a_message(text="x" * 1601))
    assert refused.value.code == "21617" and len(stand_in.taken) == 1


@pytest.mark.parametrize("given", [{"text": " \n"}, {"attachments": (IncomingFile("a.pdf", "application/pdf", b"x"),)}])
def test_what_cannot_go_is_not_tried(given: dict[str, Any], sms: SmsSender, stand_in: StandIn) -> None:
    with pytest.raises(CannotDeliver):
        sms.send(a_message(**given))
    assert not stand_in.taken


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [("429", TryAgainLater), ("21610", OptedOut), ("21635", CannotDeliver), ("500", Uncertain), ("silent", Uncertain)],
)
def test_the_sender_raises_our_own_errors(
    trouble: str, kind: type[Exception], sms: SmsSender, stand_in: StandIn
) -> None:
    stand_in.trouble = trouble
    with pytest.raises(kind) as refused:
        sms.send(a_message())
    assert TENANT not in repr(refused.value) and refused.value.__cause__ is None


def test_a_closed_window_points_to_a_text(whatsapp: WhatsAppSender, stand_in: StandIn) -> None:
    stand_in.trouble = "63016"
    with pytest.raises(CannotDeliver, match="text message instead"):
        whatsapp.send(a_message())


@pytest.mark.parametrize("trouble", ["cut after effect", "500 after effect", "silent", "nonsense"])
def test_what_was_cut_off_is_found_again(trouble: str, sms: SmsSender, stand_in: StandIn) -> None:
    stand_in.trouble = trouble
    with pytest.raises(Uncertain):
        sms.send(a_message())
    stand_in.trouble = ""
    found = sms.look_up(a_message(), known=[])
    assert found is not None and found.provider_id == stand_in.listed[0]["sid"]
    assert len(stand_in.taken) == 1


def test_what_never_arrived_is_not_found(sms: SmsSender, stand_in: StandIn) -> None:
    stand_in.trouble = "cut"
    with pytest.raises(Uncertain):
        sms.send(a_message())
    stand_in.trouble = ""
    assert sms.look_up(a_message(), known=[]) is None


@pytest.mark.parametrize("trouble", ["500", "429", "cut", "silent", "401"])
def test_when_the_list_cannot_be_read_nothing_is_certain(trouble: str, sms: SmsSender, stand_in: StandIn) -> None:
    stand_in.trouble = trouble
    with pytest.raises(Uncertain):
        sms.look_up(a_message(), known=[])


def out(stand_in: StandIn, **given: Any) -> str:
    row = {"direction": "outbound-api", "status": "sent", "to": TENANT, "from": NUMBER, "body": "We have your message."}
    return str(stand_in.entry(**(row | given))["sid"])


def at(minutes: float) -> str:
    return format_datetime(NOW + timedelta(minutes=minutes))


def test_only_the_very_message_counts(sms: SmsSender, stand_in: StandIn) -> None:
    out(stand_in, to="+447700900002")
    out(stand_in, **{"from": "+442079460001"})
    out(stand_in, body="We have your message!")
    out(stand_in, date_created=at(-30))
    out(stand_in, direction="inbound")
    known = out(stand_in)
    assert sms.look_up(a_message(), known=[known]) is None
    mine = out(stand_in, date_sent=None, date_created=at(1), body=" We have your  message. ", status="delivered")
    found = sms.look_up(a_message(), known=[known])
    assert found is not None and (found.provider_id, found.state) == (mine, "delivered")


def test_two_cut_off_alike_are_told_apart_by_what_is_known(sms: SmsSender, stand_in: StandIn) -> None:
    first, second = out(stand_in, date_created=at(0)), out(stand_in, date_created=at(1))
    found = sms.look_up(a_message(), known=[])
    assert found is not None and found.provider_id == first
    found = sms.look_up(a_message(), known=[first])
    assert found is not None and found.provider_id == second
    assert sms.look_up(a_message(), known=[first, second]) is None


def test_it_turns_the_pages(sms: SmsSender, stand_in: StandIn) -> None:
    mine = out(stand_in)
    for number in range(10):
        out(stand_in, body=f"another {number}")
    found = sms.look_up(a_message(), known=[])
    assert found is not None and found.provider_id == mine
    assert len(stand_in.asked) == 3


def test_a_long_history_that_ends_nowhere_is_uncertain(
    sms: MessageSender, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.twilio_sending._MOST_LISTED", 6)
    for number in range(8):
        out(stand_in, body=f"another {number}")
    with pytest.raises(Uncertain):
        sms.look_up(a_message(), known=[])
