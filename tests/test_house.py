"""House rules that no other tool checks: what is named in one place is there in the other."""

import ast
import importlib
import importlib.util
import inspect
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from config import landlord_files, settings_table
from config.supervisor import read_procfile
from queues import jobs
from router import ports
from router.values import RepairType, TopicType

PROJECT = Path(__file__).resolve().parents[1]
ROOMS = ("router", "channels", "classifiers", "queues", "config")
LONGEST_FILE = 480  # lines: four hundred is what we aim at; more than this does not fit in a head
NO_NAMES = ("utils", "helpers", "common", "services", "managers")


def tracked() -> list[Path]:
    """Every file of the project that is under version control, or in the folder where there is none."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True)
    names = [name for name in listed.stdout.split("\0") if name]
    found = [PROJECT / name for name in names] or [
        path for room in (*ROOMS, "tests") for path in (PROJECT / room).rglob("*") if "__pycache__" not in path.parts
    ]
    return [path for path in found if path.is_file()]


def ours() -> list[Path]:
    """Our own Python files."""
    return [path for path in tracked() if path.suffix == ".py"]


def test_every_setting_is_in_the_table() -> None:
    assert settings_table.write(check_only=True), "config/README.md is out of date: run `frontdoor settings`"


def test_every_setting_says_what_it_is() -> None:
    rows = [line for line in settings_table.table().splitlines() if line.startswith("| `")]
    assert len(rows) > 30
    assert [row for row in rows if not row.split(" | ", 2)[2].strip(" |")] == []


def test_every_process_of_the_procfile_can_be_started() -> None:
    programs = read_procfile((PROJECT / "Procfile").read_text())
    assert set(programs) == {"web", "live", "smtp", "worker", "clock", "sandbox"}
    for name, command in programs.items():
        module = command[2] if command[1] == "-m" else command[1].partition(":")[0]
        spec = importlib.util.find_spec(module)
        assert spec is not None and spec.origin is not None, f"{name}: {module}"
        start = Path(spec.origin)
        if start.name == "__init__.py":
            start = start.with_name("__main__.py")
        assert start.is_file(), name


def test_every_job_has_its_function() -> None:
    module = importlib.import_module("config.jobs")
    methods = [name for name, value in vars(ports.Jobs).items() if inspect.isfunction(value) and name[0] != "_"]
    assert methods
    for name in methods:
        theirs = list(inspect.signature(getattr(ports.Jobs, name)).parameters)[1:]
        assert list(inspect.signature(getattr(module, name)).parameters) == theirs


def test_the_bell_names_a_function_that_is_there() -> None:
    module, _, name = jobs.RING.rpartition(".")
    assert callable(getattr(importlib.import_module(module), name))


def test_every_repair_and_topic_waits_in_a_queue_that_is_there() -> None:
    landlord = landlord_files.load(PROJECT / "config" / "landlord")
    items: list[RepairType | TopicType] = [*landlord.repairs.values(), *landlord.topics.values()]
    assert items
    assert {item.queue for item in items} <= set(landlord.queues)
    assert {item.script for item in items if item.script} <= set(landlord.scripts)


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_readme(room: str) -> None:
    text = (PROJECT / room / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert len(text.splitlines()) > 10


def test_no_file_is_longer_than_fits_in_a_head() -> None:
    long = {
        str(path.relative_to(PROJECT)): lines
        for path in ours()
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long


def test_no_drawers_for_odds_and_ends() -> None:
    assert not [path for path in ours() if path.stem in NO_NAMES or path.parent.name in NO_NAMES]


def test_every_file_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(PROJECT))
        for path in ours()
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_nothing_else_stands_at_the_top() -> None:
    folders = {path.relative_to(PROJECT).parts[0] for path in tracked() if path.parent != PROJECT}
    assert {name for name in folders if not name.startswith(".")} <= {*ROOMS, "tests"}


def test_every_dependency_is_pinned_with_a_hash() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    pinned = (PROJECT / "constraints.txt").read_text().lower().replace("_", "-")
    for requirement in wanted:
        name = requirement.split(">")[0].split("[")[0].strip().lower().replace("_", "-")
        assert f"\n{name}==" in f"\n{pinned}" or f"\n{name}[" in f"\n{pinned}", f"{name}: run `make lock`"
    pins = [line for line in pinned.splitlines() if "==" in line]
    assert all(line.endswith("\\") for line in pins)


def test_every_type_that_is_ignored_says_why() -> None:
    """At the end of its line, or in a comment on the line above where there is no room."""
    silent = []
    for path in set(ours()) - {Path(__file__)}:
        above = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "# type: ignore" in line and not (
                re.search(r"ignore\[[a-z, -]+\]  # \S", line) or above.startswith("# ")
            ):
                silent.append(f"{path.relative_to(PROJECT)}:{number}")
            above = line.strip()
    assert not silent


def test_no_workplace_is_named() -> None:
    """Whoever reads this has our repository and nothing else of ours."""
    halves = (("/work", "/shared"), ("..", "/shared"), (".lib", "rary"))  # in two, or this file would name them
    places = [first + second for first, second in halves]
    naming = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        naming += [f"{path.relative_to(PROJECT)}: {place}" for place in places if place in text]
    assert not naming


def test_no_phone_number_belongs_to_anybody() -> None:
    """Made-up people have numbers that Ofcom keeps for drama; see the ranges in `router/addresses.py`'s tests."""
    drama = ("+447700900", "+442079460", "+441632960")
    landlord = (PROJECT / "config" / "landlord" / "landlord.toml").read_text(encoding="utf-8")
    for line in landlord.splitlines():
        if line.startswith("phone"):
            digits = "".join(character for character in line if character.isdigit())
            assert f"+44{digits[1:]}".startswith(drama), line
