"""Bad grades that stop from one day to the next while good ones go on: can they still be given?

A point that falls silent altogether is another question (is the code still on the wall?) and not asked here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from feedback.screening.detectors.kind import Detector, Finding, Seen
from feedback.screening.detectors.tails import more

LOOKED_AT = timedelta(days=30)
LEAST_BEFORE = 60
EXPECTED = 12.0  # bad ratings that should have come
CHANCE = 1e-4
STRENGTH = 200.0


def find(ratings: Sequence[Seen], now: datetime) -> list[Finding]:
    """Return the points that had bad ratings and have had none for 30 days, where a dozen were to be expected.

    It names no rating: what did not come cannot be listed, and nothing can be excluded.
    """
    found = []
    for point in sorted({r.point_id for r in ratings}):
        here = [r for r in ratings if r.point_id == point and r.grade is not None]
        before = [r for r in here if r.at < now - LOOKED_AT]
        bad = [r for r in before if (r.grade or 0) <= 2]
        since = len(here) - len(before)
        if len(before) < LEAST_BEFORE or not bad or any((r.grade or 0) <= 2 for r in here[len(before) :]):
            continue
        share = len(bad) / len(before)
        strength = 1 / (1 / STRENGTH + 1 / len(before))
        chance = more(since, since, 1 - share, strength)
        if share * since >= EXPECTED and chance <= CHANCE:
            figures = {
                "n": since,
                "before": len(before),
                "bad": len(bad),
                "expected": round(share * since, 1),
            }
            found.append(Finding((), before[-1].at, now, {"point": point, "chance": chance, **figures}))
    return found


DETECTOR = Detector("stopped", "一个评价点的差评突然没有了", find)
