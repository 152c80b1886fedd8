"""Houses of real processes, ledgers, and the figures that a run prints at its end."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.house import RunningHouse, patience
from tests.faults.ledger import Ledger
from tests.faults.senders import Senders

Figure = Callable[..., None]

HOUSES = {"own_house", "shared_house"}
ON_POSTGRESQL = {"test_kills.py", "test_refusals.py", "test_backup.py"}
"""Where the database itself is tried: these run on PostgreSQL every time, the other houses with --full-faults only."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Everything here is slow, and says so. The large sizes, and what has other tests beside it, have more time."""
    here = str(Path(__file__).parent)
    beside = 2.0 if hasattr(config, "workerinput") else 1.0
    patience["times"] = 5.0 if config.getoption("--full-faults") else beside
    if config.getoption("--database") == "postgresql" and not config.getoption("--full-faults"):
        left_out = [item for item in items if HOUSES & set(getattr(item, "fixturenames", ()))
                    and item.path.name not in ON_POSTGRESQL]  # fmt: skip
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.faults)
            if patience["times"] > 1 and (limit := item.get_closest_marker("timeout")):
                item.add_marker(pytest.mark.timeout(patience["times"] * limit.args[0]), append=False)


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """The large sizes."""
    return bool(request.config.getoption("--full-faults"))


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """Printed with every figure; the same seed gives the same plan of kills and the same messages."""
    return int(request.config.getoption("--faults-seed"))


@pytest.fixture
def rng(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """Chance, from the seed and the test's name."""
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture
def figure(record_property: Callable[[str, object], None], seed: int, request: pytest.FixtureRequest) -> Figure:
    """`figure('kill -9 of web', injected=20, lost=0)`: one line at the end of the run."""

    def say(row: str, **figures: Any) -> None:
        database = request.config.getoption("--database")
        words = ", ".join(f"{name} {value}" for name, value in figures.items())
        record_property("figure", f"{row} [{database}, seed {seed}]: {words}")

    return say


def _own_database(request: pytest.FixtureRequest) -> str:
    """'' for SQLite: the house makes its own file, where an operator would find it."""
    if request.config.getoption("--database") == "sqlite":
        return ""
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def own_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningHouse]:
    """A house for one test alone, to be broken at will."""
    with RunningHouse(tmp_path, _own_database(request)) as house:
        yield house


@pytest.fixture(scope="module")
def shared_house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """One house for the tests of a file; each leaves it well."""
    folder = tmp_path_factory.mktemp("house")
    if request.config.getoption("--database") == "sqlite":
        with RunningHouse(folder) as house:
            yield house
        return
    from config import schema

    with request.getfixturevalue("cluster").database(schema.migrate) as url, RunningHouse(folder, url) as house:
        yield house


@pytest.fixture
def running(shared_house: RunningHouse) -> RunningHouse:
    """The shared house, up and well, with no trouble left over from the test before."""
    shared_house.sandbox("chaos", {"reset": True})
    shared_house.wait_until_well()
    return shared_house


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """The sender's book for one test."""
    book = Ledger(tmp_path / "ledger.jsonl")
    yield book
    book.close()


@pytest.fixture
def tenants(running: RunningHouse, ledger: Ledger) -> Senders:
    """Everybody who writes to the shared house."""
    return Senders(running, ledger)
