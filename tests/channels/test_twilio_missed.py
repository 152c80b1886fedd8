"""What Twilio holds and we never heard, read back as the webhook would have told it."""

import json
from datetime import timedelta
from email.utils import format_datetime

import pytest

from channels import sms, whatsapp
from channels.sms.settings import SmsSettings
from channels.whatsapp.settings import WhatsAppSettings
from router.errors import SendError
from router.ports import Provider
from router.values import InboundMessage
from tests.channels.ear import NOW, Ear
from tests.channels.twilio_stand_in import ACCOUNT, NUMBER, StandIn, settings


def a_provider(stand_in: StandIn, channel: str = "sms") -> Provider:
    hooks = Ear().hooks()
    opened = (
        sms.channel.open(SmsSettings(**settings(stand_in.url)), hooks)
        if channel == "sms"
        else whatsapp.channel.open(WhatsAppSettings(**settings(stand_in.url)), hooks)
    )
    assert opened.provider is not None
    return opened.provider


def test_a_missed_text_is_the_text_it_would_have_been(stand_in: StandIn) -> None:
    row = stand_in.entry(body="No hot\x00 water 🛁", date_created=format_datetime(NOW - timedelta(minutes=3)))
    [message] = a_provider(stand_in).missed(2)
    assert isinstance(message, InboundMessage)
    assert (message.channel, message.dedupe_key, message.provider_id) == ("sms", row["sid"], row["sid"])
    assert (message.sender, message.party, message.recipient) == ("+447700900001", "+447700900001", NUMBER)
    assert (message.text, message.source) == ("No hot water 🛁", "reconciled")
    assert message.received_at == NOW - timedelta(minutes=3)
    assert json.loads(message.raw)["sid"] == row["sid"]


def test_told_twice_it_is_the_same_bytes(stand_in: StandIn) -> None:
    stand_in.entry()
    provider = a_provider(stand_in)
    assert [m.raw for m in provider.missed(2)] == [m.raw for m in provider.missed(2)]


def test_only_what_came_to_us_lately_counts(stand_in: StandIn) -> None:
    stand_in.entry(direction="outbound-api")
    stand_in.entry(to="+442079460001")
    stand_in.entry(to=f"whatsapp:{NUMBER}")
    stand_in.entry(account_sid="AC" + "1" * 32)
    stand_in.entry(date_created=format_datetime(NOW - timedelta(hours=3)))
    mine = stand_in.entry(account_sid=ACCOUNT)
    assert [message.dedupe_key for message in a_provider(stand_in).missed(2)] == [mine["sid"]]


def test_all_pages_are_read_oldest_first(stand_in: StandIn) -> None:
    sids = [stand_in.entry(body=str(number))["sid"] for number in range(11)]
    assert [message.dedupe_key for message in a_provider(stand_in).missed(2)] == sids


def test_whatsapp_has_a_list_of_its_own(stand_in: StandIn) -> None:
    stand_in.entry()
    mine = stand_in.entry(to=f"whatsapp:{NUMBER}", **{"from": "whatsapp:+447700900002"})
    [message] = a_provider(stand_in, "whatsapp").missed(2)
    assert (message.channel, message.dedupe_key, message.party) == ("whatsapp", mine["sid"], "+447700900002")


def test_a_missed_stop_is_a_stop(stand_in: StandIn) -> None:
    stand_in.entry(body="Stop")
    assert a_provider(stand_in).missed(2)[0].keyword == "stop"


def test_photos_come_along(stand_in: StandIn) -> None:
    row = stand_in.entry(num_media="1", body="")
    uri = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{row['sid']}/Media/ME1"
    stand_in.media[row["sid"]] = [{"sid": "ME1", "content_type": "image/jpeg", "uri": f"{uri}.json"}]
    [message] = a_provider(stand_in).missed(2)
    [photo] = message.attachments
    assert (photo.name, photo.content_type, photo.url) == ("photo-1.jpg", "image/jpeg", stand_in.url + uri)


@pytest.mark.parametrize(("minutes", "kept"), [(5, 0), (61, 1)])
def test_photos_that_cannot_be_listed_hold_the_words_back_an_hour_at_most(
    minutes: int, kept: int, stand_in: StandIn
) -> None:
    row = stand_in.entry(num_media="1", date_created=format_datetime(NOW - timedelta(minutes=minutes)))
    stand_in.media[row["sid"]] = ["not a thing"]  # type: ignore[list-item]  # wrong on purpose
    assert len(a_provider(stand_in).missed(2)) == kept


@pytest.mark.parametrize("trouble", ["500", "429", "401", "cut"])
def test_a_list_that_cannot_be_read_is_said_so(trouble: str, stand_in: StandIn) -> None:
    stand_in.trouble = trouble
    with pytest.raises(SendError):
        a_provider(stand_in).missed(2)


def test_odd_rows_are_no_reason_to_stop(stand_in: StandIn) -> None:
    stand_in.entry(body=None, **{"from": None}, date_created="yesterday", date_sent=None, num_media=None)
    stand_in.entry(sid=None)
    stand_in.entry(direction="inbound-something")
    good = stand_in.entry()
    found = a_provider(stand_in).missed(2)
    assert len(found) == 2 and found[-1].dedupe_key == good["sid"]
