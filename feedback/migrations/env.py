"""Alembic runs here: every migration, then the triggers that a rebuilt table has lost."""

from typing import Any, Literal

from alembic import context
from flask import current_app

from feedback import append_only
from feedback.db import UTCDateTime


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own types into new migrations as what the database knows them as."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


database = current_app.extensions["migrate"].db


def run() -> None:
    """Bring the database to the asked-for version in one transaction, triggers included."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            append_only.install(connection)
        connection.commit()


run()
