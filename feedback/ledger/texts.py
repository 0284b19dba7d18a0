"""Whether the text of each state is what was written, and whether a text that is gone was taken back by its resident."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Table, or_, select

from feedback.collecting import CHANGE_WINDOW, Comment, RatingChange, comment_proof
from feedback.ledger.leaves import CHANGE
from feedback.ledger.models import Act, Leaf
from feedback.ledger.rows import Stored

ERASURE, REPLACEMENT = "erasure", "replacement"
LATE, GONE = "这次更改超过了半小时，却没有取件码的凭据", "评语不见了，也没有本人删除的凭据"
# What is also said of a sound row when the row after it, which would explain it, has been taken away.
WEAK = (LATE, GONE)
_comment = cast(Table, Comment.__table__)
_change = cast(Table, RatingChange.__table__)
_act = cast(Table, Act.__table__)
_leaf = cast(Table, Leaf.__table__)


@dataclass(frozen=True)
class Beside:
    """What the states of a bunch are judged by: their texts, which are not the last, what was done by claim code."""

    texts: dict[int, Any]
    superseded: set[int]
    acts: set[tuple[int, str]]

    @classmethod
    def of(cls, connection: Connection, changes: Sequence[Stored]) -> "Beside":
        """Read it for some states."""
        ids = [change.row["id"] for change in changes]
        later = _change.alias("later")
        texts = connection.execute(select(_comment).where(_comment.c.change_id.in_(ids)))
        superseded = connection.scalars(
            select(_change.c.id).where(
                _change.c.id.in_(ids),
                select(later.c.id)
                .where(later.c.rating_id == _change.c.rating_id, later.c.number > _change.c.number)
                .exists(),
            )
        )
        acts = connection.execute(select(_act.c.change_id, _act.c.kind).where(_act.c.change_id.in_(ids)))
        return cls(
            {t.change_id: t for t in texts}, set(superseded), {(act.change_id, act.kind) for act in acts}
        )


def problem(change: Stored, beside: Beside) -> str | None:
    """Return what is wrong with a state's text or time, or None."""
    row, number = change.row, change.row["id"]
    erased, text = (number, ERASURE) in beside.acts, beside.texts.get(number)
    late = not 0 <= (row["changed_at"] - change.beside["of_taken_at"]).total_seconds() < _WINDOW
    if late and (number, REPLACEMENT) not in beside.acts:
        return LATE
    if text is None:
        gone = row["comment_proof"] and number not in beside.superseded and not erased
        return GONE if gone else None
    if erased:
        return "本人已经删除的评语又出现了"
    if text.rating_id != row["rating_id"] or row["comment_proof"] != comment_proof(text.text, text.salt):
        return "评语和当时写的不一样"
    return None


_WINDOW = CHANGE_WINDOW.total_seconds()


def strays(connection: Connection, end: int) -> Iterable[tuple[int, str]]:
    """Yield every text that belongs to no state, with the index of the state's leaf (`end` when there is none)."""
    rows = connection.execute(
        select(_comment.c.id, _leaf.c.id.label("leaf"))
        .outerjoin(_change, _change.c.id == _comment.c.change_id)
        .outerjoin(_leaf, (_leaf.c.kind == CHANGE) & (_leaf.c.row_id == _comment.c.change_id))
        .where(or_(_change.c.id.is_(None), _change.c.comment_proof.is_(None)))
        .limit(100)
    )
    for row in rows:
        yield end if row.leaf is None else row.leaf, f"评语 {row.id} 不是居民写的"
