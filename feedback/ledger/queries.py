"""Questions about the log that others ask: what waits, which heads there are, a stretch of its hashes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, select

from feedback.collecting import Outbox, RatingChange
from feedback.db import db
from feedback.ledger import tree
from feedback.ledger.appending import STEP
from feedback.ledger.leaves import CHANGE
from feedback.ledger.models import Head, Leaf


def undone() -> Any:
    """Return the SQL condition under which an outbox row has yet to be brought into the log."""
    # The list of done steps is JSON; as text it holds the step's name between quotes, on every database.
    return cast(Outbox.done, String).not_like(f'%"{STEP}"%')


def state(now: datetime) -> dict[str, Any]:
    """Return how long the log is, how many ratings wait, for how many seconds the oldest has, how old the last head is."""
    waiting, oldest = db.session.execute(
        select(func.count(Outbox.rating_id.distinct()), func.min(RatingChange.changed_at))
        .select_from(Outbox)
        .outerjoin(RatingChange, RatingChange.rating_id == Outbox.rating_id)
        .outerjoin(Leaf, (Leaf.kind == CHANGE) & (Leaf.row_id == RatingChange.id))
        .where(undone(), Leaf.index.is_(None))
    ).one()
    signed_at = db.session.scalar(select(Head.at).order_by(Head.number.desc()).limit(1))
    return {
        "leaves": tree.size(),
        "waiting": waiting,
        "lag_seconds": _seconds(now, oldest) or 0,
        "head_seconds": _seconds(now, signed_at),
    }


def _seconds(now: datetime, then: datetime | None) -> int | None:
    return None if then is None else max(0, round((now - then).total_seconds()))


def head_upto(size: int) -> Head | None:
    """Return the newest head over no more than so many leaves."""
    return db.session.scalar(
        select(Head).where(Head.size <= size).order_by(Head.size.desc(), Head.number.desc()).limit(1)
    )


def heads_after(number: int, every: bool, limit: int) -> Sequence[Head]:
    """Return the heads after a number, oldest first: those that stand for a day, or every one."""
    found = select(Head).where(Head.number > number).order_by(Head.number).limit(limit)
    return db.session.scalars(found if every else found.where(Head.day.is_not(None))).all()


def last_day() -> Head | None:
    """Return the newest head that stands for a day."""
    return db.session.scalar(select(Head).where(Head.day.is_not(None)).order_by(Head.number.desc()).limit(1))


def days() -> int:
    """Return how many days have a head."""
    return db.session.scalar(select(func.count(Head.day))) or 0


def hashes_from(start: int, limit: int) -> Sequence[bytes]:
    """Return the hashes of the leaves from an index on."""
    return db.session.scalars(
        select(Leaf.hash).where(Leaf.index >= start).order_by(Leaf.index).limit(limit)
    ).all()
