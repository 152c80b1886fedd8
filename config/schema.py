"""Brings the database to the newest schema, and says whether models and migrations agree."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text

from router.model import Base
from router.storage.database import Database

MIGRATIONS = Path(__file__).resolve().parent.parent / "router" / "storage" / "migrations"


def _alembic(**attributes: Any) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes.update(attributes)
    return config


def migrate(url: str, revision: str = "head") -> str:
    """Run the migrations forward, one process at a time, and return the revision the database now stands at."""
    database = Database(url)
    try:
        with database.engine.begin() as connection:
            if not database.is_sqlite:  # two machines starting at once take turns; SQLite's BEGIN IMMEDIATE does it
                connection.execute(text("select pg_advisory_xact_lock(727274)"))
            command.upgrade(_alembic(connection=connection), revision)
            return MigrationContext.configure(connection).get_current_revision() or ""
    finally:
        database.close()


def differences(url: str) -> list[Any]:
    """What the models have that the migrated database has not, and the other way round; empty when they agree."""
    database = Database(url)
    try:
        with database.engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, Base.metadata))
    finally:
        database.close()


def write_migration(url: str, number: str, message: str) -> None:
    """For developers: write the next migration from the difference between the models and this database."""
    database = Database(url)
    try:
        with database.engine.begin() as connection:
            command.revision(
                _alembic(connection=connection),
                message=message,
                autogenerate=True,
                rev_id=number,
            )
    finally:
        database.close()
