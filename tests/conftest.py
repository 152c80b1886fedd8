"""The house in miniature, on a real database, and the cast of people.

`--database sqlite|postgresql` chooses the database for every test that takes `database_url`.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher

sys.path.insert(0, str(Path(__file__).parent))

import compiled
from builders import Cast, seat_the_cast
from doubles import FakeCaller, FakeJobs, FakeSender, FrozenClock
from postgres import Cluster, cannot_run, find_cluster
from side_by_side import OneHouseAtATime, longest_first

from config import landlord_files, schema, settings
from config.wiring import House, build_classifier
from queues import sessions
from router.ports import Classifier
from router.values import Landlord

# In CI the same histories every time: what is found by luck is found at a desk, and put into a test of its own there.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
if os.environ.get("CI") == "true":
    hypothesis.settings.load_profile("ci")

# A password is made slow to guess; some tests guess hundreds of times. tests/queues/test_access.py proves the real cost.
sessions._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
sessions._NOBODY = sessions._hasher.hash("nobody")

compiled.keep()

PROJECT = Path(__file__).resolve().parent.parent
MONDAY = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
"""A working Monday in summer, eleven o'clock in London."""

HOUR = "2026-11-24T10:30"
"""A working Tuesday, while people visit and the office is open."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite", help="which database to test on")
    parser.addoption(
        "--hour", default=HOUR, help="when it is in the house that the browser sees: YYYY-MM-DDTHH:MM, UTC"
    )
    parser.addoption("--pictures", action="store_true", help="renew the pictures in the README")
    parser.addoption("--full-faults", action="store_true", help="tests/faults in its large sizes: for the night")
    parser.addoption("--faults-seed", type=int, default=2026, help="the seed of tests/faults; figures name it")


NEEDS_DATABASE = {"database_url", "postgresql_url", "cluster", "model_house", "own_house", "shared_house"}
"""By these fixtures, its own or those of its fixtures, a test says that it touches a database."""
NO_POSTGRESQL = {"test_fork_server.py", "test_health.py", "test_up.py"}
"""Their house is one of processes, or its disk is full, on SQLite."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneHouseAtATime:
    return OneHouseAtATime(config, log)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The figures of tests/faults: injected, survived, lost, twice, uncertain."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, ()) if r.when == "call"]
    figures = [value for report in reports for name, value in report.user_properties if name == "figure"]
    if figures:
        terminalreporter.section("faults")
        terminalreporter.write_line("\n".join(sorted(figures)))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, run what touches a database: everything else is the very same test as on SQLite."""
    if config.getoption("--database") == "postgresql":
        kept = [
            one
            for one in items
            if NEEDS_DATABASE & set(getattr(one, "fixturenames", ())) and one.path.name not in NO_POSTGRESQL
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept
    if hasattr(config, "workerinput"):  # one of several workers
        items.sort(key=longest_first(items))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of the tests' own, on a socket in a folder that no other test run tidies away."""
    folder = Path(tempfile.mkdtemp(prefix="frontdoor-pg-"))
    cluster = find_cluster(folder)
    if cluster is None:
        cannot_run("no PostgreSQL here: apt-get install postgresql")
    with cluster:
        yield cluster
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest schema, to copy from."""
    path = tmp_path_factory.mktemp("migrated") / "frontdoor.sqlite3"
    schema.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def postgresql_url(cluster: Cluster) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    with cluster.database(schema.migrate) as url:
        yield url


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, migrated database of the kind that --database names."""
    if request.config.getoption("--database") == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    migrated: Path = request.getfixturevalue("migrated")
    path = tmp_path / "frontdoor.sqlite3"
    shutil.copyfile(migrated, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def landlord() -> Landlord:
    """The demo landlord's folder, as it is shipped."""
    return landlord_files.load(PROJECT / "config" / "landlord")


@pytest.fixture(scope="session")
def classifier(landlord: Landlord) -> Classifier:
    """The real classifiers: what is said first in danger is never tested on a double."""
    return build_classifier(landlord)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(MONDAY)


@pytest.fixture
def senders() -> dict[str, Any]:
    return {name: FakeSender(name) for name in ("sms", "whatsapp", "email")}


@pytest.fixture
def house(
    database_url: str,
    tmp_path: Path,
    clock: FrozenClock,
    senders: dict[str, Any],
    classifier: Classifier,
    landlord: Landlord,
) -> Iterator[House]:
    """One process's house: real database, real classifiers, real doors; only the provider is a double."""
    chosen = settings.load({"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path / "data"), "PATH": ""})
    house = House(
        chosen, now=clock, jobs_override=FakeJobs(), classifier_override=classifier, senders_override=senders, rates={}
    )
    house.landlord = landlord  # the same files, read once
    house.caller_override = FakeCaller()
    yield house
    house.close()


@pytest.fixture
def cast(house: House) -> Cast:
    """Amina and Bob, Sue, Charlie; Mrs Okafor; Mr Lee and his son."""
    return seat_the_cast(house)
