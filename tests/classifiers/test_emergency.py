"""The emergency words: a table of sentences people would really write, with near misses."""

import tomllib
from pathlib import Path

import pytest

from classifiers.pipeline import DANGER_WORDS, Pipeline

CLASSIFIERS = Path(__file__).resolve().parents[2] / "classifiers"
TABLE = tomllib.loads((Path(__file__).parent / "danger_sentences.toml").read_text(encoding="utf-8"))
DANGERS, DISGUISES = TABLE["dangers"], TABLE["disguises"]
NEAR_MISSES = TABLE["near_misses"].strip().splitlines()


def listed(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(danger, line.strip()) for danger, lines in table.items() for line in lines.strip().splitlines()]


def caught(pipeline: Pipeline, danger: str, text: str) -> bool:
    labels = pipeline.classify([text])[0]
    return danger in labels.danger or danger == labels.repair or danger in labels.also


@pytest.mark.parametrize(("danger", "text"), listed(DANGERS))
def test_a_danger_is_caught(pipeline: Pipeline, danger: str, text: str) -> None:
    assert caught(pipeline, danger, text)


@pytest.mark.parametrize(("danger", "text"), listed(DISGUISES))
def test_a_disguised_danger_is_caught(pipeline: Pipeline, danger: str, text: str) -> None:
    assert caught(pipeline, danger, text)


def test_a_danger_is_caught_in_capitals_and_deep_in_a_letter(pipeline: Pipeline) -> None:
    chatter = "Hello, I hope you are well. I am in most days after three. The bins are full again. "
    missed = [
        text
        for danger, text in listed(DANGERS)
        if text.upper() != "FIRE"
        and not (
            caught(pipeline, danger, text.upper())
            and caught(pipeline, danger, f"{chatter * 3}\n\n{text}.\n\nThank you")
        )
    ]
    assert len(missed) <= 4, missed  # what a letter adds may make a sentence doubtful; never more than one in fifty


def test_near_misses_are_left_alone(pipeline: Pipeline) -> None:
    wrong = [text.strip() for text in NEAR_MISSES if pipeline.classify([text])[0].danger]
    assert len(wrong) <= len(NEAR_MISSES) * 0.02, wrong


def test_the_table_is_large_enough() -> None:
    assert len(listed(DANGERS)) + len(listed(DISGUISES)) + len(NEAR_MISSES) >= 200
    assert len(NEAR_MISSES) >= 100


def test_broken_over_lines(pipeline: Pipeline) -> None:
    assert pipeline.classify(["can smell\ngas in\nhere"])[0].danger == ("gas",)


def test_the_most_severe_script_comes_first(pipeline: Pipeline) -> None:
    labels = pipeline.classify(["water pouring through the ceiling onto the fuse box and i can smell gas"])[0]
    assert labels.danger[0] == "gas"
    assert set(labels.danger) >= {"gas", "electrical_danger", "water_leak"}
    assert labels.urgency == "life_safety"


def test_a_script_without_words_is_not_listed(pipeline: Pipeline) -> None:
    labels = pipeline.classify(["no electric in the whole flat"])[0]
    assert (labels.repair, labels.urgency, labels.danger) == ("electrical.total_power_loss", "emergency", ())


def test_every_group_of_near_words_belongs_to_a_danger_word() -> None:
    near = tomllib.loads((CLASSIFIERS / "near_words.toml").read_text(encoding="utf-8"))["danger"]
    assert set(near) <= set(DANGER_WORDS)


@pytest.mark.parametrize(
    "word", ["small", "missing", "parking", "flooring", "droppings", "spoke", "gap", "pass", "was"]
)
def test_a_real_word_is_not_mended_into_a_danger_word(pipeline: Pipeline, word: str) -> None:
    assert pipeline.reader.words_of(word) == [word]


@pytest.mark.parametrize("written", ["smeel", "smlel", "monixide", "fier", "sewege", "floooded", "trapedd"])
def test_a_danger_word_is_mended(pipeline: Pipeline, written: str) -> None:
    assert pipeline.reader.words_of(written)[0] in {*DANGER_WORDS, "flood", "trapped"}
