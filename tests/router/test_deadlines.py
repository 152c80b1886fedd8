"""Which clocks a message or an act starts, from when, and until when: the landlord's own `deadlines.yaml`."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config import landlord_files
from router.deadlines import Earlier, following, start_of, started_by, warn_time
from router.errors import BadSetting
from router.placement import weigh
from router.values import DeadlineStart, Labels, Landlord

LONDON = ZoneInfo("Europe/London")
FOLDER = Path(landlord_files.__file__).parent / "landlord"
MOULD = Labels(topic="repair", repair="damp.mould", repair_group="damp", urgency="urgent", needs_person=False)


def clocks(labels: Labels, at: datetime, landlord: Landlord, *facts: str) -> dict[str, DeadlineStart]:
    """As the journey asks: placed first, then the clocks."""
    placement, _ = weigh(labels, facts, at, landlord)
    found = started_by(labels, placement, at, landlord, facts)
    assert len({clock.rule for clock in found}) == len(found) and found[0].rule == "answer"
    return {clock.rule: clock for clock in found}


def legal(labels: Labels, at: datetime, landlord: Landlord, *facts: str) -> set[str]:
    return set(clocks(labels, at, landlord, *facts)) - {"answer"}


def of(repair: str, *also: str, flags: tuple[str, ...] = ()) -> Labels:
    return Labels(topic="repair", repair=repair, repair_group=repair.partition(".")[0], also=also, flags=flags,
                  needs_person=False)  # fmt: skip


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def on(clock: DeadlineStart) -> date:
    """The London day at whose end it is due."""
    there = clock.due_at.astimezone(LONDON)
    assert (there.hour, there.minute, there.second) == (23, 59, 59)
    return there.date()


# The test vectors of the domain file, computed by others from the calendar: aware, investigated, summary, safety work, long-stop.
VECTORS = """
2025-12-19 2026-01-07 2026-01-12 2026-01-14 2026-04-01
2026-03-30 2026-04-15 2026-04-20 2026-04-22 2026-07-08
2026-11-30 2026-12-14 2026-12-17 2026-12-21 2027-03-08
2026-12-18 2027-01-06 2027-01-11 2027-01-13 2027-03-31
2026-12-19 2027-01-06 2027-01-11 2027-01-13 2027-03-31
2027-12-20 2028-01-06 2028-01-11 2028-01-13 2028-03-30
"""


@pytest.mark.parametrize("hour", ["00:00:00", "12:00:00", "23:59:59"])
@pytest.mark.parametrize("row", VECTORS.split("\n")[1:-1])
def test_the_vectors_of_awaabs_law(landlord: Landlord, row: str, hour: str) -> None:
    aware, investigate, *wanted = row.split()
    found = clocks(MOULD, london(f"{aware}T{hour}"), landlord)
    assert on(found["awaab_investigate"]).isoformat() == investigate
    concluded = london(f"{investigate}T{hour}")  # on its last day
    then = {clock.rule: on(clock).isoformat() for clock in following("hazard_found", concluded, landlord)}
    assert [then[rule] for rule in ("awaab_summary", "awaab_safety_work", "awaab_longstop")] == wanted
    assert then["awaab_further_steps"] == then["awaab_safety_work"]


def test_an_emergency_has_24_hours_by_the_clock_whatever_the_clocks_do(landlord: Landlord) -> None:
    gas = replace(of("gas.smell"), danger=("gas",), urgency="life_safety")
    aware = datetime.fromisoformat("2026-10-24T20:00:00+01:00")
    assert clocks(gas, aware, landlord)["awaab_emergency"].due_at == datetime.fromisoformat("2026-10-25T19:00:00+00:00")
    spring = datetime.fromisoformat("2027-03-27T20:00:00+00:00")
    assert clocks(gas, spring, landlord)["awaab_emergency"].due_at == datetime.fromisoformat(
        "2027-03-28T21:00:00+01:00"
    )
    friday = london("2026-08-28T17:59")  # before a bank holiday: F50
    due = clocks(gas, friday, landlord)["awaab_emergency"]
    assert due.due_at == friday + timedelta(hours=24) and due.counting == "elapsed"


def test_the_complaint_vectors(landlord: Landlord) -> None:
    complaint = Labels(topic="complaints.new", needs_person=False)
    received = london("2026-08-28T11:00")
    assert on(clocks(complaint, received, landlord)["cmp_s1_ack"]) == date(2026, 9, 7)
    [first] = following("s1_acknowledged", london("2026-09-07T16:00"), landlord)
    [second] = following("s2_acknowledged", london("2026-09-07T16:00"), landlord)
    assert (first.rule, on(first), second.rule, on(second)) == (
        "cmp_s1_response", date(2026, 9, 21), "cmp_s2_response", date(2026, 10, 5))  # fmt: skip
    escalated = Labels(topic="complaints.escalate", needs_person=False)
    assert legal(escalated, received, landlord) == {"cmp_s2_ack"}


def test_phase_two_begins_on_the_london_date_of_receipt(landlord: Landlord) -> None:
    rats = of("pest.rats_mice")
    eve, day = london("2026-11-29T23:59:59"), london("2026-11-30T00:00")
    assert "awaab_investigate" not in legal(rats, eve, landlord)
    assert "awaab_investigate" in legal(rats, day, landlord)
    assert (weigh(rats, (), eve, landlord)[0].lane, weigh(rats, (), day, landlord)[0].lane) == (2, 1)
    assert "awaab_investigate" in legal(MOULD, london("2025-10-27T00:00"), landlord)
    assert "awaab_investigate" not in legal(MOULD, london("2025-10-26T23:59"), landlord), "the law was not in force"
    assert london("2026-11-30T00:00") == datetime(2026, 11, 30, tzinfo=UTC), "in summer it would be an hour before"


def test_what_an_agent_is_to_assess_counts_where_somebody_frail_lives(landlord: Landlord) -> None:
    at = london("2026-11-20T10:00")
    damp = of("damp.condensation")
    assert legal(damp, at, landlord) == set()
    assert legal(damp, at, landlord, "baby") == {"awaab_investigate"}
    assert legal(replace(damp, flags=("respiratory",)), at, landlord) >= {"awaab_investigate"}


def test_a_hazard_named_beside_another_fault_counts(landlord: Landlord) -> None:
    at = london("2026-11-20T10:00")
    tap = of("plumbing.tap_dripping", "damp.mould")
    assert legal(tap, at, landlord) == {"awaab_investigate"}
    assert weigh(tap, (), at, landlord)[0].lane == 1


def test_a_danger_of_the_home_without_a_fault_starts_the_clock_and_harm_by_a_person_does_not(
    landlord: Landlord,
) -> None:
    at = london("2026-11-20T10:00")
    assert "awaab_emergency" in legal(Labels(danger=("gas",)), at, landlord)
    abuse = Labels(topic="safeguarding.domestic_abuse", danger=("domestic_abuse",))
    assert legal(abuse, at, landlord) == set()
    bogus = of("job.bogus_caller")
    assert weigh(replace(bogus, urgency="emergency"), (), at, landlord)[0].lane == 0
    assert legal(replace(bogus, urgency="emergency"), at, landlord) == set(), (
        "somebody at the door is no hazard of the home"
    )


class TestRightToRepair:
    def test_heating_has_one_day_in_winter_and_three_in_summer(self, landlord: Landlord) -> None:
        cold = of("heating.partial")
        for at, rule, due in (
            ("2026-10-31T23:30", "rtr_heating_summer", date(2026, 11, 4)),
            ("2026-11-01T00:30", "rtr_heating_winter", date(2026, 11, 2)),  # a Sunday: day 1 is Monday
            ("2027-04-30T12:00", "rtr_heating_winter", date(2027, 5, 4)),  # Friday before the May bank holiday
            ("2027-05-01T12:00", "rtr_heating_summer", date(2027, 5, 6)),
        ):
            found = clocks(cold, london(at), landlord)
            assert {name for name in found if name.startswith("rtr_heating")} == {rule}
            assert on(found[rule]) == due

    def test_several_defects_have_a_clock_each(self, landlord: Landlord) -> None:
        at = london("2026-11-20T10:00")  # a Friday
        found = clocks(of("roof.leak", "plumbing.tap_stuck", "leak.containable"), at, landlord)
        assert {name: on(found[name]) for name in found if name.startswith("rtr")} == {
            "rtr_roof": date(2026, 12, 1), "rtr_tap": date(2026, 11, 25), "rtr_leak_pipe": date(2026, 11, 23),
        }  # fmt: skip
        assert found["rtr_roof"].words == "Right to Repair: Leaking roof"

    def test_a_toilet_counts_where_it_is_the_only_one(self, landlord: Landlord) -> None:
        at = london("2026-11-20T10:00")
        assert legal(of("toilet.not_flushing"), at, landlord) == set()
        assert "rtr_toilet_flush" in legal(of("toilet.not_flushing", flags=("only_toilet",)), at, landlord)
        assert "rtr_toilet_flush" in legal(of("toilet.not_flushing"), at, landlord, "only_toilet")
        assert "rtr_drain_foul" not in legal(of("toilet.blocked"), at, landlord)
        assert "rtr_drain_foul" in legal(of("toilet.blocked"), at, landlord, "only_toilet")
        assert "rtr_drain_foul" in legal(of("drainage.soil_stack"), at, landlord), "a soil stack needs no such thing"

    def test_a_later_fact_starts_what_was_not_called_for_before(self, landlord: Landlord) -> None:
        at, toilet = london("2026-11-20T10:00"), Earlier(["toilet.not_flushing"])

        def later(labels: Labels, earlier: Earlier, *facts: str) -> set[str]:
            placement, _ = weigh(labels, facts, at, landlord)
            return {clock.rule for clock in started_by(labels, placement, at, landlord, facts, earlier)} - {"answer"}

        only = Labels(topic="thanks", flags=("only_toilet",))
        assert later(only, toilet) == {"rtr_toilet_flush"}
        assert later(only, toilet, "only_toilet") == set(), "the record of the home knew it all along"
        assert later(only, Earlier(toilet.faults, ["only_toilet"])) == set(), "said before"
        assert later(only, Earlier()) == set()
        assert later(of("toilet.not_flushing"), Earlier((), ["only_toilet"])) == {"rtr_toilet_flush"}
        assert later(of("plumbing.tap_stuck"), Earlier(["roof.leak"])) == {"rtr_tap"}, "nothing of the roof anew"

    def test_every_defect_can_be_started(self, landlord: Landlord) -> None:
        found = set()
        for at in (london("2026-11-20T10:00"), london("2026-06-20T10:00")):
            for repair in landlord.repairs:
                found |= legal(of(repair, flags=("only_toilet",)), at, landlord)
        defects = {rule.id for rule in landlord.deadlines.values() if rule.repairs}
        assert len(defects) == 20 and defects <= found


def test_a_data_request_has_a_month_and_a_letter_of_claim_twenty_days(landlord: Landlord) -> None:
    at = london("2026-01-31T10:00")
    assert on(clocks(Labels(topic="info.data_request"), at, landlord)["dsar"]) == date(2026, 2, 28)
    assert on(clocks(Labels(topic="complaints.legal"), at, landlord)["disrepair_claim"]) == date(2026, 2, 27)


def test_every_rule_can_be_started_by_something(landlord: Landlord) -> None:
    """A message, an outcome of another clock, a breach, or an agent's word."""
    spoken = {"emergency_hazard", "significant_hazard", "right_to_repair", *landlord.topics}
    spoken |= {event.id for event in landlord.clock_events.values() if event.by_hand}
    for rule in landlord.deadlines.values():
        spoken |= {*rule.outcomes, rule.missed}
    for rule in landlord.deadlines.values():
        assert spoken & {*rule.starts}, rule.id
    assert {*landlord.clock_events} <= spoken, "an event that nothing brings about"


