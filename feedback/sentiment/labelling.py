"""Labelling: somebody says what a comment is, and may say otherwise later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from feedback.accounts import Person, record
from feedback.brands import Brand, Point
from feedback.clock import local_day, now
from feedback.collecting import Comment, Rating, RatingChange
from feedback.db import db
from feedback.masking import masked
from feedback.pages import Refused
from feedback.sentiment.asking import Asked, one, scope_of
from feedback.sentiment.marks import mark_of
from feedback.sentiment.models import CommentLabel
from feedback.sentiment.votes import SIDES, Side

GONE = "这条评语已经被居民改过或收回，或者别人刚刚标过，请标下一条。"


@dataclass(frozen=True)
class Done:
    """An answer somebody gave lately, with the words it was about."""

    change_id: int
    rating_id: int
    text: str
    side: str

    @property
    def mark(self) -> str:
        """Return what stands for this comment in an address."""
        return mark_of(self.change_id)


def shown(who: Person, comments: Sequence[Asked | Done]) -> None:
    """Record that somebody was shown these comments; nothing, if there were none."""
    if comments:
        record(who, "sentiment.view_comments", "标注", ratings=[c.rating_id for c in comments])
        db.session.commit()


def label(who: Person, change_id: int, side: Side, intent: str | None, themes: list[str] | None) -> None:
    """Keep what somebody says a comment is; raise Refused when it is not to be asked any more.

    `intent` and `themes` are kept only where they are not what was read. The same answer again changes nothing.
    """
    asked = one(scope_of(who), change_id)
    if asked is None:
        raise Refused(GONE)
    row: dict[str, Any] = {
        "side": side,
        "intent": intent if intent != asked.intent else None,
        "themes": themes if themes is not None and set(themes) != set(asked.themes) else None,
    }
    mine = select(CommentLabel).where(CommentLabel.change_id == change_id, CommentLabel.person_id == who.id)
    last = db.session.scalars(mine.order_by(CommentLabel.number.desc()).limit(1)).first()
    if last and all(getattr(last, name) == value for name, value in row.items()):
        return
    row |= {
        "change_id": change_id,
        "person_id": who.id,
        "number": last.number + 1 if last else 1,
        "standing": scope_of(who).standing(asked.brand_id),
        "made_at": now(),
    }
    try:
        db.session.execute(insert(CommentLabel).values(row))
        record(who, "sentiment.label", asked.brand, rating=asked.rating_id, side=SIDES[side])
        db.session.commit()
    except IntegrityError:
        # Two clicks at once: one of them is kept, and the page shows which.
        db.session.rollback()


def done_today(who: Person) -> int:
    """Return how many comments somebody has labelled since midnight where residents live."""
    moment, zone = now(), current_app.config["TIMEZONE"]
    lately = select(CommentLabel.change_id, CommentLabel.made_at).where(
        CommentLabel.person_id == who.id, CommentLabel.made_at > moment - timedelta(days=1)
    )
    today = local_day(moment, zone)
    return len({change for change, at in db.session.execute(lately) if local_day(at, zone) == today})


def last_done(who: Person, since: datetime, limit: int = 3) -> list[Done]:
    """Return somebody's latest answers, newest first; those whose words are gone are left out."""
    newest = (
        select(func.max(CommentLabel.id))
        .where(CommentLabel.person_id == who.id, CommentLabel.made_at > since)
        .group_by(CommentLabel.change_id)
        .order_by(func.max(CommentLabel.id).desc())
        .limit(limit)
    )
    rows = db.session.execute(
        select(CommentLabel.change_id, Comment.rating_id, Comment.text, CommentLabel.side)
        .join(Comment, Comment.change_id == CommentLabel.change_id)
        .where(CommentLabel.id.in_(newest))
        .order_by(CommentLabel.id.desc())
    )
    return [Done(row.change_id, row.rating_id, masked(row.text), row.side) for row in rows]


def brand_of(change_id: int) -> int | None:
    """Return the number of the brand that a state of a rating is about."""
    return db.session.scalar(
        select(Brand.id)
        .join(Point, Point.brand_id == Brand.id)
        .join(Rating, Rating.point_id == Point.id)
        .join(RatingChange, RatingChange.rating_id == Rating.id)
        .where(RatingChange.id == change_id)
    )
