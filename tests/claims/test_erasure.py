"""What a resident takes back is gone, also from the bytes of the file; the grade stays, the log adds up."""

import sqlite3
from contextlib import closing
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from feedback import pipeline
from feedback.collecting import Comment
from feedback.db import _promise, db
from tests.checked import CheckedClient
from tests.claims.test_claims import counted, opened, rated, verified
from tests.factories import World


def test_erased_words_are_gone_the_grade_stays_and_the_log_adds_up(
    phone: CheckedClient, world: World, app: Flask
) -> None:
    code = rated(phone, world, comment="我叫王小明")
    assert verified(app) == ""
    assert "文字已经删除" in opened(phone, code, do="erase").text
    again = opened(phone, code, do="erase")
    assert again.status_code == 200
    assert "我叫王小明" not in again.text
    assert db.session.scalars(select(Comment.text)).all() == []
    assert counted() == [1, 0, 0, 0, 0]
    assert verified(app) == ""


def test_nothing_of_an_erased_text_is_left_in_the_file(
    phone: CheckedClient, world: World, app: Flask
) -> None:
    """secure_delete: what a resident took back is not left in a free page of the database's file."""
    said = "我叫王小明住在三楼"
    code = rated(phone, world, comment=said)
    pipeline.drain()
    assert said.encode() in stored(app)
    opened(phone, code, do="erase")
    pipeline.drain()
    assert said.encode() not in stored(app)


def test_every_connection_to_a_file_overwrites_what_is_deleted_and_writes_what_is_committed(
    tmp_path: Path,
) -> None:
    """Whatever SQLite was built to do by itself: some are built to overwrite, most are not."""
    with closing(sqlite3.connect(tmp_path / "any.db")) as connection:
        for pragma in ("secure_delete", "synchronous", "foreign_keys"):
            connection.execute(f"PRAGMA {pragma}=OFF")
        _promise(connection, None)
        wanted = ("secure_delete", "synchronous", "foreign_keys", "journal_mode")
        assert [connection.execute(f"PRAGMA {p}").fetchone()[0] for p in wanted] == [1, 2, 1, "wal"]


def stored(app: Flask) -> bytes:
    """Return all bytes of a SQLite database; of another one, the texts that stand."""
    db.session.rollback()
    if db.engine.dialect.name != "sqlite":
        return "\n".join(db.session.scalars(select(Comment.text))).encode()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database = db.engine.url.database
    assert database
    return b"".join(path.read_bytes() for path in Path(database).parent.glob(Path(database).name + "*"))
