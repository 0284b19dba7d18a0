"""What goes into the log, in which order, and that nothing is in it twice or stays outside."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select

from feedback import ledger, pipeline
from feedback.clock import now
from feedback.collecting import Outbox, Rating, RatingChange
from feedback.db import db
from feedback.ledger import merkle, tree
from feedback.ledger.leaves import Entry
from feedback.ledger.models import Leaf, Node
from tests.factories import World
from tests.ledger.conftest import Resident, logged, verdict


def entries() -> list[tuple[int, str, int]]:
    rows = db.session.execute(select(Leaf.index, Leaf.kind, Leaf.row_id).order_by(Leaf.index))
    return [(index, kind, row_id) for index, kind, row_id in rows]


def test_every_row_of_a_rating_is_a_leaf_in_the_order_of_the_ratings(world: World) -> None:
    first, second = world.rate(world.point, 5), world.rate(world.point, 1, "等了很久")
    logged()
    one, two = db.session.scalars(select(RatingChange.id).order_by(RatingChange.id))
    assert entries() == [
        (0, "rating", first),
        (1, "change", one),
        (2, "rating", second),
        (3, "change", two),
    ]
    salts = set(db.session.scalars(select(Leaf.salt)))
    assert len(salts) == 4, "with one salt for all, five tries would tell the grade of any leaf"


def test_a_change_is_a_leaf_of_its_own_and_moves_no_other(resident: Resident) -> None:
    rating = resident.rates(grade="4")
    logged()
    before = entries()
    resident.rates(grade="2", comment="想起来了，等了很久")
    logged()
    last = db.session.scalars(select(func.max(RatingChange.id))).one()
    assert entries() == [*before, (2, "change", last)]
    assert rating.grade == 4


def test_the_step_done_again_adds_nothing(world: World) -> None:
    ids = [world.rate(world.point, 4) for _ in range(5)]
    for _ in range(3):
        ledger.append(ids)
        db.session.commit()
    assert len(entries()) == 10
    assert verdict().faults == []


def test_a_step_cut_off_before_its_commit_leaves_nothing_and_is_done_again(world: World) -> None:
    ids = [world.rate(world.point, 4) for _ in range(3)]
    ledger.append(ids)
    db.session.rollback()
    assert entries() == []
    logged()
    assert [index for index, _, _ in entries()] == list(range(6))
    assert verdict().faults == []


def test_the_ledger_comes_first_and_a_comment_that_cannot_be_read_keeps_nothing_out(world: World) -> None:
    assert pipeline.PIPELINE[0].name == ledger.STEP

    def chokes(_ids: object) -> None:
        raise ValueError("a comment that cannot be read")

    world.rate(world.point, 2, "等了很久")
    pipeline.work("w", timedelta(minutes=1), (pipeline.PIPELINE[0], pipeline.Step("analyse", chokes)))
    assert len(entries()) == 2


def test_rows_without_a_seal_are_kept_out_and_their_neighbours_are_not(world: World) -> None:
    good = world.rate(world.point, 1)
    columns = {c.name: getattr(db.session.get(Rating, good), c.name) for c in Rating.__table__.columns}
    forged = {**columns, "id": good + 1000, "grade": 5, "key_hash": "0" * 64, "claim": "0" * 64}
    db.session.execute(insert(Rating).values(forged))
    db.session.execute(insert(Outbox).values(rating_id=good + 1000, due_at=now(), done=[], attempts=0))
    db.session.commit()
    world.rate(world.point, 2)
    pipeline.work("w", timedelta(minutes=1), pipeline.PIPELINE[:1])
    brought = [row for _, kind, row in entries() if kind == "rating"]
    assert (len(brought), good in brought, good + 1000 in brought) == (2, True, False)
    assert "封印不对" in "".join(fault.what for fault in verdict().faults)


@pytest.mark.parametrize("rounds", [1, 2])
def test_the_sweeper_brings_in_what_nothing_waits_for_any_more(world: World, rounds: int) -> None:
    for _ in range(4):
        world.rate(world.point, 3, "没有人排队处理")
    db.session.execute(delete(Outbox))
    db.session.commit()
    assert verdict().faults[0].what.endswith("没有入账，也不在等候入账")
    for _ in range(rounds):
        ledger.sweep(now())
    assert len(entries()) == 8
    assert verdict().faults == []


def test_ratings_from_before_there_was_a_log_are_brought_in_at_the_start(world: World) -> None:
    for _ in range(4):
        world.rate(world.point, 3)
    db.session.execute(delete(Outbox))
    db.session.commit()
    assert (ledger.catch_up(), ledger.catch_up()) == (8, 0)
    assert verdict().faults == []


def test_four_at_once_append_each_row_once_and_one_tree_grows(app: Flask, world: World) -> None:
    ids = [world.rate(world.point, 1 + n % 5) for n in range(40)]
    ready = threading.Barrier(4)

    def work(mine: list[int]) -> None:
        with app.app_context():
            ready.wait()
            for rating in mine:
                ledger.append([rating])
                db.session.commit()
            db.session.remove()

    # Every rating is brought by two of them.
    threads = [threading.Thread(target=work, args=(ids[n % 2 :: 2],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [index for index, _, _ in entries()] == list(range(80))
    assert verdict().faults == []


def test_what_is_stored_of_the_tree_is_what_the_rfc_says(world: World) -> None:
    for start in range(1, 60, 7):
        tree.lock()
        tree.extend([(Entry("act", start + n, {}, f"{start + n:064x}"), bytes(16)) for n in range(7)])
        db.session.commit()
    leaves = list(db.session.scalars(select(Leaf.hash).order_by(Leaf.index)))
    made, tops = merkle.grow(0, [], leaves)
    assert dict(db.session.execute(select(Node.number, Node.hash)).all()) == made
    assert tree.root(len(leaves)) == merkle.folded(tops)
    assert tree.inclusion(5, 41) == merkle.hashes(
        merkle.inclusion(5, 41), made | {2 * n: h for n, h in enumerate(leaves)}
    )
