"""Times and visits on the pages of a case: what may be chosen, what is shown, and what a press of a button sends."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from router.errors import CannotKeep
from router.values import OfferedTime, Progress, TimesAnswer
from tests.channels.web.conftest import Visitor
from tests.channels.web.pretend_house import AT, PretendHouse

TOKEN = "tok-FD-00001"
PAGE = f"/progress/{TOKEN}"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


MORNING = OfferedTime(1, at(24, 8), at(24, 12), "am")
EVENING = OfferedTime(2, at(24, 17), at(24, 20), "evening")
SCHOOL = OfferedTime(3, at(26, 9, 30), at(26, 14, 30), "school_run")
OFFERED = Progress(
    "FD-00001", "You can choose a time now.", AT, placed=True, times=(MORNING, EVENING, SCHOOL), times_id=5,
    held_until=at(22, 17), adult_words="An adult (18 or over) must be in.",
)  # fmt: skip
BOOKED = replace(
    OFFERED, times=(), times_id=0, held_until=None, visit=EVENING, visit_state="booked", state="A visit is booked."
)


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the first form, as a browser sends them back."""
    form = page[page.index("<form") :].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


@pytest.mark.parametrize("address", [PAGE, f"/report/done/{TOKEN}", f"/report/done/{TOKEN}/now"])
def test_the_times_are_shown_with_their_date_and_how_long_they_are_kept(
    visitor: Visitor, house: PretendHouse, address: str
) -> None:
    house.progress[TOKEN] = OFFERED
    text = visitor.client.get(address).text
    assert re.findall(r'type="radio" value="([^"]+)"', text) == ["1", "2", "3", "none", "person"]
    for words in ("Tuesday 24 November", "8am to 12 noon", "5pm to 8pm", "Thursday 26 November", "9.30am to 2.30pm",
                  "until Sunday 22 November 2026, 5:00pm", "An adult (18 or over) must be in."):  # fmt: skip
        assert words in text
    assert "checked" not in text, "nothing is chosen for them"


@pytest.mark.parametrize("choice", ["2", "none", "person"])
def test_a_choice_is_handed_to_the_house_and_the_page_is_shown_again(
    visitor: Visitor, house: PretendHouse, choice: str
) -> None:
    house.progress[TOKEN] = OFFERED
    hidden = fields(visitor.client.get(PAGE).text)
    answer = visitor.client.post(PAGE, data={**hidden, "choice": choice})
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert house.answered == [(TOKEN, TimesAnswer(choice, hidden["form_id"], 5))]
    assert visitor.client.post(PAGE, data={**hidden, "choice": choice}).status_code == 303
    assert len({given.form_id for _, given in house.answered}) == 1, "pressed twice it is the same form"
    assert fields(visitor.client.get(PAGE).text)["form_id"] != hidden["form_id"], "the page read anew is another"


def test_nothing_chosen_is_asked_for_again(visitor: Visitor, house: PretendHouse) -> None:
    house.progress[TOKEN] = OFFERED
    answer = visitor.client.post(PAGE, data=fields(visitor.client.get(PAGE).text), follow_redirects=True)
    assert "Choose one of these first." in answer.text and 'role="alert"' in answer.text
    assert not house.answered


@pytest.mark.parametrize(("outcome", "words"), [("gone", "has just gone"), ("over", "no longer on offer")])
def test_who_comes_too_late_is_told_and_sees_what_there_is(
    visitor: Visitor, house: PretendHouse, outcome: str, words: str
) -> None:
    house.progress[TOKEN], house.outcome = OFFERED, outcome
    data = {**fields(visitor.client.get(PAGE).text), "choice": "1"}
    text = visitor.client.post(PAGE, data=data, follow_redirects=True).text
    assert words in text and "When can we come?" in text


