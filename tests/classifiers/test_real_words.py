"""The words that are never mended are those of the written messages, and nothing else."""

from classifiers.training import real_words


def test_the_file_is_what_the_written_messages_make() -> None:
    assert real_words.FILE.read_text(encoding="utf-8") == real_words.text_of(real_words.written()), (
        "run `python -m classifiers.training.real_words`, read what is new, then `frontdoor train`"
    )


def test_a_word_of_three_messages_stands_and_a_slip_does_not() -> None:
    messages = ["it's drippin' gutter gutter", "watter in the gutter, it’s bad", "watter, gutter", "watter"]
    body = [line for line in real_words.text_of(messages).splitlines() if not line.startswith("#")]
    assert body == ["gutter"]
