"""Questions to the tallies. A page never counts raw ratings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from feedback.brands import Brand, Point
from feedback.collecting import Source, Visit
from feedback.db import db
from feedback.scoring.models import ScoreRule, Tally
from feedback.scoring.periods import Period, last_months
from feedback.scoring.recount import COUNTED
from feedback.scoring.rules import GRADES, Counts, MassScore, Rule, mass_score
from feedback.screening import COUNTED as STANDS
from feedback.screening import REASONS

NOTHING = Counts()
# How a rating must stand to be part of a figure, unless a page asks about the others.
_COUNTS = Tally.standing == STANDS
# What staff typed in, told apart: its weight in a score is capped.
_TYPED = Tally.source.in_([Source.PAPER.value, Source.PHONE.value])
_SUMS = [
    *(func.sum(getattr(Tally, name)).label(name) for name in COUNTED),
    *(func.sum(case((_TYPED, getattr(Tally, f"g{g}")), else_=0)).label(f"desk{g}") for g in GRADES),
]


def current_rule() -> Rule:
    """Return the newest version of the rule; raise NoResultFound if there is none."""
    newest = db.session.scalars(select(ScoreRule).order_by(ScoreRule.number.desc()).limit(1)).one()
    return Rule.read(newest.number, newest.body)


def rule_numbered(number: int) -> Rule:
    """Return one version of the rule; raise NoResultFound if there is none."""
    return Rule.read(
        number, db.session.scalars(select(ScoreRule).where(ScoreRule.number == number)).one().body
    )


def counts_of(point_ids: Sequence[int], begin: date, end: date) -> Counts:
    """Return the counts of some points from `begin` to `end`, both days included."""
    row = db.session.execute(
        select(*_SUMS).where(Tally.point_id.in_(point_ids), Tally.day.between(begin, end), _COUNTS)
    ).one()
    return _counts(row._mapping)


def counts_by_standing(point_ids: Sequence[int], begin: date, end: date) -> dict[str, Counts]:
    """Return the counts of some points by how the ratings stand: "counted", and each reason why others do not count."""
    rows = db.session.execute(
        select(Tally.standing, *_SUMS)
        .where(Tally.point_id.in_(point_ids), Tally.day.between(begin, end))
        .group_by(Tally.standing)
    )
    found = {row.standing: _counts(row._mapping) for row in rows}
    return {standing: found.get(standing, NOTHING) for standing in (STANDS, *REASONS)}


def counts_by_source(point_ids: Sequence[int], begin: date, end: date) -> dict[Source, int]:
    """Return how many counted ratings came in by which way, 不了解 among them; ways that nobody took are left out."""
    rows = db.session.execute(
        select(Tally.source, *_SUMS)
        .where(Tally.point_id.in_(point_ids), Tally.day.between(begin, end), _COUNTS)
        .group_by(Tally.source)
    )
    found = {row.source: _counts(row._mapping).total for row in rows}
    return {source: found[source.value] for source in Source if found.get(source.value)}


def counts_by_day(point_ids: Sequence[int], begin: date, end: date) -> dict[date, Counts]:
    """Return the counts of some points by local day; days without a rating are left out."""
    rows = db.session.execute(
        select(Tally.day, *_SUMS)
        .where(Tally.point_id.in_(point_ids), Tally.day.between(begin, end), _COUNTS)
        .group_by(Tally.day)
        .order_by(Tally.day)
    )
    return {row.day: _counts(row._mapping) for row in rows}


def counts_by_brand(brand_ids: Sequence[int], begin: date, end: date) -> dict[int, Counts]:
    """Return the counts of some brands; one without ratings has counts of nothing."""
    rows = db.session.execute(
        select(Point.brand_id, *_SUMS)
        .join(Tally, Tally.point_id == Point.id)
        .where(Point.brand_id.in_(brand_ids), Tally.day.between(begin, end), _COUNTS)
        .group_by(Point.brand_id)
    )
    return dict.fromkeys(brand_ids, NOTHING) | {row.brand_id: _counts(row._mapping) for row in rows}


def score_of(brand: Brand, begin: date, end: date, rule: Rule | None = None) -> MassScore:
    """Return a brand's score from `begin` to `end`, both days included, by the newest rule unless one is named."""
    return mass_score(counts_by_brand([brand.id], begin, end)[brand.id], rule or current_rule())


def scores_of(
    brands: Sequence[Brand], begin: date, end: date, rule: Rule | None = None
) -> dict[int, MassScore]:
    """Return the scores of many brands by id, in one question to the database."""
    rule = rule or current_rule()
    counts = counts_by_brand([brand.id for brand in brands], begin, end)
    return {brand_id: mass_score(c, rule) for brand_id, c in counts.items()}


@dataclass(frozen=True)
class Month:
    """One calendar month, or the part of it that was asked for, and its score."""

    period: Period
    score: MassScore


def monthly(brand: Brand, until: date, months: int = 12) -> list[Month]:
    """Return the scores of the calendar months up to a day, oldest first."""
    whole = last_months(until, months)
    days = counts_by_day(points_of(brand), whole.begin, whole.end)
    rule = current_rule()
    return [Month(piece, mass_score(within(days, piece), rule)) for piece in whole.months()]


def within(days: Mapping[date, Counts], period: Period) -> Counts:
    """Return the sum of the days that lie in a period."""
    return sum((c for day, c in days.items() if period.begin <= day <= period.end), NOTHING)


def points_of(brand: Brand) -> list[int]:
    """Return the ids of all points of a brand, retired ones too: their ratings stay."""
    return list(db.session.scalars(select(Point.id).where(Point.brand_id == brand.id).order_by(Point.id)))


@dataclass(frozen=True)
class Participation:
    """How many answered, how often the pages were opened, and at how many of the points anybody answered."""

    ratings: int
    visits: int
    active_points: int
    points: int


def participation(point_ids: Sequence[int], begin: date, end: date) -> Participation:
    """Return the participation at some points from `begin` to `end`, both days included."""
    answered, active = db.session.execute(
        select(
            func.coalesce(func.sum(sum((getattr(Tally, name) for name in COUNTED[1:6]), Tally.g5)), 0),
            func.count(Tally.point_id.distinct()),
        ).where(Tally.point_id.in_(point_ids), Tally.day.between(begin, end), _COUNTS)
    ).one()
    visits = db.session.scalar(
        select(func.coalesce(func.sum(Visit.count), 0)).where(
            Visit.point_id.in_(point_ids), Visit.day.between(begin, end), Visit.kind == "open"
        )
    )
    return Participation(int(answered), int(visits or 0), active, len(point_ids))


def last_days(point_ids: Sequence[int], since: date) -> dict[int, date]:
    """Return the last local day on which each point was rated, of those rated since a day."""
    rows = db.session.execute(
        select(Tally.point_id, func.max(Tally.day).label("last"))
        .where(Tally.point_id.in_(point_ids), Tally.day >= since, _COUNTS)
        .group_by(Tally.point_id)
    )
    return {row.point_id: row.last for row in rows}


def _counts(row: Mapping[Any, Any]) -> Counts:
    # A sum over no rows is NULL; PostgreSQL gives a sum of integers as Decimal or bigint.
    counted = {name: int(row[name] or 0) for name in COUNTED}
    return Counts(
        grades={grade: counted[f"g{grade}"] for grade in GRADES},
        none=counted["none"],
        awareness={answer: counted[answer] for answer in ("knows", "heard", "unknown")},
        comments=counted["comments"],
        marked=counted["marked"],
        desk={grade: int(row[f"desk{grade}"] or 0) for grade in GRADES},
    )
