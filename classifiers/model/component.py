"""The model as a component of spaCy: with this imported, `spacy.load(FOLDER)` reads the pipeline that is shipped.

Apart from `understanding.py`, so that spaCy is loaded by whoever teaches the model or uses it there, and by no worker.
"""

from typing import Any

import spacy
from spacy.language import Language

from classifiers.model.understanding import COMPONENT, Model


@Language.factory(COMPONENT)
def _make(nlp: Language, name: str) -> Model:
    return Model()


def pipeline_of(model: Model) -> Language:
    """An English pipeline whose one component is this model."""
    nlp = spacy.blank("en")
    made: Any = nlp.add_pipe(COMPONENT)
    made.__dict__.update(model.__dict__)
    return nlp
