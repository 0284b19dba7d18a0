"""What somebody with the database open in front of them may do to its rows, triggers or not."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from feedback import append_only
from feedback.collecting import Comment, Rating, RatingChange
from feedback.db import db
from feedback.ledger.merkle import leaves_under
from feedback.ledger.models import Act, Leaf, Node

RATING, CHANGE, COMMENT, ACT, LEAF, NODE = (
    cast(Table, model.__table__) for model in (Rating, RatingChange, Comment, Act, Leaf, Node)
)
KIND = {"rating": "rating", "rating_change": "change", "ledger_act": "act"}
# A text's own number is nowhere used: nothing hangs on it.
FREE = {("comment", "id")}


@contextmanager
def unguarded() -> Iterator[Connection]:
    """A connection on which neither triggers nor foreign keys hold; all that is done on it is undone at the end."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN")
            for table in append_only.GUARDED:
                for name in append_only.names(connection, table):
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        try:
            yield connection
        finally:
            connection.rollback()
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")


class Vandal:
    """Does one thing at random; each returns the first index it touches, or None where the log names none."""

    def __init__(self, connection: Connection, seed: int) -> None:
        self.connection, self.chance = connection, random.Random(seed)

    def strikes(self) -> tuple[str, int | None]:
        """Return what was done, and the first leaf it touches."""
        ways: tuple[tuple[Callable[[Table], int | None], tuple[Table, ...]], ...] = (
            (self.changes, (RATING, CHANGE, COMMENT, ACT, LEAF, NODE)),
            (self.removes, (RATING, CHANGE, COMMENT, ACT, LEAF, NODE)),
            (self.inserts, (RATING, CHANGE, COMMENT, ACT, LEAF, NODE)),
            (self.swaps, (RATING, CHANGE, LEAF, NODE)),
        )
        way, tables = self.chance.choice(ways)
        table = self.chance.choice(tables)
        return f"{way.__name__} {table.name}", way(table)

    def any_row(self, table: Table) -> Row[Any]:
        """Return a row by chance; of what has a leaf only such as have one: the last minute is another matter."""
        rows = select(table).order_by(table.c.id)
        if kind := KIND.get(table.name):
            rows = rows.where(table.c.id.in_(select(LEAF.c.row_id).where(LEAF.c.kind == kind)))
        return self.chance.choice(self.connection.execute(rows).all())

    def changes(self, table: Table) -> int | None:
        row = self.any_row(table)
        column = self.chance.choice([c for c in table.c if (table.name, c.name) not in FREE])
        index = self.index_of(table, row)
        new = self.other(row._mapping[column.name], column.name)
        self.connection.execute(update(table).where(table.c.id == row.id).values({column.name: new}))
        return index

    def removes(self, table: Table) -> int | None:
        row = self.any_row(table)
        index = self.index_of(table, row)
        self.connection.execute(delete(table).where(table.c.id == row.id))
        return index

    def inserts(self, table: Table) -> None:
        """Put in a copy of a row, changed where it must be unique."""
        values = dict(self.any_row(table)._mapping)
        values["id"] = (self.connection.scalar(select(func.max(table.c.id))) or 0) + self.chance.randint(1, 3)
        unique = {
            "rating": {"key_hash": "0" * 64, "claim": "1" * 64},
            "rating_change": {"number": values.get("number", 0) + 50},
            "comment": {"change_id": self._without_text()},
            "ledger_act": {"number": values.get("number", 0) + 1, "change_id": 10**6},
            "ledger_leaf": {"row_id": 10**6},
        }
        self.connection.execute(insert(table).values(values | unique.get(table.name, {})))

    def swaps(self, table: Table) -> int | None:
        """Let two rows change places."""
        one, other = self.any_row(table), self.any_row(table)
        while other.id == one.id:
            other = self.any_row(table)
        first = min(self.index_of(table, one) or 0, self.index_of(table, other) or 0)
        spare = 10**9
        for old, new in ((one.id, spare), (other.id, one.id), (spare, other.id)):
            self.connection.execute(update(table).where(table.c.id == old).values(id=new))
        return first

    def index_of(self, table: Table, row: Row[Any]) -> int | None:
        """Return the leaf that a row stands under, where it is the first that must fail."""
        if table is LEAF:
            return int(row.id)
        if table is NODE:
            return leaves_under(row.id)[0]
        kind, number = ("change", row.change_id) if table is COMMENT else (KIND[table.name], row.id)
        index = self.connection.scalar(select(LEAF.c.id).where(LEAF.c.kind == kind, LEAF.c.row_id == number))
        # An act speaks for the state before it: that may be what fails first.
        return None if table is ACT else index

    def _without_text(self) -> int:
        spoken = select(COMMENT.c.change_id)
        silent = self.connection.scalars(select(CHANGE.c.id).where(CHANGE.c.id.not_in(spoken))).all()
        return int(self.chance.choice(silent))

    def other(self, value: Any, name: str) -> Any:
        """Return a value of the same kind that is another one."""
        match value:
            case bool():
                return not value
            case int():
                return value + 10**6 if name != "grade" else value % 5 + 1
            case bytes():
                return bytes([value[0] ^ 1 << self.chance.randrange(8)]) + value[1:]
            case datetime():
                return value + timedelta(seconds=self.chance.choice((-1, 1, 86400)))
            case date():
                return value + timedelta(days=1)
            case list():
                return [*value, "x"]
            case str():
                return value[:-1] + ("1" if value[-1:] != "1" else "2")
        return {"grade": 5, "awareness": "knows", "comment_proof": "0" * 64, "device": "0" * 64}[name]
