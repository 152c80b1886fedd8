"""Is a message in a language that nothing here knows? By how many of its words nobody ever wrote to us in English."""

from collections.abc import Container

from classifiers.reading import Reading

STRANGE, FEWEST = 0.62, 3
"""A message is no English of ours where fewer of its words than the first are known, and so many or more are not. Of
199 real English posts none had less than 0.67."""


def is_strange(reading: Reading, known: Container[str]) -> bool:
    """Are most of its words none of these? Not so of a name with an address, which is in no language."""
    words = [word for word in reading.words[:120] if word.isalpha() and len(word) > 1]
    strange = sum(word not in known for word in words)
    named = any(entity.kind in ("address", "postcode") for entity in reading.entities)
    return strange >= FEWEST + 2 * named and len(words) - strange < STRANGE * len(words)
