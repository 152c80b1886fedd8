"""Three times that are a choice: never one day thrice, one of them after work, also when another day is asked for."""

import pytest
from appointment_house import LATE, Talk, add_person
from builders import Cast
from doubles import FrozenClock

from config.wiring import House


@pytest.fixture
def talk(house: House, clock: FrozenClock, cast: Cast) -> Talk:
    add_person(house, "derek")
    add_person(house, "anya", hours=LATE)
    return Talk(house, clock)


def offered(told: str) -> list[tuple[str, str]]:
    """(day, hours) of each numbered line."""
    lines = [line[2:] for line in told.splitlines() if line[:2] in ("1 ", "2 ", "3 ")]
    return [(day, hours) for day, _, hours in (line.partition(", ") for line in lines)]


def test_the_first_three_are_of_two_days_and_one_is_an_evening(talk: Talk) -> None:
    times = offered(talk.says("my kitchen tap is dripping"))
    assert len(times) == 3 and len({day for day, _ in times}) >= 2
    assert sum(hours == "5pm to 8pm" for _, hours in times) == 1


def test_another_day_has_its_evening_too(talk: Talk) -> None:
    talk.says("my kitchen tap is dripping")
    assert "booked" in talk.says("the evening one")
    times = offered(talk.says("can we do thursday instead"))
    assert {day.partition(" ")[0] for day, _ in times} == {"Thu"} and "5pm to 8pm" in {hours for _, hours in times}
    assert "moved" in talk.says("the evening one")


def test_other_times_are_a_choice_too(talk: Talk) -> None:
    first = offered(talk.says("my kitchen tap is dripping"))
    others = offered(talk.says("none of those"))
    assert not set(first) & set(others) and len({day for day, _ in others}) >= 2


def test_what_was_refused_by_wishing_for_something_else_does_not_come_back(talk: Talk) -> None:
    first = offered(talk.says("my kitchen tap is dripping"))
    assert not any("8am" in hours for _, hours in offered(talk.says("not mornings")))
    second = offered(talk.says("next sunday"))
    told = talk.says("none of those")
    others = offered(told)
    assert others and "here are others" in told and not {*first, *second} & {*others}
    assert not any(hours.startswith(("8am", "9am")) for _, hours in [*second, *others]), "mornings were refused as well"


def test_a_morning_that_one_day_does_not_have_is_told_and_that_day_stays(
    house: House, clock: FrozenClock, cast: Cast
) -> None:
    add_person(house, "lou", hours=tuple((day, 12 * 60, 20 * 60) for day in range(5)))
    add_person(house, "meg", hours=((1, 480, 1020), (2, 480, 1020)))
    talk = Talk(house, clock)
    talk.says("my kitchen tap is dripping")
    assert {day[:3] for day, _ in offered(talk.says("thursday"))} == {"Thu"}
    told = talk.says("the morning")
    assert "nothing is free then" in told and "Thu" in {day[:3] for day, _ in offered(told)}
