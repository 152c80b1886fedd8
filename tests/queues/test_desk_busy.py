"""A page when the database has no connection to spare."""

from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.exc import TimeoutError as NoConnection


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
