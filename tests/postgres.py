"""A PostgreSQL server of the tests' own: made in a temporary folder, on a unix socket, gone afterwards.

Under xdist every worker has a server of its own.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString, NoReturn, Self
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql


def cannot_run(missing: str) -> NoReturn:
    """This test needs a program that is not here: left out at a desk; in CI, where it must run, a failure."""
    if os.environ.get("CI"):
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)


def find_cluster(folder: Path) -> "Cluster | None":
    """None when PostgreSQL's programs are not on this machine."""
    found = shutil.which("initdb")
    bins = (
        [str(Path(found).parent)]
        if found
        else sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    )
    return Cluster(Path(bins[0]), folder) if bins else None


class Cluster:
    """`with cluster:` starts and stops it. PostgreSQL refuses to run as root, so root becomes 'postgres'."""

    def __init__(self, bin_dir: Path, folder: Path) -> None:
        self.bin, self.folder = bin_dir, folder
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        self._made: set[str] = set()
        self._copying: LiteralString = ""

    def __enter__(self) -> Self:
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", self.user, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
        options = (
            f"-k {self.folder} -c listen_addresses='' -c max_connections=200 -c fsync=off -c synchronous_commit=off"
        )
        self._run("pg_ctl", "-D", data, "-o", options, "-w", "-l", str(self.folder / "log"), "start")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    @contextmanager
    def database(self, make: Callable[[str], object], kind: str = "frontdoor") -> Iterator[str]:
        """A fresh database, copied from one that `make` filled once. `kind` names what `make` makes."""
        template = f"template_{kind}"
        if kind not in self._made:
            self._sql("create database {}", template)
            make(self.url(template))
            self._made.add(kind)
        name = f"t{uuid4().hex[:12]}"
        self._sql("create database {} template {}" + self._copying, name, template)
        try:
            yield self.url(name)
        finally:
            self._sql("drop database {} with (force)", name)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{self.user}@/{name}?host={self.folder}"

    def _sql(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(f"host={self.folder} user={self.user} dbname=postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
            if connection.info.server_version >= 150000:
                self._copying = " strategy file_copy"  # without fsync half the time of the other way

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        if os.getuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/tmp", timeout=100)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr[-500:]} {done.stdout[-500:]}")
