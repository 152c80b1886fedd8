"""What a model made of some texts, as figures for `frontdoor drift`. Loads what reads words: for the command line."""

from collections.abc import Sequence

from classifiers.pipeline import Pipeline
from config.drift_figures import Figures
from router.values import kept_labels


def read_by(pipeline: Pipeline, texts: Sequence[str]) -> Figures:
    """How this pipeline reads these texts: kept beside a model, to measure what comes in by."""
    restricted = {topic.id for topic in pipeline.landlord.topics.values() if topic.restricted}
    found = Figures.of([kept_labels(labels) for labels in pipeline.classify(texts)], restricted)
    found.words, found.unknown = known_words(pipeline, texts)
    return found


def known_words(pipeline: Pipeline, texts: Sequence[str]) -> tuple[int, int]:
    """(words, those of them that the trained model does not know, typing errors mended); (0, 0) where it has no list
    of words."""
    model = pipeline.trained.model if pipeline.trained else None
    rows = getattr(model, "vector_rows", None)
    if model is None or not rows:
        return 0, 0
    words = unknown = 0
    for text in texts:
        for token in pipeline.reader.read(text).tokens(rows):
            if token.isalpha():
                words += 1
                unknown += token not in rows and token not in model.terms
    return words, unknown
