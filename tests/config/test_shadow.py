"""A candidate in the shadow: it reads what has been placed, decides nothing, and harms nobody when it is broken."""

import json
import logging
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builders import OKAFOR, Cast, a_text, case_of, hear

from classifiers.model import understanding
from config import health, jobs, shadow, shadow_report
from config.readings import Line, Readings, Summary
from config.settings import load
from config.shadow import Candidate, Shadow
from config.wiring import House
from config.worker import house_work
from router.model import Correction, Heartbeat, Message
from router.values import Labels, Landlord, kept_labels

MONDAY = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A real second model: the shipped one, its weights for faults turned round."""
    made = tmp_path / "candidate"
    shutil.copytree(understanding.FOLDER, made)
    weights = made / understanding.COMPONENT / "weights.npy"
    faults = len(_labels(made)["names"]["fault"])
    numbers = np.load(weights)
    numbers[:, :faults] = -np.maximum(numbers[:, :faults], -127)
    np.save(weights, numbers)
    return made


def _labels(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / understanding.COMPONENT / "labels.json").read_text(encoding="utf-8"))
    return found


def break_at_work(folder: Path) -> None:
    """It can be read, and fails at the first word."""
    path = folder / understanding.COMPONENT / "labels.json"
    path.write_text(json.dumps({**_labels(folder), "weights": []}), encoding="utf-8")


def the_shadow(house: House, folder: Path) -> Shadow:
    return Shadow(house.database, Candidate(house.classifier, folder), house.settings.data_dir / "shadow", house.now)  # type: ignore[arg-type]  # a Pipeline, behind the port


def lines(house: House) -> list[Line]:
    return list(Readings(house.settings.data_dir / "shadow").lines())


def ids(house: House) -> list[int]:
    return [line.message_id for line in lines(house)]


def test_a_message_is_read_after_it_was_placed_and_never_before(house: House, folder: Path) -> None:
    reader = the_shadow(house, folder)
    kept = house.intake.receive(a_text("the kitchen tap drips, ring me", OKAFOR))
    assert reader.catch_up() == 0 and ids(house) == []
    house.journey.drain()
    assert reader.catch_up() == 1
    [line] = lines(house)
    with house.database.reading() as session:
        labels = session.get_one(Message, kept.message_id).labels
    assert (line.message_id, line.in_force.model) == (kept.message_id, labels["model"])
    assert (line.in_force.fault, line.in_force.confidence) == ("plumbing.tap_dripping", labels["confidence"])
    assert line.candidate.fault != "plumbing.tap_dripping", "its weights are turned round"
    assert line.candidate.model == f"{labels['model']}#{shadow.fingerprint(folder)}"
    assert case_of(house, kept).queue == "repairs_plumbing", "it decides nothing"
    assert reader.catch_up() == 0


def test_no_word_of_a_message_is_kept(house: House, folder: Path) -> None:
    reader = the_shadow(house, folder)
    hear(house, a_text("the kitchen tap drips, ring Ngozi on 07700 900101", OKAFOR))
    reader.catch_up()
    written = (house.settings.data_dir / "shadow" / "readings.jsonl").read_text()
    assert len(written.splitlines()) == 1
    assert not any(word in written for word in ("kitchen", "Ngozi", "900101"))


def test_what_waits_is_read_when_its_turn_has_come_and_each_once(house: House, folder: Path) -> None:
    reader = the_shadow(house, folder)
    numbers = [
        kept.message_id for kept in hear(house, *(a_text(f"tap {n} drips", f"+4477009005{n:02d}") for n in range(4)))
    ]
    with house.database.transaction() as session:  # the second is being tried again
        session.get_one(Message, numbers[1]).state = "received"
    reader.catch_up()
    assert ids(house) == [numbers[0], numbers[2], numbers[3]]
    with house.database.transaction() as session:
        session.get_one(Message, numbers[1]).state = "routed"
    for _ in range(3):
        reader.catch_up()
    assert ids(house) == [numbers[0], numbers[2], numbers[3], numbers[1]]


def test_it_goes_on_where_it_left_off_and_another_candidate_begins_with_now(house: House, folder: Path) -> None:
    hear(house, a_text("tap drips", OKAFOR))
    reader = the_shadow(house, folder)
    assert reader.catch_up() == 0, "what was placed before it came is left"
    [first] = hear(house, a_text("no hot water", "+447700900555"))
    reader.catch_up()
    [second] = hear(house, a_text("fence blew down", "+447700900556"))
    the_shadow(house, folder).catch_up()
    assert ids(house) == [first.message_id, second.message_id]
    other = folder.with_name("other")
    shutil.copytree(understanding.FOLDER, other)
    assert the_shadow(house, other).catch_up() == 0
    [third] = hear(house, a_text("light does not work", "+447700900557"))
    the_shadow(house, other).catch_up()
    assert ids(house) == [first.message_id, second.message_id, third.message_id]
    marks = [line.candidate.model.rpartition("#")[2] for line in lines(house)]
    assert marks == [shadow.fingerprint(folder)] * 2 + [shadow.fingerprint(other)]


def test_one_that_ends_the_process_is_passed_over_afterwards(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = the_shadow(house, folder)
    bad, good = hear(house, a_text("tap drips", OKAFOR), a_text("no hot water", "+447700900555"))

    def die(text: str) -> None:
        raise SystemExit

    monkeypatch.setattr(reader._candidate, "read", die)
    with pytest.raises(SystemExit):
        reader.catch_up()
    the_shadow(house, folder).catch_up()
    assert ids(house) == [good.message_id] != [bad.message_id]


class Enough(Exception):
    """It has rested once."""


def run_once(house: House, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real loop, until it has nothing to read."""
    monkeypatch.setattr("os.nice", lambda by: 0)
    house.settings = house.settings.model_copy(update={"shadow_model": str(folder)})

    def rest() -> None:
        raise Enough

    with pytest.raises(Enough):
        shadow.keep_reading(house, lambda: None, rest)


