"""The one small plan of the tests of offers, put in force and looked at as live routing does."""

from datetime import datetime
from functools import partial
from typing import Any

from config import plan_file
from router import offers, plan_versions


def small_plan(ring: int = 2, wait: int = 60, offer: int = 20, ordinary: int = 30) -> str:
    """An emergency rings for `ring` of its own queue, after `wait` seconds for six and pages; all else for one.

    `offer`, `ordinary`: seconds for which an offer of an emergency, and of anything else, stands.
    """
    return f"""
name = "A small plan"

[[rule]]
name = "Emergency"
when = "task.lane == 'emergency'"

[[rule.step]]
queue = "own"
wait = "{wait} seconds"
offer = "{offer} seconds"
ring = {ring}

[[rule.step]]
queue = ["own", "general"]
offer = "{offer} seconds"
ring = 6
page = "oncall"

[default]

[[default.step]]
queue = "own"
offer = "{ordinary} seconds"
"""


class Nobody:
    """There is nobody on call."""

    def call(self, *_: Any) -> None:
        """Nothing."""


def one_round(house: Any, at: datetime, pager: Any = None, **more: Any) -> int:
    """One look of the real dispatcher, by the plan that is in force; how many offers were made."""
    read = partial(plan_file.read, name="plan.toml", landlord=house.landlord)
    return offers.dispatch(house.database, house.landlord, read, pager or Nobody(), at, **more)


def put_in_force(house: Any, at: datetime, **seconds: int) -> None:
    """The small plan is what new cases come in under; arguments as of `small_plan`."""
    with house.database.transaction() as session:
        plan_versions.install(session, small_plan(**seconds), at)
