"""A point without variation: many ratings, and all but none of them the same."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from feedback.screening.detectors.kind import Detector, Finding, Seen
from feedback.screening.detectors.tails import more

LOOKED_AT = timedelta(days=60)
LEAST = 60
ALIKE = 0.99
CHANCE = 1e-4
# As content as a place can be in good faith: where everybody else of the brand gives the best grade too.
BEST = 0.93
STRENGTH = 200.0


def find(ratings: Sequence[Seen], now: datetime) -> list[Finding]:
    """Return the points whose ratings of the last 60 days are alike to 99 in 100, against the brand's other ratings."""
    graded = [r for r in ratings if r.grade is not None and r.at >= now - LOOKED_AT]
    everywhere = Counter(r.grade for r in graded)
    found = []
    for point in sorted({r.point_id for r in graded}):
        here = [r for r in graded if r.point_id == point]
        grade, count = Counter(r.grade for r in here).most_common(1)[0]
        if len(here) < LEAST or count < ALIKE * len(here):
            continue
        others = len(graded) - len(here)
        elsewhere = (everywhere[grade] - count) / others if others >= LEAST else BEST
        usual = min(max(elsewhere, 0.01), BEST)
        chance = more(count, len(here), usual, STRENGTH)
        if chance <= CHANCE:
            figures = {"grade": int(grade or 0), "count": count, "n": len(here), "usual": round(usual, 4)}
            found.append(Finding.of(here, point=point, chance=chance, **figures))
    return found


DETECTOR = Detector("uniform", "一个评价点几乎只有一种评价", find)
