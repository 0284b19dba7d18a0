"""The stored tree: one appender under one lock; size, roots and proofs by a handful of rows each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from sqlalchemy import Connection, Table, func, insert, select, text, update

from feedback.db import db
from feedback.ledger import merkle
from feedback.ledger.leaves import Entry
from feedback.ledger.models import Leaf, Node

# Any number that nobody else uses for pg_advisory_xact_lock.
_LOCK = 0x6C6564676572
_leaf, _node = cast(Table, Leaf.__table__), cast(Table, Node.__table__)


def lock() -> None:
    """Let nobody else append before this transaction ends; what is read from now on is the newest."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    else:
        # SQLite has one lock for all writers; a write that finds no row takes it just as well.
        db.session.execute(update(_node).where(_node.c.id == -1).values(hash=b""))


def size(connection: Connection | None = None) -> int:
    """Return how many leaves the log has."""
    last = (connection or db.session.connection()).scalar(select(func.max(_leaf.c.id)))
    return 0 if last is None else int(last) + 1


def extend(entries: Sequence[tuple[Entry, bytes]]) -> int:
    """Append entries with their salts, in this order; return the first index. Call under `lock`."""
    begin = size()
    leaves = [entry.hash(begin + n) for n, (entry, _) in enumerate(entries)]
    tops = list(subtrees(merkle.peaks(0, begin)).values())
    made, _ = merkle.grow(begin, tops, leaves)
    rows = [
        {"id": begin + n, "kind": entry.kind, "row_id": entry.row_id, "salt": salt, "hash": leaves[n]}
        for n, (entry, salt) in enumerate(entries)
    ]
    connection = db.session.connection()
    connection.execute(insert(_leaf), rows)
    if made:
        connection.execute(insert(_node), [{"id": number, "hash": hash} for number, hash in made.items()])
    return begin


def subtrees(numbers: Iterable[int], connection: Connection | None = None) -> dict[int, bytes]:
    """Return complete subtrees by their numbers, in the order asked for; raise KeyError when one is missing."""
    wanted = list(numbers)
    connection = connection or db.session.connection()
    leaves, nodes = [n >> 1 for n in wanted if not n & 1], [n for n in wanted if n & 1]
    found: dict[int, bytes] = {}
    if leaves:
        rows = connection.execute(select(_leaf.c.id, _leaf.c.hash).where(_leaf.c.id.in_(leaves)))
        found.update((2 * index, hash) for index, hash in rows)
    if nodes:
        rows = connection.execute(select(_node.c.id, _node.c.hash).where(_node.c.id.in_(nodes)))
        found.update((number, hash) for number, hash in rows)
    return {number: found[number] for number in wanted}


def root(size: int) -> bytes:
    """Return the root the log had when it was of this size."""
    return merkle.folded(list(subtrees(merkle.peaks(0, size)).values()))


def standing_root(connection: Connection) -> tuple[int, bytes]:
    """Return size and root of the log as a connection sees it."""
    count = size(connection)
    return count, merkle.folded(list(subtrees(merkle.peaks(0, count), connection).values()))


def inclusion(index: int, size: int) -> list[bytes]:
    """Return the path from leaf `index` to the root of the first `size` leaves, index < size."""
    return _hashes(merkle.inclusion(index, size))


def consistency(old: int, new: int) -> list[bytes]:
    """Return what proves that the log of `new` leaves continues that of `old`; 0 ≤ old ≤ new."""
    return _hashes(merkle.consistency(old, new)) if 0 < old < new else []


def _hashes(ranges: Sequence[merkle.Range]) -> list[bytes]:
    known: Mapping[int, bytes] = subtrees(merkle.needed(ranges))
    return merkle.hashes(ranges, known)
