"""Facts in the words that make a fault an emergency: the only toilet, a window gone, a tile over the path."""

import tomllib
from pathlib import Path

import pytest

from classifiers.pipeline import Pipeline

KINDS = tomllib.loads(Path(__file__).with_name("pressing.toml").read_text(encoding="utf-8"))
PRESSING = ("emergency", "life_safety")


def _called(pipeline: Pipeline, text: str) -> bool:
    return pipeline.classify([text])[0].urgency in PRESSING


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_an_emergency(pipeline: Pipeline, kind: str) -> None:
    assert [text for text in KINDS[kind]["emergency"].strip().splitlines() if not _called(pipeline, text)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_only_looks_like_it_is_none(pipeline: Pipeline, kind: str) -> None:
    assert [text for text in KINDS[kind]["less"].strip().splitlines() if _called(pipeline, text)] == []
