"""A fault told in a joke, in a question of rights or of somebody in the family is a fault; what is over is none."""

import pytest

from classifiers.in_passing import SURE, UNLISTED, heard
from classifiers.pipeline import Pipeline
from classifiers.reading import Label
from router.values import URGENCIES


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("My A/C hasn't worked since we moved in. Can I break the lease?", "other"),
        ("Does my lease make them mend the air conditioning? It has blown warm since Friday", "other"),
        ("Our dryer quit on laundry day. Landlord's or mine to pay?", "other"),
        ("Think I broke my stove, help", "other"),
        ("Everything was fixed in March. My dryer quit, who pays?", "other"),
        ("There are moths in every closet, whose job is that in a rental?", "pest"),
        ("Is my landlord liable for the raccoon living in my attic?", "pest"),
        ("We have fleas and we don't even own a pet. Do I have rights?", "pest"),
        ("bats in the loft again, what are we allowed to do", "pest"),
        ("I locked myself out at 2am like a genius. More of that story later", "doors"),
        ("Our lease says nothing of it and there are no smoke alarms here. What does the law say?", "alarms"),
        ("Dad has been without heating for weeks and is too proud to ring. May I report it for him?", "heating"),
        ("Two bricks came out of the front wall. Is that ours to mend or the landlord's?", "structural"),
    ],
)
def test_it_is_heard_beside_another_matter(pipeline: Pipeline, text: str, group: str) -> None:
    assert pipeline.classify([text])[0].repair_group == group


@pytest.mark.parametrize(
    "text",
    [
        "Selling a fridge freezer, works perfectly, collection only 40 pounds",
        "My oven finally got fixed, only took them two months",
        "Edit: all sorted. The AC in my bedroom is not cooling",
        "I fixed my dryer with a ten dollar part from the internet, feeling proud",
        "Is AC considered a necessity under Texas law?",
        "Our old house had roaches so bad, so glad we moved",
        "just saw a raccoon in the park eating pizza",
        "What smoke alarm would you buy?",
        "Where is the best place to put a smoke alarm?",
        "what if my AC dies in the summer, who would pay?",
        "We had roaches in the last place. I still shake my shoes.",
        "Locked out of my Netflix account, help",
        "locked out of the portal, cannot reset password to pay my rent",
    ],
)
def test_what_is_over_sold_supposed_or_no_home_is_no_fault(pipeline: Pipeline, text: str) -> None:
    labels = pipeline.classify([text])[0]
    assert labels.repair is None and labels.urgency == "none"


@pytest.mark.parametrize(
    "text",
    [
        "It is 96 degrees in my bedroom and the office keeps saying the AC tech is coming. Any advice?",
        "No air conditioning for two weeks, and my grandma is 84",
        "shower goes from freezing to scalding in a second, is it the valve?",
        "Kitchen faucet snapped at the base",
    ],
)
def test_great_heat_scalding_water_and_a_tap_that_broke_off_are_urgent(pipeline: Pipeline, text: str) -> None:
    assert URGENCIES.index(pipeline.classify([text])[0].urgency) <= URGENCIES.index("urgent")


def test_cooling_that_does_not_work_on_a_mild_day_is_routine(pipeline: Pipeline) -> None:
    assert pipeline.classify(["AC blowing warm air, what do I check?"])[0].urgency == "routine"


def test_what_reads_as_an_emergency_is_not_lowered(pipeline: Pipeline) -> None:
    reading = pipeline.reader.read("No air conditioning for two weeks, it is 104 degrees in my room")
    learnt = [Label("repair", "other.unlisted", 0.9, 0, 1), Label("urgency", "emergency", 0.9, 0, 1)]
    assert [label.value for label in heard(learnt, [], reading) if label.kind == "urgency"] == ["emergency"]


def test_how_sure_it_is_is_measured_of_the_form_and_not_of_what_the_model_heard(pipeline: Pipeline) -> None:
    text = "My A/C hasn't worked since we moved in. Can I break the lease?"
    told = pipeline.classify([text])[0]
    assert told.repair == UNLISTED
    assert told.confidence == SURE
