"""The encoder: asked where words alone leave doubt, bounded for any text, and never missed so much that routing stops."""

import json
import logging
from pathlib import Path

import numpy as np
import pytest

from classifiers.model import Given, Model, encoder, load, understanding
from classifiers.model.encoder import MOST_PIECES, Encoder, Pieces
from classifiers.pipeline import Pipeline
from classifiers.tidy import tidy
from classifiers.training.messages import ASSETS, data_hash, read_folder
from classifiers.training.targets import Names
from router import urgency
from router.values import Landlord

DOUBTFUL = "is it normal that you have to jiggle it before it stays lit, landlord says wait"


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return Encoder.load()


def test_the_shipped_encoder_is_of_the_data_that_is_here(landlord: Landlord) -> None:
    told = json.loads((encoder.FOLDER / "labels.json").read_text(encoding="utf-8"))
    written = read_folder(ASSETS / "written", landlord)
    assert told["data_sha256"] == data_hash(written), "teach it anew: `frontdoor train --encoder`"
    assert told["names"] == Names.of(landlord).as_dict()


def test_it_reads_what_words_stand_for_in_their_order(shipped: Encoder) -> None:
    faults = shipped.names["fault"]

    def likeliest(text: str) -> str:
        return faults[int(shipped.scores(tidy(text).text)["fault"].argmax())]

    assert likeliest("There is no hot water from any tap but the radiators are fine.") == "heating.no_hot_water"
    assert likeliest("Thank you for mending the hot water, it works well now.") == "none"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?" * 5000,
        "x" * 100_000,
        "ﷺ" * 3000,
        "a\u0301" * 4000,
        "no heating " * 20_000,
        "\x00\udcff",
        "🔥" * 900,
    ],
)
def test_any_text_gives_a_bounded_number_of_pieces_and_finite_scores(shipped: Encoder, text: str) -> None:
    clean = tidy(text).text
    assert 2 <= len(shipped._pieces.numbers(clean)) <= MOST_PIECES
    assert all(np.isfinite(scores).all() for scores in shipped.scores(clean).values())


def test_words_are_cut_as_the_network_was_taught() -> None:
    pieces = Pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "boil", "##er", "?", "dead"])
    assert pieces.numbers("boiler dead?") == [2, 4, 5, 7, 6, 3]
    assert pieces.numbers("a ~ boil") == [2, 1, 1, 4, 3]


def test_a_plain_message_is_not_shown_to_it(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    whole = Encoder.scores

    def listening(self: Encoder, text: str) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
        asked.append(text)
        return whole(self, text)

    monkeypatch.setattr(Encoder, "scores", listening)
    pipeline.classify([DOUBTFUL])
    assert asked == [DOUBTFUL]
    monkeypatch.setattr(understanding, "PLAIN", 0.0)
    pipeline.classify([DOUBTFUL])
    assert asked == [DOUBTFUL]


def test_without_it_words_alone_decide(
    landlord: Landlord, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(encoder, "FOLDER", tmp_path)
    with caplog.at_level(logging.ERROR):
        without = Pipeline.build(landlord, judge=urgency.decide)
    assert "there is no encoder (FileNotFoundError)" in caplog.text
    assert without.trained is not None
    assert "/" not in without.version
    assert without.classify(["the tap in the kitchen drips all night"])[0].repair == "plumbing.tap_dripping"


def test_when_it_breaks_at_work_words_alone_decide_from_then_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    model = load()

    def break_down(self: Encoder, text: str) -> None:
        raise RuntimeError("onnxruntime")

    monkeypatch.setattr(Encoder, "scores", break_down)
    tokens = DOUBTFUL.replace(",", " ,").split()
    with caplog.at_level(logging.ERROR):
        read = model.understand(Given(tokens, {}, DOUBTFUL))
    assert "the encoder failed (RuntimeError)" in caplog.text
    assert model.encoder is None
    assert read.chances["fault"].sum() == pytest.approx(1.0, abs=1e-3)


def test_one_that_was_taught_other_labels_is_refused(shipped: Encoder) -> None:
    model = Model()
    model.names = {head: names[:-1] for head, names in shipped.names.items()}
    with pytest.raises(ValueError, match="other labels"):
        model.attach(shipped)
