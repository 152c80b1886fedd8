"""What the house says by itself goes nowhere that a stranger could be paid for."""

from typing import Any

import pytest
from builders import a_text, case_of, hear, said_to


def asked_for_a_text(house: Any, number: str, words: str) -> list[str]:
    """The kinds of what is sent when somebody types this number into the form."""
    kept = hear(house, a_text(words, number, channel="web", reply_by="sms", reply_to=number))[0]
    return [message.kind for message in said_to(house, case_of(house, kept).id)]


@pytest.mark.parametrize("words", ["My kitchen tap drips", "I can smell gas in the kitchen"])
def test_a_number_typed_into_the_form_is_texted_when_it_is_a_mobile_here(house: Any, words: str) -> None:
    assert asked_for_a_text(house, "+447700900301", words)


@pytest.mark.parametrize("number", ["+447000000000", "+447600000000", "+88213000000", "+12025550123", "+441632960001"])
def test_it_is_not_when_texting_it_costs_us_dear(house: Any, number: str) -> None:
    assert asked_for_a_text(house, number, "My kitchen tap drips") == []
