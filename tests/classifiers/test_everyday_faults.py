"""Everyday faults told in real words book themselves: none is an emergency, nor for a person to look at first."""

import pytest

from classifiers import everyday
from classifiers.matters import READS_AS_URGENT
from classifiers.pipeline import Pipeline
from classifiers.reading import Label
from router.landlord import Landlord


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        ("tap in bathroom wont turn off properly drip drip", "plumbing.tap_dripping"),
        ("the bath tap wont stop driping", "plumbing.tap_dripping"),
        ("bathroom tap wont stop dripping", "plumbing.tap_dripping"),
        ("light gone in bathroom", "electrical.light_fitting"),
        ("the light in the hall has gone", "electrical.light_fitting"),
        ("bathroom light gone n the toilet wont flush", "toilet.not_flushing"),
        ("rads need bleeding", "heating.partial"),
        ("floor tiles lifting in kitchen", "internal.floor_tiles"),
        ("letterbox broken", "doors.external_stiff"),
        ("Front door sticking but locks", "doors.external_stiff"),
        ("my front door is hard to shut but it does lock", "doors.external_stiff"),
        ("upvc door dropped hard to lock", "doors.external_stiff"),
        ("the lock on the front door is loose but still locks", "doors.external_stiff"),
    ],
)
def test_it_needs_no_person_before_times_are_offered(
    pipeline: Pipeline, landlord: Landlord, text: str, repair: str
) -> None:
    labels = pipeline.classify([text])[0]
    assert labels.repair == repair and landlord.repairs[repair].booking == "auto"
    assert labels.urgency in ("urgent", "routine") and not labels.needs_person, (labels.urgency, labels.notes)
    assert set(labels.notes) <= {READS_AS_URGENT}


def test_a_cistern_that_runs_beside_a_tap_that_drips_is_no_tap_that_runs(pipeline: Pipeline) -> None:
    labels = pipeline.classify(["toilet wont stop running and the tap drips"])[0]
    assert {labels.repair, *labels.also} == {"plumbing.tap_dripping", "toilet.cistern_leak"}
    assert labels.urgency == "urgent"


def test_a_tap_and_a_light_beside_each_other_are_no_water_on_electrics(pipeline: Pipeline) -> None:
    text = "kitchen tap dripping. also the light in the hall has gone and the cupboard door fell off"
    labels = pipeline.classify([text])[0]
    assert {labels.repair, *labels.also} == {
        "plumbing.tap_dripping",
        "electrical.light_fitting",
        "internal.kitchen_units",
    }
    assert labels.urgency in ("routine", "urgent")


@pytest.mark.parametrize(
    "text",
    ["kitchen tap dripping and its running down behind the socket which has gone dead",
     "bathroom light has gone, water is dripping out of it", "tap leaking onto the plug socket and the light went off"],
)  # fmt: skip
def test_water_that_goes_where_it_should_not_is_an_emergency_as_before(pipeline: Pipeline, text: str) -> None:
    assert pipeline.classify([text])[0].urgency in ("emergency", "life_safety")


@pytest.mark.parametrize(
    "text",
    ["tap wont turn off", "bath tap stuck on and running full on", "the tap wont stop running",
     "kitchen tap wont stop dripping and now its pouring over the worktop",
     "kitchen tap dripping loads cant turn it off sink nearly over the top",
     "bath tap wont turn off its dripping fast and the bath is nearly full"],
)  # fmt: skip
def test_a_tap_that_runs_is_an_emergency_as_before(pipeline: Pipeline, text: str) -> None:
    assert pipeline.classify([text])[0].urgency == "emergency"


def test_what_a_rule_saw_is_never_put_right() -> None:
    running = Label("repair", everyday.RUNNING, 0.9, 0, 2)
    assert everyday.put_right([running], [("emergency", running)], " the tap wont stop dripping ") == [running]
    [meant] = everyday.put_right([running], [], " the tap wont stop dripping ")
    assert meant.value == everyday.DRIPPING


@pytest.mark.parametrize(
    ("text", "urgency", "danger"),
    [
        ("window does not shut", "urgent", ()),
        ("bathroom window wont shut", "urgent", ()),
        ("bedroom window stuck open freezing", "urgent", ()),
        ("ground floor window wont shut", "emergency", ("insecure",)),
        ("bungalow, bedroom window wont shut", "emergency", ("insecure",)),
        ("window wont shut first floor above the porch", "emergency", ("insecure",)),
        ("the window wont close and there is a ladder against the wall", "emergency", ("insecure",)),
        ("back window stuck open, i live on my own and had a man in the garden last night", "emergency", ("insecure",)),
        ("my window doesnt lock", "emergency", ("insecure",)),
        ("window wont shut anyone can climb in", "emergency", ("insecure",)),
        ("front door wont shut", "emergency", ("insecure",)),
    ],
)
def test_a_window_that_will_not_shut_is_an_emergency_where_somebody_can_come_in(
    pipeline: Pipeline, text: str, urgency: str, danger: tuple[str, ...]
) -> None:
    labels = pipeline.classify([text])[0]
    assert (labels.urgency, labels.danger) == (urgency, danger)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("can i book a slot at the surgery pls", "tenancy.officer_visit"),
        ("can i book an appointment at the office", "tenancy.officer_visit"),
        ("what time does the office open", "general.opening_contact"),
    ],
)
def test_a_place_at_an_office_is_no_business_of_a_repair(pipeline: Pipeline, text: str, topic: str) -> None:
    assert pipeline.classify([text])[0].topic == topic


@pytest.mark.parametrize(
    ("words", "repair"),
    [
        ("yes but the dog bites and also the boiler is making a banging noise and water is coming out of it", "heating.pressure_fault"),
        ("also the boiler is leaking, and the dog bites", "heating.radiator_leak"),
        ("the dog brought fleas in and they bite", "pest.insects"),
    ],
)  # fmt: skip
def test_a_dog_that_bites_is_no_pest_and_its_fleas_are(pipeline: Pipeline, words: str, repair: str) -> None:
    read = pipeline.classify([words])[0]
    assert read.repair == repair and ("pest.insects" in (read.repair, *read.also)) is ("fleas" in words)


@pytest.mark.parametrize(
    "text",
    ["front door wont lock", "back door wont lock properly, sometimes it locks", "the front door locks are broken",
     "front door was kicked in last night but it locks", "front door only locks from the inside", "front door hard to shut, it locks but someone got in last night",
     "front door wont shut properly but it locks"],
)  # fmt: skip
def test_a_door_that_does_not_lock_or_that_more_is_said_of_is_an_emergency_as_before(
    pipeline: Pipeline, text: str
) -> None:
    assert pipeline.classify([text])[0].urgency == "emergency"


def test_one_thing_on_the_list_is_not_also_one_on_no_list(pipeline: Pipeline) -> None:
    one, two = pipeline.classify(["my kitchen drawer is broken", "my kitchen drawer is broken and the oven wont heat"])
    assert (one.repair, one.also) == ("internal.kitchen_units", ())
    assert two.also == ("other.unlisted",), "the oven is another, and a person answers that"
