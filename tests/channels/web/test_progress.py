"""The confirmation and the progress page: what they show, when they look again, and what they never tell."""

import re
from dataclasses import replace

import pytest

from router.values import Progress
from tests.channels.web.conftest import Visitor
from tests.channels.web.pretend_house import AT, PretendHouse


def test_the_confirmation_gives_the_reference_and_says_what_comes(visitor: Visitor) -> None:
    visitor.fill_all()
    text = visitor.client.get(visitor.send().location or "").text
    assert "FD-00001" in text
    assert "We answer you by text message." in text
    assert "We are open until 6pm today." in text
    assert "/progress/tok-FD-00001" in text


def test_it_looks_again_until_the_case_is_placed_but_not_for_ever(visitor: Visitor, house: PretendHouse) -> None:
    house.placed = False
    text = visitor.client.get("/report/done/tok-FD-00001?n=3").text
    assert '<noscript><meta http-equiv="refresh" content="1; url=/report/done/tok-FD-00001?n=4"></noscript>' in text
    assert 'hx-get="/report/done/tok-FD-00001/now?n=4"' in text
    last = visitor.client.get("/report/done/tok-FD-00001?n=10").text
    assert 'http-equiv="refresh"' not in last
    assert "hx-get" not in last
    house.placed = True
    assert 'http-equiv="refresh"' not in visitor.client.get("/report/done/tok-FD-00001").text


@pytest.mark.parametrize("n", ["-1", "x", "99999999999999999999", "%00"])
def test_a_silly_count_is_no_error(visitor: Visitor, n: str) -> None:
    assert visitor.client.get(f"/report/done/tok-FD-00001?n={n}").status_code == 200


def test_safety_words_come_first_and_can_be_dialled(visitor: Visitor, house: PretendHouse) -> None:
    house.safety = ("Leave <now>.", "Call 0800 111 999 from outside, or 999.")
    text = visitor.client.get("/report/done/tok-FD-00001").text
    assert text.index("Please do this now") < text.index("We have your report</h1>")
    assert "Leave &lt;now&gt;." in text
    assert '<a href="tel:0800111999">0800 111 999</a> from outside, or <a href="tel:999">999</a>' in text
    assert "We are open" not in text, "when the office opens is nothing to somebody in danger"
    part = visitor.client.get("/report/done/tok-FD-00001/now").text
    assert 'role="alert"' in part
    assert "<html" not in part


HARM = "We have your message. If you are in danger now call 999."


@pytest.mark.parametrize("page", ["/progress/tok-FD-00001", "/report/done/tok-FD-00001"])
def test_nothing_is_shown_beside_the_shortest_words(visitor: Visitor, house: PretendHouse, page: str) -> None:
    """`domestic_abuse` and `safeguarding_adult_child`: whoever looks at this telephone next learns nothing."""
    house.progress["tok-FD-00001"] = Progress("FD-00001", "", AT, (HARM,), True, of_harm=True)
    main = "<main" + visitor.client.get(page).text.partition("<main")[2].partition("</main>")[0]
    assert " ".join(re.sub(r"<[^>]*>", "", main).split()) == HARM
    assert "/progress/" not in main


def test_what_happens_next_waits_until_it_is_read(visitor: Visitor, house: PretendHouse) -> None:
    house.placed = False
    page = visitor.client.get("/report/done/tok-FD-00001").text
    assert "FD-00001" in page and "We answer you" not in page
    assert "We answer you" in visitor.client.get("/report/done/tok-FD-00001/now?n=10").text, "not for ever"
    house.progress["tok-FD-00001"] = Progress("FD-00001", "", AT, (HARM,), True, of_harm=True)
    part = visitor.client.get("/report/done/tok-FD-00001/now?n=1").text
    assert 'id="kept" hx-swap-oob="true"' in part and 'id="next" hx-swap-oob="true"' in part
    assert "We have your report" not in part and "What happens next" not in part and "FD-00001" not in part


def test_the_progress_page_tells_nothing_about_the_person(visitor: Visitor) -> None:
    visitor.fill_all()
    visitor.send()
    answer = visitor.client.get("/progress/tok-FD-00001")
    assert "A person is reading it" in answer.text
    assert "Sunday 22 November 2026, 3:07pm" in answer.text
    for private in ("Okafor", "Mill Lane", "drips", "900123"):
        assert private not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", ["/progress/forged", "/report/done/forged", "/report/done/forged/now"])
def test_a_link_that_is_not_ours_is_a_kind_404(visitor: Visitor, page: str) -> None:
    answer = visitor.client.get(page)
    assert answer.status_code == 404
    assert "Your report is not lost" in answer.text


def test_when_it_cannot_be_looked_up_it_is_still_safe(house: PretendHouse) -> None:
    def broken(_: str) -> None:
        raise OSError("no database")

    hooks = replace(house.hooks(), progress=broken)
    house.hooks = lambda: hooks  # type: ignore[method-assign]  # a stand-in
    client = house.app().test_client()
    answer = client.get("/progress/tok-FD-00001")
    assert answer.status_code == 503
    assert "safe with us" in answer.text
    part = client.get("/report/done/tok-FD-00001/now?n=2")
    assert part.status_code == 200  # htmx would stop looking at anything else
    assert "now?n=3" in part.text


def test_only_colours_reach_the_style_sheet(visitor: Visitor) -> None:
    answer = visitor.client.get("/report/theme.css")
    assert answer.text == ":root{--fd-brand:#0b5563;}\n"
    assert answer.mimetype == "text/css"