def test_the_answer_is_due_within_the_queues_own_hours(landlord: Landlord) -> None:
    friday = london("2026-11-20T17:30")
    rent = Labels(topic="rents.pay", needs_person=False)
    queue = landlord.queues["rents"]
    assert not queue.hours, "it has the landlord's: 8 to 6, Monday to Friday"
    due = clocks(rent, friday, landlord)["answer"].due_at
    assert due == london("2026-11-23T08:00") + timedelta(minutes=(queue.answer_within_minutes - 30) % 600) + timedelta(
        days=(queue.answer_within_minutes - 30) // 600)  # fmt: skip
    evenings = replace(queue, hours=((4, 480, 1200), (5, 540, 780)), answer_within_minutes=240)
    changed = replace(landlord, queues={**landlord.queues, "rents": evenings})
    late = clocks(rent, friday, changed)["answer"]
    assert late.due_at == london("2026-11-21T10:30"), "two and a half hours on Friday, the rest on Saturday"
    assert late.counting == "open 4/480-1200 5/540-780"


class TestWarnings:
    def test_clocks_of_hours_warn_after_three_quarters(self, landlord: Landlord) -> None:
        at = london("2026-11-20T10:00")
        assert start_of(landlord.deadlines["awaab_emergency"], at).warn_at == at + timedelta(hours=18)

    def test_clocks_of_days_warn_in_the_morning_of_a_working_day_before(self, landlord: Landlord) -> None:
        clock = start_of(landlord.deadlines["awaab_summary"], london("2026-12-22T10:00"))
        assert on(clock) == date(2026, 12, 29), "Christmas, Boxing Day kept on the 28th"
        assert clock.warn_at == london("2026-12-24T09:00")

    def test_and_never_before_they_started(self, landlord: Landlord) -> None:
        at = london("2026-11-23T16:00")
        clock = start_of(landlord.deadlines["rtr_water_total"], at)
        assert clock.warn_at is not None and at < clock.warn_at < clock.due_at

    def test_working_hours_warn_in_working_hours(self) -> None:
        at = london("2026-11-20T17:00")
        warned = warn_time("open 01234/480-1080", at, london("2026-11-23T11:00"))
        assert warned == london("2026-11-23T10:00"), "three of its four working hours"


class TestWrongFilesAreRefused:
    @pytest.mark.parametrize(
        ("before", "after", "words"),
        [
            ("starts: [in_person_asked]", "starts: [in_person_askt]", "names an unknown start 'in_person_askt'"),
            ("outcomes: [s1_acknowledged]", "outcomes: [s1_acked]", "names an unknown event 's1_acked'"),
            ("meets: [awaab_investigate]", "meets: [awaab_look]", "names an unknown clock 'awaab_look'"),
            ("page: oncall", "page: nobody", "names an unknown on-call chain 'nobody'"),
            ("missed: safety_work_missed", "missed: oh_no", "names an unknown event 'oh_no'"),
            ("value: 24, unit: hours", "value: -1, unit: hours", "'value' is not a whole number from 0 to 1000"),
            ("value: 24, unit: hours", "value: 24, unit: fortnights", "names an unknown unit 'fortnights'"),
            ("repairs: [roof.leak]", "repairs: [roof.leek]", "names an unknown repair 'roof.leek'"),
            ("{toilet.blocked: [only_toilet]}", "{toilet.bloked: [only_toilet]}", "unknown repair 'toilet.bloked'"),
            ("Data request: answer", "Data request, " + 250 * "x", "say it in 250"),
            ("id: dsar,", "id: answer,", "the id 'answer' cannot be used"),
            ("in_force_from: 2018-05-25", "in_force_from: soon", "'in_force_from' is not a date"),
            ("in_force_from: 2018-05-25", "in_force_from: 2018-05-25T10:00:00", "'in_force_from' is not a date"),
        ],
    )
    def test_with_file_line_and_reason(self, tmp_path: Path, before: str, after: str, words: str) -> None:
        for file in FOLDER.iterdir():
            (tmp_path / file.name).write_bytes(file.read_bytes())
        text = (tmp_path / "deadlines.yaml").read_text()
        assert before in text
        (tmp_path / "deadlines.yaml").write_text(text.replace(before, after, 1))
        with pytest.raises(BadSetting) as refused:
            landlord_files.load(tmp_path)
        assert words in str(refused.value) and str(refused.value).startswith("deadlines.yaml, line ")
        assert "\n" not in str(refused.value)

    def test_a_rule_that_ends_starts_nothing_afterwards(self, tmp_path: Path) -> None:
        for file in FOLDER.iterdir():
            (tmp_path / file.name).write_bytes(file.read_bytes())
        text = (tmp_path / "deadlines.yaml").read_text()
        ended = text.replace("in_force_from: 2018-05-25,", "in_force_from: 2018-05-25, in_force_until: 2026-12-31,")
        (tmp_path / "deadlines.yaml").write_text(ended)
        changed, asked = landlord_files.load(tmp_path), Labels(topic="info.data_request")
        assert "dsar" in legal(asked, london("2026-12-31T23:59"), changed)
        assert "dsar" not in legal(asked, london("2027-01-01T00:00"), changed)
