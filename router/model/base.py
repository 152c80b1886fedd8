"""SQLAlchemy's declarative base and the two column types both databases must agree on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar, cast

from sqlalchemy import JSON, DateTime, Dialect, MetaData, Table
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Noun = TypeVar("Noun", bound="Base")


class Utc(TypeDecorator[datetime]):
    """An instant. Aware UTC in Python; `timestamptz` in PostgreSQL, naive UTC text in SQLite.

    Raises ValueError for a naive datetime: a time without a zone is a bug here.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """For SQLite in one step: a message has some forty instants, and SQLAlchemy's two steps take thrice as long."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    """As SQLAlchemy's own type for SQLite writes an instant in UTC."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    there = value if value.tzinfo is UTC else value.astimezone(UTC)
    return there.replace(tzinfo=None).isoformat(" ", "microseconds")


def table(noun: type["Base"]) -> Table:
    """The table behind a noun, for the few places that speak plain SQL for speed."""
    return cast(Table, noun.__table__)


def fresh(noun: type[Noun], **columns: Any) -> Noun:
    """A new row with these columns, set all at once: SQLAlchemy's bookkeeping of each assignment is spared.

    For the nouns that every message makes several of. Relationships are assigned afterwards, the ordinary way.
    """
    row = cast(Noun, noun.__mapper__.class_manager.new_instance())
    row.__dict__.update(columns)
    return row


class Base(DeclarativeBase):
    """The declarative base, and nothing more."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {
        datetime: Utc(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[Any]: JSON(),
    }
