"""What a message is about: a repair or a complaint of one, a repair on no list, a chaser, and what is only said."""

import pytest

from classifiers.matters import (
    BY_ITSELF,
    COMPLAINT,
    EMERGENCY_ALONE_AT,
    UNLIKE,
    doubting,
    is_complaint,
    pressing,
)
from classifiers.model.encoder import FROM_THE_END, MOST_PIECES, Pieces
from classifiers.pipeline import Pipeline
from classifiers.reading import Label


@pytest.mark.parametrize(
    "text",
    [
        "How do you get a swollen bathroom door to shut?",
        "Repairs to the kitchen window",
        "Guttering problem at the back of the house",
        "my bloody bath tap is driving me mad, drip drip drip",
    ],
)
def test_a_fault_without_a_word_of_complaint_is_a_repair(pipeline: Pipeline, text: str) -> None:
    labels = pipeline.classify([text])[0]
    assert labels.topic == "repair"
    assert labels.repair is not None


@pytest.mark.parametrize(
    "text",
    [
        "The landlord's handling of repairs to a bathroom door",
        "I want to make a formal complaint, my kitchen window has been left broken and your staff were rude",
        "How the association responded to reports of a leaking gutter",
    ],
)
def test_how_a_fault_was_dealt_with_is_a_complaint(pipeline: Pipeline, text: str) -> None:
    assert pipeline.classify([text])[0].topic.startswith("complaints.")


def test_signs_of_a_complaint_are_a_fact_or_the_model_being_sure() -> None:
    likely, sure = Label("topic", COMPLAINT, 0.7, 0, 1), Label("topic", COMPLAINT, 0.95, 0, 1)
    chaser = Label("flag", "chaser", 0.9, 0, 1)
    assert not is_complaint({}, {COMPLAINT: likely})
    assert is_complaint({}, {COMPLAINT: sure})
    assert is_complaint({"chaser": chaser}, {COMPLAINT: likely})


@pytest.mark.parametrize(
    "text",
    [
        "the air conditioning in our flat has stopped cooling",
        "the oven that belongs to you does not heat up any more",
        "fridge supplied with the flat has packed up",
    ],
)
def test_a_repair_on_no_list_is_a_repair_for_a_person(pipeline: Pipeline, text: str) -> None:
    labels = pipeline.classify([text])[0]
    assert (labels.topic, labels.repair, labels.needs_person) == ("repair", "other.unlisted", True)
    assert labels.urgency != "none"


@pytest.mark.parametrize(
    "text",
    [
        "my neighbour hasnt had heating or hot water for ages",
        "we've had neither hot water nor heating since sunday",
        "living without heating and hot water for a fortnight now",
    ],
)
def test_no_heat_and_no_hot_water_in_any_grammar(pipeline: Pipeline, text: str) -> None:
    labels = pipeline.classify([text])[0]
    assert labels.repair == "heating.no_heating_hot_water" or labels.also[:1] == ("heating.no_heating_hot_water",)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("no heating but the hot water is fine", "heating.no_heating"),
        ("there is no hot water, heating works", "heating.no_hot_water"),
        ("no heating, hot water is still ok", "heating.no_heating"),
        ("no hot water and no heating either", "heating.no_heating_hot_water"),
        ("no hot water since monday", "heating.no_hot_water"),
    ],
)
def test_one_of_them_that_works_is_not_both(pipeline: Pipeline, text: str, fault: str) -> None:
    assert pipeline.classify([text])[0].repair == fault


@pytest.mark.parametrize(
    ("text", "chased"),
    [
        ("asked them five times to mend the shower", True),
        ("after weeks of ringing the shower is still broken", True),
        ("the shower is broken and maintenance never came", True),
        ("shower broken, rang twice and they ignored me", True),
        ("the shower is broken", False),
        ("they told me the shower is a good one, but it is broken", False),
        ("the shower has been broken for two weeks", False),
    ],
)
def test_a_fault_told_again_and_again_is_chased(pipeline: Pipeline, text: str, chased: bool) -> None:
    assert ("chaser" in pipeline.classify([text])[0].flags) is chased


@pytest.mark.parametrize(
    ("text", "topic", "repair"),
    [
        ("thanks then, bye", "complaints.compliment", None),
        ("come after 3, not in before", "repair", "job.appointment_change"),
        ("what time is he coming tomorrow, im out till 1", "repair", "job.appointment_change"),
    ],
)
def test_short_answers(pipeline: Pipeline, text: str, topic: str, repair: str | None) -> None:
    labels = pipeline.classify([text])[0]
    assert (labels.topic, labels.repair) == (topic, repair)


