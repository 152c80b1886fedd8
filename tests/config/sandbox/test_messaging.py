"""Texts and WhatsApp, both ways, by Twilio's own library and signed webhooks."""

import base64
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from config.sandbox import overheard
from config.sandbox.options import SandboxSettings
from config.sandbox.sandbox import Sandbox
from router.clock import now
from tests.config.sandbox.stand import (
    ACCOUNT,
    OURS,
    OURS_WHATSAPP,
    TENANT,
    TOKEN,
    Hand,
    Product,
    twilio_client,
    wait_until,
)

STATUS = "/channels/sms/status"
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def test_an_accepted_text_is_queued_and_its_receipts_arrive_signed(twilio: Client, product: Product) -> None:
    sent = twilio.messages.create(
        to=TENANT, from_=OURS, body="We are on our way £", status_callback=f"{product.url}{STATUS}?ref=17"
    )
    sid = str(sent.sid)
    assert (sid[:2], len(sid), str(sent.status), str(sent.direction)) == ("SM", 34, "queued", "outbound-api")
    wait_until(lambda: len(product.told(STATUS, MessageSid=sid, ref="17")) == 3)
    assert {form["MessageStatus"] for form in product.told(STATUS)} == {"queued", "sent", "delivered"}
    found = twilio.messages(sid).fetch()
    assert (str(found.status), found.body, found.from_, found.to) == ("delivered", "We are on our way £", OURS, TENANT)
    assert isinstance(found.date_sent, datetime)


def test_receipts_may_come_out_of_order_and_the_state_never_goes_back(
    twilio: Client, product: Product, hand: Hand
) -> None:
    hand.post("chaos", webhooks={"shuffle": True}, seed=2)
    orders = set()
    for number in range(6):
        path = f"{STATUS}/{number}"
        sent = twilio.messages.create(to=TENANT, from_=OURS, body="x", status_callback=product.url + path)
        wait_until(partial(lambda at: len(product.told(at)) == 3, path))
        orders.add(tuple(form["MessageStatus"] for form in product.told(path)))
        assert str(twilio.messages(str(sent.sid)).fetch().status) == "delivered"
    assert len(orders) > 1


