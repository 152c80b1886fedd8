"""Every danger sentence under twelve disguises: found as in plain writing; near misses stay near misses."""

from random import Random

import pytest

from classifiers.pipeline import Pipeline
from tests.classifiers.disguises import DISGUISES, Disguise
from tests.classifiers.sentences import NEAR_MISSES, TRUE, caught

SEED = 20261122


@pytest.fixture(scope="module")
def plain_recall(pipeline: Pipeline) -> float:
    return sum(caught(pipeline, danger, text) for danger, text in TRUE) / len(TRUE)


def disguised(disguise: Disguise, texts: list[str]) -> list[str]:
    chance = Random(SEED)
    return [disguise(text, chance) for text in texts]


@pytest.mark.parametrize("disguise", DISGUISES, ids=lambda each: each.__name__)
def test_a_danger_in_disguise_is_caught(pipeline: Pipeline, plain_recall: float, disguise: Disguise) -> None:
    texts = disguised(disguise, [text for _, text in TRUE])
    missed = [text for (danger, _), text in zip(TRUE, texts, strict=True) if not caught(pipeline, danger, text)]
    assert 1 - len(missed) / len(TRUE) >= plain_recall - 0.02, missed


@pytest.mark.parametrize("disguise", DISGUISES, ids=lambda each: each.__name__)
def test_a_near_miss_in_disguise_is_left_alone(pipeline: Pipeline, disguise: Disguise) -> None:
    texts = disguised(disguise, NEAR_MISSES)
    wrong = [text for text in texts if pipeline.classify([text])[0].danger]
    assert len(wrong) <= 0.04 * len(texts), wrong


def test_every_disguise_changes_the_text() -> None:
    text = "theres a strong smell of gas and the cooker won't stop hissing"
    for disguise in DISGUISES:
        changed = {disguise(text, Random(seed)) for seed in range(8)}
        assert len(changed - {text}) >= 2, disguise.__name__
