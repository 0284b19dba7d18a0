"""Comments that were copied: three or more within a week that share most of their letters.

Short praise repeats by itself (很好, 满意: one comment in seven), so short comments are never evidence.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING
from zlib import crc32

from feedback.screening.detectors.kind import Detector, Finding, Seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOOKED_AT = timedelta(days=31)
WITHIN = timedelta(days=7)
SHORTEST = 10  # letters and digits, without blanks and marks
JACCARD = 0.7
LEAST = 3
# 30 bands of 4: two comments of J = 0.7 meet in one with 99.97 %, of J = 0.3 with 22 %; only those that meet are compared.
BANDS, ROWS = 30, 4
_PRIME = (1 << 31) - 1


@cache
def _dice() -> tuple["NDArray[np.uint64]", "NDArray[np.uint64]"]:
    """Return what the hashes multiply by and add; always the same."""
    import numpy as np  # only the worker looks for copies: web processes do without

    dice = np.random.default_rng(20_261_121)
    times = dice.integers(1, _PRIME, BANDS * ROWS, dtype=np.uint64)
    return times, dice.integers(0, _PRIME, BANDS * ROWS, dtype=np.uint64)


def find(ratings: Sequence[Seen], now: datetime) -> list[Finding]:
    """Return the groups of at least three near-duplicates within seven days, of the last 31; each comment in one."""
    said = [(r, shingles(r.text)) for r in ratings if r.text and r.at >= now - LOOKED_AT]
    long = [(r, parts) for r, parts in said if parts]
    links: dict[int, set[int]] = defaultdict(set)
    for i, j in candidates([parts for _, parts in long]):
        near = abs(long[i][0].at - long[j][0].at) <= WITHIN
        if near and similarity(long[i][1], long[j][1]) >= JACCARD:
            links[i].add(j)
            links[j].add(i)
    return [_finding([long[i][0] for i in group]) for group in _groups(links, [r.at for r, _ in long])]


def plain(text: str) -> str:
    """Return the letters and digits of a comment."""
    return re.sub(r"[\W_]+", "", text).lower()


def shingles(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters of a comment; none for one too short to be evidence."""
    kept = plain(text)
    return frozenset(map("".join, pairwise(kept))) if len(kept) >= SHORTEST else frozenset()


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of pairs that two comments have in common (Jaccard, 0…1); at least one must have some."""
    return len(one & other) / len(one | other)


def signature(parts: frozenset[str]) -> "NDArray[np.uint64]":
    """Return the MinHash of a comment: equal places are as frequent as the comments are similar."""
    import numpy as np

    times, plus = _dice()
    letters = np.array([crc32(part.encode()) % _PRIME for part in parts], dtype=np.uint64)
    least: NDArray[np.uint64] = ((letters[:, None] * times + plus) % _PRIME).min(axis=0)
    return least


def candidates(comments: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield pairs that meet in a band, once each; a thousand equal comments are a chain, not half a million pairs."""
    buckets: dict[bytes, list[int]] = defaultdict(list)
    for i, parts in enumerate(comments):
        rows = signature(parts).reshape(BANDS, ROWS)
        for band, row in enumerate(rows):
            buckets[bytes([band]) + row.tobytes()].append(i)
    met: set[tuple[int, int]] = set()
    for members in buckets.values():
        if len(members) > NEIGHBOURS:
            met.update((a, b) for n, a in enumerate(members) for b in members[n + 1 : n + 1 + NEIGHBOURS])
        else:
            met.update(combinations(members, 2))
    yield from sorted(met)


NEIGHBOURS = 20  # each is held against so many of those that follow in its bucket


def _groups(links: dict[int, set[int]], times: Sequence[datetime]) -> Iterator[list[int]]:
    """Yield what hangs together, where three or more lie within seven days."""
    left = set(links)
    while left:
        group, todo = set[int](), [min(left)]
        while todo:
            if (one := todo.pop()) not in group:
                group.add(one)
                todo += links[one]
        left -= group
        ordered = sorted(group)
        windows = zip(ordered, ordered[LEAST - 1 :], strict=False)
        if any(times[last] - times[first] <= WITHIN for first, last in windows):
            yield ordered


def _finding(group: Sequence[Seen]) -> Finding:
    first = shingles(group[0].text)
    least = min(similarity(first, shingles(one.text)) for one in group[1:])
    return Finding.of(group, n=len(group), points=len({r.point_id for r in group}), similar=round(least, 2))


DETECTOR = Detector("alike", "几条评语几乎一样", find)
