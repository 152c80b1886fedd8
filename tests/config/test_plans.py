"""The plan in force: taken at the start, checked against the people there are, shown, tried and replaced."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from builders import Cast, a_text, case_of, hear, seat_the_cast
from doubles import FrozenClock
from sqlalchemy import select

from config import health, plan_trial, plans
from config.wiring import House
from router import plan_versions
from router.errors import BadSetting, RouterError
from router.model import Event, PlanVersion, Staff

PLAIN = 'name = "Plain"\n\n[default]\n\n[[default.step]]\nqueue = "own"\npage = "oncall"\n'


@pytest.fixture
def folder(house: House, tmp_path: Path) -> Path:
    """The demo landlord's folder, the house's own copy."""
    copy = tmp_path / "landlord"
    shutil.copytree(house.settings.landlord_dir, copy)
    house.settings = house.settings.model_copy(update={"landlord_dir": copy})
    return copy


@pytest.fixture
def cast(house: House) -> Cast:
    """The cast, of whom Amina and Sue have learned triage."""
    seated = seat_the_cast(house)
    with house.database.transaction() as session:
        for number, level in ((seated.amina, 2), (seated.sue, 4)):
            person = session.get_one(Staff, number)
            person.skills, person.levels = [*person.skills, "triage"], {"triage": level}
    return seated


def write(folder: Path, old: str, new: str, name: str = "plan.toml") -> Path:
    text = (folder / "plan.toml").read_text(encoding="utf-8")
    assert old in text, old
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder / name


def in_force(house: House) -> PlanVersion:
    with house.database.reading() as session:
        version = plan_versions.in_force(session)
        assert version is not None
        return version


def test_the_file_is_taken_at_the_first_start_and_when_it_has_changed(
    house: House, cast: Cast, folder: Path, clock: FrozenClock
) -> None:
    assert "in force, version 1: 7 rules and a default" in plans.bring_up(house.settings, clock)
    assert plans.bring_up(house.settings, clock) == "", "the same text is no new version"
    clock.go_on(hours=1)
    write(folder, 'name = "Larkshire Homes"', 'name = "Larkshire, again"')
    assert plans.bring_up(house.settings, clock).startswith("The plan 'Larkshire, again' is in force, version 2")
    assert in_force(house).number == 2


def test_a_bad_file_leaves_the_old_version_in_force_and_says_so(
    house: House, cast: Cast, folder: Path, clock: FrozenClock
) -> None:
    plans.bring_up(house.settings, clock)
    assert health.look(house)[0]["plan"] == {"ok": True, "version": 1}
    write(folder, "task.restricted", "task.restrictd")
    said = plans.bring_up(house.settings, clock)
    assert "there is no attribute task.restrictd; did you mean task.restricted?" in said
    assert said.startswith("plan.toml, line ") and said.endswith("(version 1 of the plan stays in force)")
    assert in_force(house).number == 1
    report, can_keep = health.look(house)
    assert (report["status"], report["plan"]["ok"], report["plan"]["version"], can_keep) == ("degraded", False, 1, True)
    assert "task.restrictd" in report["plan"]["words"] and "version 1 stays in force" in report["plan"]["words"]


def test_without_an_old_version_a_bad_or_missing_file_stops_the_start(
    house: House, cast: Cast, folder: Path, clock: FrozenClock
) -> None:
    write(folder, "task.restricted", "task.restrictd")
    with pytest.raises(BadSetting, match=r"task\.restrictd"):
        plans.bring_up(house.settings, clock)
    (folder / "plan.toml").unlink()
    with pytest.raises(BadSetting, match=r"plan\.toml: cannot be read"):
        plans.bring_up(house.settings, clock)


def test_a_house_that_had_no_plan_before_opens_though_nobody_has_a_skill_yet(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    with house.database.transaction() as session:
        for person in session.scalars(select(Staff)):
            person.skills = [skill for skill in person.skills if skill != "triage"]
    said = plans.bring_up(house.settings, clock)
    assert "plan.toml, line" in said
    assert "in force all the same, as version 1" in said


def test_a_step_that_nobody_who_works_here_could_serve_is_refused_with_its_line(
    house: House, cast: Cast, folder: Path, clock: FrozenClock
) -> None:
    with house.database.transaction() as session:
        for person in session.scalars(select(Staff)):
            person.levels = {}
    with pytest.raises(BadSetting) as refused:
        plans.check(house.settings, folder / "plan.toml")
    text = (folder / "plan.toml").read_text(encoding="utf-8")
    step = text[: text.index("worker.skills.triage >= 2")].count("\n") - 1
    assert f"plan.toml, line {step}: rule 'Emergency repair', step 1: nobody there has triage 2 or more" in str(
        refused.value
    )


def test_a_queue_whose_cases_nobody_would_ever_be_asked_for_is_refused(
    house: House, cast: Cast, folder: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    plans.bring_up(house.settings, clock)
    draft = tmp_path / "draft.toml"
    draft.write_text(PLAIN.replace('page = "oncall"\n', ""), encoding="utf-8")
    with house.database.transaction() as session:
        for person in session.scalars(select(Staff)):
            served = person.queues or list(house.landlord.queues)
            person.queues = [queue for queue in served if queue != "leasehold"]
    with pytest.raises(BadSetting) as refused:
        plans.use(house.settings, draft, clock)
    assert str(refused.value) == (
        "draft.toml, line 5: the default: a case of leasehold would never be offered to anybody; let its last step "
        "ask a queue that is served, or page; or put people there (frontdoor import staff)"
    )
    assert in_force(house).number == 1
    draft.write_text(PLAIN, encoding="utf-8")
    assert plans.use(house.settings, draft, clock).startswith("Version 2 is in force"), "somebody is told of them"


def test_a_plan_that_leaves_emergencies_to_the_morning_is_refused(
    house: House, cast: Cast, folder: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    plans.bring_up(house.settings, clock)
    draft = tmp_path / "draft.toml"
    rule = """[[rule]]
