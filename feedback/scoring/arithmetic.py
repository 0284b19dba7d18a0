"""How a score was computed, step by step, as numbers a page can print; and what a change means."""

from dataclasses import dataclass
from math import sqrt

from feedback.scoring.rules import GRADES, Z95, MassScore, Rule


@dataclass(frozen=True)
class Line:
    """One grade's part of the sum."""

    grade: int
    count: int
    value: float
    product: float


@dataclass(frozen=True)
class Arithmetic:
    """From the counts to the interval: `total` / `n` = `mean`, p = mean / 100, centre ± reach (0…1), zz = z²."""

    lines: tuple[Line, ...]
    total: float
    n: int
    mean: float
    p: float
    z: float
    zz: float
    centre: float
    reach: float


def arithmetic(score: MassScore, rule: Rule) -> Arithmetic | None:
    """Return the steps of a score made by this rule, or None where nothing may be shown."""
    if score.value is None:
        return None
    lines = tuple(Line(g, score.counts[g], rule.values[g], score.counts[g] * rule.values[g]) for g in GRADES)
    p, n, zz = score.value / 100, score.n, Z95 * Z95
    centre = (p + zz / (2 * n)) / (1 + zz / n)
    reach = Z95 / (1 + zz / n) * sqrt(p * (1 - p) / n + zz / (4 * n * n))
    return Arithmetic(lines, sum(line.product for line in lines), n, score.value, p, Z95, zz, centre, reach)


@dataclass(frozen=True)
class Change:
    """How far a score moved, in points, and whether chance alone may have moved it that far."""

    by: float
    within_error: bool


def change(now: MassScore, before: MassScore) -> Change | None:
    """Return what lies between two scores of different people, or None if one of them is not shown.

    Two intervals may overlap although the scores differ beyond chance, so the interval of the difference is
    asked, made from the four Wilson limits. (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10.)
    """
    if now.value is None or now.low is None or now.high is None:
        return None
    if before.value is None or before.low is None or before.high is None:
        return None
    by = now.value - before.value
    low = by - sqrt((now.value - now.low) ** 2 + (before.high - before.value) ** 2)
    high = by + sqrt((now.high - now.value) ** 2 + (before.value - before.low) ** 2)
    return Change(by, low <= 0 <= high)
