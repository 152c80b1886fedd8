"""The landlord's folder: read as it is, and every mistake refused in one line that says where."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from config.landlord_files import SAFETY_MINIMUM, load
from router.errors import BadSetting
from router.values import Landlord

FOLDER = Path(__file__).resolve().parents[2] / "config" / "landlord"
Change = Callable[[str, str, str], Path]


@pytest.fixture
def change(tmp_path: Path) -> Change:
    """A copy of the demo landlord with one thing written differently."""
    folder = tmp_path / "landlord"
    shutil.copytree(FOLDER, folder)

    def write(name: str, old: str, new: str) -> Path:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, old
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return write


def test_the_demo_landlord() -> None:
    landlord = load(FOLDER)
    assert (len(landlord.repairs), len(landlord.topics), len(landlord.queues)) == (111, 52, 27)
    assert len(landlord.offices) == 4 and len(landlord.patches) == 6
    assert landlord.replies["safety_minimum"] == SAFETY_MINIMUM
    assert landlord.queues["safeguarding"].restricted and landlord.queues["repairs_emergency"].all_hours
    assert landlord.opening.days == (0, 1, 2, 3, 4) and (landlord.opening.opens, landlord.opening.closes) == (480, 1080)
    assert landlord.repairs["damp.mould_health"].uplifts["respiratory"] == "emergency"
    assert landlord.scripts["gas"].words.endswith("0800 111 999 (free, 24 hours).")


def test_every_repair_and_topic_has_a_queue() -> None:
    landlord = load(FOLDER)
    assert {each.queue for each in landlord.repairs.values()} <= set(landlord.queues)
    assert {each.queue for each in landlord.topics.values()} <= set(landlord.queues)


def test_skills_have_names_or_none(change: Change) -> None:
    named = load(FOLDER)
    assert named.skill_names["triage"] == "judging emergencies" and "plumbing" not in named.skill_names
    text = (FOLDER / "queues.toml").read_text("utf-8")
    table = text[text.index("[skills]") : text.index("[[queue]]")]
    bare = load(change("queues.toml", table, 'skills = ["triage"]\n\n'))
    assert bare.skill_names == {} and set(bare.skills) == set(named.skills)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("queues.toml", 'id = "rents"', 'id = "general"', "used twice"),
        ("queues.toml", 'id = "general"', 'id = "other"', "general"),
        ("queues.toml", 'within = "4 hours"', 'within = "soon"', "answer_within"),
        ("queues.toml", "[[queue]]", "[[queue", "not TOML"),
        ("queues.toml", 'skill = "plumbing"', 'skil = "plumbing"', "unknown name 'skil'"),
        ("queues.toml", 'triage = "judging emergencies"', "triage = 2", "the skill 'triage' has no name"),
        ("repairs.yaml", "queue: repairs_gas_heating", "queue: repairs_gass", "unknown queue 'repairs_gass'"),
        ("repairs.yaml", "urg: life_safety", "urg: at_once", "unknown urgency 'at_once'"),
        ("repairs.yaml", "script: gas,", "script: gaz,", "unknown script 'gaz'"),
        ("repairs.yaml", "id: gas.co_alarm", "id: gas.smell", "used twice"),
        ("repairs.yaml", "id: gas.co_alarm", "id: heat.co_alarm", "begin its id with gas."),
        ("repairs.yaml", "up: {winter: emergency,", "up: {wintry: emergency,", "unknown flag 'wintry'"),
        ("repairs.yaml", "rtr: [rtr_gas_loss]", "rtr: [rtr_gas]", "unknown Right to Repair defect"),
        ("repairs.yaml", "trade: gas_heating,", "trade: wizard,", "unknown trade 'wizard'"),
        ("repairs.yaml", "\ngroups:", "\ngroups: [", "not YAML"),
        ("repairs.yaml", "\ngroups:", "\ngroups: 3\nothers:", "no list named 'groups'"),
        ("topics.yaml", "queue: asb,", "queue: abs,", "unknown queue 'abs'"),
        ("topics.yaml", "target: d1", "target: d99", "unknown target 'd99'"),
        ("topics.yaml", "id: general.unclear", "id: general.odd", "general.unclear"),
        ("safety.yaml", "triggers: [gas.smell]", "triggers: [gas.smel]", "triggered by 'gas.smel'"),
        ("safety.yaml", "severity: life_safety", "severity: bad", "unknown urgency 'bad'"),
        ("deadlines.yaml", "unit: hours, in", "unit: fortnights, in", "unknown unit"),
        ("deadlines.yaml", "in_force_from: 2025-10-27", "in_force_from: soon", "not a date"),
        ("deadlines.yaml", "[water.no_water]", "[water.none]", "unknown repair 'water.none'"),
        ("replies.toml", "{reference}.", "{ref}.", "{ref}"),
        ("replies.toml", "If you are in danger now call 999.\"", 'Stay calm."', "exactly"),
        ("replies.toml", "voice_hold =", "voice_holding =", "voice_hold"),
        ("landlord.toml", 'opens = "08:00"', 'opens = "8 am"', "time of day"),
        ("landlord.toml", '"mon 09:30-12:30"', '"mon 12:30-09:30"', "ends before it begins"),
        ("landlord.toml", "#0b5563", "teal", "colour"),
        ("landlord.toml", "below = 0.60", "below = 60", "line 8: needs_person_below = 60 is not a share"),
        ("landlord.toml", "below = 0.60", "below = 0.29", "from 0.3 to 1"),
        ("landlord.toml", "below = 0.60", "below = true", "needs_person_below = True"),
        ("landlord.toml", "below = 0.60", 'below = "often"', "write for example 0.60"),
        ("landlord.toml", 'name = "Larkshire Homes"', "name = 3", "'name'"),
        ("appointments.toml", "\ninterview = ", "\nphone_callback = ", "'phone_callback' is in [by_topic] too"),
        ("appointments.toml", "\ninterview = ", "\ninterviews = ", "unknown kind 'interviews'"),
        ("appointments.toml", 'own_officer = "5 days"', 'own_officer = "soon"', "own_officer = 'soon' cannot be read"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_in_one_line(change: Change, name: str, old: str, new: str, said: str) -> None:
    with pytest.raises(BadSetting) as refused:
        load(change(name, old, new))
    words = str(refused.value)
    assert words.startswith(name) and said in words and "\n" not in words, words


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("repairs.yaml", "urg: life_safety", "urg: at_once"),
        ("topics.yaml", "queue: asb,", "queue: abs,"),
        ("queues.toml", 'within = "4 hours"', 'within = "soon"'),
        ("replies.toml", "{reference}.", "{ref}."),
        ("safety.yaml", "triggers: [gas.smell]", "triggers: [gas.smel]"),
    ],
)
def test_the_line_is_named(change: Change, name: str, old: str, new: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(BadSetting) as refused:
        load(change(name, old, new))
    said = int(str(refused.value).split("line ")[1].split(":")[0])
    assert abs(said - line) <= 3


def test_a_missing_file_is_named(change: Change) -> None:
    folder = change("queues.toml", "# The queues", "# Queues")
    (folder / "topics.yaml").unlink()
    with pytest.raises(BadSetting, match=r"topics\.yaml.*cannot be read"):
        load(folder)


def test_no_object_can_be_built_from_yaml(change: Change) -> None:
    folder = change("topics.yaml", "groups:", "evil: !!python/object/apply:os.getcwd []\ngroups:")
    with pytest.raises(BadSetting, match=r"topics\.yaml, line"):
        load(folder)


def test_every_kind_of_appointment_is_booked_by_somebody(landlord: Landlord) -> None:
    rules = landlord.appointments
    asked_for = {kind for kinds in rules.by_topic.values() for kind in kinds}
    elsewhere = {"repair_visit", "emergency_attend", "estate_walkabout"}  # repairs.yaml says; everybody's
    assert set(rules.kinds) == asked_for | set(rules.by_agent) | elsewhere
    assert asked_for.isdisjoint(rules.by_agent) and all(len(why) > 20 for why in rules.by_agent.values())
