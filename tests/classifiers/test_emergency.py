"""The emergency words: a table of sentences people would really write, with near misses."""

import tomllib
from pathlib import Path

import pytest

from classifiers.pipeline import DANGER_WORDS, Pipeline
from tests.classifiers.sentences import DANGERS, DISGUISED, LETTERS, NEAR_MISSES, PEOPLE, TRUE, caught

CLASSIFIERS = Path(__file__).resolve().parents[2] / "classifiers"


@pytest.mark.parametrize(("danger", "text"), TRUE)
def test_a_danger_is_caught(pipeline: Pipeline, danger: str, text: str) -> None:
    assert caught(pipeline, danger, text)


@pytest.mark.parametrize(("danger", "text"), DISGUISED)
def test_a_disguised_danger_is_caught(pipeline: Pipeline, danger: str, text: str) -> None:
    assert caught(pipeline, danger, text)


def test_a_life_in_danger_is_caught(pipeline: Pipeline) -> None:
    assert [text for text in PEOPLE["medical"] if "medical" not in pipeline.classify([text])[0].danger] == []


def test_what_only_sounds_like_a_life_in_danger_is_left_alone(pipeline: Pipeline) -> None:
    assert [text for text in PEOPLE["near_medical"] if "medical" in pipeline.classify([text])[0].danger] == []


def test_harm_told_in_plain_words_is_heard(pipeline: Pipeline) -> None:
    read = {text: pipeline.classify([text])[0] for text in PEOPLE["disclosures"]}
    assert [text for text, labels in read.items() if "safeguarding" not in labels.flags or not labels.danger] == []


def test_what_only_sounds_like_harm_is_left_alone(pipeline: Pipeline) -> None:
    near = PEOPLE["near_disclosures"]
    assert [text for text in near if "safeguarding" in pipeline.classify([text])[0].flags] == []


def test_nothing_of_the_home_is_broken_when_a_life_is_in_danger(pipeline: Pipeline) -> None:
    labels = pipeline.classify(["my mum wont wake up"])[0]
    assert (labels.topic, labels.repair, labels.urgency) == ("medical.emergency", None, "none")
    assert labels.danger == ("medical",)


def test_a_fault_beside_a_life_in_danger_is_kept(pipeline: Pipeline) -> None:
    labels = pipeline.classify(["smell of gas and my mum is unconscious"])[0]
    assert (labels.repair, labels.danger) == ("gas.smell", ("gas", "medical"))


def test_a_danger_is_caught_deep_in_a_letter(pipeline: Pipeline) -> None:
    chatter = "Hello, I hope you are well. I am in most days after three. The bins are full again. "
    missed = [
        text
        for danger, text in DANGERS
        if text.upper() != "FIRE" and not caught(pipeline, danger, f"{chatter * 3}\n\n{text}.\n\nThank you")
    ]
    assert len(missed) <= 0.02 * len(DANGERS), missed  # what a letter adds may make a sentence doubtful


def test_near_misses_are_left_alone(pipeline: Pipeline) -> None:
    wrong = [text for text in NEAR_MISSES if pipeline.classify([text])[0].danger]
    assert len(wrong) <= 0.02 * len(NEAR_MISSES), wrong


def test_the_table_is_large_enough() -> None:
    assert len(TRUE) >= 220
    assert len(NEAR_MISSES) >= 220
    assert len(LETTERS) >= 10


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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("isleaking", ["is", "leak"]),
        ("plugsockets", ["plug", "sockets"]),
        ("ofthe", ["of", "the"]),
        ("within", ["within"]),
        ("signed", ["signed"]),
        ("super", ["super"]),
        ("issue", ["issue"]),
        ("trhoat", ["throat"]),
        ("burnin", ["burning"]),
        ("sparjs", ["spark"]),
        ("soooofa", ["sofa"]),
        ("i  h i d e  under it", ["i", "hide", "under", "it"]),
        ("h.e.l.p", ["help"]),
        ("<b>gas</b>&nbsp;smell <br> in <span style='a.b'>hall</span>", ["gas", "smell", "in", "hall"]),
        ("can`t can\u2032t", ["cannot", "cannot"]),
        ("gas!!! leak??? in... the!!! hall!!!", ["gas", "leak", "in", "the", "hall"]),
    ],
)
def test_spoilt_writing_is_read(pipeline: Pipeline, written: str, read: list[str]) -> None:
    assert pipeline.reader.read(written).words == read


def test_a_shout_at_the_end_of_a_sentence_still_ends_it(pipeline: Pipeline) -> None:
    assert pipeline.reader.read("no heating since monday!! please send somebody").words.count(".") == 1
