"""A page when the database has no connection to spare, and one that keeps it for nobody."""

from contextlib import contextmanager
from typing import Any

import pytest
from flask import before_render_template
from sqlalchemy.exc import TimeoutError as NoConnection

from router.model import SignInAttempt
from tests.queues.diaries import open_diary


def test_whoever_finds_every_connection_in_use_is_asked_to_wait_a_moment(
    house: Any, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = browser("amina")
    address, version = house.url("boiler", "take"), str(house.case("boiler").version)

    @contextmanager
    def none_left() -> Any:
        raise NoConnection("QueuePool limit")
        yield

    with monkeypatch.context() as patch:
        patch.setattr(house.database, "transaction", none_left)
        answer = amina.post(address, version=version)
    assert answer.status_code == 503 and "Wait a moment" in answer.text
    assert amina.post(address, version=version).status_code == 302


@pytest.mark.parametrize(
    ("what", "form", "drawn"),
    [
        ("visits/book", {"version": "0", "time": "2026-11-24|am|1|"}, "desk/booking.html"),
        ("visits/book", {"time": "2026-11-21|am|1|"}, "desk/booking.html"),
        ("visits/offer", {"version": "0"}, "desk/case.html"),
        ("hand-over", {"why": ""}, "desk/case.html"),
        ("reply", {"text": "", "do": "send"}, "desk/case.html"),
        ("reply", {"text": "Hello", "do": "count"}, "desk/case.html"),
        ("note", {"text": ""}, "desk/case.html"),
        ("clocks/begin", {"version": "0"}, "desk/case.html"),
    ],
)
def test_nobody_waits_to_write_while_a_page_that_says_no_is_drawn(
    house: Any, browser: Any, what: str, form: dict[str, str], drawn: str
) -> None:
    """SQLite has one writer: of sixteen who pressed at once the last waited ten seconds for the others' pages."""
    open_diary(house)
    amina = browser("amina")
    assert amina.post(house.url("boiler", "take")).status_code == 302
    seen: list[str] = []

    def write(_app: Any, template: Any, **_context: Any) -> None:
        if template.name == drawn:
            with house.database.transaction() as session:
                session.add(SignInAttempt(key="x" * 64, at=house.clock()))
            seen.append(template.name)

    with before_render_template.connected_to(write, house.app):
        given = {"version": str(house.case("boiler").version), "form_id": "a" * 32, **form}
        answer = amina.post(house.url("boiler", what), **given)
    assert answer.status_code in (200, 400, 409), what
    assert seen == [drawn]
