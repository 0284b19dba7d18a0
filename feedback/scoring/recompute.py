"""All tallies from the raw rows: to prove them equal, or to write them anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import click
from sqlalchemy import String, cast, delete, func, insert, literal, or_, select, text, tuple_, union_all

from feedback.collecting import Outbox, Rating
from feedback.db import db
from feedback.scoring.models import Tally
from feedback.scoring.recount import CELL, COUNTED, KEY, recount
from feedback.scoring.tallies import STEP
from feedback.screening import COUNTED as STANDS
from feedback.screening import REASON_NAMES
from feedback.screening import recompute as standings

NAMES = {STANDS: "计分", **{reason: f"不计分（{name}）" for reason, name in REASON_NAMES.items()}}


@dataclass(frozen=True)
class Difference:
    """A cell whose tally is not what its raw rows say; counts by name, only those that differ."""

    cell: tuple[
        int, date, int, str, str
    ]  # point, local day, questionnaire version, source, how the ratings stand
    kept: dict[str, int]
    raw: dict[str, int]


def differences() -> list[Difference]:
    """Return every cell whose tally differs from its raw rows; cells with ratings still to be tallied are left out."""
    # One statement, one snapshot: read one after the other, a rating in between would be a difference.
    kept, raw = select(*_columns(Tally)), recount().subquery()
    zero = [literal(0)] * len(COUNTED)
    both = union_all(
        kept.add_columns(*(z.label(f"raw_{c}") for z, c in zip(zero, COUNTED, strict=True))),
        select(*(raw.c[c] for c in KEY), *zero, *(raw.c[c] for c in COUNTED)),
    ).subquery()
    cell, key = [both.c[name] for name in CELL], [both.c[name] for name in KEY]
    left = {name: func.sum(both.c[name]) for name in COUNTED}
    right = {name: func.sum(both.c[f"raw_{name}"]) for name in COUNTED}
    rows = db.session.execute(
        select(*key, *left.values(), *right.values())
        .where(tuple_(*cell).not_in(_waiting_cells()))
        .group_by(*key)
        .having(or_(*(left[name] != right[name] for name in COUNTED)))
        .order_by(*key)
    ).all()
    return [_difference(row) for row in rows]


def _columns(table: Any) -> list[Any]:
    return [getattr(table, name) for name in (*KEY, *COUNTED)]


def _difference(row: Sequence[Any]) -> Difference:
    point, day, version, source, standing, *counts = row
    pairs = zip(COUNTED, counts[: len(COUNTED)], counts[len(COUNTED) :], strict=True)
    unequal = [(name, kept, raw) for name, kept, raw in pairs if kept != raw]
    return Difference(
        (point, day, version, source, standing),
        {name: kept for name, kept, _ in unequal},
        {name: raw for name, _, raw in unequal},
    )


def _untallied() -> Any:
    # The list of done steps is JSON; as text it holds the step's name between quotes, on every database.
    return cast(Outbox.done, String).not_like(f'%"{STEP}"%')


def _waiting_cells() -> Any:
    return (
        select(*(getattr(Rating, name) for name in CELL))
        .join(Outbox, Outbox.rating_id == Rating.id)
        .where(_untallied())
        .distinct()
    )


def waiting() -> int:
    """Return how many ratings have yet to be tallied."""
    return db.session.scalar(select(func.count(Outbox.rating_id.distinct())).where(_untallied())) or 0


def rewrite() -> int:
    """Write how ratings stand and all tallies anew from the raw rows; return how many rows of tallies there are."""
    standings.rewrite()
    if db.session.get_bind().dialect.name == "postgresql":
        # Workers that tally wait until this is done; without it one could leave a count from before.
        db.session.execute(text("LOCK TABLE tally IN EXCLUSIVE MODE"))
    db.session.execute(delete(Tally))
    db.session.execute(insert(Tally).from_select([*KEY, *COUNTED], recount()))
    cells = db.session.scalar(select(func.count()).select_from(Tally)) or 0
    db.session.commit()
    return cells


@click.command("recompute")
@click.option("--check", is_flag=True, help="Only compare; exit 1 if a tally differs from its raw rows.")
def command(check: bool) -> None:
    """Count all tallies anew from the ratings, or compare them with the ratings."""
    if not check:
        click.echo(f"已按原始评价重新统计 {rewrite()} 个单元。")
        return
    wrong = standings.misplaced()
    for m in wrong:
        click.echo(f"评价 {m.rating_id}：现为{NAMES[m.kept]}，按原始评价应为{NAMES[m.raw]}")
    found = differences()
    for d in found:
        point, day, version, source, standing = d.cell
        counts = "，".join(f"{name} 统计 {d.kept[name]} 原始 {d.raw[name]}" for name in d.kept)
        click.echo(f"评价点 {point} {day} 问卷版本 {version} 来源 {source} {NAMES[standing]}：{counts}")
    click.echo(f"{len(found)} 个单元与原始评价不一致；{waiting()} 条评价还在等候统计，其单元未比较。")
    if wrong:
        click.echo(f"{len(wrong)} 条评价该不该计分，与原始评价不一致。")
    if found or wrong:
        raise SystemExit(1)
