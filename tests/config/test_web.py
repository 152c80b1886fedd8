"""Every answer of the web process is guarded, and the open pages tell a stranger nothing."""

import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from builders import OKAFOR, a_text, case_of, hear
from sqlalchemy import select

from channels.twilio_signature import sign
from config.sandbox.journal import Journal
from config.sandbox.options import folder_in
from config.web import create_app
from config.wiring import House
from queues import sessions
from router.model import Message, SignInAttempt, Tenant


@pytest.fixture
def client(house: Any) -> Any:
    return create_app(house).test_client()


@pytest.mark.parametrize(
    "address",
    ["/", "/report", "/report/problem", "/progress/forged", "/health", "/live", "/metrics", "/desk", "/desk/sign-in",
     "/nothing", "/static/app.css", "/static/nothing", "/channels/sms/inbound", "/report/nothing", "/events"],
)  # fmt: skip
def test_no_answer_is_framed_or_taken_for_another_type(client: Any, address: str) -> None:
    with client.get(address) as answer:
        headers = answer.headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")


@pytest.mark.parametrize("address", ["/nothing", "/Report", "/nothing/<b>here</b>"])
def test_an_address_that_is_not_there_is_told_on_our_own_page_with_a_way_back(client: Any, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404 and '<html lang="en-GB"' in answer.text
    assert "We could not find that page" in answer.text and "<b>here" not in answer.text
    assert "call the National Gas Emergency Service now" in answer.text, "as the landlord's safety.yaml says it"
    assert 'href="/report"' in answer.text and 'href="/"' in answer.text and 'href="/desk"' not in answer.text


def test_a_method_that_is_not_allowed_is_told_on_our_own_page(client: Any) -> None:
    answer = client.post("/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "Nothing was sent to us" in answer.text and 'href="/report"' in answer.text
    staff = client.post("/desk/waiting")
    assert (staff.status_code, staff.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert 'href="/desk"' in staff.text
    assert "Page not found" in client.get("/desk/nothing").text


def test_a_program_is_told_plainly(client: Any) -> None:
    for address in ("/channels/sms/nothing", "/static/nothing"):
        with client.get(address) as answer:
            assert answer.status_code == 404 and "govuk" not in answer.text


def test_the_first_page_leads_everybody_on_and_offers_no_door_that_is_closed(house: Any, client: Any) -> None:
    page = client.get("/").text
    for address in ("/report", "/progress", "/walkabouts", "/desk", "tel:999", "/handset"):
        assert f'href="{address}"' in page
        assert address.startswith("tel:") or client.get(address).status_code in (200, 302)
    closed = dataclasses.replace(house, settings=house.settings.model_copy(update={"channels": "sms,email"}))
    page = create_app(closed).test_client().get("/").text
    closed.close()
    assert "/report" not in page and "/progress" not in page and "/walkabouts" in page


def test_a_strangers_host_name_leads_nobody_astray(client: Any) -> None:
    strange = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"}
    for address in ("/desk", "/report/check", "/report/problem"):
        answer = client.get(address, headers=strange)
        assert "evil.example" not in answer.headers.get("Location", "")
        assert "evil.example" not in answer.text


def test_the_figures_do_not_count_restricted_cases_by_queue(house: Any, client: Any) -> None:
    open_one, hidden = (case_of(house, kept) for kept in hear(
        house, a_text("My kitchen tap drips", "+447700900201"), a_text("My partner hits me", "+447700900202")
    ))  # fmt: skip
    assert (open_one.restricted, hidden.restricted) == (False, True)
    assert open_one.queue != hidden.queue
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    page = answer.text
    assert f'queue="{open_one.queue}"' in page
    assert hidden.queue not in page


def test_the_figures_do_not_count_what_a_tenant_has_who_was_hidden_since(house: Any, client: Any, cast: Any) -> None:
    [kept] = hear(house, a_text("My kitchen tap drips", OKAFOR))
    queue = case_of(house, kept).queue
    assert f'queue="{queue}"' in client.get("/metrics").text
    with house.database.transaction() as session:
        session.get_one(Tenant, cast.okafor).restricted = True
    assert queue not in client.get("/metrics").text


def test_a_screen_may_hear_its_events_and_play_a_voicemail(client: Any, house: Any) -> None:
    policy = client.get("/desk/sign-in").headers["Content-Security-Policy"]
    assert f":{house.settings.live_port}" in policy.partition("connect-src")[2].partition(";")[0]
    assert "media-src 'self'" in policy


# --- behind proxies ----------------------------------------------------------------------------

THEIRS = "203.0.113.7"


@pytest.fixture
def behind(house: House) -> Iterator[Callable[[int], Any]]:
    """A client of a house that has so many proxies of its own in front; they speak to us from 10.0.0.1."""
    opened = []

    def behind(proxies: int) -> Any:
        other = dataclasses.replace(house, settings=house.settings.model_copy(update={"proxies": proxies}))
        opened.append(other)
        client = create_app(other).test_client()
        client.environ_base["REMOTE_ADDR"] = "10.0.0.1"
        return client

    yield behind
    for other in opened:
        other.close()


def sign_in(client: Any, forwarded: str, number: int = 0) -> int:
    page = client.get("/desk/sign-in").text
    csrf = re.search(r'name="csrf" value="([^"]*)"', page)
    form = {"csrf": csrf[1] if csrf else "", "email": f"{number}@homes.example", "password": "not the right words"}
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return int(client.post("/desk/sign-in", data=form, headers=headers).status_code)


def worn_out(house: House, address: str) -> None:
    """From this address somebody has guessed as often as anybody may."""
    key = sessions.seal(house.settings.secret_key, "sign-in", f"address:{address}")
    with house.database.transaction() as session:
        session.add_all(SignInAttempt(key=key, at=house.now()) for _ in range(sessions.TRIES_FROM))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counts_as"),
    [
        (0, "", "10.0.0.1"),
        (0, THEIRS, "10.0.0.1"),  # nobody vouches for it
        (1, THEIRS, THEIRS),
        (1, f"198.51.100.1, {THEIRS}", THEIRS),  # what callers write there themselves comes first: not believed
        (2, f"198.51.100.1, {THEIRS}, 10.0.0.2", THEIRS),
        (2, THEIRS, "10.0.0.1"),  # one proxy was gone round
    ],
)
def test_guesses_count_for_the_address_that_our_own_proxies_saw(
    house: House, behind: Callable[[int], Any], proxies: int, forwarded: str, counts_as: str
) -> None:
    client = behind(proxies)
    worn_out(house, counts_as)
    assert sign_in(client, forwarded) == 429
    with house.database.transaction() as session:
        for row in session.scalars(select(SignInAttempt)):
            session.delete(row)
    for other in {"10.0.0.1", "10.0.0.2", "198.51.100.1", THEIRS} - {counts_as}:
        worn_out(house, other)
    assert sign_in(client, forwarded) == 403


@pytest.mark.parametrize("proxies", [0, 1])
def test_twilio_signs_our_public_address_whatever_a_proxy_says(
    house: House, behind: Callable[[int], Any], proxies: int
) -> None:
    settings, path = house.settings, "/channels/sms/inbound"
    form = {"AccountSid": settings.twilio_account_sid, "MessageSid": "SM" + "0" * 32, "From": "+447700900101",
            "To": settings.twilio_number, "Body": "my tap drips"}  # fmt: skip
    told = {"X-Forwarded-For": THEIRS, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Prefix": "/x", "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip

    def post(signed: str) -> int:
        signature = sign(signed, form, settings.twilio_auth_token)
        answer = behind(proxies).post(path, data=urlencode(form), headers={**told, "X-Twilio-Signature": signature})
        return int(answer.status_code)

    assert post(f"https://evil.example/x{path}") == 403
    assert post(settings.public_url + path) in (200, 204)
    with house.database.reading() as session:
        assert session.scalars(select(Message.text).where(Message.direction == "in")).all() == ["my tap drips"]


def test_the_stand_in_is_told_of_a_whatsapp_that_came_by_the_webhook(house: House, client: Any) -> None:
    settings = house.settings
    journal = Journal(folder_in(settings.data_dir), house.now)
    sid, there = "SM" + "7" * 32, "whatsapp:+447700900117"
    form = {"MessageSid": sid, "AccountSid": settings.twilio_account_sid, "From": there, "Body": "my tap drips",
            "To": f"whatsapp:{settings.twilio_whatsapp_number}", "NumMedia": "0"}  # fmt: skip
    address = "/channels/whatsapp/inbound"
    signature = sign(f"{settings.public_url}{address}", form, settings.twilio_auth_token)
    assert client.post(address, data=form, headers={"X-Twilio-Signature": "forged"}).status_code == 403
    assert journal.find("message", sender=there) == []
    assert client.post(address, data=form, headers={"X-Twilio-Signature": signature}).status_code == 200
    [known] = journal.find("message", sender=there)
    journal.close()
    assert (known["sid"], known["body"], known["direction"]) == (sid, "my tap drips", "inbound")
