"""Which grades a brand of a given mean gets."""

import random
from functools import lru_cache
from math import exp

VALUES = {5: 100, 4: 80, 3: 60, 2: 30, 1: 0}
# What residents give where nothing is remarkable; a brand's mean tilts it.
USUAL = {5: 0.42, 4: 0.31, 3: 0.14, 2: 0.08, 1: 0.05}


def grade(rng: random.Random, mean: float) -> int:
    """Return a grade (5…1) drawn so that many of them come to a mean (0…100)."""
    return rng.choices(list(VALUES), weights(round(min(max(mean, 5), 98))))[0]


@lru_cache
def weights(mean: int) -> list[float]:
    """Return the weights of the grades 5…1 whose mean value is `mean`, nearest to the usual ones."""
    low, high = -20.0, 20.0
    for _ in range(50):
        middle = (low + high) / 2
        if _mean(_tilted(middle)) < mean:
            low = middle
        else:
            high = middle
    return _tilted(low)


def _tilted(by: float) -> list[float]:
    return [part * exp(by * VALUES[grade] / 100) for grade, part in USUAL.items()]


def _mean(parts: list[float]) -> float:
    return sum(p * v for p, v in zip(parts, VALUES.values(), strict=True)) / sum(parts)
