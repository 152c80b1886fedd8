"""Whoever may be in danger: whom to call comes first, and what was typed is read by nobody else."""

import pytest

from channels.web.seal import COOKIE
from tests.channels.web.conftest import Visitor
from tests.channels.web.pretend_house import PretendHouse


def test_danger_comes_before_the_form(visitor: Visitor) -> None:
    text = visitor.client.get("/report").text
    assert "0800 111 999" in text
    assert 'href="tel:999"' in text
    assert 'href="tel:01632960100"' in text
    assert COOKIE not in visitor.client.get("/report").headers.get("Set-Cookie", "")


@pytest.mark.parametrize(
    ("problem", "warned"),
    [
        ("i can smell gas in the kitchen. Also the bath tap drips", True),
        ("Water is dripping through the bedroom light", True),
        ("my husband hits me", True),
        ("the CO alarm keeps going off", True),
        ("my baby is not breathing", True),
        ("CO detector beeping", True),
        ("it smells of rotten eggs in here", True),
        ("i want to die", True),
        ("somebody is breaking in", True),
        ("bare wires hanging out of the wall", True),
        ("the ceiling has come down", True),
        ("the bath tap drips", False),
        ("The light in the hall does not come on", False),
    ],
)
def test_a_story_that_may_tell_of_danger_is_followed_by_whom_to_call(
    visitor: Visitor, problem: str, warned: bool
) -> None:
    page = visitor.fill("problem", problem=problem, follow=True).text
    assert "Can you show us?" in page
    assert ("Call before you go on" in page) is warned
    assert ("Call before you go on" in visitor.client.get("/report/name").text) is warned


def test_what_was_typed_can_be_deleted_before_somebody_else_reads_it(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill("problem", problem="he must not read this")
    start = visitor.client.get("/report").text
    assert "Carry on with your report" in start and "Delete what I wrote" in start
    assert (
        '<a class="govuk-link" href="/report">Stop, or delete what you wrote</a>'
        in visitor.client.get("/report/where").text
    )
    answer = visitor.client.post("/report/delete", data={"page_token": visitor.token("where")})
    assert (answer.status_code, answer.location) == (303, "/report")
    assert "Carry on" not in visitor.client.get("/report").text
    assert "must not read" not in visitor.client.get("/report/problem").text
    assert not any("must not read" in str(kept) for kept in house.drafts.values())


def test_a_strangers_page_deletes_nothing(visitor: Visitor) -> None:
    visitor.fill("problem", problem="The tap drips")
    visitor.client.post("/report/delete", data={"page_token": "forged"})
    assert "The tap drips" in visitor.client.get("/report/problem").text


def test_a_form_that_cannot_be_dropped_is_gone_from_this_browser(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill("problem", problem="he must not read this")
    token = visitor.token("where")
    house.drafts_down = True
    visitor.client.post("/report/delete", data={"page_token": token})
    house.drafts_down = False
    assert "must not read" not in visitor.client.get("/report/problem").text
