"""How a score was computed."""

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from feedback.accounts import BRANCH, COMMITTEE, only, person
from feedback.brands import brand_for
from feedback.clock import local_day, now
from feedback.scoring import queries
from feedback.scoring.arithmetic import arithmetic
from feedback.scoring.aside import aside
from feedback.scoring.periods import last_months, read_period
from feedback.scoring.rules import GATE_NAMES, mass_score
from feedback.scoring.sources import ways
from feedback.scoring.steps import settled
from feedback.scoring.until import figures_until
from feedback.screening import CAP, COUNTED, WITHIN

bp = Blueprint("scoring", __name__)


@bp.get("/brands/<int:brand_id>/score")
@only(*BRANCH, *COMMITTEE)
def score(brand_id: int) -> ResponseReturnValue:
    """Show the arithmetic of a brand's score over the days asked for, else over the last twelve months."""
    brand = brand_for(person(), brand_id, *BRANCH, *COMMITTEE)
    until, rule = figures_until(now()), queries.current_rule()
    asked = read_period(request.args.get("begin", ""), request.args.get("end", ""))
    asked = (asked and asked.up_to(until)) or last_months(until)
    today = local_day(now(), current_app.config["TIMEZONE"])
    period = settled([brand.id], asked, until, today)[brand.id]
    by = queries.counts_by_standing(queries.points_of(brand), period.begin, period.end)
    found = mass_score(by[COUNTED], rule)
    return render_template(
        "scoring/score.html",
        brand=brand,
        asked=asked,
        period=period if period.begin <= period.end else asked,
        rule=rule,
        score=found,
        steps=arithmetic(found, rule),
        aside=aside(by, rule),
        sources=ways(queries.counts_by_source(queries.points_of(brand), period.begin, period.end)),
        CAP=CAP,
        DAYS=WITHIN.days,
        GATES=GATE_NAMES,
    )
