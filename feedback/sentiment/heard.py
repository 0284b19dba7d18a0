"""The comments in which words are counted: the newest of a brand in a period, without those kept from the branch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Select, func, select

from feedback.collecting import Comment, RatingChange
from feedback.db import db
from feedback.masking import blanked
from feedback.sentiment.models import Analysis, SentimentTally
from feedback.sentiment.rules import side

MOST = 2000  # comments that are looked into
SIDES = {"praise": 1, "complaint": -1}


@dataclass(frozen=True)
class Base:
    """Which comments: of these days (both included), and none that came after the change `until`."""

    begin: date
    end: date
    until: int | None = None


def base_of(points: Sequence[int], begin: date, end: date) -> Base:
    """Return the last days of a period that together have MOST comments, or all of it: the others need no look."""
    days = db.session.execute(
        select(SentimentTally.day, func.sum(SentimentTally.count))
        .where(SentimentTally.point_id.in_(points), SentimentTally.day.between(begin, end))
        .group_by(SentimentTally.day)
        .order_by(SentimentTally.day.desc())
    )
    together = 0
    for day, count in days.all():
        together += count
        if together >= MOST:
            return Base(day, end)
    return Base(begin, end)


def heard(points: Sequence[int], base: Base) -> Select[Any]:
    """Return the question for these comments, newest first, at most MOST."""
    query: Any = (
        select(
            Analysis.rating_id,
            Analysis.change_id,
            Analysis.score,
            Analysis.label,
            Analysis.intent,
            RatingChange.grade,
            Comment.text,
        )
        .join(Comment, Comment.change_id == Analysis.change_id)
        .join(RatingChange, RatingChange.id == Analysis.change_id)
        .where(
            Analysis.point_id.in_(points),
            Analysis.day.between(base.begin, base.end),
            RatingChange.above.is_(False),
            *((Analysis.change_id <= base.until,) if base.until is not None else ()),
        )
        .order_by(Analysis.day.desc(), Analysis.rating_id.desc())
        .limit(MOST)
    )
    return cast(Select[Any], query)


def holding(points: Sequence[int], base: Base, word: str, said: str = "") -> list[int]:
    """Return the ratings whose comment holds a word; `said`: only praise, or only complaint. What is covered holds none."""
    among = heard(points, base).subquery()
    rows = db.session.execute(select(among).where(among.c.text.contains(word, autoescape=True)))
    return [
        row.rating_id
        for row in rows
        if (not said or side(row.score, row.label, row.intent, row.grade) == SIDES[said])
        and word in blanked(row.text)
    ]
