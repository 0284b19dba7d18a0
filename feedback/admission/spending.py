"""Using a one-time code: what it is good for, and the one statement that uses it up."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from feedback.admission.code_models import CodeBatch, OneTimeCode
from feedback.admission.codes import TAG, State, read_typed, state_of
from feedback.brands import Point
from feedback.db import db
from feedback.keys import keyed


@dataclass(frozen=True)
class Code:
    """A code that belongs to a batch: what it is good for, and where."""

    text: str
    state: State
    point: Point


def digest(code: str) -> str:
    """Return what is kept of a code: a keyed digest in hex, worthless without the key file."""
    return keyed("claim", "one-time", code).hex()


def code_typed(typed: str, today: date) -> Code | None:
    """Return the code somebody typed, or None when no batch has such codes. Looking uses nothing up."""
    text = read_typed(typed)
    batch = db.session.scalar(select(CodeBatch).where(CodeBatch.tag == text[:TAG])) if text else None
    if batch is None:
        return None
    state = state_of(batch.voided_at is not None, batch.last_day, today)
    if state is State.OPEN and db.session.get(OneTimeCode, digest(text)) is None:
        state = State.USED
    return Code(text, state, batch.point)


def spend(typed: str, point_id: int, today: date) -> bool:
    """Use up a code for a point in the running transaction; False if it is good for nothing there.

    One DELETE decides: of fifty at once, one finds the row.
    """
    good = select(CodeBatch.id).where(
        CodeBatch.point_id == point_id, CodeBatch.last_day >= today, CodeBatch.voided_at.is_(None)
    )
    gone = delete(OneTimeCode).where(
        OneTimeCode.code_hash == digest(read_typed(typed)), OneTimeCode.batch_id.in_(good)
    )
    return len(db.session.execute(gone.returning(OneTimeCode.batch_id)).all()) == 1
