"""How every rating stands, from the raw rows: to prove the table right, or to write it anew."""

from dataclasses import dataclass

from sqlalchemy import String, cast, delete, insert, select, text

from feedback.collecting import Outbox
from feedback.db import db
from feedback.screening.models import Standing
from feedback.screening.rules import COUNTED
from feedback.screening.sources import chunks, marks_of, reasons, with_marks
from feedback.screening.standing import STEP, unequal


@dataclass(frozen=True)
class Misplaced:
    """A rating that does not stand as it ought to."""

    rating_id: int
    kept: str
    raw: str


def misplaced() -> list[Misplaced]:
    """Return every rating that stands otherwise than the raw rows say, in order; without those that wait for the step."""
    found = _misplaced()
    if found:
        # One screened between two of our questions is no difference: what is wrong is wrong twice.
        again = {m.rating_id: m for m in _misplaced()}
        found = [m for m in found if again.get(m.rating_id) == m]
    return found


def _misplaced() -> list[Misplaced]:
    there = _all()
    changes = unequal(reasons(None), there)
    for some in chunks(sorted(_waiting())):
        for rating_id in {*some, *with_marks(marks_of(some))}:
            changes.pop(rating_id, None)
    return [Misplaced(i, there.get(i, COUNTED), raw or COUNTED) for i, raw in sorted(changes.items())]


def _all() -> dict[int, str]:
    return {
        row.rating_id: row.reason for row in db.session.execute(select(Standing.rating_id, Standing.reason))
    }


def _waiting() -> set[int]:
    # The list of done steps is JSON; as text it holds the step's name between quotes, on every database.
    undone = cast(Outbox.done, String).not_like(f'%"{STEP}"%')
    return set(db.session.scalars(select(Outbox.rating_id).where(undone)))


def rewrite() -> None:
    """Write the whole table anew in the running transaction; the caller tallies and commits."""
    if db.session.get_bind().dialect.name == "postgresql":
        # Workers that screen wait until this is done.
        db.session.execute(text("LOCK TABLE standing IN EXCLUSIVE MODE"))
    wanted = reasons(None)
    db.session.execute(delete(Standing))
    if wanted:
        rows = [{"rating_id": i, "reason": reason} for i, reason in sorted(wanted.items())]
        db.session.execute(insert(Standing), rows)
