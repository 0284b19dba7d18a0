"""Tallies follow the raw rows, whatever the worker does twice, late or at once."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from feedback import pipeline
from feedback.collecting import Sent, receive
from feedback.db import db
from feedback.questionnaire import current_version
from feedback.scoring import Tally, recompute, tally
from feedback.scoring.recount import CELL, COUNTED
from tests.factories import World

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)


def tallies() -> list[tuple[object, ...]]:
    """Return all tallies, whole."""
    columns = [getattr(Tally, name) for name in (*CELL, *COUNTED)]
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(*columns))]


def total(name: str) -> int:
    """Return one count over all cells."""
    return sum(db.session.scalars(select(getattr(Tally, name))))


def settle(ids: list[int]) -> None:
    """Tally as the worker does."""
    tally(ids)
    db.session.commit()


def test_a_rating_stands_in_the_cell_of_its_point_and_local_day(world: World) -> None:
    # 16:30 UTC on the 17th is half past midnight on the 18th where the residents live.
    late = world.rate(
        world.point, 4, "办得快", at=datetime(2026, 11, 17, 16, 30, tzinfo=UTC), awareness="knows"
    )
    settle([late])
    cell = db.session.scalars(select(Tally)).one()
    assert (cell.point_id, cell.day.isoformat(), cell.source) == (world.point.id, "2026-11-18", "scan")
    assert (cell.g4, cell.knows, cell.comments) == (1, 1, 1)
    assert (cell.g5, cell.g3, cell.g2, cell.g1, cell.none, cell.heard, cell.unknown) == (0,) * 7


def test_tallied_twice_is_tallied_once(world: World) -> None:
    ids = [world.rate(world.point, grade, at=NOON) for grade in (5, 5, 3, 1)]
    settle(ids)
    before = tallies()
    settle(ids)
    settle(ids[:1])
    assert tallies() == before
    assert total("g5") == 2


def test_every_rating_of_a_cell_counts_even_if_only_one_is_named(world: World) -> None:
    ids = [world.rate(world.point, 5, at=NOON) for _ in range(3)]
    settle(ids[:1])
    assert total("g5") == 3


def test_the_last_state_counts_and_the_first_no_longer(world: World, app: Flask) -> None:
    version = current_version(world.brand.questionnaire_id).id
    key = "k" * 22
    for minutes, sent in enumerate(
        [Sent(grade="5", comment="好", awareness="knows"), Sent(grade="2", comment="")]
    ):
        receive(world.point.id, world.point.code, version, sent, key, NOON + timedelta(minutes=minutes))
        pipeline.drain()
        db.session.expire_all()
    cell = db.session.scalars(select(Tally)).one()
    assert (cell.g5, cell.g2, cell.knows, cell.comments) == (0, 1, 1, 0)


def test_days_points_and_sources_are_cells_of_their_own(world: World) -> None:
    other = world.make_point(world.brand, "1 号窗口")
    db.session.commit()
    settle(
        [
            world.rate(world.point, 5, at=NOON),
            world.rate(world.point, 5, at=NOON + timedelta(days=1)),
            world.rate(other, 5, at=NOON),
        ]
    )
    assert len(tallies()) == 3


def test_not_knowing_is_counted_beside_the_grades(world: World) -> None:
    settle([world.rate(world.point, None, at=NOON)])
    assert (total("none"), sum(total(f"g{g}") for g in range(1, 6))) == (1, 0)


def test_more_cells_than_fit_into_one_statement(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedback.scoring.tallies.CELLS_AT_ONCE", 2)
    monkeypatch.setattr("feedback.scoring.tallies.IDS_AT_ONCE", 3)
    settle([world.rate(world.point, 5, at=NOON + timedelta(days=n)) for n in range(7)])
    assert (len(tallies()), total("g5")) == (7, 7)


def test_recompute_finds_a_tampered_tally_and_puts_it_right(world: World, app: Flask) -> None:
    for grade in (5, 4):
        world.rate(world.point, grade, at=NOON)
    pipeline.drain()
    before, runner = tallies(), app.test_cli_runner()
    assert runner.invoke(args=["recompute", "--check"]).exit_code == 0

    db.session.execute(update(Tally).values(g5=7))
    db.session.commit()
    told = runner.invoke(args=["recompute", "--check"])
    assert told.exit_code == 1
    assert "g5 统计 7 原始 1" in told.output
    assert "g4" not in told.output

    assert runner.invoke(args=["recompute"]).exit_code == 0
    assert tallies() == before


def test_recompute_finds_a_missing_and_an_invented_cell(world: World) -> None:
    world.rate(world.point, 5, at=NOON)
    pipeline.drain()
    db.session.execute(update(Tally).values(source="paper"))
    db.session.commit()
    found = recompute.differences()
    assert [(d.cell[3], d.kept, d.raw) for d in found] == [
        ("paper", {"g5": 1}, {"g5": 0}),
        ("scan", {"g5": 0}, {"g5": 1}),
    ]


def test_a_rating_that_still_waits_is_no_difference_but_is_said(world: World, app: Flask) -> None:
    world.rate(world.point, 5, at=NOON)
    told = app.test_cli_runner().invoke(args=["recompute", "--check"])
    assert told.exit_code == 0
    assert "1 条评价还在等候统计" in told.output


def test_a_rating_that_was_tallied_but_waits_for_other_steps_is_compared(world: World) -> None:
    world.rate(world.point, 5, at=NOON)

    def fails(_ids: object) -> None:
        raise ValueError

    steps = (*pipeline.PIPELINE, pipeline.Step("later", fails))
    pipeline.work("test", timedelta(minutes=5), steps)
    db.session.execute(update(Tally).values(g5=0))
    db.session.commit()
    assert (len(recompute.differences()), recompute.waiting()) == (1, 0)
