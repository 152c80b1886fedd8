"""A word about another thing takes no danger back, wherever it stands in the same breath."""

import pytest

from classifiers.clause import own_clause
from classifiers.pipeline import Pipeline

_DANGERS = {
    "gas": "theres a strong smell of gas in the hall",
    "carbon_monoxide": "the carbon monoxide alarm keeps going off",
    "fire": "there is a fire in my bedroom",
    "electrical_danger": "i got an electric shock off the oven",
    "water_leak": "water is gushing through the ceiling",
    "lift_trapped": "my nan is stuck in the lift",
    "structural": "the kitchen ceiling has come down",
    "domestic_abuse": "my boyfriend punched me last night",
    "safeguarding_adult_child": "i dont want to live any more",
}
_ORDINARY = """
my insurance wants a letter
the heating is fine
thank you for mending the fence
i was told to ring you about the fence
the rent is paid up to date
i am at work until six
my phone is on four percent
the dog is barking
i have a tin of white paint
the tiles in the bathroom are loose
when is the window coming
the boiler is due its service
can you tell me about parking
the neighbours had a party
""".strip().splitlines()
_WAYS = ("{0} and {1}", "{0}, {1}", "{0} {1}", "{0} which is awful and {1}", "{1} and {0}", "{1}, {0}", "{1} {0}")


@pytest.mark.parametrize("danger", _DANGERS)
def test_a_danger_stands_beside_an_ordinary_matter(pipeline: Pipeline, danger: str) -> None:
    texts = [way.format(_DANGERS[danger], other) for other in _ORDINARY for way in _WAYS]
    read = zip(texts, pipeline.classify(texts), strict=True)
    assert [text for text, labels in read if danger not in labels.danger] == []


@pytest.mark.parametrize(
    ("line", "hit", "said"),
    [
        ("i got a shock off the cooker and my insurance wants a letter", "a shock off", "i got a shock off the cooker"),
        ("the heating is fine and there is a fire in my kitchen", "a fire in", "there is a fire in my kitchen"),
        ("the ceiling came down the paint is peeling", "ceiling came down", "the ceiling came down"),
        ("my rent is paid , water is pouring in thanks for the gate", "water is pouring in", "water is pouring in"),
        ("a fire in the lounge and it is electric", "a fire in", "a fire in the lounge and it is electric"),
        ("smoke is coming from where the boiler is", "smoke is coming", "smoke is coming from where the boiler is"),
        ("the lift is out . i am stuck . the shop is shut", "i am stuck", "i am stuck"),
    ],
)
def test_a_clause_ends_where_another_thing_begins(line: str, hit: str, said: str) -> None:
    line = f" {line} "
    start = line.index(f" {hit} ")
    assert own_clause(line, start, start + len(hit) + 2).strip().removesuffix(" and") == said
