"""Loading a backup's rows into a database that has no table yet: first the tables as they were then, then the rows."""

import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    column,
    func,
    insert,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.types import TypeEngine

from feedback.backup.archive import Manifest, Part, rows_of
from feedback.backup.replay import Forgotten
from feedback.db import UTCDateTime, db
from feedback.ledger import standing_root
from feedback.pages import Refused

AT_ONCE = 1000
TYPES: dict[str, TypeEngine[Any]] = {
    "bool": Boolean(),
    "time": UTCDateTime(),
    "date": Date(),
    "bytes": LargeBinary(),
    "json": JSON(none_as_null=True),
    "int": Integer(),
    "float": Float(),
    "text": String(),
}


def refuse_unfit(manifest: Manifest) -> None:
    """Raise Refused when this database cannot take a backup: it holds something, or the backup is of another kind."""
    if inspect(db.engine).get_table_names():
        raise Refused(
            "数据库不是空的，没有恢复任何内容。请用一个新的 DATA_DIR，或在 DATABASE_URL 里写一个新建的空数据库。\n"
            "The database is not empty; nothing was restored. Use a new DATA_DIR, or a newly created database."
        )
    if (manifest.database, db.engine.dialect.name) == ("postgresql", "sqlite"):
        # Its numbers have gaps, which on SQLite are the sign that a rating was taken away.
        raise Refused("PostgreSQL 的备份只能恢复到 PostgreSQL；SQLite 的备份两种都可以。")
    try:
        ScriptDirectory(current_app.extensions["migrate"].directory).get_revision(manifest.revision)
    except CommandError:
        raise Refused(
            f"这份备份来自更新的版本（{manifest.revision}）。请先升级程序，再恢复。\n"
            "This backup comes from a newer version of the program: update first."
        ) from None


def load(archive: zipfile.ZipFile, manifest: Manifest, forgotten: Forgotten) -> int:
    """Make the tables as they were, fill them in one transaction, then bring them up to date; return the number of rows.

    Raise Refused, with nothing loaded, when the ledger does not come out as it was.
    """
    upgrade(revision=manifest.revision)
    with db.engine.begin() as connection:
        _clear(connection, manifest)
        loaded = sum(_fill(connection, archive, part, forgotten) for part in manifest.parts)
        size, root = standing_root(connection)
        if (size, root.hex()) != (manifest.size, manifest.root):
            raise Refused(f"恢复出来的账本（{size} 条，根 {root.hex()}）和备份时的不一样，没有恢复。")
    upgrade()
    return loaded


def _clear(connection: Connection, manifest: Manifest) -> None:
    """Take out the few rows that migrations make."""
    for part in reversed(manifest.parts):
        connection.execute(table(part.table).delete())


def _fill(connection: Connection, archive: zipfile.ZipFile, part: Part, forgotten: Forgotten) -> int:
    into = table(part.table, *(column(name, TYPES[kind]) for name, kind in part.columns.items()))
    wanted = (row for row in rows_of(archive, part) if not forgotten.keeps_out(part.table, row))
    loaded = 0
    for some in _bunches(wanted):
        connection.execute(insert(into), some)
        loaded += len(some)
    if loaded and connection.dialect.name == "postgresql" and part.columns.get("id") == "int":
        # Rows that bring their numbers along leave the sequence behind.
        last = connection.scalar(select(func.max(into.c.id)))
        found = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
        connection.execute(found, {"name": part.table, "last": last})
    return loaded


def _bunches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(rows)
    while some := list(islice(rest, AT_ONCE)):
        yield some