name = "Emergencies"
when = "task.queue == 'repairs_emergency'"

[[rule.step]]
queue = "own"
need = "worker.on_shift"
"""
    draft.write_text(PLAIN.replace("[default]\n", f"{rule}\n[default]\n"), encoding="utf-8")
    with pytest.raises(
        BadSetting, match=r"'Emergencies': a case of .* offered to anybody outside working hours; let its"
    ):
        plans.use(house.settings, draft, clock)
    assert in_force(house).number == 1
    rule += 'wait = "5 minutes"\n\n[[rule.step]]\nqueue = "own"\npage = "oncall"\n'
    draft.write_text(PLAIN.replace("[default]\n", f"{rule}\n[default]\n"), encoding="utf-8")
    assert plans.use(house.settings, draft, clock).startswith("Version 2 is in force"), "those at work, then a page"


def test_without_staff_there_is_nobody_to_ask(house: House, folder: Path) -> None:
    assert plans.check(house.settings, folder / "plan.toml").endswith("and no staff yet to ask.")


def test_a_draft_is_put_in_force_and_stays_after_the_next_start(
    house: House, cast: Cast, folder: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    plans.bring_up(house.settings, clock)
    draft = tmp_path / "draft.toml"
    draft.write_text(PLAIN, encoding="utf-8")
    clock.go_on(minutes=5)
    said = plans.use(house.settings, draft, clock)
    assert said == (
        "Version 2 is in force for what comes in from now on. Cases that wait keep the version they came in under."
    )
    assert (folder / "plan.toml").read_text(encoding="utf-8") == PLAIN
    assert plans.bring_up(house.settings, clock) == ""
    assert in_force(house).source == PLAIN
    assert plans.use(house.settings, draft, clock).startswith("Version 2 is in force already")
    with house.database.reading() as session:
        events = session.scalars(select(Event.data).where(Event.what == "plan.installed").order_by(Event.id)).all()
    assert [event["version"] for event in events] == [1, 2]


def test_a_draft_that_is_refused_changes_nothing(
    house: House, cast: Cast, folder: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    plans.bring_up(house.settings, clock)
    before = (folder / "plan.toml").read_text(encoding="utf-8")
    draft = tmp_path / "draft.toml"
    draft.write_text(PLAIN.replace("own", "rent"), encoding="utf-8")
    with pytest.raises(
        BadSetting,
        match=r"draft\.toml, line 6: step 1 of the default names an unknown queue 'rent'; did you mean 'rents'",
    ):
        plans.use(house.settings, draft, clock)
    assert in_force(house).number == 1
    assert (folder / "plan.toml").read_text(encoding="utf-8") == before


def test_versions_are_shown_as_they_were_written(
    house: House, cast: Cast, folder: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    with pytest.raises(RouterError, match="no plan was ever put in force"):
        plans.show(house.settings)
    plans.bring_up(house.settings, clock)
    draft = tmp_path / "draft.toml"
    draft.write_text(PLAIN, encoding="utf-8")
    clock.at += timedelta(days=1)
    plans.use(house.settings, draft, clock)
    newest = plans.show(house.settings)
    assert newest.startswith("# Version 2, in force. Put in force on 16 June 2026 at 11:00.")
    assert newest.endswith(PLAIN.rstrip())
    assert plans.show(house.settings, 1).startswith("# Version 1, no longer in force. Put in force on 15 June 2026")
    with pytest.raises(RouterError, match="there is no version 9 of the plan: the one in force is 2"):
        plans.show(house.settings, 9)


def tried(house: House, clock: FrozenClock, file: Path | None = None, **given: str | None) -> list[str]:
    return list(plan_trial.run(house.settings, file, given.get("reference"), given.get("attributes"), clock))


def test_a_plan_is_tried_on_a_case_that_might_come(house: House, cast: Cast, folder: Path, clock: FrozenClock) -> None:
    lines = tried(house, clock, folder / "plan.toml", attributes='{"queue": "rents", "language": "pl"}')
    assert lines[0] == "Rule: the default (plan.toml)"
    assert "  not Caller on the line: nobody is on the line" in lines
    first = lines.index(next(line for line in lines if line.startswith("Step 1, at once: ")))
    assert "Rent and income" in lines[first]
    offered = lines[first + 1]
    assert offered.startswith("  could be offered to ") and "Charlie" in offered and "Amina" in offered
    with pytest.raises(RouterError, match="a case has no attribute 'que'; did you mean 'queue'"):
        tried(house, clock, folder / "plan.toml", attributes='{"que": "rents"}')
    with pytest.raises(RouterError, match="the attribute 'live' is true or false"):
        tried(house, clock, folder / "plan.toml", attributes='{"live": "yes"}')
    with pytest.raises(RouterError, match="--attributes is not JSON"):
        tried(house, clock, folder / "plan.toml", attributes="{")
    with pytest.raises(RouterError, match="say which case"):
        tried(house, clock, folder / "plan.toml")


def test_the_plan_in_force_is_tried_on_a_case_there_is(
    house: House, cast: Cast, folder: Path, clock: FrozenClock
) -> None:
    plans.bring_up(house.settings, clock)
    [kept] = hear(house, a_text("i can smell gas in the kitchen"))
    case = case_of(house, kept)
    lines = tried(house, clock, reference=case.reference.lower())
    assert lines[0] == "Rule: Emergency repair (version 1, in force)"
    assert not any("gas" in line and "kitchen" in line for line in lines), "no words of the tenant's"
    with pytest.raises(RouterError, match="there is no case 'R-NONE'"):
        tried(house, clock, reference="R-NONE")
