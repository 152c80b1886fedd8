"""The sandbox and our own Twilio doors understand one another."""

import base64
from pathlib import Path

import pytest

from channels.twilio_client import TwilioClient, TwilioSettings
from channels.twilio_media import TwilioMedia
from config.sandbox.sandbox import Sandbox
from router.errors import CannotDeliver, OptedOut, SendError, TryAgainLater, Uncertain
from tests.config.sandbox.stand import ACCOUNT, OURS, TENANT, TOKEN, Hand, Product, wait_until

WALL = Path(__file__).parents[3] / "config" / "sandbox" / "static" / "damp-wall.jpg"


@pytest.fixture
def door(sandbox: Sandbox, product: Product) -> TwilioSettings:
    """What our doors are told when they are pointed at the sandbox."""
    return TwilioSettings(
        twilio_account_sid=ACCOUNT, twilio_auth_token=TOKEN, twilio_number=OURS, twilio_api_url=sandbox.url,
        public_url=product.url,
    )  # fmt: skip


def test_our_fetcher_gets_the_photo_of_a_text(door: TwilioSettings, hand: Hand, product: Product) -> None:
    photo = {"name": "wall.jpg", "type": "image/jpeg", "base64": base64.b64encode(WALL.read_bytes()).decode()}
    hand.post("text", **{"from": TENANT, "body": "damp", "media": [photo]})
    [form] = product.told("/channels/sms/inbound")
    file = TwilioMedia(door).fetch(form["MediaUrl0"])
    assert (file.content, file.content_type) == (WALL.read_bytes(), "image/jpeg")


def test_our_fetcher_gets_a_voicemail(door: TwilioSettings, hand: Hand, product: Product) -> None:
    product.answers["/channels/voice/answer"] = lambda form: (
        '<Response><Record recordingStatusCallback="/ready"/></Response>', 200,
    )  # fmt: skip
    sid = hand.post("call", **{"from": TENANT})["sid"]
    hand.post(f"call/{sid}/say", text="please ring me back")
    hand.post(f"call/{sid}/press", keys="#")
    [form] = wait_until(lambda: product.told("/ready"))
    file = TwilioMedia(door).fetch(form["RecordingUrl"])
    assert file.content_type in ("audio/wav", "audio/wave", "audio/x-wav") and len(file.content or b"") > 8000


@pytest.mark.parametrize(
    ("trouble", "to", "error"),
    [
        ("", "+447700900995", CannotDeliver),
        ("", "+447700900993", TryAgainLater),
        ("429", TENANT, TryAgainLater),
        ("cut after effect", TENANT, Uncertain),
        ("500 after effect", TENANT, Uncertain),
        ("stop", TENANT, OptedOut),
    ],
)
def test_our_client_reads_each_trouble_as_it_is_meant(
    door: TwilioSettings, hand: Hand, trouble: str, to: str, error: type[SendError]
) -> None:
    if trouble == "stop":
        hand.post("text", **{"from": to, "body": "STOP"})
    elif trouble:
        hand.post("chaos", api={"mode": trouble})
    client = TwilioClient(door)
    with pytest.raises(Exception) as raised:
        client.rest.messages.create(to=to, from_=OURS, body="x")
    assert type(client.translate(raised.value)) is error
