"""Keeping the tallies: each cell that new ratings touch is counted anew, once, from its raw rows."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import delete, insert, text, tuple_

from feedback.db import db
from feedback.scoring.models import Tally
from feedback.scoring.recount import CELL, COUNTED, KEY, Cell, cells_of, recount

STEP = "tally"
CELLS_AT_ONCE = 100
IDS_AT_ONCE = 500


def tally(rating_ids: Sequence[int]) -> None:
    """Recount the cells of some ratings in the running transaction, once each; again is harmless."""
    dirty: set[Cell] = set()
    for start in range(0, len(rating_ids), IDS_AT_ONCE):
        found = db.session.execute(cells_of(rating_ids[start : start + IDS_AT_ONCE]))
        dirty.update((row.point_id, row.day, row.version_id, row.source) for row in found)
    # Everybody takes cells in this one order: two workers that took the same two crosswise would wait for ever.
    in_order = sorted(dirty)
    for start in range(0, len(in_order), CELLS_AT_ONCE):
        _write(in_order[start : start + CELLS_AT_ONCE])


def _write(cells: Sequence[Cell]) -> None:
    # Race condition: two workers that both counted before they wrote would leave the smaller count. On SQLite
    # the DELETE takes the one write lock before anything is counted; PostgreSQL needs a lock of its own.
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(_LOCK, {"keys": [_key(cell) for cell in cells]})
    db.session.execute(delete(Tally).where(tuple_(*(getattr(Tally, name) for name in CELL)).in_(cells)))
    db.session.execute(insert(Tally).from_select([*KEY, *COUNTED], recount(cells)))


_LOCK = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")


def _key(cell: Cell) -> int:
    digest = hashlib.blake2b(repr(("tally", *cell)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
