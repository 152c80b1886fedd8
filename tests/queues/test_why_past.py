"""'Why?' of a case that somebody took: its rule, its steps, who was offered it and how that ended."""

import re
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

from config import plan_file
from router import offers, plan_versions
from router.model import Case, Event, PlanVersion, Staff
from tests.queues.people import a_case

PLAN = """
name = "Three rings"

[[rule]]
name = "Emergency"
when = "task.lane == 'emergency'"

[[rule.step]]
queue = "own"
wait = "30 seconds"
offer = "30 seconds"
ring = 1

[[rule.step]]
queue = ["own", "general"]
wait = "40 seconds"
offer = "30 seconds"
ring = 9

[[rule.step]]
queue = "general"

[default]

[[default.step]]
queue = "own"
"""


class Nobody:
    """There is nobody on call in these tests."""

    def call(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def routed(house: Any) -> Any:
    """A plan in force and one emergency that waits; whoever signs in is ready."""
    with house.database.transaction() as session:
        plan_versions.install(session, PLAN, house.clock())
        session.query(Case).filter(Case.state == "waiting").update({"state": "closed"})
        session.query(Staff).update({"present_until": None})
        a_case(session, house, "light", "Water through the light fitting", lane=0, queue="repairs_emergency",
               urgency="emergency", danger=["electrical_danger"], channel="sms", waiting_since=house.clock())  # fmt: skip
    return house


def dispatch(house: Any) -> None:
    offers.end_what_is_over(house.database, house.clock())
    read = partial(plan_file.read, name="plan.toml", landlord=house.landlord)
    offers.dispatch(house.database, house.landlord, read, Nobody(), house.clock())


def why(house: Any, person: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", person.get(house.url("light", "why")).text).split())


def ring_in_vain(house: Any) -> None:
    """The first step goes by; in the second Sue is asked."""
    dispatch(house)
    house.clock.forward(seconds=31)
    dispatch(house)


def test_the_steps_and_who_was_offered_it_stay_after_it_is_taken(routed: Any, browser: Any) -> None:
    amina, sue = browser("amina"), browser("sue")
    ring_in_vain(routed)
    found = re.findall(r"/desk/offers/(\d+)/accept.*?name=\"fence\" value=\"(\d+)\"", sue.get("/desk").text, re.DOTALL)
    [(number, fence)] = found
    assert sue.post(f"/desk/offers/{number}/accept", fence=fence).status_code == 302
    told = why(routed, amina)
    assert "Sue Lindqvist accepted it. Routing leaves it alone until they give it back." in told
    assert "Rule: Emergency" in told and "under version 1 of the plan" in told
    first, second, third = told.partition("What happened")[0].split("Step ")[1:]
    assert "from 10:00:00" in first and "Offered to Amina Rahman." in first
    assert "No answer from Amina Rahman in time." in first
    assert "from 10:00:30" in second and "up to 9 at once" in second
    assert "Sue Lindqvist accepted." in second and "Offered to" in second
    assert "Not reached" in second and "Offered" not in third, "the badge of the third stands before its name"


def test_whoever_took_it_from_the_list_is_named_and_a_closed_case_keeps_its_way(routed: Any, browser: Any) -> None:
    amina, sue = browser("amina"), browser("sue")
    dispatch(routed)
    assert sue.post(routed.url("light", "take")).status_code == 302
    told = why(routed, sue)
    assert "Sue Lindqvist took it from the list." in told
    assert "Taken back from Amina Rahman. A colleague has it." in told
    version = str(routed.case("light").version)
    assert sue.post(routed.url("light", "close"), version=version, reason="Made safe").status_code == 302
    assert "Sue Lindqvist took it from the list. Routing leaves it alone while it is closed." in why(routed, amina)


def test_a_case_given_back_and_taken_again_tells_its_last_way(routed: Any, browser: Any) -> None:
    amina, sue = browser("amina"), browser("sue")
    dispatch(routed)
    sue.post(routed.url("light", "take"))
    routed.clock.forward(minutes=1)
    sue.post(routed.url("light", "release"), version=str(routed.case("light").version))
    dispatch(routed)
    assert "took it from the list" not in why(routed, amina), "it waits: routing says what it does now"
    amina.post(routed.url("light", "take"))
    told = why(routed, amina).partition("What happened")[0]
    assert "Amina Rahman accepted it." in told and "Sue Lindqvist took" not in told
    assert "from 10:01:00" in told and "from 10:00:00" not in told


def test_a_plan_that_cannot_be_read_any_more_leaves_the_offers(routed: Any, browser: Any) -> None:
    amina, sue = browser("amina"), browser("sue")
    dispatch(routed)
    sue.post(routed.url("light", "take"))
    with routed.database.transaction() as session:
        session.query(PlanVersion).update({"source": "no plan at all ["})
    told = why(routed, amina)
    assert "Step 1" in told and "Step 2" not in told and "Offered to Amina Rahman." in told


IMPATIENT = PLAN.replace('wait = "30 seconds"', 'wait = "60 seconds"\nskip_if = "workers.free == 0"').replace(
    'wait = "40 seconds"', 'wait = "60 seconds"\nskip_if = "workers.free == 0"'
)
"""The same, but that a step in which nobody could take it is passed over."""


@pytest.fixture
def impatient(routed: Any) -> Any:
    with routed.database.transaction() as session:
        plan_versions.install(session, IMPATIENT, routed.clock())
        session.query(Staff).filter(Staff.name.startswith("Sue")).one().queues = ["general"]
    return routed


def ring_by_turns(house: Any) -> None:
    """Amina lets it go after half a minute: nobody else is there for the first step, and the second asks Sue at once."""
    dispatch(house)
    house.clock.forward(seconds=30)
    dispatch(house)
    house.clock.forward(seconds=1)
    dispatch(house)


def steps_of(told: str) -> list[str]:
    """The words of each step of the rule, the badge before its name with it."""
    badges = r"(?=(?:Over|Now|Next|Passed over|Not reached) Step )"
    return re.split(badges, told.partition("What happened")[0])[1:]


def test_a_step_that_rang_in_vain_was_not_passed_over(impatient: Any, browser: Any) -> None:
    """While it waits and after: the steps before one that is begun early keep their times and who was asked."""
    amina, sue = browser("amina"), browser("sue")
    ring_by_turns(impatient)
    first, second, third = steps_of(why(impatient, sue))
    assert first.startswith("Over Step 1 10:00:00 to 10:00:30") and second.startswith("Now Step 2 10:00:30 to 10:01:30")
    assert third.startswith("Next Step 3")
    sue.post(impatient.url("light", "take"))
    told = why(impatient, amina)
    first, second, third = steps_of(told)
    assert first.startswith("Over Step 1 from 10:00:00") and "Offered to Amina Rahman." in first
    assert second.startswith("Over Step 2 from 10:00:30") and "Offered to Sue Lindqvist." in second
    assert third.startswith("Not reached")
    assert "Nobody asked could take it: on to step 2." in told.partition("What happened")[2]


def test_a_step_with_nobody_is_told_as_passed_over(impatient: Any, browser: Any) -> None:
    browser("sue")
    dispatch(impatient)
    looking = browser("amina")
    with impatient.database.transaction() as session:
        session.query(Staff).filter(Staff.name.startswith("Amina")).update({"present_until": None})
    first, second, _ = steps_of(why(impatient, looking))
    assert first.startswith("Passed over Step 1 nobody could take it")
    assert second.startswith("Now Step 2 10:00:00 to 10:01:00")


def test_what_was_kept_before_events_told_of_steps_is_told_as_it_was(routed: Any, browser: Any) -> None:
    amina, sue = browser("amina"), browser("sue")
    ring_in_vain(routed)
    sue.post(routed.url("light", "take"))
    with routed.database.transaction() as session:
        session.execute(update(Event).where(Event.what == "case.routed").values(data={"rule": "Emergency", "plan": 1}))
    first, second, third = steps_of(why(routed, amina))
    assert "from 10:00:00" in first and "from 10:00:30" in second and third.startswith("Not reached")


def test_a_case_moved_to_another_version_goes_on_from_when_it_came(impatient: Any, browser: Any) -> None:
    """Its steps count from when it waits, not from when it was moved: the first ends when it would have."""
    sue = browser("sue")
    browser("amina")
    impatient.clock.forward(seconds=20)
    dispatch(impatient)
    [first, *_] = steps_of(why(impatient, sue))
    assert first.startswith("Now Step 1 10:00:20 to 10:01:00")
    impatient.clock.forward(seconds=50)
    sue.post(impatient.url("light", "take"))
    first, second, _ = steps_of(why(impatient, sue))
    assert first.startswith("Over Step 1 from 10:00:20") and second.startswith("Over Step 2 from 10:01:00")
