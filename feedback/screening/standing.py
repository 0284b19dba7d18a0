"""Keeping the table of what does not count: as a step of the pipeline, and whenever a review decides otherwise."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, insert, select, text, update

from feedback.clock import now
from feedback.collecting import queue
from feedback.db import db
from feedback.screening.models import Standing
from feedback.screening.sources import chunks, marks_of, reasons, with_marks

STEP = "screen"


def screen(rating_ids: Sequence[int]) -> None:
    """Work out how newly arrived ratings stand, in the running transaction; again is harmless."""
    restand(rating_ids)


def restand(rating_ids: Sequence[int]) -> None:
    """Work out anew, from every source, how some ratings stand; in the running transaction, the caller commits.

    What changes is queued to be tallied anew. Call it after the rows are written that a source reads.
    """
    marks = marks_of(rating_ids)
    # First without a lock: for nearly all ratings nothing changes. What arrives meanwhile looks for itself.
    if not _changes(rating_ids, marks):
        return
    _lock(rating_ids, marks)
    if changes := _changes(rating_ids, marks):
        _write(changes)
        queue(sorted(changes), now())


def _changes(rating_ids: Sequence[int], marks: Iterable[str]) -> dict[int, str | None]:
    """Return how ratings ought to stand that stand otherwise; None: counted."""
    # Others of the same device too: of two that arrived crosswise the lower number counts first.
    ids = sorted({*rating_ids, *with_marks(marks)})
    return unequal(reasons(ids), kept(ids))


def unequal(wanted: Mapping[int, str], there: Mapping[int, str]) -> dict[int, str | None]:
    """Return how ratings ought to stand, of those that stand otherwise; None: counted."""
    return {i: wanted.get(i) for i in {*wanted, *there} if wanted.get(i) != there.get(i)}


def kept(rating_ids: Sequence[int]) -> dict[int, str]:
    """Return how some ratings stand; those that count are left out."""
    rows = select(Standing.rating_id, Standing.reason)
    found: dict[int, str] = {}
    for some in chunks(rating_ids):
        asked = db.session.execute(rows.where(Standing.rating_id.in_(some)))
        found.update((row.rating_id, row.reason) for row in asked)
    return found


def _write(changes: Mapping[int, str | None]) -> None:
    for some in chunks(sorted(changes)):
        db.session.execute(delete(Standing).where(Standing.rating_id.in_(some)))
    if rows := [{"rating_id": i, "reason": reason} for i, reason in sorted(changes.items()) if reason]:
        db.session.execute(insert(Standing), rows)


_LOCK = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")


def _lock(rating_ids: Sequence[int], marks: Iterable[str]) -> None:
    # Race condition: two workers that both looked before they wrote would each leave what the other has just changed.
    if db.session.get_bind().dialect.name == "postgresql":
        keys = {_key("mark", mark) for mark in marks} | {_key("rating", str(i)) for i in rating_ids}
        # In one order: two that took the same two crosswise would wait for ever.
        db.session.execute(_LOCK, {"keys": sorted(keys)})
    else:
        # SQLite has one lock for all writers; a write that finds no row takes it just as well.
        db.session.execute(update(Standing).where(Standing.rating_id == -1).values(reason=""))


def _key(kind: str, what: str) -> int:
    digest = hashlib.blake2b(f"standing {kind} {what}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
