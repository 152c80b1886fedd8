"""Makes `classifiers/ordinary_words.txt` for the landlord that is shipped: `python -m config.ordinary_words`.

Read what is new in it, then `frontdoor train`: the model learns from messages as they are read with these words.
"""

from classifiers.pipeline import Pipeline
from classifiers.training import real_words
from config import landlord_files
from config.settings import PROJECT
from router import urgency

if __name__ == "__main__":
    reader = Pipeline.build(landlord_files.load(PROJECT / "config" / "landlord"), judge=urgency.decide).reader
    real_words.ORDINARY.write_text(real_words.ordinary(reader.mending), encoding="utf-8")
