"""The encoder: asked where words alone leave doubt, bounded for any text, and never missed so much that routing stops."""

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from classifiers.model import Given, Model, encoder, load, understanding
from classifiers.model.encoder import FEW_PIECES, MOST_PIECES, Encoder, Pieces, open_network
from classifiers.pipeline import Pipeline
from classifiers.tidy import tidy
from classifiers.training.messages import ASSETS, data_hash, mark, read_folder, read_lines
from classifiers.training.targets import Names
from router import urgency
from router.values import Landlord

DOUBTFUL = "my neighbour hasnt had heating or hot water for ages"
CHATTER = "I am in most days, mornings are difficult because of the school run, and the buzzer does not work. " * 8
Scores = dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return Encoder.load()


def test_the_shipped_encoder_is_of_the_data_that_is_here(landlord: Landlord) -> None:
    told = json.loads((encoder.FOLDER / "labels.json").read_text(encoding="utf-8"))
    written = read_folder(ASSETS / "written", landlord)
    assert told["data_sha256"] == data_hash(written), "teach it anew: `frontdoor train --encoder`"
    assert told["names"] == Names.of(landlord).as_dict()
    with np.load(encoder.FOLDER / "heads.npz", allow_pickle=False) as stored:
        assert set(stored["learnt"].tolist()) == {mark(each) for each in written}


def test_a_message_with_other_labels_is_new_to_it(landlord: Landlord) -> None:
    one, same, other = read_lines(
        ["plumbing.tap_dripping | it drips", "plumbing.tap_dripping | it drips", "plumbing.tap_dripping #baby | it drips"],
        "lines", landlord,
    )  # fmt: skip
    assert mark(one) == mark(same) != mark(other)


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

    def listening(self: Encoder, text: str, briefly: bool) -> Scores:
        asked.append(text)
        return whole(self, text, briefly)

    monkeypatch.setattr(Encoder, "scores", listening)
    pipeline.classify([DOUBTFUL])
    assert asked == [DOUBTFUL]
    monkeypatch.setattr(understanding, "PLAIN", 0.0)
    monkeypatch.setattr(understanding, "PLAIN_MATTER", 0.0)
    pipeline.classify([DOUBTFUL])
    assert asked == [DOUBTFUL]


