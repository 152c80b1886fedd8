"""The words that are never mended are those of the written messages, and ordinary ones that look like ours."""

import pytest

from classifiers.pipeline import Pipeline
from classifiers.training import real_words


def test_the_file_is_what_the_written_messages_make() -> None:
    assert real_words.FILE.read_text(encoding="utf-8") == real_words.text_of(real_words.written()), (
        "run `python -m classifiers.training.real_words`, read what is new, then `frontdoor train`"
    )


def test_a_word_of_three_messages_stands_and_a_slip_does_not() -> None:
    messages = ["it's drippin' gutter gutter", "watter in the gutter, it’s bad", "watter, gutter", "watter"]
    body = [line for line in real_words.text_of(messages).splitlines() if not line.startswith("#")]
    assert body == ["gutter"]


def test_the_file_of_ordinary_words_is_what_the_encoder_knows_and_would_be_mended(pipeline: Pipeline) -> None:
    assert real_words.ORDINARY.read_text(encoding="utf-8") == real_words.ordinary(pipeline.reader.mending), (
        "run `python -m config.ordinary_words`, read what is new, then `frontdoor train`"
    )


@pytest.mark.parametrize("word", ["society", "leasing", "widow", "walter", "funding", "garbage", "repairing", "beach"])
def test_an_ordinary_word_is_no_slip_of_ours(pipeline: Pipeline, word: str) -> None:
    assert pipeline.reader.read(f"the {word} here").words == ["the", word, "here"]


@pytest.mark.parametrize(
    ("written", "meant"), [("roofs", "roof"), ("tiled", "tile"), ("needle", "needles"), ("trough", "through")]
)
def test_a_word_of_ours_that_is_bent_or_a_likely_slip_is_mended(pipeline: Pipeline, written: str, meant: str) -> None:
    assert pipeline.reader.read(f"the {written} here").words == ["the", meant, "here"]
