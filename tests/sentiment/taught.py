"""A neighbourhood with slang of its own, and people who have told the machine what it means."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, insert, select

from feedback.accounts import Person
from feedback.brands import Point
from feedback.clock import now
from feedback.collecting import Answer, Comment, Rating, RatingChange, Taken, keep_many
from feedback.db import db
from feedback.sentiment.models import Analysis, CommentLabel
from feedback.sentiment.votes import Standing, Worth, held_back

# Words that no corpus knows: what they mean can only have been learned here.
SLANG = {"negative": "噗噜嘎哒", "positive": "咪哩哚唔"}
PLACES = ["前台", "窗口", "大厅", "站点", "食堂", "球场", "书屋", "车棚", "广场", "医务室"]


def sentence(number: int, side: str) -> str:
    """Return a comment that says in slang what it says."""
    return f"{PLACES[number % 10]}那边{SLANG[side]}，第{number % 7}次"


def said(point: Point, texts: Iterable[str], grade: int = 3, at: datetime | None = None) -> list[int]:
    """Let residents say these; return the numbers of the states, in order. Nobody has read them rightly yet."""
    before = db.session.scalar(select(func.max(Rating.id))) or 0
    moment = at or now()
    taken = [
        Taken(point.id, point.code, 1, secrets.token_hex(16), Answer(grade, (), text, None, False), moment)
        for text in texts
    ]
    keep_many(taken)
    rows = db.session.execute(
        select(Rating.id, RatingChange.id, Rating.day)
        .join(RatingChange, RatingChange.rating_id == Rating.id)
        .where(Rating.id > before)
        .order_by(Rating.id)
    ).all()
    db.session.execute(
        insert(Analysis),
        [
            {
                "rating_id": rating, "change_id": change, "point_id": point.id, "day": day, "model": "old",
                "score": 0.5, "snownlp": 0.5, "label": "unclear", "intent": "none", "disagrees": False,
                "worth": Worth.SAMPLE if held_back(change) else Worth.UNSURE, "read_at": moment,
            }
            for rating, change, day in rows
        ],
    )  # fmt: skip
    db.session.commit()
    return [change for _, change, _ in rows]


def label(
    who: Person, changes: Iterable[int], side: str, standing: Standing = Standing.COMMITTEE, number: int = 1
) -> None:
    """Let somebody label these."""
    rows = [
        {"change_id": c, "person_id": who.id, "number": number, "standing": standing, "side": side, "made_at": now()}
        for c in changes
    ]  # fmt: skip
    db.session.execute(insert(CommentLabel), rows)
    db.session.commit()


def taught(who: Person, point: Point, many: int = 560, standing: Standing = Standing.COMMITTEE) -> list[int]:
    """Let residents speak slang and somebody label it all; return the numbers of the states."""
    changes = []
    for side in SLANG:
        texts = [sentence(n, side) for n in range(many // 2)]
        some = said(point, texts, grade=2 if side == "negative" else 4)
        label(who, some, side, standing)
        changes += some
    return changes


def erase(change_id: int) -> None:
    """Let the text of a state vanish."""
    for comment in db.session.scalars(select(Comment).where(Comment.change_id == change_id)):
        db.session.delete(comment)
    db.session.commit()
