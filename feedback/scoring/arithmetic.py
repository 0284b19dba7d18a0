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
class Part:
    """The mean of those who gave their grade themselves, or of those typed in, and its share (per cent) of a capped score."""

    total: float
    n: int
    mean: float
    share: int


@dataclass(frozen=True)
class Arithmetic:
    """From the counts to the interval: `total` / `n` = `mean`, p = mean / 100, centre ± reach (0…1), zz = z².

    Where the cap bites there are two `parts`, whose means times shares are the mean; `n` is what the score stands on.
    """

    lines: tuple[Line, ...]
    total: float
    n: int
    mean: float
    p: float
    z: float
    zz: float
    centre: float
    reach: float
    given: int
    parts: tuple[Part, ...] = ()


def arithmetic(score: MassScore, rule: Rule) -> Arithmetic | None:
    """Return the steps of a score made by this rule, or None where nothing may be shown."""
    if score.value is None:
        return None
    lines = tuple(Line(g, score.counts[g], rule.values[g], score.counts[g] * rule.values[g]) for g in GRADES)
    p, n, zz = score.value / 100, score.n, Z95 * Z95
    centre = (p + zz / (2 * n)) / (1 + zz / n)
    reach = Z95 / (1 + zz / n) * sqrt(p * (1 - p) / n + zz / (4 * n * n))
    total = sum(line.product for line in lines)
    parts = _parts(score, rule) if score.capped else ()
    return Arithmetic(lines, total, n, score.value, p, Z95, zz, centre, reach, score.given, parts)


def _parts(score: MassScore, rule: Rule) -> tuple[Part, ...]:
    found = []
    for grades, share in ((score.others, 100 - rule.desk_cap), (score.desk, rule.desk_cap)):
        total, n = sum(rule.values[g] * grades[g] for g in GRADES), sum(grades.values())
        found.append(Part(total, n, total / n, share))
    return tuple(found)


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
