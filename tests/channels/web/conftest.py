"""A form to fill in, and hands to fill it in with."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse, encode_multipart

from tests.channels.web.pretend_house import PretendHouse


class Visitor:
    """A browser without JavaScript: it keeps cookies and sends the hidden fields back."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def token(self, page: str) -> str:
        found = re.search(r'name="page_token" value="([^"]+)"', self.client.get(f"/report/{page}").text)
        assert found, f"no token on {page}"
        return found[1]

    def fill(self, page: str, **fields: Any) -> TestResponse:
        fields.setdefault("page_token", self.token(page))
        query, follow = fields.pop("query", ""), fields.pop("follow", False)
        kind: str | None = None
        data: Any = fields
        if "photos" in fields:  # in memory: the client's own temporary file would be left open
            boundary, data = encode_multipart(MultiDict(fields))
            kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post(f"/report/{page}{query}", data=data, content_type=kind, follow_redirects=follow)

    def fill_all(self, problem: str = "The tap drips") -> None:
        self.fill("problem", problem=problem)
        self.fill("where", place="home", address="Flat 4, 12 Mill Lane", postcode="zz11aa")
        self.fill("name", name="Mrs Okafor")
        self.fill("contact", reply_by="sms", phone_text="07700 900123")
        self.fill("needs", needs=["baby", "over70"], needs_more="A small dog", language="Igbo")

    def send(self) -> TestResponse:
        return self.fill("check")


@pytest.fixture
def house() -> PretendHouse:
    return PretendHouse()


@pytest.fixture
def visitor(house: PretendHouse) -> Visitor:
    return Visitor(house.app().test_client())
