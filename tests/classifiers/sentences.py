"""The tables of danger sentences and near misses, read once for the tests beside this file."""

import tomllib
from pathlib import Path

from classifiers.pipeline import Pipeline


def _table(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


def _lines(text: str) -> list[str]:
    return [line.strip().replace("\\n", "\n") for line in text.strip().splitlines()]


def _listed(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(danger, line) for danger, text in table.items() for line in _lines(text)]


_SENTENCES = _table("danger_sentences.toml")
_VOICES = [
    _table(f"danger_voices/{each.name}") for each in sorted(Path(__file__).with_name("danger_voices").glob("*.toml"))
]
_TONGUES = _table("danger_tongues.toml")
PEOPLE = {name: _lines(text) for name, text in _table("people_sentences.toml").items() if isinstance(text, str)}
"""Danger to a person: `medical` and `disclosures`, and what only looks like them."""
DANGERS = [*_listed(_SENTENCES["dangers"]), *(one for each in _VOICES for one in _listed(each.get("dangers", {})))]
"""(script or repair id, sentence that must be caught)."""
LETTERS = [one for each in _VOICES for one in _listed(each.get("letters", {}))]
TRUE = [*DANGERS, *LETTERS]
OTHER_TONGUES = _listed(_TONGUES["dangers"])
"""The same in other languages: not disguised, since a slip is mended towards English words."""
EVERYDAY_IN_OTHER_TONGUES = _lines(str(_TONGUES["near_misses"]))
DISGUISED = _listed(_SENTENCES["disguises"])
NEAR_MISSES = [
    line
    for table in (_SENTENCES, *_VOICES)
    for name, text in table.items()
    if name.startswith("near_") and isinstance(text, str)
    for line in _lines(text)
]


def caught(pipeline: Pipeline, danger: str, text: str) -> bool:
    """Is the danger's script said, or its repair named?"""
    labels = pipeline.classify([text])[0]
    return danger in labels.danger or danger == labels.repair or danger in labels.also
