"""Ratings as detectors see them, made for a test."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from feedback.screening.detectors import Seen

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
USUAL = (5, 4, 5, 3, 5, 4, 4, 5, 2, 4, 5, 4, 3, 5, 4, 5, 1, 4, 5, 4)


def ordinary(days: int = 120, a_day: int = 4, point: int = 1, grades: Sequence[int] = USUAL) -> list[Seen]:
    """Return ratings in opening hours of some days up to now; the same every time."""
    rng = random.Random("ordinary")
    found: list[Seen] = []
    for day in range(days, 0, -1):
        for _ in range(rng.randint(0, 2 * a_day)):
            at = NOW - timedelta(days=day, hours=rng.uniform(0, 9))
            found.append(Seen(len(found), point, at, rng.choice(grades)))
    return sorted(found, key=lambda r: r.at)


def row(count: int, grade: int, seconds: float = 20, days_ago: float = 3, start: int = 10_000) -> list[Seen]:
    """Return so many ratings of one grade, one after the other."""
    begin = NOW - timedelta(days=days_ago, hours=4)
    return [Seen(start + n, 1, begin + timedelta(seconds=seconds * n), grade) for n in range(count)]


def together(*some: Sequence[Seen]) -> list[Seen]:
    """Return ratings in the order of time."""
    return sorted((r for part in some for r in part), key=lambda r: r.at)
