"""Alembic's way in. `config/schema.py` hands it the connection; nothing is read from the environment here."""

from typing import Any, Literal

from alembic import context

from router.model import Base
from router.model.base import Utc


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    return "Utc()" if kind == "type" and isinstance(item, Utc) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
