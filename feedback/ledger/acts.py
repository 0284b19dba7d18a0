"""What a resident does with the claim code, kept so that nobody without the code can have done it."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from flask import current_app
from sqlalchemy import Select, insert, select

from feedback.clock import local_day, zone
from feedback.collecting import ACTS, Outbox, Rating, preimage
from feedback.db import db
from feedback.ledger.models import Act
from feedback.ledger.rows import act_seal, follows
from feedback.ledger.texts import ERASURE, REPLACEMENT
from feedback.pages import Refused

# 追评: the grade of the answer is part of the act, so that the log proves it, too.
FOLLOW_UP = {grade: f"follow_up_{grade}" for grade in (5, 4, 3, 2, 1)}
_USED_UP = "这个取件码已经用过太多次，不能再更改了。"


def record_act(
    rating: Rating, change_id: int, kind: str, code: str, now: datetime, held: datetime | None = None
) -> str:
    """Add to the running transaction that the holder of a code gave a state, or took its text back; the caller commits.

    Return the preimage (hex) that proves it.

    `kind` is ERASURE, REPLACEMENT or one of FOLLOW_UP's, `change_id` the state meant. Call it with the change itself. `held`: when
    figures show it, None = at once. Raise Refused for a code that is not this rating's, or is used up.
    """
    number, before = _last(rating)
    found = _next(code, before)
    _add(
        rating,
        {"number": number + 1, "kind": kind, "change_id": change_id, "preimage": found, "at": now},
        held,
    )
    return found


def erase_again(rating: Rating, change_id: int, preimage: str, at: datetime) -> bool:
    """Add to the running transaction that a text was taken back, by what a later use of its code had named.

    For data that were restored from before that use. Return False, with nothing added, when it is not of this code.
    """
    number, before = _last(rating)
    # Uses in between are lost with the data; what they had named follows from what a later one named.
    found = next((one for one in _earlier(preimage) if follows(one, before)), None)
    if found is not None:
        act = {"number": number + 1, "kind": ERASURE, "change_id": change_id, "preimage": found, "at": at}
        _add(rating, act, None)
    return found is not None


def _last(rating: Rating) -> tuple[int, str]:
    """Return the number of a rating's last act and what the next must hash to."""
    acts = select(Act.number, Act.preimage).where(Act.rating_id == rating.id)
    last = db.session.execute(acts.order_by(Act.number.desc()).limit(1)).one_or_none()
    return (last.number, last.preimage) if last else (0, rating.claim)


def _add(rating: Rating, act: dict[str, Any], held: datetime | None) -> None:
    row = {**act, "rating_id": rating.id, "seal": act_seal(rating.seal, act)}
    db.session.execute(insert(Act).values(row))
    queued = {"rating_id": rating.id, "due_at": act["at"], "done": [], "attempts": 0, "held_until": held}
    db.session.execute(insert(Outbox).values(queued))


def _earlier(preimage: str) -> Iterator[str]:
    """Yield a preimage and those before it, ACTS at most; nothing for what is none."""
    try:
        raw = bytes.fromhex(preimage)
    except ValueError:
        return
    for _ in range(ACTS):
        yield raw.hex()
        raw = hashlib.sha256(raw).digest()


def held_states(now: datetime) -> Select[int]:
    """Select the states given today by claim code that figures do not show before midnight: no page may, either."""
    name = current_app.config["TIMEZONE"]
    midnight = datetime.combine(local_day(now, name), time(), zone(name))
    return (
        select(Act.change_id)
        .join(Outbox, Outbox.rating_id == Act.rating_id)
        .where(Act.kind == REPLACEMENT, Act.at >= midnight, Outbox.held_until.is_not(None))
    )


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
