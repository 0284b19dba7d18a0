"""A brand's ratings as the detectors see them."""

from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from feedback.admission import INTERNAL
from feedback.brands import Point
from feedback.clock import local_day, zone
from feedback.collecting import Comment, Rating, RatingChange
from feedback.db import db
from feedback.screening.detectors import Seen

HISTORY = timedelta(days=120)
RECENT = timedelta(days=32)  # of older ones the words are not needed
MOST = 50_000


def ratings_of(brand_id: int, now: datetime) -> list[Seen]:
    """Return a brand's ratings of the last 120 days (the newest 50,000), as they now stand, in the order of time."""
    timezone = zone(current_app.config["TIMEZONE"])
    later = aliased(RatingChange)
    newest = (
        select(func.max(later.number)).where(later.rating_id == Rating.id).correlate(Rating).scalar_subquery()
    )
    asked = (
        select(Rating.id, Rating.point_id, Rating.taken_at, RatingChange.grade, Rating.source, Rating.device)
        .add_columns(RatingChange.id.label("change_id"))
        .join(Point, Point.id == Rating.point_id)
        .join(RatingChange, (RatingChange.rating_id == Rating.id) & (RatingChange.number == newest))
        .where(Point.brand_id == brand_id, Rating.day >= _day(now - HISTORY))
        .order_by(Rating.id.desc())
        .limit(MOST)
    )
    rows = db.session.execute(asked).all()
    said = _texts(brand_id, now)
    seen = (
        Seen(
            row.id,
            row.point_id,
            row.taken_at.astimezone(timezone),
            row.grade,
            row.source,
            row.device,
            said.get(row.change_id, ""),
        )
        for row in rows
        # What the committee's own devices sent never counts: nothing to look at twice.
        if row.device != INTERNAL
    )
    return sorted(seen, key=lambda one: one.at)


def _texts(brand_id: int, now: datetime) -> dict[int, str]:
    asked = (
        select(Comment.change_id, Comment.text)
        .join(Rating, Rating.id == Comment.rating_id)
        .join(Point, Point.id == Rating.point_id)
        .where(Point.brand_id == brand_id, Rating.day >= _day(now - RECENT))
    )
    return dict(db.session.execute(asked).all())


def _day(moment: datetime) -> date:
    return local_day(moment, current_app.config["TIMEZONE"])