def test_an_emergency_that_nothing_names_must_be_likely() -> None:
    def level(sure: float) -> str:
        return pressing([Label("urgency", "emergency", sure, 0, 0)], "none", (), doubted=True)[0]

    assert level(EMERGENCY_ALONE_AT) == "emergency"
    assert level(EMERGENCY_ALONE_AT - 0.01) == "urgent"
    assert pressing([Label("urgency", "emergency", 0.99, 0, 0)], "none", (), doubted=False) == ("none", ())


def test_of_a_long_text_the_beginning_and_the_end_are_read() -> None:
    pieces = Pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "first", "middle", "last"])
    numbers = pieces.numbers("first " * 80 + "middle " * 80 + "last " * 80)
    assert len(numbers) == MOST_PIECES
    assert numbers[: MOST_PIECES - FROM_THE_END] == [2] + [4] * (MOST_PIECES - FROM_THE_END - 1)
    assert numbers[MOST_PIECES - FROM_THE_END :] == [6] * (FROM_THE_END - 1) + [3]
    just = pieces.numbers("first " * (MOST_PIECES - 2))
    assert just == [2] + [4] * (MOST_PIECES - 2) + [3]


def test_an_unsure_emergency_that_does_not_read_like_one_is_its_neighbour(pipeline: Pipeline) -> None:
    assert pipeline.trained is not None
    choose = pipeline.trained._of_group
    unsure = {"leak.on_electrics": 0.5, "leak.containable": 0.3, "plumbing.shower": 0.1}
    assert choose("leak", unsure, 0.1) == "leak.containable"
    assert choose("leak", unsure, 0.4) == "leak.on_electrics"
    assert choose("leak", {**unsure, "leak.on_electrics": 0.95}, 0.1) == "leak.on_electrics"
    assert choose("gas", {"gas.smell": 0.4, "gas.service_due": 0.3}, 0.0) == "gas.smell"


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("kitchen tap dripping and the toilet seat is loose", {"plumbing.tap_dripping", "toilet.damaged"}),
        ("the toilet seat is loose, kitchen tap dripping", {"plumbing.tap_dripping", "toilet.damaged"}),
        ("kitchen tap dripping and my wife is ill", {"plumbing.tap_dripping"}),
    ],
)
def test_two_faults_joined_in_one_sentence_are_both_named(pipeline: Pipeline, text: str, both: set[str]) -> None:
    labels = pipeline.classify([text])[0]
    assert {labels.repair, *labels.also} == both


@pytest.mark.parametrize(("sure", "expected"), [(0.95, "urgent"), (0.7, "emergency")])
def test_a_plain_everyday_fault_is_raised_to_urgent_at_most(sure: float, expected: str) -> None:
    labels = [Label("urgency", "emergency", 0.97, 0, 1), Label(BY_ITSELF, "water.quality", sure, 0, 0)]
    assert pressing(labels, "routine", (), doubted=False)[0] == expected
    assert pressing(labels, "life_safety", (), doubted=False)[0] == "life_safety"


def test_an_unsure_emergency_that_reads_like_none_is_urgent_and_for_a_person() -> None:
    unlike = [Label(UNLIKE, "fire.fire_door_escape", 0.1, 0, 0)]
    urgency, notes = doubting("fire.fire_door_escape", "emergency", "none", unlike, ())
    assert (urgency, len(notes)) == ("urgent", 1)
    assert doubting("fire.fire_door_escape", "emergency", "emergency", unlike, ()) == ("emergency", ())
    assert doubting("fire.fire_or_smoke", "emergency", "none", unlike, ()) == ("emergency", ())


@pytest.mark.parametrize(
    "text", ["Drainage and wastewater issue", "Fire safety works", "Electrical repairs and rewiring"]
)
def test_a_heading_that_names_a_thing_and_nothing_that_happens_is_for_a_person_and_no_emergency(
    pipeline: Pipeline, text: str
) -> None:
    labels = pipeline.classify([text])[0]
    assert labels.urgency == "urgent" and labels.needs_person


@pytest.mark.parametrize("text", ["Sewage flooding issue", "Wiring issue, sparks", "Ceiling collapse repairs"])
def test_a_heading_that_says_what_happens_is_what_it_says(pipeline: Pipeline, text: str) -> None:
    assert pipeline.classify([text])[0].urgency in ("emergency", "life_safety")
