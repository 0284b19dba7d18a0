"""What residents took back stays gone when the data come back from a backup; everything else is as it was."""

import json
import os
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, inspect, select

from feedback import append_only, erasures, pipeline
from feedback.admission import CodeBatch, OneTimeCode
from feedback.admission.staff_models import StaffDevice
from feedback.backup import refuse_unfinished, saving
from feedback.backup.archive import Part, write_part
from feedback.backup.keyring import read as read_keys
from feedback.claims.actions import erase, replace
from feedback.clock import now
from feedback.collecting import Answer, Comment, Outbox, Rating, RatingChange
from feedback.contacts import keep, kept_for
from feedback.contacts.models import Contact
from feedback.db import db
from feedback.keys import key_file
from feedback.ledger import sign_head, standing_root
from feedback.ledger.heads import head_line
from feedback.ledger.models import Act
from feedback.ledger.signing import log_name
from feedback.pages import Refused
from tests.backup.conftest import Machines, on, run
from tests.factories import World
from tests.ledger.conftest import Resident

WORDS = "我住三楼，灯坏了三个月"
PHONE = "13812345678"


def said(world: World, name: str = "one", grade: str = "2", words: str = WORDS) -> tuple[Resident, Rating]:
    """Let a resident rate, leave words and a contact; return them."""
    resident = Resident(world, f"the key of resident {name}")
    rating = resident.rates(grade=grade, comment=words)
    keep(rating, PHONE, False, now())
    return resident, rating


def texts() -> list[str]:
    return list(db.session.scalars(select(Comment.text).order_by(Comment.id)))


def contacts() -> int:
    return db.session.scalar(select(func.count(Contact.rating_id))) or 0


def sound(machine: Flask) -> str:
    """Return what `verify` and `recompute --check` object to once the worker has done its work, "" for nothing."""
    with on(machine):
        pipeline.drain()
    wrong = [run(machine, "verify"), run(machine, "recompute", "--check")]
    return "\n".join(done.output for done in wrong if done.exit_code)


def rows_of(machine: Flask) -> dict[str, int]:
    with on(machine), db.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
        }


def test_what_was_erased_after_the_backup_does_not_come_back(machines: Machines, world: World) -> None:
    resident, rating = said(world)
    said(world, "two", "5", "很快就办好了")
    pipeline.drain()
    assert machines.backs_up().exit_code == 0
    with db.engine.connect() as connection:
        before = standing_root(connection)
    erase(rating, resident.code, now())
    counts = rows_of(machines.app)

    machine = machines.empty()
    done = machines.restores(machine)
    assert done.exit_code == 0, done.output
    assert "文字 1 条，联系方式 1 条" in done.output
    with on(machine):
        assert texts() == ["很快就办好了"]
        assert kept_for(db.session.get_one(Rating, rating.id)) is None
        with db.engine.connect() as connection:
            assert standing_root(connection) == before
            assert append_only.missing(connection) == []
        assert not any(WORDS.encode() in path.read_bytes() for path in files(machine))
    # The trail has the line of the restore itself; who is signed in and which worker lives is not of the installation.
    apart = ("audit_entry", "sign_in", "worker_beat")
    after = {**rows_of(machine), **{name: counts[name] for name in apart}}
    assert after == counts
    assert sound(machine) == ""


def files(machine: Flask) -> list[Path]:
    return [path for path in Path(machine.config["DATA_DIR"]).glob("feedback.db*") if path.is_file()]


def test_life_goes_on_after_a_restore(machines: Machines, world: World) -> None:
    resident, rating = said(world)
    machines.backs_up()
    machine = machines.empty()
    assert machines.restores(machine).exit_code == 0
    with on(machine):
        assert kept_for(db.session.get_one(Rating, rating.id)).text == PHONE  # type: ignore[union-attr]
        fresh = Resident(world, "a key that comes afterwards").rates(grade="5", comment="来过了")
        assert fresh.id > rating.id
        # The code still opens the rating; its keys came along.
        erase(db.session.get_one(Rating, rating.id), resident.code, now())
        assert texts() == ["来过了"]
    assert sound(machine) == ""


