"""Makes the trained model from the labelled messages: `frontdoor train`. The only file that needs scikit-learn.

The same messages, vectors and seed give the same numbers.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifiers.model import Given, Model
from classifiers.model.component import pipeline_of
from classifiers.model.understanding import HEADS, SMOOTH, grams
from classifiers.training.messages import ASSETS, Labelled, data_hash
from classifiers.training.targets import Names, Targets

MET_AT_LEAST = 3
"""Messages a word, a pair of words or a finding must stand in to have a row of its own."""
STRENGTH = 6.0
"""The inverse of regularisation (scikit-learn's C)."""
VECTORS = ASSETS / "vectors.npz"


class CannotTrain(Exception):
    """Something that training needs is not here. The text says what to do."""


@dataclass(frozen=True)
class Example:
    """A message, what it should make the model say, and what the model is given."""

    message: Labelled
    given: Given


def train(examples: Sequence[Example], targets: Targets, names: Names, version: str,
          say: Callable[[str], None]) -> Model:  # fmt: skip
    """A model that has learnt these examples. Raises CannotTrain without scikit-learn or with too few messages."""
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise CannotTrain(
            "training needs scikit-learn: run `make env`, or pip install scikit-learn, then try again"
        ) from None
    if len(examples) < 100:
        raise CannotTrain(f"{len(examples)} messages are too few to learn from: 100 at least")
    model = _untaught(examples, names, version)
    matrix = _matrix(model, [example.given for example in examples])
    columns = []
    for head in HEADS:
        wanted = getattr(targets, head)
        say(f"learning '{head}' from {len(examples)} messages")
        if wanted.ndim == 1:
            learner = LogisticRegression(C=STRENGTH, max_iter=150, tol=1e-3).fit(matrix, wanted, targets.weight)
            weights, bias = _placed(learner, learner.classes_, len(names.as_dict()[head]))
        else:
            weights, bias = _each_alone(LogisticRegression, matrix, wanted, targets.weight)
        columns.append((weights, bias))
    whole = np.concatenate([weights for weights, _ in columns], axis=1)
    model.bias = np.concatenate([bias for _, bias in columns]).astype(np.float32)
    model.scale = (np.abs(whole).max(axis=0) / 127 + 1e-9).astype(np.float32)
    model.weights = np.round(whole / model.scale).astype(np.int8)
    return model


def vector_words() -> frozenset[str]:
    """The words that have a vector."""
    with np.load(VECTORS, allow_pickle=False) as stored:
        return frozenset(stored["words"].tolist())


def save(model: Model, folder: Path, card: Mapping[str, Any], messages: Sequence[Labelled]) -> None:
    """Write the spaCy pipeline, its `meta.json` saying from what it was made."""
    nlp = pipeline_of(model)
    nlp.meta.update(
        {"name": "tenant_messages", "version": model.version, "license": "MIT", "author": "frontdoor",
         "description": "What a tenant's message is about, how pressing it is, and what it says of the household.",
         "data_sha256": data_hash(messages), "messages": len(messages), **card}
    )  # fmt: skip
    nlp.to_disk(folder)


def _untaught(examples: Sequence[Example], names: Names, version: str) -> Model:
    """Terms, how telling each is, and the vectors; no weights yet."""
    model = Model()
    model.version, model.names = version, names.as_dict()
    met: Counter[str] = Counter()
    for example in examples:
        met.update(grams(example.given.tokens).keys())
        met.update(example.given.found.keys())
    kept = sorted(term for term, count in met.items() if count >= MET_AT_LEAST)
    model.terms = {term: row for row, term in enumerate(kept)}
    model.weight_of = np.array([math.log((len(examples) + 1) / (met[term] + 1)) + 1 for term in kept], dtype=np.float32)
    with np.load(VECTORS, allow_pickle=False) as stored:
        vectors, words = stored["vectors"].astype(np.float32), stored["words"].tolist()
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    model.vectors = np.round(vectors * 127).astype(np.int8)
    model.vector_rows = {word: row for row, word in enumerate(words)}
    seen = Counter(token for example in examples for token in set(example.given.tokens))
    share = np.array([max(seen[word], 0.3) / len(examples) for word in words])
    model.rarity = (SMOOTH / (SMOOTH + share)).astype(np.float32)
    return model


def _matrix(model: Model, given: Sequence[Given]) -> Any:
    """A row a message, as the model reads it."""
    from scipy.sparse import csr_matrix, hstack

    indices, values, starts = [], [], [0]
    for each in given:
        _, rows, amounts = model.features(each)
        indices.append(rows)
        values.append(amounts)
        starts.append(starts[-1] + len(rows))
    terms = csr_matrix((np.concatenate(values), np.concatenate(indices), starts), shape=(len(given), len(model.terms)))
    return hstack([terms, csr_matrix(np.array([model.mean_vector(each.tokens) for each in given]))]).tocsr()


def _placed(learner: Any, classes: Any, count: int) -> tuple[Any, Any]:
    """Weights by feature and label; a label nobody wrote about can never be the likeliest."""
    weights, bias = np.zeros((learner.coef_.shape[1], count)), np.full(count, -30.0)
    weights[:, classes], bias[classes] = learner.coef_.T, learner.intercept_
    return weights, bias


def _each_alone(kind: Any, matrix: Any, wanted: Any, weight: Any) -> tuple[Any, Any]:
    """One question a label, each answered by itself; one that too few messages have is answered 'no'."""
    weights, bias = np.zeros((matrix.shape[1], wanted.shape[1])), np.full(wanted.shape[1], -30.0)
    for column in range(wanted.shape[1]):
        if wanted[:, column].sum() >= 20:
            learner = kind(C=STRENGTH, max_iter=200, solver="liblinear").fit(matrix, wanted[:, column], weight)
            weights[:, column], bias[column] = learner.coef_[0], learner.intercept_[0]
    return weights, bias
