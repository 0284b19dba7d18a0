"""Keeping a rating: one transaction, exactly once, sealed, with what follows from it queued."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import IntegrityError

from feedback.clock import local_day
from feedback.collecting import rows
from feedback.collecting.models import Comment, Rating, RatingChange
from feedback.collecting.rules import CHANGE_WINDOW, Answer, Sent, Source, answer_of
from feedback.collecting.seal import Marks, comment_proof, seal, thanks_token
from feedback.db import db
from feedback.pages import Refused
from feedback.questionnaire import NONE


@dataclass(frozen=True)
class Receipt:
    """What the phone is told: where its thanks stand, whether a late change was left out; whether it is a new rating."""

    token: str
    late: bool = False
    new: bool = False


def nothing() -> None:
    """Do nothing: most ratings use nothing up."""


def receive(
    point_id: int,
    point_code: str,
    version_id: int,
    sent: Sent,
    key: str | None,
    now: datetime,
    source: Source = Source.SCAN,
    device: str | None = None,
    first: Callable[[], None] = nothing,
) -> Receipt:
    """Keep a rating, or the change of one under the same key; return its receipt. `sent` must have no problems.

    `device` is the mark of the phone that sends it first; who changes it later makes no difference. `first` is done in
    the same transaction before a new rating is kept; if it raises Refused, so does this.
    """
    marks = Marks.of(point_code, key or secrets.token_urlsafe(24))
    timezone = current_app.config["TIMEZONE"]
    try:
        first()
        _keep(point_id, version_id, marks, sent, now, local_day(now, timezone), source, device)
        db.session.commit()
    except (IntegrityError, Refused):
        # The key is known: a second tap, a reload, or a race that the other one won. Its thanks is ours too,
        # though what `first` uses up is used up by now.
        db.session.rollback()
        if (known := _known(point_id, marks)) is None:
            raise
        return _change(known, marks, sent, now)
    return Receipt(thanks_token(marks.nonce, now), new=True)


def grade_before(point_id: int, point_code: str, key: str) -> str | None:
    """Return the grade that now stands under a key ("5"…"1", "none"), or None if nothing does."""
    known = _known(point_id, Marks.of(point_code, key))
    if known is None:
        return None
    grade = last_state(known).grade
    return NONE if grade is None else str(grade)


def _known(point_id: int, marks: Marks) -> Rating | None:
    return db.session.scalar(
        select(Rating).where(Rating.point_id == point_id, Rating.key_hash == marks.key_hash)
    )


def last_state(rating: Rating) -> RatingChange:
    """Return the state of a rating that counts."""
    states = select(RatingChange).where(RatingChange.rating_id == rating.id)
    return db.session.scalars(states.order_by(RatingChange.number.desc()).limit(1)).one()


def _keep(
    point_id: int,
    version_id: int,
    marks: Marks,
    sent: Sent,
    now: datetime,
    day: date,
    source: Source,
    device: str | None,
) -> None:
    answer = answer_of(sent)
    columns: dict[str, Any] = {
        "point_id": point_id,
        "version_id": version_id,
        "grade": answer.grade,
        "source": source.value,
        "taken_at": now,
        "day": day,
        "key_hash": marks.key_hash,
        "claim": marks.claim,
        "device": device,
    }
    sealed = seal(columns)
    # Asked for once: the session takes longer to name its connection than to use it.
    connection = db.session.connection()
    rating_id = rows.add_rating(connection, {**columns, "seal": sealed})
    _state(connection, rating_id, sealed, sent.turn or 1, answer, now)


def _state(
    connection: Connection,
    rating_id: int,
    rating_seal: str,
    number: int,
    answer: Answer,
    now: datetime,
    held: datetime | None = None,
) -> int:
    """Add a state of a rating, its text apart, and what must follow from it; return the state's id."""
    salt = secrets.token_hex(16)
    columns: dict[str, Any] = {
        "number": number,
        "grade": answer.grade,
        "tags": list(answer.tags),
        "awareness": answer.awareness,
        "above": answer.above,
        "comment_proof": comment_proof(answer.comment, salt) if answer.comment else None,
        "changed_at": now,
    }
    # The rating's seal stands in for its id: a state cannot be hung under another rating.
    sealed = seal({"rating": rating_seal, **columns})
    change_id = rows.add_change(connection, {**columns, "rating_id": rating_id, "seal": sealed})
    if answer.comment:
        text = {"change_id": change_id, "rating_id": rating_id, "text": answer.comment, "salt": salt}
        rows.add_comment(connection, text)
    queued: dict[str, Any] = {"rating_id": rating_id, "due_at": now, "done": [], "attempts": 0}
    rows.add_outbox(connection, {**queued, "held_until": held} if held else queued)
    return change_id


def _change(known: Rating, marks: Marks, sent: Sent, now: datetime) -> Receipt:
    """Apply other content under a known key, if it comes in time; the same content changes nothing."""
    receipt = Receipt(thanks_token(marks.nonce, known.taken_at))
    last = last_state(known)
    if sent.turn is not None and sent.turn <= last.number:
        # Sent before what already stands and held up on its way, or sent again: the newer one counts.
        return receipt
    text = db.session.scalar(select(Comment.text).where(Comment.change_id == last.id))
    before = Answer(last.grade, tuple(last.tags), text or "", last.awareness, last.above)
    after = answer_of(sent, before)
    if after == before:
        return receipt
    if not timedelta(0) <= now - known.taken_at < CHANGE_WINDOW:
        return Receipt(receipt.token, late=True)
    # The resident takes the text of the state before back.
    erase_text(known)
    if last_state(known).number != last.number:
        # Two changes raced: read again what the other one left.
        db.session.rollback()
        return _change(known, marks, sent, now)
    _state(db.session.connection(), known.id, known.seal, sent.turn or last.number + 1, after, now)
    db.session.commit()
    return receipt


def replace_state(rating: Rating, answer: Answer, now: datetime, held: datetime | None) -> int:
    """Add another whole state to a rating of any age, in the running transaction; return its id; the caller commits.

    Only for the holder of its claim code: the log wants an act beside it. `held`: when figures show it, None = at once.
    """
    erase_text(rating)
    number = last_state(rating).number + 1
    return _state(db.session.connection(), rating.id, rating.seal, number, answer, now, held)


def erase_text(rating: Rating) -> int | None:
    """Erase a rating's text in the running transaction and let nobody else change the rating before its end.

    Return the state whose text it was, None if there was none. The proof of the text stays in its row.
    """
    # PostgreSQL locks the row; SQLite knows no such lock, there the DELETE takes the one write lock.
    db.session.execute(select(Rating.id).where(Rating.id == rating.id).with_for_update())
    erased = delete(Comment).where(Comment.rating_id == rating.id).returning(Comment.change_id)
    return db.session.scalars(erased).one_or_none()
