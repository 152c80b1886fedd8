"""What a newcomer sees of `make` before there is anything of ours to run."""

import os
import shutil
import subprocess
from pathlib import Path

MAKEFILE = Path(__file__).parents[1] / "Makefile"
STUB = """#!/bin/sh
# A Python that makes an environment of itself, and whose pip installs nothing and says nothing.
if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi
echo "$*" >> asked
"""


def make_env(folder: Path) -> str:
    outer = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    done = subprocess.run(["make", "env", "PYTHON=./python3"], cwd=folder, env=outer, capture_output=True, text=True,
                          timeout=60, check=True)  # fmt: skip
    return done.stdout + done.stderr


def test_the_first_install_says_in_one_line_what_happens_and_later_ones_nothing(tmp_path: Path) -> None:
    shutil.copy(MAKEFILE, tmp_path)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).touch()
    (tmp_path / "python3").write_text(STUB)
    (tmp_path / "python3").chmod(0o755)
    told = make_env(tmp_path)
    assert len(told.splitlines()) == 1 and told.startswith("Installing into .venv")
    installs = [line for line in (tmp_path / "asked").read_text().splitlines() if line.startswith("-m pip install")]
    assert len(installs) == 2 and all("--quiet" in line for line in installs)
    assert make_env(tmp_path) == ""
