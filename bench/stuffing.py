"""I10: how often the stuffing detector cries out over honest months, and how often it finds what was stuffed in.

`python -m bench.stuffing [branches]`. Synthetic branches of very different size, each with four months of its own
rhythm: opening hours, quiet and busy days, a drift, meetings after which a whole group rates at once and in one mood.
Thresholds were chosen with seed TUNING; the figures are of seed REPORT. Fails when one misses its bar; with fewer than
ENOUGH branches, where a single month is more than the bar allows, when so many misses refute the bar (p < 0.01).
"""

import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp, log

from feedback.demo.grades import weights
from feedback.screening.detectors import DETECTORS, Seen, stuffed
from feedback.screening.detectors.tails import more

TUNING, REPORT = 20_261_101, 20_261_121
BRANCHES, ENOUGH = 1_000, 500
NOW = datetime(2026, 11, 1, tzinfo=UTC)
MONTHS, MONTH = 4, timedelta(days=30)
OPENING = (2, 5, 6, 4, 1, 3, 6, 6, 4, 2, 1, 1)  # weights of the hours from 8 on
WEEKDAYS = (1.3, 1.1, 1.0, 1.0, 0.9, 0.35, 0.2)
MOOD_OF_A_DAY, MOOD_OF_A_GROUP = 3.0, 4.0  # standard deviation, in points of 100
MEETINGS = 0.8  # a month


@dataclass(frozen=True)
class Branch:
    """`monthly` ratings expected, tending to a mean of `score` (0…100)."""

    monthly: float
    score: float
    drift: float


def branch(rng: random.Random) -> Branch:
    """Return a branch: from 20 ratings a month to 2,000, most around 120; scores from 60 to 93."""
    monthly = min(max(rng.lognormvariate(log(120), 0.9), 20), 2_000)
    return Branch(monthly, min(max(rng.gauss(79, 6.5), 60), 93), rng.gauss(0, 2))


def months(rng: random.Random, one: Branch) -> list[tuple[datetime, int]]:
    """Return four honest months of a branch: moments and grades."""
    given: list[tuple[datetime, int]] = []
    a_day = one.monthly / 30
    begin = NOW - MONTHS * MONTH
    for n in range(MONTHS * 30):
        day = begin + timedelta(days=n)
        # Gamma: days differ far more than chance would let them.
        busy = a_day * WEEKDAYS[day.weekday()] / (sum(WEEKDAYS) / 7) * rng.gammavariate(3, 1 / 3)
        score = one.score + one.drift * n / 30 + rng.gauss(0, MOOD_OF_A_DAY)
        for _ in range(poisson(rng, busy)):
            hour = rng.choices(range(8, 8 + len(OPENING)), OPENING)[0]
            given.append(
                (day.replace(hour=hour) + timedelta(seconds=rng.uniform(0, 3600)), grade(rng, score))
            )
        if rng.random() < MEETINGS / 30:
            given += group(rng, one, 8 + int(rng.expovariate(1 / 15)), day)
    return given


def group(rng: random.Random, one: Branch, size: int, day: datetime) -> list[tuple[datetime, int]]:
    """Return an honest group after a meeting: they rate within minutes of each other, in one mood."""
    score = one.score + rng.gauss(0, MOOD_OF_A_GROUP)
    at = day.replace(hour=0, minute=0, second=0) + timedelta(hours=rng.uniform(9, 19))
    given = []
    for _ in range(size):
        at += timedelta(seconds=rng.expovariate(1 / rng.uniform(10, 40)))
        given.append((at, grade(rng, score)))
    return given


def stuff(rng: random.Random, count: int, given: int, seconds: float = 20) -> list[tuple[datetime, int]]:
    """Return so many ratings of one grade, about 20 s apart, in opening hours of the last month."""
    at = NOW - timedelta(days=rng.randint(2, 29)) + timedelta(hours=rng.uniform(9, 17))
    made = []
    for _ in range(count):
        at += timedelta(seconds=seconds * rng.lognormvariate(0, 0.35))
        made.append((at, given))
    return made


def grade(rng: random.Random, score: float) -> int:
    """Return a grade drawn so that many of them come to a score."""
    return rng.choices((5, 4, 3, 2, 1), weights(round(min(max(score, 5), 98))))[0]


def poisson(rng: random.Random, mean: float) -> int:
    """Return a Poisson count."""
    count, left, limit = 0, rng.random(), exp(-mean)
    while left > limit:
        count += 1
        left *= rng.random()
    return count


