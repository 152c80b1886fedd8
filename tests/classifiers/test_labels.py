"""The messages that wait to be learnt and those held out are labelled as `LABELS.md` says, as far as a machine can tell."""

import pytest

from classifiers.training.messages import ASSETS, Labelled, read_folder
from router.values import Landlord

SAID_BY_THE_ID = {
    "leak.from_above": "from_above",
    "leak.on_electrics": "on_electrics",
    "drainage.sewage_inside": "sewage_inside",
    "complaints.new": "complaint",
}


@pytest.fixture(scope="module", params=["to_learn", "held_out"])
def messages(request: pytest.FixtureRequest, landlord: Landlord) -> list[Labelled]:
    return read_folder(ASSETS / request.param, landlord)


def test_a_baby_is_vulnerable(messages: list[Labelled]) -> None:
    assert not [each.source for each in messages if "baby" in each.flags and "vulnerable" not in each.flags]


def test_a_flag_that_the_id_says_stands_beside_it(messages: list[Labelled]) -> None:
    missing = [
        (each.source, flag)
        for each in messages
        for name, flag in SAID_BY_THE_ID.items()
        if name in (each.first, *each.also) and flag not in each.flags
    ]
    assert not missing


def test_urgency_is_one_of_the_six(messages: list[Labelled]) -> None:
    six = {"life_safety", "emergency", "urgent", "routine", "planned", "none"}
    assert not [each.source for each in messages if each.urgency and each.urgency not in six]


def test_long_messages_stand_once(messages: list[Labelled]) -> None:
    """A greeting or "any news?" may be there twice; six words and more are a copy."""
    seen: dict[str, str] = {}
    twice = []
    for each in messages:
        if len(each.text.split()) >= 6:
            if each.text.casefold() in seen:
                twice.append((seen[each.text.casefold()], each.source))
            seen[each.text.casefold()] = each.source
    assert not twice
