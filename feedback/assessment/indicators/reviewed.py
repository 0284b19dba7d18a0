"""评委打分: reviewers' marks against a written standard: their mean, and how far they lie apart."""

from collections.abc import Sequence
from decimal import Decimal

from feedback.assessment.decimals import half_up
from feedback.assessment.indicators.kind import Facts, Measured, ScoreRule
from feedback.assessment.scheme import Indicator


def measure(indicator: Indicator, facts: Facts, _rule: ScoreRule) -> Measured:
    """Return the mean of the marks; beside it the number of reviewers, the range and the standard deviation."""
    marks = sorted(given.value for given in facts.marks.get(indicator.key, ()))
    if not marks:
        return Measured(None, 0, why="还没有评委打分")
    value = half_up(sum(marks, Decimal()), 2, over=len(marks))
    parts = "＋".join(str(mark) for mark in marks)
    steps = f"（{parts}）÷{len(marks)}＝{value}" if len(marks) > 1 else f"{marks[0]}＝{value}"
    return Measured(value, len(marks), steps, beside=spread(marks))


def spread(marks: Sequence[Decimal]) -> str:
    """Return the range and the standard deviation of the marks given (of all of them: divided by their number)."""
    if len(marks) < 2:
        return "1 位评委"
    n, total = len(marks), sum(marks, Decimal())
    # n Σx² − (Σx)² is exact, so only the root is rounded.
    deviation = half_up((n * sum((m * m for m in marks), Decimal()) - total * total).sqrt(), 2, over=n)
    return f"{n} 位评委，最高最低相差 {max(marks) - min(marks)}，标准差 {deviation}"
