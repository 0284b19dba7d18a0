"""A point that used to be scanned and no longer is: is its code covered, or broken?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from feedback.collecting import Source, Visit
from feedback.db import db
from feedback.scoring.models import Tally
from feedback.scoring.recount import COUNTED

WINDOW = timedelta(days=7)
HISTORY = timedelta(days=28)
# A point nobody scanned for longer is past history: somebody above has read of it for a year.
FURTHEST = timedelta(days=366)
EXPECTED = 10

_RATINGS: Any = sum((getattr(Tally, name) for name in COUNTED[1:6]), Tally.g5)


@dataclass(frozen=True)
class Silence:
    """Since when nobody scans a point: the last day somebody did, and how many scans a week it used to have."""

    last: date
    expected: int


def covered(before: int, seen: int) -> int | None:
    """Return how many scans a silent week should have had, by the four weeks before it; None if that is no wonder.

    Fewer than ten expected may stay away by chance: of ten, none at all comes once in twenty thousand weeks.
    """
    expected = before * WINDOW.days // HISTORY.days
    return expected if seen == 0 and expected >= EXPECTED else None


def silent_points(point_ids: Sequence[int], today: date) -> dict[int, Silence]:
    """Return the points without one scan in the last seven days though ten or more were to be expected.

    By the four weeks up to the last scan, however long ago: counted back from today, a code that stays covered
    would within a month be one that nobody expects anything of. A rating by scan is a scan, too: visits are counted
    in memory, and a process that dies forgets some. What staff type in is none.
    """
    begin = today - WINDOW + timedelta(days=1)
    now = _scans(point_ids, begin, today)
    quiet = [point_id for point_id in point_ids if not now.get(point_id)]
    found = {}
    for point_id, last in _last_scans(quiet, begin - FURTHEST, begin - timedelta(days=1)).items():
        before = _scans([point_id], last - HISTORY + timedelta(days=1), last)
        expected = covered(before[point_id], 0)
        if expected is not None:
            found[point_id] = Silence(last, expected)
    return found


def _scans(point_ids: Sequence[int], begin: date, end: date) -> dict[int, int]:
    found: dict[int, int] = {}
    for point_id, count in _asked(func.sum(Visit.count), func.sum(_RATINGS), point_ids, begin, end):
        found[point_id] = max(found.get(point_id, 0), int(count))
    return found


def _last_scans(point_ids: Sequence[int], begin: date, end: date) -> dict[int, date]:
    found: dict[int, date] = {}
    for point_id, day in _asked(func.max(Visit.day), func.max(Tally.day), point_ids, begin, end):
        found[point_id] = max(found.get(point_id, day), day)
    return found


def _asked(opened: Any, rated: Any, point_ids: Sequence[int], begin: date, end: date) -> Iterator[Any]:
    """Return (point, figure) by what the visits say, then by what the ratings by scan say."""
    yield from db.session.execute(
        select(Visit.point_id, opened)
        .where(Visit.point_id.in_(point_ids), Visit.day.between(begin, end), Visit.count > 0)
        .group_by(Visit.point_id)
    )
    yield from db.session.execute(
        select(Tally.point_id, rated)
        .where(Tally.point_id.in_(point_ids), Tally.day.between(begin, end))
        .where(Tally.source == Source.SCAN.value, _RATINGS > 0)
        .group_by(Tally.point_id)
    )
