"""What a command writes holds tenants' words: no other user of the machine reads it, whatever the shell's umask is."""

import os
import stat
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def test_a_database_made_by_a_command_is_its_owners_alone(tmp_path: Path) -> None:
    place = tmp_path / "elsewhere.sqlite3"
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), "DATA_DIR": str(tmp_path / "data"),
             "DATABASE_URL": f"sqlite:///{place}"}  # fmt: skip
    subprocess.run([sys.executable, "-m", "config", "migrate"], cwd=PROJECT, env=given, umask=0o022, check=True,
                   capture_output=True, timeout=120)  # fmt: skip
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
