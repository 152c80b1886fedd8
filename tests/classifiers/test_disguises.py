"""Every danger sentence under twelve disguises: found as in plain writing; near misses stay near misses."""

import sys
import unicodedata
from random import Random

import pytest
from confusable_homoglyphs import confusables

from classifiers.pipeline import Pipeline
from classifiers.tidy import _look_alikes
from tests.classifiers.disguises import DISGUISES, Disguise
from tests.classifiers.sentences import NEAR_MISSES, TRUE, caught

SEED = 20261122
TIMES = 3
"""How often each sentence is disguised by chance: one draw of 600 moves by a whole point from seed to seed."""


@pytest.fixture(scope="module")
def plain_recall(pipeline: Pipeline) -> float:
    return sum(caught(pipeline, danger, text) for danger, text in TRUE) / len(TRUE)


def disguised(disguise: Disguise, text: str) -> list[str]:
    """The sentence as the disguise makes it, TIMES times; another sentence in the table changes nothing here."""
    return [disguise(text, Random(f"{SEED} {time} {text}")) for time in range(TIMES)]


@pytest.mark.parametrize("disguise", DISGUISES, ids=lambda each: each.__name__)
def test_a_danger_in_disguise_is_caught(pipeline: Pipeline, plain_recall: float, disguise: Disguise) -> None:
    missed = [
        text for danger, plain in TRUE for text in disguised(disguise, plain) if not caught(pipeline, danger, text)
    ]
    assert 1 - len(missed) / (TIMES * len(TRUE)) >= plain_recall - 0.02, missed


@pytest.mark.parametrize("disguise", DISGUISES, ids=lambda each: each.__name__)
def test_a_near_miss_in_disguise_is_left_alone(pipeline: Pipeline, disguise: Disguise) -> None:
    texts = [text for plain in NEAR_MISSES for text in disguised(disguise, plain)]
    wrong = [text for text in texts if pipeline.classify([text])[0].danger]
    assert len(wrong) <= 0.04 * len(texts), wrong


def test_every_disguise_changes_the_text() -> None:
    text = "theres a strong smell of gas and the cooker won't stop hissing"
    for disguise in DISGUISES:
        changed = {disguise(text, Random(seed)) for seed in range(8)}
        assert len(changed - {text}) >= 2, disguise.__name__


def test_the_look_alikes_are_those_of_unicode() -> None:
    scripts = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "LATIN")
    letters = [chr(each) for each in range(128, sys.maxunicode) if unicodedata.name(chr(each), "").startswith(scripts)]
    assert len(letters) > 2000
    assert {each: ours for each in letters if (ours := _by_unicode(each))} == _look_alikes()


def _by_unicode(letter: str) -> str:
    """The first plain letter that Unicode's own table has for it, small or as it is."""
    for each in (letter.lower(), letter):
        found = confusables.is_confusable(each, greedy=True, preferred_aliases=[])
        for other in found[0]["homoglyphs"] if found else ():
            if len(other["c"]) == 1 and other["c"].isascii() and other["c"].isalpha():
                return str(other["c"]).lower()
    return ""
