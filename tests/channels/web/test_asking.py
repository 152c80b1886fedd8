"""Whoever lost the link to their case types the reference: what is taken, what is sent back, and what is never told."""

import pytest

from router.errors import CannotKeep
from router.values import LinkAsked
from tests.channels.web.conftest import Visitor
from tests.channels.web.pretend_house import PretendHouse

RIGHT = {"reference": "fd wd8 929h", "known": " 07700  900101 "}


def test_the_page_is_found_from_the_form_and_from_a_link_that_has_ended(visitor: Visitor) -> None:
    assert 'href="/progress"' in visitor.client.get("/report").text
    gone = visitor.client.get("/progress/not-ours")
    assert gone.status_code == 404 and 'href="/progress"' in gone.text
    visitor.fill_all()
    assert 'href="/progress"' in visitor.client.get(visitor.send().location or "").text
    page = visitor.client.get("/progress/")
    assert page.status_code == 200 and "Your reference" in page.text and "http" not in page.headers.get("Location", "")


def test_what_is_typed_is_handed_over_and_nothing_of_it_stands_in_an_address(
    visitor: Visitor, house: PretendHouse
) -> None:
    sent = visitor.client.post("/progress", data=RIGHT)
    assert (sent.status_code, sent.location) == (303, "/progress?sent=1")
    assert house.asked == [LinkAsked("FD-WD8-929H", "07700 900101", "127.0.0.1")]
    assert "on its way" in visitor.client.get(sent.location).text


@pytest.mark.parametrize(
    ("typed", "wrong", "right"),
    [
        ({"reference": "", "known": ""}, ("Enter your reference", "Enter your phone number"), ()),
        ({"reference": "my tap", "known": "LX1 2AB"}, ("Enter your reference",), ("Enter your phone number",)),
        ({"reference": "FD-WD8-929H", "known": "Ngozi"}, ("Enter your phone number",), ("Enter your reference",)),
        ({"reference": "FD-WD8-929H", "known": "LX1"}, ("Enter your phone number",), ()),
    ],
)
def test_what_cannot_be_right_comes_back_as_it_was_typed(
    visitor: Visitor, house: PretendHouse, typed: dict[str, str], wrong: tuple[str, ...], right: tuple[str, ...]
) -> None:
    answer = visitor.client.post("/progress", data=typed)
    assert answer.status_code == 422 and house.asked == []
    for words in wrong:
        assert words in answer.text
    for words in right:
        assert words not in answer.text
    for text in filter(None, typed.values()):
        assert f'value="{text}"' in answer.text


@pytest.mark.parametrize("known", ["ngozi@post.example", "LX1 2AB", "lx12ab", "07700900101", "+447700900101"])
def test_any_of_three_ways_to_be_known(visitor: Visitor, house: PretendHouse, known: str) -> None:
    assert visitor.client.post("/progress", data={**RIGHT, "known": known}).status_code == 303
    assert house.asked[0].known == known


def test_too_often_and_not_kept_are_said_and_nothing_typed_is_lost(visitor: Visitor, house: PretendHouse) -> None:
    house.asked_too_often = True
    often = visitor.client.post("/progress", data=RIGHT)
    assert often.status_code == 429 and "Wait a quarter of an hour" in often.text and "07700 900101" in often.text
    house.down = CannotKeep("no database")
    down = visitor.client.post("/progress", data=RIGHT)
    assert down.status_code == 503 and "Try again in a minute" in down.text and "07700 900101" in down.text


@pytest.mark.parametrize("reference", ["\x00", "x" * 20_000, "\ud83d", "<script>alert(1)</script>", "FD-WD8-929H" * 40])
def test_nothing_that_is_typed_breaks_the_page(visitor: Visitor, house: PretendHouse, reference: str) -> None:
    typed = {"reference": reference.encode("utf-8", "surrogatepass"), "known": "'; drop table"}
    answer = visitor.client.post("/progress", data=typed)
    assert answer.status_code in (413, 422) and house.asked == [] and "<script>alert" not in answer.text
