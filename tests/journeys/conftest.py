"""What several files here begin with."""

import pytest
from appointment_house import LATE, SATURDAY, WEEK, Talk, add_person
from builders import Cast
from doubles import FrozenClock

from config.wiring import House


@pytest.fixture
def plumbers(house: House, cast: Cast) -> list[int]:
    return [add_person(house, "derek", hours=WEEK + SATURDAY), add_person(house, "lena", hours=LATE)]


@pytest.fixture
def talk(house: House, clock: FrozenClock, plumbers: list[int]) -> Talk:
    return Talk(house, clock)
