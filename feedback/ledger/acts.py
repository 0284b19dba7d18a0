"""What a resident does with the claim code, kept so that nobody without the code can have done it."""

from datetime import datetime

from sqlalchemy import insert, select

from feedback.collecting import ACTS, Outbox, Rating, preimage
from feedback.db import db
from feedback.ledger.models import Act
from feedback.ledger.rows import act_seal, follows
from feedback.pages import Refused

_USED_UP = "这个取件码已经用过太多次，不能再更改了。"


def record_act(rating: Rating, change_id: int, kind: str, code: str, now: datetime) -> None:
    """Add to the running transaction that the holder of a code gave a state, or took its text back; the caller commits.

    `kind` is ERASURE or REPLACEMENT, `change_id` the state meant. Call it with the change itself. Raise Refused for a
    code that is not this rating's, or is used up.
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
    queued = {"rating_id": rating.id, "due_at": now, "done": [], "attempts": 0}
    db.session.execute(insert(Outbox).values(queued))


def _next(code: str, before: str) -> str:
    for number in range(1, ACTS + 1):
        if follows(found := preimage(code, number).hex(), before):
            return found
    raise Refused(_USED_UP)
