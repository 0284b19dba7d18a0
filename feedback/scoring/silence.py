"""A point that used to be scanned and no longer is: is its code covered, or broken?"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from feedback.collecting import Visit
from feedback.db import db
from feedback.scoring.models import Tally
from feedback.scoring.recount import COUNTED

WINDOW = timedelta(days=7)
HISTORY = timedelta(days=28)
EXPECTED = 10


def covered(before: int, seen: int) -> int | None:
    """Return how many scans a silent week should have had, by the four weeks before it; None if that is no wonder.

    Fewer than ten expected may stay away by chance: of ten, none at all comes once in twenty thousand weeks.
    """
    expected = before * WINDOW.days // HISTORY.days
    return expected if seen == 0 and expected >= EXPECTED else None


def silent_points(point_ids: Sequence[int], today: date) -> dict[int, int]:
    """Return the points without one scan in the last seven days though ten or more were to be expected, and how many.

    A rating is a scan, too: visits are counted in memory, and a process that dies forgets some.
    """
    begin = today - WINDOW + timedelta(days=1)
    now = _scans(point_ids, begin, today)
    before = _scans(point_ids, begin - HISTORY, begin - timedelta(days=1))
    found = {point_id: covered(count, now.get(point_id, 0)) for point_id, count in before.items()}
    return {point_id: expected for point_id, expected in found.items() if expected is not None}


def _scans(point_ids: Sequence[int], begin: date, end: date) -> dict[int, int]:
    ratings: Any = sum((getattr(Tally, name) for name in COUNTED[1:6]), Tally.g5)
    opened = (
        select(Visit.point_id, func.sum(Visit.count))
        .where(Visit.point_id.in_(point_ids), Visit.day.between(begin, end))
        .group_by(Visit.point_id)
    )
    rated = (
        select(Tally.point_id, func.sum(ratings))
        .where(Tally.point_id.in_(point_ids), Tally.day.between(begin, end))
        .group_by(Tally.point_id)
    )
    found: dict[int, int] = {}
    for asked in (opened, rated):
        for point_id, count in db.session.execute(asked):
            found[point_id] = max(found.get(point_id, 0), int(count))
    return found
