"""What a resident does with the claim code, kept so that nobody without the code can have done it."""

from datetime import datetime

from sqlalchemy import insert, select

from feedback.collecting import ACTS, Outbox, Rating, preimage
from feedback.db import db
from feedback.ledger.models import Act
from feedback.ledger.rows import act_seal, follows
from feedback.pages import Refused

# 追评: the grade of the answer is part of the act, so that the log proves it, too.
FOLLOW_UP = {grade: f"follow_up_{grade}" for grade in (5, 4, 3, 2, 1)}
_USED_UP = "这个取件码已经用过太多次，不能再更改了。"


def record_act(
    rating: Rating, change_id: int, kind: str, code: str, now: datetime, held: datetime | None = None
) -> None:
    """Add to the running transaction that the holder of a code gave a state, or took its text back; the caller commits.

    `kind` is ERASURE, REPLACEMENT or one of FOLLOW_UP's, `change_id` the state meant. Call it with the change itself. `held`: when
    figures show it, None = at once. Raise Refused for a code that is not this rating's, or is used up.
    """
    last = db.session.execute(
        select(Act.number, Act.preimage)
        .where(Act.rating_id == rating.id)
        .order_by(Act.number.desc())
        .limit(1)
    ).one_or_none()
    act = {
        "number": last.number + 1 if last else 1,
        "kind": kind,
        "change_id": change_id,
        "preimage": _next(code, last.preimage if last else rating.claim),
        "at": now,
    }
    row = {**act, "rating_id": rating.id, "seal": act_seal(rating.seal, act)}
    db.session.execute(insert(Act).values(row))
    queued = {"rating_id": rating.id, "due_at": now, "done": [], "attempts": 0, "held_until": held}
    db.session.execute(insert(Outbox).values(queued))


def _next(code: str, before: str) -> str:
    for number in range(1, ACTS + 1):
        if follows(found := preimage(code, number).hex(), before):
            return found
    raise Refused(_USED_UP)


def follow_up_of(rating_id: int) -> int | None:
    """Return the grade of a rating's follow-up, None if there is none."""
    kinds = {kind: grade for grade, kind in FOLLOW_UP.items()}
    found = select(Act.kind).where(Act.rating_id == rating_id, Act.kind.in_(kinds))
    kind = db.session.scalar(found.order_by(Act.id).limit(1))
    return kinds[kind] if kind else None
