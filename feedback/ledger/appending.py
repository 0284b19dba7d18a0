"""Bringing rows into the log: as a step of the pipeline, by a sweeper, and all at once for ratings from before."""

import logging
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from flask import current_app
from sqlalchemy import func, literal, select

from feedback.db import db
from feedback.ledger import tree
from feedback.ledger.leaves import KINDS
from feedback.ledger.models import Leaf
from feedback.ledger.rows import TABLES, Stored, of_ratings

log = logging.getLogger(__name__)

STEP = "ledger"
IDS_AT_ONCE = 500
SWEPT_AT_ONCE = 10_000


class Unsealed(Exception):
    """A row without its seal: nobody rated so, and it must not look as if it had been counted."""


def append(rating_ids: Sequence[int]) -> None:
    """Append what belongs to some ratings and is not yet in the log, in the running transaction; again is harmless."""
    connection = db.session.connection()
    found: list[Stored] = []
    for start in range(0, len(rating_ids), IDS_AT_ONCE):
        found += of_ratings(connection, rating_ids[start : start + IDS_AT_ONCE])
    for row in found:
        if not row.genuine:
            raise Unsealed(f"{row.kind} {row.row['id']}")
    drawn = [(row.entry(salt := secrets.token_bytes(16)), salt) for row in found]
    tree.lock()
    # Only under the lock: until then another worker may have brought the same rows in.
    known = _known(found)
    fresh = [pair for pair in drawn if (pair[0].kind, pair[0].row_id) not in known]
    if fresh:
        tree.extend(fresh)


def _known(rows: Iterable[Stored]) -> set[tuple[str, int]]:
    known: set[tuple[str, int]] = set()
    for kind, some in groupby(sorted(rows, key=lambda r: r.kind), key=lambda r: r.kind):
        ids = [row.row["id"] for row in some]
        for start in range(0, len(ids), IDS_AT_ONCE):
            there = select(Leaf.row_id).where(
                Leaf.kind == kind, Leaf.row_id.in_(ids[start : start + IDS_AT_ONCE])
            )
            known.update((kind, row_id) for row_id in db.session.scalars(there))
    return known


def sweep(_now: datetime) -> None:
    """Look through the next stretch of each table, and through its end, for rows the log does not have.

    The outbox brings every rating here; this is for what was set aside, and for ratings older than the log.
    """
    places = current_app.extensions.setdefault("ledger_swept", dict.fromkeys(KINDS, 0))
    for kind in KINDS:
        last = db.session.scalar(select(func.max(TABLES[kind].c.id))) or 0
        begin = places[kind]
        places[kind] = 0 if begin + SWEPT_AT_ONCE > last else begin + SWEPT_AT_ONCE
        for start in {begin, max(0, last - SWEPT_AT_ONCE)}:
            _bring_in(missing(kind, start, start + SWEPT_AT_ONCE))
    db.session.rollback()


def catch_up() -> int:
    """Append every rating from before there was a log; return how many leaves were added. Nothing if there are any."""
    if tree.size():
        return 0
    last = db.session.scalar(select(func.max(TABLES[KINDS[0]].c.id))) or 0
    for start in range(0, last, IDS_AT_ONCE):
        _bring_in(missing(KINDS[0], start, start + IDS_AT_ONCE))
    return tree.size()


def missing(kind: str, after: int, upto: int) -> list[int]:
    """Return the ratings of which a row of a kind with after < id ≤ upto is not in the log, in order."""
    table = TABLES[kind]
    rating = table.c.id if kind == KINDS[0] else table.c.rating_id
    rows = (
        select(rating)
        .outerjoin(Leaf, (Leaf.kind == literal(kind)) & (Leaf.row_id == table.c.id))
        .where(table.c.id > after, table.c.id <= upto, Leaf.index.is_(None))
    )
    return sorted(set(db.session.scalars(rows)))


def _bring_in(rating_ids: Sequence[int]) -> None:
    """Append some ratings, each bunch in a transaction of its own; those that cannot be are left out and named."""
    for start in range(0, len(rating_ids), IDS_AT_ONCE):
        some = rating_ids[start : start + IDS_AT_ONCE]
        try:
            append(some)
            db.session.commit()
        except Unsealed as error:
            db.session.rollback()
            if len(some) == 1:
                log.error("not brought into the ledger: %s has no valid seal", error)
            else:
                _bring_in(some[: len(some) // 2])
                _bring_in(some[len(some) // 2 :])
