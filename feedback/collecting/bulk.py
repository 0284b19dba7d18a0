"""Keeping many ratings at once: the same rows and the same seals as one by one, at a tenth of the time."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import insert

from feedback.clock import local_day
from feedback.collecting.models import Comment, Outbox, Rating, RatingChange
from feedback.collecting.rules import Answer, Source
from feedback.collecting.seal import Marks, comment_proof, seal
from feedback.db import db

Row = dict[str, Any]


@dataclass(frozen=True)
class Taken:
    """A rating as it was given: where, under which version and key (16–64 characters), what, when (aware)."""

    point_id: int
    point_code: str
    version_id: int
    key: str
    answer: Answer
    at: datetime
    source: Source = Source.SCAN


def keep_many(taken: Sequence[Taken]) -> None:
    """Add ratings, their text and what must follow to the running transaction; the caller commits.

    Raise IntegrityError when a key is known at its point: nothing is compared, nothing is changed.
    """
    if not taken:
        return
    ratings = [_rating(t) for t in taken]
    # By their claim, which is unique: no database promises to return rows in the order they came.
    new = insert(Rating).returning(Rating.claim, Rating.id)
    ids = dict(db.session.execute(new, ratings).tuples().all())
    states = [_state(ids[r["claim"]], r["seal"], t) for r, t in zip(ratings, taken, strict=True)]
    rows = [{k: v for k, v in state.items() if k not in ("text", "salt")} for state in states]
    first = insert(RatingChange).returning(RatingChange.rating_id, RatingChange.id)
    changes = dict(db.session.execute(first, rows).tuples().all())
    said = [
        {name: s[name] for name in ("rating_id", "text", "salt")} | {"change_id": changes[s["rating_id"]]}
        for s in states
        if s["text"]
    ]
    if said:
        db.session.execute(insert(Comment), said)
    due = [
        {"rating_id": s["rating_id"], "due_at": s["changed_at"], "done": [], "attempts": 0} for s in states
    ]
    db.session.execute(insert(Outbox), due)


def _rating(taken: Taken) -> Row:
    marks = Marks.of(taken.point_code, taken.key)
    columns: Row = {
        "point_id": taken.point_id,
        "version_id": taken.version_id,
        "grade": taken.answer.grade,
        "source": taken.source.value,
        "taken_at": taken.at,
        "day": local_day(taken.at, current_app.config["TIMEZONE"]),
        "key_hash": marks.key_hash,
        "claim": marks.claim,
    }
    return columns | {"seal": seal(columns)}


def _state(rating_id: int, rating_seal: str, taken: Taken) -> Row:
    answer, salt = taken.answer, secrets.token_hex(16)
    columns: Row = {
        "number": 1,
        "grade": answer.grade,
        "tags": list(answer.tags),
        "awareness": answer.awareness,
        "above": answer.above,
        "comment_proof": comment_proof(answer.comment, salt) if answer.comment else None,
        "changed_at": taken.at,
    }
    sealed = seal({"rating": rating_seal, **columns})
    return columns | {"rating_id": rating_id, "seal": sealed, "text": answer.comment, "salt": salt}
