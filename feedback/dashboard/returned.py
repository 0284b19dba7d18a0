"""Themes that a branch has put right, as they stand on its page: put right, or back again, and how often since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from feedback import scoring, sentiment
from feedback.dashboard.choices import Choice
from feedback.scoring import PRIVATE_BELOW, Period, month_of
from feedback.sentiment import Closed


@dataclass(frozen=True)
class Returned:
    """A theme that was put right; `since`: complaints since, or None where the number may not be told."""

    closed: Closed
    since: int | None
    asks: dict[str, Any]


def closings(brand_id: int, points: Sequence[int], choice: Choice, today: date) -> dict[str, Returned]:
    """Return what to say of each theme that was put right, on a page whose period goes on to this day."""
    if choice.whole.end != today:
        return {}
    until = choice.period.end
    return {
        theme: Returned(
            closed,
            closed.since if closed.came_back and _may_tell(points, closed.first, choice) else None,
            asks(closed, today),
        )
        for theme, closed in sentiment.closed_themes(brand_id, points, until).items()
    }


def asks(closed: Closed, today: date) -> dict[str, Any]:
    """Return what an address asks for the complaints about a theme since it was put right."""
    days = {"period": "own", "begin": closed.first.isoformat(), "end": today.isoformat()}
    return {**days, "theme": closed.theme, "polarity": "complaint"}


def _may_tell(points: Sequence[int], first: date, choice: Choice) -> bool:
    """Return whether a figure since a day may stand beside those of the period and of its months.

    Between that day and each day where another figure of the page begins must lie no rating or at least five:
    else the difference of the two would be about so few.
    """
    last = choice.period.end + timedelta(days=1)
    month = month_of(first)
    cuts = [choice.period.begin, month.begin, min(month.end + timedelta(days=1), last), last]
    days = scoring.counts_by_day(points, min(first, *cuts), choice.period.end)
    between = [
        scoring.within(days, Period(min(first, cut), max(first, cut) - timedelta(days=1))).total
        for cut in cuts
    ]
    return between[-1] >= PRIVATE_BELOW and all(n == 0 or n >= PRIVATE_BELOW for n in between)
