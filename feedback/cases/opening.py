"""Opening cases: once the half hour in which a resident may still change is over, and again when one is replaced later."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from flask import current_app
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import aliased

from feedback import workdays
from feedback.cases.models import Case, CaseMark
from feedback.cases.rules import complains, settled
from feedback.clock import now
from feedback.collecting import CHANGE_WINDOW, Rating, RatingChange
from feedback.db import db
from feedback.sentiment import Analysis

STEP = "case"
AT_ONCE = 500


def look(now: datetime) -> bool:
    """Open the cases of the ratings that have settled since the last look; commit; return whether there may be more."""
    seen = db.session.scalar(select(CaseMark.seen)) or 0
    waiting = db.session.execute(
        select(Rating.id, Rating.taken_at).where(Rating.id > seen).order_by(Rating.id).limit(AT_ONCE)
    ).all()
    ids: list[int] = []
    for row in waiting:
        # In their order: one that has not settled holds the younger ones, never longer than the half hour.
        if not settled(row.taken_at, now, CHANGE_WINDOW):
            break
        ids.append(row.id)
    if not ids:
        db.session.rollback()
        return False
    _open(ids)
    begin_after(ids[-1])
    db.session.commit()
    return len(ids) == AT_ONCE


def open_swept(rating_ids: Sequence[int]) -> None:
    """Open cases for ratings that were looked at before and have changed since, in the running transaction."""
    seen = db.session.scalar(select(CaseMark.seen)) or 0
    _open([i for i in rating_ids if i <= seen])


def begin_after(rating_id: int) -> None:
    """Look at no rating up to this one: what was there before cases were is not made into cases. The caller commits."""
    moved = update(CaseMark).values(seen=rating_id).returning(CaseMark.id)
    if not db.session.execute(moved).all():
        db.session.execute(insert(CaseMark).values(seen=rating_id))


def _open(rating_ids: Sequence[int]) -> None:
    rows = _to_be_opened(rating_ids)
    if not rows:
        return
    # Race condition: the look and the pipeline would open one case twice. PostgreSQL needs the lock; on SQLite
    # there is one worker.
    db.session.execute(select(CaseMark.id).with_for_update())
    there = set(db.session.scalars(select(Case.rating_id).where(Case.rating_id.in_(rating_ids))))
    if fresh := [row for row in rows if row["rating_id"] not in there]:
        db.session.execute(insert(Case), fresh)


def _to_be_opened(rating_ids: Sequence[int]) -> list[dict[str, object]]:
    later = aliased(RatingChange)
    newest = (
        select(func.max(later.number)).where(later.rating_id == Rating.id).correlate(Rating).scalar_subquery()
    )
    found = db.session.execute(
        select(
            Rating.id,
            Rating.point_id,
            Rating.day,
            RatingChange,
            Analysis.label,
            Analysis.intent,
            Analysis.disagrees,
        )
        .select_from(Rating)
        .join(RatingChange, (RatingChange.rating_id == Rating.id) & (RatingChange.number == newest))
        .outerjoin(Analysis, (Analysis.rating_id == Rating.id) & (Analysis.change_id == RatingChange.id))
        .outerjoin(Case, Case.rating_id == Rating.id)
        .where(Rating.id.in_(rating_ids), Case.id.is_(None))
    ).all()
    return [
        _case(row.id, row.point_id, row.day, row.RatingChange)
        for row in found
        if complains(row.RatingChange.grade, row.label, row.intent, bool(row.disagrees))
    ]


def _case(rating_id: int, point_id: int, day: date, state: RatingChange) -> dict[str, object]:
    # Day and due day are those of the rating: a day of its own would tell which one was replaced by claim code.
    return {
        "code": secrets.token_hex(8),
        "rating_id": rating_id,
        "change_id": state.id,
        "point_id": point_id,
        "day": day,
        "grade": state.grade,
        "above": state.above,
        "due": workdays.after(day, current_app.config["ANSWER_WORKDAYS"]),
        "opened_at": now(),
    }
