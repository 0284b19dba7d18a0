"""Keeping many ratings at once: the same rows and the same seals as one by one, at a tenth of the time."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app
from sqlalchemy import Insert, Table, insert

from feedback.clock import local_day
from feedback.collecting.models import Comment, Outbox, Rating, RatingChange
from feedback.collecting.rules import Answer, Source
from feedback.collecting.seal import Marks, comment_proof, seal
from feedback.db import Model, db

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
    device: str | None = None


def keep_many(taken: Sequence[Taken]) -> None:
    """Add ratings, their text and what must follow to the running transaction; the caller commits.

    Raise IntegrityError when a key is known at its point: nothing is compared, nothing is changed.
    """
    if not taken:
        return
    connection = db.session.connection()
    ratings = [_rating(t) for t in taken]
    # Matched by the claim, which is unique: no database promises to return rows in the order they came.
    ids = {row.claim: row.id for row in connection.execute(_RATINGS, ratings)}
    states = [_state(ids[r["claim"]], r["seal"], t) for r, t in zip(ratings, taken, strict=True)]
    changes = {row.rating_id: row.id for row in connection.execute(_CHANGES, [s for s, _ in states])}
    said = [{**text, "change_id": changes[text["rating_id"]]} for _, text in states if text["text"]]
    if said:
        connection.execute(_COMMENTS, said)
    due = [
        {"rating_id": state["rating_id"], "due_at": state["changed_at"], "done": [], "attempts": 0}
        for state, _ in states
    ]
    connection.execute(_OUTBOX, due)


def _into(model: type[Model]) -> Insert:
    # The table, not the mapped class: the ORM's inserts cost several times as much.
    return insert(cast(Table, model.__table__))


_RATINGS = _into(Rating).returning(Rating.__table__.c.claim, Rating.__table__.c.id)
_CHANGES = _into(RatingChange).returning(RatingChange.__table__.c.rating_id, RatingChange.__table__.c.id)
_COMMENTS, _OUTBOX = _into(Comment), _into(Outbox)


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
        "device": taken.device,
    }
    return columns | {"seal": seal(columns)}


def _state(rating_id: int, rating_seal: str, taken: Taken) -> tuple[Row, Row]:
    """Return a rating's first state and its text."""
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
    state = {**columns, "rating_id": rating_id, "seal": sealed}
    return state, {"rating_id": rating_id, "text": answer.comment, "salt": salt}
