"""Workers side by side leave the right counts."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from flask import Flask
from sqlalchemy import delete, select

from feedback.collecting import Outbox
from feedback.db import db
from feedback.scoring import Tally, recompute, tally
from tests.factories import World

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
WORKERS = 4


def test_workers_that_tally_the_same_cell_at_once_leave_every_rating_counted(
    world: World, app: Flask
) -> None:
    together = Barrier(WORKERS, timeout=120)
    point_id, counted = world.point.id, []

    def take_and_tally(worker: int) -> None:
        with app.app_context():
            for n in range(12):
                together.wait()
                # Four ratings, then four tallies at once: whoever writes last must have seen all four.
                rating = world.rate(world.point, 5, at=NOON + timedelta(days=n))
                tally([rating])
                db.session.commit()
                together.wait()
                if worker == 0:
                    counted.append(g5_of(point_id, n))

    db.session.rollback()
    run(take_and_tally)
    assert counted == [WORKERS] * 12


def g5_of(point_id: int, day: int) -> int | None:
    """Return how many fives are tallied at a point, some days after the first."""
    where = (Tally.point_id == point_id, Tally.day == NOON.date() + timedelta(days=day))
    return db.session.scalar(select(Tally.g5).where(*where))


def test_workers_that_take_many_cells_crosswise_do_not_wait_for_ever(world: World, app: Flask) -> None:
    ids = [world.rate(world.point, 4, at=NOON + timedelta(days=n)) for n in range(40)]
    together = Barrier(WORKERS, timeout=120)

    def tally_all(worker: int) -> None:
        with app.app_context():
            for n in range(5):
                together.wait()
                mine: Sequence[int] = ids if (worker + n) % 2 else ids[::-1]
                tally(mine[: 30 + worker])
                db.session.commit()

    db.session.rollback()
    run(tally_all)
    tally(ids)
    db.session.commit()
    assert recompute_of_everything() == []


def run(work: Callable[[int], None]) -> None:
    """Do something in every worker, and raise what one of them raised."""
    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(work, n) for n in range(WORKERS)]:
            done.result(timeout=240)


def recompute_of_everything() -> list[recompute.Difference]:
    """Return the differences of all cells, also of those that still stand in the outbox."""
    db.session.execute(delete(Outbox))
    db.session.commit()
    return recompute.differences()
