"""Heads are signed, once a day at least, never over a log that lost something; keys follow each other."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from feedback import ledger
from feedback.clock import now
from feedback.db import db
from feedback.keys import key_file, load_keys
from feedback.ledger import signing, tree
from feedback.ledger.heads import head_line, last_head
from feedback.ledger.models import Head, SigningKey
from feedback.ledger.statements import head_text, signed_by
from tests.factories import World
from tests.ledger.conftest import logged, verdict
from tests.ledger.damage import unguarded


@pytest.fixture(autouse=True)
def own_keys(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory of its own: keys are changed and lost here."""
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    load_keys(tmp_path)
    return tmp_path


def signed(world: World, at: datetime, ratings: int = 1) -> Head:
    for _ in range(ratings):
        world.rate(world.point, 4)
    logged()
    head = ledger.sign_head(at)
    assert head is not None
    return head


def test_a_head_says_size_and_root_under_a_signature_that_holds(world: World) -> None:
    head = signed(world, now(), 3)
    assert (head.number, head.size, head.root) == (1, 6, tree.root(6).hex())
    key = db.session.scalars(select(SigningKey)).one()
    line = head_line(head, key.key)
    assert signed_by(key.public, head.signature, head_text(line))
    for name, other in (("size", 5), ("root", "0" * 64), ("day", None), ("at", "2026-01-01T00:00:00Z")):
        assert not signed_by(key.public, head.signature, head_text({**line, name: other}))


def test_a_day_without_a_rating_has_its_head_too_and_only_one(world: World) -> None:
    first = now().replace(hour=2)
    heads = [ledger.sign_head(first + timedelta(hours=h)) for h in range(0, 48, 6)]
    days = [head.day for head in heads if head]
    assert len(days) == len(set(days)) == 3  # the last hours are the third day where the residents live
    assert None not in days


def test_a_log_that_grows_has_a_head_a_minute_and_not_more(world: World) -> None:
    start = now()
    signed(world, start)
    world.rate(world.point, 4)
    logged()
    assert ledger.sign_head(start + timedelta(seconds=20)) is None
    later = ledger.sign_head(start + timedelta(seconds=60))
    assert later is not None
    assert (later.size, later.day) == (4, None)


@pytest.mark.parametrize("back", [timedelta(hours=5), timedelta(days=1)])
def test_a_clock_set_back_stops_no_head(world: World, back: timedelta) -> None:
    noon = now().replace(hour=4)  # where the residents live
    signed(world, noon)
    assert signed(world, noon - back).number == 2
    assert verdict().faults == []


def test_a_log_that_lost_something_is_not_signed_again(world: World) -> None:
    head = signed(world, now(), 4)
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER ledger_leaf_no_delete"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("DELETE FROM ledger_leaf WHERE id = 7"))
    db.session.rollback()
    assert ledger.sign_head(now() + timedelta(days=1)) is None
    assert last_head() == head