@pytest.mark.parametrize(
    ("to", "body", "status", "code"),
    [
        ("+447700900992", "x", 400, 21211),
        ("not a number", "x", 400, 21211),
        ("+447700900995", "x", 400, 21614),
        ("+447700900993", "x", 429, 20429),
        (TENANT, "", 400, 21602),
        (TENANT, "x" * 1601, 400, 21617),
    ],
)
def test_what_twilio_refuses_is_refused_with_its_code(
    twilio: Client, to: str, body: str, status: int, code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        twilio.messages.create(to=to, from_=OURS, body=body)
    assert (refused.value.status, refused.value.code) == (status, code)


def test_a_number_out_of_reach_is_reported_undelivered(twilio: Client, product: Product) -> None:
    twilio.messages.create(to="+447700900990", from_=OURS, body="x", status_callback=product.url + STATUS)
    [form] = wait_until(lambda: product.told(STATUS, MessageStatus="undelivered"))
    assert form["ErrorCode"] == "30003"


def test_stop_refuses_the_next_text_until_start(twilio: Client, product: Product, hand: Hand) -> None:
    hand.post("text", **{"from": TENANT, "body": " Stop "})
    [form] = product.told("/channels/sms/inbound", Body=" Stop ")
    assert form["OptOutType"] == "STOP"
    with pytest.raises(TwilioRestException) as refused:
        twilio.messages.create(to=TENANT, from_=OURS, body="x")
    assert refused.value.code == 21610
    hand.post("text", **{"from": TENANT, "body": "START"})
    assert twilio.messages.create(to=TENANT, from_=OURS, body="x").sid


def test_stop_the_water_is_no_opt_out(twilio: Client, product: Product, hand: Hand) -> None:
    hand.post("text", **{"from": TENANT, "body": "STOP the water!!"})
    [form] = product.told("/channels/sms/inbound")
    assert "OptOutType" not in form
    assert twilio.messages.create(to=TENANT, from_=OURS, body="x").sid


def test_the_whatsapp_window_opens_when_the_tenant_writes(twilio: Client, product: Product, hand: Hand) -> None:
    there, path = f"whatsapp:{TENANT}", "/channels/whatsapp/status"

    def send() -> str:
        return str(
            twilio.messages.create(
                to=there, from_=f"whatsapp:{OURS_WHATSAPP}", body="x", status_callback=product.url + path
            ).sid
        )

    first = send()
    [form] = wait_until(lambda: product.told(path, MessageSid=first, MessageStatus="failed"))
    assert form["ErrorCode"] == "63016"
    hand.post("whatsapp", **{"from": TENANT, "body": "hello"})
    [told] = product.told("/channels/whatsapp/inbound")
    assert (told["From"], told["To"]) == (there, f"whatsapp:{OURS_WHATSAPP}")
    second = send()
    wait_until(lambda: product.told(path, MessageSid=second, MessageStatus="delivered"))


def test_a_text_in_arrives_signed_with_all_its_fields(product: Product, hand: Hand) -> None:
    answer = hand.post("text", **{"from": TENANT, "body": "no hot water 🥶 \x00 end"})
    assert answer["webhook"] == {"status": 200, "attempts": 1, "state": "done"}
    [form] = product.told("/channels/sms/inbound")
    assert form["Body"] == "no hot water 🥶 \x00 end"
    assert (form["MessageSid"], form["AccountSid"], form["From"], form["To"]) == (answer["sid"], ACCOUNT, TENANT, OURS)
    assert form["NumMedia"] == "0" and form["NumSegments"] == "1" and form["ApiVersion"] == "2010-04-01"


def test_a_broken_surrogate_and_a_megabyte_get_through(product: Product, hand: Hand) -> None:
    hand.post("text", **{"from": TENANT, "body": "a\ud800b"})
    hand.post("text", **{"from": TENANT, "body": "é" * 200_000})
    assert [form["Body"][:3] for form in product.told("/channels/sms/inbound")] == ["a?b", "ééé"]


def test_a_failing_product_is_asked_twice_with_one_token_and_then_given_up(product: Product, hand: Hand) -> None:
    product.answers["/channels/sms/inbound"] = lambda form: ("", 503)
    answer = hand.post("text", **{"from": TENANT, "body": "x"})
    assert answer["webhook"] == {"status": 503, "attempts": 2, "state": "gave up"}
    assert len(product.tokens) == 2 and len(set(product.tokens)) == 1


def test_what_the_product_missed_is_in_the_list(twilio: Client, product: Product, hand: Hand) -> None:
    product.answers["/channels/sms/inbound"] = lambda form: ("", 503)
    sids = [hand.post("text", **{"from": TENANT, "body": f"missed {n}"})["sid"] for n in range(5)]
    since = datetime.now(UTC) - timedelta(minutes=5)
    found = twilio.messages.list(to=OURS, date_sent_after=since, page_size=2)
    assert [message.sid for message in found] == sids[::-1]
    assert {str(message.direction) for message in found} == {"inbound"}
    assert twilio.messages.list(to=OURS, date_sent_after=since + timedelta(hours=1)) == []
    assert twilio.messages.list(to=OURS, date_sent_before=since) == []
    assert twilio.messages.list(from_=OURS) == []


def test_a_photo_can_be_fetched_and_deleted_with_our_keys_only(twilio: Client, product: Product, hand: Hand) -> None:
    photo = {"name": "damp.gif", "type": "image/gif", "base64": base64.b64encode(PIXEL).decode()}
    answer = hand.post("text", **{"from": TENANT, "body": "", "media": [photo]})
    [form] = product.told("/channels/sms/inbound")
    assert (form["NumMedia"], form["MediaContentType0"], form["MessageSid"][:2]) == ("1", "image/gif", "MM")
    assert requests.get(form["MediaUrl0"], timeout=5).status_code == 401
    fetched = requests.get(form["MediaUrl0"], auth=(ACCOUNT, TOKEN), timeout=5)
    assert (fetched.content, fetched.headers["Content-Type"]) == (PIXEL, "image/gif")
    [media] = twilio.messages(answer["sid"]).media.list()
    assert media.delete()
    assert requests.get(form["MediaUrl0"], auth=(ACCOUNT, TOKEN), timeout=5).status_code == 404


def test_what_the_product_answers_on_the_spot_is_on_the_phone(product: Product, hand: Hand) -> None:
    product.answers["/channels/sms/inbound"] = lambda form: ("<Response><Message>Hello</Message></Response>", 200)
    hand.post("text", **{"from": TENANT, "body": "x"})
    texts = hand.get("state.json", phone=TENANT)["texts"]
    assert [(text["mine"], text["text"]) for text in texts] == [(True, "x"), (False, "Hello")]


def test_twilios_own_answer_to_a_keyword_stands_below_the_word_that_caused_it(product: Product, hand: Hand) -> None:
    for word in ("STOP", "START", "HELP"):
        hand.post("text", **{"from": TENANT, "body": word})
    texts = hand.get("state.json", phone=TENANT)["texts"]
    assert [(text["mine"], text["text"][:27]) for text in texts] == [
        (True, "STOP"), (False, "You will get no more texts "),
        (True, "START"), (False, "You will get texts from thi"),
        (True, "HELP"), (False, "Text STOP to get no more te"),
    ]  # fmt: skip


def test_wrong_keys_are_refused(sandbox: Sandbox) -> None:
    with pytest.raises(TwilioRestException) as refused:
        twilio_client(sandbox, "wrong").messages.create(to=TENANT, from_=OURS, body="x")
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_many_texts_at_once(product: Product, hand: Hand) -> None:
    sent = hand.post("texts", texts=[{"from": TENANT, "body": str(n)} for n in range(40)])["sent"]
    assert {row["webhook"]["status"] for row in sent} == {200}
    assert {form["MessageSid"] for form in product.told("/channels/sms/inbound")} == {row["sid"] for row in sent}


def test_what_was_told_past_the_handset_opens_the_whatsapp_window(
    settings: SandboxSettings, twilio: Client, product: Product
) -> None:
    """A script that posts signed webhooks of its own is answered too."""
    there, ours, path = f"whatsapp:{TENANT}", f"whatsapp:{OURS_WHATSAPP}", "/channels/whatsapp/status"
    form = {"MessageSid": "SM" + "7" * 32, "From": there, "To": ours, "Body": "hello", "NumMedia": "0"}
    for _ in range(2):  # the provider tells us twice now and then
        overheard.note(settings.data_dir, ACCOUNT, form, now)
    [kept] = twilio.messages.list(from_=there)
    assert (kept.sid, kept.body, kept.direction, kept.status) == (form["MessageSid"], "hello", "inbound", "received")
    sent = twilio.messages.create(to=there, from_=ours, body="x", status_callback=product.url + path).sid
    wait_until(lambda: product.told(path, MessageSid=sent, MessageStatus="delivered"))
