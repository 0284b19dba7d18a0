"""Questions about what comments say."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from feedback.brands import Point
from feedback.clock import now
from feedback.collecting import Comment
from feedback.db import db
from feedback.scoring import figures_until
from feedback.sentiment.models import Analysis, CommentLabel, SentimentTally, ThemeTally, ThemeWords
from feedback.sentiment.rules import Label
from feedback.sentiment.votes import Side, held_back


def lexicon() -> dict[str, list[str]]:
    """Return the seed words of every theme, in the order in which themes are shown."""
    rows = db.session.scalars(select(ThemeWords).order_by(ThemeWords.position))
    return {row.theme: row.words for row in rows}


def theme_named(theme: str) -> ThemeWords | None:
    """Return the words of a theme."""
    return db.session.get(ThemeWords, theme)


def latest_comments(brand_ids: Sequence[int], limit: int = 200) -> list[str]:
    """Return the newest comments on these brands that have been read."""
    return list(
        db.session.scalars(
            select(Comment.text)
            .join(Analysis, Analysis.change_id == Comment.change_id)
            .join(Point, Point.id == Analysis.point_id)
            .where(Point.brand_id.in_(brand_ids), Analysis.day <= figures_until(now()))
            .order_by(Analysis.rating_id.desc())
            .limit(limit)
        )
    )


def split(point_ids: Sequence[int], begin: date, end: date) -> dict[str, int]:
    """Return how many comments carry each label at these points from `begin` to `end`, both days included."""
    rows = db.session.execute(
        select(SentimentTally.label, func.sum(SentimentTally.count))
        .where(SentimentTally.point_id.in_(point_ids), SentimentTally.day.between(begin, end))
        .group_by(SentimentTally.label)
    )
    found = {label: int(count) for label, count in rows}
    return {label.value: found.get(label.value, 0) for label in Label}


def themes_of(point_ids: Sequence[int], begin: date, end: date) -> list[tuple[str, int, int, int]]:
    """Return (theme, praise, complaint, neither) of each theme mentioned, the most complained of first."""
    rows = db.session.execute(
        select(
            ThemeTally.theme,
            func.sum(ThemeTally.praise),
            func.sum(ThemeTally.complaint),
            func.sum(ThemeTally.neither),
        )
        .where(ThemeTally.point_id.in_(point_ids), ThemeTally.day.between(begin, end))
        .group_by(ThemeTally.theme)
    )
    found = [(theme, int(praise), int(complaint), int(neither)) for theme, praise, complaint, neither in rows]
    return sorted(found, key=lambda row: (-row[2], -row[1], row[0]))


def label_counts() -> dict[str, int]:
    """Return how many comments have been labelled: to learn from, and as a sample to measure with."""
    asked = select(CommentLabel.change_id).join(Comment, Comment.change_id == CommentLabel.change_id)
    changes = set(db.session.scalars(asked.where(CommentLabel.side != Side.UNSURE)))
    held = sum(held_back(change) for change in changes)
    return {"learn": len(changes) - held, "held": held}
