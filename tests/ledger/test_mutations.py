"""Whatever is done to a row by hand is found, and the first place it shows is named (I3)."""

import os
import sys

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from feedback.db import db
from feedback.ledger.verdict import verify
from tests.factories import World
from tests.ledger.conftest import verdict
from tests.ledger.damage import Vandal, unguarded

PROOF = os.environ.get("PROOF") == "1"
STRIKES = 1000 if PROOF else 80


def test_a_log_nobody_touched_is_whole(full_log: World) -> None:
    found = verdict()
    assert (found.faults, found.heads, found.waiting) == ([], 2, 3)


@pytest.mark.parametrize("value", ["'什么都不是'", "''", "-1", "NULL", "x'00ff'", "9e99"])
def test_what_a_column_cannot_hold_is_found_and_stops_nothing(full_log: World, value: str) -> None:
    """SQLite takes anything in any column; PostgreSQL refuses, which is as good."""
    tables = (
        "rating",
        "rating_change",
        "ledger_act",
        "ledger_leaf",
        "ledger_node",
        "ledger_head",
        "ledger_key",
    )
    for table in (db.metadata.tables[name] for name in tables):
        for column in table.columns:
            with unguarded() as connection:
                row = connection.scalar(select(table.c.id).order_by(table.c.id).offset(1).limit(1)) or 1
                try:
                    connection.exec_driver_sql(
                        f'UPDATE {table.name} SET "{column.name}" = {value} WHERE id = {row}'
                    )
                except DBAPIError:
                    continue
                old, new = _before_and_now(connection, table.name, column.name, row)
                assert (verify(connection).faults != []) == (old != new), (table.name, column.name)


def _before_and_now(connection: Connection, table: str, column: str, row: int) -> tuple[object, object]:
    """Return a value as others still see it, and as it now stands in this connection."""
    query = f'SELECT "{column}" FROM {table} WHERE id = {row}'
    with db.engine.connect() as other:
        return other.exec_driver_sql(query).scalar(), connection.exec_driver_sql(query).scalar()


def test_every_change_removal_insertion_and_reordering_is_found_and_placed(
    full_log: World, capsys: pytest.CaptureFixture[str]
) -> None:
    missed, misplaced, seen = [], [], set()
    for seed in range(STRIKES):
        with unguarded() as connection:
            what, index = Vandal(connection, seed).strikes()
            found = verify(connection).faults
        seen.add(what)
        if not found:
            missed.append((seed, what))
        elif index is not None and found[0].index != index:
            misplaced.append((seed, what, index, found[0]))
    with capsys.disabled():
        sys.stdout.write(f"\n{STRIKES - len(missed)} of {STRIKES} found, {len(seen)} ways\n" if PROOF else "")
    assert missed == []
    assert misplaced == []
    assert len(seen) >= 20
    assert verdict().faults == []
