"""`frontdoor classify` and `evaluate` as they are typed: lines in, lines or figures out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def frontdoor(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    away = {"DATABASE_URL": "sqlite:////nowhere/none.sqlite3", "REDIS_URL": "redis://127.0.0.1:1/0"}
    return subprocess.run(
        [sys.executable, "-m", "config", *words],
        input=given, capture_output=True, text=True, cwd=PROJECT, env=os.environ | away, timeout=100, check=False,
    )  # fmt: skip


def test_classify_names_each_bad_line_and_answers_the_others() -> None:
    rows = ['{"id": 1, "text": "i can smell gas"}', "oops", "", '{"id": 3}', '{"id": 4, "text": "tap dripping"}']
    done = frontdoor("classify", given="\n".join(rows))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, 4]
    assert answers[0]["danger"] == ["gas"]
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert [line.partition(" is not")[0] for line in told] == ["frontdoor: line 2", "frontdoor: line 4"]
    assert "oops" not in done.stderr  # what people write stays out of what is printed


def test_classify_reads_a_line_as_its_help_shows_it() -> None:
    shown = next(line for line in frontdoor("classify", "--help").stdout.splitlines() if line.strip().startswith("{"))
    done = frontdoor("classify", given=shown)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["repair_group"] == "heating"


def test_evaluate_scores_a_file(tmp_path: Path) -> None:
    file = tmp_path / "told.jsonl"
    file.write_text('{"id": 1, "text": "tap dripping", "repair": "plumbing.tap_dripping"}\n')
    table = frontdoor("evaluate", str(file))
    assert table.returncode == 0, table.stderr
    assert "100.0% right" in table.stdout
    told = json.loads(frontdoor("evaluate", "--json", str(file)).stdout)
    assert told["repair"]["right"] == 1.0


def test_of_nothing_there_is_no_share(tmp_path: Path) -> None:
    """Neither of a danger that nobody expected, nor of one that was never said."""
    file = tmp_path / "told.jsonl"
    file.write_text(
        '{"id": 1, "text": "i can smell gas", "danger": []}\n{"id": 2, "text": "tap dripping", "danger": ["fire"]}\n'
    )
    rows = [line.split() for line in frontdoor("evaluate", str(file)).stdout.splitlines()]
    assert ["gas", "0", "-", "0.0%"] in rows and ["fire", "1", "0.0%", "-"] in rows


def test_evaluate_reads_a_line_as_its_help_shows_it(tmp_path: Path) -> None:
    shown = next(line for line in frontdoor("evaluate", "--help").stdout.splitlines() if line.strip().startswith("{"))
    file = tmp_path / "told.jsonl"
    file.write_text(shown)
    told = json.loads(frontdoor("evaluate", "--json", str(file)).stdout)
    assert {told[name]["right"] for name in ("topic", "repair", "urgency")} == {1.0}


@pytest.mark.parametrize("wrong", ['"danger": "gas"', '"flags": [1]', '"also": {}', '"topic": ["repair"]'])
def test_an_expected_value_of_another_shape_is_refused(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "told.jsonl"
    file.write_text(f'{{"id": 1, "text": "i can smell gas"}}\n{{"id": 2, "text": "tap dripping", {wrong}}}\n')
    told = frontdoor("evaluate", str(file))
    assert told.returncode == 1 and "line 2" in told.stderr and len(told.stderr.splitlines()) == 1
