"""What a reviewer sees of a flag, on one page: figures, times and grades, words, the score with and without."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from flask import current_app
from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from feedback.brands import Point
from feedback.clock import local_day, now
from feedback.collecting import Comment, Rating, RatingChange
from feedback.db import db
from feedback.ledger import held_states
from feedback.masking import masked
from feedback.pages import local
from feedback.screening.models import Flag, FlagRating, Standing
from feedback.screening.rules import EXCLUDED

FEWEST = 5  # of fewer ratings no figure is shown, and so no score with and without them
SLOTS = 12
LISTED = 200


@dataclass(frozen=True)
class Given:
    """One rating concerned: when, where, the grade it had when it was found, seconds since the one before."""

    at: datetime
    point: str
    grade: int | None
    gap: float | None


@dataclass(frozen=True)
class Evidence:
    """All of it. `bars` are (from when, how many); `scores` with and without, or None where it is about too few."""

    count: int
    given: Sequence[Given]
    bars: Sequence[tuple[datetime, int]]
    comments: Sequence[str]
    commented: Sequence[int]  # whose comments these are: for the trail, not for the page
    points: Sequence[str]
    scores: Any


def evidence(flag: Flag) -> Evidence:
    """Return everything about a flag."""
    rows = db.session.execute(
        select(FlagRating.rating_id, FlagRating.grade, Rating.taken_at, Point.name)
        .join(Rating, Rating.id == FlagRating.rating_id)
        .join(Point, Point.id == Rating.point_id)
        .where(FlagRating.flag_id == flag.id)
        .order_by(Rating.taken_at, Rating.id)
    ).all()
    times = [local(row.taken_at) for row in rows]
    gaps = [None, *((b - a).total_seconds() for a, b in pairwise(times))]
    given = [Given(at, row.name, row.grade, gap) for at, row, gap in zip(times, rows, gaps, strict=False)]
    said = _comments(flag)
    names = {row.name for row in rows} or {_point(flag)}
    return Evidence(
        len(rows),
        given[:LISTED],
        bars(times),
        [masked(text) for _, text in said],
        [rating_id for rating_id, _ in said],
        sorted(names),
        _scores(flag, times) if len(rows) >= FEWEST else None,
    )


def bars(times: Sequence[datetime]) -> list[tuple[datetime, int]]:
    """Return how many of some moments lie in each of twelve equal stretches from the first to the last."""
    if len(times) < 2 or times[0] == times[-1]:
        return []
    step = (times[-1] - times[0]) / SLOTS
    step = max(timedelta(seconds=-(-step.total_seconds() // 1)), timedelta(seconds=1))
    counted = Counter((at - times[0]) // step for at in times)
    return [(times[0] + n * step, counted[n]) for n in range((times[-1] - times[0]) // step + 1)]


def _point(flag: Flag) -> str:
    point = db.session.get(Point, int(flag.figures.get("point", 0)))
    return point.name if point else ""


def _comments(flag: Flag) -> list[tuple[int, str]]:
    """Return the words that stand with the ratings concerned, by rating."""
    later = aliased(RatingChange)
    asked = (
        select(Comment.rating_id, Comment.text)
        .join(FlagRating, FlagRating.rating_id == Comment.rating_id)
        .join(RatingChange, RatingChange.id == Comment.change_id)
        .where(
            FlagRating.flag_id == flag.id,
            # As it was found: what a resident wrote in its place later would tell which rating was replaced.
            RatingChange.changed_at <= flag.found_at,
            ~exists().where(
                later.rating_id == Comment.rating_id,
                later.number > RatingChange.number,
                later.changed_at <= flag.found_at,
            ),
        )
        .order_by(Comment.rating_id)
        .limit(LISTED)
    )
    return [(row.rating_id, row.text) for row in db.session.execute(asked)]


def _scores(flag: Flag, times: Sequence[datetime]) -> Any:
    """Return the brand's score of the months concerned without these ratings, and with them as they were found.

    The page lists the grades that were found. With those that stand now the two scores would tell how many of these
    residents have replaced theirs.
    """
    later = aliased(RatingChange)
    newest = (
        select(func.max(later.number))
        .where(later.rating_id == Rating.id, later.id.not_in(held_states(now())))
        .correlate(Rating)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            RatingChange.grade,
            FlagRating.grade.label("found"),
            Rating.source,
            Standing.reason,
            func.count().label("n"),
        )
        .select_from(FlagRating)
        .join(Rating, Rating.id == FlagRating.rating_id)
        .join(RatingChange, (RatingChange.rating_id == Rating.id) & (RatingChange.number == newest))
        .outerjoin(Standing, Standing.rating_id == Rating.id)
        .where(FlagRating.flag_id == flag.id, or_(Standing.reason.is_(None), Standing.reason == EXCLUDED))
        .group_by(RatingChange.grade, FlagRating.grade, Rating.source, Standing.reason)
    ).all()
    counting, found = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for row in rows:
        if row.reason is None and row.grade is not None:
            counting[row.grade, row.source] += row.n
        if row.found is not None:
            found[row.found, row.source] += row.n
    out = sum(row.n for row in rows if row.reason and row.found is not None)
    # Two scores that differ by one to four ratings would tell those: with and without, and each beside the score that
    # stands, which has those that count and lacks those that are out.
    if any(0 < n < FEWEST for n in (counting.total(), out)) or found.total() < FEWEST:
        return None
    zone = current_app.config["TIMEZONE"]
    first, last = local_day(times[0], zone).replace(day=1), local_day(times[-1], zone)
    end = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    compare = current_app.extensions["compared"]
    return (first, end, *compare(flag.brand, first, end, counting, found))
