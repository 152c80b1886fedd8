"""Where a case waits and why; which safety words come first; when clocks start."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from router.deadlines import started_by
from router.placement import place, weigh
from router.safety import MINIMUM, words_to_say
from router.values import URGENCIES, Because, Labels, Landlord, Urgency

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TAP = Labels(topic="repair", repair="plumbing.tap_dripping", repair_group="plumbing", urgency="routine", confidence=0.9,
             needs_person=False, because=(Because("plumbing.tap_dripping", "tap drips", 0, 9),))  # fmt: skip


def test_an_ordinary_repair(landlord: Landlord) -> None:
    placed = place(TAP, "routine", landlord)
    assert (placed.lane, placed.queue, placed.urgency) == (2, "repairs_plumbing", "routine")
    assert "tap drips" in placed.reason and "not sure" not in placed.reason


def test_the_higher_of_urgency_and_script_wins(landlord: Landlord) -> None:
    placed = place(replace(TAP, danger=("gas",)), "routine", landlord)
    assert (placed.lane, placed.urgency) == (0, "life_safety")


@pytest.mark.parametrize("level", URGENCIES)
def test_nothing_is_lowered(landlord: Landlord, level: Urgency) -> None:
    placed = place(TAP, level, landlord)
    assert URGENCIES.index(placed.urgency) <= URGENCIES.index(level)
    assert (placed.lane == 0) == (level in ("life_safety", "emergency"))


def test_a_queue_the_landlord_has_not_is_the_general_one(landlord: Landlord) -> None:
    fewer = replace(landlord, queues={"general": landlord.queues["general"]})
    for labels in (TAP, replace(TAP, danger=("gas",)), Labels(topic="safeguarding.child")):
        assert place(labels, labels.urgency, fewer).queue == "general"


def test_every_label_has_a_place(landlord: Landlord) -> None:
    for repair in landlord.repairs.values():
        labels = Labels(topic="repair", repair=repair.id, repair_group=repair.group, needs_person=False)
        assert place(labels, repair.urgency, landlord).queue in landlord.queues
    for topic in landlord.topics:
        assert place(Labels(topic=topic, needs_person=False), "none", landlord).queue in landlord.queues


def test_doubt_is_said(landlord: Landlord) -> None:
    assert "not sure" in place(replace(TAP, needs_person=True), "routine", landlord).reason
    assert "could not tell" in place(Labels(), "none", landlord).reason


@pytest.mark.parametrize(
    ("labels", "facts", "level"),
    [
        (Labels(topic="repair", repair="drainage.soil_stack", urgency="urgent", needs_person=True), (), "urgent"),
        (Labels(topic="repair", repair="drainage.soil_stack", urgency="urgent", needs_person=False), (), "emergency"),
        (Labels(topic="repair", repair="drainage.soil_stack", needs_person=True), (), "emergency"),
        (Labels(topic="repair", repair="heating.no_hot_water", urgency="urgent", needs_person=True), ("baby",), "emergency"),
        (Labels(topic="repair", repair="drainage.soil_stack", urgency="urgent", needs_person=True, danger=("gas",)), (), "life_safety"),
    ],
)  # fmt: skip
def test_what_the_reading_doubts_is_urgent_unless_the_record_adds(
    landlord: Landlord, labels: Labels, facts: tuple[str, ...], level: Urgency
) -> None:
    placed, _ = weigh(labels, facts, datetime(2026, 7, 1, 9, 0, tzinfo=UTC), landlord)
    assert placed.urgency == level


def test_restricted_matters_get_the_minimum_once_and_nothing_else(landlord: Landlord) -> None:
    labels = Labels(topic="safeguarding.domestic_abuse", danger=("domestic_abuse", "gas"))
    assert [words for _, words in words_to_say(labels, (), landlord)] == [MINIMUM]
    assert words_to_say(labels, ("domestic_abuse",), landlord) == []


def test_scripts_are_said_most_severe_first_and_only_once(landlord: Landlord) -> None:
    labels = Labels(topic="repair", danger=("gas", "electrical_danger"))
    assert [name for name, _ in words_to_say(labels, (), landlord)] == ["gas", "electrical_danger"]
    assert [name for name, _ in words_to_say(labels, ("gas",), landlord)] == ["electrical_danger"]
    assert words_to_say(labels, (), landlord)[0][1] == " ".join(landlord.scripts["gas"].say)


def test_clocks_start_at_receipt(landlord: Landlord) -> None:
    gas = replace(TAP, repair="gas.smell", danger=("gas",))
    clocks = {c.rule: c for c in started_by(gas, place(gas, "life_safety", landlord), NOW, landlord)}
    assert clocks["answer"].due_at == NOW + timedelta(minutes=2)
    assert clocks["awaab_emergency"].due_at == NOW + timedelta(hours=24)
    mould = Labels(topic="repair", repair="damp.mould", repair_group="damp", needs_person=False)
    clocks = {c.rule: c for c in started_by(mould, place(mould, "urgent", landlord), NOW, landlord)}
    assert clocks["awaab_investigate"].due_at.date() == datetime(2026, 12, 7, tzinfo=UTC).date()
    complaint = Labels(topic="complaints.new", needs_person=False)
    clocks = {c.rule: c for c in started_by(complaint, place(complaint, "none", landlord), NOW, landlord)}
    assert clocks["cmp_s1_ack"].due_at.date() == datetime(2026, 11, 30, tzinfo=UTC).date()
