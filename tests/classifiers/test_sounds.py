"""Words written as they sound are read; words that only sound a little like a danger are left as they are."""

import pytest

from classifiers.pipeline import Pipeline
from tests.classifiers.sentences import caught


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("seeling seelin", ["ceiling", "ceiling"]),
        ("sewidge sewij suage", ["sewage", "sewage", "sewage"]),
        ("skreaming monoksyde lektrix", ["screaming", "monoxide", "electrics"]),
        ("flud trapt lok dore", ["flood", "trapped", "lock", "door"]),
        ("watter coming threw", ["water", "coming", "through"]),
        ("kids threw stones", ["kids", "threw", "stones"]),
        ("sealing selling sailing ceilidh", ["sealing", "selling", "sailing", "ceilidh"]),
        ("savage sausage seepage", ["savage", "sausage", "seepage"]),
        ("look luck fluid screening smock", ["look", "luck", "fluid", "screening", "smock"]),
    ],
)
def test_a_word_is_known_by_its_sound(pipeline: Pipeline, written: str, read: list[str]) -> None:
    assert pipeline.reader.words_of(written) == read


@pytest.mark.parametrize(
    ("danger", "text"),
    [
        ("structural", "seeling has fell down in my sons room"),
        ("sewage", "suage all over the kitchen floor"),
        ("fire", "smoak cumin out the plug"),
        ("carbon_monoxide", "alarm skreaming and its the carbun monoksyde"),
        ("water_leak", "flud in the kitchin cumin threw the lite"),
        ("electrical_danger", "watter cumin thro the seelin onto the lektrix"),
        ("insecure", "my frunt dore wont lok"),
        ("insecure", "sumones kicked the dore in"),
        ("lift_trapped", "im trapt in the lift"),
        ("electrical_danger", "burnin smel from the fews box"),
        ("sewage", "sewidge cuming up threw the shower"),
    ],
)
def test_a_danger_written_by_ear_is_caught(pipeline: Pipeline, danger: str, text: str) -> None:
    assert caught(pipeline, danger, text)
