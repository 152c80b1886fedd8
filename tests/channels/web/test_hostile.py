"""Whatever is typed, sent or forged: nothing breaks, nothing is lost, and nobody reads another's form."""

import pytest
from flask.testing import FlaskClient

from channels.web import answers
from channels.web.seal import COOKIE
from tests.channels.web.conftest import Visitor
from tests.channels.web.pretend_house import PretendHouse

HOSTILE = [
    "plain",
    "emoji 🚿🔥👩‍👩‍👧",
    "שלום, הדוד דולף",
    "مرحبا، الماء يتسرب",
    "NUL\x00 in the middle",
    "<script>alert(1)</script> & \"quotes\" 'too'",
    "{{ 7 * 7 }} {% raw %}",
    "\u202egnorw si ti",
    "x" * answers.LONGEST,
    "\ufffe\uffff odd ends",
]


def test_a_story_too_long_comes_back_whole(visitor: Visitor, house: PretendHouse) -> None:
    story = "leak " * 120_000  # 600 kB
    answer = visitor.fill("problem", problem=story)
    assert answer.status_code == 413
    assert story in answer.text
    assert "Use 20,000 characters or fewer. You have used 600,000." in answer.text
    assert story in visitor.client.get("/report/problem").text


def test_more_than_we_read_at_all_is_refused_kindly(visitor: Visitor) -> None:
    visitor.fill("problem", problem="The tap drips")
    answer = visitor.fill("problem", problem="x" * (6 * 1024 * 1024))
    assert answer.status_code == 413
    assert "The tap drips" in answer.text


@pytest.mark.parametrize("story", HOSTILE)
def test_odd_words_survive(visitor: Visitor, house: PretendHouse, story: str) -> None:
    visitor.fill_all(story)
    visitor.fill("name", name=story[:200])
    assert visitor.client.get("/report/check").status_code == 200
    assert visitor.send().status_code == 303
    (message,) = house.kept.values()
    assert message.text.startswith(story.replace("\x00", ""))
    assert "\x00" not in repr(message.facts)


def test_broken_bytes_are_no_error(visitor: Visitor) -> None:
    token = visitor.token("problem")
    body = f"page_token={token}&problem=".encode() + b"caf%FF%FE%ED%A0%80 drips"
    answer = visitor.client.post("/report/problem", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 303
    assert "drips" in visitor.client.get("/report/problem").text


def test_markup_is_shown_as_text(visitor: Visitor) -> None:
    visitor.fill_all("<script>alert(1)</script>")
    text = visitor.client.get("/report/check").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("token", ["", "forged", "eyJhIjoxfQ.x.y"])
def test_a_page_that_is_not_ours_saves_nothing_and_shows_what_was_typed(
    visitor: Visitor, house: PretendHouse, token: str
) -> None:
    visitor.fill("name", name="Mrs Okafor")
    before = repr(house.drafts)
    answer = visitor.fill("name", name="Somebody else", page_token=token)
    assert answer.status_code == 400
    assert "Somebody else" in answer.text
    assert repr(house.drafts) == before


def test_a_page_of_another_visitor_does_not_fit(house: PretendHouse) -> None:
    app = house.app()
    mine, yours = Visitor(app.test_client()), Visitor(app.test_client())
    mine.fill_all()
    yours.fill_all()
    assert mine.fill("check", page_token=yours.token("check")).status_code == 400
    assert not house.kept


def test_without_a_cookie_the_words_come_back(house: PretendHouse) -> None:
    client: FlaskClient = house.app().test_client(use_cookies=False)
    answer = client.post("/report/problem", data={"problem": "The tap drips", "page_token": "x"})
    assert answer.status_code == 400
    assert "The tap drips" in answer.text
    assert not house.drafts


def test_a_forged_cookie_opens_nothing(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill("name", name="Mrs Okafor")
    cookie = visitor.client.get_cookie(COOKIE, path="/report")
    assert cookie
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    visitor.client.set_cookie(COOKIE, cookie.value[:-2] + "zz", path="/report")
    assert "Mrs Okafor" not in visitor.client.get("/report/name").text


def test_a_robot_in_the_hidden_box_is_told_and_loses_nothing(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill_all()
    answer = visitor.fill("check", website="http://spam.example")
    assert answer.status_code == 400
    assert "A hidden box was filled in" in answer.text
    assert not house.kept
    assert visitor.send().status_code == 303


@pytest.mark.parametrize("path", ["/report/nowhere", "/report/../etc", "/report/%00"])
def test_an_address_that_is_not_there(visitor: Visitor, path: str) -> None:
    assert visitor.client.get(path).status_code == 404
    assert visitor.client.post(path, data={"a": "b"}).status_code in (404, 405)
