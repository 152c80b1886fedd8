"""Every answer of the web process is guarded, and the open pages tell a stranger nothing."""

from typing import Any

import pytest
from builders import a_text, case_of, hear

from config.web import create_app


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
    page = client.get("/metrics").text
    assert f'queue="{open_one.queue}"' in page
    assert hidden.queue not in page


def test_a_screen_may_hear_its_events_and_play_a_voicemail(client: Any, house: Any) -> None:
    policy = client.get("/desk/sign-in").headers["Content-Security-Policy"]
    assert f":{house.settings.live_port}" in policy.partition("connect-src")[2].partition(";")[0]
    assert "media-src 'self'" in policy