CHANGES: dict[str, Callable[[Any], Any]] = {
    "a root": lambda c: c.execute(text("UPDATE ledger_head SET root = :r WHERE id = 2"), {"r": "0" * 64}),
    "a size": lambda c: c.execute(text("UPDATE ledger_head SET size = size + 1 WHERE id = 1")),
    "a day": lambda c: c.execute(text("UPDATE ledger_head SET day = NULL WHERE id = 1")),
    "a head gone": lambda c: c.execute(text("DELETE FROM ledger_head WHERE id = 1")),
    "a key": lambda c: c.execute(text("UPDATE ledger_key SET public = :p"), {"p": "0" * 64}),
    "its voucher": lambda c: c.execute(text("UPDATE ledger_key SET signed_by = 'nobody'")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_head_or_key_is_found(world: World, what: str) -> None:
    from feedback.ledger.verdict import verify

    signed(world, now())
    signed(world, now() + timedelta(minutes=2))
    with unguarded() as connection:
        assert verify(connection).faults == []
        CHANGES[what](connection)
        assert verify(connection).faults != []


def test_a_new_key_is_vouched_for_by_the_old_one_whose_heads_stay_valid(
    world: World, app: Flask, own_keys: Path
) -> None:
    signed(world, now())
    printed = app.test_cli_runner().invoke(args=["ledger", "rotate"])
    assert printed.exit_code == 0, printed.output
    old, new = signing.announced()
    assert (new.signed_by, new.key in printed.output) == (old.key, True)
    assert signed(world, now() + timedelta(minutes=2)).key == new.key
    assert key_file(own_keys, "ledger").stat().st_mode & 0o777 == 0o600
    found = verdict()
    assert (found.faults, found.heads, found.unvouched) == ([], 2, [])


def test_a_rotation_killed_before_the_file_was_moved_is_finished_later(
    world: World, own_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(world, now())

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("feedback.ledger.signing.os.replace", killed)
        with pytest.raises(KeyboardInterrupt):
            signing.rotate(now())
    assert verdict().faults == []
    assert signed(world, now() + timedelta(minutes=2)).key == signing.announced()[-1].key


def test_a_lost_key_signs_nothing_until_somebody_says_so_and_everybody_is_told(
    world: World, app: Flask, own_keys: Path
) -> None:
    signed(world, now())
    key_file(own_keys, "ledger").unlink()
    load_keys(own_keys)  # what the next start does
    world.rate(world.point, 4)
    logged()
    assert ledger.sign_head(now() + timedelta(minutes=2)) is None
    assert "密钥文件" in verdict().faults[0].what
    run = app.test_cli_runner()
    refused = run.invoke(args=["ledger", "rotate"])
    assert (refused.exit_code, "--lost" in refused.output) == (1, True)
    assert run.invoke(args=["ledger", "rotate", "--lost"]).exit_code == 0
    assert signed(world, now() + timedelta(minutes=4)).number == 2
    found = verdict()
    assert (found.faults, len(found.unvouched)) == ([], 1)


def test_a_key_put_in_by_hand_is_not_ours(world: World) -> None:
    from feedback.ledger.verdict import verify

    signed(world, now())
    stranger = signing.Signer(bytes(range(32)))
    with unguarded() as connection:
        row = {
            "id": 2,
            "key": stranger.id,
            "public": stranger.public.hex(),
            "at": now().replace(microsecond=0),
        }
        line = {**row, "number": 2, "log": signing.announced()[0].key, "signed_by": stranger.id}
        from feedback.ledger.statements import key_text, second

        line["at"] = second(row["at"])  # type: ignore[arg-type]
        signature = stranger.sign(key_text(line))
        table = SigningKey.__table__
        connection.execute(table.insert().values(**row, signed_by=stranger.id, signature=signature))  # type: ignore[attr-defined]
        assert "密钥文件" in verify(connection).faults[0].what
        assert connection.scalar(select(func.count()).select_from(table)) == 2


def test_witnesses_heads_are_compared_and_an_older_database_is_found_out(
    world: World, app: Flask, tmp_path: Path
) -> None:
    signed(world, now(), 2)
    line = head_line(signed(world, now() + timedelta(minutes=2), 2), signing.announced()[0].key)
    kept = tmp_path / "heads.jsonl"
    kept.write_text(json.dumps(line) + "\n")
    run = app.test_cli_runner()
    good = run.invoke(args=["verify", "--heads", str(kept)])
    assert (good.exit_code, "outside heads: 1" in good.output) == (0, True), good.output
    assert "no outside head" in run.invoke(args=["verify"]).output
    kept.write_text(json.dumps({**line, "root": "0" * 64}))
    assert "不是本账本签的" in run.invoke(args=["ledger", "witness", str(kept)]).output
    signer = signing.current()
    grown = {**line, "size": 20}
    kept.write_text(json.dumps({**grown, "signature": signer.sign(head_text(grown))}))
    short = run.invoke(args=["verify", "--heads", str(kept)])
    assert (short.exit_code, "first bad index: 8" in short.output) == (1, True), short.output
    kept.write_text("一行别的")
    assert run.invoke(args=["verify", "--heads", str(kept)]).exit_code == 1
