"""What residents say in these tests, and a reader that has no opinion."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from feedback.brands import Point
from feedback.clock import now
from feedback.collecting import Comment, Rating, receive
from feedback.collecting.rules import Sent
from feedback.collecting.seal import Marks
from feedback.db import db


class Undecided:
    """In SnowNLP's place: finds every text neither good nor bad, and knows three traditional characters."""

    def scores(self, texts: Sequence[str]) -> list[float]:
        assert all(texts), "an empty text has no score"
        return [0.5] * len(texts)

    def words(self, texts: Sequence[str]) -> list[list[str]]:
        return [list(text) for text in texts]

    def simplified(self, text: str) -> str:
        return text.translate(str.maketrans("務態熱", "务态热"))


class Forbidden:
    """A reader that must not be asked."""

    def scores(self, texts: Sequence[str]) -> list[float]:
        raise AssertionError("SnowNLP was asked although there is nothing to read")

    def words(self, texts: Sequence[str]) -> list[list[str]]:
        raise AssertionError("SnowNLP was asked although there is nothing to read")

    def simplified(self, text: str) -> str:
        raise AssertionError("SnowNLP was asked although there is nothing to read")


def rate(point: Point, grade: int | None, comment: str, key: str | None = None, above: bool = False) -> int:
    """Let a resident rate; return the rating's number. The same key again is a change."""
    key = key or secrets.token_hex(16)
    sent = Sent(grade="none" if grade is None else str(grade), comment=comment, above=above)
    receive(point.id, point.code, 1, sent, key, now())
    return db.session.scalars(
        select(Rating.id).where(Rating.key_hash == Marks.of(point.code, key).key_hash)
    ).one()


def erase(rating_id: int) -> None:
    """Let the text of a rating vanish."""
    for comment in db.session.scalars(select(Comment).where(Comment.rating_id == rating_id)):
        db.session.delete(comment)
    db.session.commit()