def seen(given: Sequence[tuple[datetime, int]]) -> list[Seen]:
    """Return ratings as detectors see them."""
    return [Seen(n, 1, at, value) for n, (at, value) in enumerate(sorted(given))]


Extra = Callable[[random.Random, Branch], list[tuple[datetime, int]]]
# what is put into an honest month; what of the months must be flagged, "<" at most, ">" at least
SCENES: tuple[tuple[str, Extra, str, float], ...] = (
    ("clean branch-month", lambda r, b: [], "<", 0.01),
    ("honest group of 25", lambda r, b: group(r, b, 25, NOW - timedelta(days=r.randint(2, 29))), "<", 0.01),
    ("20 five-star at 20 s", lambda r, b: stuff(r, 20, 5), ">", 0.80),
    ("40 five-star at 20 s", lambda r, b: stuff(r, 40, 5), ">", 0.99),
    ("15 one-star at 20 s", lambda r, b: stuff(r, 15, 1), ">", 0.99),
)


def chances(seed: int, branches: int) -> dict[str, list[list[float]]]:
    """Return, by scene and branch, the chance of the grades in each heap of the month: small = suspicious.

    A heap that the extra ratings are no part of is not a find of theirs; in clean months every heap counts.
    """
    found: dict[str, list[list[float]]] = {name: [] for name, *_ in SCENES}
    for n in range(branches):
        rng = random.Random(f"{seed} {n}")
        one = branch(rng)
        honest = months(rng, one)
        for name, extra, *_ in SCENES:
            put_in = extra(rng, one)
            ratings = seen([*honest, *put_in])
            added = set(put_in)
            heaps = stuffed.heaps(ratings, NOW)
            concerned = [
                heap
                for heap in heaps
                if not put_in or any((r.at, r.grade) in added for r in ratings[heap.i : heap.j])
            ]
            found[name].append([stuffed.shift_of(ratings, heap).chance for heap in concerned])
    return found


def share(months_: Sequence[Sequence[float]], limit: float) -> float:
    """Return the share of months in which some heap is as unlikely as the limit, or more."""
    return sum(any(chance <= limit for chance in month) for month in months_) / len(months_)


def chosen(found: dict[str, list[list[float]]]) -> float:
    """Return the largest round limit that keeps clean and honest months at half of what they may have."""
    limits = [m * 10.0**-e for e in range(1, 8) for m in (5, 2, 1)]
    quiet = [(name, bar / 2) for name, _, side, bar in SCENES if side == "<"]
    return next(limit for limit in limits if all(share(found[name], limit) <= bar for name, bar in quiet))


def others(seed: int, branches: int) -> dict[str, float]:
    """Return flags a clean branch-month of every detector that looks at times and grades."""
    count = dict.fromkeys((d.name for d in DETECTORS), 0)
    for n in range(branches):
        rng = random.Random(f"{seed} {n}")
        ratings = seen(months(rng, branch(rng)))
        for detector in DETECTORS:
            count[detector.name] += len(detector.find(ratings, NOW))
    return {name: flags / branches for name, flags in count.items()}


def missed(part: float, side: str, bar: float, n: int) -> bool:
    """Return whether a share of n months misses its bar."""
    wrong, may = (part, bar) if side == "<" else (1 - part, 1 - bar)
    if n >= ENOUGH:
        return wrong > may + 1e-9
    return more(round(wrong * n), n, may, 1e6) < 0.01


def main(branches: int = BRANCHES) -> int:
    """Print the figures; return how many miss their bar."""
    began = time.process_time()
    limit = chosen(chances(TUNING, branches))
    print(f"limit chosen on seed {TUNING}: {limit:g}; shipped: {stuffed.SHIFT:g}")
    found, misses = chances(REPORT, branches), 0
    for name, _, side, bar in SCENES:
        part = share(found[name], stuffed.SHIFT)
        bad = missed(part, side, bar, branches)
        misses += bad
        sign = "≤" if side == "<" else "≥"
        print(f"{name:<22} {part:.4f} of {branches} flagged, bar {sign} {bar:.2f}{'  MISSED' if bad else ''}")
    for name, part in others(REPORT, branches).items():
        bad = missed(part, "<", 0.01, branches)
        misses += bad
        print(f"{name:<22} {part:.4f} flags a clean branch-month, bar ≤ 0.01{'  MISSED' if bad else ''}")
    print(f"{1000 * (time.process_time() - began) / (11 * branches):.0f} ms a branch-month")
    return misses


if __name__ == "__main__":
    sys.exit(min(1, main(*map(int, sys.argv[1:]))))