def test_one_time_is_asked_as_a_question(visitor: Visitor, house: PretendHouse) -> None:
    house.progress[TOKEN] = replace(OFFERED, times=(EVENING,), sure=True)
    text = visitor.client.get(PAGE).text
    assert "Does this suit you?" in text and "This does not suit me" in text


def test_what_is_booked_can_be_moved_or_cancelled(visitor: Visitor, house: PretendHouse) -> None:
    house.progress[TOKEN] = BOOKED
    text = visitor.client.get(PAGE).text
    assert "Your visit" in text and "Tuesday 24 November" in text and "5pm to 8pm" in text
    assert 'type="radio"' not in text
    for form in re.findall(r"<form.*?</form>", text, re.DOTALL):
        visitor.client.post(PAGE, data=fields(form))
    assert [given.choice for _, given in house.answered] == ["move", "cancel"]


@pytest.mark.parametrize(
    ("state", "words", "button"),
    [("on_the_way", "Somebody is on the way to you.", None), ("arrived", "Somebody is with you now.", None),
     ("done", "Done.", None), ("cancelled", "It was cancelled.", "times"),
     ("no_access", "nobody was in", "times"), ("missed", "we are sorry", "times")],
)  # fmt: skip
def test_each_state_of_a_visit_is_said(
    visitor: Visitor, house: PretendHouse, state: str, words: str, button: str | None
) -> None:
    house.progress[TOKEN] = replace(BOOKED, visit_state=state)
    text = visitor.client.get(PAGE).text
    assert words in text
    assert ("<form" in text) is (button is not None)
    if button:
        assert fields(text)["choice"] == button


def test_a_visit_that_may_have_to_change_is_not_shown_as_one_that_stands(visitor: Visitor, house: PretendHouse) -> None:
    house.progress[TOKEN] = BOOKED
    assert "may have to change" not in visitor.client.get(PAGE).text
    house.progress[TOKEN] = replace(BOOKED, unsure=(EVENING,))
    assert "may have to change, as who was to come is away" in visitor.client.get(PAGE).text


def test_while_an_answer_is_worked_on_the_page_looks_again_but_not_for_ever(
    visitor: Visitor, house: PretendHouse
) -> None:
    house.progress[TOKEN] = replace(BOOKED, busy=True)
    text = visitor.client.get(f"{PAGE}?n=3").text
    assert f'<meta http-equiv="refresh" content="1; url={PAGE}?n=4">' in text
    assert "We have your answer." in text and "<form" not in text
    assert "refresh" not in visitor.client.get(f"{PAGE}?n=10").text
    house.progress[TOKEN] = BOOKED
    assert "refresh" not in visitor.client.get(PAGE).text


def test_a_link_that_is_not_ours_books_nothing(visitor: Visitor, house: PretendHouse) -> None:
    answer = visitor.client.post("/progress/forged", data={"choice": "1", "form_id": "x", "times_id": "5"})
    assert answer.status_code == 404


def test_when_it_cannot_be_kept_nobody_is_told_that_it_was(visitor: Visitor, house: PretendHouse) -> None:
    house.progress[TOKEN], house.down = OFFERED, CannotKeep("disk full")
    data = {**fields(visitor.client.get(PAGE).text), "choice": "1"}
    answer = visitor.client.post(PAGE, data=data)
    assert answer.status_code == 503
    assert "could not take your answer" in answer.text and "safe with us" not in answer.text


@pytest.mark.parametrize(
    "data",
    [{}, {"choice": "1"}, {"form_id": "x"}, {"choice": "1", "form_id": "x", "times_id": "9" * 400},
     {"choice": "\x00" * 9, "form_id": "é" * 999, "times_id": "-1"}, {"choice": "x" * 200_000, "form_id": "x"}],
)  # fmt: skip
def test_odd_forms_are_no_error(visitor: Visitor, house: PretendHouse, data: dict[str, str]) -> None:
    house.progress[TOKEN] = OFFERED
    assert visitor.client.post(PAGE, data=data).status_code in (303, 413)
