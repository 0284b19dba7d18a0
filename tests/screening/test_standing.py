"""How ratings stand: kept in step with the rows, whatever comes late, twice or at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select

from feedback import pipeline
from feedback.collecting import Outbox, Rating, RatingChange
from feedback.db import Model, db
from feedback.scoring import counts_by_standing, counts_of, recompute
from feedback.screening import EXCLUDED, INTERNAL, REPEAT, Standing, restand, screen, sources
from feedback.screening import recompute as standings
from tests.factories import World

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
EVER = (date(2020, 1, 1), date(2030, 1, 1))
MARK, OTHER = "a" * 64, "b" * 64


def stands() -> dict[int, str]:
    """Return how ratings stand that do not count."""
    return {
        row.rating_id: row.reason for row in db.session.execute(select(Standing.rating_id, Standing.reason))
    }


def grades(world: World) -> dict[int, int]:
    """Return how often each grade is counted at the point."""
    return dict(counts_of([world.point.id], *EVER).grades)


@pytest.fixture
def excluded(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Ratings excluded by a review, as another source would name them."""
    ids: set[int] = set()
    by_review = sources.Source(EXCLUDED, lambda asked: ids if asked is None else ids & set(asked))
    monkeypatch.setattr(sources, "SOURCES", (by_review, *sources.SOURCES))
    return ids


def test_the_third_of_one_phone_is_kept_and_not_counted(world: World) -> None:
    ids = [world.rate(world.point, grade, at=NOON, device=MARK) for grade in (1, 2, 3, 4)]
    world.rate(world.point, 5, at=NOON, device=OTHER)
    pipeline.drain()
    assert stands() == {ids[2]: REPEAT, ids[3]: REPEAT}
    assert grades(world) == {5: 1, 4: 0, 3: 0, 2: 1, 1: 1}
    by = counts_by_standing([world.point.id], *EVER)
    assert {name: counts.total for name, counts in by.items()} == {
        "counted": 3,
        "excluded": 0,
        "internal": 0,
        "repeat": 2,
    }
    assert by["counted"].marked == 3


def test_two_visitors_without_a_mark_are_never_the_same(world: World) -> None:
    for _ in range(9):
        world.rate(world.point, 5, at=NOON)
    pipeline.drain()
    assert (stands(), grades(world)[5]) == ({}, 9)


def test_a_device_of_the_committee_never_counts_and_is_no_repeat(world: World) -> None:
    ids = [world.rate(world.point, 5, at=NOON, device="internal") for _ in range(3)]
    pipeline.drain()
    assert stands() == dict.fromkeys(ids, INTERNAL)
    assert counts_by_standing([world.point.id], *EVER)["counted"].total == 0
    assert counts_by_standing([world.point.id], *EVER)["internal"].marked == 0


def test_screened_twice_is_screened_once(world: World) -> None:
    ids = [world.rate(world.point, 5, at=NOON, device=MARK) for _ in range(4)]
    pipeline.drain()
    before = stands()
    for some in (ids, ids[3:], ids[:1], [], [10**6]):
        screen(some)
    assert (stands(), list(db.session.scalars(select(Outbox.id)))) == (before, [])


def stored(world: World, number: int, grade: int, mark: str = MARK) -> None:
    """Put a rating with this number into the tables."""
    digest = f"{number:064d}"
    rows: dict[type[Model], dict[str, object]] = {
        Rating: {"id": number, "point_id": world.point.id, "version_id": 1, "grade": grade, "source": "scan",
                 "taken_at": NOON, "day": NOON.date(), "key_hash": digest, "claim": digest, "device": mark,
                 "seal": digest},
        RatingChange: {"rating_id": number, "number": 1, "grade": grade, "tags": [], "above": False,
                       "changed_at": NOON, "seal": digest},
        Outbox: {"rating_id": number, "due_at": NOON, "done": [], "attempts": 0},
    }  # fmt: skip
    for table, row in rows.items():
        db.session.execute(insert(table).values(row))
    db.session.commit()


def work() -> None:
    """Screen and tally what waits."""
    pipeline.drain(steps=[step for step in pipeline.PIPELINE if step.name in ("screen", "tally")])


def test_a_lower_number_that_is_seen_late_puts_a_higher_one_out_and_its_cell_is_counted_anew(
    world: World,
) -> None:
    for number, grade in ((20, 5), (21, 4)):
        stored(world, number, grade)
    work()
    assert (stands(), grades(world)[4]) == ({}, 1)
    # On PostgreSQL a transaction that began earlier may end later.
    stored(world, 10, 1)
    work()
    assert stands() == {21: REPEAT}
    assert grades(world) == {5: 1, 4: 0, 3: 0, 2: 0, 1: 1}
    assert db.session.scalars(select(Outbox.id)).all() == []


