"""Stuffing: a heap of ratings (a burst, or a rapid chain) whose grades are not those this branch usually gets.

Neither half is enough: a meeting is a burst, a good day shifts the grades. Thresholds were chosen by
`python -m bench.stuffing` on one seed and hold on another.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from feedback.screening.detectors.kind import Detector, Finding, Seen
from feedback.screening.detectors.rhythm import Rhythm, rhythm
from feedback.screening.detectors.tails import busier, more

LOOKED_AT = timedelta(days=31)
TYPED = ("paper", "phone")  # entered by staff in one go: a heap by nature, and with a column of its own
LEAST = 8  # fewer ratings than this are no heap
WINDOWS = (600.0, 3600.0, 86_400.0)
BURST = 1e-3
CHAIN_SECONDS = 60.0
CHAIN_SHARE = 0.3  # of the usual distance between two ratings at that hour
SHIFT = 1e-3
LEAST_EXTRA = 6.0  # so many more of one grade than usual, or it is not worth anybody's time
PURE = (
    0.85  # of the heap have that grade: a happy group still gives some others, whoever types them in does not
)
MOOD = 150.0  # a group's share of a grade is known as well as by so many ratings, however long the history
# Where a branch has no history yet: what residents give elsewhere, worth ten ratings.
USUAL = {5: 0.42, 4: 0.31, 3: 0.14, 2: 0.08, 1: 0.05}
USUAL_WORTH = 10.0


@dataclass(frozen=True)
class Heap:
    """Ratings i…j (j not included) that came faster than this branch's rhythm has it."""

    i: int
    j: int
    how: str
    chance: float  # of so many in that time; 1.0 for a chain, which is told by its distances


@dataclass(frozen=True)
class Shift:
    """`count` of the `n` ratings of a heap have one grade, elsewhere a share `usual`; so many or more by chance."""

    grade: int
    count: int
    n: int
    usual: float
    chance: float


def find(ratings: Sequence[Seen], now: datetime) -> list[Finding]:
    """Return the heaps of the last 31 days whose grades are shifted to one end, each rating in one at most."""
    graded = [r for r in ratings if r.grade is not None and r.source not in TYPED]
    if len(graded) < LEAST:
        return []
    shifted = [
        (heap, shift) for heap in heaps(graded, now) if (shift := shift_of(graded, heap)).chance <= SHIFT
    ]
    # The clearest first; what overlaps it is the same thing seen through another window.
    kept: list[tuple[Heap, Shift]] = []
    for heap, shift in sorted(shifted, key=lambda both: (both[1].chance, both[0].j - both[0].i)):
        if all(heap.j <= other.i or other.j <= heap.i for other, _ in kept):
            kept.append((heap, shift))
    return [_finding(graded, heap, shift) for heap, shift in sorted(kept, key=lambda both: both[0].i)]


def heaps(graded: Sequence[Seen], now: datetime) -> list[Heap]:
    """Return the bursts and chains of the last 31 days; they overlap."""
    usual = rhythm([r.at for r in graded])
    first = next((n for n, r in enumerate(graded) if r.at >= now - LOOKED_AT), len(graded))
    return [*_chains(graded, first, usual), *_bursts(graded, first, usual)]


def _chains(graded: Sequence[Seen], first: int, usual: Rhythm) -> Iterator[Heap]:
    begin = first
    for n in range(first + 1, len(graded) + 1):
        if n < len(graded):
            limit = min(CHAIN_SECONDS, CHAIN_SHARE * 3600 / max(usual.rate(graded[n].at), 1e-9))
            if (graded[n].at - graded[n - 1].at).total_seconds() <= limit:
                continue
        if n - begin >= LEAST:
            yield Heap(begin, n, "chain", 1.0)
        begin = n


def _bursts(graded: Sequence[Seen], first: int, usual: Rhythm) -> Iterator[Heap]:
    for seconds in WINDOWS:
        span, end = timedelta(seconds=seconds), first
        for i in range(first, len(graded)):
            before = end
            while end < len(graded) and graded[end].at - graded[i].at < span:
                end += 1
            # A window that ends where the last one did holds nothing new.
            if end == before or end - i < LEAST:
                continue
            chance = busier(end - i, usual.expected(graded[i].at, seconds), usual.size)
            if chance <= BURST:
                yield Heap(i, end, "burst", chance)


def shift_of(graded: Sequence[Seen], heap: Heap) -> Shift:
    """Return the clearer of both shifts: more of the best grade than this branch gets, or more of the worst."""
    inside = Counter(r.grade for r in graded[heap.i : heap.j])
    whole = Counter(r.grade for r in graded)
    n, outside = heap.j - heap.i, len(graded) - (heap.j - heap.i) + USUAL_WORTH
    strength = 1 / (1 / MOOD + 1 / outside)
    shifts = []
    for grade in (5, 1):
        share = (whole[grade] - inside[grade] + USUAL_WORTH * USUAL[grade]) / outside
        enough = inside[grade] >= PURE * n and inside[grade] - n * share >= LEAST_EXTRA
        chance = more(inside[grade], n, share, strength) if enough else 1.0
        shifts.append(Shift(grade, inside[grade], n, share, chance))
    return min(shifts, key=lambda shift: shift.chance)


def _finding(graded: Sequence[Seen], heap: Heap, shift: Shift) -> Finding:
    inside = graded[heap.i : heap.j]
    gaps = sorted((b.at - a.at).total_seconds() for a, b in pairwise(inside))
    span = max((inside[-1].at - inside[0].at).total_seconds(), 60.0)
    # Only those of the grade that is too frequent: whoever gave another one in the midst is not to be silenced by it.
    return Finding.of(
        [r for r in inside if r.grade == shift.grade],
        how=heap.how,
        expected=round(rhythm([r.at for r in graded]).expected(inside[0].at, span), 2),
        n=shift.n,
        grade=shift.grade,
        count=shift.count,
        usual=round(shift.usual, 4),
        chance=shift.chance,
        burst=heap.chance,
        gap=gaps[len(gaps) // 2],
    )


DETECTOR = Detector("stuffed", "短时间内集中的同一种评价", find)
