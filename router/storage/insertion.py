"""One INSERT, compiled once and run by the driver itself.

For the rows that every message makes: SQLAlchemy's work for each statement costs several times what SQLite's does
(a signed webhook: 3.5 ms of processor with it, 2.6 without). The words of the statement and the conversion of each
value are still SQLAlchemy's own, so both databases get the same types.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, PoolProxiedConnection, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

_Change = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Bare:
    """A connection of the pool without SQLAlchemy's own about it (`Database.inserting`)."""

    connection: PoolProxiedConnection


class Insertion:
    """INSERT into these columns of a table.

    `returning` names a column to give back; with `ignore` a row that is there already is left alone and gives None.
    """

    def __init__(self, table: Table, columns: Iterable[str], dialect: Dialect, *, returning: str = "",
                 ignore: bool = False) -> None:  # fmt: skip
        names = list(columns)
        statement: Any = insert(table)
        if ignore:
            there = sqlite if dialect.name == "sqlite" else postgresql
            statement = there.insert(table).on_conflict_do_nothing()
        if returning:
            statement = statement.returning(table.c[returning])
        self._driver: Any = dialect.loaded_dbapi
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self._sql = str(compiled)
        self._returns = bool(returning)
        self._answers_many = dialect.name == "postgresql"  # psycopg can give back what each of many rows was given
        self._order: Sequence[str] | None = compiled.positiontup  # None where parameters go by name
        self._changes: dict[str, _Change] = {}
        for name in names:
            change = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
            if change is not None:
                self._changes[name] = change

    def run(self, connection: Connection | Bare, row: Mapping[str, Any]) -> Any:
        """Insert one row. The column of `returning`, or None. Raises DBAPIError, without the values."""
        with self._cursor(connection) as cursor:
            cursor.execute(self._sql, self._values(row))
            found = cursor.fetchone() if self._returns else None
        return found[0] if found else None

    def run_many(self, connection: Connection | Bare, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert many rows. Raises DBAPIError, without the values."""
        with self._cursor(connection) as cursor:
            cursor.executemany(self._sql, [self._values(row) for row in rows])

    def run_each(self, connection: Connection | Bare, rows: Iterable[Mapping[str, Any]]) -> list[Any]:
        """Insert many rows; the column of `returning` of each, in their order. Raises as `run` does."""
        values = [self._values(row) for row in rows]
        found: list[Any] = []
        with self._cursor(connection) as cursor:
            if not self._answers_many:  # SQLite is in this very process: a call for each costs nothing more
                for each in values:
                    found.append(cursor.execute(self._sql, each).fetchone()[0])
            elif values:
                cursor.executemany(self._sql, values, returning=True)
                found.append(cursor.fetchone()[0])
                while cursor.nextset():
                    found.append(cursor.fetchone()[0])
        return found

    @contextmanager
    def _cursor(self, connection: Connection | Bare) -> Iterator[Any]:
        cursor = connection.connection.cursor()
        try:
            yield cursor
        except self._driver.Error as error:  # as SQLAlchemy would have raised it
            raise DBAPIError.instance(self._sql, None, error, self._driver.Error, hide_parameters=True) from error
        finally:
            cursor.close()

    def _values(self, row: Mapping[str, Any]) -> Any:
        values = dict(row)
        for name, change in self._changes.items():
            values[name] = change(values[name])
        return values if self._order is None else [values[name] for name in self._order]
