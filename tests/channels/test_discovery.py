"""Folders are found; one that is no channel stops the start with a word about it."""

from pathlib import Path

import pytest

import channels
from channels import discovery
from router.errors import BadSetting


def test_the_doors_are_found() -> None:
    found = discovery.find()
    assert {"sms", "whatsapp"} <= set(found)
    assert all(channel.name == name for name, channel in found.items())


@pytest.mark.parametrize("text", ["", "channel = 'pigeon'", "from channels.sms import channel"])
def test_a_folder_that_is_no_channel_is_named(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / f"pigeon{abs(hash(text))}"
    folder.mkdir()
    (folder / "__init__.py").write_text(text)
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(tmp_path)])
    with pytest.raises(BadSetting, match=folder.name):
        discovery.find()


def test_a_folder_dropped_in_is_a_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "carrier"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "import dataclasses\nfrom channels import sms\nchannel = dataclasses.replace(sms.channel, name='carrier')\n"
    )
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(tmp_path)])
    assert "carrier" in discovery.find()
