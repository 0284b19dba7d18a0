"""Adding rows by table: statements built once, because they run for every rating."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Insert, Table, insert

from feedback.collecting.models import Comment, Outbox, Rating, RatingChange
from feedback.db import Model, db

Columns = dict[str, Any]


def _into(model: type[Model]) -> Insert:
    # The table, not the mapped class: SQLAlchemy's ORM inserts cost five times as much here.
    return insert(cast(Table, model.__table__))


_RATING, _CHANGE = (
    _into(Rating).returning(Rating.__table__.c.id),
    _into(RatingChange).returning(RatingChange.__table__.c.id),
)
_COMMENT, _OUTBOX = _into(Comment), _into(Outbox)


def add_rating(connection: Connection, columns: Columns) -> int:
    """Add a rating to a running transaction; return its number."""
    return int(connection.execute(_RATING, columns).scalar_one())


def add_change(connection: Connection, columns: Columns) -> int:
    """Add a state of a rating; return its number."""
    return int(connection.execute(_CHANGE, columns).scalar_one())


def add_comment(connection: Connection, columns: Columns) -> None:
    """Add the text of a state."""
    connection.execute(_COMMENT, columns)


def add_outbox(connection: Connection, columns: Columns) -> None:
    """Queue what follows."""
    connection.execute(_OUTBOX, columns)


def queue(rating_ids: Iterable[int], due_at: datetime) -> None:
    """Let every step of the pipeline look at some ratings again, in the running transaction: each is idempotent."""
    rows = [{"rating_id": i, "due_at": due_at, "done": [], "attempts": 0} for i in rating_ids]
    if rows:
        db.session.connection().execute(_OUTBOX, rows)
