"""The trained model: it reads beside the rules, raises and never lowers, and may be missing or broken."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import spacy

from classifiers.model import Given, Model, Understood, load, understanding
from classifiers.pipeline import Pipeline
from classifiers.training import calibration
from classifiers.training.messages import ASSETS, BadLabels, data_hash, read_folder, read_lines
from classifiers.training.targets import Names, Targets
from classifiers.training.train import Example, save, train
from config.settings import PROJECT
from router import urgency
from router.values import Landlord

WAYS = (  # a thing, what is wrong, and the label
    ("tap", "drips all night", "plumbing.tap_dripping"),
    ("bath tap", "needs a washer", "plumbing.tap_dripping"),
    ("boiler", "shows an error code but runs", "heating.pressure_fault"),
    ("boiler", "keeps losing pressure", "heating.pressure_fault"),
    ("fence", "blew down", "structural.fence_gate_wall"),
    ("panel of the fence", "has gone over", "structural.fence_gate_wall"),
)


def messages(landlord: Landlord) -> list[str]:
    """Small labelled data of our own for a quick training."""
    places = [
        "kitchen",
        "bathroom",
        "garden",
        "hall",
        "bedroom",
        "yard",
        "upstairs",
        "downstairs",
        "outside",
        "landing",
    ]
    lines = [f"{label} | the {thing} in the {place} {wrong}" for thing, wrong, label in WAYS for place in places]
    lines += [
        f"rents.pay | can i pay the rent on {day} please" for day in ["monday", "tuesday", "friday", "sunday"] * 5
    ]
    lines += [f"none =none | see you at the {place} later love" for place in places * 3]
    return lines


@pytest.fixture(scope="module")
def small(pipeline: Pipeline, landlord: Landlord) -> Model:
    pytest.importorskip("sklearn")
    read = list(read_lines(messages(landlord), "small", landlord))
    names = Names.of(landlord)
    examples = [Example(each, Given(pipeline.reader.read(each.text).tokens(()), {})) for each in read]
    return train(examples, Targets.of(read, names, landlord, urgency.decide), names, "1", lambda _: None)


def test_the_shipped_model_is_of_the_data_that_is_here(landlord: Landlord) -> None:
    meta = json.loads((understanding.FOLDER / "meta.json").read_text(encoding="utf-8"))
    written = read_folder(ASSETS / "written", landlord)
    assert meta["data_sha256"] == data_hash(written), "run `frontdoor train`"
    assert meta["messages"] == len(written) >= 6000


def test_what_was_held_out_is_not_trained_on(landlord: Landlord) -> None:
    held = {each.text for each in read_folder(ASSETS / "held_out", landlord)}
    assert len(held) > 500
    assert held.isdisjoint(each.text for each in read_folder(ASSETS / "written", landlord))


def test_a_small_training_learns_what_it_was_told(small: Model) -> None:
    read = small.understand(Given(["the", "tap", "by", "the", "sink", "drips"], {}))
    assert read.best("fault")[0] == "plumbing.tap_dripping"
    assert small.understand(Given(["can", "i", "pay", "my", "rent"], {})).best("first")[0] == "rents.pay"


def test_a_label_that_nobody_wrote_about_is_never_the_likeliest(small: Model) -> None:
    assert small.understand(Given(["i", "smell", "gas"], {})).chance("fault", "gas.smell") < 1e-6


def test_the_words_behind_a_label_are_words_of_the_message(small: Model) -> None:
    tokens = ["hello", ",", "the", "fence", "blew", "down"]
    first, last = small.understand(Given(tokens, {})).words_for("fault", "structural.fence_gate_wall")
    assert "fence" in tokens[first:last] or "blew" in tokens[first:last]


def test_the_same_training_gives_the_same_numbers(small: Model, pipeline: Pipeline, landlord: Landlord) -> None:
    read = list(read_lines(messages(landlord), "small", landlord))
    examples = [Example(each, Given(pipeline.reader.read(each.text).tokens(()), {})) for each in read]
    again = train(examples, Targets.of(read, small_names(landlord), landlord, urgency.decide), small_names(landlord),
                  "1", lambda _: None)  # fmt: skip
    assert np.array_equal(again.weights, small.weights)


def small_names(landlord: Landlord) -> Names:
    return Names.of(landlord)


def test_it_is_kept_and_read_again_as_a_spacy_pipeline(small: Model, tmp_path: Path) -> None:
    save(small, tmp_path / "kept", {"scores": {}}, [])
    again = load(tmp_path / "kept")
    given = Given(["the", "boiler", "keeps", "losing", "pressure"], {})
    assert again.understand(given).best("fault")[0] == small.understand(given).best("fault")[0]
    assert again.understand(given).best("fault")[1] == pytest.approx(small.understand(given).best("fault")[1], abs=1e-3)
    by_spacy = spacy.load(tmp_path / "kept")("the boiler keeps losing pressure").cats
    assert by_spacy == pytest.approx(
        dict(zip(again.names["fault"], again.understand(given).chances["fault"].tolist(), strict=True))
    )


def test_who_reads_messages_loads_no_spacy() -> None:
    """It would take 60 MB of each house and a second of each start; only who teaches the model needs it."""
    code = (
        "import sys; from pathlib import Path; from config import landlord_files; from config.wiring import build_classifier\n"
        "pipeline = build_classifier(landlord_files.load(Path('config/landlord')))\n"
        "read = pipeline.classify(['the boiler keeps losing pressure'])[0]\n"
        "print(read.repair, pipeline.trouble, sorted({'spacy', 'thinc'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout == "heating.pressure_fault  []\n"


def test_numbers_that_do_not_fit_are_refused(small: Model, tmp_path: Path) -> None:
    save(small, tmp_path / "kept", {"scores": {}}, [])
    np.save(tmp_path / "kept" / understanding.COMPONENT / "weights.npy", small.weights[:-1])
    with pytest.raises(ValueError, match="do not fit"):
        load(tmp_path / "kept")


def test_without_a_model_the_rules_decide(landlord: Landlord, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(understanding.FOLDER, tmp_path / "torn")
    (tmp_path / "torn" / understanding.COMPONENT / "labels.json").write_text("{")
    monkeypatch.setattr("classifiers.trained.load", lambda: load(tmp_path / "torn"))
    without = Pipeline.build(landlord, judge=urgency.decide)
    assert without.trained is None
    labels = without.classify(["no hot water from any tap", "i can smell gas in the kitchen"])
    assert [each.repair for each in labels] == ["heating.no_hot_water", "gas.smell"]


def test_a_model_that_breaks_at_work_is_noted_and_passed_over(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(self: Model, given: Given) -> Understood:
        raise FloatingPointError

    monkeypatch.setattr(Model, "by_words", break_down)
    labels = pipeline.classify(["i can smell gas in the kitchen"])[0]
    assert labels.repair == "gas.smell"
    assert labels.needs_person
    assert any("trained model failed" in note for note in labels.notes)


def test_the_rules_danger_stands_whatever_the_model_thinks(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(self: Understood, head: str) -> tuple[str, float]:
        return "none", 1.0

    monkeypatch.setattr(Understood, "best", nothing)
    monkeypatch.setattr(Understood, "chance", lambda self, head, name: 1.0 if name == "none" else 0.0)
    assert pipeline.classify(["strong smell of gas in the hall"])[0].danger == ("gas",)


def test_the_model_raises_a_danger_that_the_rules_do_not_see(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    for classifier in pipeline.classifiers:
        if classifier.name == "emergency":
            monkeypatch.setattr(classifier, "classify", lambda reading: [])
    labels = pipeline.classify(["there is a really strong smell of gas coming from the cooker"])[0]
    assert labels.danger == ("gas",)
    assert labels.urgency == "life_safety"


def test_a_danger_it_is_not_sure_of_is_an_emergency_for_a_person(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    chances = {("fault", "gas.co_alarm"): 0.6, ("urgency", "emergency"): 0.95}
    monkeypatch.setattr(Understood, "chance", lambda self, head, name: chances.get((head, name), 0.0))
    monkeypatch.setattr(Understood, "best", lambda self, head: ("gas.co_alarm", 0.6))
    monkeypatch.setattr(Understood, "above", lambda self, head, least: {"gas.co_alarm": 0.6} if head == "fault" else {})
    labels = pipeline.classify(["the thing on the wall has gone off"])[0]
    assert (labels.urgency, labels.danger, labels.needs_person) == ("emergency", (), True)
    assert any("danger to life" in note for note in labels.notes)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("heating.no_such | cold", "there is no repair or topic"),
        ("none +no.such | cold", "there is no repair"),
        ("none #nosuch | cold", "there is no flag"),
        ("none @song | cold", "there is no voice"),
        ("none cold", "write `labels | text`"),
        ("none | ", "write `labels | text`"),
    ],
)
def test_a_line_that_breaks_the_guide_is_named(landlord: Landlord, line: str, words: str) -> None:
    with pytest.raises(BadLabels, match=r"data\.txt, line 2: ") as told:
        list(read_lines(["none | fine", line], "data.txt", landlord))
    assert words in str(told.value)


def test_a_fault_behind_a_complaint_or_a_job_is_the_fault(landlord: Landlord) -> None:
    lines = ["complaints.new +roof.gutter #complaint @email @@garden ? | the gutter\\nagain",
             "job.chase +leak.containable | news?", "rents.pay | how"]  # fmt: skip
    gutter, leak, rent = read_lines(lines, "data.txt", landlord)
    assert (gutter.fault, leak.fault, rent.fault) == ("roof.gutter", "leak.containable", "none")
    assert gutter.text == "the gutter\nagain"
    assert (gutter.voice, gutter.place, gutter.close_call) == ("email", "garden", True)


def test_a_calibration_curve_never_falls_and_says_how_often_it_was_right() -> None:
    chances = [number / 200 for number in range(200)]
    right = [number % 4 != 0 if number > 100 else number % 4 == 0 for number in range(200)]
    points = calibration.curve(chances, right)
    shares = [share for _, share in points]
    assert shares == sorted(shares)
    assert shares[0] == pytest.approx(0.25, abs=0.05)
    assert shares[-1] == pytest.approx(0.75, abs=0.05)
    assert calibration.error([0.9] * 10, [True] * 9 + [False]) == pytest.approx(0.0)
    assert calibration.error([0.9] * 10, [False] * 10) == pytest.approx(0.9)
