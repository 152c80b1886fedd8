"""Two everyday faults in one breath are two faults, the worse one first; and never water on electrics between them."""

import pytest

from classifiers.model import Given
from classifiers.parts import two_faults
from classifiers.pipeline import Pipeline
from router.values import URGENCIES, Landlord

PAIRS = [
    ("kitchen tap dripping and the toilet wont flush", "toilet.not_flushing", "plumbing.tap_dripping"),
    (
        "kitchen tap dripping and the bathroom light has stopped working",
        "plumbing.tap_dripping",
        "electrical.light_fitting",
    ),
    (
        "tap is dripping and the socket in the kitchen doesnt work",
        "electrical.socket_switch_fault",
        "plumbing.tap_dripping",
    ),
    ("bathroom light gone and shower is cold", "electrical.light_fitting", "plumbing.shower"),
    ("my tap drips and the toilet seat is broken", "plumbing.tap_dripping", "toilet.damaged"),
    ("there's a leak under the sink, also mice in the kitchen", "leak.containable", "pest.rats_mice"),
    ("cooker socket dead plus the sink is blocked", "electrical.socket_switch_fault", "plumbing.blocked_sink_bath"),
    ("water under the sink and the kitchen light has gone", "leak.containable", "electrical.light_fitting"),
    (
        "the light in the kitchen is out and the tap in the bathroom is leaking",
        "electrical.light_fitting",
        "plumbing.tap_dripping",
    ),
    ("front door wont lock and the tap is dripping", "doors.insecure_door", "plumbing.tap_dripping"),
    ("the tap in the bathroom drips. also the back door wont lock", "doors.insecure_door", "plumbing.tap_dripping"),
]


@pytest.mark.parametrize(("text", "first", "other"), PAIRS)
def test_both_faults_are_named_the_worse_one_first(pipeline: Pipeline, text: str, first: str, other: str) -> None:
    labels = pipeline.classify([text])[0]
    assert (labels.repair, other in labels.also) == (first, True), (labels.repair, labels.also)
    assert "leak.on_electrics" not in (labels.repair, *labels.also)
    assert "on_electrics" not in labels.flags


@pytest.mark.parametrize(("text", "third"), [
    ("toilet not flushing properly, tap dripping and the bathroom light has gone", "plumbing.tap_dripping"),
    ("the tap drips, the toilet seat is broken and the extractor fan doesnt work", "toilet.damaged"),
    ("toilet is blocked. Kitchen tap dripping. Hall light has gone", "electrical.light_fitting"),
])  # fmt: skip
def test_a_list_of_three_names_the_third_as_well(pipeline: Pipeline, text: str, third: str) -> None:
    labels = pipeline.classify([text])[0]
    assert third in labels.also and len({labels.repair, *labels.also}) == 3, (labels.repair, labels.also)


def test_the_worse_of_the_two_is_how_pressing_it_is(pipeline: Pipeline) -> None:
    alone, both = pipeline.classify(
        ["the kitchen tap is dripping", "the kitchen tap is dripping and the front door wont lock"]
    )
    assert URGENCIES.index(both.urgency) < URGENCIES.index(alone.urgency)


@pytest.mark.parametrize(
    "text",
    [
        "water is coming through the ceiling and the lights keep flickering",
        "leak from upstairs and the kitchen light is fizzing",
        "the sink is leaking and the socket under it is wet",
    ],
)
def test_water_that_may_be_what_is_wrong_with_the_light_is_not_taken_apart(pipeline: Pipeline, text: str) -> None:
    assert pipeline.classify([text])[0].urgency == "emergency"


@pytest.mark.parametrize(
    "text",
    ["leak from the flat above and the kitchen light has gone", "basin tap is dripping and the hall light flickers"],
)
def test_the_light_may_be_out_because_of_the_water(pipeline: Pipeline, landlord: Landlord, text: str) -> None:
    assert pipeline.trained is not None
    model = pipeline.trained.model
    known = text.split()
    parted = ["basin", "tap", "is", "dripping", "and", "the", "hall", "light", "has", "gone"]
    assert two_faults(model, known, landlord.repairs, model.understand(Given(known, {}))) is None
    assert two_faults(model, parted, landlord.repairs, model.understand(Given(parted, {}))) is not None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("no heating and no hot water", "heating.no_heating_hot_water"),
        ("the toilet is blocked and it smells and its filling up", "toilet.blocked"),
        ("bath and basin both slow to drain", "plumbing.blocked_sink_bath"),
    ],
)
def test_one_fault_in_two_parts_stays_one(pipeline: Pipeline, text: str, fault: str) -> None:
    assert pipeline.classify([text])[0].repair == fault


def test_a_part_of_few_words_makes_no_emergency_of_which_the_whole_knows_nothing(pipeline: Pipeline) -> None:
    labels = pipeline.classify(["plaster blown in the hall, comes off when you touch it"])[0]
    assert labels.repair == "structural.plaster" and labels.urgency == "routine"
