"""The trained reading of a message, as a spaCy pipeline that `frontdoor train` made and the repository ships.

`pipeline/meta.json` says from which data (by hash) and with which scores; the component `understanding` holds the
numbers. It opens no network. The card is `CARD.md`.
"""

from classifiers.model.understanding import BY_WORDS, Given, Model, Understood, load

__all__ = ["BY_WORDS", "Given", "Model", "Understood", "load"]
