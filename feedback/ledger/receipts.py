"""The public side of one rating: number, hour, point, "counted", and the proof; never the grade, never the text."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from feedback.brands import Point
from feedback.collecting import RECEIPT_LENGTH, Rating
from feedback.db import db
from feedback.ledger import tree
from feedback.ledger.heads import head_line, last_head
from feedback.ledger.leaves import RATING
from feedback.ledger.models import Head, Leaf
from feedback.ledger.rows import stored
from feedback.ledger.signing import log_name


@dataclass(frozen=True)
class Receipt:
    """What anybody may know of a rating; `leaf` is None until it is in the log, `head` until one was signed over it."""

    number: str
    hour: datetime
    point: Point
    leaf: Leaf | None
    head: Head | None


def receipt_with(number: str) -> Receipt | None:
    """Return the receipt of this number (32 hex digits), or None if there is none."""
    if not re.fullmatch(rf"[0-9a-f]{{{RECEIPT_LENGTH}}}", number):
        return None
    # A range, so that the index on the whole claim finds its beginning.
    low, high = (number + end * (64 - RECEIPT_LENGTH) for end in "0f")
    row = db.session.execute(
        select(Rating.id, Rating.taken_at, Point)
        .join(Point, Point.id == Rating.point_id)
        .where(Rating.claim.between(low, high))
    ).one_or_none()
    if row is None:
        return None
    leaf = db.session.scalar(select(Leaf).where(Leaf.kind == RATING, Leaf.row_id == row.id))
    head = last_head()
    covered = head if leaf and head and head.size > leaf.index else None
    hour = row.taken_at.replace(minute=0, second=0, microsecond=0)
    return Receipt(number, hour, row.Point, leaf, covered)


def proof_of(receipt: Receipt) -> dict[str, Any]:
    """Return a receipt as a file: the leaf as it was hashed, and the path to the newest head."""
    told: dict[str, Any] = {"receipt": receipt.number, "leaf": None, "path": [], "head": None}
    if receipt.leaf is None:
        return told
    leaf = receipt.leaf
    (row,) = stored(db.session.connection(), RATING, Rating.__table__.c.id == leaf.row_id)
    told["leaf"] = row.entry(leaf.salt).told(leaf.index)
    if receipt.head:
        told["path"] = [step.hex() for step in tree.inclusion(leaf.index, receipt.head.size)]
        told["head"] = head_line(receipt.head, log_name())
    return told
