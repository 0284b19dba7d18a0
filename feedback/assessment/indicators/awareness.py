"""知晓度: how many of those who answered know the brand, having heard of it counted in part.

A question of its own, asked beside the grade and never part of it. Whoever has heard of a brand counts half:
"heard" is more than nothing and less than knowing; a scheme may say another share (`heard`, 0…1).
"""

from decimal import Decimal

from feedback.assessment.decimals import half_up, plain
from feedback.assessment.indicators.kind import Facts, Measured, ScoreRule, too_few
from feedback.assessment.scheme import Indicator

HALF = "0.5"


def measure(indicator: Indicator, facts: Facts, rule: ScoreRule) -> Measured:
    """Return (knows + share × heard) ÷ answers × 100; no value below `min_n` (absent: scoring's gate)."""
    answers = facts.awareness
    if answers is None:
        return Measured(None, None, why=too_few(None, 0, rule.shown))
    n = sum(answers.values())
    if why := too_few(n, int(indicator.params.get("min_n", rule.counted)), rule.shown):
        return Measured(None, n, why=why)
    share = Decimal(indicator.params.get("heard", HALF))
    value = half_up(100 * (answers["knows"] + share * answers["heard"]), 2, over=n)
    counts = f"了解 {answers['knows']}，听说过 {answers['heard']}，不了解 {answers['unknown']}"
    steps = f"（{answers['knows']}＋{plain(share)}×{answers['heard']}）÷{n}×100＝{value}"
    return Measured(value, n, steps, beside=counts)
