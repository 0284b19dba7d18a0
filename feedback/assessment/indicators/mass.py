"""群众评议: the mean value of the grades that residents gave. What their comments say never enters it."""

from collections.abc import Mapping
from decimal import Decimal

from feedback.assessment.decimals import half_up, plain
from feedback.assessment.indicators.kind import Facts, Measured, ScoreRule, too_few
from feedback.assessment.scheme import Indicator
from feedback.scoring import is_capped, weighs_as


def measure(indicator: Indicator, facts: Facts, rule: ScoreRule) -> Measured:
    """Return Σ count × value ÷ n; no value below the scheme's `min_n` (absent: scoring's gate).

    Grades that staff typed in weigh at most the rule's cap, as they do in scoring.
    """
    if facts.grades is None:
        return Measured(None, None, why=too_few(None, 0, rule.shown))
    n = sum(facts.grades.values())
    desk = facts.desk if facts.desk and is_capped(sum(facts.desk.values()), n, rule.desk_cap) else None
    if desk:
        n = weighs_as(n - sum(desk.values()), rule.desk_cap)
    beside = f"95% 区间 {facts.low}–{facts.high}"
    if why := too_few(n, int(indicator.params.get("min_n", rule.counted)), rule.shown):
        return Measured(None, n, why=why, beside=beside)
    if desk:
        return Measured(*_capped(facts.grades, desk, rule, n), beside=beside)
    total, parts = _sum(facts.grades, rule)
    value = half_up(total, 2, over=n)
    return Measured(value, n, f"{parts}÷{n}＝{plain(total)}÷{n}＝{value}", beside=beside)


def _sum(grades: Mapping[int, int], rule: ScoreRule) -> tuple[Decimal, str]:
    in_order = sorted(grades.items(), reverse=True)
    total = sum((count * rule.values[grade] for grade, count in in_order), Decimal())
    return total, "（" + "＋".join(f"{count}×{plain(rule.values[grade])}" for grade, count in in_order) + "）"


def _capped(
    grades: Mapping[int, int], desk: Mapping[int, int], rule: ScoreRule, n: int
) -> tuple[Decimal, int, str]:
    """Return value, n and the arithmetic where the typed-in grades weigh exactly the cap."""
    own = {grade: count - desk[grade] for grade, count in grades.items()}
    (own_sum, own_parts), (desk_sum, desk_parts) = _sum(own, rule), _sum(desk, rule)
    own_n, desk_n, cap = sum(own.values()), sum(desk.values()), rule.desk_cap
    # Over one common divisor: rounded once, at the end.
    value = half_up((100 - cap) * own_sum * desk_n + cap * desk_sum * own_n, 2, over=100 * own_n * desk_n)
    words = (
        f"居民自己评的{own_parts}÷{own_n}，占{100 - cap}%；纸质和电话{desk_parts}÷{desk_n}，"
        f"超过全部的{cap}%，只占{cap}%：{plain(own_sum)}÷{own_n}×{100 - cap}%＋{plain(desk_sum)}÷{desk_n}×{cap}%＝{value}"
    )
    return value, n, words
