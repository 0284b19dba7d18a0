"""What residents took back stays gone when the data come back from a backup; everything else is as it was."""

import fcntl
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback import append_only, erasures, pipeline
from feedback.admission import CodeBatch, OneTimeCode
from feedback.admission.code_actions import void_batch
from feedback.admission.staff import revoke
from feedback.admission.staff_models import StaffDevice
from feedback.claims.actions import erase, replace
from feedback.clock import now
from feedback.collecting import Answer, Rating
from feedback.contacts import keep, kept_for, tidy, vault
from feedback.db import db
from feedback.keys import key_file
from feedback.ledger import standing_root
from feedback.ledger.models import Act
from feedback.pages import Refused
from tests.backup.conftest import Machines, on, run
from tests.backup.seen import PHONE, WORDS, contacts, rows_of, rows_of_nothing, said, sound, texts
from tests.factories import World
from tests.ledger.conftest import Resident


def test_what_was_erased_after_the_backup_does_not_come_back(machines: Machines, world: World) -> None:
    resident, rating = said(world)
    other, second = said(world, "two", "5", "很快就办好了")
    pipeline.drain()
    assert machines.backs_up().exit_code == 0
    with db.engine.connect() as connection:
        before = standing_root(connection)
    erase(rating, resident.code, now())
    counts = rows_of(machines.app)

    # Read here: over there, what is asked anew of a row of this machine would go to the other one's database.
    first_id, second_id = rating.id, second.id
    machine = machines.empty()
    done = machines.restores(machine)
    assert done.exit_code == 0, done.output
    assert "文字 1 条，联系方式 1 条" in done.output
    with on(machine):
        assert texts() == ["很快就办好了"]
        assert kept_for(db.session.get_one(Rating, first_id)) is None
        with db.engine.connect() as connection:
            assert standing_root(connection) == before
            assert append_only.missing(connection) == []
        assert not any(WORDS.encode() in path.read_bytes() for path in files(machine))
    # The trail has the line of the restore itself; who is signed in and which worker lives is not of the installation.
    apart = ("audit_entry", "sign_in", "worker_beat")
    after = {**rows_of(machine), **{name: counts[name] for name in apart}}
    assert after == counts
    with on(machine):
        # Life goes on: keys came along, numbers are not given twice, the code still opens the rating.
        kept = kept_for(db.session.get_one(Rating, second_id))
        assert kept
        assert kept.text == PHONE
        assert Resident(world, "a key that comes afterwards").rates(grade="5").id > second_id
        erase(db.session.get_one(Rating, second_id), other.code, now())
        assert texts() == []
    assert sound(machine) == ""


def files(machine: Flask) -> list[Path]:
    return [path for path in Path(machine.config["DATA_DIR"]).glob("feedback.db*") if path.is_file()]


def test_an_erasure_stands_on_disk_before_it_is_done(
    machines: Machines, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident, rating = said(world)
    machines.backs_up()
    tear(machines, '{"do":"contact","rat')

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
    tear(machines, '{"do":"text","rating":12,"pre')
    machine = machines.empty()
    done = machines.restores(machine)
    assert "文字 1 条，联系方式 1 条" in done.output
    assert "有 2 行没有写完" in done.output
    assert sound(machine) == ""


def tear(machines: Machines, begin: str) -> None:
    """Leave the beginning of a line in the journal, as when the power goes."""
    with machines.journal.open("a") as file:
        file.write(begin)


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
    machine = machines.empty()
    assert machines.restores(machine).exit_code == 0
    with on(machine):
        assert (texts(), contacts()) == ([], 0)
        assert db.session.scalars(select(Act.kind)).all() == ["erasure"]
    assert sound(machine) == ""


def test_a_use_of_the_code_that_was_lost_in_between_is_made_up_for(machines: Machines, world: World) -> None:
    """Each use names a proof that hashes to the one before; rating an answer, say, stands in no journal."""
    resident, rating = said(world)
    machines.backs_up()
    replace(rating, Answer(5, (), "其实修好了", None, False), resident.code, now())
    erase(rating, resident.code, now())
    lines = machines.journal.read_text().splitlines()
    first = next(line for line in lines if '"text"' in line)
    machines.journal.write_text("\n".join(line for line in lines if line != first))
    machine = machines.empty()
    assert machines.restores(machine).exit_code == 0
    assert sound(machine) == ""


def test_everything_that_is_taken_back_is_a_line(machines: Machines, world: World) -> None:
    batch, device = codes_and_device(world)
    _, rating = said(world)
    keep(rating, "13900000000", False, now())
    tidy(now() + timedelta(days=200))
    void_batch(world.alice, batch, now())
    revoke(world.alice, device, now())
    vault.destroy(1)
    assert [line["do"] for line in erasures.read(machines.journal)[0]] == [
        "contact",
        "contact",
        "batch",
        "device",
        "key",
    ]


def codes_and_device(world: World) -> tuple[CodeBatch, StaffDevice]:
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
    db.session.commit()
    return batch, device


def test_no_backup_begins_while_something_is_being_erased(machines: Machines) -> None:
    def at_once(lock: int) -> None:
        with machines.journal.open() as file:
            fcntl.flock(file, lock | fcntl.LOCK_NB)

    with erasures.noted(erasures.contact(1)):
        at_once(fcntl.LOCK_SH)
        with pytest.raises(BlockingIOError):
            at_once(fcntl.LOCK_EX)
    with erasures.standing_still("some backup", now()), pytest.raises(BlockingIOError):
        at_once(fcntl.LOCK_SH)
    at_once(fcntl.LOCK_EX)


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
    batch, device = codes_and_device(world)
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
