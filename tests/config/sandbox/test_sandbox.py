"""The sandbox as a whole: trouble on purpose, a restart, who may ask, and when it refuses to start."""

import dataclasses
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from config.sandbox.__main__ import options
from config.sandbox.journal import Journal, Webhook
from config.sandbox.options import SandboxSettings
from config.sandbox.sandbox import Sandbox
from config.settings import load
from router import clock
from router.errors import BadSetting
from tests.config.sandbox.stand import ACCOUNT, OURS, TENANT, TOKEN, Hand, Product, free_port, twilio_client, wait_until


def bodies(hand: Hand) -> list[str]:
    """What the provider accepted from the product."""
    return [row["body"] for row in hand.get("ledger.json")["accepted"]]


@pytest.mark.parametrize("mode", ["500 after effect", "cut after effect"])
def test_an_answer_can_be_spoilt_after_the_effect(twilio: Client, hand: Hand, mode: str) -> None:
    hand.post("chaos", api={"mode": mode, "times": 1})
    with pytest.raises((TwilioRestException, requests.ConnectionError)):
        twilio.messages.create(to=TENANT, from_=OURS, body="once")
    assert bodies(hand) == ["once"]
    twilio.messages.create(to=TENANT, from_=OURS, body="twice")
    assert bodies(hand) == ["once", "twice"]


@pytest.mark.parametrize(("mode", "status"), [("500", 500), ("503", 503), ("429", 429), ("refuse", 0)])
def test_a_refusal_has_no_effect(twilio: Client, hand: Hand, mode: str, status: int) -> None:
    hand.post("chaos", api={"mode": mode, "times": -1, "seconds": 7})
    url = f"{hand.base}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    form = {"To": TENANT, "From": OURS, "Body": "x"}
    if status:
        answer = requests.post(url, form, auth=(ACCOUNT, TOKEN), timeout=5)
        assert (answer.status_code, answer.headers.get("Retry-After")) == (status, "7" if status == 429 else None)
    else:
        with pytest.raises(requests.ConnectionError):
            requests.post(url, form, auth=(ACCOUNT, TOKEN), timeout=5)
    assert bodies(hand) == [] and twilio.messages.list() == []
    hand.post("chaos", reset=True)
    assert twilio.messages.create(to=TENANT, from_=OURS, body="x").sid


def test_trouble_can_be_meant_for_one_request_only(twilio: Client, hand: Hand) -> None:
    hand.post("chaos", api={"mode": "503", "methods": ["GET"], "path": "Messages.json"})
    sid = str(twilio.messages.create(to=TENANT, from_=OURS, body="x").sid)
    assert twilio.messages(sid).fetch().sid == sid
    with pytest.raises(TwilioException):
        twilio.messages.list()


def test_dropped_webhooks_are_never_posted_and_stay_in_the_list(product: Product, hand: Hand, twilio: Client) -> None:
    hand.post("chaos", webhooks={"drop": 1.0})
    sent = hand.post("text", **{"from": TENANT, "body": "lost"})
    assert sent["webhook"] == {"status": 0, "attempts": 0, "state": "dropped"}
    assert product.heard == []
    assert [message.body for message in twilio.messages.list(to=OURS)] == ["lost"]


def test_duplicated_webhooks_come_twice(product: Product, hand: Hand) -> None:
    hand.post("chaos", webhooks={"duplicate": 1.0})
    sid = hand.post("text", **{"from": TENANT, "body": "x"})["sid"]
    assert len(product.told("/channels/sms/inbound", MessageSid=sid)) == 2


def test_a_wish_for_unknown_trouble_is_refused(hand: Hand) -> None:
    for wish in ({"api": {"mode": "earthquake"}}, {"weather": 1}, {"webhooks": {"lose": 1}}):
        assert requests.post(f"{hand.base}/sandbox/chaos", json=wish, timeout=5).status_code == 400


def test_the_ledger_says_what_was_posted_and_how_it_ended(product: Product, hand: Hand, twilio: Client) -> None:
    callback = f"{product.url}/channels/sms/status?ref=9"
    sent = twilio.messages.create(to=TENANT, from_=OURS, body="x", status_callback=callback)
    product.answers["/channels/sms/inbound"] = lambda form: ("", 500)
    hand.post("text", **{"from": TENANT, "body": "y"})
    wait_until(lambda: len(product.told("/channels/sms/status")) == 3)
    ledger = wait_until(
        lambda: (read := hand.get("ledger.json")) and all(w["state"] != "pending" for w in read["webhooks"]) and read
    )
    [accepted] = ledger["accepted"]
    assert (accepted["sid"], accepted["to"], accepted["from"], accepted["callback"]) == (
        sent.sid,
        TENANT,
        OURS,
        callback,
    )
    assert [w["status"] for w in ledger["webhooks"] if w["kind"] == "status"] == [200] * 3
    assert [(w["status"], w["attempts"]) for w in ledger["webhooks"] if w["kind"] == "inbound"] == [(500, 2)]


