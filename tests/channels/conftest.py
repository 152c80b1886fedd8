"""What the tests of several doors share."""

from collections.abc import Iterator

import pytest

from tests.channels import twilio_stand_in
from tests.channels.ear import Ear
from tests.channels.twilio_stand_in import StandIn


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with twilio_stand_in.running() as running:
        yield running
