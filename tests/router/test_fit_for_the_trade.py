"""Gas and electrics are for whoever is registered: nobody else is found, whatever is asked."""

from dataclasses import replace

import pytest
from appointment_house import add_person
from doubles import FrozenClock

from config.wiring import House
from router.appointments import availability, needs
from router.values import Need

BOILER = Need("repair_visit", trades=("gas_heating",), repairs=("heating.partial",))


def found(house: House, clock: FrozenClock, need: Need) -> set[int]:
    with house.database.reading() as session:
        times = availability.find(session, house.landlord.appointments, need, clock(), limit=9)
    return {time.resource_id for time in times}


@pytest.fixture
def people(house: House) -> dict[str, int]:
    return {
        "gas": add_person(house, "glenys", trades=("gas_heating",)),
        "multi": add_person(house, "tomasz", trades=("multi_trade", "plumbing", "joinery")),
        "night": add_person(house, "night", trades=("out_of_hours", "plumbing")),
    }


def test_gas_is_only_for_gas_people(house: House, clock: FrozenClock, people: dict[str, int]) -> None:
    assert found(house, clock, BOILER) == {people["gas"]}
    assert found(house, clock, replace(BOILER, kind="emergency_attend", urgent=True)) <= {people["gas"]}


def test_where_no_trade_is_named_nobody_is_fit(house: House, clock: FrozenClock, people: dict[str, int]) -> None:
    assert found(house, clock, Need("repair_visit")) == set()


def test_a_trade_named_by_hand_leaves_the_boiler_to_gas_people(house: House) -> None:
    both = replace(BOILER, trades=("gas_heating", "plumbing"), repairs=("heating.partial", "plumbing.tap_dripping"))
    plumber = needs.by_trade(both, "plumbing", house.landlord)
    assert (plumber.trades, plumber.repairs) == (("plumbing",), ("plumbing.tap_dripping",))
