"""Filling: whole or known to be half, the same for the same seed, never over somebody's data."""

import hashlib
import json
import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback import append_only, screening
from feedback import demo as demo_world
from feedback.accounts import Organisation, Person, record
from feedback.accounts.models import AuditEntry
from feedback.accounts.trail import first_break
from feedback.brands import Brand, Point
from feedback.collecting import Comment, Outbox, Rating, RatingChange, Visit
from feedback.db import db
from feedback.demo import State, commands, fill, state
from feedback.demo.state import BEGUN, alone, wipe
from feedback.scoring import Tally, recompute
from tests.checked import CheckedClient
from tests.factories import World

SMALL = 300


def quietly(_what: str, _done: int, _total: int) -> None:
    """Say nothing while filling."""


def how_many(*tables: type) -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def digest() -> str:
    """Return a hash over every row but what is secret or random by design: keys, salts, seals, password hashes."""
    rows: list[object] = []
    for columns in (
        (Organisation.id, Organisation.name, Organisation.path),
        (Person.username, Person.name),
        (Brand.id, Brand.code, Brand.name, Brand.created_at),
        (Point.id, Point.code, Point.name, Point.brand_id, Point.retired_at),
        (
            Rating.id,
            Rating.point_id,
            Rating.grade,
            Rating.taken_at,
            Rating.day,
            Rating.key_hash,
            Rating.device,
        ),
        (
            RatingChange.rating_id,
            RatingChange.number,
            RatingChange.tags,
            RatingChange.awareness,
            RatingChange.above,
        ),
        (Comment.rating_id, Comment.text),
        (Visit.point_id, Visit.day, Visit.count),
    ):
        rows += [tuple(row) for row in db.session.execute(select(*columns).order_by(*columns[:2]))]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_a_small_world_is_whole(demo: Flask) -> None:
    assert state() is State.EMPTY
    fill("1", SMALL, quietly)
    assert state() is State.WHOLE
    assert how_many(Organisation, Brand, Point, Rating, Outbox) == [16, 18, 60, SMALL, 0]
    tallied = db.session.scalar(
        select(func.sum(Tally.g5 + Tally.g4 + Tally.g3 + Tally.g2 + Tally.g1 + Tally.none))
    )
    assert tallied == SMALL
    assert recompute.differences() == []
    assert screening.recompute.misplaced() == []
    assert first_break() is None


def test_the_three_special_brands_stand_in_the_database(demo: Flask) -> None:
    fill("1", SMALL, quietly)
    counts = select(Brand.name, func.count(Rating.id)).join(Point, Point.brand_id == Brand.id)
    counts = counts.join(Rating, Rating.point_id == Point.id).group_by(Brand.name)
    rated = {row[0]: row[1] for row in db.session.execute(counts)}
    assert (rated.get("书香楠溪", 0), rated["法律明白人"], rated["骑手驿站"]) == (0, 3, 21)
    assert len(rated) == 17


def test_the_same_seed_is_the_same_world_and_another_is_not(demo: Flask) -> None:
    worlds = []
    for seed in ("1", "1", "2"):
        if state() is State.WHOLE:
            wipe()
        fill(seed, SMALL, quietly)
        worlds.append(digest())
    assert worlds[0] == worlds[1] != worlds[2]


def test_a_filling_that_was_interrupted_is_seen_and_done_again(demo: Flask) -> None:
    def stop(what: str, _done: int, _total: int) -> None:
        if what == "写入评价":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill("1", SMALL, stop)
    db.session.rollback()
    assert state() is State.HALF
    again = demo.test_cli_runner().invoke(args=["demo", "--ratings", str(SMALL)])
    assert again.exit_code == 0, again.output
    assert "没有做完" in again.output
    assert state() is State.WHOLE
    assert how_many(Rating, Point) == [SMALL, 60]
    with db.engine.connect() as connection:
        assert append_only.missing(connection) == []


def test_the_first_start_fills_once_and_the_second_leaves_everything(
    demo: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "RATINGS", SMALL)
    demo_world.first_start()
    before = how_many(Rating, AuditEntry)
    demo_world.first_start()
    assert how_many(Rating, AuditEntry) == before


def test_the_first_start_does_again_what_was_interrupted(
    demo: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(None, BEGUN, "演示数据")
    db.session.commit()
    monkeypatch.setattr(commands, "RATINGS", SMALL)
    demo_world.first_start()
    assert state() is State.WHOLE


def test_without_demo_the_first_start_stays_empty(app: Flask) -> None:
    demo_world.first_start()
    assert state() is State.EMPTY
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code != 0
    assert "DEMO=0" in result.output
    assert how_many(Rating, Organisation) == [0, 0]


def test_somebodys_data_are_never_touched_not_even_by_force(demo: Flask, world: World) -> None:
    world.rate(world.point, 4, "办得快")
    assert state() is State.OTHERS
    for args in (["demo"], ["demo", "--force"]):
        result = demo.test_cli_runner().invoke(args=args)
        assert result.exit_code != 0
        assert "不会改动" in result.output
    demo_world.first_start()
    with pytest.raises(RuntimeError, match="only what the demo made"):
        wipe()
    assert how_many(Rating, Brand) == [1, 1]


def test_a_whole_world_is_filled_anew_only_by_force(demo: Flask) -> None:
    runner = demo.test_cli_runner()
    first = runner.invoke(args=["demo", "--ratings", "60"])
    assert first.exit_code == 0, first.output
    assert "写入评价" in first.output
    assert "100%" in first.output
    again = runner.invoke(args=["demo", "--ratings", "60"])
    assert again.exit_code != 0
    assert "--force" in again.output
    forced = runner.invoke(args=["demo", "--ratings", "90", "--force"])
    assert forced.exit_code == 0, forced.output
    assert how_many(Rating) == [90]


def test_two_fillings_at_once_are_one(demo: Flask) -> None:
    with alone():
        result = demo.test_cli_runner().invoke(args=["demo", "--ratings", "60"])
    assert result.exit_code != 0
    assert "另一个进程" in result.output
    assert state() is State.EMPTY


def test_the_accounts_are_the_owners_to_read_and_open_the_door(demo: Flask) -> None:
    fill("1", SMALL, quietly)
    file = Path(demo.config["DATA_DIR"]) / demo_world.FILE
    assert file.stat().st_mode & 0o777 == 0o600
    known = json.loads(file.read_text())
    assert set(known) == set(db.session.scalars(select(Person.username)))
    assert {"alice", "bob", "charlie", "reviewer1", "reviewer2", "committee"} < set(known)
    for username in ("alice", "committee", "auditor"):
        client = demo.test_client()
        assert isinstance(client, CheckedClient)
        client.sign_in(username, known[username])
        assert client.get("/", follow_redirects=True).status_code == 200
    listed = demo.test_cli_runner().invoke(args=["accounts", "list"]).output
    assert f"alice\tbranch_manager\t桂花党支部（演示）\t{known['alice']}" in listed


def test_an_old_file_of_accounts_does_not_keep_its_looser_mode(demo: Flask) -> None:
    file = Path(demo.config["DATA_DIR"]) / demo_world.FILE
    file.write_text("{}")
    os.chmod(file, 0o644)
    fill("1", 60, quietly)
    assert file.stat().st_mode & 0o777 == 0o600
