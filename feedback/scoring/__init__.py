"""Tallies, grade values, interval, gate: the mass-evaluation score."""

from flask import Flask

from feedback.scoring import recompute, tallies
from feedback.scoring.arithmetic import Change, change
from feedback.scoring.aside import Aside, aside
from feedback.scoring.checks import Silent, silent
from feedback.scoring.compared import compared
from feedback.scoring.models import ScoreRule, Tally
from feedback.scoring.periods import Period, hidden, last_months, month_of, months_on, read_period
from feedback.scoring.queries import (
    Month,
    Participation,
    counts_by_brand,
    counts_by_day,
    counts_by_source,
    counts_by_standing,
    counts_of,
    current_rule,
    last_days,
    monthly,
    participation,
    points_of,
    rule_numbered,
    score_of,
    scores_of,
    within,
)
from feedback.scoring.rules import (
    PRIVATE_BELOW,
    Counts,
    Gate,
    MassScore,
    Rule,
    interval,
    is_capped,
    mass_score,
    weighs_as,
)
from feedback.scoring.sources import ways
from feedback.scoring.steps import settled, settled_counts
from feedback.scoring.tallies import tally
from feedback.scoring.until import day_begins, figures_move, figures_until

__all__ = [
    "PRIVATE_BELOW",
    "Aside",
    "Change",
    "Counts",
    "Gate",
    "MassScore",
    "Month",
    "Participation",
    "Period",
    "Rule",
    "ScoreRule",
    "Silent",
    "Tally",
    "aside",
    "change",
    "compared",
    "counts_by_brand",
    "counts_by_day",
    "counts_by_source",
    "counts_by_standing",
    "counts_of",
    "current_rule",
    "day_begins",
    "figures_move",
    "figures_until",
    "hidden",
    "interval",
    "is_capped",
    "last_days",
    "last_months",
    "mass_score",
    "month_of",
    "monthly",
    "months_on",
    "participation",
    "points_of",
    "read_period",
    "recompute",
    "rule_numbered",
    "score_of",
    "scores_of",
    "settled",
    "settled_counts",
    "silent",
    "tallies",
    "tally",
    "ways",
    "weighs_as",
    "within",
]


def init_app(app: Flask) -> None:
    """Register what scoring shows."""
    from feedback.scoring import check_views, views  # the views use the front door above

    # One blueprint, however many files hang their screens on it.
    for blueprint in {views.bp, check_views.bp}:
        app.register_blueprint(blueprint)