def test_a_long_message_is_read_at_length_where_a_danger_is_near(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    whole = Encoder.scores

    def listening(self: Encoder, text: str, briefly: bool) -> Scores:
        read.append(len(self._pieces.numbers(text, briefly)))
        return whole(self, text, briefly)

    monkeypatch.setattr(Encoder, "scores", listening)
    monkeypatch.setattr(understanding, "PLAIN", 2.0)  # always asked
    pipeline.classify([f"the kitchen cupboard door sticks a bit. {CHATTER}"])
    pipeline.classify([f"i can smell gas in the kitchen. {CHATTER}"])  # a rule names it
    pipeline.classify([f"yesterday i could smell gas but not any more, it is fixed. {CHATTER}"])  # and takes it back
    pipeline.classify([f"my flat is open to anybody, the front door is kicked off its hinges. {CHATTER}"])
    assert read == [FEW_PIECES, MOST_PIECES, MOST_PIECES, MOST_PIECES]


def test_what_words_alone_take_for_an_emergency_is_read_at_length(monkeypatch: pytest.MonkeyPatch) -> None:
    model, briefly = load(), []

    def listening(self: Encoder, text: str, brief: bool) -> Scores:
        briefly.append(brief)
        raise RuntimeError("heard enough")

    monkeypatch.setattr(Encoder, "scores", listening)
    monkeypatch.setattr(understanding, "PLAIN", 2.0)
    for words in (
        "water is pouring through the ceiling and i cannot stop it",
        "the kitchen cupboard door sticks a bit",
    ):
        model.understand(Given(words.split(), {}, words))
    assert briefly == [False, True]


def test_what_was_asked_before_changes_no_score(shipped: Encoder) -> None:
    wanted = shipped.scores(DOUBTFUL)["fault"]
    shipped.scores("no heating " * 200)
    shipped.scores("")
    assert np.array_equal(shipped.scores(DOUBTFUL)["fault"], wanted)


def test_the_slow_kernel_is_not_used(tmp_path: Path) -> None:
    open_network(encoder.FOLDER / "network.onnx", tmp_path / "made.onnx")
    made = (tmp_path / "made.onnx").read_bytes()
    assert b"LayerNormalization" in made
    assert b"SkipLayerNormalization" not in made


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

    def break_down(self: Encoder, text: str, briefly: bool) -> None:
        raise RuntimeError("onnxruntime")

    monkeypatch.setattr(Encoder, "scores", break_down)
    tokens = DOUBTFUL.replace(",", " ,").split()
    with caplog.at_level(logging.ERROR):
        for _ in range(understanding.MOST_FAILURES):
            assert model.encoder is not None  # one bad message does not end it
            read = model.understand(Given(tokens, {}, DOUBTFUL))
            assert read.chances["fault"].sum() == pytest.approx(1.0, abs=1e-3)
    assert "the encoder failed (RuntimeError)" in caplog.text
    assert model.encoder is None
    assert "words alone" in model.trouble


def test_one_that_was_taught_other_labels_is_refused(shipped: Encoder) -> None:
    model = Model()
    model.names = {head: names[:-1] for head, names in shipped.names.items()}
    with pytest.raises(ValueError, match="other labels"):
        model.attach(shipped)


def test_many_forks_of_a_process_that_has_it_read_the_same(shipped: Encoder) -> None:
    wanted = shipped.scores(DOUBTFUL)["fault"]
    for _ in range(20):
        child = os.fork()
        if child == 0:
            same = np.array_equal(shipped.scores(DOUBTFUL)["fault"], wanted)
            os._exit(0 if same else 1)
        assert os.waitpid(child, 0)[1] == 0


def test_a_model_calibrated_with_another_encoder_goes_without(tmp_path: Path) -> None:
    shutil.copytree(understanding.FOLDER, tmp_path / "older")
    labels = tmp_path / "older" / understanding.COMPONENT / "labels.json"
    told = json.loads(labels.read_text(encoding="utf-8"))
    labels.write_text(json.dumps({**told, "encoder": "2020.01.01"}), encoding="utf-8")
    older = load(tmp_path / "older")
    assert older.encoder is None
    assert "words alone" in older.trouble


def test_a_model_brings_its_own_encoder(tmp_path: Path) -> None:
    shutil.copytree(understanding.FOLDER, tmp_path / "own")
    shutil.copytree(encoder.FOLDER, tmp_path / "own" / understanding.NETWORK)
    told = json.loads((tmp_path / "own" / understanding.NETWORK / "labels.json").read_text(encoding="utf-8"))
    (tmp_path / "own" / understanding.NETWORK / "labels.json").write_text(json.dumps({**told, "version": "mine"}))
    labels = tmp_path / "own" / understanding.COMPONENT / "labels.json"
    labels.write_text(json.dumps({**json.loads(labels.read_text(encoding="utf-8")), "encoder": "mine"}))
    assert load(tmp_path / "own").whole_version.endswith("/mine")


def test_a_danger_that_the_words_told_of_is_handed_on(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(self: Encoder, text: str, briefly: bool) -> Scores:
        scores = {head: np.full(len(names), -9.0, dtype=np.float32) for head, names in self.names.items()}
        scores["fault"][self.names["fault"].index("none")] = 9.0
        return scores

    assert pipeline.trained is not None
    monkeypatch.setattr(Encoder, "scores", nothing)
    monkeypatch.setattr(understanding, "PLAIN", 2.0)  # always asked
    reading = pipeline.reader.read("there is a really strong smell of gas coming from the cooker")
    found = pipeline.trained.classify(reading, [])
    assert "gas.smell" in [each.value for each in found if each.kind == "repair"]


def test_nothing_is_kept_or_sent_about_what_is_run(tmp_path: Path) -> None:
    code = (
        "import os; from classifiers.model.encoder import Encoder; Encoder.load().scores('the boiler is broken'); "
        "print(len(os.listdir('/proc/self/task')), *sorted(os.path.basename(os.readlink(f'/proc/self/fd/{each}')) "
        "for each in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{each}')))"
    )
    environment = {"HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                         text=True, check=True)  # fmt: skip
    threads, *open_files = run.stdout.split()
    assert list(tmp_path.rglob("*")) == []
    assert threads == "1", "a thread of its own sends what was run"
    assert not [name for name in open_files if "onnxruntime" in name]
