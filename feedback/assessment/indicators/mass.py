"""群众评议: the mean value of the grades that residents gave. What their comments say never enters it."""

from decimal import Decimal

from feedback.assessment.decimals import half_up, plain
from feedback.assessment.indicators.kind import Facts, Measured, ScoreRule, too_few
from feedback.assessment.scheme import Indicator


def measure(indicator: Indicator, facts: Facts, rule: ScoreRule) -> Measured:
    """Return Σ count × value ÷ n; no value below the scheme's `min_n` (absent: scoring's gate)."""
    if facts.grades is None:
        return Measured(None, None, why=too_few(None, 0, rule.shown))
    n = sum(facts.grades.values())
    beside = f"95% 区间 {facts.low}–{facts.high}"
    if why := too_few(n, int(indicator.params.get("min_n", rule.counted)), rule.shown):
        return Measured(None, n, why=why, beside=beside)
    grades = sorted(facts.grades.items(), reverse=True)
    total = sum((count * rule.values[grade] for grade, count in grades), Decimal())
    value = half_up(total, 2, over=n)
    parts = "＋".join(f"{count}×{plain(rule.values[grade])}" for grade, count in grades)
    return Measured(value, n, f"（{parts}）÷{n}＝{plain(total)}÷{n}＝{value}", beside=beside)
