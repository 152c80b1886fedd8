"""One pipeline for the whole room: the demo landlord's, with the router's own judge."""

from pathlib import Path

import pytest

from classifiers.pipeline import Pipeline
from config.landlord_files import load
from router import urgency
from router.values import Landlord

FOLDER = Path(__file__).resolve().parents[2] / "config" / "landlord"


@pytest.fixture(scope="session")
def landlord() -> Landlord:
    return load(FOLDER)


@pytest.fixture(scope="session")
def pipeline(landlord: Landlord) -> Pipeline:
    return Pipeline.build(landlord, judge=urgency.decide)
