"""153 messages spelt as spoken, with household facts and two faults, that nothing was taught on: no worse than they were read.

Measured once before anything was mended for them, with the network of that day: group of repair 138, broken or not 147,
emergencies 49 of 59 named by urgency or danger (46 by urgency, at 50 said), gas or carbon monoxide 7 of 10 with none
false, taken too lightly 15 of 107. What the rules miss there has been mended by kind since, so what is asked below flatters.
"""

import pytest

from classifiers.pipeline import Pipeline
from classifiers.training.measure import Read, scores
from router import urgency
from tests.classifiers import unseen


@pytest.fixture(scope="module")
def read(pipeline: Pipeline) -> list[Read]:
    return unseen.read_file(pipeline, "plainspoken.txt")


def test_what_is_broken_is_found(read: list[Read], pipeline: Pipeline) -> None:
    assert len(read) == 153
    assert unseen.named_rightly(read, pipeline) >= 138  # 140 when it was made


def test_emergencies_are_found_and_few_others_are_called_one(read: list[Read], pipeline: Pipeline) -> None:
    assert sum(unseen.is_grave(each, pipeline) for each in read) == 59
    assert unseen.missed(read, pipeline) == []
    assert len(false := unseen.false_alarms(read, pipeline)) <= 5, false  # 4


def test_gas_is_found_and_never_where_there_is_none(read: list[Read], pipeline: Pipeline) -> None:
    told = scores(read, pipeline.landlord, urgency.decide)
    assert told["gas or carbon monoxide found"] == "1.000 (10 of 10)"
    assert told["gas or carbon monoxide false"] == 0


def test_none_of_them_is_taught(read: list[Read], pipeline: Pipeline) -> None:
    assert unseen.taught(read, pipeline) == []
