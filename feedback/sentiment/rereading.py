"""Old comments are read again when the words of a theme or the model have changed, a few at a time."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from feedback.clock import now
from feedback.db import db
from feedback.sentiment import reading
from feedback.sentiment.analysis import analyse
from feedback.sentiment.models import Analysis, ThemeWords


def waiting() -> int:
    """Return how many comments are still to be read again."""
    return db.session.scalar(select(func.count()).select_from(Analysis).where(_outdated())) or 0


def reread(_now: datetime, limit: int = 200) -> int:
    """Read up to `limit` outdated comments again, newest first; return how many. Commits."""
    # Asked first, and in no order: put in order, a million would be looked through to find that there is none.
    if db.session.scalar(select(Analysis.rating_id).where(_outdated()).limit(1)) is None:
        return 0
    ids = list(
        db.session.scalars(
            select(Analysis.rating_id).where(_outdated()).order_by(Analysis.rating_id.desc()).limit(limit)
        )
    )
    if ids:
        analyse(ids)
        db.session.commit()
    return len(ids)


def _outdated() -> ColumnElement[bool]:
    edited = select(func.max(ThemeWords.changed_at)).scalar_subquery()
    model = reading.model()
    return or_(
        Analysis.model < model,
        Analysis.model > model,
        # Words changed while the clock was ahead would have everything read again, round after round, for a day.
        and_(Analysis.model == model, Analysis.read_at < edited, edited <= now()),
    )
