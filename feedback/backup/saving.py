"""Making a backup: every row of one moment, whatever comes in meanwhile."""

import secrets
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    select,
)

from feedback import erasures
from feedback.backup import keyring
from feedback.backup.archive import Manifest, Part, private_file, write_manifest, write_part
from feedback.db import UTCDateTime, db
from feedback.ledger import snapshot, standing_root
from feedback.pages import Refused

# Of the running machine, not of the installation: who is signed in, which worker lives.
LEFT_OUT = ("sign_in", "worker_beat")
AT_ONCE = 2000
KINDS = {
    "bool": Boolean,
    "time": UTCDateTime,
    "date": Date,
    "bytes": LargeBinary,
    "json": JSON,
    "int": Integer,
    "float": Float,
    "text": String,
}


def save(path: Path, now: datetime) -> Manifest:
    """Write everything there is at one moment to a new file; return what it holds; raise Refused if that cannot be."""
    backup_id = secrets.token_hex(8)
    with private_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with snapshot() as connection:
            with erasures.standing_still(backup_id, now):
                # The first question decides which moment is seen.
                revision = MigrationContext.configure(connection).get_current_revision()
            if revision is None or revision != newest():
                raise Refused("数据库还不是这个版本的样子。请先启动一次，或运行 flask --app app db upgrade。")
            size, root = standing_root(connection)
            tables = [t for t in db.metadata.sorted_tables if t.name not in LEFT_OUT]
            parts = tuple(_part(archive, connection, table) for table in tables)
        name = db.engine.dialect.name
        manifest = Manifest(backup_id, now, revision, name, size, root.hex(), keyring.fingerprints(), parts)
        write_manifest(archive, manifest)
    return manifest


def newest() -> str | None:
    """Return the newest migration that this version of the program knows."""
    return ScriptDirectory(current_app.extensions["migrate"].directory).get_current_head()


def _part(archive: zipfile.ZipFile, connection: Connection, table: Table) -> Part:
    columns = {column.name: _kind(column) for column in table.columns}
    asked = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
    with connection.execute(asked) as rows:
        return write_part(archive, table.name, columns, _parents_first(table, rows))


def _parents_first(table: Table, rows: Iterable[Any]) -> Iterable[Sequence[Any]]:
    """Return rows so that each stands behind the one of its own table that it refers to."""
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    return _sorted(list(rows), own[0]) if own else rows


def _sorted(rows: Sequence[Any], parent: str) -> Iterator[Sequence[Any]]:
    done: set[Any] = {None}
    while rows:
        ready = [row for row in rows if getattr(row, parent) in done]
        yield from ready
        done |= {row.id for row in ready}
        # Without progress they refer to each other in a ring: the database that takes them back will say so.
        rows = [row for row in rows if row.id not in done] if ready else []


def _kind(column: Column[Any]) -> str:
    return next(kind for kind, known in KINDS.items() if isinstance(column.type, known))
