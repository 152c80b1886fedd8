"""Corrections from the desk are learnt like the written messages: checked line by line, counted, never held out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from classifiers.training.corrections import read_files
from classifiers.training.messages import ASSETS, BadLabels, read_folder
from config import cli, training
from router.values import Landlord

GOOD = """# from the desk of Larkshire Homes
# correction 7, 2026-11-22, agent, corrected model 2026.11.22
plumbing.tap_dripping =routine | the tap in the bathroom weeps
# correction 9, 2026-11-23, supervisor, confirmed model 2026.11.22
job.chase +plumbing.tap_dripping #chaser @email | Dear [name],\\nany news of the tap?

rents.pay | how do i pay by card
"""


def a_file(folder: Path, text: str, name: str = "corrections.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_where_each_line_came_from_is_counted(tmp_path: Path, landlord: Landlord) -> None:
    found = read_files([a_file(tmp_path, GOOD)], landlord, [])
    assert [each.first for each in found.messages] == ["plumbing.tap_dripping", "job.chase", "rents.pay"]
    assert found.messages[1].text == "Dear [name],\nany news of the tap?"
    assert found.messages[1].faults == ("plumbing.tap_dripping",)
    assert not any(each.close_call for each in found.messages)
    assert found.card() == {
        "messages": 3,
        "files": {"corrections.txt": 3},
        "roles": {"agent": 1, "not said": 1, "supervisor": 1},
        "kinds": {"confirmed": 1, "corrected": 1, "not said": 1},
        "models": {"2026.11.22": 2, "not said": 1},
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("heating.nothing_like_it | cold", "there is no repair or topic 'heating.nothing_like_it'"),
        ("rents.pay #sunny | cold", "there is no flag 'sunny'"),
        ("rents.pay cold", "write `labels | text`"),
    ],
)
def test_a_bad_line_is_named_with_its_file(tmp_path: Path, landlord: Landlord, line: str, words: str) -> None:
    path = a_file(tmp_path, f"# a comment\nrents.pay | how do i pay\n{line}\n", "second.txt")
    with pytest.raises(BadLabels) as refused:
        read_files([a_file(tmp_path, GOOD), path], landlord, [])
    assert str(refused.value) == f"second.txt, line 3: {words}"


def test_what_is_held_out_is_not_learnt_however_it_is_spaced(tmp_path: Path, landlord: Landlord) -> None:
    held_out = read_folder(ASSETS / "held_out", landlord)
    text = held_out[3].text.upper().replace(" ", "  ").replace("\n", " ")
    path = a_file(tmp_path, f"rents.pay | how do i pay\nrents.pay | {text} !\n")
    with pytest.raises(BadLabels, match=r"corrections\.txt, line 2: .*held-out set"):
        read_files([path], landlord, held_out)


def test_a_training_takes_them_in_and_says_so(
    tmp_path: Path, landlord: Landlord, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sklearn")
    rooms = ("kitchen", "bathroom", "hall", "bedroom", "yard", "landing")
    written = [f"plumbing.tap_dripping | the {room} tap drips all day {day}" for room in rooms for day in range(10)]
    written += [f"rents.pay | can i pay the rent of week {week} on {day}" for week in range(10) for day in rooms]
    for folder, lines in (("written", written), ("held_out", [line.replace("the", "my") for line in written[::7]])):
        (tmp_path / folder).mkdir()
        a_file(tmp_path / folder, "\n".join(lines), "messages.txt")
    monkeypatch.setattr(training, "ASSETS", tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    first, second = a_file(tmp_path, GOOD), a_file(tmp_path, "rents.pay | one more about the rent\n", "more.txt")
    out = tmp_path / "model"
    done = CliRunner().invoke(
        cli.frontdoor,
        ["train", "--out", str(out), "--corrections", str(first), "--corrections", str(second)],
        catch_exceptions=False,
    )
    assert done.exit_code == 0
    meta = json.loads((out / "meta.json").read_text(encoding="utf-8"))
    assert meta["messages"] == len(written) + 4
    assert meta["corrections"]["files"] == {"corrections.txt": 3, "more.txt": 1}