def test_a_candidate_that_cannot_be_read_is_said_once_and_ignored(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / understanding.COMPONENT / "labels.json").write_text("{")
    caplog.set_level(logging.ERROR)
    run_once(house, folder, monkeypatch)
    [kept] = hear(house, a_text("the kitchen tap drips", OKAFOR))
    assert case_of(house, kept).queue == "repairs_plumbing"
    said, can_keep = health.look(house)
    assert can_keep and said["status"] == "degraded"
    assert said["shadow"]["words"] == ("the candidate cannot be read (JSONDecodeError); messages are placed as ever")
    assert [record.message for record in caplog.records if "candidate" in record.message] == [
        "the candidate cannot be read (JSONDecodeError): nothing more is read in the shadow; messages are placed as ever"
    ]
    house.settings = house.settings.model_copy(update={"shadow_model": ""})
    assert "shadow" not in health.look(house)[0], "the last word of one that was taken out"


def test_a_candidate_that_fails_at_work_is_said_once_and_reads_no_more(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    break_at_work(folder)
    run_once(house, folder, monkeypatch)
    with house.database.reading() as session:
        assert session.get_one(Heartbeat, "shadow").data["trouble"] == "", "it could be read"
    candidate = Candidate(house.classifier, folder)  # type: ignore[arg-type]  # a Pipeline, behind the port
    assert [candidate.read("tap drips"), candidate.read("no hot water")] == [None, None]
    assert candidate.trouble == "the candidate failed at a message (IndexError)"
    assert sum("nothing more is read" in record.message for record in caplog.records) == 1
    shadow.say_how_it_is(house, candidate)
    assert "IndexError" in health.look(house)[0]["shadow"]["words"]


def test_the_loop_reads_what_was_placed(house: House, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_once(house, folder, monkeypatch)
    [kept] = hear(house, a_text("the kitchen tap drips", OKAFOR))
    run_once(house, folder, monkeypatch)
    assert ids(house) == [kept.message_id]
    said, _ = health.look(house)
    assert said["shadow"]["ok"] and said["shadow"]["model"].endswith(shadow.fingerprint(folder))


def test_workers_have_a_shadow_only_when_a_candidate_is_named(tmp_path: Path) -> None:
    alone, beside = ({"DATA_DIR": str(tmp_path), "SHADOW_MODEL": name} for name in ("", "models/new"))
    assert house_work(load(alone)).beside == {"the sender": jobs.send}
    assert house_work(load(beside)).beside["the reader in the shadow"] is jobs.shadow
    assert (
        load(beside).shadow_model
        == load(beside).child_environment()["SHADOW_MODEL"]
        == str(Path("models/new").resolve())
    )


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from config.readings import Line, Readings, Summary
readings = Readings(Path(sys.argv[1]), int(sys.argv[3]))
one = Summary(sys.argv[2] * 400, "gas.smell", "repair", "life_safety", ("gas",), 0.9, False)
for number in range(2000):
    readings.append(Line(number, one, one), datetime(2026, 6, 15, tzinfo=UTC))
"""


def write_at_once(folder: Path, largest: int) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(folder), name, str(largest)], cwd=PROJECT) for name in "ab"
    ]
    assert [writer.wait(100) for writer in writers] == [0, 0]


def test_two_processes_write_at_once_and_no_line_is_lost_or_torn(tmp_path: Path) -> None:
    write_at_once(tmp_path, 2**30)
    found = list(Readings(tmp_path).lines())
    assert len((tmp_path / "readings.jsonl").read_bytes().splitlines()) == len(found) == 4000
    for name in "ab":
        assert [line.message_id for line in found if line.in_force.model[0] == name] == list(range(2000))
    assert (tmp_path / "readings.jsonl").stat().st_mode & 0o077 == 0


def test_what_two_processes_write_is_bounded(tmp_path: Path) -> None:
    write_at_once(tmp_path, 200_000)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "readings.before.jsonl", "readings.jsonl"]
    assert all(path.stat().st_size < 204_000 for path in tmp_path.iterdir()), "at most a line of each too many"
    found = list(Readings(tmp_path).lines())
    written = sum(len(path.read_bytes().splitlines()) for path in tmp_path.iterdir())
    assert len(found) == written > 100
    assert max(line.message_id for line in found) == 1999


def test_a_line_that_a_power_cut_tore_is_passed_over(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    line = Line(1, summary("gas.smell"), summary("gas.smell"))
    readings.append(line, MONDAY)
    with readings.path.open("a") as file:
        file.write('{"at":"2026-06-15T10:00:00+00:00","id":2,"in_fo\n')
    assert list(readings.lines()) == [line]


# --- the report ------------------------------------------------------------------------------


def summary(fault: str, model: str = "m", danger: tuple[str, ...] = (), sure: float = 0.8) -> Summary:
    topic = "repair" if fault != "none" else "general.unclear"
    return Summary(model, fault, topic, "routine", danger, sure, False)


TAP, BOILER = "plumbing.tap_dripping", "heating.no_hot_water"


def two(
    number: int, one: str = TAP, other: str = TAP, dangers: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
) -> Line:
    return Line(number, summary(one, "now", dangers[0], 0.9), summary(other, "new", dangers[1], 0.7))


def test_the_report_counts_what_they_agree_on(landlord: Landlord) -> None:
    pair = [two(1), two(2, TAP, BOILER), two(3, TAP, BOILER), two(4, "plumbing.tap_dripping", "plumbing.shower"),
            two(5, "none", TAP, (("gas",), ()))]  # fmt: skip
    told = "\n".join(shadow_report.report(pair, {}, landlord))
    rows = [line.split() for line in told.splitlines()]
    assert ["group", "of", "repair", "2", "of", "5", "40%"] in rows
    assert ["topic", "4", "of", "5", "80%"] in rows
    assert ["danger", "4", "of", "5", "80%"] in rows
    assert ["mean", "confidence", "0.90", "0.70"] in rows
    assert rows[rows.index(["in", "force", "candidate", "messages"]) + 1] == [TAP, BOILER, "2"]
    assert "message 5: in force gas; candidate none" in told
    assert told.splitlines()[-1].startswith("Too early to say: 5 messages")


def many(count: int, only_new: int = 0, only_old: int = 0) -> tuple[list[Line], dict[int, Summary]]:
    """So many messages that were read alike and confirmed, and some where only one of the two was right."""
    pair = [two(number) for number in range(count)]
    pair += [two(1000 + n, BOILER, TAP) for n in range(only_new)] + [
        two(2000 + n, TAP, BOILER) for n in range(only_old)
    ]
    return pair, {line.message_id: summary(TAP) for line in pair}


@pytest.mark.parametrize(
    ("only_new", "only_old", "words"),
    [(12, 1, "The candidate reads better"), (1, 12, "The model in force reads better"), (5, 3, "No clear difference")],
)
def test_the_conclusion_goes_by_what_people_said(only_new: int, only_old: int, words: str) -> None:
    told = shadow_report.conclusion(*many(200, only_new, only_old))
    assert told.startswith(words)
    assert f"right in {only_new}," in told and f"in force in {only_old}" in told


def test_without_people_s_word_it_says_so() -> None:
    pair, _ = many(200, 0, 20)
    told = shadow_report.conclusion(pair, {})
    assert told.startswith("They agree on 91% of messages") and "0 were corrected or confirmed" in told


def test_a_danger_that_is_not_seen_any_more_stands_against_it() -> None:
    pair, said = many(300, 30, 0)
    pair.append(two(5000, TAP, TAP, (("gas",), ())))
    assert shadow_report.conclusion(pair, said).startswith("Do not switch yet: in 1 messages")
    said[5000] = summary(TAP, danger=())
    assert shadow_report.conclusion(pair, said).startswith("The candidate reads better"), "a person says there is none"


def test_corrections_of_people_are_counted_and_what_was_taken_back_is_not(
    house: House, cast: Cast, folder: Path
) -> None:
    reader = the_shadow(house, folder)
    kept = hear(house, *(a_text("the kitchen tap drips", f"+4477009005{n:02d}") for n in range(3)))
    reader.catch_up()
    said = kept_labels(
        Labels(model="person", topic="repair", repair=BOILER, repair_group="heating", needs_person=False)
    )
    with house.database.transaction() as session:
        for number, undone in ((0, None), (1, house.now())):
            message = session.get_one(Message, kept[number].message_id)
            session.add(
                Correction(message_id=message.id, case_id=message.case_id, kind="corrected", model="m", role="agent",
                           before=message.labels, after=said, staff_id=cast.amina, at=house.now(), undone_at=undone)
            )  # fmt: skip
    told = "\n".join(shadow_report.show(house.settings, house.landlord))
    assert "Read by both: 3 messages." in told
    assert "Corrected or confirmed by a person: 1." in told
    assert "matter right: in force 0, candidate 0" in told


def test_nothing_read_yet_says_what_to_do(house: House) -> None:
    assert "set SHADOW_MODEL" in "\n".join(shadow_report.show(house.settings, house.landlord))
