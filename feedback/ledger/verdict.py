"""The whole verdict over the log: its leaves, what is not in it yet, its texts, its heads, heads kept outside."""

import heapq
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, cast

from sqlalchemy import Connection, Table, func, literal, or_, select, text

from feedback.collecting import Outbox, Rating, RatingChange
from feedback.db import db
from feedback.ledger import signing, tree
from feedback.ledger.leaves import KINDS, RATING
from feedback.ledger.models import Head, Leaf, SigningKey
from feedback.ledger.queries import undone
from feedback.ledger.rows import TABLES
from feedback.ledger.statements import head_text, key_text, second, signed_by
from feedback.ledger.texts import strays
from feedback.ledger.verifying import NAMES, Fault, Walk, readable, wrong_rows

_leaf, _head = cast(Table, Leaf.__table__), cast(Table, Head.__table__)
_key, _outbox = cast(Table, SigningKey.__table__), cast(Table, Outbox.__table__)
AT_ONCE = 2000
MOST_NAMED = 100  # of each kind that never came into the log


@dataclass
class Verdict:
    """What was found: faults in the order of their index, and how much was looked at."""

    leaves: int = 0
    waiting: int = 0
    heads: int = 0
    outside: int = 0
    unvouched: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection that sees one moment of the database, whatever comes in meanwhile."""
    engine = db.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        yield connection
        connection.rollback()


def verify(connection: Connection, outside: Sequence[Mapping[str, Any]] = ()) -> Verdict:
    """Prove the log; `outside` are heads as witnesses kept them (`witnesses.read_heads`)."""
    found = Verdict(leaves=tree.size(connection), waiting=waiting(connection), outside=len(outside))
    keys = _keys(connection, found)
    foreign = [head for head in outside if not _ours(head, keys)]
    found.faults += [Fault(0, f"第 {head.get('number')} 号账外账本头不是本账本签的") for head in foreign]
    kept = sorted(
        (head["size"], head["root"], f"账外保存的第 {head['number']} 号账本头")
        for head in outside
        if head not in foreign
    )
    with closing(_marks(connection, keys, found)) as marks:
        found.faults += Walk(connection, heapq.merge(marks, kept)).run()
    for kind in KINDS:
        some = islice(_outside_the_log(connection, kind), MOST_NAMED)
        found.faults += [Fault(found.leaves, what) for what in some]
    found.faults += [Fault(found.leaves, what) for what in _vanished(connection)]
    found.faults += [Fault(index, what) for index, what in strays(connection, found.leaves)]
    found.faults.sort()
    return found


def waiting(connection: Connection | None = None) -> int:
    """Return how many ratings have yet to go into the log."""
    count = select(func.count(_outbox.c.rating_id.distinct())).where(undone())
    return (connection or db.session.connection()).scalar(count) or 0


def _keys(connection: Connection, found: Verdict) -> dict[str, str]:
    """Return the log's public keys by name; note those that nobody vouched for, and those that are no keys of ours."""
    keys: dict[str, str] = {}
    log = ""
    rows = connection.execute(select(_key, _key.c.id.label("number")).order_by(_key.c.id))
    for row in _readable(rows, found, 0):
        log = log or row.key
        line = signing.key_line(row, log)
        voucher = row.public if row.signed_by == row.key else keys.get(row.signed_by, "")
        if row.number != len(keys) + 1 or not signed_by(voucher, row.signature, key_text(line)):
            found.faults.append(Fault(0, f"第 {row.number} 把签名密钥不是本账本的"))
        elif row.signed_by == row.key and keys:
            found.unvouched.append(f"{row.key}（{second(row.at)}）")
        keys[row.key] = row.public
    if keys and (local := signing.key_in_file()) not in (None, row.key):
        found.faults.append(Fault(0, f"密钥文件是 {local}，不是最后公布的 {row.key}"))
    return keys


def _readable(rows: Iterable[Any], found: Verdict, index: int) -> Iterator[Any]:
    """Yield rows until one cannot be read, which is a fault."""
    try:
        yield from rows
    except (ValueError, TypeError):
        found.faults.append(Fault(index, "账本头或密钥里有读不出来的内容"))


def _ours(head: Mapping[str, Any], keys: Mapping[str, str]) -> bool:
    return signed_by(keys.get(head["key"], ""), head["signature"], head_text(head))


def _marks(
    connection: Connection, keys: Mapping[str, str], found: Verdict
) -> Generator[tuple[int, str, str], None, None]:
    """Yield what the log's own heads say, and note those that are not as they were signed."""
    log, number, size = next(iter(keys), ""), 0, 0
    rows = select(_head).order_by(_head.c.id).execution_options(yield_per=1000)
    with connection.execute(rows) as heads:
        for row in _readable(heads, found, size):
            number += 1
            line = {**row._mapping, "number": row.id, "log": log, "at": second(row.at)}
            if row.id != number or not _ours(line, keys) or row.size < size:
                found.faults.append(Fault(size, f"第 {number} 号账本头被改动或不见了"))
                number = row.id
                continue
            size = row.size
            found.heads += 1
            yield row.size, row.root, f"第 {number} 号账本头"


def _outside_the_log(connection: Connection, kind: str) -> Iterator[str]:
    """Yield what is wrong with rows that are not in the log: they must be sealed, and wait for their turn."""
    table = TABLES[kind]
    rating = table.c.id if kind == RATING else table.c.rating_id
    waits = select(_outbox.c.id).where(_outbox.c.rating_id == rating, undone()).exists()
    rows = (
        select(table.c.id, waits.label("waits"))
        .outerjoin(_leaf, (_leaf.c.kind == literal(kind)) & (_leaf.c.row_id == table.c.id))
        .where(_leaf.c.id.is_(None))
        .order_by(table.c.id)
    )
    with connection.execute(rows.execution_options(yield_per=AT_ONCE)) as found:
        for some in found.partitions(AT_ONCE):
            ids = {row.id: row.waits for row in some}
            there = readable(connection, kind, list(ids))
            wrong = wrong_rows(connection, kind, list(there.values()))
            for number, waits_ in ids.items():
                what = wrong.get(number) or ("读不出来" if number not in there else None)
                if what := what or (None if waits_ else "没有入账，也不在等候入账"):
                    yield f"未入账的{NAMES[kind]} {number}：{what}"
    if connection.dialect.name == "sqlite" and (gone := _gap(connection, table)):
        yield gone


def _vanished(connection: Connection) -> Iterator[str]:
    """Yield every rating that waits to be logged and is no longer there, whole or in part."""
    rating, change = cast(Table, Rating.__table__), cast(Table, RatingChange.__table__)
    rows = (
        select(_outbox.c.rating_id, rating.c.id)
        .outerjoin(rating, rating.c.id == _outbox.c.rating_id)
        .outerjoin(change, change.c.rating_id == _outbox.c.rating_id)
        .where(undone(), or_(rating.c.id.is_(None), change.c.id.is_(None)))
    )
    for row in connection.execute(rows):
        yield f"未入账的评价 {row.rating_id} {'没有内容' if row.id else '不见了'}"


def _gap(connection: Connection, table: Table) -> str | None:
    """Say when rows were taken away before they were logged; SQLite numbers without gaps, PostgreSQL does not."""
    count = connection.scalar(select(func.count()).select_from(table))
    last = connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
    return None if (last or 0) == count else f"{table.name} 表的编号到了 {last}，却只有 {count} 行"
