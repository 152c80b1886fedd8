"""`frontdoor threshold`: what a threshold costs, counted on real readings."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from classifiers.pipeline import Pipeline
from classifiers.training.measure import Read
from classifiers.training.messages import Labelled
from config import threshold
from router import urgency
from router.errors import RouterError
from router.values import Labels, Landlord

PROJECT = Path(__file__).resolve().parents[2]
GAS = Labelled("gas", "gas.smell", faults=("gas.smell",))
TAP = Labelled("tap", "plumbing.tap_dripping", faults=("plumbing.tap_dripping",))
SAID_GAS = Labels(topic="repair", repair="gas.smell", repair_group="gas", urgency="life_safety", needs_person=False)
SAID_TAP = Labels(topic="repair", repair="plumbing.tap_dripping", repair_group="plumbing", urgency="routine",
                  needs_person=False)  # fmt: skip


def test_each_threshold_is_counted(landlord: Landlord) -> None:
    read = [
        Read(GAS, replace(SAID_GAS, confidence=0.9)),
        Read(GAS, replace(SAID_TAP, confidence=0.7)),  # an emergency sorted wrong and too lightly
        Read(GAS, replace(SAID_TAP, urgency="emergency", confidence=0.5)),  # sorted wrong, but in front of the line
        Read(TAP, replace(SAID_TAP, confidence=0.8)),
        Read(TAP, replace(SAID_GAS, confidence=0.6)),
        Read(TAP, replace(SAID_TAP, confidence=0.95, needs_person=True)),  # a person reads it whatever the value
    ]
    low, middle, high = threshold.rows(read, landlord, [0.3, 0.6, 0.9])
    assert low == threshold.Row(0.3, first=1, rest=5, right=2, emergencies_wrong=2, too_lightly=1)
    assert middle == threshold.Row(0.6, first=2, rest=4, right=2, emergencies_wrong=1, too_lightly=1)
    assert high == threshold.Row(0.9, first=5, rest=1, right=1, emergencies_wrong=0, too_lightly=0)


def test_the_row_in_force_is_what_the_pipeline_in_force_does(classifier: Pipeline, landlord: Landlord) -> None:
    lines = ["tap dripping", "its wrong again", "hello", "the thing by the wall makes a noise", "no hot water", "damp"]
    messages = [Labelled(line, "none") for line in lines]
    open_to_all = Pipeline(
        replace(landlord, needs_person_below=0.0), classifier.reader, classifier.classifiers, urgency.decide,
        classifier.trained,
    )  # fmt: skip
    [row] = threshold.rows(threshold.read_by(open_to_all, messages), landlord, [landlord.needs_person_below])
    wanted = sum(each.answer.needs_person for each in threshold.read_by(classifier, messages))
    assert row.first == wanted
    assert 0 < wanted < len(lines)


def frontdoor(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    away = {"DATA_DIR": str(folder / "data"), "DATABASE_URL": "sqlite:////nowhere/none.sqlite3"}
    return subprocess.run(
        [sys.executable, "-m", "config", "threshold", *words],
        capture_output=True, text=True, cwd=PROJECT, env=os.environ | away, timeout=100, check=False,
    )  # fmt: skip


def test_the_landlord_sees_their_own_messages_in_the_table(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("plumbing.tap_dripping | tap dripping in the kitchen\ngas.smell | i can smell gas\n")
    done = frontdoor(tmp_path, "--own", str(own), "--messages-a-day", "300", "--minutes-each", "2")
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("  0.")]
    assert len(rows) == 2 * len(threshold.SHOWN), "a table and a chart"
    assert [row[:2] for row in rows if "now" in row] == [["0.60", "now"]] * 2
    assert rows[0][1:8] == ["0", "0%", "0", "2", "of", "2", "100%"]
    assert "2 messages are few" in done.stdout
    assert "300 messages" in done.stdout and "at 2 a message" in done.stdout


def test_a_line_that_is_labelled_wrongly_is_named(tmp_path: Path, landlord: Landlord) -> None:
    own = tmp_path / "own.txt"
    own.write_text("plumbing.tap_dripping | tap dripping\nplumbing.tapp | tap\n")
    with pytest.raises(RouterError, match=r"own\.txt, line 2: there is no repair or topic 'plumbing\.tapp'"):
        list(threshold.show(PROJECT / "config" / "landlord", None, 200, 1.0, own))
    own.write_text("\n")
    with pytest.raises(RouterError, match="has no messages"):
        list(threshold.show(PROJECT / "config" / "landlord", None, 200, 1.0, own))
