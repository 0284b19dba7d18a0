"""Many at once on one key: one rating, one thanks, nothing lost (BAR R5)."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select

from feedback.collecting import Comment, Outbox, Rating, RatingChange
from feedback.db import db
from tests.factories import World


def send(app: Flask, address: str, **fields: str) -> tuple[int, str]:
    answer = app.test_client(use_cookies=False).post(address, data=fields)
    return answer.status_code, answer.headers.get("Location", answer.text)


def counts() -> list[int]:
    return [
        db.session.scalar(select(func.count()).select_from(m)) or 0 for m in (Rating, RatingChange, Outbox)
    ]


def test_fifty_taps_on_one_key_are_one_rating_and_fifty_times_the_same_thanks(
    app: Flask, world: World
) -> None:
    address = f"/r/{world.point.code}"
    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(lambda _: send(app, address, grade="2", key="k" * 16, comment="慢"), range(50))
        )
    assert {status for status, _ in answers} == {303}
    assert len({location for _, location in answers}) == 1
    assert counts() == [1, 1, 1]


def test_changes_that_race_leave_one_whole_state_and_one_text(app: Flask, world: World) -> None:
    address = f"/r/{world.point.code}"
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda n: send(app, address, grade="2", key="k" * 16, comment=f"第{n}句"), range(24))
        )
    assert {status for status, _ in answers} == {303}
    ratings, changes, queued = counts()
    assert (ratings, changes) == (1, queued)
    last = db.session.scalars(select(RatingChange).order_by(RatingChange.number.desc())).first()
    assert last is not None
    (text,) = db.session.scalars(select(Comment).where(Comment.rating_id == last.rating_id)).all()
    assert text.change_id == last.id
