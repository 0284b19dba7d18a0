"""What the raw rows say: the counts of cells, by the last state of each rating."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, case, func, literal_column, select, tuple_
from sqlalchemy.orm import aliased

from feedback.admission import INTERNAL as INTERNAL_DEVICE
from feedback.collecting import Rating, RatingChange
from feedback.screening import COUNTED as STANDS
from feedback.screening import Standing

Cell = tuple[int, date, int, str]  # point, local day, questionnaire version, source
CELL = ("point_id", "day", "version_id", "source")
KEY = (*CELL, "standing")
COUNTED = ("g5", "g4", "g3", "g2", "g1", "none", "knows", "heard", "unknown", "comments", "marked")


def cells_of(rating_ids: Sequence[int]) -> Select[int, date, int, str]:
    """Select the cells in which some ratings count."""
    cell = (Rating.point_id, Rating.day, Rating.version_id, Rating.source)
    return select(*cell).where(Rating.id.in_(rating_ids)).distinct()


def recount(cells: Sequence[Cell] | None = None) -> Select[Any]:
    """Select the counts of some cells (all, if None) from the raw rows, in the order KEY + COUNTED."""
    last, later = RatingChange, aliased(RatingChange)
    newest = (
        select(func.max(later.number)).where(later.rating_id == Rating.id).correlate(Rating).scalar_subquery()
    )
    where = [getattr(Rating, name) for name in CELL]
    # A literal, no parameter: PostgreSQL would not know it again in GROUP BY.
    stands = func.coalesce(Standing.reason, literal_column(f"'{STANDS}'")).label("standing")
    counted = (
        select(*where, stands, *_counts(last))
        .select_from(Rating)
        .join(last, (last.rating_id == Rating.id) & (last.number == newest))
        .outerjoin(Standing, Standing.rating_id == Rating.id)
        .group_by(*where, stands)
    )
    return counted if cells is None else counted.where(tuple_(*where).in_(cells))


def _counts(last: type[RatingChange]) -> list[Label[int]]:
    conditions: list[ColumnElement[bool]] = [
        *(last.grade == grade for grade in (5, 4, 3, 2, 1)),
        last.grade.is_(None),
        *(last.awareness == answer for answer in ("knows", "heard", "unknown")),
        # Without those kept from the branch: beside the list of comments their number would show.
        last.comment_proof.is_not(None) & last.above.is_(False),
        Rating.device.is_not(None) & (Rating.device != INTERNAL_DEVICE),
    ]
    # No count(*) FILTER: a sum of cases reads alike on every database.
    return [
        func.sum(case((condition, 1), else_=0)).label(name)
        for name, condition in zip(COUNTED, conditions, strict=True)
    ]