def test_an_erasure_stands_on_disk_before_it_is_done(
    machines: Machines, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident, rating = said(world)
    machines.backs_up()

    def killed() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(db.session, "commit", killed)
    with pytest.raises(KeyboardInterrupt):
        erase(rating, resident.code, now())
    monkeypatch.undo()
    db.session.rollback()
    assert texts() == [WORDS], "it was not acknowledged"
    written = machines.journal.read_text()
    assert WORDS not in written
    assert PHONE not in written
    machine = machines.empty()
    assert "文字 1 条，联系方式 1 条" in machines.restores(machine).output
    assert sound(machine) == ""


def test_nothing_is_erased_that_cannot_be_written_down(
    machines: Machines, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident, rating = said(world)
    monkeypatch.setitem(machines.app.config, "ERASURES", "no such folder/erasures.jsonl")
    with pytest.raises(Refused):
        erase(rating, resident.code, now())
    assert (texts(), contacts()) == ([WORDS], 1)


def test_words_and_contacts_that_were_replaced_do_not_come_back_either(
    machines: Machines, world: World
) -> None:
    resident, rating = said(world)
    machines.backs_up()
    replace(rating, Answer(5, (), "其实修好了", None, False), resident.code, now())
    keep(rating, "13900000000", False, now())
    # One more use of the code: the proof of the first follows from that of the second.
    erase(rating, resident.code, now())
    lines = machines.journal.read_text().splitlines()
    later = [line for line in lines if '"text"' in line][-1:]
    machines.journal.write_text("\n".join([lines[1], *later, json.dumps(erasures.contact(rating.id))]))
    machine = machines.empty()
    assert machines.restores(machine).exit_code == 0
    with on(machine):
        assert (texts(), contacts()) == ([], 0)
        assert db.session.scalars(select(Act.kind)).all() == ["erasure"]
    assert sound(machine) == ""


def test_a_contact_left_anew_before_the_backup_is_not_taken_for_the_one_erased_before(
    machines: Machines, world: World
) -> None:
    resident, rating = said(world)
    erase(rating, resident.code, now())
    keep(rating, PHONE, False, now())
    machines.backs_up()
    machine = machines.empty()
    assert machines.restores(machine).exit_code == 0
    with on(machine):
        assert contacts() == 1


def test_voided_codes_devices_let_go_and_destroyed_keys_stay_so(machines: Machines, world: World) -> None:
    batch = CodeBatch(
        point=world.point, tag="abcd", made_from="x" * 64, occasion="meeting", name="大会", size=1,
        last_day=now().date(), maker=world.alice, made_at=now(),
    )  # fmt: skip
    device = StaffDevice(
        organisation=world.committee, name="大厅的手机", code_hash="y" * 64, person=world.alice,
        invited_at=now(), enrolled_at=now(),
    )  # fmt: skip
    db.session.add_all([batch, device])
    db.session.flush()
    db.session.add(OneTimeCode(code_hash="z" * 64, batch_id=batch.id))
    said(world)
    machines.backs_up()
    erasures.commit(
        erasures.batch(batch.tag, now()), erasures.device(device.code_hash, now()), erasures.key("contact-1")
    )
    machine = machines.empty()
    done = machines.restores(machine)
    assert "有 1 条联系方式的密钥不在了" in done.output
    with on(machine):
        assert db.session.scalars(select(CodeBatch.voided_at)).one()
        assert db.session.scalar(select(func.count(OneTimeCode.code_hash))) == 0
        assert db.session.scalars(select(StaffDevice.revoked_at)).one()
        assert not key_file(machine.config["DATA_DIR"], "contact-1").exists()


def test_without_a_journal_that_knows_the_backup_nothing_is_restored(
    machines: Machines, world: World
) -> None:
    said(world)
    machines.backs_up()
    machine = machines.empty()
    keys = ("--keys", str(machines.keys))
    refused = run(machine, "restore", str(machines.file), *keys)
    assert refused.exit_code == 1
    assert "没有找到" in refused.output
    assert "Nothing was restored" in refused.output
    assert rows_of_nothing(machine)
    told = run(machine, "restore", str(machines.file), *keys, "--without-erasures")
    assert told.exit_code == 0
    assert "可能重新出现" in told.output


def rows_of_nothing(machine: Flask) -> bool:
    with on(machine):
        return inspect(db.engine).get_table_names() == []


def test_a_line_torn_off_spoils_nothing(machines: Machines, world: World) -> None:
    resident, rating = said(world)
    machines.backs_up()
    with machines.journal.open("a") as file:
        file.write('{"do":"contact","rat')
    erase(rating, resident.code, now())
    with machines.journal.open("a") as file:
        file.write('{"do":"text","rating":12,"pre')
    machine = machines.empty()
    done = machines.restores(machine)
    assert "文字 1 条，联系方式 1 条" in done.output
    assert "有 2 行没有写完" in done.output


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


def test_other_keys_are_refused_and_those_of_the_backup_are_put_in_place(
    machines: Machines, world: World
) -> None:
    said(world)
    machines.backs_up()
    machine = machines.empty()
    refused = run(machine, "restore", str(machines.file), "--erasures", str(machines.journal))
    assert refused.exit_code == 1
    assert "claim、seal" in refused.output
    assert machines.restores(machine).exit_code == 0
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
        with pytest.raises(SystemExit, match="没有做完"):
            refuse_unfinished()


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
