"""Many ratings at once are what as many phones would have left."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from feedback.collecting import Answer, Comment, Outbox, Rating, RatingChange, Sent, receive
from feedback.collecting.bulk import Taken, keep_many
from feedback.collecting.seal import Marks, comment_proof, seal
from feedback.db import db
from tests.factories import World

NIGHT = datetime(2026, 11, 17, 16, 30, tzinfo=UTC)  # already the 18th where the residents live
KEY = "k" * 20
UNSEALED = ("id", "rating_id", "seal")


def columns(row: Rating | RatingChange) -> dict[str, object]:
    """Return what a row's seal covers."""
    return {c.name: getattr(row, c.name) for c in row.__table__.columns if c.name not in UNSEALED}


def kept() -> tuple[Rating, RatingChange, Comment, Outbox]:
    """Return the newest rating with what hangs on it."""
    rating = db.session.scalars(select(Rating).order_by(Rating.id.desc()).limit(1)).one()
    change = db.session.scalars(select(RatingChange).where(RatingChange.rating_id == rating.id)).one()
    comment = db.session.scalars(select(Comment).where(Comment.rating_id == rating.id)).one()
    outbox = db.session.scalars(select(Outbox).where(Outbox.rating_id == rating.id)).one()
    return rating, change, comment, outbox


def taken(world: World, key: str = KEY) -> Taken:
    answer = Answer(2, ("wait2", "rude2"), "等了快两个小时", "heard", above=True)
    return Taken(world.point.id, world.point.code, 1, key, answer, NIGHT)


def test_a_rating_of_many_is_the_rating_of_a_phone(world: World) -> None:
    other = world.make_point(world.brand, "3 号窗口")
    db.session.commit()
    sent = Sent("2", ("wait2", "rude2"), "等了快两个小时", "heard", above=True)
    receive(other.id, other.code, 1, sent, KEY, NIGHT, device="d" * 64)
    by_phone = kept()
    keep_many([replace(taken(world), device="d" * 64)])
    db.session.commit()
    in_bulk = kept()
    mine = Marks.of(world.point.code, KEY)
    same = columns(by_phone[0]) | {
        "point_id": world.point.id,
        "key_hash": mine.key_hash,
        "claim": mine.claim,
    }
    assert columns(in_bulk[0]) == same
    assert columns(in_bulk[1]) == columns(by_phone[1]) | {"comment_proof": in_bulk[1].comment_proof}
    assert in_bulk[2].text == by_phone[2].text
    assert (in_bulk[3].due_at, in_bulk[3].done) == (by_phone[3].due_at, by_phone[3].done)


def test_each_is_sealed_and_its_text_proven(world: World) -> None:
    keep_many([taken(world)])
    db.session.commit()
    rating, change, comment, _ = kept()
    assert rating.seal == seal(columns(rating))
    assert change.seal == seal({"rating": rating.seal, **columns(change)})
    assert change.comment_proof == comment_proof(comment.text, comment.salt)
    assert change.comment_proof != comment_proof(comment.text, "0" * 32), (
        "or anybody could try what was written"
    )


def test_a_rating_without_a_mark_has_the_seal_that_ratings_had_before_there_were_marks(world: World) -> None:
    keep_many([taken(world)])
    db.session.commit()
    before = {name: value for name, value in columns(kept()[0]).items() if name != "device"}
    assert kept()[0].seal == seal(before)
    keep_many([replace(taken(world, "m" * 20), device="d" * 64)])
    db.session.commit()
    marked = columns(kept()[0])
    assert kept()[0].seal == seal(marked) != seal(marked | {"device": None})


def test_every_text_hangs_under_its_own_rating(world: World) -> None:
    many = [
        replace(taken(world, f"{n:020d}"), answer=Answer(n % 5 + 1, comment=f"第 {n} 条" if n % 3 else ""))
        for n in range(1, 200)
    ]
    keep_many(many)
    db.session.commit()
    found = db.session.execute(
        select(Rating.key_hash, RatingChange.grade, Comment.text)
        .join(RatingChange, RatingChange.rating_id == Rating.id)
        .outerjoin(Comment, Comment.change_id == RatingChange.id)
    ).all()
    wanted = {
        (Marks.of(world.point.code, t.key).key_hash, t.answer.grade, t.answer.comment or None) for t in many
    }
    assert {tuple(row) for row in found} == wanted


def test_a_known_key_is_refused_and_nothing_is_half_kept(world: World) -> None:
    keep_many([taken(world)])
    db.session.commit()
    with pytest.raises(IntegrityError):
        keep_many([taken(world, "n" * 20), taken(world)])
    db.session.rollback()
    assert db.session.scalar(select(func.count(Rating.id))) == 1


def test_nothing_at_all_is_nothing(world: World) -> None:
    keep_many([])
    assert db.session.scalar(select(func.count(Outbox.id))) == 0
