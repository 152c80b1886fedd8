"""How sure the whole answer is, by the looks of it."""

from pathlib import Path

import pytest

from classifiers.matters import BY_WORDS_OF_GROUP, OF_GROUP
from classifiers.model import Model, load, surety
from classifiers.pipeline import Pipeline
from classifiers.reading import Label
from classifiers.training import surety as learning


def of_groups(together: dict[str, float], by_words: dict[str, float]) -> list[Label]:
    return [
        Label(kind, group, chance, 0, 0)
        for kind, shares in ((OF_GROUP, together), (BY_WORDS_OF_GROUP, by_words))
        for group, chance in shares.items()
    ]


def test_where_words_and_encoder_agree_it_learns_to_be_surer() -> None:
    pytest.importorskip("sklearn")
    signs, right = [], []
    for number in range(400):
        agree = number % 2 == 0
        signs.append(surety.signs(0.8, "heating", {"heating": 0.8}, {"heating": 0.9 if agree else 0.1}))
        right.append(agree or number % 5 == 0)
    weights = learning.weights(signs, right)
    assert surety.weighed(signs[0], weights) > 0.9
    assert surety.weighed(signs[1], weights) < 0.4


def test_of_too_few_wrong_ones_it_learns_nothing() -> None:
    signs = [surety.signs(0.8, "heating", {"heating": 0.8}, {})] * 100
    assert learning.weights(signs, [number > 5 for number in range(100)]) == []


def test_signs_stay_within_bounds_for_certain_chances() -> None:
    weights = load().surety
    for sure in (0.0, 1.0):
        numbers = surety.signs(sure, "none", {"none": sure, "gas": 1 - sure}, {"none": 1 - sure})
        assert 0.0 < surety.weighed(numbers, weights) < 1.0


def test_the_shipped_model_is_less_sure_where_words_speak_for_another(pipeline: Pipeline) -> None:
    trained = pipeline.trained
    assert trained is not None
    agreed = of_groups({"plumbing": 0.7, "leak": 0.2}, {"plumbing": 0.8, "leak": 0.1})
    apart = of_groups({"plumbing": 0.45, "leak": 0.45}, {"plumbing": 0.05, "leak": 0.9})
    named = ["plumbing.tap_dripping"]
    assert trained.weighed(0.9, named, agreed) > trained.weighed(0.9, named, apart) + 0.02


def test_contact_about_a_job_is_as_sure_as_the_fault_behind_it(pipeline: Pipeline) -> None:
    trained = pipeline.trained
    assert trained is not None
    labels = of_groups({"plumbing": 0.9, "none": 0.05}, {"plumbing": 0.9})
    chased = trained.weighed(0.9, ["job.chase", "plumbing.tap_dripping"], labels)
    assert chased == trained.weighed(0.9, ["plumbing.tap_dripping"], labels)
    assert chased > trained.weighed(0.9, ["job.chase"], labels)  # that alone says that nothing is broken


def test_without_weights_or_chances_the_answer_is_as_sure_as_it_says(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = pipeline.trained
    assert trained is not None
    assert trained.weighed(0.61, ["gas.smell"], []) == 0.61
    monkeypatch.setattr(trained.model, "surety", [])
    assert trained.weighed(0.61, ["gas.smell"], of_groups({"gas": 0.9}, {})) == 0.61


def test_weights_are_kept_with_the_model(tmp_path: Path) -> None:
    model = load()
    model.surety = [0.5, 0.25, 0.0, -1.0, 0.0, 0.0, 0.0, 1.5]
    model.to_disk(tmp_path)
    assert Model().from_disk(tmp_path).surety == model.surety