class TestRestand:
    def test_takes_out_what_a_review_excludes_and_the_undo_brings_it_back(
        self, world: World, excluded: set[int]
    ) -> None:
        ids = [world.rate(world.point, 5, at=NOON, device=MARK) for _ in range(3)]
        world.rate(world.point, 4, at=NOON)
        pipeline.drain()
        excluded |= {ids[0], ids[2]}
        restand(ids)
        db.session.commit()
        pipeline.drain()
        # Excluded weighs more than repeated; and what is excluded keeps its place: nothing else moves up.
        assert stands() == {ids[0]: EXCLUDED, ids[2]: EXCLUDED}
        assert (grades(world)[5], grades(world)[4]) == (1, 1)
        excluded.clear()
        restand(ids)
        db.session.commit()
        pipeline.drain()
        assert stands() == {ids[2]: REPEAT}
        assert grades(world)[5] == 2

    def test_is_undone_with_the_transaction_it_runs_in(self, world: World, excluded: set[int]) -> None:
        one = world.rate(world.point, 5, at=NOON)
        pipeline.drain()
        excluded.add(one)
        restand([one])
        db.session.rollback()
        assert (stands(), db.session.scalars(select(Outbox.id)).all()) == ({}, [])


class TestRecompute:
    def test_finds_what_no_row_justifies_and_what_is_missing_and_puts_it_right(
        self, world: World, app: Flask
    ) -> None:
        ids = [world.rate(world.point, grade, at=NOON, device=MARK) for grade in (5, 4, 3, 2)]
        pipeline.drain()
        runner, before = app.test_cli_runner(), (stands(), grades(world))
        assert runner.invoke(args=["recompute", "--check"]).exit_code == 0
        db.session.execute(delete(Standing).where(Standing.rating_id == ids[2]))
        db.session.execute(insert(Standing).values(rating_id=ids[0], reason=EXCLUDED))
        db.session.commit()
        told = runner.invoke(args=["recompute", "--check"])
        assert told.exit_code == 1
        assert f"评价 {ids[0]}：现为不计分（复核排除），按原始评价应为计分" in told.output
        assert f"评价 {ids[2]}：现为计分，按原始评价应为不计分（同一设备重复）" in told.output
        assert "2 条评价该不该计分，与原始评价不一致" in told.output
        # The tallies follow the table: they differ too, until all is written anew.
        assert [d.cell[4] for d in recompute.differences()] == ["counted", "excluded", "repeat"]
        assert runner.invoke(args=["recompute"]).exit_code == 0
        assert (stands(), grades(world)) == before
        assert runner.invoke(args=["recompute", "--check"]).exit_code == 0

    def test_leaves_out_the_devices_of_which_a_rating_still_waits(self, world: World) -> None:
        for number in (20, 21):
            stored(world, number, 5)
        work()
        stored(world, 10, 5)
        assert standings.misplaced() == []
        db.session.execute(delete(Outbox))
        db.session.commit()
        assert standings.misplaced() == [standings.Misplaced(21, "counted", REPEAT)]


def test_workers_that_screen_the_same_phone_at_once_leave_it_as_it_ought_to_be(
    world: World, app: Flask
) -> None:
    together, workers = Barrier(4, timeout=120), 4

    def rate_and_screen(_worker: int) -> None:
        with app.app_context():
            for _ in range(8):
                together.wait()
                rating = world.rate(world.point, 5, at=NOON, device=MARK)
                screen([rating])
                db.session.commit()

    db.session.rollback()
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(rate_and_screen, n) for n in range(workers)]:
            done.result(timeout=240)
    # Whatever each of them saw, nothing is left to be put right.
    db.session.execute(delete(Outbox))
    db.session.commit()
    assert standings.misplaced() == []
    assert len(stands()) == 30


def test_three_hundred_phones_behind_one_address_are_all_counted(app: Flask, world: World) -> None:
    code = world.point.code
    for _ in range(300):
        phone = app.test_client()
        phone.get(f"/r/{code}", environ_base={"REMOTE_ADDR": "203.0.113.9"}, checks=False)
        sent = phone.post(f"/r/{code}", data={"grade": "4"}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
        assert sent.status_code == 303
    pipeline.drain()
    assert (stands(), counts_of([world.point.id], *EVER).marked) == ({}, 300)
