"""A landlord's folder that was read before a program was forked is read again when it has changed since, only then."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import landlord_files, landlord_kept
from router.errors import BadSetting

DEMO = Path(landlord_files.__file__).with_name("landlord")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    copy = tmp_path / "landlord"
    shutil.copytree(DEMO, copy)
    monkeypatch.setattr(landlord_kept, "_kept", None)
    landlord_kept.keep(copy)
    yield copy


def _renamed(folder: Path, name: str) -> str:
    file = folder / "landlord.toml"
    return file.read_text(encoding="utf-8").replace(landlord_files.load(DEMO).name, name)


def test_a_folder_that_nobody_changed_is_not_read_again(folder: Path) -> None:
    assert landlord_kept.load(folder) is landlord_kept.load(folder)
    assert landlord_kept.load(folder) == landlord_files.load(folder)


def test_a_file_written_to_is_read_again(folder: Path) -> None:
    (folder / "landlord.toml").write_text(_renamed(folder, "Hillside Homes"), encoding="utf-8")
    assert landlord_kept.load(folder).name == "Hillside Homes"


def test_a_file_put_in_its_place_with_the_old_date_is_read_again(folder: Path) -> None:
    file, new = folder / "landlord.toml", folder.parent / "new"
    new.write_text(_renamed(folder, "Hillside Homes"), encoding="utf-8")
    shutil.copystat(file, new)
    os.replace(new, file)  # noqa: PTH105 - as a tool that installs files does
    assert landlord_kept.load(folder).name == "Hillside Homes"


def test_a_file_that_was_removed_is_missed(folder: Path) -> None:
    (folder / "queues.toml").unlink()
    with pytest.raises(BadSetting, match=r"queues\.toml"):
        landlord_kept.load(folder)


def test_another_folder_is_another_landlord(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "landlord.toml").write_text(_renamed(folder, "Hillside Homes"), encoding="utf-8")
    assert landlord_kept.load(other).name == "Hillside Homes"
    assert landlord_kept.load(folder).name == landlord_files.load(DEMO).name
