"""Only a whole backup, with its keys, comes back, whatever the version and the database; and it is of one moment."""

import json
import os
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from alembic.runtime.migration import MigrationContext
from flask_migrate import upgrade
from sqlalchemy import func, inspect, select

from feedback import pipeline
from feedback.backup import saving
from feedback.backup.archive import Part, write_part
from feedback.backup.keyring import read as read_keys
from feedback.clock import now
from feedback.collecting import Comment, Outbox, Rating, RatingChange
from feedback.db import db
from feedback.ledger import sign_head
from feedback.ledger.heads import head_line
from feedback.ledger.signing import log_name
from tests.backup.conftest import Machines, on, run
from tests.backup.seen import rows_of, rows_of_nothing, said, sound, texts
from tests.factories import World
from tests.ledger.conftest import Resident


def test_a_database_that_holds_anything_is_refused(machines: Machines, world: World) -> None:
    said(world)
    machines.backs_up()
    counts = rows_of(machines.app)
    refused = machines.restores(machines.app)
    assert refused.exit_code == 1
    assert "数据库不是空的" in refused.output
    assert rows_of(machines.app) == counts


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 40)


def _other_words(path: Path) -> None:
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["comment.jsonl"] = parts["comment.jsonl"].replace("三楼".encode(), "四楼".encode())
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)


def _no_zip(path: Path) -> None:
    path.write_text("something else")


@pytest.mark.parametrize("spoil", [_cut, _other_words, _no_zip])
def test_a_backup_that_is_not_whole_is_refused_by_name(
    machines: Machines, world: World, spoil: object
) -> None:
    said(world)
    machines.backs_up()
    assert callable(spoil)
    spoil(machines.file)
    machine = machines.empty()
    refused = machines.restores(machine)
    assert refused.exit_code == 1
    assert "data.backup 不是一份完整的备份" in refused.output
    assert rows_of_nothing(machine)


def test_other_keys_are_refused_and_those_of_the_backup_are_few_and_private(
    machines: Machines, world: World
) -> None:
    said(world)
    machines.backs_up()
    machine = machines.empty()
    refused = run(machine, "restore", str(machines.file), "--erasures", str(machines.journal))
    assert refused.exit_code == 1
    assert "claim、seal" in refused.output
    assert set(read_keys(machines.keys)) == {"seal", "claim", "ledger", "contact-1"}
    for path in (machines.file, machines.keys):
        assert path.stat().st_mode & 0o777 == 0o600


def rewrite(path: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> None:
    """Write a backup again with another manifest and other parts."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    change(manifest, parts)
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_backup_of_a_newer_version_is_refused(machines: Machines, world: World) -> None:
    machines.backs_up()
    rewrite(machines.file, lambda manifest, _parts: manifest.update(revision="ffff"))
    machine = machines.empty()
    refused = machines.restores(machine)
    assert refused.exit_code == 1
    assert "更新的版本" in refused.output
    assert rows_of_nothing(machine)


def test_a_backup_of_an_older_version_is_brought_up_to_date(machines: Machines, world: World) -> None:
    said(world)
    machines.backs_up()

    then = machines.empty()
    with on(then):
        upgrade(revision="0022")
        known = {
            name: {column["name"] for column in inspect(db.engine).get_columns(name)}
            for name in inspect(db.engine).get_table_names()
        }

    def as_it_was(manifest: dict[str, Any], _parts: dict[str, bytes]) -> None:
        manifest["revision"] = "0022"
        manifest["parts"] = [part for part in manifest["parts"] if part["table"] in known]
        # Once a migration adds a column to a table that is filled here, it has to be taken out of the rows, too.
        assert all(known[part["table"]] >= set(part["columns"]) for part in manifest["parts"])

    rewrite(machines.file, as_it_was)
    machine = machines.empty()
    done = machines.restores(machine)
    assert done.exit_code == 0, done.output
    with on(machine), db.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == saving.newest()
    assert sound(machine) == ""


def test_a_ledger_that_comes_out_otherwise_is_not_kept(machines: Machines, world: World) -> None:
    said(world)
    pipeline.drain()
    machines.backs_up()
    rewrite(machines.file, lambda manifest, _parts: manifest.update(root="00" * 32))
    machine = machines.empty()
    refused = machines.restores(machine)
    assert refused.exit_code == 1
    assert "不一样，没有恢复" in refused.output
    with on(machine):
        assert texts() == []
    assert "没有做完" in run(machine, "prepare").output, "what may have come back is not opened"


def test_a_head_kept_outside_tells_what_was_lost_after_the_backup(machines: Machines, world: World) -> None:
    said(world)
    pipeline.drain()
    sign_head(now() - timedelta(hours=1))
    machines.backs_up()
    said(world, "two", "1")
    pipeline.drain()
    head = sign_head(now())
    assert head
    kept = machines.folder / "heads.jsonl"
    kept.write_text(json.dumps(head_line(head, log_name())))
    machine = machines.empty()
    machines.restores(machine)
    assert run(machine, "verify").exit_code == 0
    told = run(machine, "verify", "--heads", str(kept))
    assert told.exit_code == 1
    assert f"时有 {head.size} 条，现在只剩" in told.output


def test_a_backup_taken_while_ratings_come_in_is_one_moment(
    machines: Machines, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another thread rates while the tables are read, one after the other."""
    point, before = world.point, write_part
    came = []

    def rated_between(archive: zipfile.ZipFile, table: str, *more: Any) -> Part:
        if table in ("rating", "rating_change", "comment", "outbox"):
            came.append(Thread(target=one_more))
            came[-1].start()
            came[-1].join()
        return before(archive, table, *more)

    def one_more() -> None:
        with machines.app.app_context():
            Resident(world, f"the key of number {len(came)}").rates(grade="3", comment=f"第 {len(came)} 条")
            db.session.remove()

    said(world)
    point_id = point.id
    monkeypatch.setattr(saving, "write_part", rated_between)
    assert machines.backs_up().exit_code == 0
    assert db.session.scalar(select(func.count(Rating.id)).where(Rating.point_id == point_id)) == 5
    machine = machines.empty()
    assert machines.restores(machine).exit_code == 0
    with on(machine):
        counts = [
            db.session.scalar(select(func.count()).select_from(t))
            for t in (Rating, RatingChange, Comment, Outbox)
        ]
        assert counts == [1, 1, 1, 1]
    assert sound(machine) == ""


def test_what_was_kept_on_sqlite_goes_on_on_postgresql(
    machines: Machines, world: World, database: str, postgresql: str
) -> None:
    said(world)
    pipeline.drain()
    machines.backs_up()
    machine = machines.empty(postgresql if database == "sqlite" else "")
    done = machines.restores(machine)
    if database == "sqlite":
        assert done.exit_code == 0, done.output
        assert sound(machine) == ""
    else:
        # Its numbers have gaps, which on SQLite would look like a rating that was taken away.
        assert done.exit_code == 1
        assert "只能恢复到 PostgreSQL" in done.output
