"""The data map (数据清单): what each column of the database is for, who sees it, how long it stays.

Each concept declares its columns in its `data.csv`, one line a column, or `table.*` for a whole table that holds
nothing from a resident. docs/data-map.md is made from these files and the schema.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import MetaData, Table

from feedback.db import db
from feedback.settings import TOP

RESIDENT, STAFF, NOBODY = "居民", "工作人员", "—"
FIELDS = ("column", "whose", "purpose", "basis", "seen", "kept")
HEAD = """# 数据清单 / Data map

数据库里每一列：是谁的、为什么存、依据、谁看得到、留多久。由 `flask --app app data-map > docs/data-map.md` 从各概念的 `data.csv` 和数据库结构生成；
没有声明的列会让检查不通过。来自居民的表逐列声明，其余的可以整表声明（`*`）。

评价的行里没有 IP 地址、微信号、浏览器标识、姓名、电话、证件号：没有这样的列。

Every column of the database: whose it is, what for, on what ground, who sees it, how long it stays. Made by
`flask --app app data-map` from each concept's `data.csv`; an undeclared column fails `make check`.
"""


@dataclass(frozen=True)
class Declared:
    """One line of a `data.csv`; `column` is "table.column" or "table.*"."""

    column: str
    whose: str
    purpose: str
    basis: str
    seen: str
    kept: str

    @property
    def table(self) -> str:
        """Return the table it is about."""
        return self.column.partition(".")[0]


def declared(top: Path = TOP) -> dict[str, Declared]:
    """Return every declaration by its column; raise ValueError for a line with an empty or missing cell."""
    found: dict[str, Declared] = {}
    for path in sorted((top / "feedback").glob("*/data.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                cells = [line.get(name) or "" for name in FIELDS]
                if not all(cells) or None in line or line["column"] in found:
                    raise ValueError(f"{path.parent.name}/data.csv: {line}")
                found[line["column"]] = Declared(*cells)
    return found


def problems(schema: MetaData, known: Mapping[str, Declared]) -> list[str]:
    """Return what is wrong with the declarations, as sentences that say what to write."""
    residents = _of_residents(schema, known)
    found = []
    for table in schema.sorted_tables:
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if name in known or (f"{table.name}.*" in known and table.name not in residents):
                continue
            why = (
                "（来自居民的表要逐列声明）" if table.name in residents else f"（或整表一行 {table.name}.*）"
            )
            found.append(f"add to feedback/<concept>/data.csv: {name},谁的,用途,依据,谁看得到,留多久 {why}")
    there = {
        f"{table.name}.{name}" for table in schema.sorted_tables for name in (*table.columns.keys(), "*")
    }
    found += [f"no such column any more: {name}" for name in known if name not in there]
    found += [
        f"whose is {d.column}: {d.whose}?" for d in known.values() if d.whose not in (RESIDENT, STAFF, NOBODY)
    ]
    return found


def _of_residents(schema: MetaData, known: Mapping[str, Declared]) -> set[str]:
    """Return the tables that hold something from a resident: declared so, or leading to one rating."""
    found = {d.table for d in known.values() if d.whose == RESIDENT} | {"rating"}
    for table in schema.sorted_tables:
        if {key.column.table.name for key in table.foreign_keys} & {"rating", "rating_change", "analysis"}:
            found.add(table.name)
    return found


def page(schema: MetaData, known: Mapping[str, Declared]) -> str:
    """Return docs/data-map.md."""
    return HEAD + "".join(
        _section(table, known) for table in sorted(schema.sorted_tables, key=lambda t: t.name)
    )


def _section(table: Table, known: Mapping[str, Declared]) -> str:
    lines: Iterable[Declared] = [
        known[name]
        for name in (f"{table.name}.*", *(f"{table.name}.{column.name}" for column in table.columns))
        if name in known
    ]
    rows = (
        f"| `{d.column.partition('.')[2]}` | {d.whose} | {d.purpose} | {d.basis} | {d.seen} | {d.kept} |"
        for d in lines
    )
    return "\n".join(
        [
            f"\n## {table.name}\n",
            "| 列 | 谁的 | 用途 | 依据 | 谁看得到 | 留多久 |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


@click.command("data-map")
def command() -> None:
    """Print what every column of the database is for, as the page docs/data-map.md."""
    click.echo(page(db.metadata, declared()), nl=False)
