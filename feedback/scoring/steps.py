"""Figures move by five ratings at least: one day later, or with one day more, they would tell what the few of that day said.

The days of a month are cut into steps of at least five counted ratings. What a figure is about is made of whole steps: two
that are asked for one after the other differ by none or by five. A month that is over is told whole.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from feedback.brands import Point
from feedback.db import db
from feedback.scoring.models import Tally
from feedback.scoring.periods import Period, month_of
from feedback.scoring.queries import counts_by_brand
from feedback.scoring.rules import GRADES, PRIVATE_BELOW, Counts
from feedback.screening import COUNTED

DAY = timedelta(days=1)


def steps(month: Period, days: Mapping[date, int], over: bool) -> list[Period]:
    """Return the steps of a month by the ratings of its days; what is left joins the last one when the month is over,
    and before that is a step without an end."""
    found: list[Period] = []
    begin, together = None, 0
    rated = sorted(day for day, n in days.items() if n and month.begin <= day <= month.end)
    for day in rated:
        begin, together = begin or day, together + days[day]
        if together >= PRIVATE_BELOW:
            found.append(Period(begin, day))
            begin, together = None, 0
    if begin and not over:
        found.append(Period(begin, month.end))
    elif begin:
        begin = found.pop().begin if found else begin
        found.append(Period(begin, rated[-1]))
    return found


def narrowed(period: Period, days: Mapping[date, int], until: date) -> Period:
    """Return the part of a period (up to `until` at most) that cuts no step in two; it ends before it begins if there is none."""
    begin, end = period.begin, min(period.end, until)
    for month in {month_of(begin), month_of(end)}:
        for step in steps(month, days, month.end <= until):
            if step.begin < period.begin <= step.end:
                begin = step.end + DAY
            if step.begin <= min(period.end, until) < step.end:
                end = step.begin - DAY
    return Period(begin, end) if begin <= end else Period(period.begin, period.begin - DAY)


def settled(brand_ids: Sequence[int], period: Period, until: date, today: date) -> dict[int, Period]:
    """Return for each brand the part of a period that figures are about.

    `until` is the last day that is shown: where that is today, figures are live and the period stays as it is.
    """
    cut = {month for edge, month in _edges(period, until) if edge}
    if until >= today or not cut:
        return dict.fromkeys(brand_ids, period)
    days: dict[int, dict[date, int]] = {brand_id: {} for brand_id in brand_ids}
    for month in cut:
        for brand_id, day, n in _rated(brand_ids, month.begin, min(month.end, until)):
            days[brand_id][day] = n
    return {brand_id: narrowed(period, found, until) for brand_id, found in days.items()}


def settled_counts(brand_ids: Sequence[int], period: Period, until: date, today: date) -> dict[int, Counts]:
    """Return the counts of some brands, each of the part of a period that its figures are about."""
    together: dict[Period, list[int]] = {}
    for brand_id, part in settled(brand_ids, period, until, today).items():
        together.setdefault(part, []).append(brand_id)
    return {
        brand_id: counts
        for part, ids in together.items()
        for brand_id, counts in counts_by_brand(ids, part.begin, part.end).items()
    }


def _edges(period: Period, until: date) -> list[tuple[bool, Period]]:
    first, end = month_of(period.begin), min(period.end, until)
    return [(first.begin < period.begin, first), (end < month_of(end).end, month_of(end))]


def _rated(brand_ids: Sequence[int], begin: date, end: date) -> Sequence[tuple[int, date, int]]:
    n = func.sum(sum((getattr(Tally, f"g{g}") for g in GRADES[1:]), Tally.g5))
    rows = db.session.execute(
        select(Point.brand_id, Tally.day, n)
        .join(Tally, Tally.point_id == Point.id)
        .where(Point.brand_id.in_(brand_ids), Tally.day.between(begin, end), Tally.standing == COUNTED)
        .group_by(Point.brand_id, Tally.day)
    )
    return [(brand_id, day, int(count)) for brand_id, day, count in rows]
