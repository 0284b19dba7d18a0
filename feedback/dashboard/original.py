"""The original of a comment in which something is covered: found by a mark that tells no number and no order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from feedback.clock import now
from feedback.collecting import Comment, Rating, RatingChange
from feedback.db import db
from feedback.keys import keyed
from feedback.masking import covered
from feedback.scoring import day_begins, figures_until


@dataclass(frozen=True)
class Original:
    """A comment as the resident wrote it."""

    rating_id: int
    text: str
    day: date


def mark(seal: str) -> str:
    """Return what stands for a rating in an address; ratings cannot be put in order by it."""
    return keyed("seal", "original", seal)[:10].hex()


def shown_before() -> datetime:
    """Return the moment before which a text must have been written to be shown: one that replaces another waits too."""
    return day_begins(figures_until(now()) + timedelta(days=1))


def original(points: Sequence[int], day: date, marked: str, above: bool) -> Original | None:
    """Return the comment of a day with this mark, if there is one and something in it is covered.

    `above`: also those kept from the branch.
    """
    later = aliased(RatingChange)
    rows = db.session.execute(
        select(Rating.id, Rating.seal, Comment.text)
        .join(Comment, Comment.rating_id == Rating.id)
        .join(RatingChange, RatingChange.id == Comment.change_id)
        .where(
            Rating.point_id.in_(points),
            Rating.day == day,
            RatingChange.changed_at < shown_before(),
            ~exists().where(later.rating_id == Rating.id, later.number > RatingChange.number),
            *(() if above else (RatingChange.above.is_(False),)),
        )
    )
    found = next((row for row in rows.all() if mark(row.seal) == marked), None)
    return Original(found.id, found.text, day) if found and covered(found.text) else None