def test_a_restart_keeps_everything_and_posts_what_was_owed(settings: SandboxSettings, product: Product) -> None:
    slow = dataclasses.replace(settings, pace=1000.0)
    with Sandbox(slow) as first:
        sid = (
            twilio_client(first)
            .messages.create(to=TENANT, from_=OURS, body="kept", status_callback=f"{product.url}/channels/sms/status")
            .sid
        )
        assert product.heard == []
    with Sandbox(settings) as second:
        assert [message.sid for message in twilio_client(second).messages.list()] == [sid]
        wait_until(lambda: product.told("/channels/sms/status", MessageSid=str(sid), MessageStatus="delivered"))


def test_an_inbound_text_owed_by_a_dead_sandbox_is_posted(settings: SandboxSettings, product: Product) -> None:
    journal = Journal(settings.folder, clock.now)
    form = {"MessageSid": "SM" + "a" * 32, "From": TENANT, "To": OURS, "Body": "x"}
    journal.put("message", form["MessageSid"], {"sid": form["MessageSid"]}, TENANT, OURS,
                [Webhook("inbound", form["MessageSid"], f"{product.url}/channels/sms/inbound", form)])  # fmt: skip
    journal.close()
    with Sandbox(settings):
        wait_until(lambda: product.told("/channels/sms/inbound", MessageSid=form["MessageSid"]))


def test_a_thing_is_looked_at_and_changed_in_one(settings: SandboxSettings) -> None:
    journal = Journal(settings.folder, clock.now)
    journal.put("message", "SM1", {"sid": "SM1", "status": "queued"})
    newest = threading.Thread(target=lambda: journal.change("SM1", status="delivered"))

    def begin_another(_: object) -> bool:
        newest.start()
        newest.join(0.3)  # it cannot end before we have: if it could, its word would be lost
        return True

    assert (journal.change("SM1", begin_another, status="sent") or {})["status"] == "sent"
    newest.join()
    assert (journal.get("SM1") or {})["status"] == "delivered"
    assert journal.change("SM1", lambda now: now["status"] != "delivered", status="sent") is None
    assert (journal.get("SM1") or {})["status"] == "delivered"
    journal.close()


def test_the_state_waits_for_news(hand: Hand, product: Product) -> None:
    version = hand.get("state.json", phone=TENANT)["version"]
    assert hand.get("state.json", phone=TENANT, version=version, wait=0.05) == {"version": version}
    hand.post("text", **{"from": TENANT, "body": "news"})
    news = hand.get("state.json", phone=TENANT, version=version, wait=30)
    assert news["texts"][0]["text"] == "news"


def test_the_people_are_the_demo_landlords(settings: SandboxSettings, hand: Hand) -> None:
    (settings.data_dir / "demo.json").write_text(
        '{"tenants": [{"name": "Grace Okafor", "phone": "07700 900001", "email": "g@mail.example"}],'
        ' "staff": [{"password": "secret"}]}'
    )
    state = hand.get("state.json")
    assert [person["phone"] for person in state["people"]] == [TENANT, "+447700900123"]
    assert "secret" not in str(state)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_another_sites_page_may_not_press_anything(hand: Hand, product: Product, headers: dict[str, str]) -> None:
    answer = requests.post(f"{hand.base}/sandbox/text", json={"from": TENANT, "body": "x"}, headers=headers, timeout=5)
    assert (answer.status_code, product.heard) == (403, [])


def test_a_form_of_another_page_is_refused(hand: Hand, product: Product) -> None:
    assert requests.post(f"{hand.base}/sandbox/text", {"from": TENANT}, timeout=5).status_code == 415


def test_the_page_runs_nothing_from_elsewhere(hand: Hand) -> None:
    answer = requests.get(f"{hand.base}/handset", timeout=5)
    assert answer.status_code == 200 and "Larkshire Homes" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    static = Path(__file__).parents[3] / "config" / "sandbox" / "static"
    for name in (path.name for path in static.iterdir()):
        assert requests.get(f"{hand.base}/handset/static/{name}", timeout=5).status_code == 200


def test_the_sandbox_never_stands_beside_a_real_account(tmp_path: Path) -> None:
    given = {
        "DATA_DIR": str(tmp_path), "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_NUMBER": OURS,
        "PUBLIC_URL": "https://homes.example", "SECRET_KEY": "s" * 40, "MAIL_RELAY_URL": "smtp://relay.example:25",
    }  # fmt: skip
    with pytest.raises(BadSetting, match="sandbox"):
        options(load(given))
    mine = options(load({"DATA_DIR": str(tmp_path)}))
    assert (mine.host, mine.landlord_name) == ("127.0.0.1", "Larkshire Homes")
    assert mine.account_sid.startswith("AC")


def test_the_process_starts_serves_and_stops(tmp_path: Path) -> None:
    ports = [free_port(), free_port()]
    environment = {
        "DATA_DIR": str(tmp_path), "SANDBOX_PORT": str(ports[0]), "SANDBOX_SMTP_PORT": str(ports[1]),
        "PATH": "/usr/bin",
    }  # fmt: skip
    root = Path(__file__).parents[3]
    process = subprocess.Popen([sys.executable, "-m", "config.sandbox"], cwd=root, env=environment)
    try:

        def up() -> bool:
            try:
                return requests.get(f"http://127.0.0.1:{ports[0]}/handset", timeout=2).ok
            except requests.ConnectionError:
                time.sleep(0.05)
                return False

        wait_until(up, 30)
    finally:
        process.terminate()
        assert process.wait(20) == 0
